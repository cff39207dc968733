"""Cutting what was written into clauses, each with who did it and whether it took place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.answering.tables.doers import find_doers, find_finite
from core.answering.tables.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    EITHER,
    MODALS,
    MOTION,
    OTHER_PRONOUNS,
    OWNER,
    PREPOSITIONS,
    REAL,
    base,
    is_adverb,
    is_gerund,
    is_habit,
    is_participle,
    is_past,
    is_unreal,
    not_yet,
)
from core.answering.tables.tokens import Token, tokens_of
from core.answering.wording import sentences

_WORD = re.compile(r"[^\W\d_]+")
_BEFORE_MONEY = re.compile(r"(?<=[.!?])\s+(?=[€$£¥])")
_INTRODUCES = frozenset((",", "and", "or", "then", "so", "but"))
_SHE_OR_HE = frozenset(("she", "he", "they"))


@dataclass(frozen=True, slots=True)
class Clause:
    """One finite verb and what belongs to it, or a scrap without one.

    `verb` is where the finite verb stands; `doers` names in small letters who did it, `OWNER` for the writer.
    `follows_unreal`: the clause before it in the sentence was a wish, a plan, or undone. `asked`: it is a question.
    `lows` are the tokens in small letters.
    """

    tokens: tuple[Token, ...]
    sentence: str
    verb: int | None
    doers: frozenset[str]
    follows_unreal: bool
    asked: bool
    lows: tuple[str, ...]

    def bases(self) -> frozenset[str]:
        return frozenset(base(token.low) for token in self.tokens)

    def took_place(self, at: int) -> bool:
        """Whether the act named by the token at `at` took place: told as a fact, in the past."""
        if self.asked or not_yet(list(self.lows)):
            return False
        before = self.lows[:at]
        if is_habit(self.lows):
            return False
        word = self.lows[at]
        if "to" in before[-2:] and not is_gerund(word) and not is_past(word):
            return self._led_to(at)
        if _unreal(before):
            return False
        if is_gerund(word):
            return self._went_doing(at)
        if word in EITHER:
            return not (self.follows_unreal and self.verb == at) and (word != "run" or self._has(before))
        return is_past(word) or (is_participle(word) and self._has(before))

    def told(self, at: int) -> bool:
        """Whether a thing named by the token at `at` ("a swim", "the dentist") is told of as something that was."""
        if self.asked or not_yet(list(self.lows)) or is_habit(self.lows):
            return False
        before = self.lows[:at]
        if _unreal(before):
            return "to" in before and self._led_to(len(before) - 1 - before[::-1].index("to") + 1)
        if self.verb is None:
            return not self.follows_unreal or at == 0
        verb = self.lows[self.verb]
        return is_past(verb) or verb in ("'ve", "have", "has")

    def _has(self, before: Sequence[str]) -> bool:
        return any(word in ("have", "has", "had", "'ve", "'d") for word in before)

    def _led_to(self, at: int) -> bool:
        """Whether "to" and a base say it was done: "managed to", "had to", "went to see", but not "wanted to"."""
        before = [word for word in self.lows[:at] if word != "to"]
        if not before or any(word in MODALS or word in ("not", "n't", "never", "used", "going") for word in before):
            return False
        verbs = [word for word in before if is_past(word) or is_participle(word) or word in REAL]
        if not verbs:
            return False
        last = verbs[-1]
        if is_unreal(last) and last not in REAL:
            return False
        return last in REAL or (base(last) in MOTION and is_past(last)) or last == "had"

    def _went_doing(self, at: int) -> bool:
        """A gerund after a past verb ("went swimming"), or alone at the head of a scrap ("Swimming in the lake.")."""
        before = self.lows[:at]
        if before[-2:] == ("to", "go") or before[-2:] == ("to", "come"):
            return self._led_to(at - 1)
        verbs = [word for word in before if is_past(word) or word in ("been", "gone", "done")]
        if verbs:
            last = verbs[-1]
            if is_unreal(last):
                return False
            return last in _DOES or base(last) in ("go", "spend", "enjoy", "finish", "keep", "take", "be", "come")
        if before and before[-1] in ("from", "after") and self.verb is not None:
            return is_past(self.lows[self.verb])
        return self.verb is None and all(_light(token) for token in self.tokens[:at])


_DOES = frozenset(("been", "gone", "did", "done", "was", "were"))


def _light(token: Token) -> bool:
    return is_adverb(token.low) or token.low in PREPOSITIONS or token.low in DETERMINERS or not token.text.isalpha()


def _unreal(before: Sequence[str]) -> bool:
    """Whether one of the words before an act makes it a wish, a plan, or undone."""
    for place, word in enumerate(before):
        if word == "going" and place + 1 < len(before) and before[place + 1] == "to":
            return True
        if word == "about" and place + 1 < len(before) and before[place + 1] == "to":
            return True
        if is_unreal(word) and word not in REAL and not _harmless(before, place):
            return True
    return False


def _harmless(before: Sequence[str], place: int) -> bool:
    """Words that are unreal in one use only: "had some time", "like lead", "the long way"."""
    word = before[place]
    after = before[place + 1 : place + 3]
    if word in (
        "long",
        "like",
        "may",
        "time",
        "book",
        "books",
        "reason",
        "energy",
        "mood",
        "idea",
        "chance",
        "excuse",
        "ticket",
        "tickets",
        "feel",
        "felt",
    ):
        return not after or after[0] not in ("to", "for", "of", "about") or word in ("long", "book", "books")
    if word == "no" and "doubt" in after:
        return True
    return word == "thought" and "we" in before[:place]


def clauses(text: str, wanted: frozenset[str] = frozenset()) -> Iterator[Clause]:
    """The clauses of a text, sentence by sentence; with `wanted` only of sentences that have one of these bases."""
    for sentence in sentences(text):
        for piece in _BEFORE_MONEY.split(sentence):
            if not wanted or any(base(word) in wanted for word in _WORD.findall(piece)):
                yield from _clauses_of(piece)


def _clauses_of(sentence: str) -> Iterator[Clause]:
    tokens = tokens_of(sentence)
    asked = sentence.rstrip("”\"') ").endswith("?")
    doers: frozenset[str] = frozenset({OWNER})
    unreal = False
    for piece in _cut(tokens):
        verb = find_finite(piece)
        own = find_doers(piece, verb)
        if own is not None:
            # "Anna was here, she …": the pronoun is whoever was named before it.
            doers = own | {name for name in doers if name not in (OWNER, *OTHER_PRONOUNS)} if own <= _SHE_OR_HE else own
        lows = tuple(token.low for token in piece)
        yield Clause(tuple(piece), sentence, verb, doers, unreal, asked, lows)
        unreal = _unreal(lows) if verb is not None or not unreal else unreal


def _cut(tokens: list[Token]) -> list[list[Token]]:
    """Cut where another finite verb begins to rule."""
    pieces: list[list[Token]] = [[]]
    for place, token in enumerate(tokens):
        if token.text in (";", "–", "—", "(", ")", "…"):
            pieces.append([])
        elif token.low in CONJUNCTIONS and pieces[-1] and not _no_border(tokens, place):
            pieces.append([token])
        elif token.low in _INTRODUCES and pieces[-1] and not _all_names(pieces[-1]) and _begins_anew(tokens, place + 1):
            pieces.append([])
            if token.low == "but":
                pieces[-1].append(token)
        else:
            pieces[-1].append(token)
    joined: list[list[Token]] = []
    for piece in pieces:
        words = [token for token in piece if token.text.isalnum()]
        if not words:
            continue
        if joined and find_finite(joined[-1]) is None and len(joined[-1]) <= 5 and joined[-1][0].low in PREPOSITIONS:
            joined[-1] = joined[-1] + piece  # "After lunch, I went …"
        else:
            joined.append(piece)
    return joined


def _all_names(tokens: Sequence[Token]) -> bool:
    """Whether so far only doers were named: "Ben and I …", "My sister, Tim and …"."""
    return all(
        token.low in ("i", ",", "and", "my", "our")
        or (token.name and not is_adverb(token.low) and find_finite([token]) is None)
        or (place and tokens[place - 1].low in ("my", "our"))
        for place, token in enumerate(tokens)
    )


def _no_border(tokens: list[Token], place: int) -> bool:
    """Whether a conjunction begins no clause here: "because of the rain", "so tired"."""
    following = tokens[place + 1].low if place + 1 < len(tokens) else ""
    if tokens[place].low == "because":
        return following == "of"
    if tokens[place].low == "so":
        return not (_begins_anew(tokens, place + 1))
    if tokens[place].low == "until":
        return not _begins_anew(tokens, place + 1)
    return False


def _begins_anew(tokens: list[Token], place: int) -> bool:
    """Whether a new clause begins here: a doer and a verb, or a past verb at once."""
    seen_name = False
    for number, token in enumerate(tokens[place : place + 6], place + 1):
        low = token.low
        if low in ("and", "or") and seen_name:
            if number < len(tokens) and is_past(tokens[number].low):
                return False  # "and a pie and ate it": the pie did not eat
            continue
        if low in ("i", "we", "he", "she", "they", "it", "you", "everyone", "nobody"):
            return True
        if is_adverb(low) and low not in ("work", "school", "lunch", "dinner", "breakfast"):
            continue
        if is_past(low) or low in AUXILIARIES - {"'s", "been", "being", "be"} or low in MODALS:
            return True
        if token.name or low in DETERMINERS or (seen_name and low.isalpha() and low not in PREPOSITIONS):
            seen_name = True
            continue
        return False
    return False
