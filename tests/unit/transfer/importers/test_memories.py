"""What mem0 and Letta kept, as imported, in nobody's voice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.memory import OTHERS_WORDS
from core.transfer.importers.memories import NOT_SAID, Letta, Mem0
from core.transfer.importers.talk import LeftOut
from tests.unit.transfer.importers.exports import read

MEMORIES = [
    {
        "id": "m1",
        "memory": "Allergic to nuts",
        "user_id": "nora",
        "created_at": "2026-05-03T08:00:00.5-07:00",
        "categories": ["health"],
    },
    {"id": "m2", "memory": " ", "created_at": None},
]


@pytest.mark.parametrize("whole", [MEMORIES, {"results": MEMORIES, "relations": []}])
def test_mem0(tmp_path: Path, whole: Any) -> None:
    path = tmp_path / "memories.json"
    path.write_text(json.dumps(whole))
    ((talk, said),) = (found for found in read(Mem0(), path) if not isinstance(found, LeftOut))
    assert (talk.media_type, talk.unsaid) == (OTHERS_WORDS, {NOT_SAID: 1})
    assert [(one.id, one.speaker, one.text, one.captions) for one in said] == [
        ("m1", "", "Allergic to nuts", ("tag health",))
    ]
    assert said[0].time is not None


def message(id_: str, role: str, content: Any) -> dict[str, Any]:
    return {"id": id_, "role": role, "content": content, "created_at": "2026-05-03T08:00:00Z"}


TALK = [
    message("1", "system", "You are …"),
    message("2", "user", [{"type": "text", "text": '{"type": "user_message", "message": "I sail on Mondays."}'}]),
    message("3", "user", '{"type": "heartbeat", "message": "ping"}'),
    message("4", "assistant", [{"type": "text", "text": "Lovely."}]),
]
NEW = {
    "agents": [{"id": "a-1", "name": "Skipper", "agent_type": "letta_v1", "messages": TALK}],
    "blocks": [{"id": "b-1", "label": "human", "value": "Name is Nora."}],
}
OLD = {
    "agent_type": "memgpt_agent",
    "core_memory": [{"label": "human", "value": "Name is Nora."}],
    "messages": TALK,
    "name": "Skipper",
}


@pytest.mark.parametrize("whole", [NEW, OLD])
def test_letta(tmp_path: Path, whole: Any) -> None:
    path = tmp_path / "Skipper.af"
    path.write_text(json.dumps(whole))
    (block, noted), (talk, said) = (found for found in read(Letta(), path) if not isinstance(found, LeftOut))
    assert (block.title, block.media_type, [one.text for one in noted]) == (
        "Letta, human", OTHERS_WORDS, ["Name is Nora."],
    )  # fmt: skip
    assert (talk.title, talk.unsaid) == ("Skipper", {NOT_SAID: 2})
    assert [(one.speaker, one.text, one.machine) for one in said] == [
        ("me", "I sail on Mondays.", False),
        ("Letta", "Lovely.", True),
    ]


@given(st.binary(max_size=200))
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(tmp_path_factory, tail: bytes) -> None:
    folder = tmp_path_factory.mktemp("letta")
    (folder / "x.af").write_bytes(json.dumps(NEW).encode()[:-40] + tail)
    assert read(Letta(), folder / "x.af")
    (folder / "m.json").write_bytes(json.dumps(MEMORIES).encode()[:-20] + tail)
    assert read(Mem0(), folder / "m.json")
