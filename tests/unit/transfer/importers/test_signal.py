"""What signal-export wrote of Signal's chats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.transfer.importers.signal import UNSAID, Signal
from core.transfer.importers.talk import LeftOut
from tests.unit.transfer.importers.exports import read


def message(sender: str, body: str, **more: Any) -> dict[str, Any]:
    return {
        "date": "2026-05-03T10:00:00", "sender": sender, "body": body, "quote": "", "sticker": None, "reactions": [],
        "attachments": [],
    } | more  # fmt: skip


def write(folder: Path, *lines: Any) -> Path:
    folder.mkdir(parents=True)
    (folder / "data.json").write_text("\n".join(json.dumps(one) if one != "?" else "?" for one in lines), "utf-8")
    return folder.parent


def test_chats_by_folder(tmp_path: Path) -> None:
    export = write(
        tmp_path / "export" / "Nora",
        message("Me", "Coming?  "),
        message("Nora", "Yes"),
        message("Nora", "Yes"),
        "?",
        message("Nora", "", attachments=[{"name": "map.png", "path": "media/map.png"}], sticker={"emoji": "⛵"}),
        message("Nora", "x", deleted=True),
        message("Me", "Outgoing call", call=True),
    )
    (talk, said), left = read(Signal(), export)
    assert (talk.location, talk.title, talk.unsaid) == ("signal:Nora", "Nora", {UNSAID: 2})
    assert [(one.speaker, one.text, one.captions) for one in said] == [
        ("me", "Coming?", ()),
        ("Nora", "Yes", ()),
        ("Nora", "Yes", ()),
        ("Nora", "", ("file map.png", "sticker ⛵")),
    ]
    assert len({one.id for one in said}) == 4
    assert isinstance(left, LeftOut)
    assert left.where == "Nora/data.json, line 4"


@given(st.lists(st.text(max_size=30)))
def test_any_lines_are_read_or_left_out(tmp_path_factory, lines: list[str]) -> None:
    export = write(tmp_path_factory.mktemp("signal") / "chat", message("Me", "Hello"))
    (export / "chat" / "data.json").write_text("\n".join([json.dumps(message("Me", "Hello")), *lines]), "utf-8")
    assert read(Signal(), export)
