"""The finite verb of a clause, and who does what it says."""

from __future__ import annotations

from collections.abc import Sequence

from core.answering.tables.grammar import (
    ADVERBS,
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
)
from core.answering.tables.tokens import Token

_TITLES = frozenset(("sister", "brother", "friend"))


def find_finite(tokens: Sequence[Token]) -> int | None:
    """Where the first finite verb stands."""
    for place, token in enumerate(tokens):
        low = token.low
        before = tokens[place - 1].low if place else ""
        if token.quoted or before in ("a", "an"):
            continue
        if low == "'s":
            following = tokens[place + 1].low if place + 1 < len(tokens) else ""
            if before in OTHER_PRONOUNS or following in ("a", "not", "been"):
                return place
            continue
        if low in AUXILIARIES - {"being", "been", "be"} or low in MODALS - {"may", "let"}:
            return place
        if low == "may" and not token.name:
            return place
        if is_past(low) and before not in DETERMINERS and not (token.name and place):
            return place
        if before in ("i", "we", "they", "you") and low.isalpha() and low not in ADVERBS and low != "and":
            return place
    return None


def find_doers(tokens: Sequence[Token], verb: int | None) -> frozenset[str] | None:
    """Who does what the finite verb at `verb` says, in small letters; None where nobody is named.

    "Ben's" stands for whoever Ben has a part in: neither Ben nor the writer.
    """
    if verb is None:
        return _scrap_doers(tokens)
    if verb > 0 and tokens[verb - 1].low == "that":
        return frozenset({"that"})
    found: set[str] = set()
    place = verb - 1
    while place >= 0 and is_adverb(tokens[place].low) and not _named(tokens[place]):
        place -= 1
    while place >= 0:
        low = tokens[place].low
        if low in ("'s", "'") and place and found:
            # "Yesterday's run was long" has no doer.
            if not is_adverb(tokens[place - 1].low):
                found = {f"{tokens[place - 1].low}'s"}
            break
        if not (found and low in ("and", ",")) and low not in DETERMINERS:
            doer = _doer(tokens, place, bool(found))
            if doer is None:
                break
            found.add(doer)
        place -= 1
    if place >= 0 and tokens[place].low in PREPOSITIONS and OWNER not in found and not found & OTHER_PRONOUNS:
        found = _behind_preposition(tokens, place, verb, found)
    return frozenset(found) or None


def _doer(tokens: Sequence[Token], place: int, others: bool) -> str | None:
    """Who is named at `place`; None: nobody, or somebody who belongs to the words before."""
    token = tokens[place]
    low = token.low
    if low in ("i", "we"):
        return OWNER
    if low in OTHER_PRONOUNS or _named(token):
        return low
    if not low.isalpha() or low in CONJUNCTIONS or low in PREPOSITIONS or is_adverb(low):
        return None
    if others and tokens[place + 1].low not in ("and", ",") and low not in _TITLES:
        return None
    return base(low)


def _behind_preposition(tokens: Sequence[Token], place: int, verb: int, found: set[str]) -> set[str]:
    """Of what stands behind a preposition only the name right before the verb: "in the evening Ben came"."""
    if len(found) >= 2 or (found and tokens[place + 1].low in DETERMINERS):
        last = tokens[verb - 1]
        return {last.low} & found if last.name else set()
    return set() if verb - 1 - place <= 1 else found  # "On Monday went …", "after work slept"


def _named(token: Token) -> bool:
    if is_adverb(token.low) or token.low in PREPOSITIONS or token.low in DETERMINERS or token.low in CONJUNCTIONS:
        return False
    return token.name and token.low not in ("and", "then")


def _scrap_doers(tokens: Sequence[Token]) -> frozenset[str] | None:
    """A scrap is the writer's own unless it begins with whose it is: "Anna's swim", "Ben in the pool"."""
    if len(tokens) > 1 and tokens[0].name and tokens[1].low in ("'s", "'"):
        return frozenset({tokens[0].low})
    return None
