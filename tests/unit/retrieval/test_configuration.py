from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UserError
from core.retrieval.configuration import Configuration


def test_defaults_survive_writing_and_reading() -> None:
    assert Configuration.from_json(Configuration().to_json()) == Configuration()


@given(st.floats(-10, 10), st.integers(1, 10_000))
def test_changed_values_survive(weight: float, limit: int) -> None:
    changed = replace(Configuration(), speaker=weight, words_limit=limit)
    assert Configuration.from_json(changed.to_json()) == changed


def test_what_is_missing_keeps_its_default() -> None:
    assert Configuration.from_json('{"words": 2}') == replace(Configuration(), words=2)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "{", "[" * 100_000, '{"colour": 1}', '{"words": "much"}', '{"words": true}', '{"words": NaN}',
        '{"words": 1e999}', '{"words_limit": 0}', '{"words_limit": 1.5}', '{"version": 99}', '{"neighbour_share": 2}',
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UserError) as caught:
        Configuration.from_json(text)
    assert str(caught.value).endswith(".")


def test_every_setting_but_the_version_has_a_range_and_lies_in_it() -> None:
    for entry in fields(Configuration):
        if entry.name == "version":
            continue
        lowest, highest = entry.metadata["range"]
        assert lowest <= entry.default <= highest
        with pytest.raises(UserError, match=entry.name):
            replace(Configuration(), **{entry.name: highest + 1})


@given(st.text())
def test_no_text_breaks_reading(text: str) -> None:
    with suppress(UserError):
        Configuration.from_json(text)
