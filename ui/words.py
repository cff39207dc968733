"""Numbers, times and sizes in words."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale

_UNITS = ("B", "kB", "MB", "GB", "TB")


def _tr(text: str) -> str:
    return QCoreApplication.translate("words", text)


def number(value: int) -> str:
    """12408 → 12,408, as the system writes it."""
    return QLocale().toString(value)


def count(value: int, one: str, many: str) -> str:
    """`1 file`, `12 files`: the figure with the fitting word, both already translated."""
    return f"{number(value)} {one if value == 1 else many}"


def day(value: datetime) -> str:
    """8 May 2023, on the clock of the one who said it."""
    return str(QLocale().toString(QDate(value.year, value.month, value.day), "d MMM yyyy"))


def month(value: datetime) -> str:
    """May 2023."""
    return month_of(value.year, value.month)


def month_of(year: int, number: int) -> str:
    """May 2023, of a year and a month."""
    return str(QLocale().toString(QDate(year, number, 1), "MMMM yyyy"))


def month_name(number: int) -> str:
    """May, of 5."""
    return str(QLocale().standaloneMonthName(number))


def weekday(value: datetime) -> str:
    """Mon."""
    return str(QLocale().toString(QDate(value.year, value.month, value.day), "ddd"))


def moment(value: datetime) -> str:
    """8 May 2023, 13:56."""
    return f"{day(value)}, {value:%H:%M}"


def size(value: int) -> str:
    """Bytes in the unit that keeps the figure short."""
    amount = float(value)
    for unit in _UNITS:
        if amount < 1000 or unit == _UNITS[-1]:
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if amount >= 10 or unit == "B" else f"{amount:.1f} {unit}"


def duration(seconds: float) -> str:
    """A rough length of time: "about 20 seconds"."""
    if seconds < 5:
        return _tr("a few seconds")
    if seconds < 50:
        return _tr("about {n} seconds").format(n=max(5, round(seconds / 5) * 5))
    if seconds < 90:
        return _tr("about a minute")
    if seconds < 50 * 60:
        return _tr("about {n} minutes").format(n=max(2, round(seconds / 60)))
    if seconds < 90 * 60:
        return _tr("about an hour")
    return _tr("about {n} hours").format(n=round(seconds / 3600))
