"""Starting with the session: a file or a value the system reads, put there and taken away whole."""

from __future__ import annotations

import configparser
import plistlib
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.login import WindowsLogin, autostart, command_line, launch_agent
from core.errors import MachineError

WORDS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=("C",), exclude_characters="%"), min_size=1), min_size=1
)


def test_on_linux_it_is_a_desktop_entry(tmp_path: Path) -> None:
    login = autostart(tmp_path, ["/opt/My Ebb/ebb", "--profile", "/home/mira/100% mine", "--hidden"])
    assert not login.starts()
    login.set(True)
    login.set(True)
    assert login.starts()
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(tmp_path / "autostart" / "ebb.desktop", "utf-8")
    assert entry["Desktop Entry"]["Exec"] == '"/opt/My Ebb/ebb" --profile "/home/mira/100%% mine" --hidden'
    login.set(False)
    login.set(False)
    assert not login.starts()


@given(WORDS)
def test_any_path_comes_through_the_quoting_of_the_specification(words: list[str]) -> None:
    login = autostart(Path("/nowhere"), words)
    line = next(line for line in login._content.decode("utf-8").split("\n") if line.startswith("Exec="))
    unescaped = line.removeprefix("Exec=").replace("\\\\", "\\")
    # What a shell's quotes leave alone and the specification escapes: ` and $.
    assert shlex.split(unescaped.replace("\\`", "`").replace("\\$", "$")) == words


def test_on_macos_it_is_a_launch_agent(tmp_path: Path) -> None:
    login = launch_agent(tmp_path, ["/opt/ebb", "--hidden"])
    login.set(True)
    (file,) = (tmp_path / "Library" / "LaunchAgents").iterdir()
    listed = plistlib.loads(file.read_bytes())
    assert (listed["ProgramArguments"], listed["RunAtLoad"]) == (["/opt/ebb", "--hidden"], True)
    login.set(False)
    assert not login.starts()


class Registry:
    """As much of winreg as is asked of it."""

    HKEY_CURRENT_USER, KEY_READ, KEY_SET_VALUE, REG_SZ = "user", 1, 2, 1

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def CreateKeyEx(self, root: str, path: str, _: int, access: int) -> Registry:  # noqa: N802
        assert (root, path) == ("user", r"Software\Microsoft\Windows\CurrentVersion\Run")
        return self

    def __enter__(self) -> Registry:
        return self

    def __exit__(self, *_: Any) -> None: ...

    def QueryValueEx(self, _: Registry, name: str) -> str:  # noqa: N802
        if name not in self.values:
            raise FileNotFoundError
        return self.values[name]

    def SetValueEx(self, _: Registry, name: str, __: int, kind: int, value: str) -> None:  # noqa: N802
        self.values[name] = value

    def DeleteValue(self, _: Registry, name: str) -> None:  # noqa: N802
        if self.values.pop(name, None) is None:
            raise FileNotFoundError


def test_on_windows_it_is_a_value_of_the_run_key() -> None:
    registry = Registry()
    login = WindowsLogin('"C:\\Ebb\\ebb-desktop.exe" --hidden', registry)
    assert not login.starts()
    login.set(True)
    assert registry.values == {"ebb": '"C:\\Ebb\\ebb-desktop.exe" --hidden'}
    assert login.starts()
    login.set(False)
    login.set(False)
    assert not login.starts()


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file where the folder would be")
    with pytest.raises(MachineError, match="could not be written"):
        autostart(tmp_path, ["ebb"]).set(True)


def test_this_ebb_is_what_is_started(tmp_path: Path) -> None:
    command = command_line(tmp_path)
    assert command is not None
    assert Path(command[0]).name in ("ebb", "ebb-desktop.exe")
    assert command[1:] == ["--profile", str(tmp_path), "--hidden"]
