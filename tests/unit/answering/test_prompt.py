"""The next question of a chat begins its prompt as the last one did, and nothing stays in it that is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.answering.evidence import Evidence
from core.answering.prompt import build_prompt
from core.answering.running import Running
from core.model.memory import State
from tests.unit.answering.samples import evidence

TALK = evidence(
    ("Nora", "I went to see the sailing club in Vinge yesterday and signed up on the spot."),
    ("Ben", "My dog Luna hates the water, so she stays with the neighbours when we row."),
    ("Nora", "The lighthouse keeper told us that the old ferry will be sold in June."),
    ("Ben", "Tobias mended the mast with a piece of larch from his own shed."),
)


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def ask(question: str, found: Sequence[Evidence], running: Running, context: int = 2048, most: int = 700) -> str:
    messages, kept = build_prompt(
        question, found, context=context, count=words, most_tokens=most, running=running
    )  # fmt: skip
    assert kept
    return "\n".join(message["content"] for message in messages)


def test_the_next_question_adds_what_is_new_after_what_was_read() -> None:
    running = Running()
    first = ask("Where did Nora sign up?", TALK[:3], running)
    after = Running.read(running.write())
    # Found again in another order, and one more.
    second = ask("Who mended the mast?", [TALK[3], TALK[1], TALK[0]], after)
    shared = first[: first.index("\n\n", first.index("[3]"))]
    assert "ferry will be sold" in shared
    assert second.startswith(shared)
    assert second.count("Luna hates") == first.count("Luna hates") == 1
    assert "[4] Ben said" in second
    assert Running.read({"notes": [["x"]]}).notes == Running.read(None).notes == []


def test_what_is_gone_or_changed_is_read_no_more() -> None:
    running = Running()
    ask("Where did Nora sign up?", TALK, running)
    standing = [item.memory for item in TALK]
    running.keep_standing(standing)
    assert len(running.notes) == len(TALK)
    changed = [standing[0], replace(standing[1], text="My cat Luna likes the water."), *standing[2:]]
    for others in (changed, [standing[0], replace(standing[1], state=State.FORGOTTEN)], [standing[0]]):
        left = Running.read(running.write())
        left.keep_standing(others)
        assert left.ids == [standing[0].id]


def test_a_chat_that_has_no_room_left_begins_anew() -> None:
    running = Running()
    for number in range(40):
        (item,) = evidence(("Nora", f"On day {number} the tide rose {number} feet at the pier, and we all went home."))
        text = ask("How high?", [replace(item, memory=replace(item.memory, id=number))], running, context=600)
        assert f"On day {number} the" in text
        assert len(text.split()) < 600 - 64
    assert 1 < len(running.notes) < 40
