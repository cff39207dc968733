"""What is copied is kept when it is asked for or may be taken unasked; marks, windows and Ebb itself are honoured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.assistant import Assistant
from core.capturing import Capturing
from core.errors import NotCaptured
from core.letting_go import LettingGo
from core.model.capture import CaptureKind, CaptureRules, LeftOut, Origin
from core.model.kept import Line
from core.model.memory import SourceKind
from core.store import memories, sources, waiting
from core.store.database import Database
from ui import placing
from ui.background import background
from ui.bridge import Bridge
from ui.capture import ops
from ui.capture.copied import MOST_BYTES, Copied, TooLarge, read_copied
from ui.capture.desk import CaptureDesk
from ui.capture.desktop import Front, SilentDesktop
from ui.memories.wording import describe, kind_name
from ui.settings.capture import CaptureSection
from ui.theme.theme import Theme


class KnownDesktop(SilentDesktop):
    """A desktop whose window in front the test knows."""

    unseen = True

    def __init__(self) -> None:
        self.now = Front("Firefox", "How to splice a rope")
        self.answers: Copied | None = None
        self.by = ""

    def front(self) -> Front:
        return self.now

    def copied(self) -> Copied | None:
        return self.answers

    def owner(self) -> str:
        return self.by


@pytest.fixture
def desktop() -> KnownDesktop:
    return KnownDesktop()


@pytest.fixture
def capturing(database: Database, profile: Path) -> Capturing:
    letting_go = LettingGo(database, lambda: None)
    made = Capturing(
        database,
        profile,
        changed=lambda: None,
        told=lambda _: None,
        add=lambda paths: None,
        forget=lambda meant: letting_go.forget(meant, for_good=False, backups=False),
    )
    profile.mkdir()
    made.prepare()
    return made


@pytest.fixture
def vault(capturing: Capturing) -> SimpleNamespace:
    """An open vault, as far as captures go; `open` may be cleared."""
    added: list[Path] = []
    return SimpleNamespace(
        capturing=capturing,
        open=True,
        added=added,
        add=lambda paths: (added.extend(paths) or len(paths), ()),
        restore_forgotten=LettingGo(capturing._database, lambda: None).restore,
        listen=lambda callback: lambda: None,
    )


@pytest.fixture
def desk(
    qtbot: QtBot, vault: SimpleNamespace, profile: Path, desktop: KnownDesktop, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CaptureDesk]:
    QGuiApplication.clipboard().clear()
    made = CaptureDesk(lambda: Assistant, profile, lambda: vault if vault.open else None, where=lambda: desktop)
    yield made
    made.deleteLater()
    background().finish()
    QGuiApplication.clipboard().clear()  # what Python put there must not outlive Python
    qtbot.wait(1)


def copy(qtbot: QtBot, desk: CaptureDesk, text: str, **formats: bytes) -> None:
    """Put something into the clipboard, and wait until the desk knows where it comes from."""
    content = QMimeData()
    content.setText(text)
    for name, data in formats.items():
        content.setData(name.replace("_", "-"), data)
    with qtbot.waitSignal(desk.changed):
        QGuiApplication.clipboard().setMimeData(content)


def test_what_was_copied_is_kept_when_asked_for_with_where_it_comes_from(
    qtbot: QtBot, desk: CaptureDesk, capturing: Capturing, desktop: KnownDesktop
) -> None:
    copy(qtbot, desk, "An eye splice takes five tucks.")
    assert capturing.recent() == [], "nothing is taken unasked"
    desktop.now = Front("Ebb", "Ebb", own=True)  # it is asked for in Ebb, and was copied elsewhere
    with qtbot.waitSignal(desk.kept) as kept:
        desk.keep_clipboard()
    assert isinstance(kept.args[0], ops.Kept)
    (one,) = capturing.recent()
    assert (one.text, one.memory_ids) == ("An eye splice takes five tucks.", kept.args[0].memory_ids)
    assert one.origin == Origin(CaptureKind.CLIPBOARD, "Firefox", "How to splice a rope")


def test_the_watched_clipboard_takes_each_text_once_and_leaves_out_what_the_rules_say(
    qtbot: QtBot, desk: CaptureDesk, capturing: Capturing, desktop: KnownDesktop
) -> None:
    capturing.set_rules(CaptureRules(clipboard=True, titles=("my bank",)))
    with qtbot.waitSignal(desk.kept):
        copy(qtbot, desk, "The ferry leaves at nine.")
    copy(qtbot, desk, "The ferry leaves at nine.")
    copy(qtbot, desk, "hunter2", **{"x-kde-passwordManagerHint": b"secret"})
    copy(qtbot, desk, "Password: tr0ub4dor&3")
    desktop.now = Front("Firefox", "Account 4711 - My Bank")
    copy(qtbot, desk, "Balance: 12.50")
    desktop.now = Front("KeePassXC", "Passwords.kdbx")
    copy(qtbot, desk, "harbour master")
    desktop.now, desktop.by = Front("Firefox", "News"), "keepassxc"  # its window went away as soon as it had copied
    copy(qtbot, desk, "harbour pilot")
    desktop.by = "firefox"
    capturing.pause()
    copy(qtbot, desk, "Seen while paused.")
    capturing.resume()
    with qtbot.waitSignal(desk.kept):
        copy(qtbot, desk, "The last ferry leaves at ten.")
    assert [one.text for one in capturing.recent()] == ["The last ferry leaves at ten.", "The ferry leaves at nine."]


@pytest.mark.parametrize(
    ("copied", "said"),
    [
        (Copied(silent=True), "does not answer"),
        (Copied(too_large=True), "too long"),
        (Copied(concealed=True), "marks it"),
        (Copied(), "nothing to keep"),
    ],
)
def test_what_cannot_be_kept_is_said(
    qtbot: QtBot, desk: CaptureDesk, desktop: KnownDesktop, capturing: Capturing, copied: Copied, said: str
) -> None:
    desktop.answers = copied
    with qtbot.waitSignal(desk.refused) as refused:
        desk.keep_clipboard()
    assert said in str(refused.args[0])
    assert capturing.recent() == []


def test_a_picture_is_handed_on_to_be_read_while_the_vault_is_open(
    qtbot: QtBot, desk: CaptureDesk, desktop: KnownDesktop, vault: SimpleNamespace
) -> None:
    desktop.answers, desktop.by = Copied(picture=True), "gimp"
    with qtbot.waitSignal(desk.pictured) as pictured:
        desk.keep_clipboard()
    assert pictured.args == [Origin(CaptureKind.CLIPBOARD, "Firefox", "How to splice a rope"), "gimp"]
    vault.open = False
    with qtbot.waitSignal(desk.refused) as refused:
        desk.keep_clipboard()
    assert "picture" in str(refused.args[0])


def test_beside_a_locked_vault_it_waits_sealed_and_the_built_in_rules_hold(
    qtbot: QtBot, desk: CaptureDesk, vault: SimpleNamespace, desktop: KnownDesktop, profile: Path
) -> None:
    vault.open = False
    copy(qtbot, desk, "The heron came back.")
    with qtbot.waitSignal(desk.kept) as kept:
        desk.keep_clipboard()
    (file,) = waiting.names(profile)
    assert file.name == kept.args[0].name
    assert b"heron" not in file.read_bytes()
    assert b"Firefox" not in file.read_bytes()
    desktop.now = Front("KeePassXC", "Passwords.kdbx")
    copy(qtbot, desk, "harbour master")
    with qtbot.waitSignal(desk.refused) as refused:
        desk.keep_clipboard()
    assert isinstance(refused.args[0], NotCaptured)
    assert refused.args[0].why == LeftOut.APP
    assert len(waiting.names(profile)) == 1


def test_copied_files_are_queued_when_asked_for(
    qtbot: QtBot, desk: CaptureDesk, vault: SimpleNamespace, tmp_path: Path
) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(tmp_path / "a b.txt")), QUrl("https://example.org/")])
    with qtbot.waitSignal(desk.changed):
        QGuiApplication.clipboard().setMimeData(content)
    with qtbot.waitSignal(desk.kept) as kept:
        desk.keep_clipboard()
    assert (kept.args[0].files, vault.added) == (1, [tmp_path / "a b.txt"])


def none(name: str) -> bytes:
    raise AssertionError(f"{name} was read")


WRAPPED = 'application/x-qt-windows-mime;value="{}"'


@pytest.mark.parametrize(
    "formats",
    [
        {"org.nspasteboard.ConcealedType": none},
        {"org.nspasteboard.TransientType": none},
        {WRAPPED.format("ExcludeClipboardContentFromMonitorProcessing"): none},
        {WRAPPED.format("Clipboard Viewer Ignore"): none},
        {WRAPPED.format("CanIncludeInClipboardHistory"): lambda _: b"\0\0\0\0"},
        {"x-kde-passwordManagerHint": lambda _: b"secret"},
    ],
)
def test_what_is_marked_is_not_even_read(formats: dict[str, Callable[[str], bytes]]) -> None:
    formats = {"text/plain": none, **formats}
    assert read_copied(formats, lambda name: formats[name](name)) == Copied(concealed=True)


def test_texts_are_read_in_any_encoding_and_not_without_end() -> None:
    def huge(_: str) -> bytes:
        raise TooLarge

    assert read_copied(["STRING"], lambda _: b"Fen\xeatre").text == "Fenêtre"
    assert (
        read_copied(["UTF8_STRING", "STRING"], lambda name: {"UTF8_STRING": b"Fen\xc3\xaatre"}[name]).text == "Fenêtre"
    )
    assert read_copied(["text/plain"], lambda _: b"broken \xff").text == "broken �"
    assert read_copied(["text/plain"], lambda _: b"x" * (MOST_BYTES + 1)) == Copied(too_large=True)
    assert read_copied(["text/plain"], huge) == Copied(too_large=True)
    assert read_copied(["image/png"], none) == Copied(picture=True)
    shown = {"CanIncludeInClipboardHistory": b"\1\0\0\0", "x-kde-passwordManagerHint": b"", "text/plain": b"a"}
    assert read_copied(shown, shown.__getitem__).text == "a"


@pytest.fixture
def section(qtbot: QtBot, theme: Theme, vault: SimpleNamespace, desk: CaptureDesk) -> Iterator[CaptureSection]:
    """The settings of capture over the real rules of a vault."""
    bridge = Bridge(vault, desk)
    made = CaptureSection(theme, vault, bridge, desk)
    qtbot.addWidget(made)
    made.show()
    made.enter()
    qtbot.waitUntil(lambda: bool(made.standing.text() and made.now.what.text()))
    yield made
    bridge.end()


def test_the_settings_tell_what_would_be_captured_now_without_keeping_it(
    qtbot: QtBot, section: CaptureSection, desk: CaptureDesk, capturing: Capturing, desktop: KnownDesktop
) -> None:
    now = section.now
    assert (section.standing.text(), now.what.text()) == (
        "Nothing is taken in unasked.",
        "Nothing is in the clipboard.",
    )
    copy(qtbot, desk, "An eye splice takes five tucks.")
    qtbot.waitUntil(lambda: "splice" in now.what.text())
    assert now.where.text() == "from the clipboard, Firefox — How to splice a rope"
    assert (now.asked.text(), now.unasked.text()) == (
        "When you ask for it: kept.",
        "Unasked: left out, because it is not turned on.",
    )
    section.excluded.titles.setPlainText("SPLICE")
    section.excluded.settle()
    qtbot.waitUntil(lambda: "“SPLICE”" in now.asked.text())
    assert "tucks" not in now.what.text()
    assert not now.keep.isEnabled()
    assert capturing.rules.titles == ("SPLICE",)
    desktop.now = Front("Firefox", "Timetable")
    copy(qtbot, desk, "Password: tr0ub4dor&3")
    qtbot.waitUntil(lambda: "password" in now.asked.text())
    assert "tr0ub4dor" not in now.what.text()
    assert capturing.recent() == []


def test_pausing_going_on_and_undoing_in_the_settings(
    qtbot: QtBot, section: CaptureSection, desk: CaptureDesk, capturing: Capturing
) -> None:
    qtbot.mouseClick(section.clipboard, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    qtbot.waitUntil(lambda: section.standing.text() == "What you copy is taken in.")
    section.pauses["resumed"].click()
    qtbot.waitUntil(lambda: "until you go on" in section.standing.text())
    assert capturing.state.paused
    assert section.pauses["hour"].isHidden() or not section.pauses["hour"].isVisible()
    section.resume.click()
    qtbot.waitUntil(lambda: section.standing.text() == "What you copy is taken in.")
    with qtbot.waitSignal(desk.kept):
        copy(qtbot, desk, "The ferry leaves at nine.")
    qtbot.waitUntil(lambda: len(section.last.undo) == 1)
    section.last.undo[0].click()
    qtbot.waitUntil(lambda: section.last.none.isVisible())
    assert capturing.recent() == []
    section.last.notice.acted.emit()
    qtbot.waitUntil(lambda: len(section.last.undo) == 1)
    assert [one.text for one in capturing.recent()] == ["The ferry leaves at nine."]


def test_a_desktop_that_tells_nothing_is_said(qtbot: QtBot, section: CaptureSection) -> None:
    qtbot.waitUntil(lambda: "does not tell which application" in section.told.text())


def test_a_captured_memory_says_where_it_comes_from(capturing: Capturing, database: Database) -> None:
    origin = Origin(CaptureKind.CLIPBOARD, "Firefox", "How to splice a rope")
    copied, note = capturing.capture("Five tucks.", origin), capturing.capture("Ask Ben about the mooring.")
    with database.reading() as connection:
        kept = memories.get_memories(connection, copied.memory_ids + note.memory_ids)
        home = sources.find_by_location(connection, SourceKind.CAPTURE, "clipboard")
    copied_one, note_one = kept[copied.memory_ids[0]], kept[note.memory_ids[0]]
    assert placing.place(copied_one) == placing.brief(copied_one) == "Firefox — How to splice a rope"
    assert placing.place(note_one) == ""
    assert home is not None
    assert describe(Line(copied_one, home.title, 1.0)).startswith(
        "passage · Clipboard, Firefox — How to splice a rope · captured "
    )
    assert " · said " in describe(Line(note_one, "Notes", 1.0))
    assert kind_name(home) == "copied"
