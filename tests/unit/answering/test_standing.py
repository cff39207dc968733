"""Whether what was found is about the person asked about."""

from __future__ import annotations

import pytest

from core.answering.aboutness import About, read_aboutness
from core.answering.carrying import NAMED
from core.answering.standing import others_lead
from core.model.answer import Hit
from tests.unit.answering.samples import memory, source


def hit(number: int, speaker: str, text: str, score: float, name_share: float = 0.0) -> Hit:
    return Hit(number, score, memory(number, text, speaker), source(), dict.fromkeys(NAMED, name_share / len(NAMED)))


def lead(found: list[Hit], *people: str) -> float:
    return others_lead(found, people, {})


def test_anothers_better_fit_leads_without_what_the_name_gave() -> None:
    found = [hit(1, "Nora", "I like the pier.", 2.0, 1.0), hit(2, "Ben", "I bought a kayak at the fair.", 1.5, -1.0)]
    assert lead(found, "Nora") > 0
    assert lead(found, "Ben") == pytest.approx(-lead(found, "Nora"))


def test_two_who_fit_alike_lead_by_nothing() -> None:
    found = [hit(1, "Nora", "I like the pier.", 2.0), hit(2, "Ben", "I like the fair.", 2.0)]
    assert lead(found, "Nora") == pytest.approx(0)


def test_several_memories_of_one_person_count_together() -> None:
    one = [hit(1, "Nora", "I like the pier.", 2.0), hit(2, "Ben", "I bought a kayak.", 2.0)]
    assert lead([*one, hit(3, "Ben", "I paddle my kayak.", 2.0)], "Nora") > lead(one, "Nora")


def test_several_others_do_not_count_together() -> None:
    one = [hit(1, "Nora", "I like the pier.", 2.0), hit(2, "Ben", "I bought a kayak.", 2.0)]
    assert lead([*one, hit(3, "Ruth", "I paddle my kayak.", 2.0)], "Nora") == pytest.approx(lead(one, "Nora"))


def test_an_answer_to_what_was_just_asked_fits_better() -> None:
    found = [hit(1, "Nora", "I like the pier.", 2.0), hit(2, "Ben", "A kayak, I guess.", 2.0)]
    assert others_lead(found, ["Nora"], {2: "What did you buy there?"}) > 0


def test_nobody_leads_where_nobody_is_asked_about_or_no_other_speaks() -> None:
    found = [hit(1, "Nora", "I like the pier.", 2.0)]
    assert lead(found) == float("-inf")
    assert lead(found, "Nora") == float("-inf")
    assert lead([], "Nora") == float("-inf")


def test_all_lead_who_speak_where_the_person_never_does() -> None:
    assert lead([hit(1, "Ben", "I bought a kayak.", 1.0)], "Nora") == float("inf")


def test_what_speaks_of_the_one_it_is_said_to_counts_for_neither() -> None:
    found = [
        hit(1, "Ben", "What got you into running, and did you buy your shoes?", 5.0),
        hit(2, "Nora", "I run.", 1.0),
    ]
    assert lead(found, "Nora") == float("-inf")


def test_a_file_that_names_the_person_speaks_for_him() -> None:
    told = [hit(1, "Ben", "I like the pier.", 1.0), hit(2, "Nora", "I bought a kayak.", 2.0)]
    assert lead([*told, hit(3, "", "Ben's kayak was bought at the fair.", 5.0)], "Ben the Elder") < 0
    assert lead([*told, hit(3, "", "The kayak was bought at the fair.", 5.0)], "Ben the Elder") > 0


def test_files_speak_for_nobody() -> None:
    assert lead([hit(1, "", "The kayak was bought at the fair.", 5.0)], "Nora") == float("-inf")


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("I went to the fair with my sister.", About.SPEAKER),
        ("How was your trip, did you see them?", About.ADDRESSEE),
        ("Wie war deine Reise?", About.ADDRESSEE),
        ("Ich war mit meiner Schwester dort.", About.SPEAKER),
        ("Tu as vu ta soeur ?", About.ADDRESSEE),
        ("The tide was low.", About.SPEAKER),
        ("", About.SPEAKER),
    ],
)
def test_aboutness(text: str, about: About) -> None:
    assert read_aboutness(text) is about
