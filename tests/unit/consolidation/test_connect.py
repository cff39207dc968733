"""Topics grow without losing anything, links rest on a mixture, and what sleep made speaks for what was said."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.consolidation.connect.keywords import count_words
from core.consolidation.connect.mixture import fit_mixture
from core.consolidation.connect.tree import DEEPEST, Tree
from core.store.database import Database
from tests.conftest import HashEmbedder
from tests.unit.consolidation.told import made, sleep_over, tell


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 5), st.floats(0.0, 1.0))
def test_every_event_has_one_place_in_a_tree_without_circles(seed: int, count: int, themes: int, noise: float) -> None:
    chance = np.random.default_rng(seed)
    middles = chance.normal(size=(themes, 8))
    tree = Tree(8)
    for event in range(1, count + 1):
        row = middles[event % themes] + noise * chance.normal(size=8)
        placed = tree.place(event, (row / np.linalg.norm(row)).astype(np.float32), -event)
        assert placed.topic is None or event in tree.topics[placed.topic].members
        if placed.new:
            tree.rename(-event, 1000 + event)
    topics = {number: topic for number, topic in tree.topics.items() if number}
    held = {event for topic in topics.values() for event in topic.members}
    assert held | set(tree.loose[0]) == set(range(1, count + 1))
    assert not held & set(tree.loose[0])
    for number, topic in topics.items():
        assert topic.size == len(set(topic.members)) >= 2
        assert 1 <= tree.depth(number) <= DEEPEST
        assert number in tree.topics[topic.above].below


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1.0, 1.0), max_size=80))
def test_what_is_more_alike_is_never_less_likely_to_be_linked(values: list[float]) -> None:
    numbers = np.array(values, np.float64)
    mixture = fit_mixture(numbers)
    if mixture is None:
        return
    assert mixture.means[0] <= mixture.means[1]
    chances = mixture.belongs_high(np.sort(numbers))
    assert np.all(np.diff(chances) >= -1e-12)
    assert np.all((chances >= 0) & (chances <= 1))


def test_keywords_are_things_people_and_topics() -> None:
    said = (
        "I moved in September. I cannot renew my passport before Monday. Clara plays the cello and loves marzipan. "
        "We must order a cake for Grandma. I'm allergic to peanuts, it costs a lot. Dad was happy about his new boat."
    )
    assert set(count_words([said])) == {
        "passport", "Clara", "cello", "marzipan", "cake", "Grandma", "peanuts", "Dad", "boat",
    }  # fmt: skip


def test_two_heaps_are_told_apart() -> None:
    chance = np.random.default_rng(3)
    numbers = np.concatenate([chance.normal(0.3, 0.05, 300), chance.normal(0.8, 0.03, 60)])
    mixture = fit_mixture(numbers)
    assert mixture is not None
    low, high = mixture.belongs_high(np.array([0.35, 0.8])).tolist()
    assert low < 0.1
    assert high > 0.9


def test_the_profile_tells_what_lasts_with_the_messages_it_rests_on(database: Database, embedder: HashEmbedder) -> None:
    said = ["I live in Lyon.", "I teach maths at my old school.", "I bought a canoe yesterday.", "Hello!", "Thanks!"]
    ids = tell(database, [("Nora", text) for text in said], embedder=embedder)
    sleep_over(database, embedder)
    with database.reading() as connection:
        lines = dict(
            connection.execute(
                "select m.text, p.parent_id from memory m join parent p on p.memory_id = m.id where m.kind = 'core'"
            )
        )
    assert lines == {"Nora lives in Lyon.": ids[0], "Nora teaches maths at their old school.": ids[1]}
    assert "Nora bought a canoe on 7 May 2024." in [text for text, _ in made(database)]


def test_a_plan_is_an_open_thread_until_it_was_done(database: Database) -> None:
    def threads() -> list[str]:
        with database.reading() as connection:
            rows = connection.execute(
                "select m.text from memory m join tag t on t.memory_id = m.id and t.tag = 'thread'"
            )
            return [text for (text,) in rows]

    tell(database, [("Nora", "I want to paint the garden bench.")])
    sleep_over(database)
    assert threads() == ["Nora wants to paint the garden bench."]
    tell(database, [("Nora", "Hello there!"), ("Nora", "I painted the garden bench.")], name="later")
    sleep_over(database)
    assert threads() == []
