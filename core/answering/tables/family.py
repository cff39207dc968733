"""What a question asks to be counted: an act with the words it is told in, and what it is done to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.answering.tables.grammar import ADVERBS, DETERMINERS, PREPOSITIONS, base, word_set
from core.answering.wording import stem, tokens


class Sort(StrEnum):
    """How an act is told, which decides how it is found in a clause."""

    ACTIVITY = "activity"  # swam, went swimming, had a swim
    ATTENDED = "attended"  # went to the dentist, saw a concert, "Dentist at nine."
    HAD = "had"  # had a headache, woke up with one
    VISITED_BY = "visited by"  # came over, dropped by, visited
    CALLED = "called"  # called, gave a ring, talked on the phone
    MET = "met"  # met, had lunch with, ran into
    READ = "read"
    WATCHED = "watched"
    TRAVELLED = "travelled"
    BOUGHT = "bought"
    COOKED = "cooked"
    SPENT = "spent"
    PRACTISED = "practised"  # practised, played an instrument
    OTHER = "other"  # any other verb, by itself


@dataclass(frozen=True, slots=True)
class Family:
    """An act: the bases of its verbs, and the stems of what must stand beside them, each in its variants."""

    sort: Sort
    verbs: frozenset[str]
    objects: tuple[frozenset[str], ...] = ()
    words: tuple[str, ...] = ()
    """What the word index is asked for."""


_ALIKE = (
    ("mum", "mom", "mother", "mummy", "mama"),
    ("dad", "father", "papa"),
    ("grandma", "grandmother", "granny", "gran"),
    ("film", "movie"),
    ("doctor", "gp"),
    ("cinema", "pictures"),
    ("tv", "television"),
    ("gym", "fitness"),
    ("groceries", "grocery"),
    ("petrol", "gas", "fuel"),
    ("bike", "bicycle"),
    ("hairdresser", "barber"),
)
_VARIANTS = {stem(word): frozenset(map(stem, group)) for group in _ALIKE for word in group}
_SPELLINGS = {stem(word): group for group in _ALIKE for word in group}

_FORMS = {
    "swim": "swim swam swum", "run": "run ran jog jogged", "go": "went go gone", "see": "saw see seen",
    "read": "read finished finish", "buy": "bought buy", "meet": "met meet", "come": "came come",
    "drive": "drove drive driven", "fly": "flew fly flown", "ride": "rode ride ridden", "write": "wrote write written",
    "eat": "ate eat eaten", "drink": "drank drink drunk", "make": "made make", "take": "took take taken",
    "sing": "sang sing sung", "sleep": "slept sleep", "win": "won win", "lose": "lost lose", "teach": "taught teach",
    "break": "broke break broken", "draw": "drew draw drawn", "wear": "wore wear worn", "speak": "spoke speak spoken",
    "give": "gave give given", "sell": "sold sell", "build": "built build", "catch": "caught catch",
    "feel": "felt feel", "fall": "fell fall fallen", "leave": "left leave", "find": "found find", "lead": "led lead",
    "hear": "heard hear",
    "throw": "threw throw thrown", "grow": "grew grow grown", "wake": "woke wake woken", "bring": "brought bring",
}  # fmt: skip
_SAME = (frozenset(("run", "jog")), frozenset(("hike", "hike")))

READING, WATCHING = ("read", "finish"), ("watch", "see")
_VISIT_WORDS = ("visit", "visited", "came", "dropped", "stopped", "popped", "swung", "looked")
CALLS = ("call", "phone", "telephone", "ring", "dial")
_MET_WORDS = ("met", "meet", "saw", "ran", "bumped", "lunch", "dinner", "coffee", "breakfast", "drink", "drinks", "tea",
              "caught", "brunch", "beer", "supper", "hung")  # fmt: skip
_TRAVEL_WORDS = ("travelled", "flew", "drove", "train", "trip", "weekend", "went", "arrived", "landed", "bus", "ferry",
                 "plane", "cycled", "holiday", "days", "week", "nights", "stayed", "visited", "flight", "took",
                 "spent", "road", "off", "car")  # fmt: skip
_BUY_WORDS = ("bought", "purchased", "picked", "ordered")
_COOK_WORDS = ("cooked", "made", "baked", "prepared")

_CONDITIONS = frozenset(map(stem, word_set(
    """headache migraine cold fever flu cough stomachache toothache backache nightmare hangover allergy rash
    nosebleed cramp insomnia"""
)))  # fmt: skip
EVENTS = frozenset(map(stem, word_set(
    """concert party wedding meeting game match museum exhibition theatre theater opera ballet play festival funeral
    class lesson course lecture talk conference cinema gym sauna dentist doctor hairdresser barber optician physio
    physiotherapist therapist vet hospital clinic library market church mass restaurant pub bar club zoo circus
    rehearsal appointment interview exam yoga pilates choir workshop gallery fair show beach park office bank gp
    dermatologist gynaecologist orthopaedist osteopath surgery practice"""
)))  # fmt: skip
_INSTRUMENTS = frozenset(map(stem, word_set(
    """piano guitar violin cello flute drums trumpet clarinet saxophone ukulele harp organ accordion viola bass
    keyboard"""
)))  # fmt: skip
TITLES = {"book": Sort.READ, "novel": Sort.READ, "film": Sort.WATCHED, "movi": Sort.WATCHED}
PLACES = frozenset(map(stem, ["place", "city", "town", "destination"]))
PEOPLE = frozenset(map(stem, word_set("people person friend everyone everybody anyone")))
THINGS = frozenset(map(stem, word_set("thing everything item stuff all")))
DISHES = frozenset(map(stem, ["dish", "meal", "food", "recipe"]))
_VISIT_PARTICLES = word_set("by over round around in")
_IDLE = ADVERBS | DETERMINERS | PREPOSITIONS | word_set("me us it there time times any ones which all")


def family_of(phrase: str, *, owner: bool, noun: str = "") -> Family | None:
    """The act that a verb phrase names ("go swimming at the lake"), done by the owner or another.

    `noun` is the class of things that are asked for ("books"), empty where acts are counted. None: not told apart
    well enough to be counted.
    """
    words = [word.casefold().replace("’", "'") for word in tokens(phrase)]
    while words and words[0] in ADVERBS and words[0] not in ("back",):
        words.pop(0)
    if not words:
        return None
    verb, rest = base(words[0]), words[1:]
    content = [word for word in rest if word not in _IDLE and len(word) > 1]
    kind = stem(noun) if noun else ""
    if kind in TITLES and (verb in READING or verb in WATCHING):
        sort = TITLES[kind]
        if verb in (READING if sort is Sort.READ else WATCHING):
            own = READING if sort is Sort.READ else WATCHING
            shown = () if sort is Sort.READ else ("film", "movie", "cinema")
            return _family(sort, own, content, (*_forms(own), *shown))
    for make in (_by_motion, _by_object, _by_class):
        found = make(verb, rest, content, owner, kind)
        if found is not None:
            return found
    if verb in (
        "be",
        "do",
        "have",
        "get",
        "go",
        "take",
        "make",
        "like",
        "know",
        "think",
        "want",
        "need",
        "live",
        "work",
    ):
        return None
    return _family(Sort.OTHER, (verb,), content, content or _forms((verb,)))


def _by_motion(verb: str, rest: list[str], content: list[str], owner: bool, kind: str) -> Family | None:
    """Going, coming, having a swim: the act is in the words behind the verb."""
    if (
        verb in ("go", "be")
        and content
        and content[0].endswith("ing")
        and rest[0] == content[0]
        and len(content[0]) > 5
    ):
        return _activity(base(content[0]), content[1:])
    if (
        verb in ("go", "have", "take", "do")
        and content
        and rest[:1] in (["for"], ["a"], ["on"])
        and base(content[0]) in _ACTS
    ):
        return _activity(base(content[0]), content[1:])
    if verb == "visit" and not owner and not content:
        return _family(Sort.VISITED_BY, ("visit",), (), _VISIT_WORDS)
    if (
        verb in ("come", "drop", "stop", "pop", "swing")
        and rest[:1]
        and rest[0] in (*_VISIT_PARTICLES, "to")
        and not owner
    ):
        content = [word for word in content if base(word) not in ("visit", "see")]
        return _family(Sort.VISITED_BY, ("visit",), content, _VISIT_WORDS)
    if verb in _ACTS and verb not in ("call", "phone", "read", "play"):
        return _activity(verb, content)
    if verb in ("travel", "fly"):
        return _family(Sort.TRAVELLED, ("travel",), content, content or _TRAVEL_WORDS)
    if verb in ("go", "be", "visit") and kind in PLACES and not content:
        return _family(Sort.TRAVELLED, ("travel",), (), _TRAVEL_WORDS)
    return None


def _by_object(verb: str, rest: list[str], content: list[str], owner: bool, kind: str) -> Family | None:
    """Verbs that mean what their object makes of them: see the dentist, have a headache, call Mum."""
    stems = [stem(word) for word in content]
    object_ = kind if kind in EVENTS | _CONDITIONS else stems[0] if stems else ""
    own = [kind, *content] if kind == object_ and kind else content
    if object_ in _CONDITIONS and verb in ("have", "get", "suffer", "wake"):
        return _family(Sort.HAD, ("have",), own, own)
    if object_ == "appoint" and verb in ("have",):
        own = content[1:]
    if own and (stem(own[0]) in EVENTS) and verb in ("go", "see", "visit", "be", "attend", "have", "hear"):
        return _family(Sort.ATTENDED, ("go",), own, own)
    if verb in CALLS and content:
        return _family(Sort.CALLED, CALLS, content[:1], content[:1]) if len(content) == 1 else None
    if verb in ("practis", "play") and stems and stems[0] in _INSTRUMENTS:
        return _family(Sort.PRACTISED, ("practis", "play"), content[:1], content[:1])
    if verb in ("spend", "pay") and content:
        return _family(Sort.SPENT, ("spend", "pay"), content, content)
    return None


def _by_class(verb: str, rest: list[str], content: list[str], owner: bool, kind: str) -> Family | None:
    """Verbs whose objects are listed."""
    if verb == "meet" or (verb == "see" and kind in PEOPLE):
        return _family(Sort.MET, ("meet",), content, content or _MET_WORDS)
    if verb in ("buy", "purchas"):
        return _family(Sort.BOUGHT, ("buy", "purchas"), content, content or _BUY_WORDS)
    if verb == "cook" or (verb in ("bake", "make") and kind in DISHES):
        return _family(Sort.COOKED, ("cook",), content, content or _COOK_WORDS)
    if verb == "read" and kind not in TITLES:
        return _family(Sort.OTHER, ("read",), content, content or _forms(("read",)))
    return None


_ACTS = word_set(
    """swim run walk hike jog cycle climb dance ski sail row fish camp kayak surf skate nap bath sauna paint knit
    ride"""
)


def _activity(verb: str, content: list[str]) -> Family:
    verbs = next((same for same in _SAME if verb in same), frozenset({verb}))
    return _family(Sort.ACTIVITY, tuple(verbs), content, _forms(tuple(verbs)))


def _family(sort: Sort, verbs: tuple[str, ...], content: object, words: object) -> Family:
    assert isinstance(content, list | tuple)
    assert isinstance(words, list | tuple)
    objects = tuple(_VARIANTS.get(stem(word), frozenset({stem(word), base(word)})) for word in content)
    asked = [form for word in words for form in _SPELLINGS.get(stem(word), (word,))]
    return Family(sort, frozenset(verbs), objects, tuple(dict.fromkeys(asked)))


def _forms(verbs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(form for verb in sorted(verbs) for form in _FORMS.get(verb, verb).split())
