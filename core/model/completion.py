"""How a query that is being typed may go on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Completion:
    """Replace `text[start:end]` of the query with `text`; `label` is what a list shows for it.

    `start` and `end` count characters.
    """

    start: int
    end: int
    text: str
    label: str
