"""What a name stands for, by the words in it and beside it: a person, a place, an organisation, else a thing."""

from __future__ import annotations

import re

from core.model.entity import EntityKind
from core.understanding.lists import word_set
from core.understanding.plain_words import PERSONS, PETS

_ORGANISATION = re.compile(
    r"(?:^|\s)(?:inc|ltd|llc|gmbh|corp|company|university|college|school|academy|institute|bank|hospital|clinic|museum|"
    r"foundation|association|society|church|club|agency|labs?|studios?|books|foods|tools|records|airlines|airways)\.?$",
    re.IGNORECASE,
)
_PLACE_END = re.compile(
    r"(?:^|\s)(?:street|road|lane|avenue|square|park|beach|lake|mountains?|island|river|valley|canyon|forest|city|hotel|"
    r"café|cafe|station|airport|harbour|harbor|bridge|castle)$",
    re.IGNORECASE,
)
_BEFORE_PLACE = word_set("in from near to at around through outside across visiting visited leaving")
_SURELY_PLACE = word_set("in near visiting visited around outside")
TITLES = word_set("mr mrs ms dr prof professor aunt uncle auntie grandma grandpa sir lady")
_PERSON_VERBS = word_set(
    """
    said says told asked thinks called wants loves went came told texted wrote laughed invited
    """
)

_APPOSED = re.compile(r"\b(?:my|our|his|her|their)\s+(?:[a-z]+\s+)?([a-z-]+),?\s+$", re.IGNORECASE)


def kind_of(shown: str, head: str, before: str, after: str) -> EntityKind:
    """Return the kind of the name `shown`; `head` is the text before it, `before` and `after` the words beside it."""
    first = shown.split()[0].rstrip(".").lower()
    apposed = _APPOSED.search(head[-60:])
    if first in TITLES or (apposed and apposed[1].lower() in PERSONS) or before.lower() in TITLES:
        return EntityKind.PERSON
    if apposed and apposed[1].lower() in PETS:
        return EntityKind.PERSON
    if _ORGANISATION.search(shown):
        return EntityKind.ORGANISATION
    if _PLACE_END.search(shown):
        return EntityKind.PLACE
    if after in _PERSON_VERBS and not shown.isupper():
        return EntityKind.PERSON
    if before.lower() in _SURELY_PLACE:
        return EntityKind.PLACE
    if before.lower() in _BEFORE_PLACE and re.search(
        r"\b(?:live[sd]?|living|moved?|moving|trip|travel\w*|flew|fly\w*|drove|went|go(?:ing)?|back|come|came|visit)\s+"
        r"(?:\w+\s+)?\w+\s+$",
        head[-60:],
        re.IGNORECASE,
    ):
        return EntityKind.PLACE
    return EntityKind.THING
