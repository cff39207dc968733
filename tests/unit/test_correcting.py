"""What the user says is right is kept as his own word, and answers the question from then on. No model takes part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.assistant import Assistant
from core.correcting import LONGEST
from core.errors import UserError
from core.inference import models
from core.model.answer import AccessKind, Means, Role, Route, Turn
from core.model.memory import Form, Kind, SourceKind, Trust
from core.retrieval.learning import CHANNELS, Learned, read_learned
from core.store import accesses, corrections, memories, triples
from tests.faults.command import message, write_conversation

TALK = (
    ("Robin", "My dentist is Dr Weiss."),
    ("Kim", "Robin, was the wedding in Paris as you planned? The wedding in Paris must have been lovely."),
    ("Robin", "The wedding was in Paris, with sixty guests and a small band."),
    ("Kim", "The gate code is 4417."),
    ("Robin", "We kept the tandem in the cellar of the old mill."),
    ("Kim", "Robin is allergic to hazelnuts."),
)

Ask = Callable[..., Turn]


@pytest.fixture
def assistant(profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.setattr(models, "_catalogue", lambda: {"language": [], "embedding": []})
    monkeypatch.delenv(models.OVERRIDE, raising=False)
    opened, _ = Assistant.create(profile, "seven quiet boats")
    lines = [message(n, speaker=who, text=text) for n, (who, text) in enumerate(TALK)]
    opened.import_conversation(write_conversation(tmp_path / "talk.jsonl", lines))
    opened.work()
    yield opened
    opened.close()


def text_of(turn: Turn) -> str:
    assert turn.answer is not None
    return turn.answer.text


@pytest.mark.parametrize(
    ("question", "right", "answer"),
    [
        ("Who is my dentist?", "my dentist is Dr Amin", "Dr Amin"),
        ("Who is my dentist?", "it's Dr Amin", "Dr Amin"),
        ("What is the gate code?", "5512", "5512"),
        ("Where was the wedding?", "the wedding was in Lyon, not in Paris", "the wedding was in Lyon, not in Paris"),
        ("Where was the wedding?", "It was in Lyon.", "It was in Lyon."),
        ("Where did we keep the tandem?", "in the shed", "in the shed"),
        ("How many guests came to the wedding?", "seventy", "seventy"),
        ("What colour is the boat of my uncle?", "green", "green"),
    ],
)
def test_the_same_question_is_answered_with_what_is_right(
    assistant: Assistant, question: str, right: str, answer: str
) -> None:
    wrong = assistant.ask(question)
    noted = assistant.correct(wrong.id, right)
    assert noted.answer is not None
    assert (noted.text, noted.answer.route, noted.answer.means) == (f"Noted: {right}", Route.PROFILE, Means.PHRASE)
    again = assistant.ask(question)
    assert again.answer is not None
    assert again.answer.text == answer
    assert again.answer.citations[0].memory_id == noted.answer.citations[0].memory_id
    assert again.answer.citations[0].label.startswith("Corrections")
    assert not again.answer.abstained


def test_it_is_kept_as_the_users_own_word_in_place_of_what_was_cited(assistant: Assistant) -> None:
    wrong = assistant.ask("Who is my dentist?")
    assert wrong.answer is not None
    cited = {one.memory_id for one in wrong.answer.citations}
    noted = assistant.correct(wrong.id, "That's wrong: my dentist is Dr Amin")
    assert noted.answer is not None
    kept = assistant.passage(noted.answer.citations[0].memory_id)
    (memory,) = kept.memories
    assert (kept.source.kind, kept.source.title) == (SourceKind.CAPTURE, "Corrections")
    assert (memory.text, memory.trust, memory.kind, memory.form) == (
        "my dentist is Dr Amin", Trust.USER, Kind.SEMANTIC, Form.FACT
    )  # fmt: skip
    assert memory.said_at is not None
    with assistant._database.reading() as connection:
        assert corrections.parents_of(connection, [memory.id])[memory.id] == cited
        assert [one.object for one in triples.triples_of(connection, [memory.id])] == ["Dr Amin"]
        assert all(accesses.count_accesses(connection, id_, AccessKind.CORRECTED) == 1 for id_ in cited)
        assert len(memories.get_memories(connection, cited)) == len(cited)
    turns = assistant.turns(wrong.chat_id)
    assert [turn.role for turn in turns] == [Role.USER, Role.ASSISTANT] * 2
    assert turns[2].text == "That’s wrong: my dentist is Dr Amin"
    assert not [finding for finding in assistant.verify() if not finding.ok]


def test_the_question_in_other_words_finds_it_before_what_was_wrong(assistant: Assistant) -> None:
    question = "Where was the wedding?"
    before = [hit.memory.text for hit in assistant.search("Where did the wedding take place?")]
    asked = assistant.ask(question)
    assert asked.answer is not None
    cited = {one.memory_id for one in asked.answer.citations}
    assistant.correct(asked.id, "In Lyon.")
    hits = assistant.search("Where did the wedding take place?")
    assert hits[0].memory.text == "Where was the wedding? In Lyon."
    assert hits[0].channels["correction"] > 0
    wrong = [hit for hit in hits if hit.memory.id in cited]
    assert wrong
    for hit in wrong:
        assert hit.channels["correction"] < 0
        assert sum(hit.channels.values()) == pytest.approx(hit.score)
    assert {hit.memory.text for hit in hits} >= set(before)
    # Elsewhere it keeps its rank.
    assert all("correction" not in hit.channels for hit in assistant.search("a small band and sixty guests"))


@pytest.mark.parametrize(
    "objection", ["That's wrong: ", "Das stimmt nicht: ", "C'est faux : ", "Eso está mal: ", "不对："]
)
def test_it_can_be_said_in_the_chat(assistant: Assistant, objection: str) -> None:
    first = assistant.ask("Where was the wedding?")
    noted = assistant.ask(f"{objection}the wedding was in Lyon", chat_id=first.chat_id)
    assert noted.text.endswith("the wedding was in Lyon")
    assert (noted.chat_id, noted.answer and noted.answer.means) == (first.chat_id, Means.PHRASE)
    assert text_of(assistant.ask("Where was the wedding?", chat_id=first.chat_id)) == "the wedding was in Lyon"


def test_without_an_answer_before_it_it_is_a_question(assistant: Assistant) -> None:
    said = assistant.ask("That's wrong: the wedding was in Lyon")
    assert not said.text.startswith("Noted")
    hello = assistant.ask("hello")
    assert not assistant.ask("That's wrong: I am fine", chat_id=hello.chat_id).text.startswith("Noted")
    assert not assistant.sources() or all(source.title != "Corrections" for source in assistant.sources())


def test_who_says_only_that_it_is_wrong_is_asked_what_is_right(assistant: Assistant) -> None:
    first = assistant.ask("Where was the wedding?")
    asked = assistant.ask("That's wrong.", chat_id=first.chat_id)
    assert "What is right instead?" in asked.text
    noted = assistant.ask("That's wrong: the wedding was in Lyon", chat_id=first.chat_id)
    assert noted.text == "Noted: the wedding was in Lyon"
    assert text_of(assistant.ask("Where was the wedding?")) == "the wedding was in Lyon"


def test_a_correction_can_be_corrected(assistant: Assistant) -> None:
    first = assistant.ask("Where was the wedding?")
    noted = assistant.correct(first.id, "the wedding was in Lyon")
    assistant.correct(noted.id, "the wedding was in Nice")
    assert text_of(assistant.ask("Where was the wedding?")) == "the wedding was in Nice"


def test_what_is_said_later_overrules_it(assistant: Assistant, tmp_path: Path) -> None:
    assistant.correct(assistant.ask("What is the gate code?").id, "5512")
    line = message(99, speaker="Kim", text="The gate code is 8080 now.", time="2999-01-01T10:00:00+00:00")
    assistant.import_conversation(write_conversation(tmp_path / "later.jsonl", [line]))
    assistant.work()
    assert text_of(assistant.ask("What is the gate code?")) == "8080"


def test_what_cannot_be_corrected_says_so(assistant: Assistant) -> None:
    first = assistant.ask("Where was the wedding?")
    for turn_id, text in (
        (first.id, " "),
        (first.id, "That's wrong:"),
        (first.id, "x" * (LONGEST + 1)),
        (9999, "Lyon"),
    ):
        with pytest.raises(UserError):
            assistant.correct(turn_id, text)
    assert len(assistant.turns(first.chat_id)) == 2
    with pytest.raises(UserError):
        assistant.correct(assistant.turns(first.chat_id)[0].id, "Lyon")


def test_opening_what_stood_lower_is_learned_and_forgotten_again(assistant: Assistant) -> None:
    hits = assistant.search("wedding with a small band")
    assistant.passage(hits[0].memory.id)
    assert learned(assistant) == Learned()
    hits = assistant.search("wedding with a small band")
    # Something must speak for it, or there is nothing to trust more.
    first = hits[0].channels
    lower = next(
        hit for hit in hits[1:] if any(hit.channels[name] > first[name] + 0.01 for name in first.keys() & set(CHANNELS))
    )
    assistant.passage(lower.memory.id)
    assert learned(assistant).lessons == 1
    assert any(factor != 1.0 for factor in learned(assistant).factors.values())
    scores = [hit.score for hit in assistant.search("wedding with a small band")]
    assert scores != pytest.approx([hit.score for hit in hits])
    assistant.reset_learning()
    assert learned(assistant) == Learned()
    assert [hit.score for hit in assistant.search("wedding with a small band")] == pytest.approx(
        [hit.score for hit in hits]
    )


def test_what_was_only_found_teaches_nothing(assistant: Assistant) -> None:
    assistant.search("wedding with a small band")
    assistant.find("wedding with a small band")
    assistant.ask("Where did my grandfather buy his first lathe?")
    assert learned(assistant) == Learned()


def test_what_is_typed_is_found_by_its_words_alone(assistant: Assistant) -> None:
    assert assistant.find("xylophone").hits == []
    assert [hit.memory.text for hit in assistant.find("hazelnu").hits] == ["Robin is allergic to hazelnuts."]


def test_what_an_answer_cites_is_noted_and_teaches_nothing(assistant: Assistant) -> None:
    questions = ("Where was the wedding?", "What is the gate code?", "Who is my dentist?", "Where is the tandem?")
    answers = [assistant.ask(question).answer for question in questions]
    cited = {citation.memory_id for answer in answers if answer is not None for citation in answer.citations}
    assert cited
    with assistant._database.reading() as connection:
        assert all(accesses.count_accesses(connection, id_, AccessKind.CITED) for id_ in cited)
    assert learned(assistant) == Learned()


def learned(assistant: Assistant) -> Learned:
    with assistant._database.reading() as connection:
        return read_learned(connection)
