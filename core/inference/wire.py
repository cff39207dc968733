"""The message format between Ebb and its children: a length, a JSON header, raw bytes.

A frame is two unsigned 32-bit big-endian lengths (header, payload), the header as UTF-8 JSON, the payload. Nothing is
unpickled on either side.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_LENGTHS = struct.Struct(">II")
_MOST_HEADER = 64 * 1024 * 1024
_MOST_PAYLOAD = 1024 * 1024 * 1024

Header = dict[str, Any]


class Closed(Exception):
    """The other side is gone."""


def send(stream: IO[bytes], header: Header, payload: bytes = b"") -> None:
    """Write one frame and flush it.

    Raises:
        Closed: nobody reads any more.
    """
    text = json.dumps(header, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        stream.write(_LENGTHS.pack(len(text), len(payload)) + text)
        if payload:
            stream.write(payload)
        stream.flush()
    except (OSError, ValueError) as error:
        raise Closed from error


def receive(stream: IO[bytes]) -> tuple[Header, bytes]:
    """Read one frame.

    Raises:
        Closed: the stream ended, or what came is no frame.
    """
    header_length, payload_length = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if header_length > _MOST_HEADER or payload_length > _MOST_PAYLOAD:
        raise Closed
    text = _exactly(stream, header_length)
    try:
        header = json.loads(text.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise Closed from error
    if not isinstance(header, dict):
        raise Closed
    return header, _exactly(stream, payload_length) if payload_length else b""


def _exactly(stream: IO[bytes], count: int) -> bytes:
    parts: list[bytes] = []
    while count:
        try:
            part = stream.read(count)
        except (OSError, ValueError) as error:
            raise Closed from error
        if not part:
            raise Closed
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
