"""What a command lists says what it is and who said it."""

from __future__ import annotations

from dataclasses import replace

from app.wording import found, told
from core.model.memory import Form
from tests.unit.answering.samples import memory


def test_a_hit_that_ebb_drew_says_what_it_is() -> None:
    said = memory(1, "I love the pier.", "Nora")
    fact = replace(said, text="Nora loves the pier.", speaker="", form=Form.FACT)
    assert (told(said), found(said)) == ("Nora: I love the pier.", "D1:1 · 8 May 2023")
    assert (told(fact), found(fact)) == ("Nora loves the pier.", "fact, drawn by Ebb from D1:1 · 8 May 2023")
