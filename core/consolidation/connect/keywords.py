"""The words that tell a memory from the others: things, people, topics that it names and few others do (tf-idf).

What is no noun is left out, by where a word stands: behind a subject or a modal it is a verb, behind a form of "be" an
adjective. No dictionary is asked, so a rare verb may slip through.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from core.understanding.lists import word_set
from core.understanding.plain_words import CALENDAR, PEOPLES, PLAIN, PRONOUNS, RELATIVES

_TOKEN = re.compile(r"[^\W\d_][\w'’-]*|[^\w\s]|\n")
_SHORTEST, _LONGEST = 3, 30
_DETERMINERS = word_set("a an the my our his her their its your this that these those some any another each every no")
_OBJECTS = word_set("me us him them it you myself himself herself themselves")
_MODALS = word_set(
    "will would can could shall should may might must cannot let lets let's to please don't doesn't didn't won't can't "
    "couldn't wouldn't shouldn't do does did not never always also just really usually often i'll we'll you'll "
    "he'll she'll they'll it'll i'd we'd you'd he'd she'd they'd"
)
_SUBJECTS = word_set("i we you he she it they who there i've we've you've they've")
_BE = word_set(
    "be am is are was were been being i'm you're he's she's it's we're they're isn't aren't wasn't weren't feel feels "
    "felt seem seems so too very really quite pretty get gets got"
)
_BEGINNINGS = frozenset(("", ".", "!", "?", "…", ":", "\n", "“", '"', "-", "–", "#"))
_NOUN_BEFORE = _DETERMINERS | word_set("of for with in on at from about into by near")
_NO_NOUNS = (
    PLAIN
    | CALENDAR
    | _MODALS
    | word_set(
        """
        really would could should there their about which while these those being having doing getting lots others other
        another still pretty super every since great been they them then than that this have like when where what your
        mine ours here very much some more most also over after before until only even well yourself myself done
        blue red green white black brown grey gray yellow pink purple silver golden dark bright large tiny
        began became brought built chose drew drove ate fell flew forgot grew held kept knew laid led lent lost met paid
        put quit read rode ran sold sent set sang sat slept spoke spent stood stole swam taught threw understood
        wore won wrote broke caught cut dealt fed fought hid hit hurt rang rose shook shot shut spread tore wound bet
        loves likes hates enjoys lives works plays says goes comes takes makes gets has does wants needs thinks knows
        busy luck happy funny lovely late early wet damp dry woke lot bit kind sort couple few ago able last next half
        """
    )
)


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word stands in the texts that might be a keyword, as it is written first."""
    counted = Counter[str]()
    against = Counter[str]()
    shown: dict[str, str] = {}
    for text in texts:
        for word, noun in _candidates(text):
            lower = word.lower()
            (counted if noun else against)[lower] += 1
            if shown.get(lower, lower) == lower:
                shown[lower] = word
    return Counter({shown[word]: count for word, count in counted.items() if count >= against[word]})


def _candidates(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a text that are long enough and no plain ones, each with whether it stands as a noun does."""
    tokens = [match[0].replace("’", "'") for match in _TOKEN.finditer(text)]
    for place, token in enumerate(tokens):
        word = token.removesuffix("'s").removesuffix("'")
        lower = word.lower()
        if not _SHORTEST <= len(word) <= _LONGEST or "'" in word:
            continue
        if lower in _NO_NOUNS and not (word[0].isupper() and lower in RELATIVES):  # "Dad", but not "my dad"
            continue
        before = tokens[place - 1] if place else ""
        after = tokens[place + 1].lower() if place + 1 < len(tokens) else ""
        begins = before in _BEGINNINGS
        named = not begins or token.endswith("'s") or after.endswith(("s", "ed", "n't")) or after in _NO_NOUNS
        if word[0].isupper() and lower not in PEOPLES and named:
            yield word, True  # a name
        else:
            yield lower if begins else word, _stands_as_noun(lower, before, after, begins=begins)


def _stands_as_noun(word: str, before: str, after: str, *, begins: bool) -> bool:
    lead = before.lower()
    if word.endswith(("ed", "ly")) and len(word) > 4:  # "seed", "bed" are nouns; most of the others are none
        return False
    if lead in _NOUN_BEFORE:
        return not (lead in _DETERMINERS and word.endswith(("ic", "ful", "ous", "ive", "able", "est")))
    if lead in _SUBJECTS or lead in _BE or (lead in _MODALS and not (lead == "to" and word.endswith("s"))):
        return False
    if before[:1].isupper() and word.endswith("s") and not begins and lead not in PLAIN:
        return False  # "Clara plays …"
    return after not in _DETERMINERS and after not in _OBJECTS and after not in PRONOUNS


def choose_keywords(
    counted: Mapping[str, int], frequency: Mapping[str, int], memories: int, most: int
) -> list[tuple[str, float]]:
    """Return up to `most` words with their weights, in 0..1, the heaviest first.

    Args:
        counted: how often each word stands in the memory.
        frequency: in how many memories of the vault each stands.
        memories: how many there are.
        most: how many at most.
    """
    weighed = {
        word: (1 + math.log(count)) * math.log(max(1.0, memories / max(1, frequency.get(word, 1))))
        for word, count in counted.items()
    }
    best = sorted(weighed, key=lambda word: (-weighed[word], word))[:most]
    top = weighed[best[0]] if best else 0.0
    return [(word, round(weighed[word] / top, 4)) for word in best if top > 0 and weighed[word] > 0]
