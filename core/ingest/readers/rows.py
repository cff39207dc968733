"""Rows of a sheet as text: each with the names of its columns, so that one row alone says what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.ingest.document import Draft
from core.ingest.readers import pace

MOST_COLUMNS = 1000
_A_WHILE = 5000
_LONGEST_NAME = 80
_FIGURE = re.compile(r"[\s\d.,:/%€$£¥+()-]*\d[\s\d.,:/%€$£¥+()-]*")
_NO_NAMES: Sequence[str] = ()


@dataclass(slots=True)
class Rows:
    """One sheet on its way into a draft. Rows are given in order, blank ones too.

    The first row with two words or more and no figure names the columns; if figures come first, letters do.
    """

    draft: Draft
    sheet: str = ""
    _names: Sequence[str] | None = field(default=None)
    _first: bool = True

    def add(self, number: int, cells: Sequence[str]) -> None:
        """Append row `number`, counted from 1 as a spreadsheet does."""
        if number % _A_WHILE == 0:
            pace.step()
        cells = [" ".join(cell.split()) for cell in cells[:MOST_COLUMNS]]
        filled = [cell for cell in cells if cell]
        if not filled:
            return
        if self._names is None and len(filled) > 1:
            self._names = _NO_NAMES if any(map(_FIGURE.fullmatch, filled)) else [cell[:_LONGEST_NAME] for cell in cells]
            if self._names:
                self._append(number, " | ".join(filled))
                return
        if self._names is None or len(filled) == 1 == len(cells):
            self._append(number, " | ".join(filled))
            return
        self._append(number, "; ".join(f"{self._name(at)}: {cell}" for at, cell in enumerate(cells) if cell))

    def _name(self, at: int) -> str:
        names = self._names or _NO_NAMES
        return (names[at] if at < len(names) else "") or column(at)

    def _append(self, number: int, text: str) -> None:
        if self._first and self.sheet:
            self.draft.begin_heading(1, self.sheet)
        self.draft.add(text, line=number, gap="\n\n" if self._first else "\n")
        self._first = False


def column(at: int) -> str:
    """What a spreadsheet calls the column `at`, counted from 0: A … Z, AA, AB …"""
    letters = ""
    at += 1
    while at:
        at, letter = divmod(at - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
