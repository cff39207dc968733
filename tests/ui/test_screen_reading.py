"""Words from the screen: a part is chosen by mouse or keys, and its words are seen before they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.capturing import Capturing
from core.errors import Cancelled, MachineError, NotCaptured
from core.letting_go import LettingGo
from core.model.capture import CaptureKind, CaptureRules, LeftOut, Origin
from core.store.database import Database
from ui.background import background
from ui.capture.desktop import Front, SilentDesktop
from ui.capture.reading import ScreenReading
from ui.capture.region import RegionPicker
from ui.theme.theme import Theme

WORDS = "The last ferry leaves at ten."


@pytest.fixture
def screen(qapp: QApplication) -> QImage:
    """Twice as many pixels as points, with one red corner."""
    picture = QImage(2 * qapp.primaryScreen().size(), QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    for x in range(400):
        for y in range(0, 200, 50):
            picture.setPixelColor(x, y, QColor("red"))
    return picture


@pytest.fixture
def picker(qtbot: QtBot, theme: Theme, screen: QImage) -> RegionPicker:
    return opened(qtbot, theme, screen)


def opened(qtbot: QtBot, theme: Theme, screen: QImage) -> RegionPicker:
    made = RegionPicker(theme, screen)
    qtbot.addWidget(made)
    made.open(QRect(QPoint(), screen.size() / 2))
    qtbot.waitUntil(lambda: made.isVisible() and made.size() == screen.size() / 2)
    return made


def test_a_part_is_dragged_over_and_comes_in_the_pixels_of_the_screen(qtbot: QtBot, picker: RegionPicker) -> None:
    qtbot.mouseClick(picker, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert picker.isVisible(), "a click is no part"
    with qtbot.waitSignal(picker.chosen) as chosen:
        qtbot.mousePress(picker, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
        qtbot.mouseRelease(picker, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    part = chosen.args[0]
    assert abs(part.width() - 400) <= 4
    assert abs(part.height() - 200) <= 4
    assert QColor("red") in [part.pixelColor(3, y) for y in range(60)]
    assert not picker.isVisible()


def test_the_keyboard_alone_chooses_all_or_a_part_or_leaves(
    qtbot: QtBot, theme: Theme, picker: RegionPicker, screen: QImage
) -> None:
    qtbot.keyClick(picker, Qt.Key.Key_Right)
    begun = QRect(picker.frame)
    assert begun.size() == picker.size() / 2
    for _ in range(60):
        qtbot.keyClick(picker, Qt.Key.Key_Right)
        qtbot.keyClick(picker, Qt.Key.Key_Up)
    assert picker.frame == QRect(QPoint(picker.width() - begun.width(), 0), begun.size()), "it stays on the screen"
    qtbot.keyClick(picker, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert picker.frame.width() < begun.width()
    with qtbot.waitSignal(picker.chosen) as chosen:
        qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert abs(chosen.args[0].width() - 2 * picker.frame.width()) <= 2
    for key, signal in ((Qt.Key.Key_Return, "chosen"), (Qt.Key.Key_Escape, "left")):
        again = opened(qtbot, theme, screen)
        with qtbot.waitSignal(getattr(again, signal)) as told:
            qtbot.keyClick(again, key)
        assert signal == "left" or told.args[0].size() == screen.size()


@pytest.fixture
def vault(database: Database, profile: Path) -> SimpleNamespace:
    """An open vault, as far as captures go; what is in a picture is told by `read`."""
    letting_go = LettingGo(database, lambda: None)
    capturing = Capturing(
        database,
        profile,
        changed=lambda: None,
        told=lambda _: None,
        add=lambda paths: None,
        forget=lambda meant: letting_go.forget(meant, for_good=False, backups=False),
    )
    capturing.set_rules(CaptureRules(screenshots=True))
    return SimpleNamespace(capturing=capturing)


class Windowed(SilentDesktop):
    grabs = True

    def front(self) -> Front:
        return Front("Firefox", "Timetable")


@pytest.fixture
def reading(qtbot: QtBot, theme: Theme, vault: SimpleNamespace, screen: QImage) -> Iterator[ScreenReading]:
    made = ScreenReading(theme, lambda: vault, Windowed, grabbing=lambda _: screen)
    yield made
    made.end()
    background().finish()
    made.deleteLater()
    qtbot.wait(1)


def choose_all(qtbot: QtBot, reading: ScreenReading) -> None:
    reading.begin()
    qtbot.waitUntil(lambda: reading.picker is not None and reading.picker.isVisible())
    assert reading.picker
    qtbot.keyClick(reading.picker, Qt.Key.Key_Return)
    assert reading.preview


def test_words_are_seen_before_they_are_kept_and_secrets_are_asked_about(
    qtbot: QtBot, reading: ScreenReading, vault: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures: list[bytes] = []
    monkeypatch.setattr(Capturing, "words_in", lambda _, picture, stop: pictures.append(picture) or WORDS)
    choose_all(qtbot, reading)
    preview = reading.preview
    assert preview
    qtbot.waitUntil(lambda: preview.words.toPlainText() == WORDS)
    assert pictures[0].startswith(b"\x89PNG")
    assert vault.capturing.recent() == []
    preview.words.setPlainText("Password: tr0ub4dor&3")
    preview.keep.click()
    qtbot.waitUntil(lambda: "password" in preview.notice.text)
    preview.words.setPlainText(WORDS)
    with qtbot.waitSignal(reading.kept):
        preview.keep.click()
    (one,) = vault.capturing.recent()
    assert (one.text, one.origin) == (WORDS, Origin(CaptureKind.SCREENSHOT, "Firefox", "Timetable"))
    assert reading.preview is None


def test_letting_go_ends_the_reading_and_a_window_of_ours_comes_back(
    qtbot: QtBot, reading: ScreenReading, vault: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = Event()

    def wait_for_stop(_: Capturing, picture: bytes, stop: Event) -> str:
        assert stop.wait(10)
        stopped.set()
        raise Cancelled

    monkeypatch.setattr(Capturing, "words_in", wait_for_stop)
    cover = QWidget()
    qtbot.addWidget(cover)
    cover.show()
    reading.begin(cover)
    qtbot.waitUntil(lambda: reading.picker is not None and reading.picker.isVisible())
    assert not cover.isVisible()
    assert reading.picker
    qtbot.keyClick(reading.picker, Qt.Key.Key_Return)
    assert cover.isVisible()
    assert reading.preview
    QTest.keyClick(reading.preview, Qt.Key.Key_Escape)
    qtbot.waitUntil(stopped.is_set)
    assert vault.capturing.recent() == []


def test_the_words_of_a_picture_that_was_copied_are_read_and_its_program_may_be_left_out(
    qtbot: QtBot, reading: ScreenReading, vault: SimpleNamespace, screen: QImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Capturing, "words_in", lambda _, picture, stop: WORDS)
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    screen.save(held, "PNG")
    monkeypatch.setattr(Windowed, "picture", lambda _: held.data().data())
    origin = Origin(CaptureKind.CLIPBOARD, "GIMP", "map.png")
    with qtbot.waitSignal(reading.refused) as refused:
        reading.read_copied(origin, "keepassxc")
    assert refused.args[0].why == LeftOut.APP
    reading.read_copied(origin, "gimp")
    qtbot.waitUntil(lambda: reading.preview is not None and reading.preview.keep.isEnabled())
    assert reading.preview
    with qtbot.waitSignal(reading.kept):
        reading.preview.keep.click()
    assert [(one.text, one.origin) for one in vault.capturing.recent()] == [(WORDS, origin)]


def test_nothing_is_looked_at_unless_it_is_turned_on_and_the_desktop_gives_it(
    qtbot: QtBot, theme: Theme, reading: ScreenReading, vault: SimpleNamespace
) -> None:
    vault.capturing.set_rules(CaptureRules())
    with qtbot.waitSignal(reading.refused) as refused:
        reading.begin()
    assert isinstance(refused.args[0], NotCaptured)
    vault.capturing.set_rules(CaptureRules(screenshots=True))
    blind = ScreenReading(theme, lambda: vault, Windowed, reading, grabbing=lambda _: QImage())
    with qtbot.waitSignal(blind.refused) as refused:
        blind.begin()
    assert isinstance(refused.args[0], MachineError)
