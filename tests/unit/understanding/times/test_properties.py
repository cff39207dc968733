from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.understanding.time_questions import read_question_time
from core.understanding.times import (
    impossible_dates,
    main_period,
    read_given_time,
    read_times,
    word_mention,
    word_period,
)

_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_MOMENTS = st.datetimes(timezones=_ZONES)
_PIECES = st.sampled_from(
    [
        "last", "next", "this", "two", "99999999999", "3", "30", "0", "2019", "9999", "0001", "weeks", "week",
        "years ago",
        "ago", "in", "since", "until", "before", "from", "to", "between", "and", "Friday", "May", "February", "summer",
        "yesterday", "decades", "the 90s", "the", "5th", "of", "at 3 pm", "-", "/", "2023-05-07", "9999-12-31",
        "0001-01-01", "will", "every", "vor", "Jahren", "gestern", "il y a", "semaines", "hace", "años", "昨天", "年前",
        "年", "月", "\n", ".", "'s", "İ", "ß", "the week before", "early", "Christmas", "hours",
    ]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=12).map(" ".join))
_LANGUAGES = st.sampled_from([None, "en", "de", "fr", "es", "zh", "zh-CN", "pl", ""])


@settings(max_examples=400, deadline=None)
@given(text=_TEXTS, said_at=st.one_of(st.none(), _MOMENTS, st.datetimes()), language=_LANGUAGES)
def test_any_text_is_read_into_mentions_of_its_own_words(
    text: str, said_at: datetime | None, language: str | None
) -> None:
    mentions = read_times(text, said_at, language)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text != ""
        period = mention.period
        assert period.start is not None or period.end is not None
        if period.start is not None and period.end is not None:
            assert period.start <= period.end
        assert all(edge is None or edge.tzinfo is not None for edge in (period.start, period.end))
        assert word_mention(mention, said_at, language or "en")
        assert word_period(period, language or "en")
    assert all(first.end <= second.start for first, second in pairwise(mentions))
    main_period(text, said_at, language)


@settings(max_examples=300, deadline=None)
@given(text=_TEXTS, now=_MOMENTS, language=_LANGUAGES)
def test_any_question_is_read(text: str, now: datetime, language: str | None) -> None:
    asked = read_question_time(text, now, language)
    assert asked.event in text
    assert asked.invalid in text
    assert (asked.event == "") == (asked.event_bound is None)
    read_given_time(text, now, language)
    impossible_dates(text, language)


@pytest.mark.parametrize(
    "text",
    ["yesterday", "last Friday", "next Tuesday", "this Monday", "last week", "this weekend", "3 days ago",
     "two weeks ago", "two Fridays ago", "the other day", "vorgestern",
     "vendredi dernier", "la semana pasada", "上周五"],
)  # fmt: skip
@given(
    said_at=st.datetimes(datetime(1000, 1, 1), datetime(3000, 1, 1), timezones=_ZONES),
    weeks=st.integers(-5000, 5000),
)
@settings(max_examples=30, deadline=None)
def test_said_some_weeks_later_it_lies_as_many_weeks_later(text: str, said_at: datetime, weeks: int) -> None:
    shift = timedelta(weeks=weeks)
    (first,), (second,) = read_times(text, said_at), read_times(text, said_at + shift)
    assert first.period.start is not None
    assert first.period.end is not None
    assert (second.period.start, second.period.end) == (first.period.start + shift, first.period.end + shift)


@given(said_at=st.datetimes(datetime(1000, 1, 1), datetime(3000, 1, 1), timezones=_ZONES))
@settings(max_examples=100, deadline=None)
def test_last_lies_before_and_next_behind_the_day_of_saying(said_at: datetime) -> None:
    day = said_at.replace(hour=0, minute=0, second=0, microsecond=0)
    for unit in ("Friday", "week", "weekend", "month", "year", "summer", "winter", "March", "Christmas"):
        (last,) = read_times(f"last {unit}", said_at)
        (following,) = read_times(f"next {unit}", said_at)
        assert last.period.end is not None
        assert following.period.start is not None
        assert last.period.end <= day, unit
        assert following.period.start > day, unit
