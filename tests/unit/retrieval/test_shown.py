"""Opening a passage tells of a preference only when something above it was left alone."""

from __future__ import annotations

from core.retrieval.shown import Shown

BY = {number: {"words": float(number)} for number in range(1, 6)}


def listed(*numbers: int) -> list[tuple[int, dict[str, float]]]:
    return [(number, BY[number]) for number in numbers]


def test_the_best_that_was_not_opened_was_passed_over() -> None:
    shown = Shown()
    shown.note(listed(1, 2, 3))
    assert shown.open(1) is None
    assert shown.open(3) == (BY[3], BY[2])
    assert shown.open(2) is None
    assert shown.open(3) is None
    assert shown.open(9) is None


def test_the_list_shown_last_counts_and_old_ones_are_forgotten() -> None:
    shown = Shown()
    shown.note(listed(1, 2))
    shown.note([])
    shown.note(listed(3, 2))
    assert shown.open(2) == (BY[2], BY[3])
    for _ in range(4):
        shown.note(listed(5))
    assert shown.open(1) is None
    shown.note(listed(4, 5))
    shown.forget()
    assert shown.open(5) is None


def test_what_was_not_searched_for_tells_nothing() -> None:
    shown = Shown()
    shown.note([(1, {}), (2, BY[2]), (3, {})])
    assert shown.open(2) is None
    assert shown.open(3) is None
