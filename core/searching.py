"""Searching: from what is typed to the memories, sources and chats that fit, and to what stands around a memory."""

from __future__ import annotations

import os
import re

from core.errors import UserError
from core.forgetting.use import note_accesses
from core.model.answer import AccessKind, Passage, Tier
from core.model.completion import Completion
from core.model.found import Explained, Found
from core.model.typed import storable
from core.retrieval.completions import complete
from core.retrieval.learning import learn_from_opened
from core.retrieval.recall import Recall, Recalled
from core.retrieval.shown import Shown
from core.store import chats, memories, named, settings, sources
from core.store.database import Connection, Database

_MOST_OFFERED = 200
_MOST_WORDS = 12
_MOST_LONGER = 6
_WORD_AT_END = re.compile(r"(?<![\w:\"-])\w{3,40}$")
"""A word that may still be being typed; not the value of an operator."""


class Searching:
    """Searches one vault, and notes in `shown` what it found."""

    def __init__(self, database: Database, recall: Recall, shown: Shown) -> None:
        self._database, self._recall, self._shown = database, recall, shown

    @property
    def tier(self) -> Tier:
        """How much a search may cost when it does not say: `EBB_TIER`, else the vault's setting, else balanced."""
        with self._database.reading() as connection:
            kept = os.environ.get("EBB_TIER") or settings.get_setting(connection, "search.tier")
        return Tier(kept) if kept in list(Tier) else Tier.BALANCED

    def explain(self, query: str, limit: int, *, wait_for_model: bool, tier: Tier | None) -> Explained:
        """The memories that fit best, and what was made of the query: see `Assistant.search`.

        Raises:
            UserError: an operator holds what does not exist, or the operators contradict each other.
        """
        chosen = tier or self.tier
        query = storable(query)
        found = self._recall.recall(query, limit, wait_for_model=wait_for_model, tier=chosen, operators=True)
        self._note(found)
        period = found.time.period if found.time is not None else None
        return Explained(
            found.hits, chosen, period, dict(found.granularities), found.clues, found.read_again, found.considered
        )

    def find(self, query: str, limit: int) -> Found:
        """Everything that holds the words of a query, the last of which may be its beginning only.

        Raises:
            UserError: as in `explain`.
        """
        query = storable(query)
        begun = _WORD_AT_END.search(query)
        with self._database.reading() as connection:
            longer = named.words_beginning(connection, begun[0].lower(), _MOST_LONGER) if begun else []
        typed = " ".join([query, *longer])
        found = self._recall.recall(typed, limit, wait_for_model=False, tier=Tier.FAST, operators=True, by_words=True)
        self._note(found)
        words = found.query.text.removesuffix(" ".join(longer)).split()[:_MOST_WORDS]
        with self._database.reading() as connection:
            source_ids = named.sources_named(connection, words, limit)
            known = sources.sources_by_id(connection, set(source_ids))
            talks = chats.chats_by_id(connection, named.chats_named(connection, words, limit))
        return Found(found.hits, [known[id_] for id_ in source_ids], talks)

    def completions(self, text: str, cursor: int) -> list[Completion]:
        """How a query that is being typed may go on, with the cursor after `cursor` characters."""
        with self._database.reading() as connection:
            return complete(
                text,
                cursor,
                speakers=memories.speakers_of_all(connection),
                sources=named.titles_of_sources(connection, _MOST_OFFERED),
                tags=named.tags_of(connection) if "tag:" in text.casefold() else (),
            )

    def passage(self, memory_id: int, around: int) -> Passage:
        """A memory with `around` neighbours on each side. Counts as opened, and teaches what was preferred to what.

        Raises:
            UserError: there is no such memory any more.
        """
        with self._database.reading() as connection:
            near = memories.memories_around(connection, memory_id, around)
            source = sources.get_source(connection, near[0].source_id) if near else None
        if source is None:
            raise UserError("This memory is no longer there: its file was changed or removed since.")
        lesson = self._shown.open(memory_id)

        def note(connection: Connection) -> None:
            note_accesses(connection, [memory_id], AccessKind.OPENED)
            if lesson is not None:
                learn_from_opened(connection, *lesson)

        self._database.write(note)
        return Passage(source, tuple(near), memory_id)

    def _note(self, found: Recalled) -> None:
        if found.problem:
            raise UserError(found.problem)
        self._shown.note((hit.memory.id, hit.channels) for hit in found.hits)
