"""Answers come from evidence, say so, and never from anywhere else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest

from core.answering.answerer import EMPTY, NOTHING, Answerer
from core.errors import ModelUnavailable
from core.inference.language import Message, Spoken
from core.model.answer import Answer, Hit, Means
from core.model.events import AskEvent, Checking, Loading, Recalled, Said
from core.model.memory import Trust
from tests.unit.answering.samples import hits


class ScriptedModel:
    """Says what it was told to say, and keeps what it was asked."""

    name, loaded, context = "scripted", False, 2048

    def __init__(self, *answers: str | Exception, available: bool = True) -> None:
        self.answers, self.available = list(answers), available
        self.prompts: list[str] = []

    def load(self) -> None:
        self.loaded = True

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def chat(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        on_text: Callable[[str], None] | None = None,
        stop: threading.Event | None = None,
        temperature: float = 0.0,
        stop_at: Sequence[str] = (),
    ) -> Spoken:
        self.prompts.append("\n".join(message["content"] for message in messages))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        words = answer.split(" ")
        said: list[str] = []
        for word in words:
            if stop is not None and stop.is_set():
                break
            said.append(word)
            if on_text is not None:
                on_text(word + " ")
        return Spoken(" ".join(said), len(said), 80, 31.0, len(said) < len(words))


SAILING = hits(
    ("Nora", "I went to see the sailing club yesterday and signed up on the spot."),
    ("Ben", "My dog Luna hates the water."),
)


def ask(
    model: ScriptedModel,
    question: str,
    found: list[Hit] = SAILING,
    events: list[AskEvent] | None = None,
    stop: threading.Event | None = None,
) -> Answer:
    return Answerer(model).answer(  # type: ignore[arg-type]
        question,
        found,
        {},
        considered=len(found),
        on_event=(events if events is not None else []).append,
        stop=stop or threading.Event(),
    )


def test_a_supported_draft_is_the_answer_and_is_cited() -> None:
    events: list[AskEvent] = []
    answer = ask(
        ScriptedModel("She signed up on the spot."), "When did Nora sign up at the sailing club?", events=events
    )
    assert answer.text == "She signed up on the spot."
    assert (answer.means, answer.abstained, answer.model) == (Means.MODEL, False, "scripted")
    assert [(c.number, c.ref, c.label) for c in answer.citations] == [(1, "D1:1", "Nora · 8 May 2023")]
    assert answer.citations[0].quote in SAILING[0].memory.text
    assert [type(event) for event in events if not isinstance(event, Said)] == [Recalled, Loading, Checking]


def test_two_claims_carry_marks_that_match_the_citations() -> None:
    answer = ask(ScriptedModel("Nora signed up on the spot. Luna hates the water."), "What of Nora, Luna and sailing?")
    assert answer.text == "Nora signed up on the spot. [1] Luna hates the water. [2]"
    assert [c.ref for c in answer.citations] == ["D1:1", "D1:2"]


def test_an_unsupported_draft_is_never_shown() -> None:
    answer = ask(ScriptedModel("She paid 300 euros to Margaret."), "When did Nora sign up at the sailing club?")
    assert "300" not in answer.text
    assert answer.means is Means.QUOTE
    assert answer.citations[0].quote in answer.text


def test_nothing_that_bears_on_it_is_said_as_such_with_the_closest() -> None:
    model = ScriptedModel()
    answer = ask(model, "What is the capital of Peru?")
    assert (answer.text, answer.abstained, answer.means) == (NOTHING, True, Means.NOTHING)
    assert answer.citations == ()
    assert answer.closest
    assert not model.prompts


def test_what_one_person_says_answers_nothing_about_another() -> None:
    model = ScriptedModel("The dog is Luna.")
    found = hits(("Ben", "My dog is called Luna."), ("Nora", "I like walking along the pier."))
    answer = Answerer(model).answer(  # type: ignore[arg-type]
        "What is Nora's dog called?",
        found,
        {1: 0.7, 2: 0.2},
        considered=2,
        people={"Nora"},
        on_event=lambda event: None,
        stop=threading.Event(),
    )
    assert answer.abstained
    assert [c.ref for c in answer.closest] == ["D1:1", "D1:2"]


def test_the_day_of_saying_is_not_the_day_of_yesterday() -> None:
    answer = ask(ScriptedModel("Nora signed up on 8 May 2023."), "When did Nora sign up at the sailing club?")
    assert answer.means is Means.QUOTE
    assert "yesterday" in answer.text


def test_an_empty_memory_says_so() -> None:
    answer = ask(ScriptedModel(), "Anything?", found=[])
    assert (answer.text, answer.abstained) == (EMPTY, True)


def test_without_a_model_the_evidence_itself_is_the_answer() -> None:
    answer = ask(ScriptedModel(available=False), "When did Nora sign up at the sailing club?")
    assert answer.means is Means.QUOTE
    assert answer.text.startswith("Nora said on 8 May 2023: “I went to see the sailing club")
    assert answer.model == ""


def test_a_model_that_dies_is_named_and_the_evidence_quoted() -> None:
    answer = ask(ScriptedModel(ModelUnavailable("The model's process ended.")), "Did Nora sign up at the sailing club?")
    assert answer.means is Means.QUOTE
    assert "process ended" in answer.notice


def test_what_an_assistant_said_is_never_evidence() -> None:
    model = ScriptedModel()
    answer = ask(
        model, "When did Nora sign up?", found=hits(("assistant", "Nora did sign up in 1999."), trust=Trust.MODEL)
    )
    assert answer.abstained
    assert not answer.citations
    assert not answer.closest
    assert not model.prompts


def test_stopping_keeps_whole_sentences_only() -> None:
    stop = threading.Event()
    model = ScriptedModel("She signed up on the spot and paid nothing")

    class StopsAfterThree(list[AskEvent]):
        def append(self, event: AskEvent) -> None:
            super().append(event)
            if sum(isinstance(e, Said) for e in self) == 3:
                stop.set()

    answer = ask(model, "When did Nora sign up at the sailing club?", events=StopsAfterThree(), stop=stop)
    assert answer.stopped
    assert "She signed" not in answer.text


def test_evidence_that_does_not_fit_the_context_is_left_out() -> None:
    model = ScriptedModel("I don't know.")
    model.context = 400
    long = hits(*[("Nora", f"sailing club number {n} " + "and more " * 60) for n in range(6)])
    ask(model, "Which sailing club?", found=long)
    assert "[1]" in model.prompts[0]
    assert "[6]" not in model.prompts[0]


@pytest.mark.parametrize(
    "question", ["?", "the of and", "¿Dónde?", "什么时候", "'; drop table memory; --", "x" * 50_000]
)
def test_any_question_gets_an_answer(question: str) -> None:
    answer = ask(ScriptedModel("I don't know.", "I don't know."), question)
    assert answer.text
