"""Exports of ChatGPT: what was shown last is read, nothing else, whatever else is in there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.transfer.bundle import Bundle
from core.transfer.importers import json_parts
from core.transfer.importers.chatgpt import HIDDEN, OTHER_BRANCH, ChatGPT, read_conversation
from core.transfer.importers.talk import LeftOut, Talk
from tests.unit.transfer.importers.exports import BEGUN, chatgpt, node, plain, read, write_zip


def texts(path: Path) -> dict[str, list[str]]:
    return {
        found[0].location: [said.text for said in found[1]]
        for found in read(ChatGPT(), path)
        if isinstance(found, tuple)
    }


def test_one_file_and_many_in_a_zip_in_a_folder_or_alone(tmp_path: Path) -> None:
    first, second = plain("a", "Hello", "Hi there"), plain("b", "Bye")
    whole = {"chatgpt:a": ["Hello", "Hi there"], "chatgpt:b": ["Bye"]}
    single = write_zip(tmp_path / "x.zip", {"conversations.json": [first, second], "user.json": {}, "chat.html": "<p>"})
    assert texts(single) == whole
    split = {"export/conversations-000.json": [first], "export/conversations-001.json": [second],
             "__MACOSX/export/._conversations-000.json": b"\x00", "export/file-1.png": b"\x89PNG"}  # fmt: skip
    assert texts(write_zip(tmp_path / "y.zip", split)) == whole
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "conversations.json").write_text(json.dumps([first, second]))
    assert texts(tmp_path / "out") == whole
    alone = tmp_path / "mine.json"
    alone.write_text(json.dumps([first, second]))
    assert texts(alone) == whole


def test_who_said_what_and_when(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", {"conversations.json": [plain("a", "Hello", "Hi")]})
    ((talk, (asked, said)),) = read(ChatGPT(), path)
    assert (talk.title, asked.speaker, asked.machine) == ("Talk a", "me", False)
    assert (said.speaker, said.machine, said.id) == ("ChatGPT", True, "a-1")
    assert asked.time is not None
    assert asked.time.timestamp() == BEGUN + 3


def test_of_branches_the_one_that_was_shown_last_is_read() -> None:
    nodes = [
        node("1", "root", text="What is a kayak?"),
        node("2a", "1", "assistant", "A car."),
        node("2b", "1", "assistant", "A boat."),
        node("3a", "2b", text="Thanks"),
        node("3b", "2b", text="And a canoe?"),
    ]
    talk = read_conversation(chatgpt("a", nodes, current="3b"), "x")
    assert isinstance(talk, Talk)
    assert [said.text for said in talk.messages] == ["What is a kayak?", "A boat.", "And a canoe?"]
    assert talk.unsaid == {OTHER_BRANCH: 2}
    lost = read_conversation(chatgpt("a", nodes, current="gone"), "x")
    assert isinstance(lost, Talk)
    assert [said.text for said in lost.messages][:1] == ["What is a kayak?"]


def test_what_was_never_shown_is_no_message() -> None:
    nodes = [
        node("1", "root", "system", ""),
        node("2", "1", "user", "About me", metadata={"is_user_system_message": True}),
        node("3", "2", "user", "Hidden", metadata={"is_visually_hidden_from_conversation": True}),
        node("4", "3", text="Draw a boat"),
        node("5", "4", "assistant", "", content={"content_type": "code", "text": "draw()"}, recipient="dalle.text2im"),
        node("6", "5", "tool", "done"),
        node("7", "6", "assistant", "", content={"content_type": "thoughts", "thoughts": [{"content": "hm"}]}),
        node("8", "7", "assistant", "For the tool", recipient="python"),
        node("9", "8", "assistant", "Here. \ue200cite\ue202turn0search1\ue201"),
    ]
    talk = read_conversation(chatgpt("a", nodes), "x")
    assert isinstance(talk, Talk)
    assert [said.text for said in talk.messages] == ["Draw a boat", "Here."]
    assert talk.unsaid == {HIDDEN: 7}


def test_pictures_voice_and_files() -> None:
    parts = [
        {"content_type": "audio_transcription", "text": "Look at this"},
        {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x", "metadata": {"dalle": None}},
        {"content_type": "image_asset_pointer", "metadata": {"dalle": {"prompt": "a boat"}}},
        {"content_type": "audio_asset_pointer"},
        7,
    ]
    content = {"content_type": "multimodal_text", "parts": parts}
    nodes = [node("1", "root", content=content, metadata={"attachments": [{"name": "plan.pdf"}, {"id": 1}]})]
    talk = read_conversation(chatgpt("a", nodes), "x")
    assert isinstance(talk, Talk)
    (said,) = talk.messages
    assert (said.text, said.captions) == ("Look at this", ("picture", "a boat", "file plan.pdf"))


def test_one_broken_conversation_does_not_stop_the_others(tmp_path: Path) -> None:
    items = [plain("a", "One"), {"title": "x"}, None, plain("", "no id"), 5, [], plain("b", "Two")]
    found = read(ChatGPT(), write_zip(tmp_path / "x.zip", {"conversations.json": items}))
    assert sum(isinstance(one, LeftOut) for one in found) == 5
    assert [one[0].location for one in found if isinstance(one, tuple)] == ["chatgpt:a", "chatgpt:b"]


def test_a_file_that_breaks_off_is_read_up_to_there_and_said(tmp_path: Path) -> None:
    whole = json.dumps([plain("a", "One"), plain("b", "Two")])
    for cut in (whole[:-40], whole[:-1], whole.replace('"title": "Talk b"', '"title": Talk b')):
        parts = {"conversations-000.json": cut, "conversations-001.json": [plain("c", "Three")]}
        found = read(ChatGPT(), write_zip(tmp_path / "x.zip", parts))
        assert [one[0].location for one in found if isinstance(one, tuple)][:: len(found) - 2] == [
            "chatgpt:a",
            "chatgpt:c",
        ]
        (broken,) = (one for one in found if isinstance(one, LeftOut))
        assert broken.where == "conversations-000.json"


def test_a_tree_that_goes_round_ends() -> None:
    one, two = node("1", "2", text="a"), node("2", "1", text="b")
    talk = read_conversation(chatgpt("a", [one, two]), "x")
    assert isinstance(talk, Talk)
    assert len(list(talk.messages)) == 2


def test_an_item_without_end_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_parts, "LARGEST_ITEM", 200_000)
    huge = plain("b", *(f"message {number} {'x' * 500}" for number in range(1000)))
    found = read(ChatGPT(), write_zip(tmp_path / "x.zip", {"conversations.json": [plain("a", "One"), huge]}))
    assert isinstance(found[-1], LeftOut)
    assert "larger than" in found[-1].reason


NAMES = ("mapping", "message", "author", "role", "content", "parts", "content_type", "parent", "id", "metadata")
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)),
    max_leaves=12,
)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_anything_is_a_conversation_or_said_to_be_none(first, second, third, fourth) -> None:
    for fields in (
        first,
        {"id": "a", "mapping": first},
        {"id": "a", "mapping": {"x": second, "y": {"message": third, "parent": fourth}}, "current_node": "y"},
        {"id": "a", "mapping": {"x": node("x", None, content=first, metadata=second, create_time=third)}},
        {"id": "a", "mapping": {"x": node("x", None, content={"content_type": "text", "parts": first})}},
    ):
        found = read_conversation(fields, "x")
        if isinstance(found, Talk):
            assert all(said.id and (said.text or said.captions) for said in found.messages)


def test_what_is_another_thing_is_not_recognised(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"uuid": "x", "chat_messages": []}]')
    (tmp_path / "b.txt").write_text("hello")
    for path in (tmp_path / "a.json", tmp_path / "b.txt", write_zip(tmp_path / "z.zip", {"x.json": [plain("a", "b")]})):
        with Bundle(path) as bundle:
            assert not ChatGPT().recognises(bundle)
