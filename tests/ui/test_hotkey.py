"""The key of the quick note: held by the system for Ebb alone, and said plainly where that cannot be."""

from __future__ import annotations

import ctypes
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from ui.hotkey.chord import Chord, read_chord
from ui.hotkey.hotkey import Hotkey
from ui.hotkey.keyboard import Held, Hold, Pressed, Told, system_keyboard
from ui.hotkey.macos import MacKeyboard
from ui.hotkey.portal import PortalKeyboard, trigger
from ui.hotkey.windows import WindowsKeyboard, virtual_key
from ui.hotkey.x11 import X11Keyboard
from ui.places import Places
from ui.preferences import Preferences
from ui.settings.hotkey import HotkeyRow

if sys.platform.startswith("linux"):
    from tests.ui.portal import FakePortal

CHORD = Chord(frozenset({"Ctrl", "Alt"}), "N")
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is no such desktop here")


@dataclass
class Heard:
    """What a keyboard tells, from whichever thread."""

    held: queue.Queue[Held] = field(default_factory=queue.Queue)
    presses: queue.Queue[str] = field(default_factory=queue.Queue)

    def hold(self, keyboard: Any, chord: Chord = CHORD) -> Held:
        keyboard.hold(chord, self.presses.put, self.held.put)
        return self.held.get(timeout=10)


class PlainKeyboard:
    """A keyboard whose answers the test gives."""

    def __init__(self) -> None:
        self.asked: list[tuple[Chord, Pressed, Told]] = []
        self.released = 0

    def hold(self, chord: Chord, pressed: Pressed, told: Told) -> None:
        self.asked.append((chord, pressed, told))

    def release(self) -> None:
        self.released += 1

    def close(self) -> None:
        self.release()


# -- which keys ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "fits"), [("Ctrl+Alt+N", True), ("F9", True), ("Shift+N", False), ("N", False), ("Meta+Space", True)]
)
def test_a_key_fits_if_it_takes_nothing_from_what_people_type(keys: str, fits: bool) -> None:
    chord = read_chord(keys)
    assert chord is not None
    assert chord.fits is fits


def test_keys_that_no_system_knows_alike_are_not_read() -> None:
    assert [read_chord(keys) for keys in ("", "Ctrl+K, Ctrl+N", "Ctrl+ß", "Ctrl++", "Hyper+N")] == [None] * 5
    assert read_chord("Ctrl+Alt+N") == CHORD
    assert (CHORD.keysym, trigger(CHORD)) == ("n", "CTRL+ALT+n")


# -- whatever the system -------------------------------------------------------------------------------------------


def test_what_is_told_of_keys_no_longer_wanted_is_not_heard(qtbot: QtBot) -> None:
    keyboard = PlainKeyboard()
    hotkey = Hotkey(lambda: keyboard)
    hotkey.use("Ctrl+Alt+N")
    hotkey.use("F9")
    (_, old_pressed, old_told), (_, pressed, told) = keyboard.asked
    pressed_count: list[bool] = []
    hotkey.pressed.connect(lambda: pressed_count.append(True))
    old_told(Held(Hold.TAKEN))
    old_pressed("")
    with qtbot.waitSignal(hotkey.stood):
        threading.Thread(target=told, args=(Held(Hold.HELD),)).start()
    assert hotkey.held.hold is Hold.HELD
    assert pressed_count == []
    with qtbot.waitSignal(hotkey.pressed):
        threading.Thread(target=pressed, args=("",)).start()
    hotkey.use("")
    assert (hotkey.held.hold, keyboard.released) == (Hold.NONE, 2)


def test_without_a_key_nothing_that_holds_keys_is_loaded() -> None:
    code = (
        "import sys, ui.application; "
        "print([n for n in ('Xlib', 'jeepney', 'ui.hotkey.x11', 'ui.hotkey.portal') if n in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_off_screen_there_is_no_key(qtbot: QtBot) -> None:
    assert system_keyboard() is None
    hotkey = Hotkey()
    for keys, hold in (("Ctrl+Alt+N", Hold.UNAVAILABLE), ("N", Hold.UNFIT), ("", Hold.NONE)):
        hotkey.use(keys)
        assert hotkey.held.hold is hold
    hotkey.close()


def test_the_settings_tell_what_became_of_the_key(qtbot: QtBot, places: Places, profile: Path) -> None:
    places.go("settings")
    row: HotkeyRow = places.settings.desktop.hotkey
    assert "Off" in row.told.text()
    row.field.setKeySequence(QKeySequence(Qt.Modifier.CTRL | Qt.Modifier.ALT | Qt.Key.Key_N))
    row.field.editingFinished.emit()
    assert Preferences(profile).get("desktop/hotkey") == "Ctrl+Alt+N"
    assert "Not available here" in row.told.text()
    for held, words in (
        (Held(Hold.TAKEN), "In use"),
        (Held(Hold.HELD, "Super+N"), "Super+N"),
        (Held(Hold.REFUSED), "did not give it"),
    ):
        row.tell(held)
        assert words in row.told.text()
    row.clear.click()
    assert Preferences(profile).get("desktop/hotkey") == ""
    assert "Off" in row.told.text()


# -- a real X server -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    if not shutil.which("Xvfb"):
        pytest.skip("Xvfb is not installed")
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


Press = Callable[..., None]


@pytest.fixture
def press(display: str) -> Iterator[Press]:
    """Presses keys on the display as a person would, by their names in X11."""
    from Xlib import XK, X
    from Xlib.display import Display
    from Xlib.ext import xtest

    hands = Display(display)

    def strike(*names: str) -> None:
        codes = [hands.keysym_to_keycode(XK.string_to_keysym(name)) for name in names]
        for code in codes:
            xtest.fake_input(hands, X.KeyPress, code)
        for code in reversed(codes):
            xtest.fake_input(hands, X.KeyRelease, code)
        hands.sync()

    yield strike
    hands.close()


@on_linux
def test_on_x11_the_key_is_heard_whatever_locks_are_on_and_belongs_to_one_program(display: str, press: Press) -> None:
    heard, other = Heard(), Heard()
    keyboard, rival = X11Keyboard(display), X11Keyboard(display)
    try:
        assert heard.hold(keyboard) == Held(Hold.HELD)
        press("Control_L", "Alt_L", "n")
        assert heard.presses.get(timeout=10) == ""
        press("Num_Lock")
        press("Caps_Lock")
        press("Control_L", "Alt_L", "n")
        heard.presses.get(timeout=10)
        press("Num_Lock")
        press("Caps_Lock")
        assert other.hold(rival) == Held(Hold.TAKEN)
        assert other.hold(rival, Chord(frozenset({"Ctrl"}), "F9")) == Held(Hold.HELD)
        press("n")
        press("Control_L", "F9")
        other.presses.get(timeout=10)
        assert heard.presses.empty(), "no other key is told"
        keyboard.close()
        assert other.hold(rival) == Held(Hold.HELD), "it is free again"
    finally:
        keyboard.close()
        rival.close()
    assert Heard().hold(X11Keyboard(":4711")) == Held(Hold.UNAVAILABLE)


# -- a portal on a bus of our own ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bus() -> Iterator[str]:
    """The address of a session's bus that nobody else is on."""
    if not shutil.which("dbus-daemon"):
        pytest.skip("dbus-daemon is not installed")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--print-address", "--nofork"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert daemon.stdout
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


@pytest.fixture
def session(bus: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    return bus


@on_linux
def test_on_wayland_the_desktop_is_asked_and_tells_of_the_key(session: str) -> None:
    heard = Heard()
    keyboard = PortalKeyboard("Quick note")
    with FakePortal(session) as portal:
        assert heard.hold(keyboard) == Held(Hold.HELD, "Ctrl+Alt+N, as the desktop words it")
        assert portal.asked == [("quick-note", "CTRL+ALT+n", "Quick note")]
        portal.press("quick-note", "token-7")
        assert heard.presses.get(timeout=10) == "token-7"
        portal.press("something-else", "")
        portal.rebind("Super+J")
        assert heard.held.get(timeout=10) == Held(Hold.HELD, "Super+J")
        assert heard.presses.empty()
        keyboard.close()
        assert portal.closed.wait(10), "the session is given back"


@on_linux
def test_on_wayland_a_no_and_a_desktop_without_portal_are_told_apart(session: str) -> None:
    heard = Heard()
    assert heard.hold(PortalKeyboard("Quick note")) == Held(Hold.UNAVAILABLE)
    with FakePortal(session, answer=1):
        assert heard.hold(PortalKeyboard("Quick note")) == Held(Hold.REFUSED)
    with FakePortal(session) as portal:
        keyboard = PortalKeyboard("Quick note")
        assert heard.hold(keyboard).hold is Hold.HELD
        portal.end_session()
        assert heard.held.get(timeout=10) == Held(Hold.UNAVAILABLE)
        keyboard.close()


# -- Windows and macOS, at their edge ------------------------------------------------------------------------------


class User32:
    """A queue of messages as Windows keeps one for each thread."""

    def __init__(self, *, free: bool = True) -> None:
        self.free = free
        self.messages: queue.Queue[int] = queue.Queue()
        self.registered: list[tuple[int, int]] = []
        self.unregistered = threading.Event()

    def PeekMessageW(self, *_: object) -> int:  # noqa: N802
        return 0

    def RegisterHotKey(self, _window: None, _number: int, modifiers: int, key: int) -> int:  # noqa: N802
        self.registered.append((modifiers, key))
        return int(self.free)

    def UnregisterHotKey(self, *_: object) -> int:  # noqa: N802
        self.unregistered.set()
        return 1

    def GetMessageW(self, message: Any, *_: object) -> int:  # noqa: N802
        message._obj.message = self.messages.get(timeout=10)
        return int(message._obj.message != 0x12)

    def PostThreadMessageW(self, _thread: int, message: int, *_: object) -> int:  # noqa: N802
        self.messages.put(message)
        return 1


class Kernel32:
    def GetCurrentThreadId(self) -> int:  # noqa: N802
        return 42


def test_on_windows_the_key_is_registered_and_given_back() -> None:
    user32, heard = User32(), Heard()
    keyboard = WindowsKeyboard(user32, Kernel32())
    assert heard.hold(keyboard) == Held(Hold.HELD)
    assert user32.registered == [(0x4000 | 0x1 | 0x2, ord("N"))]
    user32.messages.put(0x0312)
    assert heard.presses.get(timeout=10) == ""
    keyboard.close()
    assert user32.unregistered.is_set()
    assert heard.hold(WindowsKeyboard(User32(free=False), Kernel32())) == Held(Hold.TAKEN)
    assert [virtual_key(key) for key in ("F1", "F24", "7", "Space")] == [0x70, 0x87, 0x37, 0x20]


class Function:
    """A function of a library; `restype` and the like can be set on it."""

    def __init__(self, call: Callable[..., int | None]) -> None:
        self._call = call

    def __call__(self, *arguments: Any) -> int | None:
        return self._call(*arguments)


class Carbon:
    def __init__(self, status: int = 0) -> None:
        self.keys: list[tuple[int, int]] = []
        self.given_back = 0
        self.handler: Any = None
        self.GetEventDispatcherTarget = Function(lambda: 1)
        self.InstallEventHandler = Function(self._install)
        self.RegisterEventHotKey = Function(lambda place, modifiers, *_: self.keys.append((place, modifiers)) or status)
        self.UnregisterEventHotKey = Function(self._give_back)

    def _install(self, _target: object, handler: Any, *_: object) -> int:
        self.handler = handler
        return 0

    def _give_back(self, _: object) -> int:
        self.given_back += 1
        return 0


def test_on_macos_the_key_is_registered_and_given_back() -> None:
    carbon, heard = Carbon(), Heard()
    keyboard = MacKeyboard(carbon)
    assert heard.hold(keyboard) == Held(Hold.HELD)
    assert carbon.keys == [(0x2D, 1 << 8 | 1 << 11)], "Command and Option, and where N lies"
    carbon.handler(ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p())
    assert heard.presses.get(timeout=1) == ""
    keyboard.close()
    assert carbon.given_back == 1
    assert heard.hold(MacKeyboard(Carbon(-9878))) == Held(Hold.TAKEN)
