"""What a message of electronic mail tells in its headers, and which of its parts are words.

Headers are written by anybody: what cannot be made sense of is taken as it stands, or as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

MOST_PARTS = 500

_REPLIES = re.compile(
    r"^(?:(?:re|aw|wg|fw|fwd|tr|rv|sv|antw|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
)
_REFERENCE = re.compile(r"<[^>\s]{1,250}>")
_MOST_RECIPIENTS = 8
_LONGEST_NAME = 200


class TooManyParts(Exception):
    """A message holds more than `MOST_PARTS`."""


def subject_of(message: Message) -> str:
    """What it is about, without "Re:" and the like, so that what answers it is about the same."""
    return _REPLIES.sub("", header_of(message, "Subject")).strip()


def header_of(message: Message, name: str) -> str:
    """A header on one line, decoded."""
    return _decode(message.get(name) or "")


def _decode(value: object) -> str:
    try:
        text = str(make_header(decode_header(value)))  # type: ignore[arg-type]
    except (HeaderParseError, LookupError, ValueError):
        text = str(value)  # words in an encoding nobody knows
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _people(message: Message, *names: str) -> list[str]:
    """Names, or addresses where there is none, as the headers of these names have them."""
    try:
        found = getaddresses([header_of(message, name) for name in names])
    except ValueError:
        return []
    return [name or address for name, address in found if name or address]


def sender_of(message: Message) -> str:
    """Who wrote it: a name, or an address where there is none."""
    return next(iter(_people(message, "From", "Sender")), "")[:_LONGEST_NAME]


def recipients_of(message: Message) -> str:
    """Who it went to, in a line; the last of many are counted only."""
    people = _people(message, "To", "Cc")
    more = len(people) - _MOST_RECIPIENTS
    return ", ".join(people[:_MOST_RECIPIENTS]) + (f" and {more} more" if more > 0 else "")


def moment_of(message: Message) -> datetime | None:
    """When it was written, on the writer's clock."""
    try:
        moment = parsedate_to_datetime(header_of(message, "Date"))
        moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def attachment_name(part: Message) -> str:
    """What an attachment is called; nothing when the part belongs to the message itself."""
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        name = ""
    name = re.split(r"[/\\]", _decode(name))[-1]
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        return name or (header_of(inner, "Subject") if isinstance(inner, Message) else "") or "message"
    if part.get_content_maintype() == "image" and part.get("Content-ID"):
        return ""  # a picture within the text: mostly a logo
    return name or ("attachment" if part.get_content_disposition() == "attachment" else "")


def answered_by(message: Message) -> set[str]:
    """The identities of the messages that it answers."""
    return set(_REFERENCE.findall(header_of(message, "In-Reply-To") + header_of(message, "References")))


def leaves_of(message: Message) -> Iterator[Message]:
    """The parts of a message, of alternatives the plainest one that holds words; not what is in a mail in it.

    Raises:
        TooManyParts: it holds more than `MOST_PARTS`; those before were given.
    """
    waiting, seen = [message], 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > MOST_PARTS:
            raise TooManyParts
        if part.get_content_type() == "message/rfc822" or not part.is_multipart():
            yield part
            continue
        inside = [child for child in part.get_payload() if isinstance(child, Message)]
        if part.get_content_subtype() == "alternative":
            plainest = [child for child in inside if _says_plainly(child)]
            inside = plainest[:1] or inside[-1:]
        waiting[:0] = inside


def content_of(part: Message) -> bytes:
    """What a part holds, decoded; nothing where it cannot be."""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _says_plainly(part: Message) -> bool:
    return part.get_content_type() == "text/plain" and bool(content_of(part).strip())
