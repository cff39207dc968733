"""How something is done: "To reset the boiler, hold the red button", "Whenever it rains, I always move the bikes".

English only. A sentence counts that names both what for, or when, and what to do then. What cheers somebody up ("always
believe in yourself") has the same shapes and is left out, and so is what points at something said elsewhere.
"""

from __future__ import annotations

import re
from datetime import datetime

from core.consolidation.settle.telling import is_hollow
from core.consolidation.settle.third_person import strip_openers, tell
from core.understanding.lists import word_set
from core.understanding.sentences import Sentence

_FEWEST, _MOST = 6, 40
_DO = "|".join(
    sorted(
        word_set(
            """
            add apply ask attach avoid back bake begin boil book bring brush buy call change charge check choose clean
            clear click close connect cook copy count cover cut dial disable disconnect do download drain drive dry
            empty enable enter fill fold follow give go grease grind heat hold install keep knead leave let lift load
            lock log make measure mix move never open order pack park pay peel place plug pour preheat press print pull
            push put reboot reinstall remove rename replace reset restart reverse rinse rub run save scan screw select
            send set shake sharpen shut slide soak sort spray sprinkle squeeze start stir stop store switch take tap
            tell test tie tighten try turn twist type unlock unplug update upload use wait walk warm wash water wear
            whisk wipe wrap write
            """
        )
    )
)
_FIRST = r"(?:please )?(?:just |simply |first |then )?"
_THEN = (
    rf"(?:{_FIRST}(?:always|never|make sure|be sure to|remember to|don['’]t forget to|do not|don['’]t|(?:{_DO})\b)"
    r"|you (?:always |just |first |only |simply )?(?:have to|need to|must|should|can only)"
    r"|I (?:always|never|just|usually|first)\b)"
)
_WHAT_FOR = r"[^,;:?!]{3,90}"
_NOT_TO = (
    r"(?!(?:be (?:honest|fair|clear|sure)|me|my|you|your|us|our|them|him|her|his|the|a|an|this|that|these|those|some|"
    r"many|all|sum|date|day|everyone|anyone|name|tell you|say|think|make matters|top|no one|cheer|celebrate)\b)"
)
_NOT_OF = (
    r"(?!(?:it(?! (?:rain|snow|freez|is (?:cold|hot|dark)))|this|that|they|he|she|those|these)(?:['’]s|['’]re)?\b)"
)
_BEFOREHAND = r"(?:when(?:ever)?|if|before|after|every time|each time|as soon as)"

_SHAPES = (
    re.compile(rf"(?:in order )?to {_NOT_TO}{_WHAT_FOR}, {_THEN}", re.I),
    re.compile(
        rf"{_BEFOREHAND} {_NOT_OF}{_WHAT_FOR}, "
        r"(?:please )?(?:then )?(?:always|never|first|make sure|be sure to|remember to|don['’]t forget to|"
        r"I (?:always|never|first)\b|you (?:always )?(?:have to|need to|must|should (?:always|never|first)))",
        re.I,
    ),
    re.compile(rf"(?:always|never) (?:{_DO})\b.{{3,}}\b(?:{_BEFOREHAND}|unless|until|while)\b .{{4,}}", re.I),
    re.compile(
        rf"(?:the|my|our|one) (?:\w+ )?(?:trick|secret|fix|workaround|way)"
        rf" (?:(?:to|for|with|of) {_NOT_TO}{_WHAT_FOR}?|when {_WHAT_FOR}?) (?:is|was) (?:to|by|always to) ",
        re.I,
    ),
    re.compile(rf"how to {_WHAT_FOR}: \S+ \S+", re.I),
)
_CHEERS = re.compile(
    r"\b(?:believe|dreams?|hearts?|positive|stay strong|giv(?:e|ing) up|smil\w+|yourself|life|lives|faith|hopes?|proud|"
    r"passions?|souls?|inspir\w+|happ\w+|joy\w*|support\w*|hard times|tough times|feelings?|mindset|focus(?:ed)?|"
    r"grateful|courage|self-care|memories|goals?|success\w*|motivat\w+)\b",
    re.I,
)
_OF_SELF = re.compile(r"\b(?:I|I['’]\w+|me|my|mine|we|we['’]\w+|our|us)\b", re.I)
_OF_OTHER = re.compile(r"\b(?:you|your|yours)\b", re.I)
_ELSEWHERE = re.compile(r"\b(?:this|that|these|those)\b(?=[.,;!]|$)|\blike (?:this|that)\b|…|\.\.\.|https?:", re.I)


def read_procedure(sentence: Sentence, speaker: str, said_at: datetime | None) -> str | None:
    """Return how something is done in words that stand alone; None where `sentence` does not tell it."""
    if "?" in sentence.text:  # "When" and "how" begin both what asks and what tells
        return None
    bare = strip_openers(sentence.text).replace("’", "'")
    if not _FEWEST <= len(bare.split()) <= _MOST or not any(shape.match(bare) for shape in _SHAPES):
        return None
    if _CHEERS.search(bare) or _ELSEWHERE.search(bare) or is_hollow(bare):
        return None
    if _OF_SELF.search(bare):
        # Whose way it is has to be told, and to whom it is told must not.
        return None if _OF_OTHER.search(bare) or not speaker else tell(bare, speaker, said_at)
    told = bare.rstrip("!.~ ") + "."
    return told[0].upper() + told[1:]
