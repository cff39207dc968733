"""What is said becomes events and facts: small talk stays out, what is said again is one, what is newer wins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.consolidation.settle.comparing import likeness
from core.consolidation.settle.segmentation import LONGEST, Said, segment
from core.consolidation.settle.telling import read_telling
from core.consolidation.settle.third_person import tell as tell_of
from core.embedding.choosing import ChoosingEmbedder
from core.model.memory import Trust
from core.store import nights
from core.store.contents import hash_contents
from core.store.database import Database
from core.understanding.sentences import Sentence
from tests.conftest import HashEmbedder
from tests.unit.consolidation.paraphrases import TOLD
from tests.unit.consolidation.told import BEGAN, made, sleep_over, tell

SMALL_TALK = (
    "Hey Tom, good to see you!", "Thanks so much, that means a lot.", "Wow, that sounds amazing!", "How was your day?",
    "I'm so happy for you!", "I can't wait to hear all about it.", "That's great news.", "I know, right?",
    "I think that is true.", "Good luck with it!", "You're such a good friend.", "I love that.", "I hear you.",
    "I have a few plans.", "We make a great team.", "I put a lot of effort into it.", "I'm taking notes on her style.",
    "I got some possible leads, so that was awesome.", "I've been working on a project lately.",
    "I'm working on one with my group.", "I'm staying positive and pushing forward.",
    "If I lived in Rome I would eat ice cream.", "Maybe I bought too much.", "Take care, talk soon!",
)  # fmt: skip


@pytest.mark.parametrize("sentence", SMALL_TALK)
def test_small_talk_is_no_fact(sentence: str) -> None:
    assert read_telling(Sentence(sentence, 0)) is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I bought a canoe yesterday.", "Nora bought a canoe on 5 May 2024."),
        ("We decided to sell the boat.", "Nora and others decided to sell the boat."),
        ("My sister lives in Lyon.", "Nora's sister lives in Lyon."),
        ("Oh wow, yeah, I don't like olives and I was sad.", "Nora doesn't like olives and they were sad."),
        ("I teach maths at my old school.", "Nora teaches maths at their old school."),
        ("I owe you a canoe.", None),
    ],
)
def test_what_somebody_says_of_himself_is_told_in_words_that_stand_alone(said: str, told: str | None) -> None:
    assert tell_of(said, "Nora", BEGAN) == told


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ("Luna likes the pier, so we should come and visit.", ["Luna likes the pier."]),
        ("I love the cello.", ["Nora loves the cello."]),
        ("I love experimenting in my kitchen, it is fun.", ["Nora loves experimenting in their kitchen."]),
        ("I love action and sci-fi films.", ["Nora loves action and sci-fi films."]),
        ("I can't stand wet dogs.", ["Nora dislikes wet dogs."]),
        ("I love the dark sky and the hills.", []),
        ("I love escaping to that world.", []),
        ("I work as a timetable planner.", ["Nora works as a timetable planner."]),
        ("I have to renew my passport in May, remind me please.", ["Nora has to renew their passport in May 2024."]),
        (
            "My brother Jonas is moving to Rome.",
            ["Nora's brother is Jonas.", "Nora's brother Jonas is moving to Rome."],
        ),
    ],
)
def test_a_fact_reads_as_it_was_said_and_means_something_by_itself(
    database: Database, said: str, facts: list[str]
) -> None:
    tell(database, [("Luna", "Woof, what a day it was."), ("Nora", said)])
    sleep_over(database)
    assert [text for text, _ in made(database)] == facts


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.booleans()), max_size=90), st.randoms())
def test_events_part_all_that_was_said_and_never_hold_two_sessions(
    messages: list[tuple[int, int, bool]], chance: object
) -> None:
    rows = np.eye(4, dtype=np.float32)
    said = [
        Said((session, ""), "Nora", None, "Well?" if asks else "Well.", rows[topic])
        for session, topic, asks in sorted(messages, key=lambda one: one[0])
    ]
    events = segment(said)
    assert [place for event in events for place in event] == list(range(len(said)))
    assert all(0 < len(event) <= LONGEST for event in events)
    assert all(len({said[place].group for place in event}) == 1 for event in events)


@pytest.mark.model
def test_one_fact_told_in_fifty_ways_is_one_memory(database: Database) -> None:
    embedder = ChoosingEmbedder()
    try:
        tell(database, [("Nora", text) for text in TOLD], embedder=embedder)
        sleep_over(database, embedder)
    finally:
        embedder.close()
    ((text, sources),) = made(database)
    assert text == "Nora lives in Lyon."
    assert len(TOLD) == 50
    assert sources >= 48


def test_what_is_near_but_something_else_stays_apart() -> None:
    vector = np.array([1.0, 0.0], np.float32)
    near = np.array([0.9, np.sqrt(0.19)], np.float32)
    for other in (
        "Nora works in Lyon.",
        "Nora wants to live in Lyon.",
        "Nora does not live in Lyon.",
        "Nora lives in Nice.",
    ):
        assert likeness("Nora lives in Lyon.", vector, other, near) is None
    assert likeness("Nora lives in Lyon.", vector, "Lyon is where Nora lives.", near) is not None


def test_what_is_newer_supersedes_and_the_past_is_kept(database: Database) -> None:
    tell(database, [("Nora", "I live in Lyon."), ("Nora", "I moved to Oslo."), ("Nora", "My birthday is 3 May.")])
    sleep_over(database)
    assert "Nora lives in Lyon." in [text for text, _ in made(database, states=("superseded",))]
    assert any("Oslo" in text for text, _ in made(database))
    assert not any("Lyon" in text for text, _ in made(database))


def test_what_the_assistant_said_becomes_nothing(database: Database) -> None:
    tell(database, [("Assistant", "I bought a canoe in Lyon."), ("Assistant", "I live in Oslo.")], trust=Trust.MODEL)
    assert sleep_over(database).changes == ()


def test_a_night_undone_leaves_everything_as_it_was_and_a_second_night_finds_nothing(
    database: Database, embedder: HashEmbedder
) -> None:
    said = [("Nora", f"I bought a canoe number {n} in Lyon yesterday.") for n in range(12)]
    tell(database, said, embedder=embedder)
    with database.reading() as connection:
        before = hash_contents(connection)
    report = sleep_over(database, embedder)
    assert report.night is not None
    assert report.changes
    assert sleep_over(database, embedder).changes == ()
    assert database.write(lambda c: nights.undo_night(c, report.night.id)).left == ()  # type: ignore[union-attr]
    with database.reading() as connection:
        assert hash_contents(connection) == before


def test_what_is_said_again_matters_more_with_every_doubling(database: Database) -> None:
    def matters() -> float:
        with database.reading() as connection:
            return float(
                connection.execute("select significance from memory where form = 'fact' and kind <> 'core'").get
            )

    seen = []
    for times in (1, 1, 2):
        tell(database, [("Nora", "I collect old maps of harbours.")] * times, name=f"talk {len(seen)}")
        sleep_over(database)
        seen.append(matters())
    assert 0.5 <= seen[0] < seen[1] < seen[2] <= 1
    assert made(database) == [("Nora collects old maps of harbours.", 4)]
