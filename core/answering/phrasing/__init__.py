"""What Ebb says in its own words, in the language it was asked in. One file a language; English for all others."""

from __future__ import annotations

from core.answering.phrasing.chinese import CHINESE
from core.answering.phrasing.english import ENGLISH
from core.answering.phrasing.french import FRENCH
from core.answering.phrasing.german import GERMAN
from core.answering.phrasing.phrasing import Counting, Phrasing, SmallTalk
from core.answering.phrasing.spanish import SPANISH

PHRASINGS = (ENGLISH, GERMAN, FRENCH, SPANISH, CHINESE)
_BY_CODE = {phrasing.code: phrasing for phrasing in PHRASINGS}

__all__ = ["PHRASINGS", "Counting", "Phrasing", "SmallTalk", "phrasing_of"]


def phrasing_of(language: str) -> Phrasing:
    """The sentences of a language by its code ("en", "en-GB"), English for one that has none."""
    return _BY_CODE.get(language.lower().replace("_", "-").split("-")[0], ENGLISH)
