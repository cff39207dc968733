"""Into the vault and out of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.errors import MachineError
from tests.ui.conftest import Opener
from tests.ui.records import RECOVERY
from tests.ui.world import World
from ui.places import Places
from ui.widgets.clip import SecretClip
from ui.window import MainWindow


def test_from_no_vault_to_ask(qtbot: QtBot, open_window: Opener, world: World, profile) -> None:
    world.exists, world.sources = False, []
    window = open_window()
    qtbot.waitUntil(lambda: window.onboarding is not None)
    pages = window.onboarding
    assert any(label.text() == str(profile) for label in pages.welcome.findChildren(QLabel))
    qtbot.mouseClick(pages.welcome.begin, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(pages.passphrase.first.line, "slow tide over grey sand")
    assert not pages.passphrase.make.isEnabled()
    qtbot.waitUntil(lambda: "Strong" in pages.passphrase.hint.text, timeout=5000)
    qtbot.keyClicks(pages.passphrase.second.line, "slow tide over grey sand")
    qtbot.keyClick(pages.passphrase.second.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pages.currentWidget() is pages.recovery)
    assert world.passphrase == "slow tide over grey sand"
    assert pages.passphrase.first.text() == ""
    code = pages.recovery.code
    assert code._shown.accessibleDescription() == RECOVERY
    assert not code.done.isEnabled()
    code.tick.click()
    code.done.click()
    assert code._shown.text() == ""
    qtbot.mouseClick(pages.files.finish, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.places is not None and world.working)
    assert window.places.current == "ask"
    qtbot.waitUntil(lambda: window.places.ask.empty._title.text() == "Ebb knows nothing yet")
    window.places.ask.empty.button.click()
    assert window.places.current == "library"


@pytest.mark.parametrize("watch", [True, False])
def test_a_first_folder_is_watched_unless_it_is_to_be_taken_in_once(
    qtbot: QtBot, open_window: Opener, world: World, tmp_path, watch: bool
) -> None:
    world.exists = False
    papers, note = tmp_path / "papers", tmp_path / "a.md"
    papers.mkdir()
    window = open_window()
    qtbot.waitUntil(lambda: window.onboarding is not None)
    pages = window.onboarding
    pages._create("x")
    qtbot.waitUntil(lambda: pages.currentWidget() is pages.recovery)
    pages.recovery.done.emit()
    pages.files.take([note])
    assert pages.files.watch.isHidden()
    pages.files.take([papers])
    assert not pages.files.watch.isHidden()
    pages.files.watch.setChecked(watch)
    pages.files.finish.click()
    qtbot.waitUntil(lambda: world.added == ([note] if watch else [note, papers]))
    if watch:
        qtbot.waitUntil(lambda: window.places.library.folders.model.rowCount() == 1)
    assert window.places.current == "library"


def test_first_files_are_added(qtbot: QtBot, open_window: Opener, world: World, tmp_path) -> None:
    world.exists = False
    window = open_window()
    qtbot.waitUntil(lambda: window.onboarding is not None)
    window.onboarding._create("x")
    qtbot.waitUntil(lambda: window.onboarding.currentWidget() is window.onboarding.recovery)
    window.onboarding.recovery.done.emit()
    window.onboarding.files.take([tmp_path / "a.md", tmp_path / "a.md"])
    window.onboarding.files.finish.click()
    qtbot.waitUntil(lambda: world.added == [tmp_path / "a.md"])
    assert window.places.current == "library"


def test_passphrases_that_differ_are_told_in_place(qtbot: QtBot, open_window: Opener, world: World) -> None:
    world.exists = False
    window = open_window()
    qtbot.waitUntil(lambda: window.onboarding is not None)
    page = window.onboarding.passphrase
    window.onboarding._to_passphrase()
    qtbot.keyClicks(page.first.line, "one")
    qtbot.keyClicks(page.second.line, "two")
    page.make.click()
    assert "not the same" in page.notice.text
    assert not world.exists


def test_wrong_passphrase_is_told_in_place(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window()
    screen = window.lock_screen
    qtbot.waitUntil(screen.isVisible)
    screen.passphrase.line.setText("no")
    screen.passphrase.entered.emit()
    qtbot.waitUntil(lambda: "does not open" in screen.notice.text)
    assert screen.notice.isVisible()
    assert window.places is None
    assert screen.unlock.isEnabled()


def test_recovery_code_opens_and_sets_a_new_passphrase(qtbot: QtBot, open_window: Opener, world: World) -> None:
    window = open_window()
    screen = window.lock_screen
    qtbot.waitUntil(screen.isVisible)
    screen.switch.click()
    screen.code.setText(RECOVERY)
    screen.fresh.line.setText("new words")
    screen.again.line.setText("new words")
    with qtbot.waitSignal(window.ready):
        screen.again.entered.emit()
    assert world.passphrase == "new words"
    assert screen.code.text() == screen.fresh.text() == ""


def test_keyring_opens_without_asking(qtbot: QtBot, open_window: Opener, world: World) -> None:
    world.keyring = True
    window = open_window()
    qtbot.waitUntil(lambda: window.places is not None)


def test_silent_keyring_leads_to_the_lock_screen(qtbot: QtBot, open_window: Opener, world: World) -> None:
    world.keyring = True
    world.keyring_error = MachineError("The keyring does not answer. Use the passphrase.")
    window = open_window()
    qtbot.waitUntil(window.lock_screen.isVisible)
    assert "does not answer" in window.lock_screen.notice.text


def test_lock_destroys_what_was_shown(qtbot: QtBot, window: MainWindow, places: Places, world: World) -> None:
    destroyed = []
    places.destroyed.connect(lambda: destroyed.append(True))
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.places is None
    qtbot.waitUntil(lambda: world.closed == 1 and bool(destroyed))
    assert window.lock_screen.isVisible()


def test_close_closes_the_vault(qtbot: QtBot, window: MainWindow, world: World) -> None:
    with qtbot.waitSignal(window.gone):
        window.close()
    assert world.closed == 1
    assert window.isHidden()
    window._closing = False  # the fixture closes it once more


def test_secret_leaves_the_clipboard(qtbot: QtBot) -> None:
    clip = SecretClip(seconds=0)
    clip.copy("SECRET")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "")
    clip.copy("SECRET")
    QGuiApplication.clipboard().setText("mine")
    qtbot.wait(20)
    assert QGuiApplication.clipboard().text() == "mine"


def test_settings_of_the_vault(qtbot: QtBot, places: Places, world: World) -> None:
    places.go("settings")
    vault = places.settings.vault
    qtbot.waitUntil(lambda: "encrypted" in vault._size.text())
    world.keyring_error = MachineError("There is no keyring here that keeps secrets.")
    vault.keyring.click()
    qtbot.waitUntil(lambda: "no keyring" in vault._keyring_notice.text)
    assert not vault.keyring.isChecked()
    vault._change.click()
    vault.change.first.line.setText("other")
    vault.change.second.line.setText("other")
    vault.change._edited()
    vault.change.save.click()
    qtbot.waitUntil(lambda: world.passphrase == "other" and "is changed" in vault.notice.text)
    vault._renew.click()
    qtbot.waitUntil(vault.code.isVisible)
    assert vault.code._shown.accessibleDescription() == RECOVERY[::-1]
