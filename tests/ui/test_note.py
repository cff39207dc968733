"""The quick note: kept at once, also beside a locked vault; nothing that is written is lost on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from core.errors import MachineError
from tests.ui.conftest import Opener
from tests.ui.fake_assistant import assistants
from tests.ui.world import World
from ui.background import background
from ui.capture.copied import Copied
from ui.capture.desk import CaptureDesk
from ui.capture.desktop import SilentDesktop
from ui.instance import FirstInstance, Wish, _name, hand_over
from ui.note.window import NoteWindow
from ui.preferences import Preferences
from ui.presence import Presence
from ui.theme.theme import Theme
from ui.window import MainWindow

Noter = Callable[[], NoteWindow]


@pytest.fixture
def note(qtbot: QtBot, theme: Theme, world: World, profile: Path) -> Iterator[NoteWindow]:
    """A quick note over a vault that is open where `world.working` says so; `world.paused`: nothing goes on but it."""
    kind = assistants(world)
    opened = kind()
    made = NoteWindow(theme, lambda: kind, profile, lambda: opened if world.working else None, lambda: not world.paused)
    made.open()
    qtbot.waitUntil(made.isVisible)
    yield made
    made.deleteLater()
    background().finish()
    qtbot.wait(1)


def write(qtbot: QtBot, note: NoteWindow, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    qtbot.keyClicks(note.field.words, text)
    qtbot.keyClick(note.field.words, key)
    qtbot.waitUntil(lambda: note.notice.isVisible())


def test_enter_keeps_and_undo_gives_the_words_back(qtbot: QtBot, note: NoteWindow, world: World) -> None:
    world.working = True
    qtbot.keyClick(note.field.words, Qt.Key.Key_Return)
    assert world.notes == [], "nothing is no note"
    qtbot.keyClicks(note.field.words, "The heron")
    qtbot.keyClick(note.field.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    write(qtbot, note, "came back.")
    assert world.notes == ["The heron\ncame back."]
    assert (note.notice.text, note.draft) == ("Kept.", "")
    qtbot.keyClick(note.field.words, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Taken back" in note.notice.text)
    assert world.forgotten == [(1, False)], "it can still be restored, as whatever is forgotten"
    assert note.draft == "The heron\ncame back."
    qtbot.keyClick(note.field.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(world.notes) == 2)


def test_what_went_into_a_vault_is_not_held_when_it_is_locked(qtbot: QtBot, note: NoteWindow, world: World) -> None:
    world.working = True
    write(qtbot, note, "The heron came back.")
    world.working = False
    note.follow_vault()
    assert note._kept is None
    assert not note.notice.isVisible()


def test_beside_a_locked_vault_it_waits_and_can_be_taken_back(qtbot: QtBot, note: NoteWindow, world: World) -> None:
    write(qtbot, note, "Ask Ben about the mooring.")
    assert "waits, encrypted" in note.notice.text
    assert list(world.waiting_notes.values()) == ["Ask Ben about the mooring."]
    note.notice.acted.emit()
    qtbot.waitUntil(lambda: note.draft == "Ask Ben about the mooring.")
    assert world.waiting_notes == {}


def test_a_note_that_came_in_meanwhile_is_not_said_to_be_taken_back(
    qtbot: QtBot, note: NoteWindow, world: World
) -> None:
    write(qtbot, note, "Ask Ben about the mooring.")
    world.waiting_notes.clear()
    note.notice.acted.emit()
    qtbot.waitUntil(lambda: "in the vault by now" in note.notice.text)


def test_a_secret_is_kept_only_when_that_is_said(qtbot: QtBot, note: NoteWindow, world: World) -> None:
    write(qtbot, note, "Password: tr0ub4dor&3")
    assert "holds a password" in note.notice.text
    assert note.draft == "Password: tr0ub4dor&3", "what was refused is still there"
    assert world.waiting_notes == {}
    note.notice.acted.emit()
    qtbot.waitUntil(lambda: list(world.waiting_notes.values()) == ["Password: tr0ub4dor&3"])


def test_escape_closes_and_keeps_the_draft(qtbot: QtBot, note: NoteWindow, world: World, profile: Path) -> None:
    qtbot.keyClicks(note.field.words, "Half a tho")
    with qtbot.waitSignal(note.closed):
        qtbot.keyClick(note.field.words, Qt.Key.Key_Escape)
    assert not note.isVisible()
    note.open()
    assert note.draft == "Half a tho"
    assert not profile.exists(), "a draft is never written anywhere"


def test_a_draft_that_nothing_would_hold_is_not_lost_unasked(qtbot: QtBot, note: NoteWindow, world: World) -> None:
    world.paused = True
    qtbot.keyClicks(note.field.words, "Half a thought")
    qtbot.keyClick(note.field.words, Qt.Key.Key_Escape)
    assert note.isVisible()
    assert "could hold" in note.notice.text
    qtbot.keyClicks(note.field.words, " more")
    assert not note.notice.isVisible(), "who goes on writing is asked anew"
    qtbot.keyClick(note.field.words, Qt.Key.Key_Escape)
    with qtbot.waitSignal(note.closed):
        qtbot.keyClick(note.field.words, Qt.Key.Key_Escape)


def test_what_fails_comes_back_into_view(
    qtbot: QtBot, note: NoteWindow, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MachineError("The disk is full.")

    monkeypatch.setattr("tests.ui.fake_capturing.leave", full)
    qtbot.keyClicks(note.field.words, "The heron came back.")
    qtbot.keyClick(note.field.words, Qt.Key.Key_Return)
    note.close()
    qtbot.waitUntil(lambda: note.isVisible() and note.notice.text == "The disk is full.")
    assert note.draft == "The heron came back."


def test_what_was_copied_leaves_the_draft_alone(qtbot: QtBot, note: NoteWindow, world: World, profile: Path) -> None:
    kind = assistants(world)
    desk = CaptureDesk(lambda: kind, profile, lambda: None, note, where=SilentDesktop)
    holds = Copied("The ferry leaves at nine.")
    desk._read = lambda found: holds  # type: ignore[method-assign]  the clipboard here is Ebb's own
    qtbot.keyClicks(note.field.words, "Half a thought")
    note.keep_clipboard(desk)
    qtbot.waitUntil(lambda: list(world.waiting_notes.values()) == ["The ferry leaves at nine."])
    qtbot.waitUntil(lambda: "waits, encrypted" in note.notice.text)
    assert note.draft == "Half a thought"
    note._soon.timeout.emit()
    assert note.isVisible(), "nobody closes a window in which something is being written"
    holds = Copied(concealed=True)
    note.keep_clipboard(desk)
    qtbot.waitUntil(lambda: "marks it as not to be kept" in note.notice.text)


def test_where_only_the_window_in_front_is_told_what_was_copied_it_comes_to_the_front_first(
    qtbot: QtBot, note: NoteWindow, world: World, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.note.window._needs_focus", lambda: True)
    kind = assistants(world)
    desk = CaptureDesk(lambda: kind, profile, lambda: None, note, where=SilentDesktop)
    desk._read = lambda _: Copied("The ferry leaves at nine." if note.isActiveWindow() else "")  # type: ignore[method-assign]
    note.close()
    note.keep_clipboard(desk)
    qtbot.waitUntil(lambda: list(world.waiting_notes.values()) == ["The ferry leaves at nine."])
    qtbot.waitUntil(lambda: "waits, encrypted" in note.notice.text)


def test_it_closes_by_itself_when_all_is_kept(qtbot: QtBot, note: NoteWindow) -> None:
    write(qtbot, note, "The heron came back.")
    with qtbot.waitSignal(note.closed):
        note._soon.timeout.emit()
    note.open()
    assert not note.notice.isVisible(), "what was said the last time is over"


def test_every_control_of_the_note_has_a_name(note: NoteWindow) -> None:
    assert note.accessibleName()
    assert note.field.words.accessibleName()
    assert all(button.accessibleName() or not button.isVisible() for button in note.findChildren(QAbstractButton))


def test_a_later_start_opens_the_note_of_the_first(qtbot: QtBot, profile: Path) -> None:
    first = FirstInstance(profile)
    with qtbot.waitSignal(first.note_wanted):
        assert hand_over(profile, wish=Wish.NOTE)
    heard: list[object] = []
    first.called.connect(heard.append)
    for line in (
        b"nonsense",
        json.dumps([]).encode(),
        json.dumps({"wish": "window", "files": 3, "token": ""}).encode(),
    ):
        socket = QLocalSocket()
        socket.connectToServer(_name(profile))
        assert socket.waitForConnected(1000)
        socket.write(line + b"\n")
        assert socket.waitForBytesWritten(1000)
    with qtbot.waitSignal(first.called):
        assert hand_over(profile, [Path("/a")])
    assert heard == [[Path("/a")]], "what no Ebb would say is not understood"
    first.close()
    first.deleteLater()


def test_a_start_for_a_note_alone_ends_with_it(
    qtbot: QtBot, theme: Theme, world: World, profile: Path, open_window: Opener
) -> None:
    window = open_window()
    window.hide()
    window.started = False
    presence = Presence(theme, Preferences(profile), lambda: assistants(world), profile, window)
    presence.begin(Wish.NOTE)
    assert presence.note.isVisible()
    assert not window.isVisible()
    with qtbot.waitSignal(window.gone):
        presence.note.close()
    window._closing = False  # for the fixture, which closes it again
    presence.end()
    presence.deleteLater()


def test_the_note_is_written_beside_a_window_that_runs_nothing_heavy() -> None:
    code = "import sys, ui.note.window; print([n for n in ('torch', 'numpy', 'apsw', 'keyring') if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_vault_opened_out_of_sight_builds_nothing_until_it_is_looked_at(
    qtbot: QtBot, theme: Theme, world: World, profile: Path
) -> None:
    world.keyring = True
    kind = assistants(world)
    window = MainWindow(theme, Preferences(profile), profile, lambda: kind)
    window.start()
    qtbot.waitUntil(lambda: window.assistant is not None and world.working)
    assert window.places is None
    assert not world.warm
    with qtbot.waitSignal(window.ready):
        window.receive([])
    assert window.places is not None
    with qtbot.waitSignal(window.gone):
        window.leave()
    window.deleteLater()
    background().finish()
    qtbot.wait(1)
