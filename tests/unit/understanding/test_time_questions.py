from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.model.period import Grain
from core.understanding.time_questions import Asks, read_question_time
from core.understanding.times import Bound, word_period

NOW = datetime(2023, 10, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "asks", "grain"),
    [
        ("When did we move?", Asks.WHEN, None), ("When Will has lost his job?", Asks.WHEN, None),
        ("Do you know when the race is?", Asks.WHEN, None), ("Since when do I run?", Asks.WHEN, None),
        ("How recently did I swim?", Asks.WHEN, None), ("Which year did I start?", Asks.WHEN, Grain.YEAR),
        ("In what month was it?", Asks.WHEN, Grain.MONTH), ("What's the date of the race?", Asks.WHEN, Grain.DAY),
        ("What day was it?", Asks.WHEN, Grain.DAY), ("What time does the train leave?", Asks.WHEN, Grain.INSTANT),
        ("How long have I known Tom?", Asks.HOW_LONG, None), ("How long ago was it?", Asks.HOW_LONG_AGO, None),
        ("How many years ago did I paint?", Asks.HOW_LONG_AGO, Grain.YEAR),
        ("How many weeks passed between the two races?", Asks.HOW_LONG, Grain.WEEK),
        ("What did I eat when I was in Paris?", Asks.NOTHING, None),
        ("When I was in Paris, what did I eat?", Asks.NOTHING, None), ("Who is Tom?", Asks.NOTHING, None),
        ("How many boats do I have?", Asks.NOTHING, None), ("How old is Tom?", Asks.NOTHING, None),
        ("", Asks.NOTHING, None),
        ("Wann war ich in Paris?", Asks.WHEN, None), ("In welchem Jahr war das?", Asks.WHEN, Grain.YEAR),
        ("Wie lange ist das her?", Asks.HOW_LONG_AGO, None), ("Wie lange wohne ich schon hier?", Asks.HOW_LONG, None),
        ("Quand est-ce que j'ai déménagé ?", Asks.WHEN, None),
        ("En quelle année ai-je commencé ?", Asks.WHEN, Grain.YEAR),
        ("¿Cuándo nació mi hijo?", Asks.WHEN, None), ("¿En qué año empecé?", Asks.WHEN, Grain.YEAR),
        ("¿Cuánto tiempo vivimos en Madrid?", Asks.HOW_LONG, None), ("我什么时候搬家的？", Asks.WHEN, None),
        ("我是哪一年搬家的？", Asks.WHEN, Grain.YEAR), ("我学了多久？", Asks.HOW_LONG, None),
    ],
)  # fmt: skip
def test_what_is_asked(text: str, asks: Asks, grain: Grain | None) -> None:
    asked = read_question_time(text, NOW)
    assert (asked.asks, asked.grain_asked) == (asks, grain)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("What did I do last March?", "March 2023"),
        ("What happened in 2022?", "2022"),
        ("What did I cook before May 2023?", "before May 2023"),
        ("Where have I been since last year?", "since 2022"),
        ("Who called between June and August 2023?", "June 2023 to August 2023"),
        ("Who did I meet on 7 May 2023 in Rome?", "7 May 2023"),
        ("Was habe ich letzte Woche gemacht?", "the week of 9 October 2023"),
        ("Qu'est-ce que j'ai fait hier ?", "17 October 2023"),
        ("¿Qué hice la semana pasada?", "the week of 9 October 2023"),
        ("我上周做了什么？", "the week of 9 October 2023"),
    ],
)  # fmt: skip
def test_the_stretch_is_read(text: str, period: str) -> None:
    asked = read_question_time(text, NOW)
    assert asked.period is not None
    assert word_period(asked.period) == period
    assert not asked.any_year


@pytest.mark.parametrize(
    ("text", "any_year"),
    [
        ("What happened in March?", True), ("What did I do during the summer?", True), ("Who came on 7 May?", True),
        ("Who came at Christmas?", True), ("Who came between June and August?", True),
        ("What did I do last March?", False),
        ("What happened in March 2022?", False), ("What will I do in March?", False), ("Who came on Friday?", False),
    ],
)  # fmt: skip
def test_what_recurs_and_names_no_year_may_be_of_any(text: str, any_year: bool) -> None:
    assert read_question_time(text, NOW).any_year is any_year


@pytest.mark.parametrize(
    ("text", "event", "bound"),
    [
        ("Where did we live before we moved?", "we moved", Bound.BEFORE),
        ("Before we moved, where did we live?", "we moved", Bound.BEFORE),
        ("What did Anna say after the race?", "the race", Bound.AFTER),
        ("What did I eat when I was in Paris?", "I was in Paris", Bound.WHEN),
        ("What did I lose during the trip?", "the trip", Bound.WHEN),
        ("What has changed since we moved?", "we moved", Bound.SINCE),
        ("Who looked after the dog?", "", None), ("When did we move?", "", None),
        ("Who called before May 2023?", "", None),
        ("Wo wohnten wir, bevor wir umgezogen sind?", "wir umgezogen sind", Bound.BEFORE),
        ("搬家之前我住在哪里？", "搬家", Bound.BEFORE),
    ],
)  # fmt: skip
def test_a_bound_may_be_an_event(text: str, event: str, bound: Bound | None) -> None:
    asked = read_question_time(text, NOW)
    assert (asked.event, asked.event_bound) == (event, bound)


def test_a_date_that_does_not_exist_is_named() -> None:
    asked = read_question_time("What did I do on 30 February 2023?", NOW)
    assert asked.period is None
    assert asked.invalid == "30 February 2023"


def test_a_very_long_question_is_read_at_its_beginning() -> None:
    asked = read_question_time("in May " * 8000, NOW)
    assert asked.period is not None
