"""Understanding memories as they are taken in: when they were true, whom and what they name, what they state.

New memories are understood in the transaction that stores them. Those of a vault that was made before there was an
understanding, or by an older one, are read again in the background, batch by batch.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import apsw

from core.model.entity import EntityKind, Name, Naming, Statement
from core.model.memory import Form, Memory, NewMemory, Trust
from core.model.period import Grain, Period
from core.store import entities, memories, triples
from core.store.database import Database
from core.store.triples import NewTriple
from core.understanding.folding import fold
from core.understanding.names import World, find_aliases, find_names
from core.understanding.relations import find_statements
from core.understanding.significance import judge_significance
from core.understanding.times import main_period
from core.understanding.words import Words, grams_of, look_around, read_words

VERSION = 4
"""Of what is done here. Memories that an older version read are read again."""

_BATCH = 200
_SHORTEST_NICKNAME = 3


@dataclass(frozen=True, slots=True)
class Understood:
    """What one memory says."""

    names: tuple[Name, ...]
    aliases: tuple[tuple[str, str], ...]
    statements: tuple[tuple[Statement, Period | None], ...]
    true: Period | None
    significance: float


@dataclass(frozen=True, slots=True)
class _Said:
    """What is read of a memory, stored or not."""

    text: str
    speaker: str
    session: str
    said_at: datetime | None
    trust: Trust


def store_understood(
    connection: apsw.Connection, source_id: int, first_position: int, new: Sequence[NewMemory]
) -> list[int]:
    """Store memories of one source in order with what they say. Returns their ids."""
    understood = understand(connection, [_said(memory) for memory in new])
    told = [
        replace(
            memory,
            true=about.true,
            understood_in=VERSION,
            significance=about.significance if memory.significance is None else memory.significance,
        )
        for memory, about in zip(new, understood, strict=True)
    ]
    ids = memories.insert_memories(connection, source_id, first_position, told)
    _keep(connection, ids, understood)
    return ids


def understand_waiting(
    database: Database, stop: threading.Event, told: Callable[[int], None] = lambda count: None
) -> int:
    """Understand every memory that no understanding of this version has read; a batch is one transaction.

    Returns how many there were. When `stop` is set the rest goes on waiting.
    """
    total = 0
    while not stop.is_set():
        count = database.write(_understand_batch)
        if not count:
            break
        total += count
        told(count)
    return total


def count_waiting(database: Database) -> int:
    """How many memories wait to be understood."""
    with database.reading() as connection:
        return memories.count_not_understood(connection, VERSION)


def understand(connection: apsw.Connection, said: Sequence[_Said]) -> list[Understood]:
    """Read memories that stand together, with what the vault knows of names already."""
    words = [read_words(one.text) for one in said]
    world = _world(connection, said, words)
    listeners = _listeners(said)
    return [
        _understand(one, its_words, world, listeners.get((one.session, one.speaker), ""))
        for one, its_words in zip(said, words, strict=True)
    ]


def _understand_batch(connection: apsw.Connection) -> int:
    waiting = memories.not_understood(connection, VERSION, _BATCH)
    understand_again(connection, waiting)
    return len(waiting)


def understand_again(connection: apsw.Connection, waiting: Sequence[Memory]) -> None:
    """Read stored memories anew, in place of what was understood of them before."""
    ids = [memory.id for memory in waiting]
    entities.forget_understanding(connection, ids)
    understood = understand(connection, [_said(memory) for memory in waiting])
    memories.mark_understood(
        connection,
        VERSION,
        [
            (memory.id, about.true, _significance(memory, about))
            for memory, about in zip(waiting, understood, strict=True)
        ],
    )
    _keep(connection, ids, understood)


def _significance(memory: Memory, about: Understood) -> float:
    """What was made of others, or corrected, was given its significance by whoever made it."""
    return about.significance if memory.form is Form.CHUNK else max(memory.significance, about.significance)


def _keep(connection: apsw.Connection, ids: Sequence[int], understood: Sequence[Understood]) -> None:
    pairs = list(zip(ids, understood, strict=True))
    entities.add_names(connection, [(id_, about.names) for id_, about in pairs if about.names])
    aliases = [(alias, entity, id_) for id_, about in pairs for alias, entity in about.aliases]
    if aliases:
        entities.add_aliases(connection, aliases)
    new = [_new_triple(id_, statement, period) for id_, about in pairs for statement, period in about.statements]
    if new:
        triples.add_triples(connection, new)


def _new_triple(memory_id: int, statement: Statement, period: Period | None) -> NewTriple:
    """A change dates what follows from it; a state that is said to last "until …" ends; anything else dates nothing."""
    if period is None or period.grain is Grain.VAGUE:
        return NewTriple(memory_id, statement)
    if statement.begins:
        return NewTriple(memory_id, statement, true_from=period.start)
    return NewTriple(memory_id, statement, true_to=period.end if period.start is None else None)


def _understand(said: _Said, words: Words, world: World, listener: str) -> Understood:
    model = said.trust is Trust.MODEL
    names = tuple(find_names(said.text, world, speaker=said.speaker, listener=listener, words=words))
    called = {fold(alias) for alias in find_aliases(said.text)} if said.speaker and not model else set()
    names = tuple(name for name in names if name.entity not in called)
    aliases = [(fold(name.text), name.entity) for name in names if name.means is Naming.ALIAS]
    statements: list[tuple[Statement, Period | None]] = []
    if not model:
        if any(name.entity == fold(said.speaker) for name in names):
            aliases += [(alias, fold(said.speaker)) for alias in sorted(called)]
        folded = {name.entity for name in names} | {fold(name.text) for name in names}
        for statement in find_statements(
            said.text, speaker=said.speaker, own=said.trust is not Trust.FILE, names=folded
        ):
            dated = statement.begins or "until" in said.text or "till" in said.text
            when = main_period(said.text[statement.start : statement.end], said.said_at) if dated else None
            statements.append((statement, when))
    true = main_period(said.text, said.said_at)
    others = {name.entity for name in names if name.means is Naming.NAME and name.entity != fold(said.speaker)}
    significance = judge_significance(
        said.text, words, names=len(others), statements=len(statements), dated=true is not None, machine=model
    )
    return Understood(names, tuple(dict.fromkeys(aliases)), tuple(statements), true, significance)


def _world(connection: apsw.Connection, said: Sequence[_Said], words: Sequence[Words]) -> World:
    lower, middle = look_around(words)
    known, aliases = entities.known_among(connection, grams_of(words))
    speakers = {fold(one.speaker) for one in said if one.speaker}
    known.update(dict.fromkeys(speakers, EntityKind.PERSON))
    # "Mel", never written small, beside a Melanie who speaks here: what she is called for short.
    short = {word for word in middle if len(word) >= _SHORTEST_NICKNAME} - {fold(word) for word in lower} - known.keys()
    for word in short:
        called = [speaker for speaker in speakers if speaker.startswith(word)]
        if len(called) == 1:
            aliases.setdefault(word, called[0])
    return World(known, aliases, lower, middle)


def _listeners(said: Sequence[_Said]) -> dict[tuple[str, str], str]:
    """Who "you" is for each speaker of a session: the other one, where there are exactly two."""
    speakers: dict[str, dict[str, None]] = {}
    for one in said:
        if one.speaker:
            speakers.setdefault(one.session, {})[one.speaker] = None
    found: dict[tuple[str, str], str] = {}
    for session, names in speakers.items():
        if len(names) == 2:
            first, second = names
            found[session, first], found[session, second] = second, first
    return found


def _said(memory: Memory | NewMemory) -> _Said:
    return _Said(memory.text, memory.speaker, memory.session, memory.said_at, memory.trust)
