"""From a question to its answer: small talk and what is known first, then recall and what can be made of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.answering.answerer import Answerer
from core.answering.ground import Ground
from core.answering.known import answer_known
from core.answering.ownership import without_claims
from core.answering.routing import BUDGETS, answer_small_talk, choose_route
from core.embedding.embedder import Embedder
from core.errors import ModelUnavailable
from core.inference.language import LanguageModel
from core.inference.writer import Writer
from core.model import times
from core.model.answer import Answer, Means, Route, Tier
from core.model.events import AskEvent
from core.model.memory import Memory, Trust
from core.retrieval.recall import Recall, Recalled
from core.store import memories
from core.store.database import Database
from core.understanding.time_questions import read_question_time

_SURROUNDED = 8
"""Of how many of the best hits it is looked up what stood before them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, and the memories that were recalled for it."""

    answer: Answer
    read: tuple[int, ...]


class Asking:
    """Answers questions from one vault.

    What is archived answers too where `tier` is thorough; the ranking is always the balanced one, by which it is judged
    what bears on a question.
    """

    def __init__(
        self,
        database: Database,
        recall: Recall,
        embedder: Embedder,
        language: LanguageModel,
        tier: Callable[[], Tier] = lambda: Tier.BALANCED,
        elsewhere: Callable[[], Writer | None] = lambda: None,
    ) -> None:
        self._database, self._recall, self._embedder, self._tier = database, recall, embedder, tier
        self._answerer = Answerer(language, elsewhere)

    def ask(
        self,
        question: str,
        *,
        on_event: Callable[[AskEvent], None],
        stop: threading.Event,
        chat: str = "",
    ) -> Asked:
        """Answer `question`, the next one of the chat of that name. `on_event` is called on this thread."""
        began = time.perf_counter()
        said = answer_small_talk(question)
        if said is not None:
            return Asked(Answer(said, (), Route.TALK, Means.PHRASE, abstained=False, milliseconds=0), ())
        with self._database.reading() as connection:
            known = answer_known(question, connection, (), times.now())
            kept = memories.count_memories(connection) if known is not None else 0
        if known is not None:
            spent = round((time.perf_counter() - began) * 1000)
            return Asked(replace(known, considered=kept, milliseconds=spent), ())
        ground = self._ground(question, None, chat)
        deeper = None if ground.route is Route.DEEP else lambda: self._ground(question, Route.DEEP, chat)
        answer = self._answerer.answer(ground, on_event=on_event, stop=stop, deeper=deeper)
        read = tuple(hit.memory.id for hit in ground.hits if hit.memory.trust is not Trust.MODEL)
        return Asked(replace(answer, milliseconds=round((time.perf_counter() - began) * 1000)), read)

    def _ground(self, question: str, route: Route | None, chat: str) -> Ground:
        budget = BUDGETS[route or Route.TARGETED]
        recalled = self._recall.recall(
            question, budget.recalled, wait_for_model=True, archived=self._tier() is Tier.THOROUGH, answering=True
        )
        return Ground(
            question=question,
            time=read_question_time(question, times.now()),
            route=route or choose_route(question, recalled.people),
            hits=without_claims(question, recalled.hits),
            similarity=recalled.similarity,
            considered=recalled.considered,
            people=recalled.people,
            before=self._before(recalled),
            nearness=self._nearness_to(question),
            chat=chat,
            standing=self._standing,
        )

    def _standing(self, ids: Sequence[int]) -> Iterable[Memory]:
        if not ids:
            return ()
        with self._database.reading() as connection:
            return memories.get_memories(connection, ids).values()

    def _before(self, recalled: Recalled) -> dict[int, str]:
        """What was said just before the best hits."""
        with self._database.reading() as connection:
            places = memories.places_of(connection, [hit.memory.id for hit in recalled.hits[:_SURROUNDED]])
            preceding = {place[0]: place[5] for place in places if place[5] is not None}
            texts = memories.get_memories(connection, preceding.values())
        return {memory_id: texts[before].text for memory_id, before in preceding.items() if before in texts}

    def _nearness_to(self, wanted: str) -> Callable[[Sequence[str]], NDArray[np.float64] | None]:
        def measure(texts: Sequence[str]) -> NDArray[np.float64] | None:
            if not texts:
                return np.zeros(0)
            try:
                rows = self._embedder.encode_urgently([wanted, *texts])
            except ModelUnavailable:
                return None
            return np.asarray(rows[1:] @ rows[0], dtype=np.float64)

        return measure
