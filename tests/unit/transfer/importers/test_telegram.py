"""Exports of Telegram Desktop: one chat or all of them, message by message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.transfer.bundle import Bundle
from core.transfer.importers import json_parts
from core.transfer.importers.talk import LeftOut
from core.transfer.importers.telegram import NOTICE, Telegram, read_message
from tests.unit.transfer.importers.exports import read


def message(id_: int, text: Any = "", sender: str | None = "Nora", **more: Any) -> dict[str, Any]:
    return {
        "id": id_, "type": "message", "date": "2023-05-08T15:56:00", "date_unixtime": str(1_683_554_160 + id_),
        "from": sender, "from_id": "user1", "text": text, "text_entities": [],
    } | more  # fmt: skip


def chat(id_: int, *messages: dict[str, Any], name: str | None = "Nora", kind: str = "personal_chat") -> dict[str, Any]:
    return {"name": name, "type": kind, "id": id_, "messages": list(messages)}


def write(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    return path


def test_one_chat(tmp_path: Path) -> None:
    service = {
        "id": 1,
        "type": "service",
        "date": "2023-05-08T15:55:00",
        "actor": "Nora",
        "action": "create_group",
        "text": "",
    }
    linked = ["See ", {"type": "link", "text": "https://boats.example"}, " soon"]
    path = write(tmp_path / "result.json", chat(7, service, message(2, "Hello"), message(3, linked, "Ben")))
    ((talk, said),) = read(Telegram(), path)
    assert (talk.location, talk.title, talk.unsaid) == ("telegram:7", "Nora", {NOTICE: 1})
    assert [(one.id, one.speaker, one.text) for one in said] == [
        ("2", "Nora", "Hello"), ("3", "Ben", "See https://boats.example soon"),
    ]  # fmt: skip
    assert said[0].time is not None
    assert said[0].time.timestamp() == 1_683_554_162


def test_all_chats_in_a_folder(tmp_path: Path) -> None:
    whole = {
        "about": "Here is the data you requested.",
        "personal_information": {"user_id": 1, "first_name": "Me", "id": 99},
        "contacts": {"list": [{"first_name": "Nora", "date": "2020-01-01T00:00:00"}]},
        "chats": {"about": "x", "list": [
            chat(7, message(1, "One")), chat(8, message(1, "Two"), name=None, kind="saved_messages"), chat(9),
        ]},
        "left_chats": {"about": "x", "list": [chat(10, message(1, "Three"), name="Old group")]},
    }  # fmt: skip
    write(tmp_path / "result.json", whole)
    (tmp_path / "photos").mkdir()
    found = read(Telegram(), tmp_path)
    assert [(talk.location, talk.title, [one.text for one in said]) for talk, said in found] == [
        ("telegram:7", "Nora", ["One"]), ("telegram:8", "Saved messages", ["Two"]), ("telegram:9", "Nora", []),
        ("telegram:10", "Old group", ["Three"]),
    ]  # fmt: skip


def test_media_polls_and_what_was_forwarded() -> None:
    said = read_message(message(1, "Look", photo="photos/1.jpg", forwarded_from="Radio"))
    assert said is not None
    assert (said.speaker, said.text, said.captions) == ("Radio", "Look", ("photo", "forwarded by Nora"))
    for more, caption in (
        ({"file": "x", "media_type": "sticker", "sticker_emoji": "⛵"}, "sticker ⛵"),
        ({"file": "x", "media_type": "voice_message"}, "voice message"),
        ({"file": "x", "file_name": "plan.pdf"}, "file plan.pdf"),
        ({"poll": {"question": "When?", "answers": []}}, "poll: When?"),
    ):
        said = read_message(message(1, **more))
        assert said is not None
        assert said.captions == (caption,)
    deleted = read_message(message(1, "x", None))
    assert deleted is not None
    assert deleted.speaker == "Deleted account"
    assert read_message(message(1)) is None


def test_a_file_that_breaks_off_is_read_up_to_there_and_said(tmp_path: Path) -> None:
    path = write(tmp_path / "result.json", chat(7, *(message(n, f"Number {n}") for n in range(50))))
    path.write_text(path.read_text("utf-8")[:-200], "utf-8")
    (talk, said), broken = read(Telegram(), path)
    assert talk.title == "Nora"
    assert len(said) == 49
    assert isinstance(broken, LeftOut)


def test_whose_messages_nobody_goes_through(tmp_path: Path) -> None:
    whole = {"personal_information": {}, "chats": {"list": [chat(7, message(1, "One")), chat(8, message(1, "Two"))]}}
    path = write(tmp_path / "result.json", whole)
    with Bundle(path) as bundle:
        assert [talk.location for talk in Telegram().talks(bundle) if not isinstance(talk, LeftOut)] == [
            "telegram:7", "telegram:8",
        ]  # fmt: skip


def test_a_message_without_end_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_parts, "LARGEST_ITEM", 200_000)
    path = write(tmp_path / "result.json", chat(7, message(1, "One"), message(2, "x" * 2_000_000), message(3, "Three")))
    (_, said), broken = read(Telegram(), path)
    assert len(said) <= 1
    assert isinstance(broken, LeftOut)


@given(st.dictionaries(
    st.sampled_from(("id", "type", "text", "from", "date", "file", "poll", "forwarded_from", "date_unixtime")),
    st.one_of(st.none(), st.integers(), st.text(max_size=5), st.just("message"), st.lists(st.none()), st.just({})),
))  # fmt: skip
def test_any_message_is_read_or_passed_over(fields: dict[str, Any]) -> None:
    read_message(fields)
    read_message({**fields, "id": 1, "type": "message"})
