"""An act found in a clause, who did it, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from core.answering.tables.amounts import read_number
from core.answering.tables.clause import Clause
from core.answering.tables.grammar import ADVERBS, DETERMINERS, OWNER, PREPOSITIONS, base, is_past, word_set

TAKES = frozenset(map(base, word_set("take bring drive drag treat invite accompany")))
_SPANS = word_set("hour hours minutes morning afternoon evening day half long whole all")


@dataclass(frozen=True, slots=True)
class Found:
    """An act at a place in a clause. `things` are what was named with it; `times` is how often it was done."""

    at: int
    things: tuple[str, ...] = ()
    times: int = 1


def done_by(clause: Clause, subject: str, things: frozenset[str] = frozenset()) -> bool:
    """Whether the clause says that `subject` did it; what itself is the doer ("the swim was great") is the writer's."""
    doers = frozenset(doer for doer in clause.doers if doer not in things and base(doer) not in things)
    if subject == OWNER:
        if OWNER in doers or not doers:
            return True
        verb = None if clause.verb is None else base(clause.lows[clause.verb])
        return verb in TAKES and bool({"me", "us"} & set(clause.lows)) and not doers & {"that"}
    if subject in doers:
        return True
    lows = clause.lows
    return OWNER in doers and any(
        low == "with" and subject in lows[place + 1 : place + 4] for place, low in enumerate(lows)
    )


def times_done(clause: Clause, at: int) -> int:
    after = clause.lows[at + 1 : at + 5]
    if "twice" in after:
        place = clause.lows.index("twice", at)
        return 1 if clause.lows[place + 1 : place + 2] == ("as",) else 2
    if "times" in after:
        return {"three": 3, "four": 4, "five": 5}.get(after[max(0, after.index("times") - 1)], 1)
    return 1


def nearest_verb(clause: Clause, at: int) -> int:
    """The last verb before a place: an infinitive after "to", a gerund, a past form, or the finite one."""
    for place in range(at - 1, -1, -1):
        low = clause.lows[place]
        if (
            low.isalpha()
            and place > 0
            and clause.lows[place - 1] == "to"
            and low not in DETERMINERS
            and not clause.tokens[place].name
        ):
            return place
        if is_past(low) or place == clause.verb or (low == "been"):
            return place
    return clause.verb or 0


def is_whole_scrap(clause: Clause, at: int) -> bool:
    """A scrap that is about the thing: "Dentist at nine", "A wonderful concert in the park"."""
    if clause.verb is not None or (clause.follows_unreal and at > 0):
        return False
    before = clause.lows[:at]
    if before in (("off", "to", "the"), ("back", "from", "the")):
        return True
    if before and all(
        word in _SPANS or word in DETERMINERS or word == "at" or not word.isalpha() or read_number(word)
        for word in before
    ):
        return True  # "Two hours at the dentist"
    return not any(
        word in PREPOSITIONS or word in ("'s", "no", "to") or base(word) == "ticket" for word in before
    ) and not any(word.isalpha() and word.endswith("ing") and word not in ADVERBS for word in before)


def is_plain(word: str) -> bool:
    return word not in PREPOSITIONS and word not in ("no", "not") and word.isalpha()
