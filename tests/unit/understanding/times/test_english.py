from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.model.period import Grain
from core.understanding.times import Bound, main_period, read_times

from .friday import FRIDAY, bounds, read_one


@pytest.mark.parametrize(
    ("text", "first", "after", "grain"),
    [
        ("I swam yesterday.", "2023-06-08", "2023-06-09", Grain.DAY),
        ("the day before yesterday", "2023-06-07", "2023-06-08", Grain.DAY),
        ("last night was fun", "2023-06-08", "2023-06-09", Grain.DAY),
        ("see you tomorrow night", "2023-06-10", "2023-06-11", Grain.DAY),
        ("last Friday", "2023-06-02", "2023-06-03", Grain.DAY),
        ("last Thursday", "2023-06-08", "2023-06-09", Grain.DAY),
        ("last Tues", "2023-06-06", "2023-06-07", Grain.DAY),
        ("this Friday", "2023-06-09", "2023-06-10", Grain.DAY),
        ("next Friday", "2023-06-16", "2023-06-17", Grain.DAY),
        ("two Fridays ago", "2023-05-26", "2023-05-27", Grain.DAY),
        ("Monday last week", "2023-05-29", "2023-05-30", Grain.DAY),
        ("last week", "2023-05-29", "2023-06-05", Grain.WEEK),
        ("this week", "2023-06-05", "2023-06-12", Grain.WEEK),
        ("next week", "2023-06-12", "2023-06-19", Grain.WEEK),
        ("the week before last", "2023-05-22", "2023-05-29", Grain.WEEK),
        ("the week before", "2023-05-29", "2023-06-05", Grain.WEEK),
        ("last weekend", "2023-06-03", "2023-06-05", Grain.WEEKEND),
        ("two weekends ago", "2023-05-27", "2023-05-29", Grain.WEEKEND),
        ("this weekend", "2023-06-10", "2023-06-12", Grain.WEEKEND),
        ("last month", "2023-05-01", "2023-06-01", Grain.MONTH),
        ("next month", "2023-07-01", "2023-08-01", Grain.MONTH),
        ("last year", "2022-01-01", "2023-01-01", Grain.YEAR),
        ("two weeks ago", "2023-05-23", "2023-05-30", Grain.WEEK),
        ("four years ago", "2019-01-01", "2020-01-01", Grain.YEAR),
        ("half a year ago", "2022-12-01", "2023-01-01", Grain.MONTH),
        ("in 3 days' time", "2023-06-12", "2023-06-13", Grain.DAY),
        ("a few days ago", "2023-06-03", "2023-06-08", Grain.VAGUE),
        ("the other day", "2023-05-30", "2023-06-09", Grain.VAGUE),
        ("last summer", "2022-06-01", "2022-09-01", Grain.SEASON),
        ("this summer", "2023-06-01", "2023-09-01", Grain.SEASON),
        ("the summer of '98", "1998-06-01", "1998-09-01", Grain.SEASON),
        ("winter 2022", "2022-12-01", "2023-03-01", Grain.SEASON),
        ("in March we went", "2023-03-01", "2023-04-01", Grain.MONTH),
        ("we will go there in March", "2024-03-01", "2024-04-01", Grain.MONTH),
        ("March last year", "2022-03-01", "2022-04-01", Grain.MONTH),
        ("last March", "2023-03-01", "2023-04-01", Grain.MONTH),
        ("in 2019", "2019-01-01", "2020-01-01", Grain.YEAR),
        ("in the 90s", "1990-01-01", "2000-01-01", Grain.DECADE),
        ("7 May 2023", "2023-05-07", "2023-05-08", Grain.DAY),
        ("May 7th, 2023", "2023-05-07", "2023-05-08", Grain.DAY),
        ("Sunday, 7 May 2023", "2023-05-07", "2023-05-08", Grain.DAY),
        ("7 may 2023", "2023-05-07", "2023-05-08", Grain.DAY),
        ("on the 5th.", "2023-06-05", "2023-06-06", Grain.DAY),
        ("2023-05-07T13:56", "2023-05-07", "2023-05-08", Grain.DAY),
        ("5/7/2023", "2023-05-07", "2023-05-08", Grain.DAY),
        ("13/7/2023", "2023-07-13", "2023-07-14", Grain.DAY),
        ("5–9 June", "2023-06-05", "2023-06-10", Grain.DAY),
        ("at Christmas", "2022-12-25", "2022-12-26", Grain.DAY),
        ("the first weekend of May 2023", "2023-05-06", "2023-05-08", Grain.WEEKEND),
        ("end of last month", "2023-05-21", "2023-06-01", Grain.MONTH),
        ("early in 2020", "2020-01-01", "2020-05-01", Grain.SEASON),
        ("the week before 9 May 2023", "2023-05-01", "2023-05-08", Grain.WEEK),
        ("the Friday before 22 May 2023", "2023-05-19", "2023-05-20", Grain.DAY),
        ("two days after Christmas", "2022-12-27", "2022-12-28", Grain.DAY),
        ("over the last three months", "2023-03-11", "2023-06-10", Grain.MONTH),
    ],
)  # fmt: skip
def test_a_time_is_set_on_the_calendar(text: str, first: str, after: str, grain: Grain) -> None:
    mention = read_one(text)
    assert (*bounds(mention), mention.period.grain) == (first, after, grain)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("I booked the ferry for 3 May.", 2024), ("Dad has his operation on 3 May.", 2024),
        ("My brother is getting married in May.", 2024), ("I have to pay by 3 May.", 2024),
        ("I signed up for it, it starts on 3 May.", 2024), ("We take the ferry on the third of May.", 2024),
        ("I had a great time on 3 May.", 2023), ("I have been there in May.", 2023),
    ],
)  # fmt: skip
def test_a_day_without_a_year_is_to_come_where_something_is_booked_or_due(text: str, year: int) -> None:
    start = read_one(text).period.start
    assert start is not None
    assert start.year == year


@pytest.mark.parametrize(
    ("text", "bound", "first", "after"),
    [
        ("I have lived here since 2019", Bound.SINCE, "2019-01-01", ""),
        ("since last year", Bound.SINCE, "2022-01-01", ""),
        ("I worked there until May", Bound.UNTIL, "", "2023-06-01"),
        ("before May 2023", Bound.BEFORE, "", "2023-05-01"),
        ("after last week", Bound.AFTER, "2023-06-05", ""),
        ("since the summer of last year", Bound.SINCE, "2022-06-01", ""),
        ("from 1 May to 3 June", Bound.BETWEEN, "2023-05-01", "2023-06-04"),
        ("between June and August 2022", Bound.BETWEEN, "2022-06-01", "2022-09-01"),
        ("from November to January 2022", Bound.BETWEEN, "2021-11-01", "2022-02-01"),
        ("from June 2022 to August", Bound.BETWEEN, "2022-06-01", "2022-09-01"),
        ("from 2019 to 2021", Bound.BETWEEN, "2019-01-01", "2022-01-01"),
        ("from Monday to Wednesday", Bound.BETWEEN, "2023-06-05", "2023-06-08"),
    ],
)  # fmt: skip
def test_a_bound_opens_or_closes_the_stretch(text: str, bound: Bound, first: str, after: str) -> None:
    mention = read_one(text)
    assert (mention.bound, *bounds(mention)) == (bound, first, after)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("yesterday at 3:30 pm", "2023-06-08 15:30"), ("at 12 am on 7 May 2023", "2023-05-07 00:00"),
        ("tomorrow at noon", "2023-06-10 12:00"), ("on 6 May at 7:05", "2023-05-06 07:05"),
        ("3 hours ago", "2023-06-09 16:55"), ("three days ago at noon", "2023-06-06 12:00"),
    ],
)  # fmt: skip
def test_a_time_of_day_beside_a_day_is_an_instant(text: str, clock: str) -> None:
    period = read_one(text).period
    assert period.grain is Grain.INSTANT
    assert period.start is not None
    assert period.start == period.end
    assert f"{period.start:%Y-%m-%d %H:%M}" == clock


@pytest.mark.parametrize(
    "text",
    [
        "May I march in the sun?", "I may do it", "I sat on the mat and wed her", "wait a second", "do it, do it",
        "last may be first", "April told me that June is nice", "She is 4 years old.", "We did it for 4 years.",
        "when I was 10", "I did it in 3 days.", "every Friday", "on Fridays", "each summer", "It feels like yesterday",
        "in 2.5 litres", "2000 people came", "room 2019", "1/2 cup", "version 1.2.3", "a winter coat", "spring break",
        "the 5th floor", "at 5 pm we eat", "as soon as possible", "in the end", "the last day of school",
        "Black Friday",
        "30 February 2023", "31 April", "2023-13-45", "99999999999 years ago", "in the year 0", "0000-00-00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert read_times(text, FRIDAY) == []


def test_a_weekend_of_which_is_told_on_a_monday_is_over() -> None:
    monday = datetime(2023, 6, 12, 9, tzinfo=UTC)
    assert bounds(read_one("We went camping this weekend.", monday)) == ("2023-06-10", "2023-06-12")
    assert bounds(read_one("We will go camping this weekend.", monday)) == ("2023-06-17", "2023-06-19")


def test_the_nearer_verb_says_whether_a_day_is_to_come() -> None:
    assert bounds(read_one("We met on Monday.")) == ("2023-06-05", "2023-06-06")
    assert bounds(read_one("We will meet on Monday.")) == ("2023-06-12", "2023-06-13")
    assert bounds(read_one("I was ill, but I will run on Monday.")) == ("2023-06-12", "2023-06-13")


def test_what_follows_a_told_time_counts_from_it() -> None:
    told = read_times("I moved on 7 May 2020 and three days later I left. The next day it rained.", FRIDAY)
    assert [bounds(mention)[0] for mention in told] == ["2020-05-07", "2020-05-10", "2020-05-11"]


def test_without_the_moment_of_saying_only_full_dates_are_read() -> None:
    told = read_times("Yesterday, in March, on 7 May 2023 and in 2019.", None)
    assert [mention.text for mention in told] == ["7 May 2023", "2019"]
    assert not any(mention.relative for mention in told)


def test_a_period_is_in_the_zone_of_the_one_who_spoke() -> None:
    said = datetime.fromisoformat("2023-06-09T00:30:00+10:00")
    period = read_one("yesterday", said).period
    assert period.start == datetime.fromisoformat("2023-06-08T00:00:00+10:00")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("I joined last Friday. I have run since 2019.", "2023-06-02"),
        ("Since 2019 I run. Last Friday I joined.", "2023-06-02"),
        ("I read a lot lately, and yesterday I finished it.", "2023-06-08"),
        ("What did you do last week? I swam yesterday.", "2023-06-08"),
        ("I have lived here since 2019.", "2019-01-01"),
    ],
)  # fmt: skip
def test_what_a_text_tells_was_so_at_its_most_definite_time(text: str, first: str) -> None:
    period = main_period(text, FRIDAY)
    assert period is not None
    assert period.start is not None
    assert f"{period.start:%Y-%m-%d}" == first


@pytest.mark.parametrize("text", ["", "I like boats.", "What did you do yesterday?", "Talk to you soon!"])
def test_what_says_no_time_has_none(text: str) -> None:
    assert main_period(text, FRIDAY) is None
