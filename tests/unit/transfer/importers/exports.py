"""Exports as the products write them, made up for tests."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.transfer.bundle import Bundle
from core.transfer.importers.talk import Importer, LeftOut, Said, Talk

BEGUN = 1_683_554_160.0  # 8 May 2023, 13:56 UTC


def node(id_: str, parent: str | None, role: str = "user", text: str = "", **more: Any) -> dict[str, Any]:
    """A node of ChatGPT's tree, with the fields that real ones have."""
    message = {
        "id": id_, "author": {"role": role, "name": None, "metadata": {}}, "create_time": BEGUN + len(id_),
        "update_time": None, "content": {"content_type": "text", "parts": [text]}, "status": "finished_successfully",
        "end_turn": True, "weight": 1.0, "metadata": {}, "recipient": "all", "channel": None,
    }  # fmt: skip
    return {"id": id_, "message": message | more, "parent": parent, "children": []}


def chatgpt(id_: str, nodes: list[dict[str, Any]], current: str | None = None, **more: Any) -> dict[str, Any]:
    """A conversation; who is whose child follows from who is whose parent."""
    root = {"id": "root", "message": None, "parent": None, "children": []}
    mapping = {"root": root} | {one["id"]: one for one in nodes}
    for one in nodes:
        if one["parent"] in mapping:
            mapping[one["parent"]]["children"].append(one["id"])
    return {
        "title": f"Talk {id_}", "create_time": BEGUN, "update_time": BEGUN, "mapping": mapping,
        "moderation_results": [], "current_node": current or (nodes[-1]["id"] if nodes else "root"),
        "conversation_id": id_, "id": id_, "is_archived": False,
    } | more  # fmt: skip


def plain(id_: str, *texts: str) -> dict[str, Any]:
    """A conversation without branches: the user and ChatGPT in turn."""
    ids = [f"{id_}-{number}" for number in range(len(texts))]
    nodes = [
        node(ids[number], ids[number - 1] if number else "root", ("user", "assistant")[number % 2], text)
        for number, text in enumerate(texts)
    ]
    return chatgpt(id_, nodes)


def write_zip(path: Path, parts: dict[str, Any]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content if isinstance(content, str | bytes) else json.dumps(content))
    return path


def read(importer: Importer, path: Path) -> list[tuple[Talk, list[Said]] | LeftOut]:
    """Everything an importer finds."""

    def found() -> Iterator[tuple[Talk, list[Said]] | LeftOut]:
        with Bundle(path) as bundle:
            assert importer.recognises(bundle)
            for talk in importer.talks(bundle):
                yield talk if isinstance(talk, LeftOut) else (talk, list(talk.messages))

    return list(found())
