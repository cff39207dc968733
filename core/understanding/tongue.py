"""In which language a question is put, so that it can be answered in it.

Questions are short, and half of their words are names: the words that ask tell more than any others. What is quoted is
not the asker's own language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.understanding.times.languages import matcher_of, tell_language
from core.understanding.times.matching import words_of

ENGLISH = "en"
_ASKING_WEIGHS = 2

_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_ASKING = re.compile("[谁什哪几吗呢怎何多]")
_OTHER_EASTERN = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
"""Japanese and Korean: they write some words with Chinese signs too."""
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"“”»]|(?<!\w)['‘][^'‘’]+['’](?!\w)")

_ASKING: Mapping[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "what who whom whose where when why which how did does do is are can could should would tell show",
        "de": "wer wen wem wessen wo wohin woher wann warum wieso weshalb wie welche welcher welches welchen welchem "
        "wieviel womit wofür worüber habe hast hat haben bin bist ist sind wurde wurden kannst gibt gab heißt zeig "
        "sag erzähl mag kann gehört weiß gern gerne noch auch",
        "fr": "qui quoi où quand comment pourquoi quel quelle quels quelles combien qu est ce ai as avons avez suis es "
        "sont étais était peux dis montre moi "
        "parle aime sait peut habite vit",
        "es": "qué quién quiénes dónde cuándo cómo cuál cuáles cuánto cuánta cuántos cuántas adónde donde cuando quien "
        "cual cuales cuanto cuantos tengo tiene tienes estuve fui hay dime es son "
        "háblame cuéntame muéstrame gusta sabe vive puede",
    }.items()
}
"""Words that questions are made with. "Was" is as English as it is German, "como" as Portuguese as it is Spanish."""

_MARKS: Mapping[str, re.Pattern[str]] = {
    "de": re.compile("ß"),
    "fr": re.compile("[çœêîû]|\\b(?:qu|jusqu|lorsqu|aujourd)['’]|-t-(?:il|elle|on)\\b"),
    "es": re.compile("[¿¡ñ]"),
}
"""What only one of the languages writes."""

_ELSEWHERE = tuple(
    frozenset(words.split())
    for words in (
        # Italian
        "che chi dove dov quando perché come qual quale quali quanto quanti quante è di il lo gli dei della delle del "
        "mio mia sono ho hai ha abbiamo stato con per non una un si",
        # Portuguese
        "que quem onde quando porque como qual quais quanto quantos é o os ao do da dos das em no na um uma meu minha "
        "está estão foi comprei tenho tem não se com para",
        # Dutch
        "wat wie waar wanneer waarom welke hoe hoeveel is de het een mijn ik heb heeft ben van aan met voor niet en "
        "was zijn",
        # Scandinavian
        "vad vem var när varför vilken hur är och jag min mitt en ett det hvad hvem hvor hvornår hvorfor hvilken "
        "hvordan er og jeg mit hva når på av ikke",
        # Polish, Czech
        "co kto gdzie kiedy dlaczego jak który która ile jest moje mój mam był było w na nie się kdo kde kdy proč jaký "
        "která kolik je jsem můj moje byl bylo v",
    )
)
"""Frequent words of languages that are not spoken here: without them they would be taken for a neighbour's."""


def tell_tongue(text: str) -> str:
    """Return the code of the language that a question is put in; English for one that is not spoken here."""
    small = text.lower()
    if _OTHER_EASTERN.search(small):
        return ENGLISH
    own = _QUOTED.sub(" ", small)
    words = words_of(own, spaced=True)
    if not words:
        return tell_language(text)
    scores = {code: _score(code, own, words) for code in _ASKING}
    best = max(scores, key=lambda code: scores[code])
    known = scores[best]
    if _HAN.search(own) and (known[0] <= _ASKING_WEIGHS or _HAN_ASKING.search(own)):
        return "zh"
    strangest = max(len(words & stranger) for stranger in _ELSEWHERE) * (1 + _ASKING_WEIGHS) / 2
    return ENGLISH if strangest > known[0] else best


def _score(code: str, text: str, words: frozenset[str]) -> tuple[int, int]:
    matcher = matcher_of(code)
    assert matcher is not None
    common, told = matcher.likeness(words)
    mark = _MARKS.get(code)
    marked = 2 * _ASKING_WEIGHS if mark is not None and mark.search(text) else 0
    return common + _ASKING_WEIGHS * len(words & _ASKING[code]) + marked, told
