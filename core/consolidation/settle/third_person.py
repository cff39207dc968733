"""Telling what somebody said of himself in words that stand alone: "I moved here in May" → "Nora moved here in May".

English only; a sentence that cannot be told so with some certainty is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from core.model.period import Grain
from core.understanding.lists import names_for, word_set
from core.understanding.times import Bound, read_times, word_mention

_TOKEN = re.compile(r"[A-Za-z][\w’'-]*|\d[\w.,:-]*\w|\s+|[^\w\s]|\w+")
_I = word_set("i i'm i've i'd i'll")
_WE = word_set("we we're we've we'd we'll")
_YOU = word_set("you your yours yourself you're you've you'd you'll u ur ya y'all")

_FIRST = {"i": "{n}", "i'm": "{n} is", "i've": "{n} has", "i'd": "{n} would", "i'll": "{n} will",
          "me": "{n}", "my": "{s}", "mine": "{s}", "myself": "{n}"}  # fmt: skip
_LATER = {"i": "they", "i'm": "they are", "i've": "they have", "i'd": "they would", "i'll": "they will",
          "me": "them", "my": "their", "mine": "theirs", "myself": "themself", "we": "they", "we're": "they are",
          "we've": "they have", "we'd": "they would", "we'll": "they will", "us": "them", "our": "their",
          "ours": "theirs", "ourselves": "themselves"}  # fmt: skip
_FIRST_WE = {"we": "{n} and others", "we're": "{n} and others are", "we've": "{n} and others have",
             "we'd": "{n} and others would", "we'll": "{n} and others will", "us": "{n} and others",
             "our": "{s}", "ours": "{s}", "ourselves": "{n} and others"}  # fmt: skip
_PLURAL_AFTER_THEY = {"am": "are", "was": "were"}

_THIRD = names_for(
    """
    is: am
    was: was
    has: have
    does: do
    doesn't: don't
    hasn't: haven't
    goes: go
    isn't: ain't
    """
)
_AS_IT_IS = word_set(
    """
    will would can could should might must may used won't wouldn't can't couldn't shouldn't didn't wasn't hadn't had
    was did ought became began bought brought built came chose did drew drove ate fell felt found flew forgot gave
    went got grew held heard kept knew laid led left lent let lost made meant met paid put quit read rode ran said saw
    sold sent set sang sat slept spoke spent stood stole stuck swam took taught told thought threw understood woke
    wore won wrote broke caught cut dealt dug fed fought froze hid hit hung hurt lit rang rose shot shook shut split
    spread swore tore wound bet bent bid blew bound bred burnt burst cast clung crept learnt dreamt leapt spelt spilt
    spoilt swung wept stung strung sprang sank shrank shone sought overcame rebuilt redid rewrote undertook
    """
)
_ADVERBS = word_set(
    """
    really just also always never still actually absolutely totally truly usually often sometimes recently finally
    currently already definitely both all even only mostly mainly occasionally rarely especially personally once
    simply quickly eventually originally initially previously regularly now then soon probably
    """
)
_OPENER = re.compile(
    r"^(?:(?:oh|ah|aw+|wow|whoa|yeah|yes|yep|yup|no|nope|nah|well|so|and|but|also|plus|anyway|anyways|actually|honestly"
    r"|basically|btw|by the way|oh yeah|speaking of which|hey|hi|hello|haha|lol|sure|definitely|absolutely|totally"
    r"|thankfully|luckily|fortunately|unfortunately|sadly|ok|okay|like|right|true|exactly|of course|as for me|for me"
    r"|to be honest|in fact|guess what|fun fact|hmm+|um+|uh+)\b[,!.:;–—-]*\s+)+",
    re.IGNORECASE,
)
_VOCATIVE = re.compile(r"^(?:hey |hi |hello |thanks,? |oh,? )?[A-Z][a-z]+[,!]+\s+(?=I\b|We\b|My\b|Our\b|I['’])")
_TAG = re.compile(
    r"[,;]?\s*(?:you know|right|though|haha+|lol|so|btw|as well as you|too)\s*(?=[.!]*$)|[,–—-]\s*\w+\s*(?=[!]+$)", re.I
)
CALENDAR_MONTHS = word_set(
    """
    January February March April May June July August September October November December spring summer autumn winter
    early late mid
    """
)
_BEFORE_TIME = re.compile(
    r"\b(?:on|in|since|until|till|for|from|by|before|after|at|during|around|of|the|this)\s+$", re.I
)
_LONGEST_WORDS, _FEWEST_WORDS = 40, 3


def tell(sentence: str, name: str, said_at: datetime | None) -> str | None:
    """Return `sentence`, said by `name`, as somebody else would tell it later; None when that cannot be done.

    "I", "my" and "we" become the name and "they", times become dates. What speaks to somebody ("you"), or is too long
    or too short to stand alone, is not told.
    """
    if not name:
        return None
    bare = strip_openers(sentence)
    if not _FEWEST_WORDS <= len(bare.split()) <= _LONGEST_WORDS:
        return None
    placed = place_times(bare, said_at)
    words = [match[0] for match in _TOKEN.finditer(placed.replace("’", "'"))]
    if any(word.lower() in _YOU for word in words):
        return None
    told = "".join(_turn(words, name))
    told = re.sub(r"\s+", " ", told).strip().rstrip("!.…~ ") + "."
    return told[0].upper() + told[1:]


def strip_openers(sentence: str) -> str:
    """Return a sentence without what leads into it or trails off: "Oh wow, yeah, …", "Hey Mel, …", "…, you know!"."""
    text = sentence.strip()
    for _ in range(3):
        shorter = _VOCATIVE.sub("", _OPENER.sub("", text))
        if shorter == text:
            break
        text = shorter
    return _TAG.sub("", text).strip()


def place_times(sentence: str, said_at: datetime | None) -> str:
    """Return a sentence with the times that count from when it was said as dates: "yesterday" → "on 7 May 2023"."""
    if said_at is None:
        return sentence
    text = sentence
    for mention in sorted(read_times(sentence, said_at), key=lambda mention: -mention.start):
        if not mention.relative or mention.period.grain in (Grain.VAGUE, Grain.INSTANT):
            continue
        if mention.bound not in (Bound.AT, Bound.SINCE, Bound.UNTIL):
            continue
        words = word_mention(mention, said_at)
        if not words:
            continue
        before = text[: mention.start]
        lead = "" if _BEFORE_TIME.search(before) else _lead(words, mention.period.grain)
        text = before + lead + words + text[mention.end :]
    return text


def _lead(words: str, grain: Grain) -> str:
    """The preposition before a time in words: "on 7 May 2023", "in the week before 9 June", "two days before …"."""
    first = words.split()[0]
    if first == "the":
        return "in " if grain in (Grain.WEEK, Grain.MONTH, Grain.SEASON, Grain.YEAR, Grain.DECADE) else "on "
    if grain is Grain.DAY and first.isdigit():
        return "on "
    dated = first.isdigit() or first in CALENDAR_MONTHS
    return "in " if dated and grain in (Grain.MONTH, Grain.SEASON, Grain.YEAR, Grain.DECADE) else ""


def _turn(words: list[str], name: str) -> Iterator[str]:
    possessive = f"{name}'" if name.endswith("s") else f"{name}'s"
    named = many = False
    pending = ""
    for word in words:
        lower = word.lower()
        if lower in _LATER:
            first = _FIRST_WE if lower in _FIRST_WE else _FIRST
            if named:
                told = _LATER[lower]
                pending = "they" if lower in ("i", "we") else ""
            else:
                told = first[lower].format(n=name, s=possessive)
                many = first is _FIRST_WE and lower in _WE
                named = True
                pending = ("they" if many else "one") if lower in ("i", "we") else ""
            yield told
            continue
        if pending and word.strip() and word.isascii() and word[0].isalpha():
            if lower in _ADVERBS or lower.endswith("ly"):
                yield word
                continue
            yield _agree(lower, word) if pending == "one" else _PLURAL_AFTER_THEY.get(lower, word)
            pending = ""
            continue
        if word in ",;" and pending:
            pending = ""
        yield word


def _agree(lower: str, word: str) -> str:
    """The verb after "I" as it stands after a name."""
    if lower in _AS_IT_IS or (lower.endswith("ed") and lower not in ("need", "feed", "bleed", "speed")):
        return word
    if lower in ("am", "have", "do", "don't", "haven't", "go", "ain't"):
        return _THIRD[lower]
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
