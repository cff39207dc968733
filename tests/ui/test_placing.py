"""Where a passage stood is said as a person would: by page, slide, rows, or who wrote and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.model.memory import Span
from tests.ui.records import memory
from ui import placing


@pytest.mark.parametrize(
    ("fragment", "full", "brief"),
    [
        ("page=12", "page 12", "page 12"),
        ("line=7", "line 7", ""),
        ("slide=3", "slide 3", "slide 3"),
        ("sheet=Budget&row=5-9", "sheet Budget, rows 5–9", "sheet Budget, rows 5–9"),
        ("chapter=Spring&paragraph=2", "Spring, paragraph 2", "Spring"),
        ("scan=1&page=2", "recognised in a picture, page 2", "recognised in a picture, page 2"),
        ("cell=4&line=2", "cell 4, line 2", "cell 4"),
    ],
)
def test_places(fragment: str, full: str, brief: str) -> None:
    one = replace(memory(1, "words"), speaker="", said_at=None, span=Span(f"/x#{fragment}", 0, 5))
    assert (placing.place(one), placing.brief(one)) == (full, brief)


def test_a_message_of_a_mailbox() -> None:
    span = Span("/x#message=3&attachment=plan.pdf&page=2", 0, 5)
    said = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)
    one = replace(memory(1, "words", "Ana"), said_at=said, span=span)
    assert placing.place(one) == "message of 3 May 2026 from Ana, attachment plan.pdf, page 2"
    assert placing.steps(one) == "message 3, attachment plan.pdf, page 2"
    assert placing.place(replace(one, speaker="")) == "message of 3 May 2026, attachment plan.pdf, page 2"
    assert placing.place(replace(one, said_at=None)) == "message from Ana, attachment plan.pdf, page 2"


def test_what_was_said_in_a_conversation_has_no_place() -> None:
    assert placing.place(memory(1, "words", "Ana")) == ""
