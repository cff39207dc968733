"""What a file says of the user is no ground for an answer about the user: anyone may have written it.

"The user's name is Xaver" in a document that was taken in is a document's sentence. What somebody said of himself, and
what the user corrected, answers such questions; a file answers them where it speaks of the thing and of nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.answering.wording import sentences, stems
from core.model.answer import Hit
from core.model.entity import SELF
from core.model.memory import SourceKind
from core.understanding.profile_questions import read_profile_question

_OF_THE_USER = re.compile(r"\bthe user(?:['’]s)?\b", re.IGNORECASE)
_OF_ONESELF = re.compile(r"\b(?:i|i['’]m|me|my|mine|myself|am)\b", re.IGNORECASE)
_NAME_OF_USER = re.compile(r"\bwho (?:am i|is the user)\b|\bname of the user\b|\bwhat am i called\b", re.IGNORECASE)
_COMMANDS = re.compile(
    r"\bthe user(?:['’]s)?\b|\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|rule|prompt)s?\b",
    re.IGNORECASE,
)
_CLAIMS = re.compile(r"\b(?:i|i['’]m|my|mine|you|your|yours|we|our)\b", re.IGNORECASE)
_LONGEST = 300


def without_claims(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """Leave out what may not speak for an answer to `question`: all of it for the user's own name."""
    asked = question[:_LONGEST]
    if not _OF_ONESELF.search(asked) and not _OF_THE_USER.search(asked):
        return list(hits)
    wanted = read_profile_question(re.sub(r"\bthe user['’]s\b", "my", asked, flags=re.IGNORECASE))
    own = wanted is not None and wanted.subject == SELF
    relations = wanted.relations if wanted is not None and own else ()
    if "name" in relations or _NAME_OF_USER.search(asked):
        return []
    told = frozenset().union(*(stems(relation) for relation in relations))
    return [hit for hit in hits if hit.source.kind is not SourceKind.FILE or not _claims(hit.memory.text, told)]


def _claims(text: str, told: frozenset[str]) -> bool:
    if _COMMANDS.search(text):
        return True
    return any(_CLAIMS.search(sentence) and stems(sentence) & told for sentence in sentences(text))
