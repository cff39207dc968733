"""What other memories kept: mem0 (what its API lists) and Letta (agent files, .af).

mem0: {"results": [...]} or a bare array of {id, memory, created_at, user_id, categories} (docs.mem0.ai, Get memories).
Letta: {"agents": [{id, name, messages: [{id, role, content, created_at}]}], "blocks": [{id, label, value}]}, and older
files with one agent at the top and its `core_memory` (docs.letta.com, Agent File; github.com/letta-ai/agent-file).
Read in November 2026.

What a model noted about a person is kept as imported, in nobody's voice; what an agent said is a machine's word.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from core.model.memory import OTHERS_WORDS
from core.transfer.bundle import Bundle
from core.transfer.importers.json_parts import items
from core.transfer.importers.passages import passages_of
from core.transfer.importers.talk import LeftOut, Said, Talk, name_of, sound, timestamp

NOT_SAID = "not said to anybody"

_SPEAKERS = {"user": "me", "assistant": "Letta"}


class Mem0:
    """See `Importer`."""

    product = "mem0"

    def recognises(self, bundle: Bundle) -> bool:
        return any(_is_mem0(bundle.head(name)) for name in _files(bundle, ".json")[:3])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in _files(bundle, ".json"):
            head = bundle.head(name)
            if _is_mem0(head):
                prefix = "item" if _start(head).startswith(b"[") else "results.item"
                unsaid, broken = Counter[str](), list[LeftOut]()
                with bundle.open(name) as part:
                    said = (_noted(item, broken, unsaid) for item in items(part, prefix, name))
                    yield Talk("mem0:memories", "mem0", (one for one in said if one is not None), unsaid, OTHERS_WORDS)
                yield from broken


class Letta:
    """See `Importer`."""

    product = "Letta"

    def recognises(self, bundle: Bundle) -> bool:
        return any(_is_letta(bundle.head(name)) for name in _files(bundle, ".af", ".json")[:3])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in _files(bundle, ".af", ".json"):
            head = bundle.head(name)
            if not _is_letta(head):
                continue
            many = b'"agents"' in head
            yield from self._blocks(bundle, name, "blocks.item" if many else "core_memory.item")
            with bundle.open(name) as part:
                if many:
                    for agent in items(part, "agents.item", name):
                        yield agent if isinstance(agent, LeftOut) else _agent(agent, name)
                else:
                    messages = list(items(part, "messages.item", name))
                    yield _agent({"id": name, "name": bundle.title, "messages": messages}, name)

    def _blocks(self, bundle: Bundle, name: str, prefix: str) -> Iterator[Talk | LeftOut]:
        with bundle.open(name) as part:
            for block in items(part, prefix, name):
                if isinstance(block, LeftOut):
                    yield block
                elif isinstance(block, dict) and (value := sound(block.get("value")).strip()):
                    label = name_of(block.get("label")) or "memory"
                    id_ = name_of(block.get("id")) or _mark(label, value)
                    said = [
                        Said(f"{id_}:{number}", None, "", text) for number, text in enumerate(passages_of(value), 1)
                    ]
                    yield Talk(f"letta:{id_}", f"Letta, {label}", said, media_type=OTHERS_WORDS)


def _files(bundle: Bundle, *endings: str) -> list[str]:
    return [name for name in bundle.names if name.lower().endswith(endings)]


def _start(head: bytes) -> bytes:
    return head.lstrip(b"\xef\xbb\xbf \r\n\t")


def _is_mem0(head: bytes) -> bool:
    return _start(head)[:1] in (b"[", b"{") and all(word in head for word in (b'"memory"', b'"id"', b'"created_at"'))


def _is_letta(head: bytes) -> bool:
    new = b'"agents"' in head and (b'"blocks"' in head or b'"block_ids"' in head or b'"agent_type"' in head)
    return _start(head).startswith(b"{") and (new or (b'"core_memory"' in head and b'"agent_type"' in head))


def _mark(*words: str) -> str:
    return hashlib.blake2b("\n".join(words).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _noted(item: Any, broken: list[LeftOut], unsaid: Counter[str]) -> Said | None:
    if isinstance(item, LeftOut):
        broken.append(item)
        return None
    text = sound(item.get("memory")).strip() if isinstance(item, dict) else ""
    if not text:
        unsaid[NOT_SAID] += 1
        return None
    at = timestamp(item.get("created_at"))
    kinds = item.get("categories")
    captions = tuple(f"tag {name_of(kind)}" for kind in kinds if name_of(kind)) if isinstance(kinds, list) else ()
    return Said(name_of(item.get("id")) or _mark(text), at, "", text, captions)


def _agent(fields: Any, where: str) -> Talk | LeftOut:
    if not isinstance(fields, dict) or not isinstance(fields.get("messages"), list):
        return LeftOut(where, "An agent in it has no messages.")
    unsaid, said = Counter[str](), list[Said]()
    for entry in fields["messages"]:
        speaker = _SPEAKERS.get(name_of(entry.get("role"))) if isinstance(entry, dict) else None
        text = _words(entry) if speaker else ""
        if not speaker or not text:
            unsaid[NOT_SAID] += 1
            continue
        at = timestamp(entry.get("created_at"))
        id_ = name_of(entry.get("id")) or _mark(str(entry.get("created_at")), speaker, text)
        said.append(Said(id_, at, speaker, text, machine=speaker == "Letta"))
    name = name_of(fields.get("name")) or "Letta"
    return Talk(f"letta:{name_of(fields.get('id')) or name}", name, said, unsaid)


def _words(entry: dict[str, Any]) -> str:
    """What was written; older agents wrapped the user's words into JSON."""
    content = entry.get("content") or entry.get("text")
    if isinstance(content, list):
        content = "\n".join(sound(part.get("text")) for part in content if isinstance(part, dict))
    text = sound(content).strip()
    if text.startswith("{") and '"message"' in text:
        try:
            wrapped = json.loads(text)
        except (ValueError, RecursionError):
            return text
        if isinstance(wrapped, dict):
            return sound(wrapped.get("message")).strip() if wrapped.get("type") == "user_message" else ""
    return text
