"""Where the writer was: at the dentist, at a concert, at the cinema."""

from __future__ import annotations

from collections.abc import Iterator

from core.answering.tables.clause import Clause
from core.answering.tables.family import Family
from core.answering.tables.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MODALS,
    OTHER_PRONOUNS,
    OWNER,
    PREPOSITIONS,
    base,
    is_adverb,
    is_past,
    word_set,
)
from core.answering.tables.occurrence import TAKES, Found, done_by, is_whole_scrap, nearest_verb, times_done

_ATTENDS = frozenset(map(base, word_set("go see visit attend be have spend hear enjoy watch sit return come get")))
_MOVES = frozenset(map(base, word_set("walk cycle drive rush head run hurry travel take fly ride")))
_TREATS = frozenset(
    map(
        base,
        word_set("pulled filled checked cleaned drilled examined prescribed removed took looked said told found gave"),
    )
)


def find_attended(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    if not family.objects:
        return
    thing = family.objects[0]
    for at, low in enumerate(clause.lows):
        if not (base(low) in thing or low in thing) or clause.tokens[at].quoted or _part_of_other(clause, at):
            continue
        if is_whole_scrap(clause, at):
            if clause.told(at):
                yield Found(at, times=times_done(clause, at))
            return
        if clause.verb is None or at < clause.verb:
            if _treated(clause, at, subject):
                yield Found(at)
                return
            continue
        if not clause.told(at) or not done_by(clause, subject):
            continue
        verb = nearest_verb(clause, at)
        between = clause.lows[verb + 1 : at]
        linked = not set(between) & {
            "from",
            "about",
            "of",
            "for",
            "because",
            "after",
            "before",
            "without",
            "near",
            "outside",
        }
        went = base(clause.lows[verb]) in _MOVES and "to" in between
        taken = verb == clause.verb and base(clause.lows[verb]) in TAKES and {"me", "us"} & set(between)
        appointed = "appointment" in between and base(clause.lows[verb]) == "have"
        if (base(clause.lows[verb]) in _ATTENDS and linked) or went or taken or appointed:
            yield Found(at, times=times_done(clause, at))
            return


def _part_of_other(clause: Clause, at: int) -> bool:
    """Whether it is half a word: a concert ticket is no concert; a dentist appointment is one with the dentist."""
    if at + 1 >= len(clause.tokens):
        return False
    after = clause.tokens[at + 1]
    low = after.low
    if after.name or not low.isalpha() or low in ("appointment", "visit", "check-up", "checkup", "trip", "session"):
        return False
    function = (
        low in PREPOSITIONS or is_adverb(low) or low in DETERMINERS or low in CONJUNCTIONS or low in OTHER_PRONOUNS
    )
    return not (function or is_past(low) or low in AUXILIARIES or low in MODALS or low in ("i", "we", "that", "than"))


def _treated(clause: Clause, at: int, subject: str) -> bool:
    """Whether the thing is the doer and does it to the writer: "the dentist pulled my tooth"."""
    if subject != OWNER or clause.verb is None or clause.asked:
        return False
    verb = clause.lows[clause.verb]
    if verb in ("has", "had") and clause.verb + 1 < len(clause.lows):
        verb = clause.lows[clause.verb + 1]
    return (
        base(verb) in _TREATS
        and clause.took_place(clause.verb)
        and bool({"my", "me", "us"} & set(clause.lows[clause.verb :]))
    )
