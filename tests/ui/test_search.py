"""Search over everything: as one types, by keyboard alone, with operators and without hits."""

from __future__ import annotations

from dataclasses import replace
from threading import Event as Flag

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.model.found import Found
from tests.ui.records import hit, source
from tests.ui.search_steps import chosen, find, texts, type_in
from tests.ui.world import World
from ui.places import Places
from ui.search import delegate
from ui.search.panel import SearchPanel
from ui.search.results import RowKind, found_rows, spoken
from ui.search.snippet import runs
from ui.theme.theme import Theme, ThemeChoice
from ui.window import MainWindow


def test_opens_from_every_place_and_gives_the_keyboard_back(qtbot: QtBot, window: MainWindow, places: Places) -> None:
    for place in ("ask", "library", "settings"):
        places.go(place)
        before = QApplication.focusWidget()
        qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        assert places.search.sheet.field.hasFocus()
        qtbot.keyClick(places.search.sheet.field, Qt.Key.Key_Escape)
        qtbot.waitUntil(places.search.isHidden)
        assert QApplication.focusWidget() is before
        assert places.current == place


def test_opens_from_the_rail_and_closes_beside_the_panel(qtbot: QtBot, places: Places) -> None:
    places.rail.search.click()
    assert places.search.isVisible()
    qtbot.mouseClick(places.search.sheet, Qt.MouseButton.LeftButton, pos=QPoint(4, 300))
    assert places.search.isVisible()
    qtbot.mouseClick(places.search, Qt.MouseButton.LeftButton, pos=QPoint(20, 700))
    qtbot.waitUntil(places.search.isHidden)


def test_first_hits_come_before_those_by_meaning_in_groups(qtbot: QtBot, panel: SearchPanel) -> None:
    came: list[str] = []
    panel.searching.found.connect(lambda _: came.append("by word"))
    panel.searching.refined.connect(lambda _: came.append("by meaning"))
    type_in(qtbot, panel, "sailing")
    qtbot.waitUntil(lambda: "by meaning" in came)
    assert came[0] == "by word"
    assert len(texts(panel)) == 3
    assert texts(panel, RowKind.SOURCE) == ["sailing rules.pdf"]
    assert texts(panel, RowKind.CHAT) == ["When did Nora go sailing?"]
    assert texts(panel, RowKind.HEADING) == ["Memories", "Sources", "Chats"]
    assert chosen(panel) == texts(panel)[0]


def test_typing_does_not_ask_for_every_letter(qtbot: QtBot, panel: SearchPanel, world: World) -> None:
    world.find_delay = 0.05
    find(qtbot, panel, "sailing club")
    assert len(world.finds) < 10
    assert world.finds[-1] == "sailing club"
    assert world.searches == ["sailing club"]


def test_what_comes_too_late_is_dropped(qtbot: QtBot, panel: SearchPanel, world: World) -> None:
    arrived: list[Found] = []
    panel.searching.found.connect(arrived.append)
    world.find_delay = 0.15
    type_in(qtbot, panel, "sailing")
    qtbot.waitUntil(lambda: world.finds != [] or panel.searching._finding._running)
    panel.sheet.field.write("nothing like it")
    qtbot.waitUntil(lambda: "nothing like it" in world.finds)
    qtbot.waitUntil(lambda: arrived != [])
    assert arrived == [Found([], [], [])]
    assert texts(panel) == []


def test_second_pass_refines_and_keeps_the_choice(qtbot: QtBot, panel: SearchPanel, world: World) -> None:
    type_in(qtbot, panel, "sailing")
    qtbot.waitUntil(lambda: len(texts(panel)) == 3)
    first = texts(panel)
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Down)
    assert chosen(panel) == first[1]
    qtbot.waitUntil(lambda: panel._refined)
    assert texts(panel) == first[::-1]
    assert chosen(panel) == first[1]
    assert texts(panel, RowKind.SOURCE) == ["sailing rules.pdf"]


def test_window_never_waits_while_one_types(qtbot: QtBot, panel: SearchPanel, world: World) -> None:
    world.finding = Flag()
    type_in(qtbot, panel, "s")
    qtbot.waitUntil(lambda: panel.searching._finding._running)
    type_in(qtbot, panel, "ailing")
    assert panel.sheet.field.text == "sailing", "the window lives while the vault is searched"
    assert world.finds == []
    world.finding.set()
    qtbot.waitUntil(lambda: len(texts(panel)) == 3)


def test_of_ten_thousand_hits_those_in_sight_are_drawn(
    qtbot: QtBot, panel: SearchPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    hits = [hit(number, f"Sailing day {number} " + "and more " * 20) for number in range(10_000)]
    rows = found_rows(Found(hits, [], []))
    drawn: list[str] = []
    monkeypatch.setattr(delegate, "runs", lambda text, sought: drawn.append(text) or runs(text, sought))
    panel.sheet.show_rows(rows, ["sailing"], choose=True)
    qtbot.waitUntil(lambda: bool(drawn))
    assert len(drawn) < 100
    assert chosen(panel).startswith("Sailing day 0 ")


def test_arrows_pass_the_headings_and_enter_opens(qtbot: QtBot, panel: SearchPanel, places: Places) -> None:
    find(qtbot, panel, "sailing")
    field = panel.sheet.field
    for _ in range(3):
        qtbot.keyClick(field, Qt.Key.Key_Down)
    assert chosen(panel) == "sailing rules.pdf"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(panel.isHidden)
    assert places.current == "library"
    qtbot.waitUntil(lambda: places.library.list.currentIndex().data() == "sailing rules.pdf")
    assert places.library.list.hasFocus()


def test_enter_pressed_before_anything_came_opens_the_first_that_comes(
    qtbot: QtBot, panel: SearchPanel, world: World
) -> None:
    world.find_delay = 0.05
    type_in(qtbot, panel, "first")
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Return)
    assert panel.evidence.isHidden()
    world.hits = world.hits[1:2]
    qtbot.waitUntil(panel.evidence.isVisible)
    qtbot.waitUntil(lambda: world.opened == [2])


def test_opened_again_it_searches_anew(qtbot: QtBot, panel: SearchPanel, places: Places, world: World) -> None:
    find(qtbot, panel, "sailing")
    panel.close_panel()
    world.hits = world.hits[:1]
    places.open_search()
    qtbot.waitUntil(lambda: len(texts(panel)) == 1)
    assert panel.sheet.field.textCursor().selectedText() == "sailing"


def test_without_an_embedding_model_it_says_by_word(qtbot: QtBot, panel: SearchPanel, world: World) -> None:
    find(qtbot, panel, "sailing")
    assert panel.sheet._means.text() == "by word and meaning"
    world.hits = [replace(each, channels={"words": 1.0}) for each in world.hits]
    panel._refined = False
    find(qtbot, panel, " club")
    assert panel.sheet._means.text() == "by word"


def test_every_control_has_a_name(qtbot: QtBot, panel: SearchPanel) -> None:
    find(qtbot, panel, "sailing")
    panel.sheet.list.open_chosen()
    kinds = (QAbstractButton, QPlainTextEdit, QAbstractItemView)
    assert [type(each).__name__ for each in panel.findChildren(QWidget) if isinstance(each, kinds)
            and not each.accessibleName() and each.isVisible()] == []  # fmt: skip


def test_source_far_down_the_library_is_fetched(qtbot: QtBot, places: Places, world: World) -> None:
    world.sources = [source(number, f"{number}.pdf") for number in range(1, 351)]
    places.go("library")
    places.library.refresh()
    places.library.reveal(world.sources[320])
    qtbot.waitUntil(lambda: places.library.list.currentIndex().data() == "321.pdf")
    places.library.reveal(source(999, "gone.pdf"))
    qtbot.waitUntil(lambda: "no longer" in places.library.notice.text)


def test_chat_opens_in_ask(qtbot: QtBot, panel: SearchPanel, places: Places, world: World) -> None:
    places.go("library")
    places.open_search()
    panel.sheet.field.write("when")
    qtbot.waitUntil(lambda: texts(panel, RowKind.CHAT) != [])
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: places.current == "ask" and places.ask._title.text() == "When did Nora go sailing?")


def test_memory_opens_in_its_surroundings_and_escape_goes_back_step_by_step(
    qtbot: QtBot, panel: SearchPanel, world: World
) -> None:
    type_in(qtbot, panel, "sailing")
    qtbot.waitUntil(lambda: len(texts(panel)) == 3)
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: world.opened == [1] and panel.evidence._pieces.count() == 5)
    assert panel.evidence.geometry().right() == panel.width() - 1
    assert panel.sheet.geometry().right() < panel.evidence.x()
    qtbot.keyClick(panel.evidence, Qt.Key.Key_Escape)
    assert panel.evidence.isHidden()
    assert panel.sheet.field.hasFocus()
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(panel.isHidden)


def test_why_this_by_keyboard(qtbot: QtBot, panel: SearchPanel) -> None:
    find(qtbot, panel, "sailing")
    listed = panel.sheet.list
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Tab)
    assert listed.hasFocus()
    qtbot.keyClick(listed, Qt.Key.Key_Right)
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    assert panel.evidence.why.button.isChecked()
    assert panel.evidence.why.button.hasFocus()
    assert panel.evidence.why._bars.accessibleName().startswith("Its words 43 %")


def test_why_this_by_pointer(qtbot: QtBot, panel: SearchPanel) -> None:
    find(qtbot, panel, "sailing")
    listed = panel.sheet.list
    index = listed.results.index(2)
    area = listed._delegate.why_area(listed.visualRect(index), index)
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert panel.evidence.why.button.isChecked()


def test_tab_stays_within_the_panel(qtbot: QtBot, panel: SearchPanel) -> None:
    find(qtbot, panel, "sailing")
    for _ in range(6):
        stood = QApplication.focusWidget()
        assert panel.isAncestorOf(stood)
        qtbot.keyClick(stood, Qt.Key.Key_Tab)


def test_letters_typed_on_the_list_go_into_the_field(qtbot: QtBot, panel: SearchPanel) -> None:
    find(qtbot, panel, "sail")
    panel.sheet.list.setFocus()
    qtbot.keyClick(panel.sheet.list, Qt.Key.Key_I)
    assert panel.sheet.field.text == "saili"
    assert panel.sheet.field.hasFocus()


# -- nothing, and trouble ----------------------------------------------------------------------------------------------


def test_nothing_typed_teaches_the_operators_and_recalls_searches(qtbot: QtBot, panel: SearchPanel) -> None:
    assert texts(panel, RowKind.LESSON)[:3] == ["from:", "in:", "since:"]
    assert panel.sheet.height() < 500
    find(qtbot, panel, "sailing")
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Return)
    panel.close_evidence()
    panel.sheet.field.selectAll()
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Delete)
    assert texts(panel, RowKind.RECENT) == ["sailing"]
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Down)
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Return)
    assert panel.sheet.field.text == "sailing"


def test_lesson_goes_into_the_field(qtbot: QtBot, panel: SearchPanel) -> None:
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Down)
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Return)
    assert panel.sheet.field.text == "from:"
    assert panel.sheet.field.hasFocus()


def test_nothing_found_says_what_to_try(qtbot: QtBot, panel: SearchPanel) -> None:
    find(qtbot, panel, "xylophone")
    assert panel.sheet._nothing.isVisible()
    assert "“xylophone”" in panel.sheet._nothing.text()
    plain = panel.sheet._advice.text()
    panel._refined = False
    type_in(qtbot, panel, " from:Ben")
    qtbot.waitUntil(lambda: panel.sheet._advice.text() != plain)


def test_problem_is_one_sentence_in_the_panel(qtbot: QtBot, panel: SearchPanel, world: World) -> None:
    world.search_error = UserError("There is no 30 February. Write a day like 2024-02-28.")
    for letter in "since:2024-02-30":
        type_in(qtbot, panel, letter)
        qtbot.wait(40)
        assert panel.sheet.problem.isHidden(), "what is half typed is no mistake yet"
    qtbot.waitUntil(panel.sheet.problem.isVisible)
    assert "30 February" in panel.sheet.problem.text
    assert texts(panel) == []
    world.search_error = None
    type_in(qtbot, panel, "x")
    assert panel.sheet.problem.isHidden()


def test_bug_in_the_search_is_loud(
    qtbot: QtBot, panel: SearchPanel, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: heard.append(kind))
    world.hits = [None]
    type_in(qtbot, panel, "sailing")
    qtbot.waitUntil(panel.sheet.problem.isVisible)
    assert set(heard) == {AttributeError}


# -- look --------------------------------------------------------------------------------------------------------------


def test_rows_are_spoken_with_all_they_show(qtbot: QtBot, panel: SearchPanel) -> None:
    find(qtbot, panel, "sailing")
    said = [spoken(panel.sheet.list.results.row(row)) for row in range(1, 4)]
    assert said[2].startswith("I went to see the sailing club yesterday and signed up on the spot., Nora · 8 May 2023")
    assert "strength: strong" in said[2]
    assert "harbour.pdf" in said[0]


def test_narrow_window_keeps_the_panel_inside(qtbot: QtBot, window: MainWindow, panel: SearchPanel) -> None:
    find(qtbot, panel, "sailing")
    for width, height in ((900, 700), (640, 480)):
        window.resize(width, height)
        qtbot.waitUntil(lambda width=width: panel.width() == width)
        assert panel.rect().contains(panel.sheet.geometry())
        panel.sheet.list.open_chosen()
        assert panel.evidence.geometry().right() == panel.width() - 1
        panel.close_evidence()


def test_fade_is_off_when_the_system_asks_for_stillness(
    qtbot: QtBot, places: Places, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "motion", lambda: 120)
    places.open_search()
    assert places.search.graphicsEffect() is not None
    qtbot.waitUntil(lambda: places.search.graphicsEffect() is None)
    places.search.close_panel()
    qtbot.waitUntil(places.search.isHidden)
    monkeypatch.setattr(theme, "motion", lambda: 0)
    places.open_search()
    assert places.search.isVisible()
    assert places.search.graphicsEffect() is None
    places.search.close_panel()
    assert places.search.isHidden()


def test_both_themes_paint(qtbot: QtBot, panel: SearchPanel, theme: Theme) -> None:
    find(qtbot, panel, 'sailing -cold "club"')
    for choice in (ThemeChoice.DARK, ThemeChoice.LIGHT):
        theme.choose(choice)
        assert not panel.grab().isNull()


def test_locking_takes_the_search_with_it(qtbot: QtBot, window: MainWindow, panel: SearchPanel, world: World) -> None:
    world.find_delay = 0.1
    type_in(qtbot, panel, "sailing")
    window.lock()
    qtbot.waitUntil(window.lock_screen.passphrase.isEnabled)
    assert window.places is None


def test_what_is_only_near_in_meaning_is_said_to_be() -> None:
    near = hit(1, "I am allergic to hazelnuts.", channels={"words": 0.0, "vector": 1.1})
    said = [found_rows(Found(hits, [], []))[0].text for hits in ([near], [near, hit(2, "A nut allergy is no joke.")])]
    assert said == ["No memory holds these words; nearest in meaning", "Memories"]
