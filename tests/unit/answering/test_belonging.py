"""The name of somebody's dog or sister is told of him who has one, and of nobody else."""

from __future__ import annotations

import pytest

from core.answering.belonging import is_told_of, read_named
from core.answering.evidence import gather
from tests.unit.answering.samples import hits

SAID = (
    ("Ben", "We should come and visit, my old dog Luna likes the pier."),
    ("Nora", "My neighbour gives her dog a tight blanket. Clara is Ben's sister."),
    ("Jonas", "Maria and I are expecting a baby in April! We adopted two puppies."),
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is Ben's dog called?", True), ("What is the name of Ben's dog?", True),
        ("What is Nora's dog called?", False), ("What is Clara's dog called?", False),
        ("What is Jonas's wife called?", False), ("What is Ben's sister called?", True),
        ("What is Jonas's dog called?", True), ("Who is Nora's brother?", False),
    ],
)  # fmt: skip
def test_it_is_told_of_whom_it_belongs_to(question: str, told: bool) -> None:
    named = read_named(question)
    assert named is not None
    assert is_told_of(*named, gather(hits(*SAID), 10, "en")) is told


@pytest.mark.parametrize("question", ["What does Ben's dog like?", "Where does Nora live?", "When was Luna born?"])
def test_other_questions_are_none_of_its_business(question: str) -> None:
    assert read_named(question) is None
