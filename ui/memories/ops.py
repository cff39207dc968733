"""What the window asks about memories, and does to them, as operations that have not started yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.model.kept import Line, MemoryPage, Month, ProfileLine, Sieve, Tally
from core.model.memory import Source
from ui.background import Operation, Report

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


@dataclass(frozen=True, slots=True)
class Sifted:
    """The ids of a list, and where its months begin if that was asked for."""

    ids: list[int]
    months: list[Month]


def sift(*, assistant: Assistant, sieve: Sieve, months: bool) -> Operation[Sifted]:
    """All ids at once: 100,000 of them are fewer bytes than one picture."""

    def work(_: Report) -> Sifted:
        ids = assistant.memory_ids(sieve)
        return Sifted(ids, assistant.months(ids) if months else [])

    return Operation(work)


def lines(*, assistant: Assistant, ids: Sequence[int]) -> Operation[list[Line]]:
    return Operation(lambda _: assistant.lines(ids))


@dataclass(frozen=True, slots=True)
class Offered:
    """What a list can be narrowed by: who spoke, and from where it was taken."""

    speakers: list[tuple[str, int]]
    sources: list[Source]


def offered(*, assistant: Assistant, most: int) -> Operation[Offered]:
    return Operation(lambda _: Offered(assistant.speakers()[:most], assistant.sources(most, 0)))


def tally(*, assistant: Assistant) -> Operation[Tally]:
    return Operation(lambda _: assistant.tally())


def memory_page(*, assistant: Assistant, memory_id: int) -> Operation[MemoryPage]:
    return Operation(lambda _: assistant.memory_page(memory_id))


def pin(*, assistant: Assistant, memory_id: int, on: bool) -> Operation[int | None]:
    return Operation(lambda _: assistant.pin(memory_id, on))


def edit(*, assistant: Assistant, memory_id: int, text: str) -> Operation[int | None]:
    return Operation(lambda _: assistant.edit(memory_id, text))


def confirm(*, assistant: Assistant, memory_id: int) -> Operation[None]:
    return Operation(lambda _: assistant.confirm(memory_id))


def undo_change(*, assistant: Assistant, change_id: int) -> Operation[None]:
    return Operation(lambda _: assistant.undo_change(change_id))


def profile(*, assistant: Assistant) -> Operation[list[ProfileLine]]:
    return Operation(lambda _: assistant.profile())


def remove_profile_line(*, assistant: Assistant, memory_id: int) -> Operation[int | None]:
    return Operation(lambda _: assistant.remove_profile_line(memory_id))
