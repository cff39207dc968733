from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.model.period import Grain, Period
from core.understanding.times import read_times, word_mention, word_period

from .friday import FRIDAY, read_one


@pytest.mark.parametrize(
    ("text", "said_at", "worded"),
    [
        ("yesterday", datetime(2023, 5, 8, 13, 56, tzinfo=UTC), "7 May 2023"),
        ("last week", FRIDAY, "the week before 9 June 2023"),
        ("last Friday", datetime(2023, 5, 22, 9, tzinfo=UTC), "the Friday before 22 May 2023"),
        ("last weekend", FRIDAY, "the weekend before 9 June 2023"),
        ("this past weekend", FRIDAY, "the weekend before 9 June 2023"),
        ("next week", FRIDAY, "the week after 9 June 2023"),
        ("this week", FRIDAY, "the week of 9 June 2023"),
        ("next month", datetime(2023, 5, 25, tzinfo=UTC), "June 2023"),
        ("last year", FRIDAY, "2022"),
        ("two weeks ago", FRIDAY, "two weeks before 9 June 2023"),
        ("two weekends ago", FRIDAY, "two weekends before 9 June 2023"),
        ("a week ago", FRIDAY, "the week before 9 June 2023"),
        ("a few days ago", FRIDAY, "a few days before 9 June 2023"),
        ("4 years ago", FRIDAY, "2019"),
        ("last summer", FRIDAY, "summer 2022"),
        ("since last year", FRIDAY, "since 2022"),
        ("recently", FRIDAY, "shortly before 9 June 2023"),
        ("mid-July 2022", FRIDAY, "mid-July 2022"),
        ("two Fridays ago", FRIDAY, "26 May 2023"),
        ("yesterday at 3 pm", FRIDAY, "8 June 2023 at 15:00"),
        ("the week before 9 May 2023", FRIDAY, "the week before 9 May 2023"),
        ("from 5 June to 9 June 2023", FRIDAY, "5–9 June 2023"),
        ("7 May 2023", None, "7 May 2023"),
    ],
)  # fmt: skip
def test_a_mention_is_worded_so_that_it_needs_no_now(text: str, said_at: datetime | None, worded: str) -> None:
    assert word_mention(read_one(text, said_at), said_at) == worded


@pytest.mark.parametrize(
    "text", ["last week", "last Friday", "two weekends ago", "next week", "yesterday", "last year"]
)
def test_what_is_worded_means_the_same_when_read_again(text: str) -> None:
    mention = read_one(text)
    # Worded, it must not depend on when it is read; a year is a time only behind a preposition.
    again = read_times("in " + word_mention(mention, FRIDAY), datetime(2031, 1, 1, tzinfo=UTC))
    assert [one.period for one in again] == [mention.period]


def _period(first: str, after: str, grain: Grain) -> Period:
    def day(text: str) -> datetime | None:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None

    return Period(day(first), day(after), grain)


@pytest.mark.parametrize(
    ("first", "after", "grain", "worded"),
    [
        ("2023-05-07", "2023-05-08", Grain.DAY, "7 May 2023"),
        ("2023-06-05", "2023-06-10", Grain.DAY, "5–9 June 2023"),
        ("2023-05-30", "2023-06-03", Grain.DAY, "30 May – 2 June 2023"),
        ("2022-12-30", "2023-01-03", Grain.DAY, "30 December 2022 – 2 January 2023"),
        ("2023-06-05", "2023-06-12", Grain.WEEK, "the week of 5 June 2023"),
        ("2023-06-03", "2023-06-05", Grain.WEEKEND, "the weekend of 3–4 June 2023"),
        ("2023-06-01", "2023-07-01", Grain.MONTH, "June 2023"),
        ("2023-06-01", "2023-09-01", Grain.MONTH, "June 2023 to August 2023"),
        ("2022-06-01", "2022-09-01", Grain.SEASON, "summer 2022"),
        ("2022-12-01", "2023-03-01", Grain.SEASON, "winter 2022–2023"),
        ("2022-01-01", "2023-01-01", Grain.YEAR, "2022"),
        ("2019-01-01", "2022-01-01", Grain.YEAR, "2019–2021"),
        ("1990-01-01", "2000-01-01", Grain.DECADE, "the 1990s"),
        ("2019-01-01", "", Grain.YEAR, "since 2019"),
        ("2019-03-01", "", Grain.MONTH, "since March 2019"),
        ("2019-03-05", "", Grain.DAY, "since 5 March 2019"),
        ("", "2019-01-01", Grain.YEAR, "before 2019"),
        ("2023-05-10", "2023-06-09", Grain.VAGUE, "around May 2023"),
        ("", "", Grain.YEAR, ""),
    ],
)  # fmt: skip
def test_a_period_is_worded_by_its_dates(first: str, after: str, grain: Grain, worded: str) -> None:
    assert word_period(_period(first, after, grain)) == worded


@pytest.mark.parametrize(
    ("language", "day", "since", "week"),
    [
        ("de", "7. Mai 2023", "seit dem 5. März 2019", "die Woche um den 5. Juni 2023"),
        ("fr", "7 mai 2023", "depuis le 5 mars 2019", "la semaine du 5 juin 2023"),
        ("es", "7 de mayo de 2023", "desde el 5 de marzo de 2019", "la semana del 5 de junio de 2023"),
        ("zh", "2023年5月7日", "2019年3月5日以来", "2023年6月5日那一周"),
        ("pl", "7 May 2023", "since 5 March 2019", "the week of 5 June 2023"),
    ],
)  # fmt: skip
def test_a_period_is_worded_in_the_language_asked_for(language: str, day: str, since: str, week: str) -> None:
    assert word_period(_period("2023-05-07", "2023-05-08", Grain.DAY), language) == day
    assert word_period(_period("2019-03-05", "", Grain.DAY), language) == since
    assert word_period(_period("2023-06-05", "2023-06-12", Grain.WEEK), language) == week
