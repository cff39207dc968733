"""From a question to a plan: what is to be counted, listed or added up, whose, and over which days."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.answering.tables.amounts import DISTANCE, DURATION
from core.answering.tables.family import DISHES, PEOPLE, PLACES, THINGS, TITLES, Family, Sort, family_of
from core.answering.tables.grammar import OWNER, base, word_set
from core.answering.tables.moment import Asked, asked_days
from core.answering.wording import stem

_LONGEST = 300


class Tally(StrEnum):
    """What is made of the rows."""

    COUNT = "count"
    LIST = "list"
    SUM = "sum"
    AVERAGE = "average"
    MOST = "most"
    LEAST = "least"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do. `noun` is the class of things asked for, empty where acts are; `unit` that of a sum.

    `explicit` says that the words leave no other reading: "how many times", "list all"; "which books did I read" may
    also be read as a question for one of them.
    """

    tally: Tally
    family: Family
    subject: str
    asked: Asked
    noun: str = ""
    unit: str = ""
    scale: float = 1.0
    explicit: bool = True


_UNITS = {
    "km": (DISTANCE, 1.0), "kms": (DISTANCE, 1.0), "kilometr": (DISTANCE, 1.0), "kilomet": (DISTANCE, 1.0),
    "mile": (DISTANCE, 1.609344), "metr": (DISTANCE, 0.001), "meter": (DISTANCE, 0.001),
    "hour": (DURATION, 60.0), "minut": (DURATION, 1.0),
    "euro": ("EUR", 1.0), "dollar": ("USD", 1.0), "pound": ("GBP", 1.0), "franc": ("CHF", 1.0),
}  # fmt: skip
MONEY = "money"
_POLITE = re.compile(
    r"^(?:please |(?:can|could|would) you (?:please )?(?:tell me|show me|list)?|tell me|do you (?:know|remember)"
    r"|i(?:'d| would) like to know|show me|give me|and|so|hey|ebb)[ ,:]*",
    re.IGNORECASE,
)
_WHO = r"(?P<who>i|we|(?:my |our )?[^\W\d_][\w'-]*(?-i: [A-Z][\w'-]*)?)"
_DID = rf"(?P<aux>did|have|has|had) {_WHO} (?:ever |actually |really )?(?P<act>.+)"
_TOLD = rf"(?:that |which |who |whom |where )?{_WHO} (?:have |has |had |'ve |ever )*(?P<act>.+)"
_PAID = rf"(?:that )?{_WHO} (?:have |has |ever )*(?P<act>(?:spent|paid) .+)"
_ALL = r"(?:all (?:of )?|every |each )?(?:the |of the |my )?"
_NOUN = r"(?P<noun>(?!times\b)[^\W\d_][\w-]*(?-i: (?!i\b|we\b|my\b|our\b|did\b|ha[sd]\b|have\b|that\b|wh)[a-z][\w-]*)?)"
_TOTAL = re.compile(r"\b(?:in total|altogether|overall|in all|so far|all in all|in sum)\b", re.IGNORECASE)
_AVERAGE = re.compile(r"\b(?:on average|average|per \w+ on average|in the mean)\b", re.IGNORECASE)

_MOST = frozenset(("longest", "furthest", "farthest", "biggest", "largest", "highest"))
_SUPERLATIVE = r"(?P<which>longest|shortest|furthest|farthest|biggest|smallest|largest|highest|lowest)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("times", rf"how (?:many times|often) {_DID}"),
    ("times", rf"(?:on )?how many (?:different )?(?:days|occasions) {_DID}"),
    ("times", rf"(?:what (?:is|was) the |the )?(?:number of|count (?:of )?{_ALL}|count how many) ?times {_TOLD}"),
    ("money", r"how much (?:money )?did (?P<who>i|we|[^\W\d_]\w*) (?P<act>(?:spend|pay) (?:on|for) .+)"),
    ("money", r"(?:what|how much) (?:have|has|had) (?P<who>i|we|[^\W\d_]\w*) (?P<act>(?:spent|paid) (?:on|for) .+)"),
    ("money", r"what did (?P<who>i|we|[^\W\d_]\w*) (?P<act>(?:spend|pay) (?:on|for) .+)"),
    ("most money", rf"what(?: is|'s| was)? the (?P<which>most|least)(?: money)? {_PAID}"),
    ("far", rf"how (?P<dimension>far|long) {_DID}"),
    ("many", rf"how many (?:different )?{_NOUN} {_DID}"),
    ("last", rf"when {_DID}"),
    ("last time", rf"when was the (?P<which>last|first|latest) time {_TOLD}"),
    ("nth", rf"(?:what|which) (?:is|was) the (?P<which>last|first|latest) {_NOUN}? ?{_TOLD}"),
    ("extreme", rf"(?:what|how (?:far|long)) (?:is|was) (?:my|our) {_SUPERLATIVE} (?P<act>\w+)(?: ever)?"),
    ("list", rf"(?:which|what) {_NOUN} {_DID}"),
    ("what", rf"(?P<noun>what|who|whom) {_DID}"),
    ("told", rf"(?:list|name|enumerate|(?:what|which) (?:are|were)|(?:a|the) list of) {_ALL}{_NOUN} {_TOLD}"),
    ("told", rf"(?:list|name|enumerate|a list of) (?P<noun>everything|everyone|everybody|all) {_TOLD}"),
    ("told", rf"{_ALL}(?P<noun>(?:places|books|films|movies|people|cities|towns|things|dishes)) {_TOLD}"),
)  # fmt: skip
_LAST_BEFORE = re.compile(r"(?P<which>first|last) (?P<act>.+)$", re.IGNORECASE)
_LAST_BEHIND = re.compile(r"(?P<act>.+?)(?: for)? (?:the )?(?P<which>first|last)(?: time)?$", re.IGNORECASE)
_COMPILED = tuple((name, re.compile(rf"{pattern}$", re.IGNORECASE)) for name, pattern in _PATTERNS)
_PRONOUNS = word_set("he she they it you this that these those there the a an his her their its")


def plan(question: str, now: datetime) -> Plan | None:
    """Read a question as one for a count, a list, a sum, or a first or last time; None where it is none of these."""
    if not 8 <= len(question) <= _LONGEST or "\n" in question.strip():
        return None
    asked = asked_days(" ".join(question.replace("’", "'").split()), now)
    if asked is None:
        return None
    words, total = _TOTAL.subn(" ", asked.words)
    words, average = _AVERAGE.subn(" ", words)
    words = " ".join(words.split()).strip(" ?.!,:;")
    while (shorter := _POLITE.sub("", words, count=1)) != words:
        words = shorter
    for name, pattern in _COMPILED:
        if match := pattern.match(words):
            made = _make(name, match.groupdict(), asked, bool(total), bool(average))
            if made is not None:
                return made
    return None


def _make(name: str, said: dict[str, str | None], asked: Asked, total: bool, average: bool) -> Plan | None:
    who = (said.get("who") or "i").casefold()
    if who in _PRONOUNS or (said.get("aux") or "").casefold() == "had":
        return None
    subject = OWNER if who in ("i", "we") else who.removeprefix("my ").removeprefix("our ").split()[0]
    act, noun = (said.get("act") or "").strip(" ,"), (said.get("noun") or "").casefold()
    match name:
        case "times":
            return _planned(Tally.COUNT, act, subject, asked)
        case "money" | "most money":
            return _paid(act, subject, asked, said.get("which") or "", average)
        case "far":
            unit = DISTANCE if (said["dimension"] or "").casefold() == "far" else DURATION
            tally = Tally.AVERAGE if average else Tally.SUM
            return _measured(tally, act, subject, asked, unit, 1.0) if total or average else None
        case "many":
            return _how_many(act, subject, asked, noun, average)
        case "last":
            return _last(act, subject, asked)
        case "last time":
            return _planned(_end(said["which"]), act, subject, asked)
        case "nth":
            made = _listed(act, subject, asked, noun, explicit=True)
            return None if made is None else replace(made, tally=_end(said["which"]))
        case "extreme":
            tally = Tally.MOST if (said["which"] or "").casefold() in _MOST else Tally.LEAST
            return _measured(tally, act, subject, asked, "", 1.0)
        case _:
            return _listed(act, subject, asked, noun, explicit=name == "told")


def _end(which: str | None) -> Tally:
    return Tally.FIRST if (which or "").casefold() == "first" else Tally.LAST


def _paid(act: str, subject: str, asked: Asked, which: str, average: bool) -> Plan | None:
    family = family_of(act, owner=subject == OWNER)
    if family is None or family.sort is not Sort.SPENT:
        return None
    tally = {"most": Tally.MOST, "least": Tally.LEAST}.get(which.casefold(), Tally.AVERAGE if average else Tally.SUM)
    return Plan(tally, family, subject, asked, unit=MONEY)


def _last(act: str, subject: str, asked: Asked) -> Plan | None:
    """Plan for "when did I last …" and "when did I … for the first time"."""
    if before := _LAST_BEFORE.match(act):
        return _planned(_end(before["which"]), before["act"], subject, asked)
    behind = _LAST_BEHIND.match(act)
    return None if behind is None else _planned(_end(behind["which"]), behind["act"], subject, asked)


def _planned(tally: Tally, act: str, subject: str, asked: Asked) -> Plan | None:
    family = family_of(act, owner=subject == OWNER)
    if family is None or family.sort in (Sort.SPENT,):
        return None
    return Plan(tally, family, subject, asked)


def _measured(tally: Tally, act: str, subject: str, asked: Asked, unit: str, scale: float) -> Plan | None:
    family = family_of(act, owner=subject == OWNER)
    if family is None or family.sort not in (Sort.ACTIVITY, Sort.PRACTISED):
        return None
    return Plan(tally, family, subject, asked, unit=unit, scale=scale)


def _how_many(act: str, subject: str, asked: Asked, noun: str, average: bool) -> Plan | None:
    unit = _UNITS.get(stem(noun.split()[0]))
    if unit is not None:
        if unit[0] in ("EUR", "USD", "GBP", "CHF"):
            family = family_of(act, owner=subject == OWNER)
            spent = family is not None and family.sort is Sort.SPENT
            return Plan(Tally.SUM, family, subject, asked, unit=unit[0]) if spent and family is not None else None
        return _measured(Tally.AVERAGE if average else Tally.SUM, act, subject, asked, *unit)
    family = family_of(act, owner=subject == OWNER, noun=noun)
    if family is None:
        return None
    if family.sort in (Sort.ATTENDED, Sort.HAD):
        return Plan(Tally.COUNT, family, subject, asked)
    if family.sort in (Sort.READ, Sort.WATCHED, Sort.TRAVELLED, Sort.MET):
        return _listed_count(family, subject, asked, noun)
    return None


def _listed_count(family: Family, subject: str, asked: Asked, noun: str) -> Plan | None:
    from_list = _fits(family, noun)
    return Plan(Tally.COUNT, family, subject, asked, noun=noun) if from_list else None


def _listed(act: str, subject: str, asked: Asked, noun: str, *, explicit: bool) -> Plan | None:
    family = family_of(act, owner=subject == OWNER, noun=noun)
    if family is None or not _fits(family, noun):
        return None
    return Plan(Tally.LIST, family, subject, asked, noun=noun, explicit=explicit)


def _fits(family: Family, noun: str) -> bool:
    """Whether things of this class can be told from what the act is told with."""
    kind = base(noun) if noun in ("what", "who", "whom") else stem(noun)
    match family.sort:
        case Sort.READ | Sort.WATCHED:
            return TITLES.get(kind) is family.sort
        case Sort.TRAVELLED:
            return kind in PLACES
        case Sort.MET:
            return kind in PEOPLE or noun in ("who", "whom")
        case Sort.BOUGHT:
            return kind in THINGS or noun == "what"
        case Sort.COOKED:
            return kind in DISHES or kind in THINGS or noun == "what"
        case _:
            return False
