"""The window as a whole: look, keys, names, and that it never waits."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.model.forgetting import ForgetRequest, RequestState
from core.model.kept import ProfileLine
from tests.ui.conftest import Opener
from tests.ui.fake_assistant import FakeAssistant
from tests.ui.records import NOW, answer, citation, line, night_report, page_of
from tests.ui.world import World
from ui.background import Operation, background
from ui.collector import Collector
from ui.instance import FirstInstance, hand_over
from ui.places import Places
from ui.preferences import PREFERENCES, Preferences
from ui.theme.theme import Theme, ThemeChoice
from ui.theme.tokens import DARK, LIGHT, Tokens, contrast
from ui.window import MainWindow


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
def test_text_can_be_read(tokens: Tokens) -> None:
    for ground in (tokens.background, tokens.surface):
        for ink in (tokens.text, tokens.muted, tokens.accent, tokens.warn, tokens.danger):
            assert contrast(ink, ground) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    for ink in (tokens.text, tokens.accent):
        assert contrast(ink, tokens.soft) >= 4.5


def test_theme_is_chosen_and_remembered(qtbot: QtBot, places: Places, profile: Path, theme: Theme) -> None:
    appearance = places.settings.appearance
    with qtbot.waitSignal(theme.changed):
        appearance.choices[ThemeChoice.DARK].click()
    assert QApplication.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.background
    assert Preferences(profile).get("appearance/theme") == "dark"
    appearance.choices[ThemeChoice.LIGHT].click()
    assert QApplication.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT.background


def test_theme_follows_the_system_while_it_runs(theme: Theme, monkeypatch: pytest.MonkeyPatch) -> None:
    theme.choose(ThemeChoice.SYSTEM)
    monkeypatch.setattr("ui.theme.theme.system_is_dark", lambda: True)
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens is DARK
    monkeypatch.setattr("ui.theme.theme.system_is_dark", lambda: False)
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.tokens is LIGHT
    theme.choose(ThemeChoice.LIGHT)


def test_geometry_and_place_are_kept(qtbot: QtBot, open_window: Opener, window: MainWindow, profile: Path) -> None:
    window.places.go("library")
    window.resize(700, 600)
    with qtbot.waitSignal(window.gone):
        window.close()
    window._closing = False
    kept = Preferences(profile)
    assert kept.get("state/place") == "library"
    again = MainWindow(window._theme, kept, profile, window._assistants)
    assert again.size() == QSize(700, 600)
    again.deleteLater()
    assert (profile / "window.ini").stat().st_mode & 0o077 == 0


def test_preferences_are_declared(profile: Path) -> None:
    preferences = Preferences(profile)
    assert all(preferences.get(declared.key) == declared.default for declared in PREFERENCES)
    with pytest.raises(KeyError):
        preferences.get("undeclared")
    with pytest.raises(TypeError):
        preferences.set("state/place", 1)
    preferences.set("appearance/theme", "mauve")
    assert preferences.get("appearance/theme") == "system"


def test_window_never_waits(qtbot: QtBot, places: Places, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is opened, no call of the assistant is made on the thread the window lives on."""
    called: set[str] = set()

    def note(assistant: FakeAssistant, name: str) -> object:
        if threading.current_thread() is threading.main_thread() and not name.startswith("_"):
            called.add(name)
        return object.__getattribute__(assistant, name)

    monkeypatch.setattr(FakeAssistant, "__getattribute__", note)
    world.gate, world.draft = Flag(), "word " * 200
    world.answers.append(answer("On Sunday [1].", citation(1)))
    world.kept = [line(1, "Nora moved here from Malmö in 2019")]
    world.pages = {1: page_of(world.kept[0])}
    world.reports = [night_report(1)]
    places.ask.ask("Slow?")
    for place in ("library", "sleep", "settings", "memories", "ask"):
        places.go(place)
    places.memories.open_memory(1)
    places.memories.open_profile()
    places.memories.open_forgetting()
    places.open_search()
    qtbot.waitUntil(lambda: bool(world.asked))
    assert places.ask._answering is not None, "it is still being answered"
    world.gate.set()
    qtbot.waitUntil(lambda: places.ask._answering is None)
    assert called == set()


def test_nothing_heavy_is_loaded_before_the_window() -> None:
    heavy = ("torch", "numpy", "llama_cpp", "apsw", "core.assistant")
    # The commands are imported before it: the desktop is one of them.
    code = f"import sys, app.encoders, ui.application; print([n for n in {heavy} if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_every_control_has_a_name(qtbot: QtBot, window: MainWindow, places: Places, world: World) -> None:
    world.kept = [line(1, "Nora moved here from Malmö in 2019")]
    world.pages = {1: page_of(world.kept[0])}
    world.reports = [night_report(1)]
    world.profile = [ProfileLine(world.kept[0].memory, "Nora", (world.kept[0].memory,))]
    world.requests = [ForgetRequest(1, NOW, NOW, "what was said about “Ben”", 2, RequestState.HIDDEN)]
    places.ask.open_evidence(citation(1))
    for place in ("library", "settings", "sleep", "memories"):
        places.go(place)
    memories = places.memories
    memories.open_memory(1)
    memories.open_profile()
    memories.open_forgetting()
    qtbot.waitUntil(lambda: bool(places.sleep.report.groups and memories.profile.lines and memories.forgetting.rows))
    places.open_search()
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView)
    nameless = [
        f"{type(control).__name__} in {type(control.parentWidget()).__name__}"
        for control in window.findChildren(QWidget)
        if isinstance(control, kinds)
        and not isinstance(control, QHeaderView)  # they are hidden
        and not control.accessibleName()
        and not (
            isinstance(control, QAbstractButton) and (control.text() or not control.isVisibleTo(control.parentWidget()))
        )
    ]
    assert nameless == []


class _Windows(QObject):
    """Notes every widget that is shown as a window."""

    def __init__(self, known: QWidget) -> None:
        super().__init__(known)
        self._known = known
        self.opened: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.opened += [type(watched).__name__] if watched is not self._known else []
        return False


def test_nothing_opens_a_window_of_its_own(
    qtbot: QtBot, qapp: QApplication, window: MainWindow, places: Places, world: World
) -> None:
    """A child that is shown before it has a parent flashes up as a window and takes the keyboard."""
    windows = _Windows(window)
    qapp.installEventFilter(windows)
    world.reports = [night_report(2), night_report(1)]
    world.kept = [line(1, "Nora moved here from Malmö in 2019")]
    world.pages = {1: replace(page_of(world.kept[0]), derived=(world.kept[0].memory,))}
    world.profile = [ProfileLine(world.kept[0].memory, "Nora", (world.kept[0].memory,))]
    world.requests = [ForgetRequest(1, NOW, NOW, "what was said about “Ben”", 2, RequestState.HIDDEN)]
    places.go("sleep")
    qtbot.waitUntil(lambda: bool(places.sleep.report.groups))
    places.go("memories")
    places.memories.open_memory(1)
    qtbot.waitUntil(lambda: places.memories.page.page is not None)
    places.memories.open_profile()
    qtbot.waitUntil(lambda: bool(places.memories.profile.lines))
    places.memories.open_forgetting()
    qtbot.waitUntil(lambda: bool(places.memories.forgetting.rows))
    qapp.removeEventFilter(windows)
    assert windows.opened == []
    assert window.isActiveWindow()


def test_onboarding_controls_have_names(qtbot: QtBot, open_window: Opener, world: World) -> None:
    world.exists = False
    window = open_window()
    qtbot.waitUntil(lambda: window.onboarding is not None)
    for control in window.onboarding.findChildren(QAbstractButton):
        assert control.accessibleName() or not control.isVisibleTo(control.parentWidget())


def test_keys_go_to_places(qtbot: QtBot, window: MainWindow, places: Places) -> None:
    window.activateWindow()
    for key, place in (
        (Qt.Key.Key_2, "memories"),
        (Qt.Key.Key_3, "library"),
        (Qt.Key.Key_4, "sleep"),
        (Qt.Key.Key_5, "settings"),
        (Qt.Key.Key_1, "ask"),
    ):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        assert places.current == place


def test_narrow_window_collapses(qtbot: QtBot, window: MainWindow, places: Places) -> None:
    wide = places.rail.width()
    window.resize(900, 700)
    assert places.rail.width() < wide
    places.ask.open_evidence(citation(1))
    panel = places.ask.evidence.geometry()
    assert panel.right() == places.ask.width() - 1
    assert places.ask.composer.mapTo(places.ask, places.ask.composer.rect().topRight()).x() > panel.left()
    window.resize(1280, 800)
    qtbot.waitUntil(
        lambda: (
            places.ask.composer.mapTo(places.ask, places.ask.composer.rect().topRight()).x() < places.ask.evidence.x()
        )
    )


def test_second_start_hands_its_files_over(qtbot: QtBot, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    assert not hand_over(profile, [])
    first = FirstInstance(profile)
    with qtbot.waitSignal(first.called) as called:
        assert hand_over(profile, [tmp_path / "a b.md"])
    assert called.args == [[tmp_path / "a b.md"]]
    assert not hand_over(tmp_path / "other", [])
    first.close()
    first.deleteLater()
    assert not hand_over(profile, [])


def test_files_given_before_unlocking_are_added_after(qtbot: QtBot, open_window: Opener, world: World) -> None:
    window = open_window()
    qtbot.waitUntil(window.lock_screen.isVisible)
    window.receive([Path("/a/b.md")])
    assert world.added == []
    window.lock_screen.passphrase.line.setText("open sesame")
    window.lock_screen.passphrase.entered.emit()
    qtbot.waitUntil(lambda: world.added == [Path("/a/b.md")])


def test_result_for_a_destroyed_context_is_dropped(qtbot: QtBot) -> None:
    heard = []
    context = QObject()
    Operation(lambda _: time.sleep(0.05)).success(heard.append).run(context)
    context.deleteLater()
    del context
    qtbot.wait(120)
    assert heard == []
    assert not background()._waiting


def test_errors_reach_the_failure_handler(qtbot: QtBot) -> None:
    heard = []
    context = QObject()

    def work(_: object) -> None:
        raise UserError("Not this.")

    Operation(work).failure(lambda error: heard.append(str(error))).run(context)
    qtbot.waitUntil(lambda: heard == ["Not this."])


def test_collector_collects_here_and_only_here(qtbot: QtBot) -> None:
    collector = Collector()
    try:
        assert not gc.isenabled()
        collector._thresholds = (0, 0, 0)
        collector.collect()
        collector._thresholds = (1, 1, 1)
        collector.collect()
    finally:
        collector.end()
    assert gc.isenabled()


def test_qt_calls_keep_their_references(qapp: QApplication) -> None:
    """PySide6 6.12 on Python 3.11 loses one reference to None with every void call, and aborts in the end."""
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 100


def test_a_part_that_is_not_seen_wears_the_new_colours_later(qtbot: QtBot, places: Places, theme: Theme) -> None:
    places.go("settings")
    places.go("library")
    places.go("ask")
    theme.choose(ThemeChoice.DARK)
    assert DARK.surface in places.ask.styleSheet()
    assert DARK.surface not in places.settings.styleSheet()
    places.go("settings")
    assert DARK.surface in places.settings.styleSheet()
    assert DARK.surface not in places.library.styleSheet()
    qtbot.waitUntil(lambda: DARK.surface in places.library.styleSheet())
