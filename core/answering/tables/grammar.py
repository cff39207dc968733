"""Closed sets of English words: what tells a past act from a wish, a plan, a habit, and whose act it was."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from core.answering.wording import stem
from core.understanding.irregular import BASES, PARTICIPLES, PASTS


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set: how the lists of this package are written."""
    return frozenset(text.split())


OWNER = "i"
"""How the writer is named among the doers of a clause."""

_ALIKE = {"practic": "practis", "phon": "phone", "telephon": "telephone"}

# Past forms that look like the base: which of the two it is, only the words around can tell.
EITHER = word_set("read cost put set cut hit let shut hurt run come beat quit spread bet")
_NO_VERBS = word_set(
    """red bed shed need weed seed speed feed indeed hundred tired excited bored exhausted crowded naked sacred
    wicked aged bread thread unhurried beloved embed breed greed left"""
)

AUXILIARIES = word_set("am is are was were do does did have has had be been being 'm 're 've 's")
MODALS = word_set("will would shall should can could may might must ought let 'll 'd cannot")
NEGATORS = word_set("""not n't never no nobody none without hardly neither nor nothing skipped skip missed cancelled""")
ADVERBS = word_set(
    """again all almost alone already also always away back before both early even eventually ever exactly finally
    first for gladly here home just last late later maybe mostly nearly never not n't now often only once out
    perhaps quite really recently right simply since sometimes somehow soon still straight then there though today
    together tomorrow tonight too twice up usually very well yesterday yet afterwards instead however anyway
    spontaneously night morning evening afternoon noon midnight week weekend month year day lunch dinner breakfast
    supper work school so and or but then mornings evenings weekends christmas easter birthday monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august september october
    november december lunchtime dawn dusk sunset sunrise"""
)
PREPOSITIONS = word_set(
    """at in on into onto to from with without by for of about after before during until till since through across
    along around over under near behind between against towards via off out up down beside past inside outside
    despite like because as"""
)
DETERMINERS = word_set("""the a an this that these those my our your his her their its some any every each both all""")
OTHER_PRONOUNS = word_set(
    """he she they you it someone somebody everyone everybody anyone anybody who one people others nobody"""
)
CONJUNCTIONS = word_set("but because while although though whereas when which who where until unless if so")

# What stands before an act that did not, or not yet, or not certainly, take place.
_UNREAL = word_set(
    """want wants wanted wanting hope hopes hoped hoping plan plans planned planning intend intended mean meant need
    needs needed wish wishes wished forgot forget forgotten refuse refused fail failed try tried trying like likes
    love loves hate hates dislike prefer prefers dream dreamt dreamed dreaming imagine imagined promise promised
    consider considered considering think thinking thinks thought suggest suggested suggestion recommend
    recommended supposed nearly almost decide decided offer offered agree agreed ask asked asks remind reminded
    invite invited maybe perhaps possibly hopefully probably afraid dread dreading fear talk talked talking
    tickets ticket book booked booking postpone postponed avoid avoided instead rather goal goals due start
    started begin began begun stop stopped quit if unless whether budget aim aims learn learning save saved owe
    owes wonder wondered wondering feel scared tempted unable idea chance reason excuse energy mood time decline
    declined longing craving signed"""
)
REAL = word_set("manage managed managing able get got had finally helped")
MOTION = word_set("""go come drive cycle walk stop pop get stay travel fly stand wake meet rush return hurry sit""")
_NOT_YET = word_set("tomorrow soon someday hopefully perhaps maybe possibly")


@lru_cache(maxsize=20_000)
def base(word: str) -> str:
    """The base of a word: "swam", "swims" and "swimming" give one and the same."""
    small = word.casefold()
    if small in BASES or small in _BASES:
        return BASES.get(small, small)
    if small.endswith("ing") and len(small) > 5:
        small = _undoubled(small)
    found = stem(small)
    return _ALIKE.get(found, found)


def _undoubled(gerund: str) -> str:
    cut = gerund[:-3]
    for guess in (cut, cut + "e", cut[:-1]):
        if guess in _BASES:
            return guess
    return gerund


_BASES = frozenset(BASES.values())


def is_past(word: str) -> bool:
    """Whether a word is the past form of a verb, as far as its looks tell."""
    small = word.casefold()
    if small in PASTS:
        return small != "left"
    return len(small) > 3 and small.endswith("ed") and small not in _NO_VERBS and not small.endswith("eed")


def is_participle(word: str) -> bool:
    small = word.casefold()
    return small in PARTICIPLES or is_past(small)


def is_gerund(word: str) -> bool:
    return len(word) > 4 and word.casefold().endswith("ing")


def is_unreal(word: str) -> bool:
    """Whether what a word governs did not, or not certainly, take place."""
    return word in MODALS or word in NEGATORS or word in _UNREAL


def not_yet(words: list[str]) -> bool:
    """Whether a clause speaks of what is to come."""
    for place, word in enumerate(words):
        if word in _NOT_YET:
            return True
        if word == "next" and place + 1 < len(words) and words[place + 1] in _UNITS:
            return True
    return False


_UNITS = word_set(
    """week weekend month year time spring summer autumn fall winter monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december"""
)
_HABITS = frozenset(("used", "always", "usually", "often", "sometimes", "normally", "whenever"))
_RECURS = _UNITS | frozenset(
    ("day", "morning", "evening", "night", "afternoon", "weekday", "single", "other", "second")
)
_NOT_ADVERBS = word_set(
    """family italy july emily sally lily kelly molly billy polly holly ally butterfly belly jelly"""
)


def is_habit(words: Sequence[str]) -> bool:
    """Whether a clause tells what was done again and again: "used to", "every summer", "as a child"."""
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else ""
        if word in _HABITS or (word in ("every", "each") and after in _RECURS):
            return True
        if (
            word == "as"
            and after == "a"
            and words[place + 2 : place + 3]
            and words[place + 2] in ("child", "kid", "boy", "girl")
        ):
            return True
    return False


def is_adverb(word: str) -> bool:
    return word in ADVERBS or (len(word) > 4 and word.endswith("ly") and word not in _NOT_ADVERBS)
