"""What is archived answers only where the user wants thorough looking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.assistant import Assistant
from core.inference import models
from core.model.memory import State
from tests.faults.command import message, write_conversation


@pytest.fixture
def assistant(profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.setattr(models, "_catalogue", lambda: {"language": [], "embedding": []})
    monkeypatch.delenv(models.OVERRIDE, raising=False)
    opened, _ = Assistant.create(profile, "seven quiet boats")
    lines = [
        message(n, speaker="Robin", text=f"We kept the {thing} in the old mill.") for n, thing in enumerate(THINGS)
    ]
    opened.import_conversation(write_conversation(tmp_path / "talk.jsonl", lines))
    opened.work()
    opened._database.write(lambda c: c.execute("update memory set state = 'archived' where text like '%tandem%'"))
    yield opened
    opened.close()


THINGS = ("tandem", "sledge")


def test_everyday_asking_does_not_reach_it(assistant: Assistant) -> None:
    answer = assistant.ask("Where is the tandem kept?").answer
    assert answer is not None
    assert all("tandem" not in citation.quote for citation in (*answer.citations, *answer.closest))


def test_thorough_asking_does_and_what_answered_comes_back(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EBB_TIER", "thorough")
    answer = assistant.ask("Where is the tandem kept?").answer
    assert answer is not None
    assert "tandem" in answer.citations[0].quote
    (memory,) = assistant.passage(answer.citations[0].memory_id, 0).memories
    assert memory.state is State.ACTIVE
    monkeypatch.delenv("EBB_TIER")
    again = assistant.ask("Where is the tandem kept?").answer
    assert again is not None
    assert "tandem" in again.citations[0].quote
