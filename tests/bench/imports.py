"""Imports: memory and rate of a ChatGPT export of 20,000 conversations (`EBB_BENCH_IMPORTS` sets another number)."""

from __future__ import annotations

import json
import os
import time
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from core.importing import Importing
from core.model.work import Progress
from tests.bench.figure import Figure, say
from tests.bench.synthetic import chatter
from tests.bench.vaults import new_assistant, open_store, temporary_folder

CONVERSATIONS = int(os.environ.get("EBB_BENCH_IMPORTS", "20000"))
MESSAGES, BRANCHES, SEED = 6, 2, 11
_BEGUN = 1_683_554_160.0
_SPLIT = 5_000


def figures() -> Iterator[Figure]:
    """Look through, take in without embedding, take in again."""
    with temporary_folder() as folder:
        path = write_export(folder / "export.zip")
        with new_assistant(folder / "profile"):
            pass
        with open_store(folder / "profile") as database:
            importing = Importing(database, lambda: None)
            watch = _Watch()
            began = time.perf_counter()
            found = importing.preview(path, progress=watch)
            seconds = time.perf_counter() - began
            yield Figure(
                "preview, memory", watch.most, "MB", note="the whole process, Python and the open vault included"
            )
            looked = f"{found.talks:,} conversations in {path.stat().st_size / 1e6:.0f} MB packed; baseline: json.load"
            say(f"imports: {found.messages:,} messages")
            watch = _Watch()
            done = importing.take(path, progress=watch)
            note = f"{done.new:,} messages stored, searchable by word and understood, without embedding"
            yield Figure("import", done.new / done.seconds, "messages/s", note=note)
            yield Figure("import, memory", watch.most, "MB", note="the whole process")
            again = importing.take(path)
            note = f"{again.already:,} were here, {again.new} new"
            yield Figure("import again", again.already / again.seconds, "messages/s", note=note)
            yield Figure("preview", found.messages / seconds, "messages/s", _plain(path), looked)


def _plain(path: Path) -> float:
    """How many messages a second `json.load` comes to, which holds a whole part in memory."""
    began, count = time.perf_counter(), 0
    with zipfile.ZipFile(path) as archive:
        name = archive.namelist()[0]
        count = len(json.loads(archive.read(name))) * MESSAGES
    return count / (time.perf_counter() - began)


def write_export(path: Path) -> Path:
    """Write an export as ChatGPT does since 2026: a zip archive with arrays of some thousand conversations."""
    words = chatter(SEED)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, first in enumerate(range(0, CONVERSATIONS, _SPLIT)):
            with archive.open(f"conversations-{part:03}.json", "w") as file:
                for number in range(first, min(first + _SPLIT, CONVERSATIONS)):
                    file.write(b"[" if number == first else b",")
                    file.write(json.dumps(_conversation(number, words)).encode())
                file.write(b"]")
    return path


def _conversation(number: int, words: Iterator[str]) -> dict[str, Any]:
    mapping: dict[str, Any] = {"root": {"id": "root", "message": None, "parent": None, "children": []}}
    at = "root"
    for turn, text in enumerate(islice(words, MESSAGES + BRANCHES)):
        id_ = f"{number:08}-{turn:04}-4000-8000-000000000000"
        # The last ones are answers that were made again, and left.
        parent = at if turn < MESSAGES else f"{number:08}-{MESSAGES - 2:04}-4000-8000-000000000000"
        mapping[id_] = {"id": id_, "message": _message(id_, turn, number, text), "parent": parent, "children": []}
        mapping[parent]["children"].append(id_)
        at = id_ if turn < MESSAGES else at
    return {
        "title": f"Talk {number}", "create_time": _BEGUN + number * 3600, "update_time": None, "mapping": mapping,
        "moderation_results": [], "current_node": at, "conversation_id": f"c{number}", "id": f"c{number}",
        "is_archived": False, "safe_urls": [], "default_model_slug": "gpt",
    }  # fmt: skip


def _message(id_: str, turn: int, number: int, text: str) -> dict[str, Any]:
    role = ("user", "assistant")[turn % 2] if turn < MESSAGES else "assistant"
    return {
        "id": id_, "author": {"role": role, "name": None, "metadata": {}},
        "create_time": _BEGUN + number * 3600 + turn * 20, "update_time": None,
        "content": {"content_type": "text", "parts": [text]}, "status": "finished_successfully", "end_turn": True,
        "weight": 1.0, "metadata": {"model_slug": "gpt", "request_id": id_, "timestamp_": "absolute"},
        "recipient": "all", "channel": None,
    }  # fmt: skip


class _Watch:
    """The most memory this process held while it was told of progress, in MB."""

    def __init__(self) -> None:
        self._process, self.most = psutil.Process(), 0.0

    def __call__(self, _: Progress) -> None:
        self.most = max(self.most, self._process.memory_info().rss / 2**20)
