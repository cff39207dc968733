"""Small memories for tests."""

from __future__ import annotations

from core.model.memory import NewMemory, SourceKind, Span, Trust
from core.store import memories, sources
from core.store.database import Database
from core.store.sources import NewSource


def said(text: str, ref: str = "", speaker: str = "", context: str = "", session: str = "") -> NewMemory:
    """A message."""
    span = Span(ref or text[:20], 0, len(text))
    return NewMemory(text, span, trust=Trust.IMPORTED, speaker=speaker, context=context, session=session)


def keep(database: Database, *new: NewMemory, name: str = "talk") -> tuple[int, list[int]]:
    """Store messages as one conversation; returns the source's id and theirs."""
    source_id = database.write(
        lambda c: sources.insert_source(c, NewSource(SourceKind.CONVERSATION, name, name, "application/jsonl"))
    )
    return source_id, database.write(lambda c: memories.insert_memories(c, source_id, 0, new))
