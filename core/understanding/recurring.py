"""What comes back by the calendar: birthdays, feasts, the tax return, and what is said to be so every year or month.

An occasion ("her birthday") comes back only where the words, or a wish on the day itself, tell which day it is. What is
said to come back, and what a year asks of everybody, does without: then the day it was said stands for its date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

YEAR, QUARTER, MONTH = 365.2425, 91.310625, 30.436875
"""The cycles, in days."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """That something comes back every so many days. `date` is one of its dates, past or to come."""

    days: float
    date: datetime
    reason: str


_SAID: tuple[tuple[float, str, str], ...] = (
    (MONTH, "every month", r"(?:every|each) month|monthly|once a month|jede[nrs]? monat|monatlich|chaque mois|"
     r"tous les mois|mensuel(?:le)?s?|cada mes|todos los meses|mensual(?:es|mente)?"),
    (QUARTER, "every quarter", r"(?:every|each) quarter|quarterly|jedes (?:quartal|vierteljahr)|vierteljährlich|"
     r"chaque trimestre|trimestriel(?:le)?s?|cada trimestre|trimestral(?:es|mente)?"),
    (YEAR, "every year", r"(?:every|each) (?:year|spring|summer|autumn|fall|winter)|yearly|annual(?:ly)?|once a year|"
     r"jedes jahr|jährlich|einmal im jahr|jede[nr]? (?:frühling|sommer|herbst|winter)|chaque (?:année|an|été|hiver)|"
     r"tous les ans|annuel(?:le)?s?|cada (?:año|verano|invierno|otoño|primavera)|todos los años|anual(?:es|mente)?"),
)  # fmt: skip
_NEEDED = (
    r"tax (?:return|returns|season|documents?|papers?|office|form|forms|advis[eo]r|deadline)|income tax|"
    r"steuererklärung|steuerbescheid|finanzamt|déclaration d'impôts|impôts sur le revenu|declaración de la renta|"
    r"impuestos"
)
_WISHED = (
    r"happy (?:\d+(?:st|nd|rd|th) )?(?:birthday|anniversary)|alles gute zum (?:\d+\. )?geburtstag|(?:joyeux|bon) "
    r"anniversaire|feliz (?:cumpleaños|aniversario)"
)
_OCCASION = (
    r"birthdays?|anniversary|name day|christmas|easter|thanksgiving|halloween|new year'?s|hanukkah|ramadan|eid|diwali|"
    r"geburtstag|jahrestag|hochzeitstag|weihnachten|ostern|silvester|anniversaire|fête nationale|noël|pâques|"
    r"cumpleaños|aniversario|navidad|pascua|nochevieja"
)
_PATTERNS = tuple((days, told, re.compile(rf"(?<!\w)(?:{said})(?!\w)")) for days, told, said in _SAID)
_ASKED_OF_ALL, _GREETING, _DAY = (re.compile(rf"(?<!\w)(?:{said})(?!\w)") for said in (_NEEDED, _WISHED, _OCCASION))
_CHINESE = tuple(
    (days, told, re.compile(said))
    for days, told, said in (
        (MONTH, "every month", "每个?月"), (QUARTER, "every quarter", "每个?季度"), (YEAR, "every year", "每年"),
    )
)  # fmt: skip
_CHINESE_NEEDED, _CHINESE_WISHED, _CHINESE_DAY = map(
    re.compile, ("报税|纳税|所得税", "生日快乐", "生日|周年|纪念日|春节|圣诞|中秋|清明|端午")
)


def read_recurring(text: str, said_at: datetime, dated: datetime | None) -> Recurring | None:
    """Return what in a text comes back by the calendar, None where nothing does.

    Args:
        text: what was said.
        said_at: when it was said.
        dated: the day or month its words tell, None where they tell none.
    """
    small = text.lower().replace("’", "'")
    for days, told, pattern in (*_PATTERNS, *_CHINESE):
        if pattern.search(small):
            return Recurring(days, dated or said_at, f"It says that it comes back {told}.")
    if _ASKED_OF_ALL.search(small) or _CHINESE_NEEDED.search(small):
        return Recurring(YEAR, dated or said_at, "It is about taxes, which come back every year.")
    if dated is not None:
        found = _DAY.search(small) or _CHINESE_DAY.search(small)
        if found:
            return Recurring(YEAR, dated, f"It tells of a day that comes back every year: {found[0]}.")
    if _GREETING.search(small) or _CHINESE_WISHED.search(small):
        return Recurring(YEAR, said_at, "It was said on a day that comes back every year.")
    return None
