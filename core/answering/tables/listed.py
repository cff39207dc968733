"""Acts whose objects are listed: whom the writer met, what was read, watched, bought and cooked, and where to."""

from __future__ import annotations

from collections.abc import Iterator

from core.answering.tables.clause import Clause
from core.answering.tables.family import Family, Sort
from core.answering.tables.grammar import PREPOSITIONS, base, is_gerund, is_past, word_set
from core.answering.tables.occurrence import Found, done_by, is_plain, nearest_verb
from core.answering.tables.things import FOODS, items_in, people_in, place_in, titles_in

_MEALS = word_set("lunch dinner coffee breakfast drinks drink tea brunch beer supper wine cake ice-cream")
_MEETS = {"meet": (), "run": ("into",), "bump": ("into",), "catch": ("up", "with"), "see": (), "hang": ("out", "with")}
_SCREENS = word_set("cinema film movie tv theatre theater play show concert episode series painting exhibition")
_VEHICLES = word_set("train bus plane ferry boat car coach flight tram sleeper")
_JOURNEYS = frozenset(map(base, word_set("go fly travel drive cycle hitchhike sail")))
_SPENT = frozenset(("spend", "have", "stay"))
_STAYS = word_set("weekend trip days week weeks night nights holiday day holidays")
_SHARES = frozenset(("have", "go", "meet", "enjoy", "drink", "eat", "be"))
_MEAL_TIMES = word_set("dinner lunch breakfast supper everyone")


def find_people(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    if clause.asked or not done_by(clause, subject):
        return
    for at, low in enumerate(clause.lows):
        verb = base(low)
        after = clause.lows[at + 1 : at + 3]
        if verb in _MEETS and is_past(low) and clause.took_place(at):
            skip = _MEETS[verb]
            if skip and after[: len(skip)] != skip:
                continue
            if verb == "see" and any(word in clause.sentence.casefold() for word in _SCREENS):
                continue
            people = people_in(clause.tokens, at + 1 + len(skip))
            if people:
                yield Found(at, tuple(people))
                return
        if low in _MEALS and after[:1] == ("with",) and clause.told(at):
            if clause.verb is None:
                shared = all(is_plain(word) for word in clause.lows[:at])
            else:
                shared = at > clause.verb and base(clause.lows[clause.verb]) in _SHARES
            people = people_in(clause.tokens, at + 2) if shared else []
            if people:
                yield Found(at, tuple(people))
                return


def find_titles(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    if clause.asked or not done_by(clause, subject):
        return
    book = family.sort is Sort.READ
    for at, low in enumerate(clause.lows):
        if base(low) not in family.verbs or clause.tokens[at].quoted or is_gerund(low):
            continue
        if not clause.took_place(at):
            continue
        titles = titles_in(clause.tokens, at)
        quoted = any(token.quoted for token in clause.tokens)
        cued = low == "read" or quoted or set(clause.lows) & {"reading", "book", "novel"} or _long(titles)
        if not book:
            cued = (
                base(low) == "watch"
                or quoted
                or any(word in clause.sentence.casefold() for word in ("cinema", "film", "movie"))
            )
        if titles and cued and not _partly(clause.lows[at + 1 :]):
            yield Found(at, titles)
            return
    if not book and clause.verb is None and not clause.follows_unreal:
        yield from _title_scrap(clause)


def _long(titles: tuple[str, ...]) -> bool:
    return bool(titles) and sum(word[:1].isupper() for word in titles[0].split()) > 1


def _partly(after: tuple[str, ...]) -> bool:
    """Whether only a part was read: "half of", "a chapter of", but not "the last page" or "the second half"."""
    for place, word in enumerate(after):
        if word in ("half", "part", "chapter", "chapters", "pages", "page", "beginning", "bits"):
            return not (place and after[place - 1] in ("last", "second", "final", "remaining", "other"))
    return False


def _title_scrap(clause: Clause) -> Iterator[Found]:
    """A title in a scrap that says what it is: "“Kites” on the sofa with Mira, a lovely film."."""
    words = clause.sentence.casefold()
    for at, token in enumerate(clause.tokens):
        shown = any(word in words for word in ("film", "movie", "cinema"))
        if token.quoted and shown and clause.told(at) and not any(low in PREPOSITIONS for low in clause.lows[:at]):
            yield Found(at, (token.quoted.strip(" .,;:!?"),))
            return


def find_places(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    if clause.asked or not done_by(clause, subject):
        return
    for at, low in enumerate(clause.lows[:-1]):
        if low not in ("to", "in", "for"):
            continue
        place = place_in(clause.tokens, at + 1)
        if place is None or not clause.told(at):
            continue
        before = clause.lows[:at]
        if clause.verb is None:
            stay = before and before[-1] in _STAYS and all(is_plain(word) or word.isdigit() for word in before)
            if stay or before == ("off",):
                yield Found(at, (place,))
            continue
        verb = base(clause.lows[nearest_verb(clause, at)])
        if low == "to":
            went = verb in _JOURNEYS or (verb == "take" and set(before) & _VEHICLES)
        else:
            went = low == "in" and (verb in ("arriv", "land") or (verb in _SPENT and set(before) & _STAYS))
        if went:
            yield Found(at, (place,))


def find_bought(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    if clause.asked or not done_by(clause, subject):
        return
    for at, low in enumerate(clause.lows):
        picked = base(low) == "pick" and clause.lows[at + 1 : at + 2] == ("up",)
        if not (base(low) in family.verbs or picked) or not is_past(low) or not clause.took_place(at):
            continue
        items = items_in(clause.tokens, at + 2 if picked else at + 1)
        if picked and items and (items[0][:1].isupper() or clause.lows[at + 2 : at + 3] == ("the",)):
            continue
        if items:
            yield Found(at, tuple(items))
            return


def find_cooked(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    if clause.asked or not done_by(clause, subject):
        return
    for at, low in enumerate(clause.lows):
        verb = base(low)
        if verb not in ("cook", "bake", "make", "prepar") or not is_past(low) or not clause.took_place(at):
            continue
        items = items_in(clause.tokens, at + 1)
        meal = set(clause.lows) & _MEAL_TIMES
        if verb in ("make", "prepar") and not meal:
            items = [item for item in items if base(item.split()[-1].casefold()) in FOODS]
        if items:
            yield Found(at, tuple(item for item in items if item.casefold() not in _MEAL_TIMES))
            return
