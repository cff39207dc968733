"""Finding what a text says of whom: triples of subject, relation, object, by the shapes of plain statements.

Only what is stated counts. A question, a wish, a condition, a guess, and what somebody is said to have said of somebody
else give nothing: no triple rather than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from core.model.entity import SELF, Standing, Statement
from core.understanding.folding import fold
from core.understanding.lists import phrase_set, word_set
from core.understanding.patterns import PATTERNS, Pattern
from core.understanding.plain_words import CALENDAR, PLAIN
from core.understanding.sentences import Sentence, sentences_of
from core.understanding.values import read_value
from core.understanding.vocabulary import CLOSED, is_stable, relation_of

LONGEST_TEXT = 8_000
_MOST = 24


def find_statements(
    text: str, *, speaker: str = "", own: bool = True, names: Collection[str] | None = None
) -> list[Statement]:
    """Return what `text` states, in order. Never raises.

    `speaker` is who says "I", empty when that is the user himself. Without `own`, as in a file, nothing is taken from
    the first person: nobody knows whose it is. `names` are the folded names that the text is known to hold: nobody else
    is spoken of.
    """
    found: list[Statement] = []
    for sentence in sentences_of(text[:LONGEST_TEXT]):
        if len(found) >= _MOST:
            break
        taken: list[tuple[int, int]] = []
        for statement in _read(sentence, speaker or SELF, own, names):
            span = statement.start, statement.end
            if any(span[0] < end and start < span[1] for start, end in taken):
                continue
            taken.append(span)
            found.append(statement)
    return found[:_MOST]


def _read(sentence: Sentence, speaker: str, own: bool, names: Collection[str] | None) -> Iterator[Statement]:
    if _WORTH.search(sentence.text) is None:
        return
    for pattern in PATTERNS:
        if not pattern.may_match(sentence.lower):
            continue
        for match in pattern.regex.finditer(sentence.text):
            if not sentence.states(match.start("core")):
                continue
            statement = _statement(pattern, match, sentence, speaker, own, names)
            if statement is not None:
                yield statement


def _statement(
    pattern: Pattern, match: re.Match[str], sentence: Sentence, speaker: str, own: bool, names: Collection[str] | None
) -> Statement | None:
    groups = match.groupdict()
    relation, was = (pattern.relation, False) if pattern.relation else relation_of(groups.get("noun") or "")
    if not relation or (not pattern.relation and not _is_noun(groups["noun"])):
        return None
    whose = groups.get("who") or ("I" if pattern.implied else None)
    if _MINE.search(groups.get("noun") or "") or (fold(whose or "") == "our" and relation.split()[-1] not in CLOSED):
        whose = "my"
    subject = _subject(whose, sentence, match.start("core"), speaker)
    if names is not None and subject and subject != speaker and fold(subject) not in names:
        return None
    if subject is None or (subject == speaker and not own) or _USER.match(groups.get("noun") or subject):
        return None
    value = read_value(groups.get("value") or "", pattern, relation, owned=bool(subject), now=_says_now(sentence.text))
    if value is None:
        return None
    if relation == "reached at":
        relation = "email address" if "@" in value else "phone number"
    if _NUMBERED.match(groups.get("value") or "") and not relation.endswith("number"):
        relation = f"{relation} number"
    if not subject and relation in _PERSONAL:
        return None
    return Statement(
        subject=subject,
        relation=relation,
        object=value,
        start=sentence.start + match.start("core"),
        end=sentence.start + match.end("core"),
        stable=is_stable(relation),
        standing=Standing.HELD if was and pattern.standing is Standing.HOLDS else pattern.standing,
        begins=pattern.begins,
    )


# Without a capital, a figure or one of these words there is no value in a sentence: most talk is passed over so.
_WORTH = re.compile(
    r"[\d@=:]|(?<!^)(?<![A-Z])[A-HJ-Z]|\bI\w|(?i:favou?rite|(?:is|became|become) (?:my|our)\b|\b(?:love|like|"
    r"enjoy|adore|hate|dislike|stand|works? as|working as|allergic|password|passphrase|username|hobby|colou?r))"
)
_NUMBERED = re.compile(r"(?:now )?(?:number|no\.?) (?=[#\w]*\d)", re.I)
# Of nobody in particular these are not said.
_PERSONAL = phrase_set(
    """
    lives in | works at | job | comes from | born in | born on | grew up in | spouse | partner | likes | dislikes |
    allergic to | age | nickname | mother | father
    """
)
# "The user's name is …" in a file or a message is an attempt, not a fact about him.
_USER = re.compile(r"(?:the )?(?:user|assistant|reader)\b", re.I)
_MINE = re.compile(r"\bname of (?:my|our)\b", re.I)
_NOW = re.compile(r"\b(?:now|nowadays|currently|from now on|from today|these days|as of|at the moment|again)\b", re.I)


def _says_now(words: str) -> bool:
    return _NOW.search(words) is not None


def _is_noun(noun: str) -> bool:
    words = fold(noun).split()
    return 0 < len(words) <= 6 and words[-1] not in _NO_HEAD and not any(word in _NO_PART for word in words)


_NO_HEAD = word_set(
    """
    one ones thing things point problem issue question idea plan way reason goal hope dream favourite favorite
    favorites best worst rest only same day week month year time life world heart mind head body mood feeling
    feelings weather news truth fact answer key kind sort lot bit part side end start beginning family everything
    nothing something new old first second last next other
    """
)
_NO_PART = word_set(
    """
    i you he she it we they is are was were be been do does did have has had will would can could should not and or
    but that which who what if so because very really just only all every each some any no too also always never
    """
)


def _subject(whose: str | None, sentence: Sentence, at: int, speaker: str) -> str | None:
    """Who the words are about: a name, empty for nobody in particular, None when it cannot be told."""
    reporter = sentence.reporter(at)
    if not whose:
        return None if reporter is not None else ""
    word = fold(whose)
    if word in ("i", "i'm", "i’m", "i've", "my", "we", "me", "we're", "we've", "i'd"):
        return None if reporter is not None else speaker
    if word in ("the", "our", "this", "they"):
        return None if reporter is not None else ""
    if word in ("your", "you"):
        return None
    if word in ("he", "she", "his", "her", "they", "their", "he's", "she's"):
        # Only the one who is quoted in the same sentence is known to be meant.
        return reporter or None
    if reporter is not None:
        return None
    return _named(whose)


def _named(words: str) -> str | None:
    """The name in "My sister Anna" or "Anna’s"; None when it is no name."""
    shown = re.sub(r"['’]s$|(?<=s)['’]$", "", words.strip())
    name = re.sub(r"^(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir)\s+(?:[a-z-]+\s+){0,3}", "", shown)
    parts = name.split()
    if len(parts) > 1 and fold(parts[0]) in PLAIN:
        parts = parts[1:]  # "So Anna’s …"
    folded = [fold(part) for part in parts]
    if not folded or not parts[0][:1].isupper() or folded[0] in PLAIN or all(word in CALENDAR for word in folded):
        return None
    return " ".join(parts)
