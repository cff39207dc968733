"""What the tests of the search do again and again."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.search.panel import SearchPanel
from ui.search.results import RowKind


def type_in(qtbot: QtBot, panel: SearchPanel, text: str) -> None:
    qtbot.keyClicks(panel.sheet.field, text)


def texts(panel: SearchPanel, kind: RowKind = RowKind.MEMORY) -> list[str]:
    results = panel.sheet.list.results
    rows = [results.row(number) for number in range(results.rowCount())]
    return [row.text for row in rows if row.kind is kind]


def chosen(panel: SearchPanel) -> str:
    row = panel.sheet.list.chosen()
    return "" if row is None else row.text


def find(qtbot: QtBot, panel: SearchPanel, text: str) -> None:
    """Type, and wait for both passes."""
    type_in(qtbot, panel, text)
    qtbot.waitUntil(lambda: panel._refined)
