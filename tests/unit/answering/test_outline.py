"""What stands above the evidence in a prompt."""

from __future__ import annotations

from core.answering.outline import outline
from tests.unit.answering.samples import evidence


def test_times_are_worked_out_and_put_in_order() -> None:
    blocks = outline(
        evidence(("Nora", "I signed up at the sailing club yesterday."), ("Ben", "We adopted Luna in March 2021."))
    )
    timeline = next(block for block in blocks if block.startswith("Timeline"))
    lines = timeline.split("\n")[1:]
    assert [line.split(":")[0] for line in lines] == ["March 2021", "7 May 2023"]


def test_whom_the_evidence_names_stands_first() -> None:
    blocks = outline(evidence(("Nora", "I met Margaret at the pier."), ("Ben", "Luna hates the water.")))
    assert blocks[0].startswith("People and things: ")
    assert "Nora" in blocks[0]
    assert "Margaret" in blocks[0]


def test_evidence_without_names_or_times_has_no_outline() -> None:
    assert outline(evidence(("", "the tide was low"))) == []
