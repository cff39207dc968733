"""Reading conversations: one JSON object a line, one message an object.

A line that cannot be used is reported and left out; the lines around it are read. Nothing is loaded whole, so a
conversation of any length can be read, stopped, and taken up again at a byte offset.
"""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import MachineError, UserError
from core.model import times

LONGEST_LINE = 4 * 1024 * 1024
_LONGEST_NAME = 500
_MOST_CAPTIONS = 100
_LINES_LOOKED_AT = 3
_LOOKED_AT_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """One thing somebody said. `next_byte` is where the next line begins, and `line` counts from 1.

    `machine` says whether an assistant said it, None where only the speaker's name can tell.
    """

    conversation: str
    session: str
    id: str
    time: datetime | None
    speaker: str
    text: str
    captions: tuple[str, ...]
    line: int
    next_byte: int
    machine: bool | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that was left out, with the reason in a sentence. It never holds what the line said."""

    line: int
    reason: str
    next_byte: int


def read_messages(path: Path, start_byte: int = 0, start_line: int = 1) -> Iterator[Message | Broken]:
    """Read the messages of a conversation file in order.

    `start_byte` and `start_line` take a reading up again: the `next_byte` of the last item and the number of the line
    after it. A message that repeats an id with the same text is passed over in silence, one with another text is
    reported; this is known within one reading only.

    Raises:
        MachineError: the file is gone or cannot be read.
    """
    seen: dict[tuple[str, str], bytes] = {}
    try:
        with path.open("rb") as file:
            file.seek(start_byte)
            for number, line, after in _lines(file, start_byte, start_line):
                if number == 1:
                    line = line.removeprefix(codecs.BOM_UTF8)
                if not line.strip():
                    continue
                try:
                    if len(line) > LONGEST_LINE:
                        raise _Unusable(f"the line is longer than {LONGEST_LINE // 1024**2} MB")
                    message = _message(line, path.stem, number, after)
                    if _is_new(message, seen):
                        yield message
                except _Unusable as error:
                    yield Broken(number, f"This line was left out: {error}.", after)
    except OSError as error:
        raise MachineError(
            "This conversation file cannot be read to its end. What was read before is kept; make the file "
            "readable again and repeat the import."
        ) from error


def looks_like_conversation(path: Path) -> bool:
    """Whether one of the first lines of the file is a message. Reads little, and is false for what cannot be read."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            lines = file.read(_LOOKED_AT_BYTES).removeprefix(codecs.BOM_UTF8).splitlines()
    except OSError:
        return False
    for line in [line for line in lines if line.strip()][:_LINES_LOOKED_AT]:
        try:
            _message(line, "", 1, 0)
        except _Unusable:
            continue
        return True
    return False


class _Unusable(Exception):
    """Why a line is no message, as the end of a sentence."""


def _lines(file: BinaryIO, at: int, number: int) -> Iterator[tuple[int, bytes, int]]:
    """Number, bytes and end offset of each line. Of a line that is too long, one byte more than allowed is kept."""
    while line := file.readline(LONGEST_LINE + 1):
        at += len(line)
        while not line.endswith(b"\n") and (more := file.readline(LONGEST_LINE)):
            at += len(more)
            if more.endswith(b"\n"):
                break
        yield number, line, at
        number += 1


def _message(line: bytes, default_conversation: str, number: int, after: int) -> Message:
    try:
        fields = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise _Unusable("it is not UTF-8") from None
    except (ValueError, RecursionError):
        raise _Unusable("it is not a JSON object") from None
    if not isinstance(fields, dict):
        raise _Unusable("it is not a JSON object")
    return Message(
        conversation=_name(fields, "conversation") or default_conversation,
        session=_name(fields, "session"),
        id=_identity(fields),
        time=_time(fields),
        speaker=_name(fields, "speaker", needed=True),
        text=_text(fields),
        captions=_captions(fields),
        line=number,
        next_byte=after,
    )


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _identity(fields: dict[str, Any]) -> str:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _name(fields, "id", needed=True)


def _name(fields: dict[str, Any], key: str, *, needed: bool = False) -> str:
    value = fields.get(key)
    if value is None and not needed:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and not needed:
        value = str(value)  # a session is often a number
    if value is None:
        raise _Unusable(f"“{key}” is missing")
    if not isinstance(value, str):
        raise _Unusable(f"“{key}” is not text")
    value = _sound(value).strip()
    if needed and not value:
        raise _Unusable(f"“{key}” is empty")
    if len(value) > _LONGEST_NAME:
        raise _Unusable(f"“{key}” is longer than {_LONGEST_NAME} characters")
    return value


def _text(fields: dict[str, Any]) -> str:
    value = fields.get("text")
    if value is None:
        raise _Unusable("“text” is missing")
    if not isinstance(value, str):
        raise _Unusable("“text” is not text")
    value = _sound(value)
    # A picture sent without a word is still something that was said.
    if not value.strip() and not fields.get("captions"):
        raise _Unusable("“text” is empty")
    return value


def _time(fields: dict[str, Any]) -> datetime | None:
    value = fields.get("time")
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _Unusable("“time” is not text such as 2024-05-07T13:56")
    try:
        return times.parse(value)
    except UserError:
        raise _Unusable("“time” is not a time such as 2024-05-07T13:56") from None


def _captions(fields: dict[str, Any]) -> tuple[str, ...]:
    value = fields.get("captions")
    if value is None:
        return ()
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(caption, str) for caption in value):
        raise _Unusable("“captions” is not a list of texts")
    if len(value) > _MOST_CAPTIONS:
        raise _Unusable(f"it has more than {_MOST_CAPTIONS} captions")
    return tuple(caption for caption in map(_sound, value) if caption.strip())


def _sound(text: str) -> str:
    """The text without what the vault cannot hold: zeros, and halves of surrogate pairs."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _is_new(message: Message, seen: dict[tuple[str, str], bytes]) -> bool:
    digest = hashlib.blake2b(message.text.encode(), digest_size=16).digest()
    before = seen.get((message.conversation, message.id))
    if before is None:
        seen[message.conversation, message.id] = digest
        return True
    if before != digest:
        raise _Unusable("another message in this file has the same “id” and says something else")
    return False
