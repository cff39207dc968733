"""Discord: the data package of Settings, Data and Privacy; or channels as DiscordChatExporter writes them, as JSON.

The package is a zip archive with `messages/c…/messages.json` for each channel: only what its owner wrote. This follows
public descriptions (github.com/Tyrrrz/DiscordChatExporter, JsonMessageWriter.cs, and those who read its files), read in
November 2026.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from core.transfer.bundle import Bundle
from core.transfer.importers.json_parts import items
from core.transfer.importers.talk import LeftOut, Said, Talk, name_of, sound, timestamp

NOTICE = "notices of the app"

_SAID = frozenset({"Default", "Reply", "ThreadStarterMessage", "ChatInputCommand"})
_OWN = "messages.json"


class Discord:
    """See `Importer`."""

    product = "Discord"

    def recognises(self, bundle: Bundle) -> bool:
        return bool(_own(bundle)) or any(_is_channel(bundle.head(name)) for name in _channels(bundle)[:3])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        own = _own(bundle)
        for name in own:
            about = _first(bundle, str(PurePosixPath(name).with_name("channel.json")), "")
            title = name_of(about.get("name")) or _guild(about.get("guild")) or "Direct messages"
            id_ = name_of(about.get("id")) or PurePosixPath(name).parent.name.removeprefix("c")
            yield from _talk(bundle, name, "item", f"discord:{id_}", title, read_own)
        for name in [] if own else _channels(bundle):
            if _is_channel(bundle.head(name)):
                about = _first(bundle, name, "channel")
                guild = _guild(_first(bundle, name, "guild"))
                title = ", ".join(filter(None, (name_of(about.get("name")), guild))) or "Discord"
                id_ = name_of(about.get("id")) or name
                yield from _talk(bundle, name, "messages.item", f"discord:{id_}", title, read_message)


def _own(bundle: Bundle) -> list[str]:
    """The channels of a data package."""
    paths = (PurePosixPath(name) for name in bundle.names)
    return [str(path) for path in paths if path.name == _OWN and str(path.with_name("channel.json")) in bundle.names]


def _channels(bundle: Bundle) -> list[str]:
    return [name for name in bundle.names if name.lower().endswith(".json")]


def _is_channel(head: bytes) -> bool:
    return b'"guild"' in head and b'"channel"' in head and b'"dateRange"' in head


def _first(bundle: Bundle, name: str, prefix: str) -> dict[str, Any]:
    """What stands at `prefix` of a file, as far as it is an object; reads no further."""
    if name in bundle.names:
        with bundle.open(name) as part:
            found = next(items(part, prefix, name), None)
            return found if isinstance(found, dict) else {}
    return {}


def _guild(fields: Any) -> str:
    return name_of(fields.get("name")) if isinstance(fields, dict) else ""


def _talk(
    bundle: Bundle, name: str, prefix: str, location: str, title: str, read: Callable[[Any], Said | None]
) -> Iterator[Talk | LeftOut]:
    unsaid, broken = Counter[str](), list[LeftOut]()

    def messages() -> Iterator[Said]:
        with bundle.open(name) as part:
            for entry in items(part, prefix, name):
                if isinstance(entry, LeftOut):
                    broken.append(entry)
                    continue
                said = read(entry)
                if said is None:
                    unsaid[NOTICE] += 1
                else:
                    yield said

    yield Talk(location, title, messages(), unsaid)
    yield from broken


def read_own(fields: Any) -> Said | None:
    """A message of a data package; None for what says nothing."""
    if not isinstance(fields, dict):
        return None
    id_ = fields.get("ID")
    attached = sound(fields.get("Attachments")).split()
    captions = tuple(f"file {name_of(PurePosixPath(one.partition('?')[0]).name)}" for one in attached)
    text = sound(fields.get("Contents")).strip()
    if not isinstance(id_, int | str) or not (text or captions):
        return None
    at = timestamp(fields.get("Timestamp"))
    return Said(str(id_), at, "me", text, captions, session="" if at is None else at.date().isoformat())


def read_message(fields: Any) -> Said | None:
    """A message of an exported channel; None for a notice, and for what says nothing."""
    if not isinstance(fields, dict) or name_of(fields.get("type")) not in _SAID:
        return None
    author, attached = fields.get("author"), fields.get("attachments")
    author = author if isinstance(author, dict) else {}
    files = [one for one in attached if isinstance(one, dict)] if isinstance(attached, list) else []
    captions = tuple(f"file {name}" for file in files if (name := name_of(file.get("fileName"))))
    id_, text = name_of(fields.get("id")), sound(fields.get("content")).strip()
    if not id_ or not (text or captions):
        return None
    at = timestamp(fields.get("timestamp"))
    speaker = name_of(author.get("nickname")) or name_of(author.get("name")) or "Deleted user"
    day = "" if at is None else at.date().isoformat()
    return Said(id_, at, speaker, text, captions, session=day, machine=author.get("isBot") is True)
