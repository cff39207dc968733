"""Whose dog, whose sister: a question for the name of what somebody has is answered only if it is told that he has it.

Ben's dog is no answer to what Nora's is called, however near the words are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.answering.evidence import Evidence
from core.understanding.folding import fold
from core.understanding.plain_words import PERSONS, PETS
from core.understanding.profile_questions import read_profile_question
from core.understanding.vocabulary import relation_of

_FOR_A_NAME = re.compile(r"\b(?:called|named?|names)\b|^\s*who(?:['’]s| is| are| was)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:my|our)\b", re.IGNORECASE)
_HAS = re.compile(
    r"\b(?:i|we|i['’]ve|we['’]ve|has|have|got|had|adopted|own|owns|bought|rescued|named|with)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w-]*(?:['’]s?)?|[.!?;]")
_FEW = 5
"""Words that may stand between whose it is and what it is: "my two very old dogs"."""


def read_named(question: str) -> tuple[str, str] | None:
    """Return whom and what relative or animal of his a question asks the name of, folded; None for any other."""
    if _FOR_A_NAME.search(question) is None:
        return None
    wanted = read_profile_question(question)
    if wanted is None or not wanted.subject or len(wanted.relations) != 1:
        return None
    last = wanted.relations[0].split()[-1]
    noun = last if last in _SORTS else _sort(last)
    return (fold(wanted.subject), noun) if noun else None


def is_told_of(subject: str, noun: str, evidence: Sequence[Evidence]) -> bool:
    """Whether some of the evidence says that `subject` has such a relative or animal: he himself, or another of him."""
    return any(_tells(item.memory.text, subject, noun, own=fold(item.memory.speaker) == subject) for item in evidence)


def _tells(text: str, subject: str, noun: str, *, own: bool) -> bool:
    words = [match[0] for match in _WORD.finditer(text)]
    for place, word in enumerate(words):
        if not _is_such(word, noun):
            continue
        for before in _leading_to(words, place):
            name = re.sub(r"['’]s?$", "", before)
            if (fold(name) == subject and name != before) or (own and _OWN.fullmatch(before)):
                return True
            names = own or any(fold(re.sub(r"['’]s?$", "", one)) == subject for one in words[:place])
            if names and _HAS.fullmatch(before):
                return True
    return False


def _leading_to(words: Sequence[str], place: int) -> Iterator[str]:
    """The words before one, the nearest first, until the sentence or another's possession begins."""
    for number, word in enumerate(reversed(words[max(0, place - _FEW) : place])):
        if not word[0].isalpha():
            return
        yield word
        if word.lower() in _OTHERS or (number and _sort(word)) or re.search(r"['’]s$", word):
            return  # "my neighbour's dog", "she has her dog"


_OTHERS = frozenset(("her", "his", "their", "your", "its"))


def _is_such(word: str, noun: str) -> bool:
    sort = _sort(word)
    return sort == noun or (sort == "pet" and noun in _PETS) or (noun == "pet" and sort in _PETS)


def _sort(word: str) -> str:
    """The one name of a word for a relative or an animal, singular; empty for any other word."""
    bare = re.sub(r"['’]s?$", "", fold(word))
    for one in (bare, bare.removesuffix("s"), bare.removesuffix("es"), re.sub(r"ies$", "y", bare)):
        if one in PERSONS or one in PETS:
            return relation_of(one)[0]
    return ""


_SORTS = frozenset(relation_of(word)[0] for word in PERSONS)
_PETS = frozenset(relation_of(word)[0] for word in PETS)
