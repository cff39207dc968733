"""The tray: Ebb goes on behind its icon where the user wants that, and is never out of sight with no way back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from core.errors import MachineError
from core.model import times
from core.model.capture import Capture, CaptureRules, Origin
from tests.ui.fake_assistant import assistants
from tests.ui.records import NOW
from tests.ui.world import World
from ui import words
from ui.background import background
from ui.hotkey.hotkey import Hotkey
from ui.instance import Wish
from ui.places import Places
from ui.preferences import Preferences
from ui.presence import Presence
from ui.settings.desktop import DesktopSection
from ui.surroundings import Surroundings
from ui.theme.theme import Theme
from ui.theme.tokens import contrast
from ui.tray.host import TrayHost
from ui.tray.icon import panel_ink, tray_icon
from ui.tray.standing import Light, Standing
from ui.window import MainWindow


class Panel:
    """A tray that tests take away and bring back."""

    def __init__(self) -> None:
        self.there = True

    def __call__(self) -> bool:
        return self.there


Begin = Callable[[Wish], Presence]


@pytest.fixture
def panel() -> Panel:
    return Panel()


@pytest.fixture
def preferences(profile: Path) -> Preferences:
    return Preferences(profile)


@pytest.fixture
def begin(
    qtbot: QtBot, theme: Theme, world: World, profile: Path, panel: Panel, preferences: Preferences
) -> Iterator[Begin]:
    """Starts Ebb on a vault that the keyring opens."""
    world.keyring = True
    kind = assistants(world)
    begun: list[Presence] = []

    def make(wish: Wish) -> Presence:
        window = MainWindow(theme, preferences, profile, lambda: kind)
        presence = Presence(theme, preferences, lambda: kind, profile, window, TrayHost(panel, window))
        begun.append(presence)
        presence.begin(wish)
        qtbot.waitUntil(lambda: window.assistant is not None)
        presence._prepare()
        qtbot.waitUntil(presence.tray.menu.lock.isEnabled)  # how it stands is read in the background
        return presence

    yield make
    for presence in begun:
        if not presence.window._closing:
            with qtbot.waitSignal(presence.window.gone):
                presence.window.leave()
        presence.end()
        presence.window.deleteLater()
    background().finish()
    qtbot.wait(1)


def test_closing_leaves_it_in_the_tray_where_that_is_wanted_and_says_so_once(
    qtbot: QtBot, begin: Begin, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _, title, *rest: said.append(title))
    preferences.set("desktop/stay", True)
    presence = begin(Wish.WINDOW)
    presence.window.close()
    assert not presence.window.isVisible()
    assert presence.window.assistant is not None, "the vault stays as it was"
    assert said == ["Ebb goes on in the tray"]
    presence.tray.menu.open.trigger()
    assert presence.window.isVisible()
    presence.window.close()
    assert len(said) == 1
    with qtbot.waitSignal(presence.window.gone):
        presence.tray.menu.leave.trigger()


def test_closed_at_once_it_has_its_icon_all_the_same(
    qtbot: QtBot, theme: Theme, world: World, profile: Path, panel: Panel, preferences: Preferences
) -> None:
    """What is not seen at once is built a moment after the window; until then the tray was only looked for."""
    preferences.set("desktop/stay", True)
    preferences.set("state/stayed", True)
    kind = assistants(world)
    window = MainWindow(theme, preferences, profile, lambda: kind)
    presence = Presence(theme, preferences, lambda: kind, profile, window, TrayHost(panel, window))
    presence.begin(Wish.WINDOW)
    window.close()
    assert not window.isVisible()
    assert presence._tray is not None
    assert presence._tray.icon is not None
    with qtbot.waitSignal(window.gone):
        window.leave()
    presence.end()
    window.deleteLater()
    background().finish()
    qtbot.wait(1)


def test_a_window_that_is_out_of_sight_comes_back_when_the_tray_goes(
    qtbot: QtBot, begin: Begin, preferences: Preferences, panel: Panel
) -> None:
    preferences.set("desktop/stay", True)
    presence = begin(Wish.WINDOW)
    presence.window.close()
    panel.there = False
    presence.host._clock.timeout.emit()
    assert presence.window.isVisible()
    with qtbot.waitSignal(presence.window.gone):
        presence.window.close()  # nothing would lead back to it now


def test_the_vault_is_locked_with_the_window_where_that_is_wanted(
    qtbot: QtBot, begin: Begin, preferences: Preferences, world: World
) -> None:
    preferences.set("desktop/stay", True)
    preferences.set("desktop/lock", True)
    presence = begin(Wish.WINDOW)
    presence.window.close()
    qtbot.waitUntil(lambda: world.closed == 1)
    assert presence.window.assistant is None
    assert "locked" in presence.tray.menu.standing.text()
    assert not presence.tray.menu.lock.isEnabled()


def test_closing_ends_it_unless_staying_was_chosen(qtbot: QtBot, begin: Begin) -> None:
    presence = begin(Wish.WINDOW)
    with qtbot.waitSignal(presence.window.gone):
        presence.window.close()


def test_a_start_out_of_sight_opens_the_vault_and_nothing_else(begin: Begin, world: World) -> None:
    presence = begin(Wish.HIDDEN)
    assert not presence.window.isVisible()
    assert presence.window.places is None
    assert not world.warm, "no model is loaded for nobody"
    assert presence.tray.icon is not None
    assert "remembers" in presence.tray.menu.standing.text()


def test_a_start_out_of_sight_is_seen_where_no_tray_comes(begin: Begin, panel: Panel) -> None:
    panel.there = False
    presence = begin(Wish.HIDDEN)
    assert not presence.window.isVisible(), "at login the panel may come later"
    presence._give_up_waiting()
    assert presence.window.isVisible()


def test_a_tray_that_comes_late_is_used(begin: Begin, panel: Panel) -> None:
    panel.there = False
    presence = begin(Wish.HIDDEN)
    assert presence.tray.icon is None
    panel.there = True
    presence.host._clock.timeout.emit()
    assert presence.tray.icon is not None
    presence._give_up_waiting()
    assert not presence.window.isVisible()


def test_the_menu_opens_the_note_and_locks(qtbot: QtBot, begin: Begin) -> None:
    presence = begin(Wish.HIDDEN)
    presence.tray.menu.note.trigger()
    assert presence.note.isVisible()
    assert not presence.window.isVisible()
    presence.note.close()
    presence.tray.menu.lock.trigger()
    qtbot.waitUntil(lambda: presence.window.assistant is None)
    assert not presence.tray.menu.recent.isEnabled(), "what is in a locked vault is not shown"


def test_capture_is_paused_and_goes_on_from_the_menu(qtbot: QtBot, begin: Begin, world: World) -> None:
    presence = begin(Wish.HIDDEN)
    menu = presence.tray.menu
    menu.pause.actions()[1].trigger()
    qtbot.waitUntil(lambda: world.capture_rules.pause is not None)
    assert world.capture_rules.pause is not None
    assert world.capture_rules.pause.until is not None
    assert timedelta(minutes=59) < world.capture_rules.pause.until - times.now() <= timedelta(hours=1)
    qtbot.waitUntil(lambda: "until" in menu.standing.text())
    assert menu.resume.isVisible()
    world.capture_rules = CaptureRules()  # the hour is over
    presence.captures._over.timeout.emit()
    qtbot.waitUntil(lambda: "remembers" in menu.standing.text())
    assert not menu.resume.isVisible()


def test_the_last_captures_can_be_undone_and_brought_back(qtbot: QtBot, begin: Begin, world: World) -> None:
    texts = ("Salt & pepper for the " + "very " * 20 + "long crossing", "The heron came back.")
    world.captures = [Capture(text, NOW, Origin(), (number,)) for number, text in zip((2, 1), texts, strict=True)]
    presence = begin(Wish.HIDDEN)
    menu = presence.tray.menu
    qtbot.waitUntil(lambda: len(menu.recent.actions()) == 2)
    newest, oldest = menu._listed
    assert "Salt && pepper" in newest.title()
    assert newest.title().endswith("…")
    oldest.actions()[0].trigger()
    qtbot.waitUntil(lambda: presence.note.isVisible() and presence.note.notice.text == "Taken back.")
    assert world.forgotten == [(1, False)]
    qtbot.waitUntil(lambda: len(menu.recent.actions()) == 1)
    presence.note.notice.acted.emit()
    qtbot.waitUntil(lambda: presence.note.notice.text == "It is kept.")
    assert world.restored == [1]


def test_what_the_tray_offers_is_reached_from_the_window_too(
    qtbot: QtBot, window: MainWindow, places: Places, profile: Path
) -> None:
    with qtbot.waitSignal(window.note_wanted):
        places.rail.note.click()
    places.go("settings")
    desktop = places.settings.desktop
    with qtbot.waitSignal(window.note_wanted):
        desktop.note.click()
    with qtbot.waitSignal(window.clipboard_wanted):
        desktop.clipboard.click()
    assert not desktop.lock.isEnabled()
    desktop.stay.click()
    desktop.lock.click()
    kept = Preferences(profile)
    assert kept.get("desktop/stay") is True
    assert kept.get("desktop/lock") is True


def test_the_icons_can_be_told_apart_and_seen_on_any_panel(theme: Theme) -> None:
    drawn = {light: tray_icon(light).pixmap(22, 22).toImage().convertToFormat(
        tray_icon(light).pixmap(22, 22).toImage().Format.Format_Alpha8) for light in Light}  # fmt: skip
    assert len({bytes(image.constBits()) for image in drawn.values()}) == 3, "by their shape, not by a colour"
    for ground in ("#FFFFFF", "#000000", "#2B2B2B"):
        assert contrast(panel_ink("linux"), ground) >= 3.0
    assert contrast(panel_ink("win32", lambda: True), "#EEEEEE") >= 4.5
    assert contrast(panel_ink("win32", lambda: False), "#202020") >= 4.5


def test_how_it_stands_is_said_in_words() -> None:
    assert f"until {words.moment(NOW.astimezone())}" in Standing(Light.PAUSED, NOW).text
    now = times.now()
    assert Standing(Light.PAUSED, now).text.endswith(f"until {now.astimezone():%H:%M}.")
    assert "go on" in Standing(Light.PAUSED).text
    assert "wait, encrypted" in Standing(Light.LOCKED).text


class PlainLogin:
    """A start at login that tests look at; it may refuse."""

    def __init__(self) -> None:
        self.on, self.refuses = False, False

    def starts(self) -> bool:
        return self.on

    def set(self, on: bool) -> None:
        if self.refuses:
            raise MachineError("The disk is full.")
        self.on = on


def test_the_start_at_login_is_shown_as_it_is(qtbot: QtBot, theme: Theme, preferences: Preferences) -> None:
    login = PlainLogin()
    section = DesktopSection(theme, preferences, Surroundings(Hotkey(), login))
    qtbot.addWidget(section)
    section.show()
    section.enter()
    section.login.click()
    qtbot.waitUntil(lambda: login.on)
    login.refuses = True
    section.login.click()
    qtbot.waitUntil(lambda: section.notice.text == "The disk is full." and section.login.isChecked())
    nowhere = DesktopSection(theme, preferences, Surroundings(Hotkey()))
    qtbot.addWidget(nowhere)
    nowhere.enter()
    assert not nowhere.login.isVisibleTo(nowhere)
    background().finish()


def test_what_the_system_ends_closes_the_vault_and_does_not_go_to_the_tray() -> None:
    code = (
        "from PySide6.QtCore import QTimer; from ui.application import application; app = application(); "
        "app.leave_wanted.connect(lambda: app.exit(3)); QTimer.singleShot(0, app.quit); raise SystemExit(app.exec())"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 3
