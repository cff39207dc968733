"""Reading along the evidence: what a model finds over is an answer, and what it only finds likely to begin is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.answering.reading import read_spans, reading_prompt
from core.answering.spans.candidates import Passage, split_passage
from core.answering.spans.question import read_asked
from core.answering.spans.ranking import Ranked, rank_spans
from core.answering.wording import stems
from core.inference.spoken import Beginning
from tests.unit.answering.samples import evidence

SAID = "I repaired the old clock and then I fed the neighbour's cat."
QUESTION = "What did Nora do?"


class Reader:
    """Finds an answer over after certain words and nowhere else; its tokens are single characters or whole words."""

    def __init__(self, over: dict[str, float], most_read: int = 999) -> None:
        self.over, self.most_read, self.befores = over, most_read, set[str]()

    def begin(self, before: str, texts: Sequence[str]) -> list[float]:
        self.befores.add(before)
        return [-1.0 for _ in texts]

    def follow(self, before: str, texts: Sequence[str], most: int) -> list[list[Beginning]]:
        self.befores.add(before)
        return [
            [
                Beginning(place, place, -1.0, self.over.get(text[:place].strip(), -9.0))
                for place in range(1, min(len(text), self.most_read) + 1)
            ]
            for text in texts
        ]


def ranked() -> tuple[list[Ranked], list[Passage]]:
    sentences, picture = split_passage(SAID, ())
    passages = [Passage(sentences, picture, (0.0,) * len(sentences), 0.0, 0, own=True, answers=False)]
    return rank_spans(passages, read_asked(QUESTION, stems(QUESTION))), passages


def read(reader: Reader) -> list[Ranked]:
    candidates, passages = ranked()
    return read_spans(candidates, passages, QUESTION, evidence(("Nora", SAID)), reader)


@pytest.mark.parametrize("whole", ["repaired the old clock", "old clock", "the neighbour's cat"])
def test_what_the_model_finds_over_comes_first(whole: str) -> None:
    assert read(Reader({whole: -0.1}))[0].span.text == whole


def test_of_ways_to_cut_one_answer_the_one_that_has_most_in_common_with_all_comes_first() -> None:
    over = {"repaired the old clock": -1.0, "old clock": -1.1, "clock": -1.1, "the neighbour's cat": -0.95}
    assert read(Reader(over))[0].span.text in ("repaired the old clock", "old clock")


def test_of_two_memories_the_likelier_to_carry_the_answer_gives_it() -> None:
    said = ("I repaired the clock.", "I repaired the kayak.")
    for likelier in (0, 1):
        passages = [
            replace(one, chance=0.9 if place == likelier else 0.1)
            for place, one in enumerate(
                Passage((text,), (False,), (0.0,), 0.0, 0, own=True, answers=False) for text in said
            )
        ]
        candidates = rank_spans(passages, read_asked(QUESTION, stems(QUESTION)))
        reader = Reader({"the clock": -0.5, "the kayak": -0.5})
        best = read_spans(candidates, passages, QUESTION, evidence(*(("Nora", text) for text in said)), reader)[0]
        assert best.span.passage == likelier


def test_of_two_sentences_of_a_memory_the_one_nearer_to_the_question_gives_it() -> None:
    said = "I repaired the clock. I repaired the kayak."
    for nearer, near in enumerate(((0.6, 0.1), (0.1, 0.6))):
        sentences, picture = split_passage(said, ())
        passages = [Passage(sentences, picture, near, 0.0, 0, own=True, answers=False)]
        candidates = rank_spans(passages, read_asked(QUESTION, stems(QUESTION)))
        reader = Reader({"the clock": -0.5, "the kayak": -0.5})
        assert read_spans(candidates, passages, QUESTION, evidence(("Nora", said)), reader)[0].span.sentence == nearer


def test_what_was_not_read_to_its_end_is_no_answer() -> None:
    assert {len(one.span.text) < 12 for one in read(Reader({}, most_read=12))} == {True}


def test_where_nothing_was_read_the_order_stays() -> None:
    assert read(Reader({}, most_read=1)) == ranked()[0]


def test_the_beginning_of_the_prompt_is_the_same_for_every_question() -> None:
    reader = Reader({})
    read(reader)
    (before,) = reader.befores
    other = reading_prompt("Where is it?", evidence(("Ben", "It is in the shed.")))
    assert before.split(f"Nora: {SAID}")[0] == other.split("Ben: It is in the shed.")[0]
    assert before.endswith(f"Nora: {SAID}\nQuestion: {QUESTION}\nAnswer:")
