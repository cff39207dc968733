"""Cutting candidate answers out of the evidence, and what can be counted about each."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.answering.spans.question import Asked, Want
from core.answering.spans.words import CONTENT, Role, cut_words, is_figure, roles_of
from core.answering.wording import sentences, stem

LONGEST = 14
_NEVER_FIRST = frozenset({Role.MARK, Role.CALL, Role.AUXILIARY, Role.CONJUNCTION})
_NEVER_LAST = frozenset(
    {Role.MARK, Role.TO, Role.OWNER, Role.DETERMINER, Role.AUXILIARY, Role.PREPOSITION, Role.CONJUNCTION, Role.CALL}
)
_FAR = 8
_NAMING = re.compile(r"\d{3,}-\d")
"""A number that names something and counts nothing: "2026-014"."""
_CLAUSE_ENDS = frozenset(",;:–—()")
_FEELING_BEFORE_WORDS = """
feel feels felt feeling so very really pretty was is
"""
_FEELING_BEFORE = frozenset(_FEELING_BEFORE_WORDS.split())
_REASON_BEFORE_WORDS = """
because to for since as wanted
"""
_REASON_BEFORE = frozenset(_REASON_BEFORE_WORDS.split())
_KIN_WORDS = """
mom mum mother dad father brother sister aunt uncle cousin friend friends wife husband son daughter
kids family partner boss colleague neighbour neighbor grandma grandpa grandmother grandfather
boyfriend girlfriend fiance teacher mentor coach team
"""
_KIN = frozenset(_KIN_WORDS.split())


@dataclass(frozen=True, slots=True)
class Passage:
    """A memory to cut spans from.

    `standing` is its score below the best one's, 0 for the best and negative for the others. `picture` marks the
    sentences that describe pictures. `nearness` gives for each sentence the cosine to the question, 0 where unknown.
    """

    sentences: tuple[str, ...]
    picture: tuple[bool, ...]
    nearness: tuple[float, ...]
    standing: float
    rank: int
    own: bool
    answers: bool
    """Whether what was said just before it is a question."""
    chance: float = 1.0
    """How likely it is to carry the answer, whatever stands in it."""
    written: bool = False
    """Whether nobody said it: what a file writes stands side by side, where talk hangs together."""


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate answer: `text` as it stands in sentence `sentence` of passage `passage`, and its features."""

    text: str
    passage: int
    sentence: int
    start: int
    end: int
    features: Mapping[str, float]


def split_passage(text: str, captions: Sequence[str]) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Return the sentences of a memory and of its captions, and which are of captions."""
    told = sentences(text)
    return (*told, *captions), (*(False for _ in told), *(True for _ in captions))


def cut_spans(passages: Sequence[Passage], asked: Asked) -> Iterator[Span]:
    """Yield every span of up to `LONGEST` words that begins and ends where a phrase may."""
    for number, passage in enumerate(passages):
        shared = [_shared(sentence, asked) for sentence in passage.sentences]
        for place, sentence in enumerate(passage.sentences):
            yield from _cut_sentence(number, place, sentence, passage, shared, asked)


def _shared(sentence: str, asked: Asked) -> float:
    """The share of the question's words that a sentence holds."""
    found = {stem(sentence[a:b]) for a, b in cut_words(sentence)} & asked.stems
    return len(found) / max(1, len(asked.stems))


def _cut_sentence(
    number: int, place: int, sentence: str, passage: Passage, shared: Sequence[float], asked: Asked
) -> Iterator[Span]:
    spots = cut_words(sentence)
    words = [sentence[a:b] for a, b in spots]
    if not words:
        return
    roles = roles_of(words, named_first=asked.want is Want.PERSON)
    stems = [stem(word) for word in words]
    hit = [word in asked.stems for word in stems]
    whole = _sentence_features(place, sentence, passage, shared, asked)
    for first in range(len(words)):
        if roles[first] in _NEVER_FIRST:
            continue
        for last in range(first, min(len(words), first + LONGEST)):
            if roles[last] in _NEVER_LAST or not any(role in CONTENT for role in roles[first : last + 1]):
                continue
            if _splits_quotation(words[first : last + 1]) or _splits_name(roles, first, last):
                continue
            if asked.want is Want.PERSON and not _fits_person(roles[first : last + 1], words[first : last + 1]):
                continue
            if asked.want is Want.PLACE and not _fits_place(roles, first, last):
                continue
            features = dict(whole)
            features.update(_span_features(words, roles, stems, hit, first, last, asked))
            yield Span(sentence[spots[first][0] : spots[last][1]], number, place, spots[first][0], spots[last][1],
                       features)  # fmt: skip


def _sentence_features(
    place: int, sentence: str, passage: Passage, shared: Sequence[float], asked: Asked
) -> dict[str, float]:
    told = sum(not picture for picture in passage.picture)
    return {
        "standing": passage.standing,
        "rank:first": float(passage.rank == 0),
        "own": float(passage.own),
        "picture": float(passage.picture[place]),
        "near": passage.nearness[place],
        "nearest": float(passage.nearness[place] == max(passage.nearness)),
        "shared": shared[place],
        "shared:before": shared[place - 1] if 0 < place < told else 0.0,
        "asks": float(sentence.endswith("?")),
        "opening": float(place == 0),
        "answers:opening": float(passage.answers and place == 0),
    }


def _span_features(
    words: Sequence[str],
    roles: Sequence[Role],
    stems: Sequence[str],
    hit: Sequence[bool],
    first: int,
    last: int,
    asked: Asked,
) -> dict[str, float]:
    inside = roles[first : last + 1]
    before = roles[first - 1] if first else Role.NONE
    after = roles[last + 1] if last + 1 < len(roles) else Role.NONE
    count = sum(role is not Role.MARK for role in inside)
    repeated = sum(hit[first : last + 1])
    places = [place for place, is_hit in enumerate(hit) if is_hit]
    preceding = words[first - 1].lower() if first else ""
    features = {
        "length": math.log(count),
        "length2": math.log(count) ** 2,
        "content": sum(role in CONTENT for role in inside) / count,
        "repeats": repeated / count,
        "repeats:any": float(repeated > 0),
        "distance": min((_distance(place, first, last) for place in places), default=_FAR) / _FAR,
        "follows": float(any(place < first for place in places)),
        "adjacent": float(first > 0 and hit[first - 1]),
        "marks": float(sum(role is Role.MARK for role in inside)),
        "auxiliaries": float(sum(role is Role.AUXILIARY for role in inside)),
        "pronouns": float(sum(role is Role.PRONOUN for role in inside)),
        "conjunctions": float(sum(role is Role.CONJUNCTION for role in inside)),
        "prepositions": float(sum(role is Role.PREPOSITION for role in inside)),
        "head": float(bool(asked.heads) and any(word in asked.heads for word in stems[first : last + 1])),
        f"first:{roles[first]}": 1.0,
        f"before:{before}": 1.0,
        f"last:{roles[last]}": 1.0,
        f"after:{after}": 1.0,
        f"{asked.want}:length": math.log(count),
    }
    features["clause"] = _clause_share(words, stems, first, last, asked)
    if asked.digits:
        features["figure"] = float(_is_figure(words, first, last, asked.digits))
    fits = _fits(asked.want, words, inside, before, preceding, first, last)
    if fits:
        features[f"fits:{asked.want}"] = 1.0
    return features


def _splits_quotation(words: Sequence[str]) -> bool:
    """Whether a quotation begins in the span and ends outside, or the other way round."""
    return sum(word == '"' for word in words) % 2 == 1 or words.count("“") != words.count("”")


def _splits_name(roles: Sequence[Role], first: int, last: int) -> bool:
    """Whether the span begins or ends inside a name of several words."""
    begins = first > 0 and roles[first - 1] is roles[first] is Role.NAME
    return begins or (last + 1 < len(roles) and roles[last] is roles[last + 1] is Role.NAME)


def _clause_share(words: Sequence[str], stems: Sequence[str], first: int, last: int, asked: Asked) -> float:
    """The share of the question's words in the part of the sentence, between its marks, in which the span stands."""
    begin = max((place + 1 for place in range(first) if words[place] in _CLAUSE_ENDS), default=0)
    end = min((place for place in range(last + 1, len(words)) if words[place] in _CLAUSE_ENDS), default=len(words))
    return len(set(stems[begin:end]) & asked.stems) / max(1, len(asked.stems))


def _is_figure(words: Sequence[str], first: int, last: int, digits: int) -> bool:
    """Whether the span is a whole number that names something, and nothing but that: "0421 555 0182"."""
    begins = first == 0 or not is_figure(words[first - 1])
    ends = last + 1 == len(words) or not is_figure(words[last + 1])
    inside = words[first : last + 1]
    count = sum(c.isdigit() for word in inside for c in word)
    return begins and ends and count >= digits and all(is_figure(word) for word in inside)


def _fits_person(roles: Sequence[Role], words: Sequence[str]) -> bool:
    """Whether the span names somebody, and is not the way from one to another: "Ann Ray to Tom Lee"."""
    return Role.TO not in roles and (Role.NAME in roles or any(word.lower() in _KIN for word in words))


def _fits_place(roles: Sequence[Role], first: int, last: int) -> bool:
    """Whether the span stands where a place does: after "in the", or as a name that does nothing itself."""
    before = roles[first - 1] if first else Role.NONE
    if before in (Role.DETERMINER, Role.OWNER) and first > 1:
        before = roles[first - 2]
    after = roles[last + 1] if last + 1 < len(roles) else Role.NONE
    led = {before, roles[first]} & {Role.PREPOSITION, Role.TO}
    return bool(led) or (Role.NAME in roles[first : last + 1] and after is not Role.AUXILIARY)


def _distance(place: int, first: int, last: int) -> int:
    if first <= place <= last:
        return 0
    return min(_FAR, first - place - 1 if place < first else place - last)


def _fits(
    want: Want, words: Sequence[str], inside: Sequence[Role], before: Role, preceding: str, first: int, last: int
) -> bool:
    """Whether the span looks like what is wanted."""
    span = [word.lower() for word in words[first : last + 1]]
    named = Role.NAME in inside
    if want is Want.PERSON:
        return True
    if want is Want.PLACE:
        return before is Role.PREPOSITION or inside[0] is Role.PREPOSITION or (named and before is not Role.NAME)
    if want is Want.REASON:
        return preceding in _REASON_BEFORE or inside[0] is Role.TO
    if want in (Want.NUMBER, Want.DURATION):
        return (Role.NUMBER in inside and not any(map(_NAMING.match, span))) or bool(_COUNTS & set(span))
    if want is Want.FEELING:
        return preceding in _FEELING_BEFORE
    if want is Want.NAME:
        return named
    if want is Want.ACTION:
        return inside[0] in (Role.GERUND, Role.PAST) or before in (Role.TO, Role.AUXILIARY)
    if want is Want.MANNER:
        return preceding == "by" or inside[0] is Role.GERUND
    return False


_COUNTS_WORDS = """
one two three four five six seven eight nine ten eleven twelve dozen hundred thousand once twice
several few many couple daily weekly monthly yearly
"""
_COUNTS = frozenset(_COUNTS_WORDS.split())
