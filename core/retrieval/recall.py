"""Recall: a question in, hits out. Embeds the question where the model is there, and goes by word where it is not."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.embedding.embedder import Embedder
from core.embedding.switching import embedder_now, look_again
from core.errors import ModelUnavailable
from core.inference.crossing import CrossEncoder
from core.inference.language import LanguageModel
from core.model import times
from core.model.answer import Hit, Tier
from core.model.memory import Memory
from core.model.period import Grain, Period
from core.model.wording import embedded_text
from core.retrieval.bounding import bound_by, place_event
from core.retrieval.conditions import resolve
from core.retrieval.configuration import Configuration
from core.retrieval.corrections import bearing_on, favour
from core.retrieval.folding import fold_repeated
from core.retrieval.learning import apply_learning, read_learned
from core.retrieval.operators import Query, read_query
from core.retrieval.question import understand
from core.retrieval.rerank import score_likelihood, score_matching
from core.retrieval.resident import Resident
from core.retrieval.search import Held, Scored, find
from core.retrieval.tuned import read_tuned
from core.retrieval.vault_index import VaultIndex
from core.store import derived, memories, reach, sources
from core.store.database import Connection, Database
from core.store.reach import Conditions
from core.understanding.time_questions import QuestionTime, read_question_time

_LONGEST_EMBEDDED = 2000
_FETCHED = 600


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a question brought up.

    `similarity` is the cosine of each hit that has a vector; `considered` is how many memories were in reach; `people`
    are the known speakers that the question names. `granularities` says how much each counted, `clues` the words that
    a second round looked for, `read_again` what read the best hits again. `problem` is a sentence for the user when
    nothing can match.
    """

    hits: list[Hit]
    similarity: dict[int, float]
    considered: int
    people: frozenset[str]
    query: Query = field(default_factory=lambda: Query(""))
    time: QuestionTime | None = None
    granularities: Mapping[str, float] = field(default_factory=dict)
    clues: tuple[str, ...] = ()
    read_again: tuple[str, ...] = ()
    problem: str = ""


class Recall:
    """Searches the vault under one configuration."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        configuration: Configuration,
        language: LanguageModel | None = None,
        crossing: CrossEncoder | None = None,
    ) -> None:
        self._database, self._embedder, self._configuration = database, embedder, configuration
        self._language, self._crossing = language, crossing
        self._resident = Resident()
        self._held = Held()

    def prepare(self) -> None:
        """Read into memory what makes searching quick, so that the first question need not wait for it."""
        with self._database.reading() as connection:
            self._resident.follow(connection)

    def forget(self) -> None:
        """Let go of what is held in memory; the next question reads it again."""
        self._resident.forget()
        self._held.forget()

    def recall(
        self,
        question: str,
        limit: int,
        *,
        wait_for_model: bool,
        tier: Tier = Tier.BALANCED,
        operators: bool = False,
        by_words: bool = False,
        archived: bool = False,
        answering: bool = False,
        stop: threading.Event | None = None,
    ) -> Recalled:
        """The `limit` memories that fit best.

        With `wait_for_model` the embedding model is loaded first if need be. With `operators`, those in the question
        are obeyed, and what was said again and again takes one place, the one of the fact; without, every word of it
        is searched for. With `by_words` the question is not embedded even where the model is loaded, and a memory that
        holds none of its words is not found. What is `archived` is in reach of a thorough search, and where it is
        asked for. Where it is `answering`, scores are made as before any night: which of the hits answers is told from
        their channels, by weights that were fitted so.

        Raises:
            UserError: an operator holds a date that does not exist or a kind there is none of.
            Cancelled: `stop` was set while a model read the hits of a thorough search again.
        """
        now = times.now()
        query = read_query(question, now) if operators else Query(question)
        if query.problem:
            return Recalled([], {}, 0, frozenset(), query, problem=query.problem)
        asked = read_question_time(query.text, now)
        embedded = None if query.only_narrows or by_words else self._embed(query.text, wait_for_model)
        vector, fingerprint = embedded or (None, "")
        with self._database.reading() as connection:
            index = VaultIndex(
                connection,
                fingerprint,
                self._resident,
                # What ebbed out of everyday recall is still there for whoever looks thoroughly.
                reach.DEEP if archived or tier is Tier.THOROUGH else reach.EVERYDAY,
            )
            conditions, problem = resolve(query, index.speakers()) if query.narrows else (Conditions(), "")
            people = understand(query.text, index.speakers()).speakers
            if problem:
                return Recalled([], {}, index.count(), people, query, asked, problem=problem)
            if query.only_narrows:
                fitting = reach.memories_within(connection, conditions, max(0, limit), states=index.states)
                listed = [Scored(id_, 0.0, {}) for id_ in fitting]
                return Recalled(_hits(connection, listed), {}, index.count(), people, query, asked)
            # An event may be told by anybody, so it is looked for before anything is narrowed.
            period = asked.period or self._around_event(connection, index, asked)
            allowed = self._narrow(connection, index, query, conditions, vector)
            # "Recently" and "soon" point nowhere one could measure from.
            placed = period is not None and period.grain is not Grain.VAGUE
            if answering:
                index.try_clearing(None)
                tuned = replace(self._configuration, event=0.0, fact=0.0)
            else:
                tuned = apply_learning(self._configuration, read_tuned(connection))
            configuration = apply_learning(tuned, read_learned(connection))
            outcome = find(
                query.text,
                vector,
                index,
                configuration,
                max(limit, configuration.reranked) if tier is Tier.THOROUGH else limit,
                tier=tier,
                allowed=allowed,
                period=period if placed else None,
                any_year=asked.any_year,
                now=times.to_store(now)[0],
                held=self._held,
                favoured=favour(bearing_on(query.text, connection)),
                # Without a vector only words can speak for a memory, and one that holds none was not found.
                worded=by_words or vector is None,
            )
            ids = [found.memory_id for found in outcome.hits]
            rows = index.vectors(ids) if vector is not None else None
            hits = _hits(connection, outcome.hits)
            if operators:
                hits = fold_repeated(connection, hits)
        if index.outdated:
            look_again(self._embedder)
        similarity: dict[int, float] = {}
        if vector is not None and rows is not None and rows.shape[1:] == vector.shape:
            similarity = {id_: float(row @ vector) for id_, row in zip(ids, rows, strict=True) if row.any()}
        again: tuple[str, ...] = ()
        if tier is Tier.THOROUGH:
            hits, again = self._read_again(query.text, hits, configuration, stop)
        return Recalled(
            hits[: max(0, limit)],
            similarity,
            index.count(),
            people,
            query,
            asked,
            outcome.granularities,
            outcome.clues,
            again,
        )

    def _narrow(
        self,
        connection: Connection,
        index: VaultIndex,
        query: Query,
        conditions: Conditions,
        vector: NDArray[np.float32] | None,
    ) -> list[int] | None:
        """The memories that fit the operators, or None where there are none of these, or `index` was narrowed to them.

        Where far too many fit, those of them that the words and the vector bring up, else the newest.
        """
        if not query.narrows:
            return None
        fitting = reach.ids_within(connection, conditions, states=index.states)
        if fitting is not None and len(fitting) <= self._configuration.exhaustive:
            return [int(id_) for id_ in fitting]
        if fitting is not None:
            index.narrow(fitting)
            return None
        terms = understand(query.text).terms
        near = [] if vector is None else index.search_vectors(vector, _FETCHED)
        said = index.search_words(terms, text_weight=1.0, context_weight=0.5, limit=_FETCHED)
        among = sorted({memory_id for memory_id, _ in (*near, *said)})
        fit = set(reach.memories_within(connection, conditions, len(among), among, states=index.states))
        best = {
            memory_id
            for found, most in ((near, self._configuration.vectors_limit), (said, self._configuration.words_limit))
            for memory_id in [memory_id for memory_id, _ in found if memory_id in fit][:most]
        }
        newest = self._configuration.exhaustive
        return sorted(best) or reach.memories_within(connection, conditions, newest, states=index.states)

    def _read_again(
        self, question: str, hits: list[Hit], configuration: Configuration, stop: threading.Event | None
    ) -> tuple[list[Hit], tuple[str, ...]]:
        """Let the models that are there read the best hits; without any the order stays."""
        best, rest = hits[: configuration.reranked], hits[configuration.reranked :]
        passages = [_passage(hit.memory) for hit in best]
        read: list[str] = []
        added: dict[str, NDArray[np.float64]] = {}
        if len(best) > 1 and question.strip():
            try:
                if self._language is not None and self._language.available:
                    likely = score_likelihood(question, passages, self._language, stop)
                    added["likelihood"] = configuration.likelihood * likely
                    read.append(self._language.name)
            except ModelUnavailable:
                pass  # the order stays as it was; the model's status says why
            try:
                if self._crossing is not None and self._crossing.available:
                    matched = score_matching(question, passages, self._crossing)
                    added["crossing"] = configuration.crossing * matched
                    read.append(self._crossing.name)
            except ModelUnavailable:
                pass
        if not added:
            return hits, ()
        better = [
            replace(
                hit,
                score=hit.score + float(sum(shares[row] for shares in added.values())),
                channels={**hit.channels, **{name: float(shares[row]) for name, shares in added.items()}},
            )
            for row, hit in enumerate(best)
        ]
        better.sort(key=lambda hit: -hit.score)
        lowest = better[-1].score
        kept = [replace(hit, score=min(hit.score, lowest)) for hit in rest]
        return [replace(hit, rank=rank) for rank, hit in enumerate([*better, *kept], 1)], tuple(read)

    def _around_event(self, connection: Connection, index: VaultIndex, asked: QuestionTime) -> Period | None:
        """The stretch a question bounds by an event, where a memory tells of the event and when it was."""
        if not asked.event:
            return None
        told = find(asked.event, None, index, self._configuration, 1, tier=Tier.FAST, worded=True).hits
        known = memories.get_memories(connection, [found.memory_id for found in told])
        moment = place_event(next(iter(known.values()), None))
        return None if moment is None else bound_by(moment, asked.event_bound)

    def _embed(self, question: str, wait: bool) -> tuple[NDArray[np.float32], str] | None:
        """The question's vector, and the fingerprint of the model that it is from."""
        embedder = embedder_now(self._embedder)
        if not question.strip() or not (wait or embedder.ready):
            return None
        try:
            return embedder.encode_query(question[:_LONGEST_EMBEDDED]), embedder.fingerprint
        except ModelUnavailable:
            # Words alone answer; the status says why.
            return None


def _hits(connection: Connection, scored: Sequence[Scored]) -> list[Hit]:
    known = memories.get_memories(connection, [found.memory_id for found in scored])
    origins = sources.sources_by_id(connection, {memory.source_id for memory in known.values()}, counted=False)
    parents = {id_: ids for id_, _, ids in derived.origins(connection, list(known))}
    rested = memories.get_memories(connection, {id_ for ids in parents.values() for id_ in ids})
    return [
        Hit(
            rank,
            found.score,
            known[found.memory_id],
            origins[known[found.memory_id].source_id],
            dict(found.channels),
            found.clue,
            tuple(rested[id_] for id_ in parents.get(found.memory_id, ()) if id_ in rested),
        )
        for rank, found in enumerate(scored, 1)
    ]


def _passage(memory: Memory) -> str:
    return embedded_text(memory.speaker, memory.text, memory.captions)
