"""Memories: the list at any length, a memory's page, and what is done there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.model.change import Change, ChangeKind
from core.model.events import MemoriesChanged
from core.model.kept import Order, ProfileLine, Revision
from core.model.memory import Form, State
from tests.ui.records import NOW, line, memory, night_report, page_of
from tests.ui.world import World
from ui.background import background
from ui.memories.browser import Browser
from ui.memories.differences import differences
from ui.memories.model import MemoryRole
from ui.memories.place import MemoriesPlace
from ui.memories.sections import ChangeRow
from ui.places import Places


@pytest.fixture
def kept(world: World) -> World:
    world.kept = [
        line(1, "Nora moved here from Malmö in 2019", form=Form.FACT),
        line(2, "Ben bakes when he cannot sleep", "Ben", 0.3, state=State.FADED),
        line(3, "A name that does not end: " + "Wolfeschlegelstein" * 40),
    ]
    world.pages = {one.memory.id: page_of(one) for one in world.kept}
    return world


@pytest.fixture
def place(qtbot: QtBot, places: Places, kept: World) -> MemoriesPlace:
    places.go("memories")
    qtbot.waitUntil(lambda: places.memories.browser.model.line_at(len(kept.kept) - 1) is not None)
    return places.memories


@pytest.fixture
def browser(place: MemoriesPlace) -> Browser:
    return place.browser


def test_a_row_is_told_in_words(browser: Browser) -> None:
    told = browser.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.startswith("Nora moved here from Malmö in 2019. fact · Nora · said 8 May 2023 · 3 sources. 90 %")
    assert browser.counts.text() == "3,984 kept · 3,120 fading · 861 archived"


def test_a_hundred_thousand_rows_are_read_only_where_they_are_seen(
    qtbot: QtBot, places: Places, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.kept = [line(number, f"Memory {number}") for number in range(1, 100_001)]
    fetched: list[int] = []
    places.go("memories")
    model, view = places.memories.browser.model, places.memories.browser.list
    assistant = places.memories.browser._assistant
    by_id = {one.memory.id: one for one in world.kept}
    monkeypatch.setattr(assistant, "lines", lambda ids: fetched.extend(ids) or [by_id[id_] for id_ in ids])
    qtbot.waitUntil(lambda: model.rowCount() == 100_000)
    view.show_row(99_999)
    qtbot.waitUntil(lambda: model.line_at(99_999) is not None)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    middle = view.rowAt(view.viewport().height() // 2)
    assert 49_000 < middle < 51_000
    qtbot.waitUntil(lambda: model.index(middle).data(MemoryRole.LINE) is not None)
    assert len(fetched) < 2000


def test_chips_and_words_narrow(qtbot: QtBot, browser: Browser, world: World) -> None:
    browser.chips.buttons["fading"].click()
    qtbot.waitUntil(lambda: browser.model.rowCount() == 1)
    assert browser.found.text() == "1 memory fits"
    browser.chips.buttons["archived"].click()
    qtbot.waitUntil(lambda: browser.model.rowCount() == 0)
    qtbot.waitUntil(lambda: browser.empty.button.isVisible())
    browser.empty.button.click()
    qtbot.waitUntil(lambda: browser.model.rowCount() == 3)
    browser.field.write("bakes")
    qtbot.waitUntil(lambda: browser.model.rowCount() == 1)
    assert world.sieves[-1].order is Order.BEST


def test_a_query_that_cannot_be_read_says_why(qtbot: QtBot, browser: Browser, world: World) -> None:
    world.search_error = UserError("There is no kind “ship”.")
    browser.field.write("kind:ship")
    qtbot.waitUntil(lambda: "no kind" in browser.notice.text)
    assert browser.model.rowCount() == 3, "what was shown stays"


def test_along_time_months_can_be_jumped_to(qtbot: QtBot, browser: Browser) -> None:
    browser.timeline.click()
    qtbot.waitUntil(lambda: bool(browser.model.months))
    tall = browser.list.rowHeight(0)
    assert tall > browser.list.rowHeight(1)
    assert [button.text() for button in browser.jumps.buttons] == ["May  3"]
    browser.jumps.buttons[0].click()
    assert browser.list.currentIndex().row() == 0
    browser.timeline.click()
    qtbot.waitUntil(lambda: not browser.model.months)
    assert browser.list.rowHeight(0) == browser.list.rowHeight(1), "no gap is left behind"


def test_keys_open_pin_and_forget_with_the_way_back(qtbot: QtBot, place: MemoriesPlace, world: World) -> None:
    view, browser = place.browser.list, place.browser
    view.show_row(0)
    qtbot.keyClick(view, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: world.pinned == [(1, True)])
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: browser.notice.text.startswith("Forgotten. Until "))
    assert world.forgotten == [(1, False)]
    qtbot.waitUntil(lambda: browser.model.rowCount() == 2)
    assert view.currentIndex().row() == 0, "the keyboard stands on the next one"
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: world.restored == [3])
    qtbot.waitUntil(lambda: browser.model.rowCount() == 2)
    view.show_row(0)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: place.page.isVisible() and place.page.text.text().startswith("Ben bakes"))
    qtbot.keyClick(place.page, Qt.Key.Key_Escape)
    assert browser.isVisible()


def test_an_edit_in_place_becomes_a_version(qtbot: QtBot, place: MemoriesPlace, world: World) -> None:
    place.open_memory(1)
    page = place.page
    qtbot.waitUntil(lambda: page.page is not None)
    page.edit.click()
    page.editor.setPlainText("  ")
    page.save.click()
    qtbot.waitUntil(lambda: "empty" in page.notice.text)
    assert page.editor.isVisible(), "what was typed is not lost"
    page.editor.setPlainText("Nora moved here in 2020")
    page.save.click()
    qtbot.waitUntil(lambda: world.edited == [(1, "Nora moved here in 2020")])
    qtbot.waitUntil(lambda: "new version" in page.notice.text)
    page.notice.acted.emit()
    qtbot.waitUntil(lambda: world.undone == [8])


def test_a_page_shows_versions_history_and_where_it_is_from(qtbot: QtBot, place: MemoriesPlace, world: World) -> None:
    change = Change(31, ChangeKind.EDITED, NOW, "You changed its words.", 1, before="In 2018", after="In 2019")
    world.pages[1] = replace(
        world.pages[1],
        revisions=(Revision(1, "Nora moved in 2018", NOW, "You changed its words."),),
        changes=(change,),
        derived=(memory(2, "Ben bakes", "Ben"),),
    )
    place.open_memory(1)
    qtbot.waitUntil(lambda: bool(place.page.findChildren(ChangeRow)))
    place.page.findChildren(ChangeRow)[0].undo.click()
    qtbot.waitUntil(lambda: world.undone == [31])
    place.page.copy.click()
    assert QGuiApplication.clipboard().text().endswith("— Nora, 8 May 2023, Mira and Nora")
    place.page.source_wanted.emit(world.pages[1])
    qtbot.waitUntil(lambda: place.evidence.isVisible() and world.opened == [1])
    place.open_memory(2)
    place.go_back()
    assert place.page.memory_id == 1, "back goes the way one came"
    place.go_back()
    assert place.browser.isVisible()


def test_forgetting_says_what_goes_first(qtbot: QtBot, place: MemoriesPlace, world: World) -> None:
    place.open_memory(1)
    qtbot.waitUntil(lambda: place.page.page is not None)
    place.page.forget.click()
    asking = place.page.letting_go
    qtbot.waitUntil(asking.forget.isEnabled)
    assert "with 2 others that were made from it" in asking.text.text()
    assert "1 answer in your chats quotes it" in asking.text.text()
    asking.keep.click()
    assert not world.forgotten
    place.page.forget.click()
    qtbot.waitUntil(asking.forget.isEnabled)
    asking.for_good.setChecked(True)
    assert "cannot be undone" in asking.meaning.text()
    asking.forget.click()
    qtbot.waitUntil(lambda: world.forgotten == [(1, True)])
    qtbot.waitUntil(lambda: "for good" in place.browser.notice.text)


def test_the_profile_is_corrected_line_by_line(qtbot: QtBot, place: MemoriesPlace, world: World) -> None:
    world.profile = [ProfileLine(memory(5, "Sails on Sundays", "Nora"), "Nora", (memory(1, "I sail", "Nora"),))]
    place.browser.chips.buttons["people"].click()
    profile = place.profile
    qtbot.waitUntil(lambda: 5 in profile.lines)
    row = profile.lines[5]
    row.edit.click()
    row.field.setText("Sails on Saturdays")
    row.save.click()
    qtbot.waitUntil(lambda: world.edited == [(5, "Sails on Saturdays")])
    profile.lines[5].remove.click()
    qtbot.waitUntil(lambda: profile.empty.isVisible())
    profile.notice.acted.emit()
    qtbot.waitUntil(lambda: world.undone == [9])


def test_a_line_that_is_being_corrected_is_not_taken_away(
    qtbot: QtBot, place: MemoriesPlace, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.profile = [ProfileLine(memory(5, "Sails on Sundays", "Nora"), "Nora", ())]
    place.open_profile()
    profile = place.profile
    qtbot.waitUntil(lambda: 5 in profile.lines)
    world.profile = [ProfileLine(memory(6, "Sails on Mondays", "Nora"), "Nora", ())]
    profile.refresh()
    row = profile.lines[5]
    row.begin()
    row.field.setText("Sails no more")
    assert background().finish()
    QCoreApplication.processEvents()
    assert profile.lines == {5: row}
    assert row.field.text() == "Sails no more"
    row.cancel.click()
    qtbot.waitUntil(lambda: [*profile.lines] == [6])


def test_nothing_is_done_to_a_page_before_it_is_there(qtbot: QtBot, place: MemoriesPlace, world: World) -> None:
    place.open_memory(1)
    page = place.page
    qtbot.waitUntil(lambda: page.page is not None)
    place.open_memory(2)
    page.edit.click()
    page.pin.click()
    assert not page.editor.isVisible()
    qtbot.waitUntil(lambda: page.page is not None)
    assert world.pinned == []
    page.edit.click()
    assert page.editor.toPlainText() == world.pages[2].memory.text


def test_what_changed_meanwhile_is_read_again(qtbot: QtBot, browser: Browser, world: World) -> None:
    world.kept = [*world.kept, line(4, "New")]
    browser._assistant.tell(MemoriesChanged())
    qtbot.waitUntil(lambda: browser.model.rowCount() == 4)


def test_the_last_night_stands_below_and_leads_on(qtbot: QtBot, places: Places, kept: World) -> None:
    kept.reports = [night_report(1)]
    places.go("memories")
    browser = places.memories.browser
    qtbot.waitUntil(lambda: "Ebb learned 2 facts and let 1 fade" in browser.last_night.text())
    browser.see_night.click()
    assert places.current == "sleep"


def test_differences_are_safe_text() -> None:
    told = differences("a <b> 1", "a <b> 2", "#666")
    assert "&lt;" in told
    assert "<b>2</b>" in told
    assert "1</s>" in told


def test_a_curve_that_has_ended_still_draws(qtbot: QtBot, place: MemoriesPlace, world: World) -> None:
    world.pages[2] = replace(world.pages[2], fades_at=NOW - timedelta(days=3), curve=world.pages[2].curve[:1])
    place.open_memory(2)
    qtbot.waitUntil(lambda: place.page.page is not None and place.page.page.memory.id == 2)
    place.page.curve.repaint()


def test_back_from_forgetting_a_source_leads_to_the_memory_one_came_from(
    qtbot: QtBot, place: MemoriesPlace, world: World
) -> None:
    place.open_memory(1)
    qtbot.waitUntil(lambda: place.page.page is not None)
    place.page.forget_source_wanted.emit(world.pages[1].source)
    forgetting = place.forgetting
    qtbot.waitUntil(lambda: forgetting.isVisible() and "memor" in forgetting.card.text.text())
    assert forgetting.chooser.source.choice.name == "Mira and Nora"
    qtbot.keyClick(forgetting, Qt.Key.Key_Escape)
    assert place.page.isVisible()
