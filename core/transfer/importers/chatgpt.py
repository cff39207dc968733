"""ChatGPT: Settings, Data controls, Export data.

A zip archive with `conversations.json`, since 2026 mostly split into `conversations-000.json` and so on: arrays of
conversations. Each has a tree of messages (`mapping`), of which `current_node` is the end of the branch that was shown
last. OpenAI publishes no schema; this follows public descriptions (github.com/mitkury/chatgpt-export-parser, docs;
github.com/TomzxCode/llm-conversations-viewer, docs/formats.md), read in November 2026.

Read is the branch that was shown last. Questions that were worded anew and answers that were made again stand on other
branches; they are counted and left. So is what was never shown: instructions, tools and what they gave, reasoning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from core.transfer.bundle import Bundle
from core.transfer.importers.json_parts import items
from core.transfer.importers.talk import LeftOut, Said, Talk, moment, name_of, sound

_FILE = re.compile(r"conversations(-\d+)?\.json", re.IGNORECASE)
# What marks a source in an answer: signs of the private use area around it.
_MARKS = re.compile("\ue200[^\ue200\ue201]*\ue201")
_SHOWN = frozenset({"text", "multimodal_text"})
_SPEAKERS = {"user": "me", "assistant": "ChatGPT"}

HIDDEN, OTHER_BRANCH = "not shown", "on a branch that was left"

Node = Mapping[str, Any]


class ChatGPT:
    """See `Importer`."""

    product = "ChatGPT"

    def recognises(self, bundle: Bundle) -> bool:
        return any(b'"mapping"' in bundle.head(name) for name in _files(bundle)[:3])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in _files(bundle):
            with bundle.open(name) as part:
                for number, item in enumerate(items(part, "item", name), 1):
                    yield (
                        item if isinstance(item, LeftOut) else read_conversation(item, f"{name}, conversation {number}")
                    )


def _files(bundle: Bundle) -> list[str]:
    if bundle.path.is_file() and bundle.names == [bundle.path.name]:
        return [name for name in bundle.names if name.lower().endswith(".json")]
    return [name for name in bundle.names if _FILE.fullmatch(PurePath(name).name)]


def read_conversation(fields: Any, where: str) -> Talk | LeftOut:
    """One conversation; a `LeftOut` where it is not as described."""
    if not isinstance(fields, dict) or not isinstance(fields.get("mapping"), dict):
        return LeftOut(where, "It is no conversation: it has no messages.")
    id_ = name_of(fields.get("conversation_id") or fields.get("id"))
    if not id_:
        return LeftOut(where, "It has no id, so it could not be told apart from others.")
    nodes = {key: node for key, node in fields["mapping"].items() if isinstance(node, dict)}
    path = _branch(nodes, fields.get("current_node"))
    unsaid, messages = Counter[str](), list[Said]()
    for key in path:
        message = _message(nodes[key], fields.get("create_time"))
        if message is not None:
            messages.append(message)
        elif isinstance(nodes[key].get("message"), dict):
            unsaid[HIDDEN] += 1
    shown = set(path)
    unsaid[OTHER_BRANCH] = sum(_message(node, None) is not None for key, node in nodes.items() if key not in shown)
    return Talk(f"chatgpt:{id_}", name_of(fields.get("title")) or "ChatGPT", messages, +unsaid)


def _branch(nodes: Mapping[str, Node], current: Any) -> list[str]:
    """The ids from the root to the node that was shown last; where that is not said, to the newest leaf."""
    at = current if isinstance(current, str) and current in nodes else _newest_leaf(nodes)
    path: dict[str, None] = {}
    while isinstance(at, str) and at in nodes and at not in path:
        path[at] = None
        at = nodes[at].get("parent")
    return list(path)[::-1]


def _newest_leaf(nodes: Mapping[str, Node]) -> str | None:
    def made_at(key: str) -> float:
        message = nodes[key].get("message")
        at = moment(message.get("create_time")) if isinstance(message, dict) else None
        return 0.0 if at is None else at.timestamp()

    leaves = [key for key, node in nodes.items() if not node.get("children")]
    return max(leaves, key=made_at, default=None)


def _message(node: Node, begun: Any) -> Said | None:
    """What was said at a node; None for what was not shown."""
    message = node.get("message")
    if not isinstance(message, dict):
        return None
    author, content, about = (message.get(name) for name in ("author", "content", "metadata"))
    role = name_of(author.get("role")) if isinstance(author, dict) else ""
    if role not in _SPEAKERS or not isinstance(content, dict) or name_of(content.get("content_type")) not in _SHOWN:
        return None
    about = about if isinstance(about, dict) else {}
    if about.get("is_visually_hidden_from_conversation") or about.get("is_user_system_message"):
        return None
    if message.get("recipient", "all") not in ("all", None):
        return None
    text, captions = _words(content.get("parts"))
    captions += _attached(about.get("attachments"))
    id_ = name_of(message.get("id") or node.get("id"))
    if not id_ or not (text or captions):
        return None
    at = moment(message.get("create_time")) or moment(begun)
    return Said(id_, at, _SPEAKERS[role], text, captions, machine=role == "assistant")


def _words(parts: Any) -> tuple[str, tuple[str, ...]]:
    """What was written or spoken, and what stands for pictures."""
    texts, captions = list[str](), list[str]()
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict) and part.get("content_type") == "audio_transcription":
            texts.append(sound(part.get("text")))
        elif isinstance(part, dict) and part.get("content_type") == "image_asset_pointer":
            about = part.get("metadata")
            made = about.get("dalle") if isinstance(about, dict) else None
            captions.append(sound(made.get("prompt")) if isinstance(made, dict) else "")
    text = _MARKS.sub("", sound("\n".join(filter(None, texts)))).strip()
    return text, tuple(caption or "picture" for caption in captions)


def _attached(files: Any) -> tuple[str, ...]:
    names = (name_of(file.get("name")) for file in files if isinstance(file, dict)) if isinstance(files, list) else ()
    return tuple(f"file {name}" for name in names if name)
