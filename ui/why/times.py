"""When a memory was said and when it was true, in one sentence."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from core.model.memory import Memory
from core.model.period import Grain
from ui import words


def _tr(text: str) -> str:
    return QCoreApplication.translate("Why", text)


def told(memory: Memory) -> str:
    """One sentence, "Said on 8 May 2023; true from 7 May 2023."; empty when neither is known."""
    said = _tr("said on {day}").format(day=words.day(memory.said_at)) if memory.said_at is not None else ""
    sentence = "; ".join(filter(None, (said, _true(memory))))
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""


def _true(memory: Memory) -> str:
    start, end = memory.true_from, memory.true_to
    if start is not None and end is not None:
        last = _last_day(start, end)
        if last.date() == start.date():
            return _tr("true on {day}").format(day=words.day(start))
        if memory.true_grain is Grain.MONTH and (last.year, last.month) == (start.year, start.month):
            return _tr("true in {month}").format(month=words.month(start))
        if memory.true_grain is Grain.YEAR and last.year == start.year:
            return _tr("true in {year}").format(year=start.year)
        if memory.true_grain is Grain.VAGUE:
            return _tr("true some time between {first} and {last}").format(first=words.day(start), last=words.day(last))
        return _tr("true from {first} to {last}").format(first=words.day(start), last=words.day(last))
    if start is not None:
        return _tr("true from {day}").format(day=words.day(start))
    if end is not None:
        return _tr("true until {day}").format(day=words.day(end))
    return ""


def _last_day(start: datetime, end: datetime) -> datetime:
    """The end is not included: what ends at midnight was last true the day before."""
    return max(start, end - timedelta(microseconds=1))
