"""Telegram Desktop: Export chat history, or Settings, Advanced, Export Telegram data; as JSON.

`result.json`: one chat with its `messages`, or all chats in `chats.list`. Telegram documents the export only by its
program (github.com/telegramdesktop/tdesktop, export_output_json.cpp); this follows public descriptions (tg-parser,
docs/TELEGRAM_FORMAT.md), read in November 2026.

A chat may be as long as a life, so it is read message by message. What was forwarded is the word of whom it was
forwarded from. Notices of the app are counted and left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from core.transfer.bundle import Bundle, Unpackable
from core.transfer.importers.json_parts import BROKEN, TOO_LARGE, Counting, TooLarge
from core.transfer.importers.talk import LeftOut, Said, Talk, moment, name_of, sound, timestamp

NOTICE = "notices of the app"

_CHATS = {"": "", "chats.list.item": "chats.list.item.", "left_chats.list.item": "left_chats.list.item."}
_ABOUT = {f"{below}{name}": name for below in _CHATS.values() for name in ("name", "type", "id")}
_MESSAGES = {f"{below}messages" for below in _CHATS.values()}
_NAMED = {"saved_messages": "Saved messages"}
_MEDIA = {
    "photo": "photo", "location_information": "location", "contact_information": "contact", "place_name": "place",
}  # fmt: skip


class Telegram:
    """See `Importer`."""

    product = "Telegram"

    def recognises(self, bundle: Bundle) -> bool:
        return any(_is_export(bundle.head(name)) for name in _files(bundle)[:3])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in _files(bundle):
            if _is_export(bundle.head(name)):
                with bundle.open(name) as part:
                    yield from _Reading(Counting(part), name).talks()


def _files(bundle: Bundle) -> list[str]:
    if bundle.path.is_file() and bundle.names == [bundle.path.name]:
        return [name for name in bundle.names if name.lower().endswith(".json")]
    return [name for name in bundle.names if PurePath(name).name.lower() == "result.json"]


def _is_export(head: bytes) -> bool:
    one = b'"messages"' in head and b'"type"' in head and b'"date"' in head
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and (one or b'"personal_information"' in head)


class _Reading:
    """One file, as the events of its JSON."""

    def __init__(self, counting: Counting, where: str) -> None:
        import ijson  # loads a C library: only who imports something pays for it

        self._ijson, self._counting, self._where = ijson, counting, where
        self._events: Iterator[tuple[str, str, Any]] = ijson.parse(counting, use_float=True)
        self._broken: LeftOut | None = None

    def talks(self) -> Iterator[Talk | LeftOut]:
        about: dict[str, Any] = {}
        for prefix, event, value in self._next():
            if prefix in _CHATS and event == "start_map":
                about = {}
            elif prefix in _ABOUT and event in ("string", "number"):
                about[_ABOUT[prefix]] = value
            elif prefix in _MESSAGES and event == "start_array":
                talk = self._talk(about, prefix)
                yield talk
                for _ in talk.messages:  # what nobody wanted to hear is passed over
                    pass
        if self._broken is not None:
            yield self._broken

    def _next(self) -> Iterator[tuple[str, str, Any]]:
        """The events; where they break off, that is noted and they end."""
        try:
            yield from self._events
        except Unpackable as error:
            self._broken = LeftOut(self._where, str(error))
        except TooLarge:
            self._broken = LeftOut(self._where, TOO_LARGE)
        except (self._ijson.JSONError, UnicodeDecodeError, OverflowError):
            self._broken = LeftOut(self._where, BROKEN)

    def _talk(self, about: dict[str, Any], prefix: str) -> Talk:
        title = name_of(about.get("name")) or _NAMED.get(name_of(about.get("type")), "Telegram")
        id_ = about.get("id")
        location = f"telegram:{id_ if isinstance(id_, int) else title}"
        unsaid = Counter[str]()
        return Talk(location, title, self._messages(prefix, unsaid), unsaid)

    def _messages(self, prefix: str, unsaid: Counter[str]) -> Iterator[Said]:
        item, builder = f"{prefix}.item", None
        for here, event, value in self._next():
            if here == prefix and event == "end_array":
                return
            if here == item and event == "start_map":
                builder = self._ijson.ObjectBuilder()
            if builder is not None:
                builder.event(event, value)
            if here == item and event == "end_map" and builder is not None:
                self._counting.item_done()
                said = read_message(builder.value)
                builder = None
                if said is None:
                    unsaid[NOTICE] += 1
                else:
                    yield said


def read_message(fields: Any) -> Said | None:
    """One message; None for a notice, and for what says nothing."""
    if not isinstance(fields, dict) or fields.get("type") != "message" or not isinstance(fields.get("id"), int):
        return None
    text, captions = _words(fields.get("text")), _captions(fields)
    if not text and not captions:
        return None
    at = moment(fields.get("date_unixtime")) or timestamp(fields.get("date"))
    speaker = name_of(fields.get("from")) or "Deleted account"
    if "forwarded_from" in fields:
        captions = (*captions, f"forwarded by {speaker}")
        speaker = name_of(fields["forwarded_from"]) or "Somebody"
    day = "" if at is None else at.date().isoformat()
    return Said(str(fields["id"]), at, speaker, text, captions, session=day)


def _words(text: Any) -> str:
    """Plain text, or pieces of it, of which some are links, names, bold."""
    pieces = text if isinstance(text, list) else [text]
    said = (piece.get("text") if isinstance(piece, dict) else piece for piece in pieces)
    return "".join(map(sound, said)).strip()


def _captions(fields: dict[str, Any]) -> tuple[str, ...]:
    found = [said for key, said in _MEDIA.items() if fields.get(key)]
    if fields.get("file"):
        kind = name_of(fields.get("media_type")).replace("_", " ") or "file"
        found.append(f"{kind} {name_of(fields.get('file_name')) or name_of(fields.get('sticker_emoji'))}".strip())
    poll = fields.get("poll")
    if isinstance(poll, dict):
        found.append(f"poll: {name_of(poll.get('question'))}")
    return tuple(found)
