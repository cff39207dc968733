"""Putting a triple in words that stand alone, as near to how it was said as can be: "Luna likes the pier."."""

from __future__ import annotations

import re
from datetime import datetime

from core.consolidation.settle.telling import points_outside, tells_of_self
from core.consolidation.settle.third_person import tell
from core.model.entity import SELF, Triple
from core.model.period import Period
from core.understanding.plain_words import PERSONS, PETS
from core.understanding.times import word_period

_VERBS = {
    "lives in": ("lives in", "live in"),
    "works at": ("works at", "work at"),
    "comes from": ("comes from", "come from"),
    "born in": ("was born in", "was born in"),
    "born on": ("was born on", "was born on"),
    "grew up in": ("grew up in", "grew up in"),
    "studied at": ("studied at", "studied at"),
    "likes": ("likes", "like"),
    "dislikes": ("dislikes", "dislike"),
    "allergic to": ("is allergic to", "am allergic to"),
    "plays": ("plays", "play"),
    "speaks": ("speaks", "speak"),
}
"""As it is told of somebody, and by the user of himself."""

_BY_NOW = {"lives in": "lived in", "works at": "worked at"}
_TASTES = ("likes", "dislikes")
_SAID_AS = re.compile(r"\b(?P<verb>lov|lik|enjoy|ador|hat|dislik)(?:es?|s)?\b", re.I)
_STEMS = {"lov": "love", "lik": "like", "enjoy": "enjoy", "ador": "adore", "hat": "hate", "dislik": "dislike"}
_ARTICLE = re.compile(r"\b(?P<article>an?|the) [\"“'‘]?$", re.I)
_CLAUSE_END = re.compile(
    r"[.;:!?()…\"”]|\s[-–—]|—"
    r"|,? (?:because|so|but|which|who|since|if|when|while|as|though|although|cause|cuz|especially|too|now|lately|more"
    r"|most|every|again|right|currently)\b"
    r"|,? and (?:it|that|this|i|we|he|she|they|you|my|our|am|is|are|was|were|have|has|will|would|can)\b"
    r"|, (?:it|that|this|i|we|he|she|they|you|the)\b|, \w+ing\b|$",
    re.I,
)
_LONGEST = 10
_PREDICATE = re.compile(
    r",? (?:(?:really|just|also|always|never|finally) )?(?:is|was|has|had|will|[a-z]{2,}(?:s|ed)|came|went|got|gave"
    r"|took|made|bought|won|lost|ran|taught|told|left|met)\b"
)


def word_triple(
    triple: Triple, sentence: str = "", true: Period | None = None, said_at: datetime | None = None
) -> str | None:
    """Return a triple as a sentence: "Nora has lived in Lyon since May 2023."; None where it means nothing by itself.

    `sentence` is how it was said, at `said_at`: the verb, the article and what belongs to the value are taken from it.
    """
    since = f" {word_period(true)}" if true is not None and word_period(true) else ""
    mine = not triple.subject or triple.subject == SELF
    who = "I" if mine else triple.subject
    place = sentence.find(triple.object)
    if triple.relation in _TASTES and place >= 0:
        return _taste(triple, sentence, place, said_at)
    verbs = _VERBS.get(triple.relation)
    if since and true is not None and true.start is not None and said_at is not None and true.start > said_at:
        since = since.replace(" since ", " from ", 1)
    elif since and triple.relation in _BY_NOW:
        return f"{who} {'have' if mine else 'has'} {_BY_NOW[triple.relation]} {triple.object}{since}."
    if verbs is not None and (triple.subject or triple.relation in _TASTES):
        return f"{who} {verbs[mine]} {triple.object}{since}."
    if triple.relation == "age" and triple.subject:
        return f"{who} {'am' if mine else 'is'} {triple.object} years old."
    article = _ARTICLE.search(sentence, 0, max(0, place))
    if triple.relation == "job" and triple.subject and article is not None and f"as {article[0]}" in sentence:
        return f"{who} {'work' if mine else 'works'} as {article['article'].lower()} {triple.object}{since}."
    whose = "The" if not triple.subject else "My" if mine else _possessive(triple.subject)
    return f"{whose} {triple.relation} is {triple.object}{since}."


def tells_more(triple: Triple, sentence: str) -> bool:
    """Whether a sentence names a relative on the way to telling something: "My brother Jonas moves in June."."""
    if triple.relation.split()[-1] not in PERSONS | PETS:
        return False
    place = sentence.find(triple.object)
    return place >= 0 and _PREDICATE.match(sentence, place + len(triple.object)) is not None


def _taste(triple: Triple, sentence: str, place: int, said_at: datetime | None) -> str | None:
    """What somebody likes, whole and with its article; None for what is only liked because it was being shown."""
    who = "I" if triple.subject in ("", SELF) else triple.subject
    article = _ARTICLE.search(sentence, 0, place)
    end = _CLAUSE_END.search(sentence, place + len(triple.object))
    whole = sentence[place : end.start() if end is not None else len(sentence)].strip(" ,'’")
    if points_outside(whole):
        return None
    if len(whole.split()) > _LONGEST:
        whole = triple.object
    the = article is not None and article["article"].lower() == "the"
    if the and " " in whole and not re.search(r" (?:of|in|on|at|to|by|near|around)\b|(?<!^)\b[A-Z]", whole):
        return None  # "the dark sky", "the colours and the shapes": of the picture that is talked of
    before = _SAID_AS.findall(sentence[:place])
    verb = _STEMS[before[-1].lower()] if before else triple.relation[:-1]
    if (verb in ("hate", "dislike")) is not (triple.relation == "dislikes"):
        verb = triple.relation[:-1]  # "can't stand", "don't like"
    shown = f"{article['article'].lower()} {whole}" if article is not None else whole
    if who == "I":
        return f"I {verb} {shown}."
    if not tells_of_self(shown):
        return f"{who} {verb}s {shown}."
    return tell(f"I {verb} {shown}", who, said_at) if triple.said_by_subject else f"{who} {verb}s {triple.object}."


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"
