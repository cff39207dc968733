"""The last step of a night: searching for what is known, and keeping weights that find it better."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.embedding.embedder import Embedder
from core.errors import Cancelled, ModelUnavailable
from core.model.change import ChangeKind
from core.model.memory import Form, Trust
from core.model.night import StepName
from core.retrieval.configuration import Configuration
from core.retrieval.learning import CHANNELS, HIGHEST, LOWEST, Learned, apply_learning
from core.retrieval.rehearsal.cloze import Rehearsed, make_cloze
from core.retrieval.rehearsal.tuning import Lesson, fit_factors, reciprocal_ranks, sure_gain
from core.retrieval.resident import Resident
from core.retrieval.search import Held, find
from core.retrieval.tuned import KEY, read_tuned
from core.retrieval.vault_index import VaultIndex
from core.store import feedback, memories
from core.store.database import Connection, Database
from core.store.nights import Journal, Piece

_CLOZE, _FACTS, _ASKED = 160, 80, 80
"""How many questions of each sort are rehearsed in a night, at most."""
_FEWEST = 20
_HITS = 40
_OWN_WEIGHT = 3.0
_BETTER = 0.005
"""By how much the mean reciprocal rank on questions that were not learned from must surely rise."""
_DONE = "done"
_BOUND = 10_000

_FITTING = np.isin(
    CHANNELS, ("words", "vector", "window", "session_words", "session_vector", "entities", "speaker", "period")
)
"""The channels that say how well a memory fits a question. The others say which memories are asked about at all: of
that only the user's own questions can tell, for those made here are about any."""

Factors = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Tuning:
    """New factors to keep; `record` is empty to go back to the defaults, None to leave everything as it is."""

    units: int
    record: str | None
    reason: str
    cursor: str = _DONE

    def apply(self, journal: Journal) -> None:
        """Keep the factors as the vault's setting."""
        if self.record is None:
            return
        with journal.change(ChangeKind.TUNED, self.reason) as change:
            if not self.record:
                change.delete("setting", {"key": KEY})
            elif not change.insert("setting", {"key": KEY, "value": self.record}):
                change.update("setting", {"key": KEY}, {"value": self.record})


class Rehearse:
    """Tunes the weights of retrieval on the user's own feedback and on questions made from memories.

    The questions are cut in two halves. Factors fitted on one are kept only if they find what is right better on the
    other, and the user's own questions no worse; earlier factors that find it worse than the defaults are dropped.
    """

    name = StepName.REHEARSE

    def __init__(self, embedder: Embedder, configuration: Configuration | None = None) -> None:
        self._embedder, self._base = embedder, configuration or Configuration()

    def count(self, database: Database) -> int:
        """How many questions there are to ask, about."""
        with database.reading() as connection:
            known = memories.count_memories(connection)
        return min(known, _CLOZE + _FACTS + _ASKED) if known >= _FEWEST else 0

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        """Ask everything and fit.

        Raises:
            Cancelled: `stop` was set; a later night begins anew, there is nothing to lose.
        """
        if cursor == _DONE:
            return None
        with database.reading() as connection:
            tuned = read_tuned(connection)
            asked = self._questions(connection)
            if len(asked) < _FEWEST:
                return None
            lessons = list(self._lessons(connection, asked, apply_learning(self._base, tuned), stop))
        return _decide(lessons, [question.own for question in asked], tuned)

    def _questions(self, connection: Connection) -> list[Rehearsed]:
        """The same vault, the same questions."""
        chance = random.Random(memories.count_changes(connection))  # noqa: S311  nothing secret hangs on it
        index = VaultIndex(connection)
        found = [
            Rehearsed(text, frozenset(right), _OWN_WEIGHT, own=True)
            for text, right in feedback.questions_with_answers(connection, _ASKED)
        ]
        for memory_id in feedback.sample_memories(connection, Form.FACT, _FACTS, chance.random()):
            told = memories.get_memories(connection, [memory_id]).get(memory_id)
            parents = feedback.parents_in_reach(connection, memory_id)
            if told is not None and parents:
                found.append(Rehearsed(told.text, frozenset({*parents, memory_id})))
        ids = feedback.sample_memories(connection, Form.CHUNK, _CLOZE, chance.random())
        for memory in memories.get_memories(connection, ids).values():
            if memory.trust is Trust.MODEL:
                continue
            text = make_cloze(memory, lambda words: index.document_frequency(words, bound=_BOUND), chance)
            if text:
                found.append(Rehearsed(text, frozenset({memory.id})))
        chance.shuffle(found)
        return found

    def _lessons(
        self, connection: Connection, asked: Sequence[Rehearsed], configuration: Configuration, stop: threading.Event
    ) -> Iterator[Lesson]:
        vectors = self._embed([question.text for question in asked], stop)
        resident, held = Resident(), Held()
        index = VaultIndex(connection, self._embedder.fingerprint if vectors is not None else "", resident)
        for number, question in enumerate(asked):
            if stop.is_set():
                raise Cancelled
            vector = None if vectors is None else vectors[number]
            hits = find(question.text, vector, index, configuration, _HITS, held=held).hits
            shares = np.array(
                [[hit.channels.get(name, 0.0) for name in CHANNELS] for hit in hits], dtype=np.float64
            ).reshape(len(hits), len(CHANNELS))
            right = np.array([hit.memory_id in question.right for hit in hits], dtype=np.bool_)
            yield Lesson(shares, right, question.weight, None if question.own else _FITTING)

    def _embed(self, texts: Sequence[str], stop: threading.Event) -> NDArray[np.float32] | None:
        try:
            return self._embedder.encode_bulk(texts, stop)
        except ModelUnavailable:
            return None  # words alone are rehearsed; the model's status says why


def _decide(lessons: Sequence[Lesson], own: Sequence[bool], tuned: Learned) -> _Tuning:
    taught, held = lessons[::2], lessons[1::2]
    mine = np.array(own[1::2], dtype=np.bool_)
    before = np.array([tuned.factors.get(name, 1.0) for name in CHANNELS])
    fitted = np.clip(before * fit_factors(taught, before), LOWEST, HIGHEST) / before
    now = reciprocal_ranks(held, np.ones(len(CHANNELS)))

    def try_out(factors: Factors) -> tuple[float, float]:
        ranks = reciprocal_ranks(held, factors)
        spoilt = mine.any() and ranks[mine].mean() < now[mine].mean()
        return (0.0 if spoilt else sure_gain(now, ranks)), float(ranks.mean())

    fit, then = try_out(fitted)
    default, plain = try_out(1.0 / before) if tuned.factors else (0.0, 0.0)
    rose = f"mean reciprocal rank {now.mean():.3f} → {{:.3f}} on {len(held)} questions that were not learned from"
    if default >= max(_BETTER, fit):
        reason = f"Searching is back to its defaults, which find more: {rose.format(plain)}."
        return _Tuning(len(lessons), "", reason)
    if fit < _BETTER:
        return _Tuning(len(lessons), None, "")
    factors = {name: round(float(v), 4) for name, v in zip(CHANNELS, fitted * before, strict=True) if v != 1.0}
    record = Learned(factors, tuned.lessons + len(taught)).to_json()
    return _Tuning(len(lessons), record, f"Searching was adjusted: {rose.format(then)}.")
