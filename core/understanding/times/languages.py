"""The languages whose times are read, and telling them apart."""

from __future__ import annotations

import re
from functools import cache

from core.understanding.times.chinese import CHINESE
from core.understanding.times.english import ENGLISH
from core.understanding.times.french import FRENCH
from core.understanding.times.german import GERMAN
from core.understanding.times.matching import Matcher, words_of
from core.understanding.times.spanish import SPANISH

LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH, CHINESE)
"""English first: it is taken where nothing tells two of them apart."""

_HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def matcher_of(code: str) -> Matcher | None:
    """The rules of a language by its code ("en", "en-GB"), None for one whose times are not read."""
    short = code.lower().replace("_", "-").split("-")[0]
    return next((Matcher(language) for language in LANGUAGES if language.code == short), None)


def matcher_for(small: str, code: str | None = None) -> Matcher | None:
    """Return the rules to read a text with, None when it holds no word that any of them waits for.

    Args:
        small: the text in small letters.
        code: its language, where that is known.
    """
    given = matcher_of(code) if code else None
    if given is not None:
        return given if given.knows(words_of(small, spaced=given.language.spaced)) else None
    words = words_of(small, spaced=True)
    best = max(_spaced(), key=lambda matcher: matcher.likeness(words))
    chinese = _chinese()
    if _HAN.search(small) and chinese.knows(words_of(small, spaced=False)) and not best.likeness(words)[0]:
        return chinese
    return best if best.knows(words) else None


def tell_language(text: str) -> str:
    """Return the code of the language of a text, as far as the tables can tell; English when they cannot."""
    small = text.lower()
    words = words_of(small, spaced=True)
    best = max(_spaced(), key=lambda matcher: matcher.likeness(words))
    if _HAN.search(small) and not best.likeness(words)[0]:
        return "zh"
    return best.language.code


@cache
def _spaced() -> tuple[Matcher, ...]:
    return tuple(m for language in LANGUAGES if language.spaced and (m := matcher_of(language.code)))


@cache
def _chinese() -> Matcher:
    matcher = matcher_of("zh")
    assert matcher is not None
    return matcher
