"""The moment at which the examples of these tests are said: Friday 9 June 2023, in the evening."""

from __future__ import annotations

from datetime import UTC, datetime

from core.understanding.times import TimeMention, read_times

FRIDAY = datetime(2023, 6, 9, 19, 55, tzinfo=UTC)


def read_one(text: str, said_at: datetime | None = FRIDAY, language: str | None = None) -> TimeMention:
    mentions = read_times(text, said_at, language)
    assert len(mentions) == 1, [mention.text for mention in mentions]
    return mentions[0]


def bounds(mention: TimeMention) -> tuple[str, str]:
    """First day and the day after the last, "" where it is open."""
    start, end = mention.period.start, mention.period.end
    return (f"{start:%Y-%m-%d}" if start else "", f"{end:%Y-%m-%d}" if end else "")
