"""A real X server: what it tells of the clipboard and of the window in front, and what of it is never waited for."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ui.capture.copied import Copied

if not sys.platform.startswith("linux"):
    pytest.skip("there is no X11 here", allow_module_level=True)

from Xlib import X
from Xlib.display import Display

from ui.capture import x11
from ui.capture.desktop import Front
from ui.capture.x11 import X11Desktop

Owner = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """The name of a display of our own."""
    if not shutil.which("Xvfb") or not shutil.which("xclip"):
        pytest.skip("Xvfb and xclip are not installed")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as said:
        name = said.readline().strip()
    yield f":{name}"
    server.terminate()
    server.wait()


@pytest.fixture
def copied_by(display: str) -> Iterator[Owner]:
    """Copies as another program: it owns the clipboard when this returns, and until the end of the test."""
    owners: list[subprocess.Popen[bytes]] = []
    watching = Display(display)
    clipboard = watching.intern_atom("CLIPBOARD")

    def owner_now() -> int:
        owner = watching.get_selection_owner(clipboard)
        return 0 if owner == X.NONE else int(owner.id)

    def copy(content: bytes, target: str = "UTF8_STRING") -> subprocess.Popen[bytes]:
        before = owner_now()
        command = ["xclip", "-display", display, "-selection", "clipboard", "-t", target, "-quiet"]
        owner = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        owners.append(owner)
        assert owner.stdin
        owner.stdin.write(content)
        owner.stdin.close()
        while owner_now() in (0, before):
            assert owner.poll() is None, "xclip ended"
            time.sleep(0.005)
        return owner

    yield copy
    watching.close()
    for owner in owners:
        owner.send_signal(signal.SIGCONT)
        owner.kill()
        owner.wait()


def test_what_another_program_copied_is_read_but_nothing_too_large_and_nothing_concealed(
    display: str, copied_by: Owner
) -> None:
    desktop = X11Desktop(display)
    for content, target, expected in (
        ("Fenêtre, 窗".encode(), "UTF8_STRING", Copied(text="Fenêtre, 窗")),
        (b"x" * 600_000, "UTF8_STRING", Copied(text="x" * 600_000)),
        (b"x" * 5_000_000, "UTF8_STRING", Copied(too_large=True)),
        (b"file:///tmp/a%20b.txt\r\n", "text/uri-list", Copied(files=(Path("/tmp/a b.txt"),))),
        (b"secret", "x-kde-passwordManagerHint", Copied(concealed=True)),
        (b"\x89PNG", "image/png", Copied(picture=True)),
    ):
        copied_by(content, target)
        assert desktop.copied() == expected
    assert desktop.owner() == "xclip"
    copied_by(b"\x89PNG" + bytes(2_000_000), "image/png")
    picture = desktop.picture()
    assert picture is not None
    assert len(picture) == 2_000_004


def test_a_program_that_hangs_is_not_waited_for(
    display: str, copied_by: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x11, "PATIENCE", 0.1)
    copied_by(b"something").send_signal(signal.SIGSTOP)
    assert X11Desktop(display).copied() == Copied(silent=True)


@pytest.mark.parametrize("name", [":4711", "localhost:10.0", ""])
def test_a_display_that_is_not_here_tells_nothing(name: str) -> None:
    nowhere = X11Desktop(name)
    assert (nowhere.front(), nowhere.copied(), nowhere.owner()) == (Front(), None, "")


def test_the_window_in_front_is_told_with_a_window_manager_and_without(display: str) -> None:
    other = Display(display)
    root = other.screen().root
    window = root.create_window(0, 0, 100, 100, 0, X.CopyFromParent)
    window.set_wm_class("navigator", "Firefox")
    name, utf8, active = (other.intern_atom(name) for name in ("_NET_WM_NAME", "UTF8_STRING", "_NET_ACTIVE_WINDOW"))
    window.change_property(name, utf8, 8, "Fenêtre, 窗".encode())
    inside = window.create_window(0, 0, 50, 50, 0, X.CopyFromParent)
    inside.map()
    window.map()
    desktop = X11Desktop(display)
    inside.set_input_focus(X.RevertToNone, X.CurrentTime)
    other.sync()
    assert desktop.front() == Front("Firefox", "Fenêtre, 窗")
    root.change_property(active, other.intern_atom("WINDOW"), 32, [window.id])
    pid = other.intern_atom("_NET_WM_PID")
    window.change_property(pid, other.intern_atom("CARDINAL"), 32, [os.getpid()])
    other.sync()
    assert desktop.front() == Front("Firefox", "Fenêtre, 窗", own=True)
    other.close()
