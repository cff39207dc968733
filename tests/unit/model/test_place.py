"""A place comes back from a ref as it went in, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.place import NAMED, Place, Unit, counted, named, place_in, read_place, write_place

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).map(lambda name: " ".join(name.split()))
STEPS = st.one_of(
    st.builds(named, st.sampled_from(sorted(NAMED)), NAMES),
    st.builds(counted, st.sampled_from(sorted(set(Unit) - NAMED)), st.integers(1, 10**9), st.integers(0, 10**9)),
)


@given(st.lists(STEPS, min_size=1, max_size=4).map(tuple), st.text(max_size=20))
def test_a_place_is_read_back_from_the_ref_it_was_written_to(place: Place, path: str):
    assert place_in(f"{path}#{write_place(place)}") == place


@pytest.mark.parametrize(
    "ref", ["", "D1:4", "/notes/a#b.md", "/a#page", "/a#page=x", "/a#furlong=2", "/a#page=²", "/a#page=1&"]
)
def test_what_tells_no_place_gives_none(ref):
    assert place_in(ref) == ()


@given(st.text(max_size=60))
def test_any_fragment_is_a_place_or_none(fragment):
    assert all(isinstance(step.unit, Unit) for step in read_place(fragment))
