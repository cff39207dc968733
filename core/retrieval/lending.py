"""What derived memories lend to the messages they rest on.

An answer rests on what was said, so an event or a fact is not found in place of its messages: it speaks for them. Its
score, by words and by meaning, counts for each memory that it was made from: the gist of an event brings up the message
in it that says the same in other words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.model.memory import Form
from core.retrieval.clearing import Clearing
from core.retrieval.fusion import Scores, standardise
from core.retrieval.index import RecallIndex

CHANNELS = {Form.EVENT: "event", Form.SUMMARY: "event", Form.FACT: "fact", Form.LESSON: "fact"}
"""The channel through which each form lends; what is of another form lends nothing."""


@dataclass(frozen=True, slots=True)
class Lenders:
    """Derived memories, m of them: the channel each lends through, and the rows of the candidates it rests on.

    `vectors` has shape (m, d), zeros where there is none; None without an embedder.
    """

    ids: NDArray[np.int64]
    channels: Sequence[str]
    rows: Sequence[NDArray[np.intp]]
    vectors: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class Derived:
    """A memory that was made from others: its form, and the ids of these."""

    form: str
    parents: tuple[int, ...]


def gather_lenders(
    derived: Mapping[int, Derived],
    candidates: NDArray[np.int64],
    index: RecallIndex,
    *,
    embedded: bool,
    clearing: Clearing | None = None,
) -> Lenders | None:
    """Return those of `derived` that rest on any of the candidates, whose ids are in order; None where none does.

    Their vectors are without what `clearing` says all have in common.
    """
    ids: list[int] = []
    channels: list[str] = []
    rows: list[NDArray[np.intp]] = []
    for id_, one in derived.items():
        channel = CHANNELS.get(Form(one.form))
        if channel is None or not len(candidates):
            continue
        wanted = np.array(one.parents, np.int64)
        place = np.minimum(np.searchsorted(candidates, wanted), len(candidates) - 1)
        here = place[candidates[place] == wanted]
        if len(here):
            ids.append(id_)
            channels.append(channel)
            rows.append(here)
    if not ids:
        return None
    vectors = np.asarray(index.vectors(ids), np.float32) if embedded else None
    if vectors is not None and clearing is not None:
        vectors = clearing.clear(vectors)
    return Lenders(np.array(ids, np.int64), channels, rows, vectors)


def lend(
    lenders: Lenders, by_words: Mapping[int, float], vector: NDArray[np.float32] | None, said: Scores
) -> dict[str, Scores]:
    """Return what each candidate is lent through each channel; `said` is how well its own words fit, shape (n,).

    The score of a lender is the mean of its z-scores by words and by vector among those of its channel, and for an
    event that of the best words in it as well: what answers often stands beside what was asked. A candidate takes the
    best of its lenders. A fact only ever speaks for its messages, an event against them too.
    """
    size = len(said)
    words = np.array([by_words.get(int(id_), 0.0) for id_ in lenders.ids], np.float64)
    near: Scores | None = None
    known = np.zeros(len(words), np.bool_)
    if vector is not None and lenders.vectors is not None and lenders.vectors.shape[1:] == vector.shape:
        near = (lenders.vectors @ vector).astype(np.float64)
        known = np.asarray(lenders.vectors.any(axis=1), np.bool_)
    found: dict[str, Scores] = {}
    for channel in sorted(set(lenders.channels)):
        mine = np.array([number for number, name in enumerate(lenders.channels) if name == channel], np.intp)
        scores = standardise(words[mine])
        if near is not None:
            scores = np.asarray((scores + standardise(near[mine], known[mine])) / 2, np.float64)
        if channel == "event":
            best = np.array([said[lenders.rows[number]].max() for number in mine.tolist()], np.float64)
            scores = np.asarray((scores + standardise(best)) / 2, np.float64)
        lent = np.full(size, -np.inf)
        for number, score in zip(mine.tolist(), scores.tolist(), strict=True):
            rows = lenders.rows[number]
            lent[rows] = np.maximum(lent[rows], score)
        lent[np.isneginf(lent)] = 0.0
        found[channel] = np.maximum(lent, 0.0) if channel == "fact" else lent
    return found
