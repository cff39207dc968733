"""The grades are what they say."""

from __future__ import annotations

import pytest

from tests.bench.grades import Grades, score, token_f1
from tests.bench.synthetic import Asked


def test_words_count_without_case_marks_and_articles() -> None:
    assert token_f1("The Salt Path.", "salt path") == 1.0
    assert token_f1("a red boat", "the blue boat") == pytest.approx(0.5)
    assert token_f1("kayak", "boat") == 0.0
    assert token_f1("", "boat") == 0.0


def test_a_list_is_graded_by_its_parts() -> None:
    assert score("cello", "cello, clarinet", several=True) == pytest.approx(0.5)
    assert score("the clarinet, a cello", "cello, clarinet", several=True) == 1.0
    assert score("cello", "cello, clarinet") == pytest.approx(2 / 3)


def test_an_abstention_costs_recall_but_not_precision() -> None:
    grades = Grades()
    asked = Asked("What does she play?", ("m1", "m2"), "cello")
    grades.grade(asked, "cello", ["m1", "m9"], abstained=False, several=False)
    grades.grade(asked, "Nothing in your memory says.", [], abstained=True, several=False)
    grades.grade(Asked("What does he play?", (), ""), "Nothing in your memory says.", [], abstained=True, several=False)
    assert (grades.f1, grades.precision, grades.recall) == ([1.0, 0.0], [0.5], [0.5, 0.0])
    assert (grades.shy, grades.silent) == ([0.0, 1.0], [1.0])
