from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.model.memory import Kind, SourceKind
from core.retrieval.completions import complete
from core.retrieval.operators import OPERATORS, Query, read_query

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def read(text: str) -> Query:
    return read_query(text, NOW)


def test_what_is_no_operator_is_searched_for() -> None:
    assert read("where is the boat").text == "where is the boat"
    assert not read("where is the boat").narrows
    for text in ("10:30 at http://a.b/c", "well-known words", "5 - 3", "foo:bar", "C++ -- notes"):
        assert read(text) == Query(text)


def test_every_operator_is_read_and_taken_out() -> None:
    query = read('boat from:Nora from:"Will May" in:harbour.pdf kind:semantic kind:notes tag:#oars -red "the old pier"')
    assert query.text == "boat the old pier"
    assert query.people == ("Nora", "Will May")
    assert query.places == ("harbour.pdf",)
    assert query.kinds == (Kind.SEMANTIC, SourceKind.CAPTURE)
    assert query.tags == ("oars",)
    assert query.excluded == ("red",)
    assert query.phrases == ("the old pier",)
    assert query.narrows
    assert not query.only_narrows


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("since:2024", (2024, 1, 1), None),
        ("until:2024", None, (2025, 1, 1)),
        ("since:2024-02 until:2024-02", (2024, 2, 1), (2024, 3, 1)),
        ("since:2024-05-07", (2024, 5, 7), None),
        ('since:"last month"', (2026, 10, 1), None),
        ("since:last-month", (2026, 10, 1), None),
        ("since:2023 since:2024", (2024, 1, 1), None),
    ],
)
def test_times_open_and_close_a_period(
    text: str, start: tuple[int, int, int] | None, end: tuple[int, int, int] | None
) -> None:
    period = read(text).period
    assert period is not None
    assert (start and datetime(*start, tzinfo=UTC)) == period.start
    assert (end and datetime(*end, tzinfo=UTC)) == period.end
    assert read(text).only_narrows


@pytest.mark.parametrize("text", ["since:2024-02-30", "until:2023-13", 'since:"soonish or so"', "kind:dragon"])
def test_what_cannot_be_read_is_said_with_what_to_write(text: str) -> None:
    with pytest.raises(UserError, match="Write"):
        read(text)


def test_a_date_that_does_not_exist_is_named() -> None:
    with pytest.raises(UserError, match="no 2024-02-30"):
        read("since:2024-02-30")


@pytest.mark.parametrize("text", ["since:2025 until:2024", "boat -boat", '"red boat" -boat', "the Boat -BOAT"])
def test_a_contradiction_is_a_sentence(text: str) -> None:
    assert "nothing can match" in read(text).problem


def test_an_operator_without_a_value_asks_nothing() -> None:
    for name in OPERATORS:
        assert read(f"boat {name}:") == Query("boat")
    assert read('from:"') == Query("")


def test_a_question_keeps_its_quotation_marks_as_words() -> None:
    assert read('Who read "The Tide"?') == Query("Who read The Tide ?")


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.sampled_from(["from:", "since:", "until:", "kind:", "-", '"', "boat", " ", "2024", "-02-30", "last "]))
)
def test_operators_in_any_order_are_read_or_refused_with_a_sentence(parts: list[str]) -> None:
    with contextlib.suppress(UserError):
        assert isinstance(read("".join(parts)).text, str)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=200))
def test_any_text_is_harmless(text: str) -> None:
    with contextlib.suppress(UserError):
        read(text)


def offered(text: str, cursor: int | None = None) -> list[tuple[int, int, str]]:
    made = complete(
        text, len(text) if cursor is None else cursor, speakers=["Nora May", "Will"], sources=["harbour.pdf"]
    )
    return [(one.start, one.end, one.text) for one in made]


def test_an_operator_is_completed_and_then_its_values() -> None:
    assert offered("boat fr") == [(5, 7, "from:")]
    assert offered("boat from:") == [(10, 10, '"Nora May"'), (10, 10, "Will")]
    assert offered("from:wi and", 7) == [(5, 7, "Will")]
    assert offered("from:may") == [(5, 8, '"Nora May"')]
    assert offered('from:"nora') == [(5, 10, '"Nora May"')]
    assert offered("in:har") == [(3, 6, "harbour.pdf")]
    assert (5, 7, "semantic") in offered("kind:se")
    assert (6, 7, '"last month"') in offered("since:l")


@pytest.mark.parametrize("text", ["", "boat ", "from:Will", "from:Xaver", "http://x", "foo:b"])
def test_where_nothing_fits_nothing_is_offered(text: str) -> None:
    assert offered(text) == []


@given(st.text(max_size=60), st.integers(-5, 70))
def test_a_completion_always_stands_inside_the_text(text: str, cursor: int) -> None:
    for start, end, _ in offered(text, cursor):
        assert 0 <= start <= end <= len(text)
