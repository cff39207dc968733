"""Drafts are looked up where the last words stood before, and are as long as pays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.inference.engines.drafting import MOST, Lookup, Pace
from core.inference.engines.words import Words

_TOKENS = st.lists(st.integers(0, 3), max_size=60)


@given(_TOKENS, _TOKENS)
def test_a_draft_is_what_followed_the_longest_match(begun: list[int], more: list[int]) -> None:
    lookup = Lookup(begun)
    lookup.extend(more)
    told = [*begun, *more]
    place, matched = lookup.find()
    longest = max(
        (n for n in range(1, 9) for end in range(n, len(told)) if told[end - n : end] == told[-n:]), default=0
    )
    assert matched == longest
    if matched:
        assert told[place - matched : place] == told[-matched:]
        assert lookup.read(place, 5) == told[place : place + 5]


def _taught(one: float, fixed: float, row: float, right: bool) -> Pace:
    pace = Pace()
    for rows in (1, 2, 5, 9, 3, 1):
        pace.time(rows, one if rows == 1 else fixed + rows * row)
        pace.judge(8, 8, 8 if right else 0)
    return pace


@given(st.floats(0.001, 10.0))
def test_the_slower_a_pass_is_for_its_rows_the_shorter_the_drafts(one: float) -> None:
    # From flash a row more costs next to nothing; where each row costs as much as a pass, nothing is gained.
    assert _taught(one, one, 0.01 * one, right=True).length(8) == MOST
    assert _taught(one, one, 0.2 * one, right=True).length(8) > 0
    assert _taught(one, 0.0, 1.1 * one, right=True).length(8) == 0
    assert _taught(one, one, 0.2 * one, right=False).length(8) == 0
    assert Pace().length(8) == 0, "nothing is known yet"


def test_before_anything_was_seen_the_plan_says_what_a_row_costs() -> None:
    from_flash, on_one_core = Pace(0.02), Pace(1.2)
    for pace in (from_flash, on_one_core):
        pace.time(1, 1.0)
    assert from_flash.length(8) > Pace(0.3).length(8)
    assert on_one_core.length(8) == 0
    # What is measured counts for more than what was thought.
    for rows in (5, 9, 3):
        on_one_core.time(rows, 1.0 + rows * 0.01)
    assert on_one_core.length(8) > 8


def test_what_does_not_pay_is_tried_again_now_and_then() -> None:
    pace = _taught(1.0, 0.0, 1.1, right=True)
    tried = [pace.length(8) for _ in range(500)]
    assert 0 < sum(length > 0 for length in tried) <= 3


@given(st.text(alphabet="ab\n¡é", max_size=30), st.lists(st.sampled_from(["\n", "ab", "ba\n", "é"]), max_size=2))
def test_words_end_before_the_first_ending_whatever_the_pieces(text: str, endings: list[str]) -> None:
    words, said = Words(endings), ""
    for piece in (bytes([one]) for one in text.encode()):
        if words.over:
            break
        said += words.hear(piece)
    said += words.rest()
    ends = [text.find(ending) for ending in endings if ending in text]
    if not ends:
        assert said == text
    else:
        # The first one to be whole counts: bytes come one by one.
        first = min(text.find(ending) + len(ending) for ending in endings if ending in text)
        assert said in {text[:place] for place in ends if place <= first}
    assert words.over == bool(ends)
