"""Answers that need no search: counts and lists from the views over the vault, and what is known of someone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import apsw

from core.answering.corrected import find_corrected, still_holds, tell_corrected
from core.answering.evidence import label_of
from core.answering.profile import look_up
from core.answering.tables import answer_table, plan
from core.answering.wording import sentences
from core.model.answer import Answer, Citation, Means, Route
from core.store import memories, sources
from core.understanding.tongue import tell_tongue

_MOST_CITED = 50


def answer_known(question: str, connection: apsw.Connection, me: Collection[str], now: datetime) -> Answer | None:
    """Answer from tables or from what is known, exactly; None where neither has an exact answer.

    What the user said is right when he corrected this question comes before both.

    `me` are the names under which the vault's owner speaks, as far as they are known.
    """
    language = tell_tongue(question)
    corrected = find_corrected(question, connection)
    asked = plan(question, now) if corrected is None else None
    counted = None if asked is None else answer_table(asked, connection, me, language)
    if counted is not None:
        quotes = {carrier.memory_id: carrier.quote for carrier in counted.carriers}
        return _answer(connection, counted.text, quotes, language, Route.TABLE, Means.TABLE)
    known = look_up(question, connection, me=me, now=now)
    if corrected is not None and still_holds(corrected, known):
        carrier = {corrected.correction.memory_id: ""}
        return _answer(connection, tell_corrected(corrected), carrier, language, Route.PROFILE, Means.QUOTE)
    # What was said since may have changed it in words that were not understood: then the passages decide.
    if known is None or known.newer:
        return None
    quotes = dict.fromkeys(known.memory_ids, "")
    return _answer(connection, known.value, quotes, language, Route.PROFILE, Means.VALUE)


def _answer(
    connection: apsw.Connection, text: str, quotes: dict[int, str], language: str, route: Route, means: Means
) -> Answer | None:
    ids = list(quotes)[:_MOST_CITED]
    found = memories.get_memories(connection, ids)
    origins = sources.sources_by_id(connection, {memory.source_id for memory in found.values()}, counted=False)
    citations: list[Citation] = []
    for memory_id in ids:
        memory = found.get(memory_id)
        if memory is None:
            continue
        quote = quotes[memory_id] or _telling(memory.text, text)
        label = label_of(memory, origins[memory.source_id], language)
        citations.append(Citation(len(citations) + 1, memory_id, memory.span.ref, quote, label))
    if not citations:
        return None
    return Answer(text, tuple(citations), route, means, abstained=False, milliseconds=0)


def _telling(text: str, value: str) -> str:
    """The sentence that holds the value, else the first."""
    pieces = sentences(text) or [text]
    return next((piece for piece in pieces if value.casefold() in piece.casefold()), pieces[0])
