"""Time values: aware datetimes outside, milliseconds since 1970 UTC plus the zone's offset inside the store.

The offset is kept because "yesterday" means the day before on the clock of the one who said it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from core.errors import UserError


def now() -> datetime:
    """The present, in the local zone."""
    return datetime.now(UTC).astimezone()


def parse(text: str) -> datetime:
    """Read an ISO 8601 time; one without a zone is local.

    Raises:
        UserError: `text` is not an ISO 8601 date or time, or lies outside the years 1 to 9999.
    """
    try:
        value = datetime.fromisoformat(text.strip())
        return value.astimezone() if value.tzinfo is None else value
    except (ValueError, OverflowError, OSError):
        raise UserError(f"“{text[:40]}” is not a time. Write it like 2024-05-07T13:56 or 2024-05-07.") from None


def to_store(value: datetime) -> tuple[int, int]:
    """Milliseconds since 1970 UTC, and the zone's offset in minutes."""
    offset = value.utcoffset() or timedelta()
    return round(value.timestamp() * 1000), round(offset.total_seconds() / 60)


def from_store(milliseconds: int, offset_minutes: int = 0) -> datetime:
    """The inverse of `to_store`."""
    zone = timezone(timedelta(minutes=offset_minutes))
    return datetime(1970, 1, 1, tzinfo=UTC).astimezone(zone) + timedelta(milliseconds=milliseconds)
