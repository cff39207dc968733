"""Long JSON documents, item by item: whatever their size, one item is held at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from core.transfer.bundle import Unpackable
from core.transfer.importers.talk import LeftOut

LARGEST_ITEM = 128 * 1024 * 1024
_PIECE = 64 * 1024
TOO_LARGE = "One conversation in it is larger than 128 MB. It and what follows it were not read."
BROKEN = "The file is broken from here on: what comes before is read, the rest is not."


class TooLarge(Exception):
    """One item is larger than any conversation."""


class Counting:
    """A stream that stops when too much was read since `item_done`."""

    def __init__(self, part: BinaryIO) -> None:
        self._part, self._read = part, 0

    def read(self, size: int = _PIECE) -> bytes:
        """The next bytes."""
        got = self._part.read(size)
        self._read += len(got)
        if self._read > LARGEST_ITEM:
            raise TooLarge
        return got

    def item_done(self) -> None:
        """Begin to count anew."""
        self._read = 0


def items(part: BinaryIO, prefix: str, where: str) -> Iterator[Any]:
    """The items at `prefix` ("item" for those of an array); where the document breaks off, a `LeftOut` comes last."""
    import ijson  # loads a C library: only who imports something pays for it

    counting = Counting(part)
    try:
        for item in ijson.items(counting, prefix, use_float=True):
            counting.item_done()
            yield item
    except Unpackable as error:
        yield LeftOut(where, str(error))
    except TooLarge:
        yield LeftOut(where, TOO_LARGE)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError, OverflowError):
        yield LeftOut(where, BROKEN)
