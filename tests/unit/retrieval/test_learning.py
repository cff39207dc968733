"""What is learned stays within its bounds, follows what the user prefers, and can be forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.retrieval.configuration import Configuration
from core.retrieval.learning import (
    CHANNELS,
    HIGHEST,
    LOWEST,
    OPENED,
    Learned,
    apply_learning,
    learn,
    learn_from_corrected,
    learn_from_opened,
    read_learned,
    reset_learned,
)
from core.store.database import Database

SHARES = st.dictionaries(st.sampled_from([*CHANNELS, "correction", "unheard of"]), st.floats(), max_size=8)
LESSONS = st.lists(st.tuples(SHARES, SHARES, st.floats(0, 1)), max_size=40)


def after(lessons: list[tuple[dict[str, float], dict[str, float], float]]) -> Learned:
    learned = Learned()
    for preferred, passed_over, pace in lessons:
        learned = learn(learned, preferred, passed_over, pace)
    return learned


@given(LESSONS, st.randoms())
def test_whatever_happens_in_whatever_order_the_weights_stay_in_bounds(
    lessons: list[tuple[dict[str, float], dict[str, float], float]], dice: object
) -> None:
    dice.shuffle(lessons)  # type: ignore[attr-defined]
    learned = Learned.from_json(after(lessons).to_json())
    default = Configuration()
    applied = apply_learning(default, learned)
    for name in CHANNELS:
        low, high = sorted((LOWEST * getattr(default, name), HIGHEST * getattr(default, name)))
        assert low <= getattr(applied, name) <= high
    assert replace(applied, **{name: getattr(default, name) for name in CHANNELS}) == default


@given(st.text(max_size=200) | st.sampled_from(["{}", "[]", "null", '{"version": 2}', '{"version": 1, "factors": 3}']))
def test_a_record_that_cannot_be_read_is_nothing_learned(text: str) -> None:
    assert apply_learning(Configuration(), Learned.from_json(text)) == Configuration()


@pytest.mark.parametrize(
    "factors", ['{"words": 1e9}', '{"words": -3}', '{"words": NaN}', '{"words": "2"}', '{"limit": 2}']
)
def test_a_record_from_elsewhere_is_bounded_too(factors: str) -> None:
    learned = Learned.from_json(f'{{"version": 1, "lessons": 1, "factors": {factors}}}')
    assert 0.25 <= apply_learning(Configuration(), learned).words <= 1.0


def test_what_is_preferred_again_and_again_gains_on_what_is_passed_over() -> None:
    by_words, by_meaning = {"words": 0.2, "vector": 1.5}, {"words": 1.9, "vector": 0.1}
    learned = after([(by_words, by_meaning, OPENED)])
    assert learned.factors["vector"] > 1 > learned.factors["words"]
    assert learned.factors["vector"] < 1 + 2 * OPENED
    often = after([(by_words, by_meaning, OPENED)] * 200)
    assert often.factors["vector"] > learned.factors["vector"]
    back = after([(by_words, by_meaning, OPENED)] * 200 + [(by_meaning, by_words, OPENED)] * 200)
    assert back.factors["vector"] < 1 < back.factors["words"]


def test_two_that_differ_in_nothing_teach_nothing() -> None:
    same = {"words": 1.0, "vector": 0.5}
    assert learn(Learned(), same, same, OPENED) == Learned()
    assert learn(Learned(), {}, {}, OPENED) == Learned()


def test_a_reset_gives_exactly_the_defaults(database: Database) -> None:
    database.write(lambda c: learn_from_opened(c, {"vector": 1.0}, {"words": 1.0}))
    database.write(lambda c: learn_from_corrected(c, [{"words": 2.0, "length": 0.1}]))
    with database.reading() as connection:
        learned = read_learned(connection)
        assert learned.lessons == 2
        assert apply_learning(Configuration(), learned) != Configuration()
        assert apply_learning(Configuration(), learned).words < Configuration().words
    database.write(reset_learned)
    with database.reading() as connection:
        assert read_learned(connection) == Learned()
        assert apply_learning(Configuration(), read_learned(connection)) == Configuration()
