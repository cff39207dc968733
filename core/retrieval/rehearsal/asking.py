"""Asking a vault what it is known to hold: the questions of a night, and what each brings up."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.embedding.embedder import Embedder
from core.errors import Cancelled, ModelUnavailable
from core.model.memory import Form, Trust
from core.patience import wait_for
from core.retrieval.configuration import Configuration
from core.retrieval.learning import CHANNELS
from core.retrieval.rehearsal.cloze import Rehearsed, make_cloze
from core.retrieval.rehearsal.tuning import Lesson
from core.retrieval.search import Held, find
from core.retrieval.vault_index import VaultIndex
from core.store import feedback, memories
from core.store.database import Connection

CLOZE, FACTS, ASKED = 160, 80, 80
"""How many questions of each sort are rehearsed in a night, at most."""
_HITS = 40
_OWN_WEIGHT = 3.0
_BOUND = 10_000

_FITTING = np.isin(
    CHANNELS, ("words", "vector", "window", "session_words", "session_vector", "entities", "speaker", "period")
)
"""The channels that say how well a memory fits a question. The others say which memories are asked about at all: of
that only the user's own questions can tell, for those made here are about any."""


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked in a night, with a vector for each, shape (n, d); None without a model."""

    asked: Sequence[Rehearsed]
    vectors: NDArray[np.float32] | None

    def in_other_words(self) -> Questions:
        """Those that ask in other words than what answers them: all but memories with blanks."""
        rows = [row for row, question in enumerate(self.asked) if question.own or not question.blanks]
        return Questions([self.asked[row] for row in rows], None if self.vectors is None else self.vectors[rows])


def make_questions(connection: Connection) -> list[Rehearsed]:
    """Return the user's own questions and some made of memories: the same for the same vault."""
    chance = random.Random(memories.count_changes(connection))  # noqa: S311  nothing secret hangs on it
    index = VaultIndex(connection)
    found = [
        Rehearsed(text, frozenset(right), _OWN_WEIGHT, own=True)
        for text, right in feedback.questions_with_answers(connection, ASKED)
    ]
    for memory_id in feedback.sample_memories(connection, Form.FACT, FACTS, chance.random()):
        told = memories.get_memories(connection, [memory_id]).get(memory_id)
        parents = feedback.parents_in_reach(connection, memory_id)
        if told is not None and parents:
            found.append(Rehearsed(told.text, frozenset({*parents, memory_id})))
    ids = feedback.sample_memories(connection, Form.CHUNK, CLOZE, chance.random())
    for memory in memories.get_memories(connection, ids).values():
        if memory.trust is Trust.MODEL:
            continue
        text = make_cloze(memory, lambda words: index.document_frequency(words, bound=_BOUND), chance)
        if text:
            found.append(Rehearsed(text, frozenset({memory.id}), blanks=True))
    chance.shuffle(found)
    return found


def embed_questions(asked: Sequence[Rehearsed], embedder: Embedder, stop: threading.Event) -> Questions:
    """Give each question its vector; none where there is no model: words alone are rehearsed then.

    Raises:
        Cancelled: `stop` was set.
    """
    try:
        texts = [question.text for question in asked]
        return Questions(asked, wait_for(lambda: embedder.encode_bulk(texts, stop), stop))
    except ModelUnavailable:
        return Questions(asked, None)  # the model's status says why


def ask(questions: Questions, index: VaultIndex, configuration: Configuration, stop: threading.Event) -> list[Lesson]:
    """Search for the answer to each question.

    Raises:
        Cancelled: `stop` was set.
    """
    return list(_ask(questions, index, configuration, stop))


def _ask(
    questions: Questions, index: VaultIndex, configuration: Configuration, stop: threading.Event
) -> Iterator[Lesson]:
    held = Held()
    for number, question in enumerate(questions.asked):
        if stop.is_set():
            raise Cancelled
        vector = None if questions.vectors is None else questions.vectors[number]
        hits = find(question.text, vector, index, configuration, _HITS, held=held).hits
        shares = np.array([[hit.channels.get(name, 0.0) for name in CHANNELS] for hit in hits], dtype=np.float64)
        right = np.array([hit.memory_id in question.right for hit in hits], dtype=np.bool_)
        teaches = None if question.own else _FITTING
        yield Lesson(shares.reshape(len(hits), len(CHANNELS)), right, question.weight, teaches)
