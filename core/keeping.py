"""Looking through what is kept, and changing it by hand: lists, the page of a memory, pin, edit, the profile, undo."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from core.errors import UserError
from core.forgetting.foresight import foresee
from core.forgetting.use import note_accesses
from core.ingest.understanding import understand_again
from core.model import times
from core.model.answer import AccessKind
from core.model.change import ChangeKind
from core.model.kept import Line, Linked, MemoryPage, Month, Order, ProfileLine, Sieve, Tally
from core.model.memory import Form, Memory, Source, State, Trust
from core.model.retention import DAY_MS, retained, retention
from core.model.typed import storable
from core.retrieval.conditions import resolve
from core.retrieval.operators import Query, read_query
from core.retrieval.question import understand
from core.store import changes, kept, memories, named, reach, sources, words
from core.store.changes import Recorder
from core.store.database import Connection, Database

LONGEST = 20_000
_MOST_FOUND = 50_000
_MOST_RELATED = 200
_MOST_USES = 500
_MOST_CHANGES = 200
_MOST_LONGER = 6
_NOTE = 60


class Keeping:
    """What is kept in one vault, for those who look through it. `changed` is told after every change."""

    def __init__(self, database: Database, changed: Callable[[], None]) -> None:
        self._database, self._changed = database, changed

    # -- lists -----------------------------------------------------------------------------------------------------

    def memory_ids(self, sieve: Sieve) -> list[int]:
        """The ids of the memories that pass, in the order that is asked for.

        Raises:
            UserError: an operator of the query holds what does not exist, or the operators contradict each other.
        """
        query = read_query(storable(sieve.query))
        if query.problem:
            raise UserError(query.problem)
        with self._database.reading() as connection:
            ids = kept.ids_through(connection, sieve)
            if query.narrows or query.text.strip():
                ids = _matching(connection, query, ids, sieve)
            if sieve.weakest > 0 or sieve.strongest < 1 or sieve.order in (Order.STRONGEST, Order.WEAKEST):
                ids = _by_strength(connection, ids, sieve, times.now())
        return ids

    def months(self, ids: Sequence[int]) -> list[Month]:
        """Where in a list that is ordered by time each month begins."""
        with self._database.reading() as connection:
            said = kept.months_of(connection, ids)
        found: list[Month] = []
        downwards = len(said) < 2 or said[0] >= said[-1]
        for row, (year, month) in enumerate(said):
            last = found[-1] if found else None
            # Clocks differ: what is a day before its neighbour by its own clock begins no month a second time.
            moved = last is None or ((year, month) < (last.year, last.month)) == downwards
            if last is not None and ((year, month) == (last.year, last.month) or not moved):
                found[-1] = replace(last, memories=last.memories + 1)
            else:
                found.append(Month(year, month, row, 1))
        return found

    def lines(self, ids: Sequence[int]) -> list[Line]:
        """These memories as a list shows them, in this order; those that are gone are left out."""
        now = times.now()
        with self._database.reading() as connection:
            known = memories.get_memories(connection, ids)
            origins = kept.origin_counts(connection, ids)
            titles = sources.sources_by_id(connection, {memory.source_id for memory in known.values()})
            notes = _notes(connection, known.values())
        return [
            Line(
                memory,
                titles[memory.source_id].title,
                retained(memory.strength, now, pinned=memory.pinned),
                origins.get(memory.id, 0),
                notes.get(memory.id, ""),
            )
            for memory in (known[id_] for id_ in ids if id_ in known)
        ]

    def tally(self) -> Tally:
        """How many memories are kept in each state."""
        with self._database.reading() as connection:
            return kept.count_states(connection)

    def speakers(self) -> list[tuple[str, int]]:
        """Who has said something that is kept, and how much, those who said most first."""
        with self._database.reading() as connection:
            return kept.speakers_with_counts(connection)

    # -- one memory ------------------------------------------------------------------------------------------------

    def page(self, memory_id: int) -> MemoryPage:
        """Everything there is to know about a memory. Looking at it is no use of it.

        Raises:
            UserError: there is no such memory any more.
        """
        with self._database.reading() as connection:
            memory, source = _get(connection, memory_id)
            links = kept.links_of(connection, memory_id, _MOST_RELATED)
            parents = kept.parents_in_order(connection, memory_id, _MOST_RELATED)
            children = kept.children_of(connection, memory_id, _MOST_RELATED)
            known = memories.get_memories(connection, {*parents, *children, *(other for other, *_ in links)})
            uses = kept.uses_of(connection, memory_id, _MOST_USES)
            recurrence = kept.recurrences_of(connection, [memory_id]).get(memory_id)
            fate = foresee(memory, source, uses, recurrence, times.now())
            return MemoryPage(
                memory=replace(memory, parents=tuple(parents)),
                source=source,
                retention=fate.retention,
                fades_at=fate.fades_at,
                archived_at=fate.archived_at,
                curve=fate.curve,
                uses=tuple(uses),
                origins=tuple(known[id_] for id_ in parents),
                derived=tuple(known[id_] for id_ in children),
                links=tuple(Linked(known[other], kind, weight, reason) for other, kind, weight, reason in links),
                revisions=tuple(kept.revisions_of(connection, memory_id)),
                changes=tuple(changes.changes_of_memory(connection, memory_id, _MOST_CHANGES)),
                tags=tuple(kept.tags_of_memory(connection, memory_id)),
                recurrence=recurrence,
            )

    def pin(self, memory_id: int, on: bool) -> int | None:
        """Keep a memory from fading, or no longer. Returns the change; None where it is so already.

        Raises:
            UserError: there is no such memory any more.
        """

        def work(connection: Connection) -> int | None:
            _get(connection, memory_id)
            kind = ChangeKind.PINNED if on else ChangeKind.UNPINNED
            reason = "You pinned it, so it does not fade." if on else "You unpinned it."
            with Recorder(connection, kind, reason, memory_id=memory_id) as change:
                change.update("memory", {"id": memory_id}, {"pinned": int(on)})
            return change.change_id

        return self._change(work)

    def edit(self, memory_id: int, text: str) -> int | None:
        """Put other words in the place of a memory's, as a new version; the old ones are kept with it.

        What was made of it in sleep, and not said or written by anybody, is the user's own word from then on. Returns
        the change; None where the words are the same.

        Raises:
            UserError: there is no such memory any more, or the text is empty or too long.
        """
        new = storable(text).strip()
        if not new:
            raise UserError("The text is empty. Write what should be remembered, or forget the memory instead.")
        if len(new) > LONGEST:
            raise UserError(
                f"This is longer than {LONGEST:,} characters. Nothing was changed; add it as a file instead."
            )
        return self._change(lambda connection: _edit(connection, memory_id, new))

    def confirm(self, memory_id: int) -> None:
        """Note that a memory is still true: a use of it.

        Raises:
            UserError: there is no such memory any more.
        """

        def work(connection: Connection) -> None:
            _get(connection, memory_id)
            note_accesses(connection, [memory_id], AccessKind.CONFIRMED)

        self._database.write(work)
        self._changed()

    def undo_change(self, change_id: int) -> None:
        """Put everything back as it was before a change, by hand or in a night.

        Raises:
            UserError: the change is no longer kept, or what it wrote was changed again since.
        """
        self._database.write(lambda connection: changes.undo_change(connection, change_id))
        self._changed()

    # -- the profile -----------------------------------------------------------------------------------------------

    def profile(self) -> list[ProfileLine]:
        """What is known of the user and of people, a line for each thing, with what it rests on."""
        with self._database.reading() as connection:
            ids = kept.core_ids(connection)
            known = memories.get_memories(connection, ids)
            rests = {id_: kept.parents_in_order(connection, id_, _MOST_RELATED) for id_ in ids}
            origins = memories.get_memories(connection, {one for group in rests.values() for one in group})
        return [ProfileLine(known[id_], known[id_].speaker, tuple(origins[one] for one in rests[id_])) for id_ in ids]

    def remove_profile_line(self, memory_id: int) -> int | None:
        """Take a line out of the profile; what it rests on stays. Returns the change, which can be undone.

        Raises:
            UserError: there is no such line any more.
        """

        def work(connection: Connection) -> int | None:
            _get(connection, memory_id)
            with Recorder(
                connection, ChangeKind.FORGOTTEN, "You took it out of the profile.", memory_id=memory_id
            ) as change:
                change.update("memory", {"id": memory_id}, {"state": str(State.FORGOTTEN)})
            return change.change_id

        return self._change(work)

    def _change(self, work: Callable[[Connection], int | None]) -> int | None:
        change_id = self._database.write(work)
        if change_id is not None:
            self._changed()
        return change_id


def _get(connection: Connection, memory_id: int) -> tuple[Memory, Source]:
    memory = memories.get_memories(connection, [memory_id]).get(memory_id)
    source = None if memory is None else sources.get_source(connection, memory.source_id)
    if memory is None or source is None or memory.state is State.FORGOTTEN:
        raise UserError("This memory is no longer there. It was forgotten, or its file was changed or removed.")
    return memory, source


def _edit(connection: Connection, memory_id: int, text: str) -> int | None:
    memory, _ = _get(connection, memory_id)
    if memory.text == text:
        return None
    own = Trust.USER if memory.form is not Form.CHUNK else memory.trust
    with Recorder(connection, ChangeKind.EDITED, "You changed its words.", memory_id=memory_id) as change:
        change.insert(
            "revision",
            {
                "memory_id": memory_id,
                "version": memory.version,
                "text": memory.text,
                "replaced_at": times.to_store(times.now())[0],
                "reason": change.reason,
            },
        )
        change.update("memory", {"id": memory_id}, {"text": text, "version": memory.version + 1, "trust": str(own)})
    understand_again(connection, list(memories.get_memories(connection, [memory_id]).values()))
    return change.change_id


def _matching(connection: Connection, query: Query, ids: list[int], sieve: Sieve) -> list[int]:
    """Of these memories those that fit a query: all that its operators ask for, and any of its words."""
    among = set(ids)
    if query.narrows:
        conditions, problem = resolve(query, memories.speakers_of_all(connection))
        if problem:
            raise UserError(problem)
        states = sieve.states or tuple(state for state in State if state is not State.FORGOTTEN)
        among &= set(reach.memories_within(connection, conditions, len(ids), states=states))
    if query.only_narrows or not query.text.strip():
        return [id_ for id_ in ids if id_ in among]
    terms = list(understand(query.text).terms)
    # The last word may still be being typed.
    longer = named.words_beginning(connection, terms[-1], _MOST_LONGER) if terms and len(terms[-1]) > 1 else []
    found = words.search_words(
        connection, list(dict.fromkeys([*terms, *longer])), text_weight=1.0, context_weight=0.0, limit=_MOST_FOUND
    )
    best = [id_ for id_, score in found if score > 0 and id_ in among]
    if sieve.order is Order.BEST:
        return best
    wanted = set(best)
    return [id_ for id_ in ids if id_ in wanted]


def _by_strength(connection: Connection, ids: list[int], sieve: Sieve, now: datetime) -> list[int]:
    """Of these memories those whose retention lies in the bounds, in their order or by it."""
    at = times.to_store(now)[0]
    standing = {
        id_: 1.0 if pinned else retention(stability, (at - reinforced) / DAY_MS)
        for id_, stability, reinforced, pinned in kept.strengths_of(connection, ids)
    }
    chosen = [id_ for id_ in ids if id_ in standing and sieve.weakest <= standing[id_] <= sieve.strongest]
    if sieve.order in (Order.STRONGEST, Order.WEAKEST):
        chosen.sort(key=standing.__getitem__, reverse=sieve.order is Order.STRONGEST)
    return chosen


def _notes(connection: Connection, shown: Collection[Memory]) -> dict[int, str]:
    """A few words on how memories stand, for those of which there is something to say."""
    notes = {id_: _cycle(cycle.days) for id_, cycle in kept.recurrences_of(connection, [m.id for m in shown]).items()}
    notes |= kept.records_of(connection, [memory.id for memory in shown if memory.form is Form.LESSON])
    superseded = [memory.id for memory in shown if memory.state is State.SUPERSEDED]
    successors = kept.successors_of(connection, superseded) if superseded else {}
    for id_ in superseded:
        newer = " ".join(successors.get(id_, "").split())
        newer = newer if len(newer) <= _NOTE else f"{newer[: _NOTE - 1].rstrip()}…"
        notes[id_] = f"superseded by “{newer}”" if newer else "superseded by something newer"
    return notes


def _cycle(days: float) -> str:
    for length, name in ((7, "week"), (30, "month"), (91, "quarter"), (182, "half-year"), (365, "year")):
        if 0.85 * length <= days <= 1.15 * length:
            return f"held every {name}"
    return f"held every {round(days)} days"
