"""Who and what a text names is found; what is only written with a capital is not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.entity import EntityKind, Naming
from core.understanding.folding import fold
from core.understanding.names import World, find_aliases, find_names
from core.understanding.words import grams_of, look_around, read_words


def named(text: str, world: World | None = None, speaker: str = "") -> list[str]:
    return [name.text for name in find_names(text, world or World(), speaker=speaker)]


def kinds(text: str, world: World | None = None) -> dict[str, EntityKind]:
    return {name.text: name.kind for name in find_names(text, world or World())}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Then we met Nora May at the harbour.", ["Nora May"]),
        ("So I asked Zoë about the Bank of England.", ["Zoë", "Bank of England"]),
        ("My letters are with St. Anne and Dr. Weiss.", ["St. Anne", "Dr. Weiss"]),
        ('I finished "The Long Ferry" last night.', ["The Long Ferry"]),
        ("We drove to Bergen. Rain all day.", ["Bergen"]),
        ("Thanks, Tomas. Relaxing is all I want.", ["Tomas"]),
        ("Anna moved again, and Tom's living with her.", ["Anna", "Tom"]),
    ],
)
def test_capitals_within_a_sentence_are_names(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Yesterday was fine. Wow, what a day!",
        "On Monday I'm busy, and in May too.",
        "I like Italian food and English tea.",
        "THIS IS SO GOOD I CANNOT BELIEVE IT",
        "Der Hund hat mit dem Ball gespielt und die Katze war auch da.",
        "Painting is fun. Pottery helps.",
        'She said "Hello" and left.',
        "我昨天去了北京。",
        "",
        "   \n\n",
    ],
)
def test_other_capitals_are_not(text: str) -> None:
    assert named(text) == []


def test_a_word_at_the_start_of_a_sentence_is_a_name_when_it_is_one_elsewhere() -> None:
    lower, middle = look_around(map(read_words, ["Biscuit ate my shoe.", "I walked with Biscuit today."]))
    assert named("Biscuit ate my shoe.", World(lower=lower, middle=middle)) == ["Biscuit"]
    assert named("Biscuit ate my shoe.") == []


def test_a_word_that_others_write_small_is_none() -> None:
    lower, middle = look_around(map(read_words, ["the kayak was red", "I love Kayak trips"]))
    assert named("we took the Kayak", World(lower=lower, middle=middle)) == []


def test_a_known_name_is_found_in_any_case_and_a_word_only_with_its_capital() -> None:
    world = World({"nora may": EntityKind.PERSON, "will": EntityKind.PERSON, "bergen": EntityKind.PLACE})
    found = find_names("will nora may come to bergen with Will", world)
    assert [(name.text, name.entity) for name in found] == [
        ("nora may", "nora may"), ("bergen", "bergen"), ("Will", "will"),
    ]  # fmt: skip


def test_another_name_stands_for_the_entity() -> None:
    world = World({"melanie": EntityKind.PERSON}, {"mel": "melanie"})
    (found,) = find_names("thanks, Mel!", world)
    assert (found.text, found.entity, found.means) == ("Mel", "melanie", Naming.ALIAS)
    assert find_aliases("Please call me Mel.") == ["Mel"]
    assert find_aliases("call me Tomorrow") == []


def test_what_has_a_shape_of_its_own_is_found() -> None:
    found = kinds(
        "Write to k.berg@mail.example or see https://ebb.example/a?b=1, call +49 171 555 2043, it costs 840 euros or "
        "$12.50 for 5 km."
    )
    assert found == {
        "k.berg@mail.example": EntityKind.ADDRESS,
        "https://ebb.example/a?b=1": EntityKind.ADDRESS,
        "+49 171 555 2043": EntityKind.ADDRESS,
        "840 euros": EntityKind.AMOUNT,
        "$12.50": EntityKind.AMOUNT,
        "5 km": EntityKind.AMOUNT,
    }


@pytest.mark.parametrize("text", ["on 2024-05-07 at 12:30", "from 2019-2023", "room 12, floor 3", "chapter 4.2.1"])
def test_dates_and_small_figures_are_no_telephone_numbers(text: str) -> None:
    assert named(text) == []


def test_kinds_come_from_the_words_beside() -> None:
    found = kinds("My sister Anna flew to Porto, met Aunt Rosa near Mill Lane and works for Halcyon Foods.")
    assert found == {
        "Anna": EntityKind.PERSON,
        "Porto": EntityKind.PLACE,
        "Aunt Rosa": EntityKind.PERSON,
        "Mill Lane": EntityKind.PLACE,
        "Halcyon Foods": EntityKind.ORGANISATION,
    }


def test_pronouns_stand_for_who_speaks_and_who_listens() -> None:
    found = find_names("I gave you my key", World(), speaker="Nora", listener="Tom")
    assert [(name.text, name.entity, name.means) for name in found] == [
        ("I", "nora", Naming.PRONOUN), ("you", "tom", Naming.PRONOUN),
    ]  # fmt: skip
    assert named("I gave Nora a key", World({"nora": EntityKind.PERSON}), speaker="Nora") == ["Nora"]
    assert named("the key is here", speaker="Nora") == []


def test_folding_compares_names_as_people_do() -> None:
    assert fold("  Zoë’s ") == fold("ZOE") == "zoe"
    assert fold("Thomas'") == "thomas"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.text(max_size=12), st.text(max_size=12))
def test_no_text_is_too_strange(text: str, speaker: str, listener: str) -> None:
    words = read_words(text)
    known = dict.fromkeys(grams_of([words]), EntityKind.THING)
    lower, middle = look_around([words])
    for world in (World(), World(known, {}, lower, middle)):
        found = find_names(text, world, speaker=speaker, listener=listener)
        assert all(0 <= name.start < name.end <= len(text) for name in found)
        assert all(a.end <= b.start for a, b in pairwise(found))
