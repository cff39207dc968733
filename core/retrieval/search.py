"""From a question to the memories that speak to it, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.retrieval.channels import manner, speakers, vectors, words
from core.retrieval.configuration import Configuration
from core.retrieval.fusion import Scores, add, pool_by_group, standardise, weigh
from core.retrieval.index import Place, RecallIndex
from core.retrieval.question import Question, understand


@dataclass(frozen=True, slots=True)
class Scored:
    """A memory and what speaks for it.

    `score` compares within one search only; higher is better. `channels` holds each channel's share: they add up to it.
    """

    memory_id: int
    score: float
    channels: Mapping[str, float]


def search(
    text: str,
    vector: NDArray[np.float32] | None,
    index: RecallIndex,
    configuration: Configuration | None = None,
    limit: int = 10,
) -> list[Scored]:
    """Return up to `limit` memories for the question `text`, best first.

    Args:
        text: the question; any text is harmless, and one without a word finds what `vector` finds.
        vector: the question's embedding, shape (d,), unit length; None while no model is loaded: the words alone
            answer then.
        index: the memories in reach.
        configuration: weights and limits; the defaults when None.
        limit: how many at most.
    """
    chosen = configuration or Configuration()
    question = understand(text, index.speakers(), characters=chosen.question_characters)
    terms = words.choose_terms(question.terms, index, chosen)
    by_words = words.find(terms, index, chosen)
    by_vector = [] if vector is None else index.search_vectors(vector, chosen.vectors_limit)
    # Sorted, so that a result does not depend on the order in which the index answers.
    ids = sorted({memory_id for memory_id, _ in (*by_words, *by_vector)})
    places = sorted(index.places(ids), key=lambda place: place.memory_id)
    if not places:
        return []
    # Nothing has a vector yet, or none of this model: the words alone answer.
    channels, known = _score(question, places, by_words, vector if by_vector else None, index, chosen)
    shares = weigh(channels, _weights(chosen, known))
    total = add(shares, len(places))
    best = np.argsort(-total, kind="stable")[: max(0, limit)]
    return [
        Scored(places[row].memory_id, float(total[row]), {name: float(share[row]) for name, share in shares.items()})
        for row in best
    ]


def _score(
    question: Question,
    places: Sequence[Place],
    by_words: Sequence[tuple[int, float]],
    vector: NDArray[np.float32] | None,
    index: RecallIndex,
    configuration: Configuration,
) -> tuple[dict[str, Scores], NDArray[np.bool_]]:
    """Return every channel over the candidates, on one scale, and which candidates have a vector."""
    sessions = [(place.source_id, place.session) for place in places]
    said = standardise(words.score([place.memory_id for place in places], by_words, configuration))
    channels = {
        "words": said,
        "session_words": standardise(pool_by_group(said, sessions, configuration.session_best)),
        # Not standardised: a name weighs the same however many candidates bear it.
        "speaker": speakers.score(places, question.speakers),
        "length": standardise(manner.score_length(places, configuration.full_length)),
        "asking": standardise(manner.score_asking(places)),
    }
    if question.asks_time:
        channels["time"] = standardise(manner.score_time(places))
    if vector is None:
        return channels, np.zeros(len(places), dtype=np.bool_)
    near, wide, known = vectors.score(places, vector, index, configuration.neighbour_share)
    meant = standardise(near, known)
    pooled = standardise(pool_by_group(meant, sessions, configuration.session_best))
    channels |= {"vector": meant, "window": standardise(wide, known), "session_vector": np.where(known, pooled, 0.0)}
    return channels, known


def _weights(configuration: Configuration, known: NDArray[np.bool_]) -> dict[str, float | Scores]:
    """Return the weight of each channel; where there is no vector, the words speak for what it would have said."""
    return {
        "words": configuration.words + np.where(known, 0.0, configuration.vector + configuration.window),
        "session_words": configuration.session_words + np.where(known, 0.0, configuration.session_vector),
        "vector": configuration.vector,
        "window": configuration.window,
        "session_vector": configuration.session_vector,
        "speaker": configuration.speaker,
        "length": configuration.length,
        "asking": configuration.asking,
        "time": configuration.time,
    }
