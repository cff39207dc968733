"""The names of the sections beside the settings."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.places import Places


def test_a_name_brings_its_section_up_and_the_keyboard_into_it(qtbot: QtBot, places: Places) -> None:
    places.go("settings")
    settings = places.settings
    settings.resize(1200, 700)
    settings.show()
    index = settings.index
    qtbot.waitUntil(lambda: index.buttons[settings.vault].isChecked())
    index.buttons[settings.answering].click()
    assert index.buttons[settings.answering].isChecked()
    assert not index.buttons[settings.vault].isChecked()
    assert not settings.answering.visibleRegion().isEmpty()


def test_there_is_no_name_for_what_is_not_shown_and_none_in_a_narrow_window(qtbot: QtBot, places: Places) -> None:
    places.go("settings")
    settings = places.settings
    settings.resize(1200, 700)
    settings.show()
    settings.learning.hide()
    assert settings.index.buttons[settings.learning].isHidden()
    settings.learning.show()
    assert not settings.index.buttons[settings.learning].isHidden()
    settings.resize(640, 700)
    qtbot.waitUntil(settings.index.isHidden)
