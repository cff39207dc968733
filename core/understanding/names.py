"""Finding who and what a text names, without a language model.

A name is a run of capitalised words where capitals mean something, a name known from elsewhere in any case, or
something with a shape of its own: a mail address, a page on the web, a telephone number, an amount. What is in doubt
is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from core.model.entity import EntityKind, Name, Naming
from core.understanding.folding import fold
from core.understanding.lists import word_set
from core.understanding.name_kinds import TITLES, kind_of
from core.understanding.plain_words import AMBIGUOUS, CALENDAR, PEOPLES, PLAIN
from core.understanding.shapes import find_shaped
from core.understanding.words import LONGEST_TEXT, Word, Words, is_german, is_shouted, read_words

_MOST_NAMES = 200

_PRONOUN_LIKE = word_set("i i'm i've i'll i'd i’m i’ve i’ll i’d")
_JOINERS = word_set("of de da di del la le van von der den al bin y e du des the")
_ACTS = re.compile(
    r"(?:['’]s (?:living|working|moving|dating|married)|(?: (?:has|is|was|just|also|still|now|recently))*"
    r" (?:lives|works|"
    r"moved|relocated|based|living|working|said|says|told|texted|called me|emailed|married|dating|thinks|promised|"
    r"invited|joined|born|adopted))\b"
)
_SELF_NAMED = re.compile(
    r"\b(?:call me|my (?:friends|family|mates) call me|(?:everyone|everybody|people) calls? me|i go by)\s+[\"“']?"
    r"([A-Z][^\W\d_]+)"
)
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]yself|[Mm]ine)\b|\bi(?:['’]m|['’]ve|['’]ll|['’]d)?\b(?!\.)")
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)


@dataclass(frozen=True)
class World:
    """What is known before a text is read.

    `known` maps folded names to their kind; `aliases` folded other names to the folded name they stand for. `lower`
    holds words the texts around it write in lower case, `middle` folded words they capitalise within a sentence.
    """

    known: Mapping[str, EntityKind] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    lower: frozenset[str] = frozenset()
    middle: frozenset[str] = frozenset()

    @cached_property
    def longest(self) -> Mapping[str, int]:
        """Of each folded word that begins a known name or alias, how many words the longest of them has."""
        longest: dict[str, int] = {}
        for name in (*self.known, *self.aliases):
            first, *others = name.split(" ")
            longest[first] = max(longest.get(first, 0), 1 + len(others))
        return longest


def find_names(
    text: str, world: World, *, speaker: str = "", listener: str = "", words: Words | None = None
) -> list[Name]:
    """Return the names in `text` in order, none overlapping another. Never raises.

    `words` are those of the text where they have been read already. `speaker` is who says "I"; `listener` who is "you",
    empty when that is not one person. A pronoun is given once, at its first place, and only when its person is not also
    named.
    """
    text = text[:LONGEST_TEXT]
    found = find_shaped(text)
    words = read_words(text) if words is None else words
    if words:
        found += _capitalised(text, words, world)
        found += _known(words, world)
    names = _without_overlaps(found)
    return sorted([*names, *_pronouns(text, names, speaker, listener)], key=lambda name: name.start)


def find_aliases(text: str) -> list[str]:
    """What the speaker wants to be called: "call me Mel" gives "Mel"."""
    return [match[1] for match in _SELF_NAMED.finditer(text[:LONGEST_TEXT]) if fold(match[1]) not in PLAIN]


def _capitalised(text: str, words: Sequence[Word], world: World) -> list[Name]:
    if is_german(words) or is_shouted(words):
        return []
    found: list[Name] = []
    at = 0
    while at < len(words) and len(found) < _MOST_NAMES:
        if not words[at].capital:
            at += 1
            continue
        run = _run(text, words, at)
        at += len(run)
        kept = _trim(run, world) or _acting(text, run, world)
        if kept:
            found.append(_name(text, kept, words, world))
    return found


def _run(text: str, words: Sequence[Word], at: int) -> list[Word]:
    """The capitalised words from `at` on that stand side by side, small joining words between them included."""
    run = [words[at]]
    place = at + 1
    while place < len(words):
        word = words[place]
        gap = text[run[-1].end : word.start]
        abbreviated = gap == ". " and (len(run[-1].text) == 1 or run[-1].text.lower() in TITLES | {"st"})
        if not (gap == " " or abbreviated) or run[-1].text.endswith(("'s", "’s")):
            break
        if word.capital and not _is_pronoun(word):
            run.append(word)
        elif (
            word.text in _JOINERS
            and place + 1 < len(words)
            and words[place + 1].capital
            and not _is_pronoun(words[place + 1])
            and text[word.end : words[place + 1].start] == " "
        ):
            run += [word, words[place + 1]]
            place += 1
        else:
            break
        place += 1
    return run


def _is_pronoun(word: Word) -> bool:
    return re.split("['’]", word.text, maxsplit=1)[0] == "I"


def _trim(run: list[Word], world: World) -> list[Word]:
    """Take off what stands at the ends only by custom; nothing left means that it was no name."""
    run = list(run)
    if len(run) > 1 and run[0].first and run[0].folded not in world.known and _is_known(run[1:], world):
        run.pop(0)
    while run and _begins_nothing(run[0], run, world):
        run.pop(0)
    while run and (run[-1].folded in _PRONOUN_LIKE or run[-1].folded in _JOINERS):
        run.pop()
    if not run:
        return []
    folded = [word.folded for word in run]
    if all(word in PLAIN or word in CALENDAR or word in PEOPLES or word in _JOINERS for word in folded):
        return []
    if len(run) == 1 and len(folded[0]) < 2:
        return []
    if len(run) == 1 and run[0].first:
        # Capitals mean nothing here: it must be known, or be written so where they do.
        known = folded[0] in world.known or folded[0] in world.aliases or folded[0] in world.middle
        return run if known and (folded[0] not in PLAIN or folded[0] in world.known) else []
    if len(run) == 1 and run[0].text.lower() in world.lower and folded[0] not in world.known:
        return []
    return run


def _is_known(run: Sequence[Word], world: World) -> bool:
    folded = fold(" ".join(word.text for word in run))
    return folded in world.known or folded in world.aliases


def _acting(text: str, run: list[Word], world: World) -> list[Word]:
    """A word that begins a sentence and does what only people do: "Anna moved", "Anna's living"."""
    word = run[0]
    usual = word.folded in AMBIGUOUS or word.folded in CALENDAR or word.folded in PEOPLES
    if len(run) > 1 or usual or word.text.isupper() or word.text.lower() in world.lower:
        return []
    return run if _ACTS.match(text, word.end - (2 if word.text.endswith(("'s", "’s")) else 0)) else []


def _begins_nothing(word: Word, run: Sequence[Word], world: World) -> bool:
    folded = word.folded
    if folded in _JOINERS or folded in _PRONOUN_LIKE or _is_pronoun(word):
        return True
    if folded in CALENDAR and len(run) == 1:
        return True
    if word.first:
        if len(run) > 1 and folded not in world.known and (word.text.lower() in world.lower or folded.endswith("ing")):
            return True
        return folded in PLAIN
    return folded in PLAIN and (len(run) == 1 or word.text.isupper() or run[1].text in _JOINERS)


def _name(text: str, run: Sequence[Word], words: Sequence[Word], world: World) -> Name:
    start, end = run[0].start, run[-1].end
    shown = text[start:end]
    for ending in ("'s", "’s"):
        if shown.endswith(ending):
            shown, end = shown[: -len(ending)], end - len(ending)
    folded = fold(shown)
    place = next(index for index, word in enumerate(words) if word.start == run[0].start)
    before = words[place - 1] if place and not run[0].first else None
    after = words[place + len(run)] if place + len(run) < len(words) else None
    if folded in world.aliases:
        entity = world.aliases[folded]
        return Name(shown, entity, world.known.get(entity, EntityKind.PERSON), start, end, Naming.ALIAS)
    kind = world.known.get(folded, EntityKind.THING)
    if kind is EntityKind.THING:
        kind = kind_of(shown, text[:start], "" if before is None else before.text, "" if after is None else after.text)
    return Name(shown, folded, kind, start, end)


def _known(words: Sequence[Word], world: World) -> list[Name]:
    """Known names as they stand, in any case; a word that is also a word must be capitalised to count."""
    longest = world.longest
    starts = [at for at, word in enumerate(words) if word.folded in longest]
    if not starts:
        return []
    found: list[Name] = []
    folded = [word.folded for word in words]
    free = 0
    for at in starts[:_MOST_NAMES]:
        if at < free:
            continue
        for length in range(min(longest[folded[at]], len(words) - at), 0, -1):
            gram = " ".join(folded[at : at + length])
            entity = world.aliases.get(gram, gram)
            kind = world.known.get(entity)
            if kind is None or (length == 1 and not _counts(words[at], gram)):
                continue
            if any(word.first for word in words[at + 1 : at + length]):
                continue
            start, end = words[at].start, words[at + length - 1].end
            last = words[at + length - 1].text
            end -= 2 if last.endswith(("'s", "’s")) else 0
            shown = " ".join(word.text for word in words[at : at + length])
            found.append(Name(shown, entity, kind, start, end, Naming.NAME if entity == gram else Naming.ALIAS))
            free = at + length
            break
    return found


def _counts(word: Word, folded: str) -> bool:
    """Whether a known name of one word is meant here, and not the word that is written like it."""
    if folded in CALENDAR or len(folded) < 2:
        return False
    if folded in PLAIN:
        return word.capital and not word.first
    return word.capital if folded in AMBIGUOUS or len(folded) < 3 else True


def _without_overlaps(found: list[Name]) -> list[Name]:
    """Of names that overlap, the one with a shape of its own or the longest stays."""
    kept: list[Name] = []
    free = 0
    for name in sorted(found, key=lambda name: (name.start, -name.end)):
        if name.start >= free:
            kept.append(name)
            free = name.end
    return kept[:_MOST_NAMES]


def _pronouns(text: str, names: Sequence[Name], speaker: str, listener: str) -> list[Name]:
    named = {name.entity for name in names}
    found: list[Name] = []
    for person, pattern in ((speaker, _FIRST_PERSON), (listener, _SECOND_PERSON)):
        folded = fold(person)
        match = pattern.search(text) if folded and folded not in named else None
        if match and not any(name.start <= match.start() < name.end for name in names):
            found.append(Name(match[0], folded, EntityKind.PERSON, match.start(), match.end(), Naming.PRONOUN))
    return found
