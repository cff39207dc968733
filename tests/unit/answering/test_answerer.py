"""Answers come from evidence, say so, and never from anywhere else."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

import pytest

from core.answering.answerer import Answerer
from core.answering.ground import Ground
from core.answering.phrasing import phrasing_of
from core.errors import ModelUnavailable
from core.inference.going_on import GoingOn
from core.inference.spoken import Beginning, Likelihood, Message, Spoken
from core.model.answer import Answer, Hit, Means, Route
from core.model.events import AskEvent, Checking, Loading, Recalled, Said
from core.model.memory import Trust
from tests.unit.answering.samples import ground, hits

ENGLISH = phrasing_of("en")


class ScriptedModel:
    """Says what it was told to say, and keeps what it was asked."""

    name, loaded, context, elsewhere = "scripted", False, 2048, ""

    def __init__(
        self, *answers: str | Exception, available: bool = True, fluent: bool = True, likely: str = ""
    ) -> None:
        self.answers, self.available, self.fluent, self.likely = list(answers), available, fluent, likely
        self.prompts: list[str] = []
        self.going_on: GoingOn | None = None

    def score(
        self,
        pairs: Sequence[tuple[str | Sequence[Message], str]],
        *,
        stop: threading.Event | None = None,
        most: int | None = None,
    ) -> list[Likelihood]:
        """Finds likely to begin an answer only what it was made to like."""
        if self.answers and isinstance(self.answers[0], Exception):
            raise self.answers.pop(0)
        self.prompts.append(str(pairs[0][0]))
        liked = [bool(self.likely) and text.strip().startswith(self.likely) for _, text in pairs]
        return [Likelihood(-1.0 if one else -9.0, 1) for one in liked]

    def follow(
        self, before: str, texts: Sequence[str], *, most: int, stop: threading.Event | None = None
    ) -> list[list[Beginning]]:
        """Finds an answer over where what it was made to like ends."""
        return [
            [
                Beginning(len(begun.encode()), place, -1.0, -0.1 if begun.strip() == self.likely else -9.0)
                for place, begun in enumerate(accumulate(re.findall(r"\s*\w+|\s*[^\w\s]", text)), 1)
            ]
            for text in texts
        ]

    def load(self) -> None:
        self.loaded = True

    def expect(self, opening: str) -> None:
        self.load()

    def go_on(self, name: str) -> dict[str, Any] | None:
        self.load()
        return self.going_on.about if self.going_on is not None and self.going_on.name == name else None

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
        going_on: GoingOn | None = None,
    ) -> Spoken:
        self.going_on = going_on
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

DOG = hits(("Ben", "My dog Luna hates the water."), ("Nora", "I went to see the sailing club yesterday."))


def ask(
    model: ScriptedModel,
    question: str,
    found: list[Hit] = SAILING,
    events: list[AskEvent] | None = None,
    stop: threading.Event | None = None,
    people: Collection[str] = (),
    deeper: Callable[[], Ground] | None = None,
) -> Answer:
    return Answerer(model).answer(  # type: ignore[arg-type]
        ground(question, found, people),
        on_event=(events if events is not None else []).append,
        stop=stop or threading.Event(),
        deeper=deeper,
    )


def test_a_supported_draft_is_the_answer_and_is_cited() -> None:
    events: list[AskEvent] = []
    answer = ask(
        ScriptedModel("She signed up on the spot."), "Where did Nora sign up with the sailing club?", events=events
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
    answer = ask(
        ScriptedModel("She paid 300 euros to Margaret."),
        "Where did Nora sign up with the sailing club?",
        people={"Nora"},
    )
    assert "300" not in answer.text
    assert answer.means is Means.SPAN
    assert answer.text in SAILING[0].memory.text
    assert [c.ref for c in answer.citations] == ["D1:1"]


def test_nothing_that_bears_on_it_is_said_as_such_with_the_closest() -> None:
    model = ScriptedModel()
    answer = ask(model, "What is the capital of Peru?")
    assert (answer.text, answer.abstained, answer.means) == (ENGLISH.nothing, True, Means.NOTHING)
    assert answer.citations == ()
    assert answer.closest
    assert not model.prompts


def test_what_one_person_says_answers_nothing_about_another() -> None:
    model = ScriptedModel("The dog is Luna.")
    found = hits(("Ben", "My dog is called Luna."), ("Nora", "I like walking along the pier."))
    answer = ask(model, "What is Nora's dog called?", found, people={"Nora"})
    assert answer.abstained
    assert [c.ref for c in answer.closest] == ["D1:1", "D1:2"]


def test_when_it_was_is_worked_out_and_never_left_to_the_model() -> None:
    model = ScriptedModel("Nora signed up on 8 May 2023.")
    answer = ask(model, "When did Nora sign up at the sailing club?")
    assert (answer.text, answer.means) == ("7 May 2023", Means.TIME)
    assert "yesterday" in answer.citations[0].quote
    assert not model.prompts


def test_what_was_said_without_a_time_happened_when_it_was_said() -> None:
    answer = ask(ScriptedModel(), "When did Nora buy the kayak?", hits(("Nora", "I bought the kayak, it is orange.")))
    assert (answer.text, answer.means) == ("8 May 2023", Means.TIME)


def test_a_small_model_has_a_say_in_which_span_answers() -> None:
    found = hits(("Nora", "Ben lent me his tent, and Ruth lent me her stove."))
    for liked in ("his tent", "her stove"):
        model = ScriptedModel(fluent=False, likely=liked)
        answer = ask(model, "What was Nora lent for the trip by Ben and Ruth?", found)
        assert liked in answer.text
        assert (answer.means, answer.model) == (Means.SPAN, "scripted")
        assert model.prompts[0].endswith("Answer:")


def test_a_small_model_that_dies_is_named_and_a_span_answers_without_it() -> None:
    model = ScriptedModel(ModelUnavailable("The model's process ended."), fluent=False)
    answer = ask(model, "Where did Nora sign up on the spot?", people={"Nora"})
    assert answer.means is Means.SPAN
    assert "process ended" in answer.notice
    assert answer.text in SAILING[0].memory.text


def test_what_is_unsupported_is_asked_once_more_on_deeper_ground() -> None:
    rounds: list[int] = []

    def deeper() -> Ground:
        rounds.append(1)
        return ground(
            "Which peak did Nora climb?", hits(("Nora", "The peak I climbed was the Eiger.")), route=Route.DEEP
        )

    answer = ask(ScriptedModel(available=False), "Which peak did Nora climb?", deeper=deeper)
    assert (rounds, answer.route) == ([1], Route.DEEP)
    assert "Eiger" in answer.text


def test_what_is_anothers_is_not_sought_any_deeper() -> None:
    def deeper() -> Ground:
        raise AssertionError("another's memory led: searching on would only find more of it")

    found = hits(("Ben", "I climbed the Eiger."), ("Nora", "I like walking along the pier where people climb."))
    answer = ask(ScriptedModel(), "Which peak did Nora climb?", found, people={"Nora"}, deeper=deeper)
    assert answer.abstained


@pytest.mark.parametrize(("score", "cited"), [(1.9, ["D1:1", "D1:2"]), (1.0, ["D1:1"])])
def test_beside_the_carrier_only_what_is_about_as_likely_is_cited(score: float, cited: list[str]) -> None:
    best, other = hits(("Nora", "The ferry to Bergen is called Alba."), ("Nora", "We slept well on it."))
    found = [replace(best, score=2.0), replace(other, score=score)]
    answer = ask(ScriptedModel(available=False), "What is the ferry to Bergen called?", found)
    assert "Alba" in answer.text
    assert [c.ref for c in answer.citations] == cited


def test_what_another_says_is_not_cited_beside_what_the_person_asked_about_says() -> None:
    found = hits(("Nora", "My ferry to Bergen is called Alba."), ("Ben", "You slept well on your ferry, Nora?"))
    found = [replace(hit, score=2.0) for hit in found]
    question = "What is Nora's ferry to Bergen called?"
    answer = ask(ScriptedModel(available=False), question, found, people={"Nora"})
    assert [c.ref for c in answer.citations] == ["D1:1"]


def test_a_time_that_was_worked_out_stands_in_one_memory() -> None:
    found = [
        replace(hit, score=2.0)
        for hit in hits(("Nora", "I took the ferry yesterday."), ("Nora", "I love the ferry to Bergen."))
    ]
    answer = ask(ScriptedModel(), "When did Nora take the ferry?", found, people={"Nora"})
    assert answer.means is Means.TIME
    assert [c.ref for c in answer.citations] == ["D1:1"]


def test_what_is_spoken_of_nowhere_is_not_answered_with_what_lies_near() -> None:
    said = ("I took the ferry to Bergen.", "The ferry was blue.", "We slept on the ferry.")
    found = hits(*(("Nora", said[n % 3]) for n in range(24)))
    for model in (ScriptedModel(available=False), ScriptedModel(fluent=False)):
        assert ask(model, "What colour was the ferry to Lisbon?", found).abstained
        assert not ask(model, "What colour was the ferry to Bergen?", found).abstained


def test_a_fluent_model_may_know_a_thing_by_another_word() -> None:
    found = hits(*(("Nora", "I took the blue ferry to Bergen.") for _ in range(24)))
    answer = ask(ScriptedModel("She took it to Bergen."), "Where did Nora take the blue ferry, her vessel?", found)
    assert answer.text == "She took it to Bergen."


def test_a_name_alone_is_no_reason_to_quote() -> None:
    found = hits(("Nora", "Thank you, Ben, I appreciate it."))
    for question, quoted in (("Quel instrument joue Nora ?", False), ("Pourquoi Nora dit-elle appreciate ?", True)):
        made = Answerer(ScriptedModel(available=False)).answer(  # type: ignore[arg-type]
            ground(question, found, {"Nora"}, {1: 0.45}), on_event=lambda _: None, stop=threading.Event()
        )
        assert made.abstained is not quoted


def test_an_empty_memory_says_so() -> None:
    answer = ask(ScriptedModel(), "Anything?", found=[])
    assert (answer.text, answer.abstained) == (ENGLISH.empty, True)


def test_without_a_model_a_span_of_the_evidence_is_the_answer() -> None:
    answer = ask(ScriptedModel(available=False), "What is Ben's dog called?", DOG, people={"Ben"})
    assert (answer.means, answer.model) == (Means.SPAN, "")
    assert "Luna" in answer.text
    assert [c.ref for c in answer.citations] == ["D1:1"]


def test_a_model_that_dies_is_named_and_the_answer_made_without_it() -> None:
    answer = ask(ScriptedModel(ModelUnavailable("The model's process ended.")), "Did Nora sign up at the sailing club?")
    assert answer.text == ENGLISH.yes
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

    answer = ask(model, "Where did Nora sign up with the sailing club?", events=StopsAfterThree(), stop=stop)
    assert answer.stopped
    assert "She signed" not in answer.text


def test_evidence_that_does_not_fit_the_context_is_left_out() -> None:
    model = ScriptedModel("I don't know.")
    model.context = 400
    long = hits(*[("Nora", f"sailing club number {n} " + "and more " * 60) for n in range(6)])
    ask(model, "Which sailing club?", found=long)
    assert "[1]" in model.prompts[0]
    assert "[6]" not in model.prompts[0]


def test_a_model_is_asked_to_answer_in_the_language_of_the_question() -> None:
    for question, wished in (("Wo ist Nora sailing club?", True), ("Where is the sailing club?", False)):
        model = ScriptedModel("She signed up on the spot.")
        ask(model, question)
        assert model.prompts[0].endswith("Answer in German.") == wished


@pytest.mark.parametrize(
    "question", ["?", "the of and", "¿Dónde?", "什么时候", "'; drop table memory; --", "x" * 50_000]
)
def test_any_question_gets_an_answer(question: str) -> None:
    answer = ask(ScriptedModel("I don't know.", "I don't know."), question)
    assert answer.text
