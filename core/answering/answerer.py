"""Making an answer: evidence into the prompt, a streamed draft, the check, the citations."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from core.answering.check import Claim, check
from core.answering.evidence import Evidence, gather
from core.answering.prompt import ANSWER_TOKENS, build_prompt
from core.answering.quote import best_passage, quote
from core.answering.relevance import bears_clearly, bears_on, is_about
from core.answering.wording import sentences
from core.errors import ModelUnavailable
from core.inference.language import LanguageModel
from core.model.answer import Answer, Citation, Hit, Means, Route
from core.model.events import AskEvent, Checking, Loading, Recalled, Said

_MOST_EVIDENCE = 5
_MOST_CLOSEST = 2
NOTHING = "Nothing in your memory says."
EMPTY = "There is nothing in your memory yet. Add files or a conversation, then ask again."


class Answerer:
    """Answers from evidence, with the language model where there is one and by quoting where there is none."""

    def __init__(self, language: LanguageModel) -> None:
        self._language = language

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        similarity: dict[int, float],
        *,
        considered: int,
        people: Collection[str] = (),
        on_event: Callable[[AskEvent], None],
        stop: threading.Event,
    ) -> Answer:
        """Answer `question` from `hits`, the best first.

        `similarity` gives the cosine between question and memory for those that have a vector; `considered` is how
        many memories were in reach; `people` are the known speakers that the question names. A model that dies on the
        way is told in `notice`, and the evidence is quoted.
        """
        began = time.perf_counter()
        evidence = gather(hits, _MOST_EVIDENCE)
        on_event(Recalled(len(evidence)))
        bearing = [item for item in evidence if bears_on(item, question, similarity.get(item.memory.id), people)]
        answer = None
        if bearing:
            clear = [item for item in bearing if bears_clearly(item, question, similarity.get(item.memory.id), people)]
            about = [item for item in evidence if is_about(item, people)]
            answer = self._from(about, bearing, clear, question, on_event, stop)
        answer = answer or _nothing(evidence, question, considered)
        return replace(answer, considered=considered, milliseconds=round((time.perf_counter() - began) * 1000))

    def _from(
        self,
        evidence: list[Evidence],
        bearing: list[Evidence],
        clear: list[Evidence],
        question: str,
        on_event: Callable[[AskEvent], None],
        stop: threading.Event,
    ) -> Answer:
        """From the model and checked; without a model, the best of what bears on the question, quoted."""
        if not self._language.available:
            return _quoted(bearing[0], question, "")
        try:
            return self._with_model(evidence, clear, question, on_event, stop)
        except ModelUnavailable as error:
            return _quoted(bearing[0], question, f"{error} This answer quotes your memory instead.")

    def _with_model(
        self,
        evidence: list[Evidence],
        clear: list[Evidence],
        question: str,
        on_event: Callable[[AskEvent], None],
        stop: threading.Event,
    ) -> Answer:
        if not self._language.loaded:
            on_event(Loading(self._language.name))
            self._language.load()
        messages, shown = build_prompt(question, evidence, context=self._language.context, count=self._language.count)
        spoken = self._language.chat(
            messages, max_tokens=ANSWER_TOKENS, on_text=lambda text: on_event(Said(text)), stop=stop, stop_at=["\n"]
        )
        on_event(Checking())
        draft = spoken.text
        if spoken.stopped:
            # The sentence that was cut off in the middle says nothing yet.
            whole = sentences(draft)
            draft = " ".join(whole if draft.rstrip().endswith((".", "!", "?")) else whole[:-1])
        claims = check(draft, question, shown)
        if claims:
            answer = _cited(claims, question)
        elif spoken.stopped:
            answer = Answer("Stopped.", (), Route.TARGETED, Means.MODEL, abstained=True, milliseconds=0)
        elif clear:
            answer = _quoted(clear[0], question, "")
        else:
            answer = _nothing(evidence, question, len(evidence))
        return replace(
            answer,
            model=self._language.name,
            tokens_per_second=spoken.tokens_per_second,
            first_token_ms=spoken.first_token_ms,
            stopped=spoken.stopped,
        )


def _cited(claims: list[Claim], question: str) -> Answer:
    """Number the carriers in order of appearance; marks stand in the text only where there is more than one claim."""
    numbers: dict[int, int] = {}
    citations: list[Citation] = []
    parts: list[str] = []
    for claim in claims:
        for item in claim.carriers:
            if item.memory.id not in numbers:
                numbers[item.memory.id] = len(numbers) + 1
                passage = best_passage(item, f"{question} {claim.text}")
                citations.append(item.cite(numbers[item.memory.id], passage))
        marks = "".join(f"[{numbers[item.memory.id]}]" for item in claim.carriers)
        parts.append(f"{claim.text} {marks}" if len(claims) > 1 else claim.text)
    return Answer(" ".join(parts), tuple(citations), Route.TARGETED, Means.MODEL, abstained=False, milliseconds=0)


def _quoted(item: Evidence, question: str, notice: str) -> Answer:
    said, words = quote(item, question)
    return Answer(
        said, (item.cite(1, words),), Route.TARGETED, Means.QUOTE, abstained=False, milliseconds=0, notice=notice
    )


def _nothing(evidence: list[Evidence], question: str, considered: int) -> Answer:
    closest = tuple(
        item.cite(number, best_passage(item, question)) for number, item in enumerate(evidence[:_MOST_CLOSEST], 1)
    )
    said = NOTHING if considered else EMPTY
    return Answer(said, (), Route.TARGETED, Means.NOTHING, abstained=True, milliseconds=0, closest=closest)
