"""Words told apart by what they do in a sentence, from closed lists: enough to see where a phrase begins and ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from core.understanding.folding import fold
from core.understanding.plain_words import PLAIN


class Role(StrEnum):
    """What a word does in its sentence. OTHER is a content word that no ending gives away."""

    MARK = "mark"
    CALL = "call"
    TO = "to"
    OWNER = "owner"
    DETERMINER = "determiner"
    AUXILIARY = "auxiliary"
    PREPOSITION = "preposition"
    CONJUNCTION = "conjunction"
    PRONOUN = "pronoun"
    ADVERB = "adverb"
    NUMBER = "number"
    NAME = "name"
    GERUND = "gerund"
    PAST = "past"
    OTHER = "other"
    NONE = "none"
    """Beyond the sentence's end."""


CONTENT = frozenset({Role.NUMBER, Role.NAME, Role.GERUND, Role.PAST, Role.OTHER})

_LISTS = {
    Role.CALL: "hey hi hello wow yeah yep yes no nope thanks thank oh ah well ok okay sure haha btw absolutely glad",
    Role.OWNER: "my your his her its our their whose",
    Role.DETERMINER: "a an the this that these those some any every each another such",
    Role.AUXILIARY: (
        "am is are was were be been being do does did have has had can could will would shall should may might must "
        "gonna wanna don't didn't doesn't isn't wasn't weren't aren't can't couldn't won't wouldn't haven't hasn't "
        "hadn't i'm i've i'd i'll it's that's he's she's they're we're you're there's let's what's who's we've they've "
        "you've we'll you'll they'll he'll she'll it'll"
    ),
    Role.PREPOSITION: (
        "in on at from with by for of about into over after before during through between under near around since "
        "until without as like towards toward against among across behind beyond onto within beside despite"
    ),
    Role.CONJUNCTION: "and or but so because while when if although though than which who whom where that plus",
    Role.PRONOUN: (
        "i me you he him she it we us they them myself yourself himself herself itself ourselves themselves mine yours "
        "hers ours theirs someone something anyone anything everyone everything there here one"
    ),
    Role.ADVERB: (
        "just really so very also too now then still even already always never ever only again much more most quite "
        "pretty super totally definitely actually finally recently lately maybe probably yet back not"
    ),
    Role.TO: "to",
}
_ROLES = {word: role for role, words in _LISTS.items() for word in reversed(words.split())}
_TOKEN = re.compile(
    r"(?:Mrs?|Ms|Dr|Prof|St)\.(?=\s+\w)|\b[A-Z]\.(?=\s+[A-Z])|(?<!\w)\+\d+|\w+(?:[’'\-.,&]\w+)*|[^\w\s]"
)
"""A title or an initial keeps its full stop: "Mrs. Brandt" is one name of two words."""


@lru_cache(maxsize=4096)
def cut_words(sentence: str) -> tuple[tuple[int, int], ...]:
    """Return where each word and each mark of a sentence stands, as (start, end)."""
    return tuple(match.span() for match in _TOKEN.finditer(sentence))


def is_figure(word: str) -> bool:
    """Whether a word may be a part of a number that names something: "HB-KL", "482", "+49"."""
    return any(c.isdigit() for c in word) or (len(word) > 1 and word.isupper())


def roles_of(words: Sequence[str], *, named_first: bool = False) -> list[Role]:
    """Return the role of each of a sentence's words; with `named_first`, its first one may be a name, too."""
    roles = [_role(word, first=place == 0) for place, word in enumerate(words)]
    if named_first and roles and roles[0] is Role.OTHER and words[0][0].isupper() and fold(words[0]) not in PLAIN:
        roles[0] = Role.NAME
    return roles


def _role(word: str, *, first: bool) -> Role:
    small = word.lower().replace("’", "'")
    if not word[0].isalnum():
        return Role.MARK
    if small in _ROLES:
        return _ROLES[small]
    if word[0].isdigit():
        return Role.NUMBER
    if word[0].isupper() and not first:
        return Role.NAME
    if small.endswith("ing") and len(small) > 4:
        return Role.GERUND
    if small.endswith("ed") and len(small) > 3:
        return Role.PAST
    return Role.OTHER
