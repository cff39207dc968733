"""The things a clause names beside an act: titles, names of people and places, what was bought or cooked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.answering.tables.amounts import read_number
from core.answering.tables.grammar import ADVERBS, DETERMINERS, PREPOSITIONS, base, is_past, word_set
from core.answering.tables.tokens import Token

_JOINS = frozenset((",", "and", "&", "or"))
_CALENDAR = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december christmas easter i"""
)
_SMALL_IN_NAMES = word_set("of from the and in to a an for de la le du der den von van am an di da")
_SHOPS = word_set("""ikea lidl aldi tesco costco walmart target starbucks church mass mcdonald's rewe edeka asda""")
_KIN = word_set(
    """mum mom mother dad father sister brother aunt uncle cousin niece nephew grandma grandpa grandmother
    grandfather friend boss colleague neighbour neighbor daughter son wife husband partner girlfriend boyfriend"""
)
_STOPS = word_set(
    """at in from for on with to by near because but then so after before while when which that who during without
    online again today yesterday tonight together instead though although there here last this tomorrow finally as"""
)
_NOTHINGS = word_set("nothing it them that this one some something anything everything lots")
FOODS = frozenset(
    map(
        base,
        word_set(
            """soup stew curry pie tart risotto lasagne lasagna salad pasta cake bread quiche gratin dumplings goulash
    noodles ratatouille shakshuka pizza omelette pancakes chilli chili casserole roast rice potatoes beans fish
    chicken steak burgers dal paella couscous moussaka spaghetti gnocchi ravioli schnitzel stir-fry tacos burritos
    muffins cookies biscuits scones brownies crumble pudding porridge sauce jam waffles crepes falafel hummus
    sandwich"""
        ),
    )
)


def titles_in(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    """The titles that are named with the act at `at`: quotations after it, else before it, else words in capitals."""
    after = [place for place in range(at + 1, len(tokens)) if tokens[place].quoted]
    if not after:
        after = [place for place in reversed(range(at)) if tokens[place].quoted][:1]
    found = []
    for number, place in enumerate(after):
        # Only what is listed together: "“Dune” and “Emma”", not "“Dune”, which Ben calls “a brick”".
        if number and not all(token.low in _JOINS for token in tokens[after[number - 1] + 1 : place]):
            break
        found.append(tokens[place].quoted.strip(" .,;:!?"))
    if found:
        return tuple(found)
    title = _capitalised(tokens, at + 1)
    return () if title is None else (title,)


def _capitalised(tokens: Sequence[Token], place: int) -> str | None:
    """The run of words in capitals that begins within the next few words."""
    for start in range(place, min(place + 5, len(tokens))):
        token = tokens[start]
        if token.name and token.low not in _CALENDAR:
            return _run(tokens, start)
        if token.low not in (
            "reading",
            "the",
            "book",
            "novel",
            "film",
            "movie",
            "watching",
            "a",
            "called",
            "my",
            "that",
        ):
            return None
    return None


def _run(tokens: Sequence[Token], start: int) -> str:
    """A name written in capitals from `start` on, with small words inside it."""
    end = start + 1
    while end < len(tokens):
        token = tokens[end]
        if (token.name and token.low not in _CALENDAR) or (
            token.low == "'s" and end + 1 < len(tokens) and tokens[end + 1].name
        ):
            end += 1
            continue
        ahead = end
        while ahead < len(tokens) and tokens[ahead].text in _SMALL_IN_NAMES:
            ahead += 1
        if end < ahead < len(tokens) and tokens[ahead].name and tokens[ahead].low not in _CALENDAR:
            end = ahead + 1
            continue
        break
    return " ".join(token.text for token in tokens[start:end]).replace(" 's", "'s").replace(" ’s", "’s")


def people_in(tokens: Sequence[Token], place: int) -> list[str]:
    """The people listed from `place` on: names, and kin by what they are called ("my sister")."""
    found: list[str] = []
    while place < len(tokens):
        token = tokens[place]
        low = token.low
        if low in _JOINS or (low in ("up", "with", "my", "our", "old", "friend", "again", "the", "both") and not found):
            place += 1
            continue
        if low in ("my", "our") and place + 1 < len(tokens) and tokens[place + 1].low in _KIN:
            found.append(f"my {tokens[place + 1].low}")
            place += 2
        elif low in _KIN and tokens[place - 1].low in ("my", "our"):
            found.append(f"my {low}")
            place += 1
        elif token.name and low not in _CALENDAR and low not in ADVERBS and low not in PREPOSITIONS:
            if place + 1 < len(tokens) and tokens[place + 1].low in ("'s", "'"):
                break
            name = token.text
            place += 1
            while place < len(tokens) and tokens[place].name and tokens[place].low not in _CALENDAR:
                name += f" {tokens[place].text}"
                place += 1
            found.append(name)
        else:
            break
    return found


def place_in(tokens: Sequence[Token], place: int) -> str | None:
    """The place named from `place` on, after "to" or "in"."""
    if place >= len(tokens) or not tokens[place].name or tokens[place].low in _CALENDAR | _SHOPS:
        return None
    end = place + 1
    while end < len(tokens) and tokens[end].name and tokens[end].low not in _CALENDAR:
        end += 1
    if end < len(tokens) and tokens[end].low in ("'s", "'"):
        return None
    return " ".join(token.text for token in tokens[place:end])


def items_in(tokens: Sequence[Token], place: int) -> list[str]:
    """What is listed from `place` on, up to the words that say where, when or what for."""
    if place + 1 < len(tokens) and tokens[place].name and tokens[place + 1].low in DETERMINERS:
        place += 1  # "bought Lotte a scarf"
    parts: list[list[str]] = [[]]
    for number, token in enumerate(tokens[place:], place):
        low = token.low
        if low in _JOINS:
            parts.append([])
        elif low in ("me", "us", "myself", "ourselves", "him", "her", "up") and not parts[-1] and len(parts) == 1:
            continue
        elif low in _STOPS or token.text in (".", "!", ":", "(", ")") or (is_past(low) and number > place):
            break
        else:
            parts[-1].append(token.quoted or token.text)
    cleaned = (_bare(part) for part in parts)
    return [item for item in cleaned if item and item.casefold() not in _NOTHINGS]


def _bare(words: list[str]) -> str:
    """Without articles and how many: "two notebooks" is notebooks."""
    while words and (
        words[0].casefold() in DETERMINERS | {"some", "new", "another", "more"} or read_number(words[0]) is not None
    ):
        words = words[1:]
    while words and not re.search(r"\w", words[-1]):
        words = words[:-1]
    return " ".join(words)
