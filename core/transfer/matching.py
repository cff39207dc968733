"""What of an archive stands for what is here: numbers, sources, and when two memories are the same."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.store.arriving import Here
from core.store.travelling import Record
from core.transfer.lines import Damaged

ABSENT = 0
"""In the place of the id of what does not come in."""


class Numbers:
    """Which id here each id of the archive stands for. In the archive they grow, so both are kept in order."""

    def __init__(self) -> None:
        self._there, self._here = array("q"), array("q")

    def put(self, there: int, here: int) -> None:
        """Note the next number, which is higher than those before, and the one it stands for."""
        self._there.append(there)
        self._here.append(here)

    def change(self, there: int, here: int) -> None:
        """Let a number that is known stand for another one."""
        self._here[self._place(there)] = here

    def __getitem__(self, there: int) -> int:
        return self._here[self._place(there)]

    def _place(self, there: int) -> int:
        place = bisect_left(self._there, there)
        if place == len(self._there) or self._there[place] != there:
            raise Damaged("The archive points to a record that is not in it. Nothing was changed.")
        return place


@dataclass(frozen=True, slots=True)
class Place:
    """A source of the archive. `id` is the one here, None where there is none yet and nothing is written.

    `known`: it was here before. `mark` tells it apart from vault to vault. `by_ref`: its messages go by their refs.
    """

    id: int | None
    known: bool
    mark: tuple[str, str]
    by_ref: bool


def original_of(record: Record) -> str:
    """How a memory first read."""
    revisions: list[list[Any]] = record["revisions"]
    return str(min(revisions)[1]) if revisions else str(record["text"])


def same_of(here: Sequence[Here], record: Record, *, by_ref: bool) -> Here | None:
    """The memory that is here of which this is a record. Messages go by their ref, all else by its words too."""
    original = original_of(record)
    told = (record["kind"], record["form"], record["span_start"], original)
    equal = [one for one in here if (one.kind, one.form, one.span_start, one.original) == told]
    if equal:
        return next((one for one in equal if one.position == record["position"]), equal[0])
    if by_ref and record["form"] == "chunk":
        return next((one for one in here if one.form == "chunk"), None)
    return None
