"""Memories: how long a list of 100,000 takes to be there, and how long the window ever stands still meanwhile."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from core.assistant import Assistant
from core.model.kept import Order, Sieve
from core.model.memory import NewMemory, SourceKind, Span
from core.store import memories, sources
from core.store.sources import NewSource
from tests.bench.figure import Figure, say
from tests.bench.vaults import PASSPHRASE, new_assistant, open_store, temporary_folder

ROWS = 100_000
_WORDS = [
    "harbour",
    "sailing",
    "dog",
    "bread",
    "garden",
    "piano",
    "boat",
    "licence",
    "winter",
    "stairs",
    "cousin",
    "letter",
    "paint",
    "train",
    "river",
]
_JUMPS = 200


def figures() -> Iterator[Figure]:
    """Ids and lines behind the façade, then the real list in the real window, offscreen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with temporary_folder() as folder:
        profile = folder / "profile"
        with new_assistant(profile):
            pass
        _fill(profile)
        assistant = Assistant.unlock(profile, passphrase=PASSPHRASE)
        try:
            yield from _behind(assistant)
            yield from _in_window(assistant)
        finally:
            assistant.close()


def _fill(profile: Path) -> None:
    say(f"{ROWS:,} memories")
    with open_store(profile) as database:
        about = NewSource(SourceKind.CONVERSATION, "talk", "talk", "application/jsonl")
        source_id = database.write(lambda c: sources.insert_source(c, about))
        for begin in range(0, ROWS, 1000):
            new = [_message(number) for number in range(begin, begin + 1000)]
            database.write(lambda c, begin=begin, new=new: memories.insert_memories(c, source_id, begin, new))


def _message(number: int) -> NewMemory:
    words = [_WORDS[(number * step + step) % len(_WORDS)] for step in range(1, 9)]
    text = f"{' '.join(words)} {number}."
    return NewMemory(text, Span(f"m{number}", 0, len(text)), speaker=("Nora", "Mira", "Ben")[number % 3])


def _behind(assistant: Assistant) -> Iterator[Figure]:
    for name, sieve in (
        ("all ids", Sieve()),
        ("ids of one person", Sieve(speakers=("Nora",))),
        ("ids by words", Sieve("sailing piano", order=Order.BEST)),
        ("ids by strength", Sieve(order=Order.WEAKEST)),
    ):
        began = time.perf_counter()
        found = assistant.memory_ids(sieve)
        yield Figure(name, 1000 * (time.perf_counter() - began), "ms", note=f"{len(found):,} of {ROWS:,}")
    ids = assistant.memory_ids(Sieve())[5000:5064]
    began = time.perf_counter()
    assistant.lines(ids)
    yield Figure("a page of 64 lines", 1000 * (time.perf_counter() - began), "ms")


def _in_window(assistant: Assistant) -> Iterator[Figure]:
    from ui.application import application
    from ui.background import background
    from ui.memories.list import MemoryList
    from ui.memories.model import MemoryModel
    from ui.theme.theme import Theme, ThemeChoice

    app = application()
    model = MemoryModel(assistant)
    view = MemoryList(Theme(app, ThemeChoice.LIGHT), model)
    view.resize(1100, 640)
    view.show()
    longest = 0.0

    def turn() -> None:
        nonlocal longest
        began = time.perf_counter()
        app.processEvents()
        longest = max(longest, time.perf_counter() - began)
        time.sleep(0.002)

    began = time.perf_counter()
    model.show(Sieve(), months=False)
    while model.line_at(0) is None:
        turn()
    yield Figure("from asking to the first rows", 1000 * (time.perf_counter() - began), "ms")
    yield Figure("longest standstill while the list comes", 1000 * longest, "ms", note="on the main thread")
    longest, bar = 0.0, view.verticalScrollBar()
    for number in range(_JUMPS):
        bar.setValue(bar.maximum() * number // _JUMPS)
        turn()
    row = view.rowAt(view.viewport().height() // 2)
    while model.line_at(row) is None:
        turn()
    yield Figure("longest standstill while scrolling", 1000 * longest, "ms", note=f"{_JUMPS} jumps through all rows")
    view.close()
    background().finish()
