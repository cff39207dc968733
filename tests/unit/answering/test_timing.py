"""Answering "when" from the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.answering.timing import tell_time
from core.understanding.time_questions import read_question_time
from tests.unit.answering.samples import WHEN, evidence


def no_nearness(texts: Sequence[str]) -> None:
    """No embedding model is there."""


def tell(question: str, *said: tuple[str, str], scores: tuple[float, ...] = ()) -> str | None:
    items = [replace(item, score=score) for item, score in zip(evidence(*said), scores or (1.0,) * 9, strict=False)]
    told = tell_time(question, read_question_time(question, WHEN), items, 0.5, {}, no_nearness)
    return None if told is None else told.text


@pytest.mark.parametrize(
    ("question", "said", "answer"),
    [
        ("When did Nora go sailing?", "I went sailing yesterday.", "7 May 2023"),
        ("When did Nora go sailing?", "I went sailing last week.", "the week before 8 May 2023"),
        ("Which year did Nora move?", "We moved in March 2019.", "2019"),
        ("In what month did Nora move?", "We moved on 5 March 2019.", "March 2019"),
        ("When did Nora go sailing?", "I went sailing, it was lovely.", "8 May 2023"),
        ("What year did Nora go sailing?", "I went sailing, it was lovely.", "2023"),
    ],
)
def test_a_time_is_worked_out(question: str, said: str, answer: str) -> None:
    assert tell(question, ("Nora", said)) == answer


def test_the_time_in_the_sentence_that_shares_most_with_the_question_is_taken() -> None:
    said = "Last year I broke my arm. Yesterday I went sailing with Ben. Tomorrow I rest."
    assert tell("When did Nora go sailing with Ben?", ("Nora", said)) == "7 May 2023"


def test_what_is_quoted_for_a_day_is_the_sentence_that_speaks_of_it() -> None:
    items = evidence(("Nora", "Thanks, Ben! We went sailing, it was lovely. How are you?"))
    question = "When did Nora go sailing?"
    told = tell_time(question, read_question_time(question, WHEN), items, 0.5, {}, no_nearness)
    assert told is not None
    assert told.quote == "We went sailing, it was lovely."


def test_a_memory_that_tells_a_time_goes_before_one_about_as_good_that_does_not() -> None:
    said = (("Nora", "Sailing was lovely."), ("Nora", "I went sailing yesterday."))
    assert tell("When did Nora go sailing?", *said, scores=(1.0, 0.8)) == "7 May 2023"
    assert tell("When did Nora go sailing?", *said, scores=(1.0, 0.1)) == "8 May 2023"


def test_what_is_still_to_come_or_usual_did_not_happen_when_it_was_said() -> None:
    assert tell("When does the ferry leave?", ("Tom", "The ferry leaves from the long pier.")) is None


def test_what_has_no_time_and_no_day_it_was_said_tells_none() -> None:
    assert tell("When was the harbour built?", ("", "The harbour was built of granite.")) is None


def test_what_is_to_come_goes_before_what_was_over() -> None:
    said = (("Nora", "We signed for the house yesterday."), ("Nora", "On the first of June we have the keys."))
    assert tell("When does Nora move into the house?", *said, scores=(1.0, 0.8)) == "1 June 2023"
    assert tell("When did Nora sign for the house?", *said, scores=(1.0, 0.8)) == "7 May 2023"


def test_what_answers_the_same_question_goes_first_and_means_the_next_day_of_that_date() -> None:
    items = evidence(("Nora", "We signed for a house yesterday."), ("Nora", "On 4 March. Paul lends us his van."))
    items = [replace(item, score=1.0 / place) for place, item in enumerate(items, 1)]
    question = "When does Nora move?"
    told = tell_time(
        question, read_question_time(question, WHEN), items, 0.1, {2: "Great! When do you move?"}, no_nearness
    )
    assert told is not None
    assert told.text == "4 March 2024"


def test_what_a_page_dates_in_its_first_line_says_the_year_of_the_days_below() -> None:
    minutes = "Minutes of the association, 14 February 2026\n\nSummer party: agreed for 20 June.\nNext meeting: 9 May."
    assert tell("When is the summer party?", ("", minutes)) == "20 June 2026"
    assert tell("When is the next meeting of the association?", ("", minutes)) == "9 May 2026"
