"""Captures on a real X11 display: copied by real programs, read off a real screen, and nowhere in clear on the disk."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest

from core.assistant import Assistant
from core.model.capture import CaptureKind, CaptureRules
from core.store import waiting
from tests.faults.command import ROOT

PASSPHRASE = "seven quiet boats"
NEEDED = ("Xvfb", "xclip", "xdotool", "openbox")
_PATIENCE = 60
SHOWN = "The last ferry leaves at ten"
# Another program's window, with words on it.
_OTHER = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication(["harbour"])
app.setApplicationName("Harbour")
label = QLabel(sys.argv[2])
label.setStyleSheet("background: white; color: black; font-size: 36px")
label.setWindowTitle(sys.argv[1])
label.resize(700, 300)
label.show()
app.exec()
"""


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    missing = [name for name in NEEDED if not shutil.which(name)]
    missing += [name for name in ("xcb-cursor", "xkbcommon-x11") if not find_library(name)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "900x600x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as said:
        name = f":{said.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env={**os.environ, "DISPLAY": name}, stderr=subprocess.DEVNULL)
    yield name
    for process in (manager, server):
        process.terminate()
        process.wait()


class Desktop:
    """Programs on the display; all of them end with `close`."""

    def __init__(self, display: str, place: Path) -> None:
        self.place = place
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ},
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "HOME": str(place / "home"),
            "XDG_CACHE_HOME": str(place / "home/cache"),
            "TMPDIR": str(place / "tmp"),
            "PYTHONPATH": str(ROOT),
        }
        for name in ("home", "tmp"):
            (place / name).mkdir()
        self.running: list[subprocess.Popen[str]] = []

    def start(self, *command: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.running.append(process)
        return process

    def show(self, title: str) -> None:
        """A window of another program is in front when this returns."""
        self.start(sys.executable, "-c", _OTHER, title, SHOWN)
        self.front(title)

    def front(self, title: str) -> None:
        """Bring a window to the front, as soon as it is there."""
        self.call("xdotool", "search", "--sync", "--onlyvisible", "--name", title, "windowactivate", "--sync")

    def copy(self, text: str, *, secret: bool = False) -> None:
        command = ["xclip", "-selection", "clipboard", *(("-t", "x-kde-passwordManagerHint") if secret else ())]
        subprocess.run(command, env=self.environment, input=text, text=True, check=True, stdout=subprocess.DEVNULL)

    def call(self, *command: str) -> None:
        subprocess.run(command, env=self.environment, check=True, stdout=subprocess.DEVNULL, timeout=60)

    def close(self) -> None:
        for process in self.running:
            process.kill()
            process.communicate()


@pytest.fixture
def desktop(display: str, tmp_path: Path) -> Iterator[Desktop]:
    made = Desktop(display, tmp_path)
    yield made
    made.close()


def test_what_is_copied_and_what_is_on_the_screen_comes_in_and_lies_nowhere_in_clear(
    desktop: Desktop, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    vault, _ = Assistant.create(profile, PASSPHRASE)
    vault.capturing.prepare()
    vault.capturing.set_rules(CaptureRules(titles=("payroll",), clipboard=True, screenshots=True))
    vault.close()
    driver = desktop.start(sys.executable, "-m", "tests.e2e.capture_driver", str(profile), PASSPHRASE)
    assert driver.stdin
    assert driver.stdout
    said = SimpleQueue[str]()
    listening = Thread(target=lambda lines: [said.put(line) for line in lines], args=(driver.stdout,))
    listening.start()

    def hear() -> dict[str, Any]:
        return json.loads(said.get(timeout=_PATIENCE))

    def tell(word: str) -> None:
        assert driver.stdin
        driver.stdin.write(f"{word}\n")

    def copy(text: str, *, secret: bool = False) -> None:
        desktop.copy(text, secret=secret)
        assert hear() == {"changed": True}

    assert hear()["platform"] == "xcb"
    desktop.show("Timetable")
    copy("An eye splice takes five tucks.")
    clipboard = {"app": "Harbour", "title": "Timetable", "kind": "clipboard", "waits": False}
    assert hear() == {"kept": "An eye splice takes five tucks.", **clipboard}
    copy("secret", secret=True)
    tell("keep")
    assert "marks it" in hear()["refused"]
    tell("read")
    assert hear() == {"picking": True}
    desktop.front("Read from the screen")
    desktop.call("xdotool", "key", "Return")
    read = hear()
    assert SHOWN in read["kept"]
    assert (read["kind"], read["app"], read["title"]) == ("screenshot", "Harbour", "Timetable")
    desktop.show("Payroll 2026")
    copy("Nora earns 4,100 a month.")
    tell("keep")
    assert "payroll" in hear()["refused"]
    tell("lock")
    assert hear() == {"locked": True}
    desktop.show("Tide table")
    copy("High water is at six.")
    tell("keep")
    assert hear()["waits"]
    tell("end")
    driver.wait(_PATIENCE)
    listening.join()
    _holds_nothing_in_clear(tmp_path)
    assert len(waiting.names(profile)) == 1
    vault = Assistant.unlock(profile, passphrase=PASSPHRASE)
    try:
        assert vault.capturing.take_in_waiting().kept == 1
        last, screen, first = vault.capturing.recent()
        assert (last.text, last.origin.title) == ("High water is at six.", "Tide table")
        assert (screen.origin.kind, first.text) == (CaptureKind.SCREENSHOT, "An eye splice takes five tucks.")
    finally:
        vault.close()


def _holds_nothing_in_clear(place: Path) -> None:
    """Neither what was captured nor what was refused, nor where it was, nor a picture."""
    for file in (one for one in place.rglob("*") if one.is_file()):
        content = file.read_bytes()
        for word in ("splice", "ferry", "4,100", "High water", "Timetable", "Payroll", "payroll", "Harbour"):
            assert word.encode() not in content, (file, word)
            assert word.encode("utf-16-le") not in content, (file, word)
        assert not content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"BM")), file
