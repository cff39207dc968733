"""Operators in the search: seen, completed, and left out of what is made bold."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.model.completion import Completion
from tests.ui.records import hit
from tests.ui.search_steps import texts, type_in
from tests.ui.world import World
from ui.search.operators import PieceKind, pieces, sought, unfinished
from ui.search.panel import SearchPanel
from ui.search.results import RowKind
from ui.search.snippet import runs


def test_completion_is_chosen_by_arrows_and_taken_by_enter(qtbot: QtBot, panel: SearchPanel) -> None:
    field, popup = panel.sheet.field, panel.sheet.popup
    type_in(qtbot, panel, "boat from:")
    qtbot.waitUntil(popup.isVisible)
    assert [completion.label for completion in popup.completions] == ["from:Mira", "from:Nora", 'from:"Nora May"']
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(field, key)
    assert field.text == 'boat from:"Nora May"'
    assert popup.isHidden()
    assert field.caret == len(field.text)
    assert field.hasFocus()


def test_plain_word_is_completed_by_tab_only(qtbot: QtBot, panel: SearchPanel, world: World) -> None:
    world.hits = [hit(1, "from the pier")]
    field, popup = panel.sheet.field, panel.sheet.popup
    type_in(qtbot, panel, "from")
    qtbot.waitUntil(lambda: popup.isVisible() and len(texts(panel)) == 1)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: world.opened == [1])
    panel.close_evidence()
    panel.sheet.offer(popup.completions)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert field.text == "from:"


def test_only_the_value_is_replaced_when_only_that_is_offered(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.sheet.field.write("boat from:no")
    panel.sheet.offer([Completion(10, 12, '"Nora May"', "Nora May")])
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Return)
    assert panel.sheet.field.text == 'boat from:"Nora May"'


def test_escape_closes_the_completions_first(qtbot: QtBot, panel: SearchPanel) -> None:
    type_in(qtbot, panel, "from:")
    qtbot.waitUntil(panel.sheet.popup.isVisible)
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Escape)
    assert panel.sheet.popup.isHidden()
    assert panel.isVisible()
    assert panel.sheet.field.text == "from:"


def test_completion_counts_characters_not_units(qtbot: QtBot, panel: SearchPanel) -> None:
    panel.sheet.field.write("⛵🛶 from:")
    assert panel.sheet.field.caret == 8
    qtbot.waitUntil(panel.sheet.popup.isVisible)
    qtbot.keyClick(panel.sheet.field, Qt.Key.Key_Tab)
    assert panel.sheet.field.text == "⛵🛶 from:Mira"


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("boat", [PieceKind.WORD]),
        ('from:"Nora May" -cold "on the spot" boat', [
            PieceKind.OPERATOR, PieceKind.WITHOUT, PieceKind.PHRASE, PieceKind.WORD
        ]),
        ("“on the spot” from:„Nora May“", [PieceKind.PHRASE, PieceKind.OPERATOR]),
        ("FROM:nora -tag:x", [PieceKind.OPERATOR, PieceKind.OPERATOR]),
        ("http://from:x well-known -", [PieceKind.WORD, PieceKind.WORD, PieceKind.WORD]),
        ("", []),
    ],
)  # fmt: skip
def test_operators_are_seen(query: str, kinds: list[PieceKind]) -> None:
    assert [piece.kind for piece in pieces(query)] == kinds
    assert all(query[piece.start :].startswith(piece.text) for piece in pieces(query))


def test_operator_that_waits_for_its_value_is_not_a_failed_search(qtbot: QtBot, panel: SearchPanel) -> None:
    type_in(qtbot, panel, "kind:")
    qtbot.waitUntil(lambda: panel._refined)
    assert not panel.sheet._nothing.isVisible()
    assert texts(panel, RowKind.LESSON) != []
    assert not unfinished("from:Nora")
    assert not unfinished("boat from:")
    assert not unfinished("")


def test_sought_words_are_bold_where_they_begin_a_word() -> None:
    assert sought('Sail from:Nora -cold "on the spot" a') == ["on the spot", "sail"]
    assert runs("We sailed; assail", ["sail"]) == [("We ", False), ("sailed", True), ("; assail", False)]
    far = runs("x" * 30 + " word" * 40 + " harbour", ["harbour"])
    assert far[0][0].startswith("…")
    assert far[-1] == ("harbour", True)
    assert runs("她在港口工作", ["港口"]) == [("她在", False), ("港口", True), ("工作", False)]
    assert runs("(a+b)*", ["(a+b"]) == [("(a+b", True), (")*", False)]


def test_pasted_lines_become_one_and_a_flood_is_cut(qtbot: QtBot, panel: SearchPanel) -> None:
    QApplication.clipboard().setText("two\nlines " + "x" * 60_000)
    panel.sheet.field.paste()
    assert panel.sheet.field.text.startswith("two lines xxx")
    assert len(panel.sheet.field.text) <= 2000
