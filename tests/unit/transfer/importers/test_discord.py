"""Discord: one's own messages from the data package, and whole channels from DiscordChatExporter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.transfer.bundle import Bundle
from core.transfer.importers.discord import NOTICE, Discord, read_message, read_own
from core.transfer.importers.talk import LeftOut
from core.transfer.importers.telegram import Telegram
from tests.unit.transfer.importers.exports import read, write_zip


def message(id_: str, content: str, name: str = "nora", **more: Any) -> dict[str, Any]:
    return {
        "id": id_, "type": "Default", "timestamp": "2023-05-08T13:56:00.5+00:00", "timestampEdited": None,
        "content": content, "author": {"id": "1", "name": name, "nickname": "Nora", "isBot": False}, "attachments": [],
    } | more  # fmt: skip


def channel(*messages: dict[str, Any]) -> dict[str, Any]:
    return {
        "guild": {"id": "7", "name": "Sailors"},
        "channel": {"id": "8", "type": "GuildTextChat", "category": "x", "name": "boats", "topic": None},
        "dateRange": {"after": None, "before": None}, "exportedAt": "2026-01-01T00:00:00Z",
        "messages": list(messages), "messageCount": len(messages),
    }  # fmt: skip


def test_a_channel_as_the_exporter_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "Sailors - boats.json"
    joined = message("2", "", type="GuildMemberJoin")
    bot = message("3", "Beep", author={"name": "Bot", "nickname": None, "isBot": True})
    file = message("4", "", attachments=[{"fileName": "boat.png"}])
    path.write_text(json.dumps(channel(message("1", "Ahoy"), joined, bot, file)))
    ((talk, said),) = read(Discord(), path)
    assert (talk.location, talk.title, talk.unsaid) == ("discord:8", "boats, Sailors", {NOTICE: 1})
    assert [(one.id, one.speaker, one.text, one.captions, one.machine) for one in said] == [
        ("1", "Nora", "Ahoy", (), False), ("3", "Bot", "Beep", (), True), ("4", "Nora", "", ("file boat.png",), False),
    ]  # fmt: skip
    with Bundle(path) as bundle:
        assert not Telegram().recognises(bundle)


def test_the_data_package_holds_what_its_owner_wrote(tmp_path: Path) -> None:
    parts = {
        "account/user.json": {"id": "1"},
        "messages/index.json": {"9": "boats in Sailors"},
        "messages/c9/channel.json": {"id": "9", "type": 0, "name": "boats", "guild": {"id": "7", "name": "Sailors"}},
        "messages/c9/messages.json": [
            {"ID": 11, "Timestamp": "2023-05-08 13:56:00", "Contents": "Ahoy", "Attachments": ""},
            {"ID": 12, "Timestamp": "x", "Contents": "", "Attachments": "https://cdn.example/1/boat.png?ex=5"},
            {"ID": 13, "Timestamp": "x", "Contents": "", "Attachments": ""},
        ],
        "messages/c10/channel.json": {"id": "10", "type": 1, "recipients": ["1", "2"]},
        "messages/c10/messages.json": "[{",
    }
    (direct, nothing), broken, (boats, said) = read(Discord(), write_zip(tmp_path / "package.zip", parts))
    assert (boats.location, boats.title) == ("discord:9", "boats")
    assert [(one.id, one.speaker, one.text, one.captions) for one in said] == [
        ("11", "me", "Ahoy", ()), ("12", "me", "", ("file boat.png",)),
    ]  # fmt: skip
    assert (direct.location, direct.title, nothing) == ("discord:10", "Direct messages", [])
    assert isinstance(broken, LeftOut)


@given(st.dictionaries(
    st.sampled_from(("ID", "Timestamp", "Contents", "Attachments", "id", "content", "author", "attachments", "type")),
    st.one_of(st.none(), st.integers(), st.text(max_size=5), st.lists(st.just({})), st.just({}), st.just("Default")),
))  # fmt: skip
def test_any_message_is_read_or_passed_over(fields: dict[str, Any]) -> None:
    read_own(fields)
    read_message({**fields, "type": "Default"})
