from __future__ import annotations

import pytest

from core.understanding.times import impossible_dates, read_given_time, word_period

from .friday import FRIDAY


@pytest.mark.parametrize(
    ("given", "worded"),
    [
        ("2022", "2022"), ("2022-05", "May 2022"), ("2022-05-07", "7 May 2022"), ("last-month", "May 2023"),
        ("last month", "May 2023"), ("March", "March 2023"), ("may", "May 2023"), ("yesterday", "8 June 2023"),
        ("letzte-woche", "the week of 29 May 2023"), ("上周", "the week of 29 May 2023"), ("ayer", "8 June 2023"),
        ("7 May 2022", "7 May 2022"),
    ],
)  # fmt: skip
def test_a_time_that_stands_by_itself_is_read(given: str, worded: str) -> None:
    period = read_given_time(given, FRIDAY)
    assert period is not None
    assert word_period(period) == worded


@pytest.mark.parametrize("given", ["", "boats", "2023-13", "2023-02-30", "0", "99999", "boats since 2019", "0000-01"])
def test_what_is_no_time_gives_none(given: str) -> None:
    assert read_given_time(given, FRIDAY) is None


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("What did I do on 30 February 2023?", ["30 February 2023"]), ("2023-13-01", ["2023-13-01"]),
        ("on 31 April or 1 May", ["31 April"]), ("29 February 2024", []), ("29 February 2023", ["29 February 2023"]),
        ("Was war am 30. Februar?", ["30. Februar"]), ("nothing", []),
    ],
)  # fmt: skip
def test_dates_that_do_not_exist_are_named(text: str, dates: list[str]) -> None:
    assert [found.removeprefix("am ") for found in impossible_dates(text)] == dates
