"""Making a statement of a correction: "That's wrong: it's 5512" tells the gate code when that was asked for."""

from __future__ import annotations

import re

from core.model.entity import SELF
from core.understanding.folding import fold
from core.understanding.profile_questions import Wanted, read_profile_question
from core.understanding.relations import find_statements

_LONGEST = 500

_LEAD = re.compile(
    r"^\W*(?:(?:no|nope|sorry|actually|well)\b[\s,.:;!–—-]*)*(?:(?:that|this|it)(?:['’]s| is| was)(?: all)? "
    r"(?:wrong|not (?:right|true|correct)|incorrect|false|outdated|out of date|old)\b[\s,.:;!–—-]*)?"
    r"(?:(?:no|actually|but|and)\b[\s,:]*)*",
    re.IGNORECASE,
)
_IT_IS = re.compile(
    r"^(?:(?:now )?(?:it|that|this|he|she|they)(?:['’]s| is|['’]re| are)|it should be|should be|"
    r"the (?:right|correct|new) (?:one|answer|value) is|(?:i|we|he|she|they) (?:now )?(?:live|work|lives"
    r"|works)(?: in| at| for)|in|at)\s+"
    r"(?:now |actually )*",
    re.IGNORECASE,
)
_PHRASES = {
    "lives in": ("{who} {live} in {value}.", "live"),
    "works at": ("{who} {live} at {value}.", "work"),
    "comes from": ("{who} {live} from {value}.", "come"),
    "born in": ("{who} was born in {value}.", ""),
    "born on": ("{who} was born on {value}.", ""),
    "grew up in": ("{who} grew up in {value}.", ""),
    "allergic to": ("{who} {live} allergic to {value}.", "am"),
}


def word_correction(question: str, correction: str) -> str | None:
    """Return what the correction states, as a sentence of its own; None when it states nothing of what was asked.

    A correction that is a statement is returned as it is; one that is only a value becomes one by the question it
    corrects. To be stored as the user's own word, said now.
    """
    said = correction[:_LONGEST].strip()
    bare = said[_LEAD.match(said).end() :].strip()  # type: ignore[union-attr]  # it matches the empty string
    if find_statements(bare):
        return bare
    wanted = read_profile_question(question)
    value = _IT_IS.sub("", bare).strip(" .!\"'“”")
    if wanted is None or not value:
        return None
    for relation in wanted.relations:
        sentence = _sentence(wanted, relation, value)
        if any(fold(statement.object) == fold(value) for statement in find_statements(sentence)):
            return sentence
    return None


def _sentence(wanted: Wanted, relation: str, value: str) -> str:
    mine = wanted.subject == SELF
    if relation in _PHRASES:
        phrase, verb = _PHRASES[relation]
        verb = verb if mine else {"am": "is"}.get(verb, f"{verb}s")
        return phrase.format(who="I" if mine else wanted.subject, live=verb, value=value)
    whose = "My" if mine else f"{wanted.subject}'s" if wanted.subject else "The"
    return f"{whose} {relation} is {value} now."
