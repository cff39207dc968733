"""Exports of Claude: what both sides wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.transfer.bundle import Bundle
from core.transfer.importers.chatgpt import ChatGPT
from core.transfer.importers.claude import NOT_SAID, Claude, read_conversation
from core.transfer.importers.talk import LeftOut, Talk
from tests.unit.transfer.importers.exports import read, write_zip


def entry(id_: str, sender: str, text: str, **more: Any) -> dict[str, Any]:
    block = {"start_timestamp": None, "type": "text", "text": text, "citations": []}
    return {
        "uuid": id_, "text": text, "content": [block], "sender": sender, "created_at": "2024-05-07T13:56:00.123456Z",
        "updated_at": "2024-05-07T13:56:00.123456Z", "attachments": [], "files": [],
    } | more  # fmt: skip


def talk(id_: str, *messages: dict[str, Any], name: str = "Boats") -> dict[str, Any]:
    return {
        "uuid": id_, "name": name, "summary": "", "created_at": "2024-05-07T13:55:00Z",
        "updated_at": "2024-05-07T13:57:00Z", "account": {"uuid": "u"}, "chat_messages": list(messages),
    }  # fmt: skip


def test_both_sides_in_order(tmp_path: Path) -> None:
    path = tmp_path / "data.zip"
    write_zip(path, {"conversations.json": [talk("a", entry("1", "human", "Hello"), entry("2", "assistant", "Hi"))],
                     "users.json": [], "projects.json": []})  # fmt: skip
    ((found, said),) = read(Claude(), path)
    assert (found.location, found.title) == ("claude:a", "Boats")
    assert [(one.id, one.speaker, one.text, one.machine) for one in said] == [
        ("1", "me", "Hello", False), ("2", "Claude", "Hi", True),
    ]  # fmt: skip
    assert said[0].time is not None
    assert said[0].time.timestamp() == 1_715_090_160.123456
    with Bundle(path) as bundle:
        assert not ChatGPT().recognises(bundle)


def test_tools_and_thinking_are_not_said_and_files_have_names() -> None:
    blocks = [
        {"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "First."},
        {"type": "tool_use", "name": "search", "input": {}}, {"type": "tool_result", "content": []},
        {"type": "text", "text": "Second."},
    ]  # fmt: skip
    only_tool = entry("3", "assistant", "", content=[{"type": "tool_use"}])
    files = entry("2", "human", "", content=[], attachments=[{"file_name": "plan.pdf", "extracted_content": "secret"}],
                  files=[{"file_name": "boat.jpg"}, None])  # fmt: skip
    found = read_conversation(talk("a", entry("1", "assistant", "x", content=blocks), files, only_tool), "x")
    assert isinstance(found, Talk)
    assert [(one.text, one.captions) for one in found.messages] == [
        ("First.\nSecond.", ()), ("", ("file plan.pdf", "file boat.jpg")),
    ]  # fmt: skip
    assert found.unsaid == {NOT_SAID: 1}


def test_an_older_export_has_its_words_in_text(tmp_path: Path) -> None:
    path = tmp_path / "conversations.json"
    old = {"uuid": "1", "text": "Hello", "sender": "human", "created_at": "not a time"}
    path.write_text(json.dumps([talk("a", old), {"uuid": "b"}, talk("", old)]))
    first, second, third = read(Claude(), path)
    assert isinstance(first, tuple)
    assert first[1][0].text == "Hello"
    assert first[1][0].time is not None
    assert isinstance(second, LeftOut)
    assert isinstance(third, LeftOut)


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(("uuid", "sender", "content", "text", "type", "files")), inner, max_size=4),
    ),
    max_leaves=10,
)


@given(ANYTHING, ANYTHING)
def test_anything_is_a_conversation_or_said_to_be_none(first: Any, second: Any) -> None:
    odd = entry("1", "human", "x", content=first, files=second, created_at=second)
    for fields in (first, talk("a", first, second, odd), {"uuid": "a", "chat_messages": first}):
        read_conversation(fields, "x")
