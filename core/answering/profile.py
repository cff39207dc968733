"""Answering from what is known: "What is my phone number?", "Where does Anna live now?", "… before that?".

Only when the question's subject and its relation are both those of a triple; anything else is for a recall to find.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import apsw

from core.model.entity import SELF, Triple
from core.model.memory import Trust
from core.store.entities import entities_named
from core.store.triples import said_since, subjects_with, triples_about
from core.understanding.folding import fold
from core.understanding.profile_questions import Wanted, read_profile_question
from core.understanding.sentences import sentences_of
from core.understanding.validity import settle
from core.understanding.vocabulary import has_several, relation_of

_OF_RELATIVE = re.compile(r"^(?P<relative>[\w-]+)['’]s (?P<noun>.+)$")
_OTHER_NOW = re.compile(r"\b(?:new|chang\w*|switch\w*|different|updated?|reset|no longer|any ?more|now)\b")
_FIGURE = re.compile(r"\d")
_CAPITAL_WITHIN = re.compile(r"(?<=[a-z,] )[A-HJ-Z]\w")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known: the value, the memories that say it, and what held before, newest first.

    `subject` is as it was written, empty for what is nobody's. `newer` are memories said since that speak of the same
    without telling a value that was understood: when there are any, the value may be out of date. `several`: there may
    be more values, told in words that were not understood.
    """

    value: str
    subject: str
    relation: str
    memory_ids: tuple[int, ...]
    holding: tuple[Triple, ...]
    history: tuple[Triple, ...]
    newer: tuple[int, ...] = ()
    several: bool = False


def look_up(
    question: str, connection: apsw.Connection, *, me: Collection[str] = (), now: datetime | None = None
) -> Known | None:
    """Return what the question asks for, None when it asks for something else or nobody has said it.

    `me` are the names under which the user speaks, as far as they are known. Asked for what held before, the value is
    the last of those. Never raises for any question.
    """
    wanted = read_profile_question(question)
    if wanted is None:
        return None
    for relation in wanted.relations:
        known = _find(connection, wanted, relation, me, now)
        if known is not None:
            return known
    return _through_relative(connection, wanted, me, now)


def _find(
    connection: apsw.Connection, wanted: Wanted, relation: str, me: Collection[str], now: datetime | None
) -> Known | None:
    told = _about(connection, wanted.subject, relation, me)
    if not told:
        return None
    settled = settle(told, several=has_several(relation), now=now)
    chosen = settled.past[:1] if wanted.past else settled.holding
    chosen = tuple(triple for triple in chosen if wanted.is_answered_by(triple.object))
    if not chosen:
        return None
    values: dict[str, Triple] = {fold(triple.object): triple for triple in chosen}
    said = {triple.memory_id for triple in told}
    since = max(triple.at for triple in chosen)
    speaker = chosen[0].subject
    newer = [] if wanted.past else said_since(connection, relation.split(), since, speaker, said)
    carriers = [triple.memory_id for triple in told if triple in chosen]
    return Known(
        value=_listed([triple.object for triple in values.values()]),
        subject=chosen[0].subject,
        relation=relation,
        memory_ids=tuple(dict.fromkeys(carriers)),
        holding=settled.holding,
        history=settled.past,
        several=has_several(relation),
        newer=tuple(id_ for id_, text in newer if _might_tell(text, relation.split(), chosen[0].object)),
    )


def _about(connection: apsw.Connection, subject: str, relation: str, me: Collection[str]) -> list[Triple]:
    """Of all that is said in a relation, what is said of the subject."""
    owners = subjects_with(connection, relation)
    shared = "" in owners
    owners -= {""}
    if not subject:
        # What is nobody's, and the same thing as one owner calls his.
        return triples_about(connection, [*owners, ""] if len(owners) == 1 else [""] if shared else [], relation)
    mine = _names(connection, subject, me)
    own = triples_about(connection, owners & mine, relation)
    if not own and subject == SELF and len(owners) == 1 and not me:
        # Who the user is, is not known: somebody who spoke of himself, when nobody else did.
        alone = triples_about(connection, owners, relation)
        if all(triple.said_by_subject for triple in alone):
            own, mine = alone, owners
    nobodys = triples_about(connection, [""], relation) if shared else []
    if subject == SELF and owners <= mine:
        return own + nobodys
    # What somebody says without saying whose it is, is his; the user's own note is, when nobody else has one.
    return own + [
        triple
        for triple in nobodys
        if fold(triple.said_by) in mine or (own and owners <= mine and triple.trust is Trust.USER)
    ]


def _names(connection: apsw.Connection, subject: str, me: Collection[str]) -> set[str]:
    if subject == SELF:
        return {SELF, *(fold(name) for name in me)}
    folded = fold(subject)
    found = [entity.folded for entity in entities_named(connection, [folded])]
    # Several people who begin with this name: only one of exactly this name is meant for certain.
    people = {name for name in found if name != folded}
    return (
        {folded}
        | (people if len(people) == 1 else set())
        | ({SELF} if folded in {fold(name) for name in me} else set())
    )


def _through_relative(
    connection: apsw.Connection, wanted: Wanted, me: Collection[str], now: datetime | None
) -> Known | None:
    """My sister's phone number is that of the one who is my sister."""
    match = _OF_RELATIVE.match(wanted.relations[0])
    if match is None:
        return None
    relative = _find(connection, Wanted(wanted.subject, ("",)), relation_of(match["relative"])[0], me, now)
    if relative is None or len(relative.holding) != 1:
        return None
    relation, was = relation_of(match["noun"])
    return _find(connection, Wanted(relative.value, (relation,), wanted.past or was), relation, me, now)


def _might_tell(text: str, words: Sequence[str], value: str) -> bool:
    """Whether a sentence with these words holds something like the value, or says that it is another now."""
    for sentence in sentences_of(text):
        places = [sentence.lower.find(word) for word in words]
        if min(places) < 0 or not sentence.states(max(places)):
            continue
        if _OTHER_NOW.search(sentence.lower) or (_FIGURE.search(value) and _FIGURE.search(sentence.text)):
            return True
        if value[:1].isupper() and _CAPITAL_WITHIN.search(sentence.text):
            return True
    return False


def _listed(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}"
