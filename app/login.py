"""Starting with the user's session, out of sight; each system in its own way."""

from __future__ import annotations

import os
import plistlib
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from core.errors import MachineError

_NAME = "ebb"


class Login(Protocol):
    """Whether Ebb starts with the user's session."""

    def starts(self) -> bool:
        """Whether it does."""
        ...

    def set(self, on: bool) -> None:
        """Let it, or no longer.

        Raises:
            MachineError: the system does not let it be written.
        """
        ...


class FileLogin:
    """A file in a folder whose files the session starts: all that Linux and macOS ask for."""

    def __init__(self, file: Path, content: bytes) -> None:
        self._file, self._content = file, content

    def starts(self) -> bool:
        return self._file.exists()

    def set(self, on: bool) -> None:
        try:
            if on:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.write_bytes(self._content)
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            raise MachineError(f"{self._file} could not be written: {error.strerror}. Nothing was changed.") from error


class WindowsLogin:
    """A value below the user's `Run` key. `registry` is the module winreg."""

    _KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"

    def __init__(self, command: str, registry: Any = None) -> None:
        if registry is None:
            import winreg

            registry = winreg
        self._registry, self._command = registry, command

    def starts(self) -> bool:
        with self._open(self._registry.KEY_READ) as key:
            try:
                self._registry.QueryValueEx(key, _NAME)
            except FileNotFoundError:
                return False
            return True

    def set(self, on: bool) -> None:
        try:
            with self._open(self._registry.KEY_SET_VALUE) as key:
                if on:
                    self._registry.SetValueEx(key, _NAME, 0, self._registry.REG_SZ, self._command)
                else:
                    self._registry.DeleteValue(key, _NAME)
        except FileNotFoundError:
            pass  # it was not there
        except OSError as error:
            raise MachineError("Windows did not let Ebb change what starts with it. Nothing was changed.") from error

    def _open(self, access: int) -> Any:
        return self._registry.CreateKeyEx(self._registry.HKEY_CURRENT_USER, self._KEY, 0, access)


def system_login(profile: Path) -> Login | None:
    """How this system starts Ebb on `profile` at login; None where it is not known what to start."""
    command = command_line(profile)
    if command is None:
        return None
    if sys.platform == "win32":
        import subprocess

        return WindowsLogin(subprocess.list2cmdline(command))
    if sys.platform == "darwin":
        return launch_agent(Path.home(), command)
    return autostart(Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"), command)


def command_line(profile: Path) -> list[str] | None:
    """What starts this Ebb again: the command beside this Python, else the one on the path."""
    name = "ebb-desktop" if sys.platform == "win32" else "ebb"
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    found = beside or shutil.which(name)
    return None if found is None else [str(Path(found).absolute()), "--profile", str(profile), "--hidden"]


def autostart(config: Path, command: Sequence[str]) -> FileLogin:
    """A desktop entry in the folder of the Desktop Application Autostart Specification."""
    words = " ".join(_quoted(word) for word in command)
    entry = (
        "[Desktop Entry]\nType=Application\nName=Ebb\nComment=A private memory\n"
        f"Exec={words}\nIcon=ebb\nTerminal=false\nStartupNotify=false\nX-GNOME-Autostart-enabled=true\n"
    )
    return FileLogin(config / "autostart" / f"{_NAME}.desktop", entry.encode("utf-8"))


def launch_agent(home: Path, command: Sequence[str]) -> FileLogin:
    """A property list that launchd reads when the user logs in."""
    label = "ebb.at-login"
    listed = {"Label": label, "ProgramArguments": list(command), "RunAtLoad": True, "ProcessType": "Interactive"}
    return FileLogin(home / "Library" / "LaunchAgents" / f"{label}.plist", plistlib.dumps(listed))


def _quoted(word: str) -> str:
    """A word of `Exec`: in quotes where it needs them, with what the specification reserves escaped twice over."""
    word = word.replace("%", "%%")
    if word and not set(word) & set(" \t\n\"'\\><~|&;$*?#()`"):
        return word
    inner = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word)
    return '"' + inner.replace("\\", "\\\\") + '"'
