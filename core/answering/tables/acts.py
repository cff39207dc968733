"""Acts that are told by a verb or by a noun made of it: swam, had a swim, came over, called, practised, paid."""

from __future__ import annotations

from collections.abc import Iterator

from core.answering.tables.amounts import read_number
from core.answering.tables.clause import Clause
from core.answering.tables.family import CALLS, Family
from core.answering.tables.grammar import (
    ADVERBS,
    DETERMINERS,
    OTHER_PRONOUNS,
    OWNER,
    PREPOSITIONS,
    base,
    is_gerund,
    is_past,
    word_set,
)
from core.answering.tables.occurrence import Found, done_by, is_whole_scrap, times_done

_GETS = frozenset(map(base, word_set("have get feel suffer wake be come develop")))
_NOT_RUN = word_set("into off out away over late errands to")
_VISITS = {
    "come": word_set("by over round around"),
    "drop": frozenset(("by", "in", "round")),
    "stop": frozenset(("by", "in")),
    "pop": frozenset(("in", "by", "over", "round")),
    "swing": frozenset(("by",)),
    "look": frozenset(("in", "by")),
    "call": frozenset(("round",)),
}
_BILLS = frozenset(map(base, word_set("it shop shopping bill total receipt trip")))
_PAYS = frozenset(("spend", "pay", "cost"))
_SHOPS = frozenset(("come", "set", "do", "go", "be", "buy", "get", "fetch"))


def find_activity(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    for at, low in enumerate(clause.lows):
        if base(low) not in family.verbs or clause.tokens[at].quoted:
            continue
        after = clause.lows[at + 1] if at + 1 < len(clause.lows) else ""
        if after in _NOT_RUN and base(low) == "run" and not (after == "to" and is_past(low) and _measured(clause)):
            continue
        if _as_thing(clause, at):
            if after in ("was", "is") and set(clause.lows[at + 1 : at + 4]) & {"cancelled", "off", "closed"}:
                continue
            if (
                clause.told(at)
                and done_by(clause, subject, family.verbs | {base(low)})
                and not _others(clause, at, subject)
            ):
                yield Found(at, times=times_done(clause, at))
        elif is_gerund(low) and _compound(clause, at):
            continue
        elif clause.took_place(at) and done_by(clause, subject):
            yield Found(at, times=times_done(clause, at))


def _measured(clause: Clause) -> bool:
    return any(token.text[:1].isdigit() for token in clause.tokens)


def _as_thing(clause: Clause, at: int) -> bool:
    """Whether a word like "swim" or "run" stands as a noun."""
    low = clause.lows[at]
    if low != base(low) and not low.endswith("s"):
        return False
    if clause.verb is None:
        before = clause.lows[at - 1] if at else ""
        if low != base(low):  # "two swims", but not "Ben swims"
            return before in DETERMINERS or read_number(before) is not None
        return before != "to"
    for back in range(at - 1, max(-1, at - 7), -1):
        word = clause.lows[back]
        if word in DETERMINERS or word in ("'s", "for") or word == "no":
            # "Saw a swan swim": the swan did.
            return (
                at - back == 1
                or clause.verb is None
                or base(clause.lows[clause.verb]) not in ("see", "watch", "hear", "let")
            )
        if word in OTHER_PRONOUNS or word == "to" or word in ("i", "we", "and") or back == clause.verb:
            return False
    return at == 0 or clause.verb > at


def _others(clause: Clause, at: int, subject: str) -> bool:
    """Whether it is another's: "Anna's swim", "his run"."""
    before = clause.lows[max(0, at - 3) : at]
    if subject == OWNER:
        if any(word in ("his", "her", "their", "your") for word in before):
            return True
        return (
            "'s" in before
            and clause.tokens[at - 1 - before[::-1].index("'s") - 1].name
            and clause.lows[at - 1 - before[::-1].index("'s") - 1] not in ADVERBS
        )
    return False


def _compound(clause: Clause, at: int) -> bool:
    """Whether a gerund is part of another word ("swimming pool") or its subject ("swimming is"), not the act."""
    if at + 1 >= len(clause.lows):
        return False
    after = clause.tokens[at + 1]
    low = after.low
    free = low in PREPOSITIONS or low in ADVERBS or low in DETERMINERS or not low.isalpha()
    return not free or low in ("is", "was", "will")


def find_had(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    thing = family.objects[0]
    for at, low in enumerate(clause.lows):
        if base(low) not in thing:
            continue
        if not clause.told(at) or not done_by(clause, subject, thing):
            return
        if clause.verb is None:
            if is_whole_scrap(clause, at):
                yield Found(at)
        elif base(clause.lows[clause.verb]) in _GETS and at > clause.verb:
            yield Found(at)
        return


def find_visits(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    for at, low in enumerate(clause.lows):
        verb = base(low)
        after = clause.lows[at + 1 : at + 4]
        if low == "visit" and clause.lows[at + 1 : at + 2] == ("from",) and subject in clause.lows[at + 2 : at + 6]:
            if clause.told(at):
                yield Found(at)
                return
        elif (
            low == "visit" and clause.verb is not None and base(clause.lows[clause.verb]) == "pay" and at > clause.verb
        ):
            if clause.told(at) and subject in clause.doers:
                yield Found(at)
                return
        elif verb == "visit" and is_past(low):
            free = (
                not after
                or after[0] in PREPOSITIONS | ADVERBS | {"me", "us", ",", ".", "my", "our", "and"}
                or not after[0].isalpha()
            )
            if free and after[:1] not in (("my",), ("our",)) and clause.took_place(at) and subject in clause.doers:
                yield Found(at)
                return
        elif is_past(low) and verb in _VISITS and clause.took_place(at) and subject in clause.doers:
            to_see = after[:1] == ("to",) and after[1:2] and after[1] in ("visit", "see", "stay")
            if (after[:1] and after[0] in _VISITS[verb]) or (verb == "come" and to_see):
                yield Found(at)
                return


def find_calls(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    if not done_by(clause, subject) or clause.asked:
        return
    whom = family.objects[0]
    places = [
        at
        for at, low in enumerate(clause.lows)
        if base(low) in whom and at > (clause.verb if clause.verb is not None else -1)
    ]
    if not places:
        return
    whose = clause.lows[max(0, places[0] - 1)]
    if whose in ("his", "her", "their", "your", "'s") or clause.lows[places[0] + 1 : places[0] + 2] == ("'s",):
        return
    for at, low in enumerate(clause.lows):
        verb = base(low)
        after = clause.lows[at + 1 :]
        if verb in CALLS and clause.took_place(at) and places[0] in range(at + 1, at + 4):
            yield Found(at)
            return
        spoke = verb in ("talk", "speak", "chat", "give") and is_past(low) and clause.took_place(at)
        if spoke and set(after) & {"phone", "ring", "call", "telephone", "bell"} and "about" not in after[:2]:
            yield Found(at)
            return
        had = clause.verb is None or (at > clause.verb and base(clause.lows[clause.verb]) in ("have", "make"))
        if low == "call" and had and after[:1] in (("with",), ("to",)) and clause.told(at):
            yield Found(at)
            return


def find_practised(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    for at, low in enumerate(clause.lows):
        if base(low) in family.verbs and clause.took_place(at) and done_by(clause, subject):
            yield Found(at)
            return
        alone = clause.verb is None and base(low) in family.objects[0] and not set(clause.lows[:at]) & {"no", "without"}
        if alone and clause.told(at) and done_by(clause, subject):
            yield Found(at)
            return


def find_spent(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    things = frozenset(base(variant) for variants in family.objects for variant in variants) | _BILLS
    if clause.asked or not done_by(clause, subject, things):
        return
    if clause.verb is None:
        if clause.told(0):
            yield Found(0)
        return
    paying = any(base(low) in _PAYS for low in clause.lows)
    for at, low in enumerate(clause.lows):
        # "Did the grocery shopping, 20 € in all", but not "did not spend 20 €".
        if base(low) in (_PAYS if paying else _SHOPS) and clause.took_place(at):
            yield Found(at)
            return


def find_other(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    for at, low in enumerate(clause.lows):
        if base(low) in family.verbs and clause.took_place(at) and done_by(clause, subject):
            yield Found(at, times=times_done(clause, at))
            return
