"""The last step of a night: searching for what is known, and keeping what finds it better."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.embedding.embedder import Embedder
from core.embedding.switching import embedder_now
from core.errors import Cancelled
from core.model.change import ChangeKind
from core.model.night import StepName
from core.retrieval.clearing import Clearing
from core.retrieval.configuration import Configuration
from core.retrieval.learning import CHANNELS, HIGHEST, LOWEST, Learned, apply_learning
from core.retrieval.rehearsal.asking import ASKED, CLOZE, FACTS, Questions, ask, embed_questions, make_questions
from core.retrieval.rehearsal.sharing import propose
from core.retrieval.rehearsal.tuning import Lesson, fit_factors, reciprocal_ranks, sure_gain
from core.retrieval.resident import Resident
from core.retrieval.tuned import CLEARING_KEY, KEY, read_clearing, read_tuned
from core.retrieval.vault_index import VaultIndex
from core.store import memories
from core.store.database import Connection, Database
from core.store.nights import Journal, Piece

_FEWEST = 20
_BETTER = 0.005
"""By how much the mean reciprocal rank on questions that were not learned from must surely rise."""
_CLEARED, _DONE = "cleared", "done"

Factors = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A setting to keep; `record` is empty to go back to the default, None to leave everything as it is."""

    units: int
    key: str
    record: str | None
    reason: str
    cursor: str

    def apply(self, journal: Journal) -> None:
        """Keep it as the vault's setting."""
        if self.record is None:
            return
        with journal.change(ChangeKind.TUNED, self.reason) as change:
            if not self.record:
                change.delete("setting", {"key": self.key})
            elif not change.insert("setting", {"key": self.key, "value": self.record}):
                change.update("setting", {"key": self.key}, {"value": self.record})


class Rehearse:
    """Tunes retrieval on the user's own feedback and on questions made from memories.

    First what all vectors have in common is looked for, and left out of comparisons unless that surely finds less of
    what is asked in other words. Then the questions are cut in two halves: factors of weights fitted on one are kept
    only if they find what is right better on the other, and the user's own questions no worse; earlier factors that
    find it worse than the defaults are dropped.
    """

    name = StepName.REHEARSE

    def __init__(self, embedder: Embedder, configuration: Configuration | None = None) -> None:
        self._embedder, self._base = embedder_now(embedder), configuration or Configuration()
        self._questions: Questions | None = None
        self._resident = Resident()

    def count(self, database: Database) -> int:
        """How many questions there are to ask, about."""
        with database.reading() as connection:
            known = memories.count_memories(connection)
        return min(known, CLOZE + FACTS + ASKED) if known >= _FEWEST else 0

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        """Ask everything, and see what would have found more.

        Raises:
            Cancelled: `stop` was set; a later night begins anew, there is nothing to lose.
        """
        if cursor == _DONE:
            self._questions = None
            self._resident.forget()
            return None
        with database.reading() as connection:
            if stop.is_set():
                raise Cancelled
            if not cursor or self._questions is None:
                asked = make_questions(connection)
                if len(asked) < _FEWEST:
                    return None
                self._questions = embed_questions(asked, self._embedder, stop)
            return (self._tune if cursor == _CLEARED else self._clear)(connection, self._questions, stop)

    def _clear(self, connection: Connection, questions: Questions, stop: threading.Event) -> Piece:
        fingerprint = self._embedder.fingerprint
        known, found = read_clearing(connection), None
        if questions.vectors is not None:
            found = propose(connection, known, fingerprint, stop)
        if found is None:
            return _Kept(0, CLEARING_KEY, None, "", _CLEARED)
        telling = questions.in_other_words()
        now, then = (self._find(connection, telling, common, stop) for common in (None, found))
        if sure_gain(then, now) > _BETTER:
            kept = known is not None
            reason = f"Memories are compared as they are: {_rise(then, now)}."
            return _Kept(len(telling.asked), CLEARING_KEY, "" if kept else None, reason, _CLEARED)
        reason = f"What {found.count} memories have in common is left out when they are compared: {_rise(now, then)}."
        return _Kept(len(telling.asked), CLEARING_KEY, found.to_json(), reason, _CLEARED)

    def _find(
        self, connection: Connection, questions: Questions, clearing: Clearing | None, stop: threading.Event
    ) -> Factors:
        index = VaultIndex(connection, self._embedder.fingerprint, self._resident)
        index.try_clearing(clearing)
        lessons = ask(questions, index, apply_learning(self._base, read_tuned(connection)), stop)
        return reciprocal_ranks(lessons, np.ones(len(CHANNELS)))

    def _tune(self, connection: Connection, questions: Questions, stop: threading.Event) -> Piece:
        tuned = read_tuned(connection)
        fingerprint = self._embedder.fingerprint if questions.vectors is not None else ""
        index = VaultIndex(connection, fingerprint, self._resident)
        lessons = ask(questions, index, apply_learning(self._base, tuned), stop)
        return _decide(lessons, [question.own for question in questions.asked], tuned, stop)


def _rise(before: Factors, after: Factors) -> str:
    if not len(before):
        return "there was nothing to try it on"
    return f"mean reciprocal rank {before.mean():.3f} → {after.mean():.3f} on {len(before)} questions"


def _decide(lessons: Sequence[Lesson], own: Sequence[bool], tuned: Learned, stop: threading.Event) -> _Kept:
    taught, held = lessons[::2], lessons[1::2]
    mine = np.array(own[1::2], dtype=np.bool_)
    before = np.array([tuned.factors.get(name, 1.0) for name in CHANNELS])
    fitted = np.clip(before * fit_factors(taught, before, stop), LOWEST, HIGHEST) / before
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
        return _Kept(len(lessons), KEY, "", reason, _DONE)
    if fit < _BETTER:
        return _Kept(len(lessons), KEY, None, "", _DONE)
    factors = {name: round(float(v), 4) for name, v in zip(CHANNELS, fitted * before, strict=True) if v != 1.0}
    record = Learned(factors, tuned.lessons + len(taught)).to_json()
    reason = f"Searching was adjusted: {rose.format(then)}."
    return _Kept(len(lessons), KEY, record, reason, _DONE)
