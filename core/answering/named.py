"""Whether what a question names is spoken of at all.

"What did Nora bring back from Peru?" is answered by nothing that was said of her other journeys, however near it lies.
So the things a question names are looked for in all that recall brought up. What one asks with, "reason", "kind",
"attitude", nobody needs to have said; and who mistypes a word, or has another for the same, means the one there is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from difflib import get_close_matches

from core.answering.ground import Nearness
from core.answering.spans.words import CONTENT, Role, cut_words, roles_of
from core.answering.wording import stem, stems, tokens
from core.model.answer import Hit
from core.model.memory import Trust

_LONGEST = 500
_FEW = 20
"""Below so many hits, much goes unsaid that was meant."""
_READ, _MOST_WORDS = 5, 200
_ALIKE = 0.75
"""A cosine of MiniLM between two words."""
_TYPED_ALIKE, _SHORTEST_TYPED = 0.8, 5
_ASKED_WITH_WORDS = """
accomplishment achievement action activity advice age aspect attitude attribute background benefit cause
challenge characteristic circumstance class common comparison concept conclusion condition connection
consequence context conversation date description detail difference discussion duration effect effort emotion
event example experience expression fact factor favorite favourite feeling fifth first form fourth frequency
future goal habit hobby idea impact impression individual influence information intention interest item kind
last level main manner meaning meantime member mention message method mood motivation name nature next number
object occasion occupation once opinion option order part past people person perspective piece place plan
point position possession preference present problem process profession purpose quality quantity reaction
reason recent recommendation regard relation relationship response result role second sentiment significance
similarity situation skill something sort source stance status step strategy subject suggestion symbol term
thing third thought time title topic trait type value view way word
morning evening afternoon night noon midnight day week weekend month year today yesterday tomorrow spring
summer autumn fall winter january february march april may june july august september october november
december monday tuesday wednesday thursday friday saturday sunday
"""
_ASKED_WITH = frozenset(stem(word) for word in _ASKED_WITH_WORDS.split())
_AUXILIARY = re.compile(r"(?:do|does|did|has|have|had)", re.IGNORECASE)
_QUESTION_WORDS = frozenset(("what", "how", "why", "when", "whose"))
_OWNS = re.compile(r"(?:['’]s|s['’])$", re.IGNORECASE)


def names_the_unknown(
    question: str, people: Collection[str], hits: Sequence[Hit], nearness_to: Callable[[str], Nearness]
) -> bool:
    """Whether an English question names a thing that none of `hits` speaks of, though they share others of its words.

    `people` are the known speakers that it names; `nearness_to` measures texts against one of its words. It cannot be
    told of a question with no word in common, which may be in another language than what was said, nor where there are
    few hits.
    """
    asked = question[:_LONGEST]
    told = [_told(hit) for hit in hits if hit.memory.trust is not Trust.MODEL]
    if len(told) < _FEW:
        return False
    said = frozenset[str]().union(*(stems(text) for text in told))
    if not stems(asked) & said - {stem(name) for person in people for name in person.split()}:
        return False
    unknown = [thing for thing in _things(asked, people) if (meant := _meant(thing)) and not meant & said]
    return not all(_is_mistyped(thing, told) or _has_a_like(thing, told, nearness_to) for thing in unknown)


def _meant(thing: str) -> frozenset[str]:
    return frozenset(one for one in stems(thing) if len(one) > 1)


def _told(hit: Hit) -> str:
    memory = hit.memory
    return " ".join((memory.text, memory.speaker, *memory.captions, memory.span.heading, hit.source.title))


def _is_mistyped(thing: str, told: Sequence[str]) -> bool:
    """Whether something else was said that is written nearly so."""
    if len(thing) < _SHORTEST_TYPED:
        return False
    words = {word.casefold() for text in told for word in tokens(text)}
    return bool(get_close_matches(thing.casefold(), words, 1, _TYPED_ALIKE))


def _has_a_like(thing: str, told: Sequence[str], nearness_to: Callable[[str], Nearness]) -> bool:
    """Whether the best hits have another word for it: "grandma" for a grandmother, not a puppy for a kitten."""
    words = {word.casefold(): None for text in told[:_READ] for word in tokens(text) if stems(word)}
    cosines = nearness_to(thing)(list(words)[:_MOST_WORDS])
    return cosines is not None and len(cosines) > 0 and float(cosines.max()) >= _ALIKE


def _things(question: str, people: Collection[str]) -> Iterator[str]:
    """Names, and the nouns that end a phrase begun by "the", "my", "of", "Nora's"; nothing that one asks with."""
    words = [question[begin:end] for begin, end in cut_words(question)]
    roles = roles_of(words)
    known = {name.casefold() for person in people for name in person.split()}
    verbs = _verbs(words, roles)
    inside = False
    for place, (word, role) in enumerate(zip(words, roles, strict=True)):
        if role in (Role.DETERMINER, Role.OWNER, Role.PREPOSITION):
            inside = True
        elif role not in CONTENT or place in verbs:
            inside = False
        else:
            bare = _OWNS.sub("", word)
            owns, is_known = bare != word, bare.casefold() in known
            after = place + 1
            ends = owns or after == len(words) or after in verbs or roles[after] not in CONTENT
            noun = role is Role.OTHER and inside and ends and word.casefold() not in _QUESTION_WORDS
            if (noun or (role is Role.NAME and place > 0)) and not is_known and stem(bare) not in _ASKED_WITH:
                yield bare
            inside = owns or (inside and not is_known)


def _verbs(words: Sequence[str], roles: Sequence[Role]) -> range:
    """Where the verb of a question with "did" or "has" may stand: behind the first word on whom it asks about."""
    begun = next((place for place, word in enumerate(words) if _AUXILIARY.fullmatch(word)), len(words))
    if any(role in (Role.NAME, Role.PRONOUN) for role in roles[1:begun]):
        return range(0)
    place = begun + 1
    while place < len(words):
        while place < len(words) and _OWNS.search(words[place]):
            place += 1
        first = place
        while place < len(words) and roles[place] in CONTENT:
            place += 1
        if place > first and not _may_lead_on(words, roles, place):
            return range(first + 1, place)
        place += 1
    return range(0)


def _may_lead_on(words: Sequence[str], roles: Sequence[Role], place: int) -> bool:
    """Whether the verb is still to come before a place: after "Nora and", and where a plural ends, which is no verb."""
    return place < len(words) and (roles[place] is Role.CONJUNCTION or words[place - 1].endswith("s"))
