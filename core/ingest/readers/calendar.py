"""Calendars (ICS): each event and task in a few sentences, with its days in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from icalendar import Calendar, Component

from core.errors import UserError
from core.ingest.document import ICS, Document, Draft
from core.ingest.readers import plain
from core.model.place import Unit, named

_DAMAGED = "This calendar is damaged and cannot be read. Export it again from the program that made it."
_EVERY = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_KINDS = ("VEVENT", "VTODO", "VJOURNAL")
_MOST_PEOPLE = 30


def read(data: bytes, title: str) -> Document:
    """Read a calendar: one section for each event, task and journal entry.

    Raises:
        UserError: it is damaged.
    """
    draft = Draft(ICS)
    try:
        for calendar in Calendar.from_ical(plain.decode(data), multiple=True):
            draft.title = draft.title or str(calendar.get("X-WR-CALNAME") or "")
            for entry in calendar.walk():
                if entry.name in _KINDS:
                    _add(draft, entry)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise UserError(_DAMAGED) from error
    return draft.finish(title=title)


def _add(draft: Draft, entry: Component) -> None:
    summary = _text(entry, "SUMMARY")
    draft.enter((named(Unit.EVENT, summary),) if summary else ())
    parts = [summary, _when(entry), _repeated(entry)]
    if place := _text(entry, "LOCATION"):
        parts.append(f"Where: {place}")
    if people := ", ".join(_people(entry)):
        parts.append(f"With: {people}")
    if _text(entry, "STATUS").upper() == "CANCELLED":
        parts.append("Cancelled")
    draft.add("\n".join(part for part in parts if part))
    draft.add(_text(entry, "DESCRIPTION"))


def _text(entry: Component, name: str) -> str:
    value = entry.get(name)
    if isinstance(value, list):
        value = next(iter(value), "")
    return "" if value is None else str(value).strip()


def _day(entry: Component, name: str) -> date | None:
    """What a property of this name says, a datetime or a date; None when it is missing or makes no sense."""
    value = getattr(entry.get(name), "dt", None)
    return value if isinstance(value, date) else None


def _when(entry: Component) -> str:
    start, end = _day(entry, "DTSTART"), _day(entry, "DTEND")
    due = _day(entry, "DUE")
    lasting = getattr(entry.get("DURATION"), "dt", None)
    if start is None:
        return f"Due: {_said(due)}" if due else ""
    if end is None and isinstance(lasting, timedelta) and timedelta() < lasting < timedelta(days=3660):
        end = start + lasting
    if not isinstance(start, datetime) and isinstance(end, date) and not isinstance(end, datetime):
        end -= timedelta(days=1)  # the end of a day is the day after it (RFC 5545, 3.6.1)
    said = f"When: {_said(start)}"
    if end and end != start and type(end) is type(start):
        same = isinstance(start, datetime) and isinstance(end, datetime) and start.date() == end.date()
        said += f" to {end:%H:%M}" if same else f" to {_said(end)}"
    zone = start.tzname() if isinstance(start, datetime) else None
    return f"{said} ({zone})" if zone else said


def _said(day: date | None) -> str:
    if day is None:
        return ""
    words = f"{day:%A} {day.day} {day:%B} {day.year}"
    return f"{words}, {day:%H:%M}" if isinstance(day, datetime) else words


def _repeated(entry: Component) -> str:
    rule = entry.get("RRULE")
    unit = _EVERY.get(_first(rule, "FREQ")) if isinstance(rule, dict) else None
    if unit is None:
        return ""
    every = _first(rule, "INTERVAL") or "1"
    said = f"Repeats every {unit}" if every == "1" else f"Repeats every {every} {unit}s"
    days = [_DAYS[str(day)[-2:].upper()] for day in _all(rule, "BYDAY") if str(day)[-2:].upper() in _DAYS]
    if days:
        said += f" on {', '.join(days)}"
    until = next(iter(_all(rule, "UNTIL")), None)
    return f"{said} until {_said(until)}" if isinstance(until, date) else said


def _all(rule: dict[str, object], name: str) -> list[object]:
    value = rule.get(name) or []
    return value if isinstance(value, list) else [value]


def _first(rule: dict[str, object], name: str) -> str:
    return str(next(iter(_all(rule, name)), "")).upper()


def _people(entry: Component) -> Iterator[str]:
    """Names, or addresses where there is none, of who invited and who was invited."""
    seen: set[str] = set()
    for name in ("ORGANIZER", "ATTENDEE"):
        found = entry.get(name) or []
        for person in found if isinstance(found, list) else [found]:
            known = str(getattr(person, "params", {}).get("CN", "")) or str(person)
            known = known[7:] if known.lower().startswith("mailto:") else known
            if known and known not in seen and len(seen) < _MOST_PEOPLE:
                seen.add(known)
                yield known
