"""A recovery code survives handwriting, and tells a slip from a wrong code."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import WrongSecret
from core.store.recovery import make_code, read_code


def test_codes_differ_and_are_grouped() -> None:
    codes = {make_code() for _ in range(200)}
    assert len(codes) == 200
    assert all([len(group) for group in code.split("-")] == [4] * 7 for code in codes)


def test_look_alikes_and_spacing_are_forgiven() -> None:
    code = make_code()
    sloppy = code.replace("0", "o").replace("1", "l").replace("-", "  ").lower()
    assert read_code(sloppy) == read_code(code)


@given(st.integers(0, 27), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_slip_is_nearly_always_noticed(place: int, letter: str) -> None:
    body = make_code().replace("-", "")
    slipped = body[:place] + letter + body[place + 1 :]
    if slipped == body:
        return
    secret = b""
    with contextlib.suppress(WrongSecret):
        secret = read_code(slipped)
    # One slip in 1,024 passes the checksum; then it stands for another secret and opens nothing.
    assert secret != read_code(body)


@pytest.mark.parametrize("text", ["", "ABCD", "!" * 28, "A" * 27, "A" * 29])
def test_what_is_no_code_is_told_so(text: str) -> None:
    with pytest.raises(WrongSecret):
        read_code(text)
