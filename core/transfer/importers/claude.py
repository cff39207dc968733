"""Claude: Settings, Privacy, Export data.

A zip archive with `conversations.json`: an array of conversations, each with `chat_messages` in their order. Anthropic
publishes no schema; this follows public descriptions (github.com/Sinity/polylogue, docs/providers/claude-ai.md;
github.com/socketteer/Claude-Conversation-Exporter), read in November 2026.

Read is what was written on both sides. Tools and what they gave, and thinking, were not said to anybody and are counted
and left; of files only the names are kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from core.transfer.bundle import Bundle
from core.transfer.importers.json_parts import items
from core.transfer.importers.talk import LeftOut, Said, Talk, name_of, sound, timestamp

_FILE = re.compile(r"conversations(-\d+)?\.json", re.IGNORECASE)
_SPEAKERS = {"human": "me", "user": "me", "assistant": "Claude"}

NOT_SAID = "not said to anybody"


class Claude:
    """See `Importer`."""

    product = "Claude"

    def recognises(self, bundle: Bundle) -> bool:
        return any(b'"chat_messages"' in bundle.head(name) for name in _files(bundle)[:3])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in _files(bundle):
            with bundle.open(name) as part:
                for number, item in enumerate(items(part, "item", name), 1):
                    where = f"{name}, conversation {number}"
                    yield item if isinstance(item, LeftOut) else read_conversation(item, where)


def _files(bundle: Bundle) -> list[str]:
    if bundle.path.is_file() and bundle.names == [bundle.path.name]:
        return [name for name in bundle.names if name.lower().endswith(".json")]
    return [name for name in bundle.names if _FILE.fullmatch(PurePath(name).name)]


def read_conversation(fields: Any, where: str) -> Talk | LeftOut:
    """One conversation; a `LeftOut` where it is not as described."""
    if not isinstance(fields, dict) or not isinstance(fields.get("chat_messages"), list):
        return LeftOut(where, "It is no conversation: it has no messages.")
    id_ = name_of(fields.get("uuid"))
    if not id_:
        return LeftOut(where, "It has no id, so it could not be told apart from others.")
    unsaid, messages = Counter[str](), list[Said]()
    for entry in fields["chat_messages"]:
        message = _message(entry, fields.get("created_at"))
        if message is None:
            unsaid[NOT_SAID] += 1
        else:
            messages.append(message)
    return Talk(f"claude:{id_}", name_of(fields.get("name")) or "Claude", messages, unsaid)


def _message(entry: Any, begun: Any) -> Said | None:
    if not isinstance(entry, dict):
        return None
    id_, sender = name_of(entry.get("uuid")), name_of(entry.get("sender"))
    text = _words(entry.get("content")) or sound(entry.get("text")).strip()
    captions = tuple(f"file {name}" for key in ("attachments", "files") for name in _names(entry.get(key)))
    if not id_ or sender not in _SPEAKERS or not (text or captions):
        return None
    at = timestamp(entry.get("created_at")) or timestamp(begun)
    return Said(id_, at, _SPEAKERS[sender], text, captions, machine=sender == "assistant")


def _words(content: Any) -> str:
    blocks = [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []
    return "\n".join(filter(None, (sound(b.get("text")) for b in blocks if b.get("type") == "text"))).strip()


def _names(files: Any) -> list[str]:
    found = (
        (name_of(file.get("file_name")) for file in files if isinstance(file, dict)) if isinstance(files, list) else ()
    )
    return [name for name in found if name]
