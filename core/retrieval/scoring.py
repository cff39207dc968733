"""What speaks for each candidate: every channel on one scale, weighed and added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.model.period import Grain, Period
from core.model.times import from_store
from core.retrieval.candidates import Candidates
from core.retrieval.channels import graph, speakers, strength, when
from core.retrieval.configuration import Configuration
from core.retrieval.fusion import Scores, add, pool_by_group, standardise, weigh
from core.retrieval.granularity import GRANULARITIES, weigh_granularities
from core.retrieval.index import Place, RecallIndex
from core.retrieval.lending import lend
from core.retrieval.question import Question

_PERIODS_KEPT = 8192


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that was worked out from it.

    `period` is the stretch of time it asks about, in any year if `any_year`. `now` is in milliseconds since 1970.
    `plain` leaves out all but words and vectors.
    """

    question: Question
    vector: NDArray[np.float32] | None
    now: int
    period: Period | None = None
    any_year: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """The scores of the candidates: `total` is the sum of the `shares`.

    `granularities` are this question's factors; `usual` the rows against which the scores were measured.
    """

    total: Scores
    shares: Mapping[str, Scores]
    granularities: Mapping[str, float]
    usual: NDArray[np.intp]


def score(
    asked: Asked,
    candidates: Candidates,
    by_words: Sequence[tuple[int, float]],
    index: RecallIndex,
    configuration: Configuration,
    *,
    complete: bool,
) -> Board:
    """Score every candidate.

    `by_words` are memories with their BM25, best first; `complete` says that the search by words came to its end: what
    it did not find holds none of them.
    """
    places, number = candidates.places, len(candidates.places)
    lenders = candidates.lenders
    worded = dict(by_words)
    if lenders is not None:
        # They speak for others, and are not among those the others are measured against.
        lending = frozenset(lenders.ids.tolist())
        by_words = [found for found in by_words if found[0] not in lending]
    near = clear = wide = cleared = None
    # Nothing has a vector yet, or none of this model: the words alone answer.
    if (
        asked.vector is not None
        and candidates.own is not None
        and candidates.clear is not None
        and candidates.wide is not None
        and candidates.known.any()
    ):
        cleared = asked.vector if candidates.clearing is None else candidates.clearing.clear(asked.vector)
        near = (candidates.own @ asked.vector).astype(np.float64)
        clear = (candidates.clear @ cleared).astype(np.float64)
        wide = (candidates.wide @ cleared).astype(np.float64)
    rows = _contenders(candidates, by_words, near, configuration)
    said = _by_words(candidates, by_words, complete=complete)
    words = standardise(said, usual=rows)
    channels: dict[str, Scores] = {"words": words}
    if near is not None and clear is not None and wide is not None:
        known = candidates.known
        channels["vector"] = standardise(clear, known, rows)
        channels["window"] = standardise(wide, known, rows)
    if not asked.plain:
        pooled = pool_by_group(words, candidates.sessions, configuration.session_best)
        channels["session_words"] = standardise(pooled, usual=rows)
        if near is not None:
            # Sessions differ in the very things that are common to what is said in each of them.
            by_vector = standardise(near, candidates.known, rows)
            pooled = pool_by_group(by_vector, candidates.sessions, configuration.session_best)
            channels["session_vector"] = np.where(candidates.known, standardise(pooled, usual=rows), 0.0)
        if lenders is not None and (configuration.event or configuration.fact):
            channels |= lend(lenders, worded, cleared, words)
        channels |= _about(asked, candidates, rows, index)
    factors = {} if asked.plain else weigh_granularities(channels, rows, configuration.decisiveness)
    weights = _weights(configuration, candidates.known if near is not None else np.zeros(number, np.bool_))
    for name, parts in GRANULARITIES.items():
        for part in parts:
            weights[part] = weights[part] * factors.get(name, 1.0)
    shares = weigh(channels, weights)
    return Board(add(shares, len(places)), shares, factors, rows)


def _about(asked: Asked, candidates: Candidates, rows: NDArray[np.intp], index: RecallIndex) -> dict[str, Scores]:
    """The channels that look at more than words and meaning."""
    places = candidates.places
    found = {
        # Not standardised: a name weighs the same however many candidates bear it.
        "speaker": speakers.score(places, asked.question.speakers),
        "length": standardise(candidates.length, usual=rows),
        "asking": standardise(candidates.asking, usual=rows),
        "strength": strength.score(places, asked.now),
        "pinned": strength.score_pinned(places),
    }
    if asked.question.asks_time:
        found["time"] = standardise(candidates.timed, usual=rows)
    if asked.period is not None:
        # What is told of a time fits, and so does what was told at that time.
        found["period"] = np.maximum(
            *(
                when.score([read(place) for place in places], asked.period, any_year=asked.any_year)
                for read in (_true, _said)
            )
        )
    ids = candidates.ids.tolist()
    around = index.graph(asked.question.text, ids)
    if around is not None:
        active = graph.spread_activation(ids, around.asked, around.links, around.frequency)
        found["entities"] = standardise(active, usual=rows)
    return found


def _true(place: Place) -> Period | None:
    if not place.true_grain:
        return _said(place)
    return _period(place.true_from, place.true_to, place.true_grain)


def _said(place: Place) -> Period | None:
    return None if place.said_at is None else _period(place.said_at, place.said_at, Grain.INSTANT)


@lru_cache(_PERIODS_KEPT)
def _period(start: int | None, end: int | None, grain: str) -> Period:
    first, last = (None if at is None else from_store(at) for at in (start, end))
    return Period(first, last, Grain(grain))


def _contenders(
    candidates: Candidates,
    by_words: Sequence[tuple[int, float]],
    near: Scores | None,
    configuration: Configuration,
) -> NDArray[np.intp]:
    """The rows that the best by words or by vector take: against those the rest is measured.

    A mean over everything there is would make each of them look outstanding, and alike.
    """
    first = candidates.rows_of([memory_id for memory_id, _ in by_words[: configuration.words_limit]])
    chosen = np.zeros(len(candidates.places), dtype=np.bool_)
    chosen[first[first >= 0]] = True
    if near is not None:
        chosen[np.argsort(-np.where(candidates.known, near, -np.inf), kind="stable")[: configuration.vectors_limit]] = (
            True
        )
    return np.flatnonzero(chosen) if chosen.any() else np.arange(len(chosen))


def _by_words(candidates: Candidates, by_words: Sequence[tuple[int, float]], *, complete: bool) -> Scores:
    """BM25 of each candidate; of one that was not found, half the lowest if the search stopped before its end."""
    floor = 0.0 if complete or not by_words else min(found for _, found in by_words) / 2
    result = np.full(len(candidates.places), floor, dtype=np.float64)
    rows = candidates.rows_of([memory_id for memory_id, _ in by_words])
    values = np.array([found for _, found in by_words], dtype=np.float64)
    result[rows[rows >= 0]] = values[rows >= 0]
    return result


def _weights(configuration: Configuration, known: NDArray[np.bool_]) -> dict[str, float | Scores]:
    """Return the weight of each channel; where there is no vector, the words speak for what it would have said."""
    return {
        "words": configuration.words + np.where(known, 0.0, configuration.vector + configuration.window),
        "session_words": configuration.session_words + np.where(known, 0.0, configuration.session_vector),
        "vector": configuration.vector,
        "window": configuration.window,
        "session_vector": configuration.session_vector,
        "event": configuration.event,
        "fact": configuration.fact,
        "speaker": configuration.speaker,
        "length": configuration.length,
        "asking": configuration.asking,
        "time": configuration.time,
        "period": configuration.period,
        "entities": configuration.entities,
        "strength": configuration.strength,
        "pinned": configuration.pinned,
    }
