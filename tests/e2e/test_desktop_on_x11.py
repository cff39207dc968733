"""Ebb on a real X11 desktop with a window manager, by the keys and clicks of a person; in a tray where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from ctypes.util import find_library
from pathlib import Path

import pytest

from tests.faults.command import Ebb

NEEDED = ("Xvfb", "xdotool", "openbox")
SECONDS = 60
NOTE, WINDOW = "Quick note", "^Ebb$"


class Desktop:
    """A display of our own, and Ebb on it."""

    def __init__(self, display: str, ebb: Ebb) -> None:
        self.ebb = ebb
        self.environment = {
            **ebb.environment, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb",
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        }  # fmt: skip
        self.environment.pop("EBB_PASSPHRASE")
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(process)
        return process

    def start_ebb(self, *words: str) -> subprocess.Popen[bytes]:
        return self.start(*self.ebb.command(*words))

    def xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        return done.stdout

    def wait_for(self, title: str) -> None:
        """A window of this title is seen and has the keyboard when this returns."""
        self.xdotool("search", "--sync", "--onlyvisible", "--name", title, "windowactivate", "--sync")

    def sees(self, title: str) -> bool:
        return bool(self.xdotool("search", "--onlyvisible", "--name", title).strip())

    def close(self) -> None:
        for process in reversed(self.running):
            process.kill()
            process.wait()


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def desktop(ebb: Ebb) -> Iterator[Desktop]:
    """A desktop with a window manager; the vault is locked, and has been open before."""
    missing = [name for name in NEEDED if not shutil.which(name)]
    missing += [name for name in ("xcb-cursor", "xcb-icccm", "xcb-keysyms", "xkbcommon-x11") if not find_library(name)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    ebb("capture", "The first note.")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as said:
        made = Desktop(f":{said.readline().strip()}", ebb)
    made.start("openbox")
    yield made
    made.close()
    server.terminate()
    server.wait()


def prefer(profile: Path, **choices: str) -> None:
    lines = "".join(f"{key}={value}\n" for key, value in choices.items())
    (profile / "window.ini").write_text(f"[desktop]\n{lines}[state]\nstayed=true\n")


def waiting(profile: Path) -> int:
    return sum(1 for _ in (profile / "waiting").glob("*"))


def embedded(desktop: Desktop) -> bool:
    """Whether an icon of Ebb's is in the tray: a window of its class, which is not the one with the title."""
    return bool(desktop.xdotool("search", "--onlyvisible", "--class", "^ebb$|main").strip())


def test_a_key_and_a_command_open_the_note_and_it_is_kept_though_the_vault_is_locked(desktop: Desktop) -> None:
    profile = desktop.ebb.profile
    prefer(profile, hotkey="Ctrl+Alt+N")
    running = desktop.start_ebb()
    desktop.wait_for(WINDOW)

    def opened_by_key() -> bool:
        desktop.xdotool("key", "ctrl+alt+n")
        return desktop.sees(NOTE)

    until(opened_by_key)  # the key is taken a moment after the window is there
    desktop.wait_for(NOTE)
    desktop.xdotool("type", "The heron came back.")
    desktop.xdotool("key", "Return")
    until(lambda: waiting(profile) == 1)
    desktop.xdotool("key", "Escape")
    until(lambda: not desktop.sees(NOTE))
    desktop.ebb("capture", "--window", environment={"DISPLAY": desktop.environment["DISPLAY"]})
    desktop.wait_for(NOTE)
    desktop.xdotool("key", "Escape")
    until(lambda: not desktop.sees(NOTE))
    desktop.wait_for(WINDOW)
    desktop.xdotool("key", "ctrl+q")
    assert running.wait(SECONDS) == 0
    found = desktop.ebb.lines("search", "--json", "heron")
    assert [line["text"] for line in found] == ["The heron came back."]


def test_out_of_sight_it_is_behind_its_icon_and_comes_back_when_the_tray_goes(desktop: Desktop) -> None:
    if not shutil.which("trayer"):
        pytest.skip("trayer is not installed")
    profile = desktop.ebb.profile
    prefer(profile, stay="true")
    tray = desktop.start("trayer", "--edge", "bottom", "--widthtype", "request")
    assert not embedded(desktop)
    running = desktop.start_ebb("--hidden")
    until(lambda: embedded(desktop))
    assert not desktop.sees(WINDOW)
    desktop.start_ebb().wait(SECONDS)
    desktop.wait_for(WINDOW)
    desktop.xdotool("key", "alt+F4")
    until(lambda: not desktop.sees(WINDOW))
    assert running.poll() is None
    tray.terminate()
    tray.wait(SECONDS)
    until(lambda: desktop.sees(WINDOW))
    desktop.wait_for(WINDOW)
    desktop.xdotool("key", "alt+F4")
    assert running.wait(SECONDS) == 0, "nothing would lead back to it"
