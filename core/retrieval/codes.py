"""The codes of all memories, in memory: which vectors may be near a question's, without reading one from the vault.

Three steps, each on fewer memories than the one before: the signs of all codes are compared with the question's (a
count of differing bits), the best per cent by both bits, and the best of these by both bits and the question's own
numbers. What is chosen is then compared exactly, with vectors from the vault. On vectors like MiniLM's (300,000), 100
candidates held 99.8 % of the ten nearest; neither centring nor rotating them before they are coded made that better.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import apsw
import numpy as np
from numpy.typing import NDArray

from core.retrieval.scope import EVERYTHING, Scope
from core.store import codes
from core.store.codes import CHUNK, Chunk, Codes
from core.store.vectors import Space

_CHUNKS = 16
_PLACES = _CHUNKS * CHUNK
_LEAST_COMPARED, _MOST_COMPARED, _COMPARED_SHARE, _ESTIMATED = 2048, 10_000, 100, 640
_WORDS_A_BYTE = 3
"""The bits of three words are the most that can be counted in one byte."""
_NOWHERE = 1 << 15
_STEP = 16
_HANDS, _WORTH_SHARING = 2, 8
_LARGE = 4.0
"""How much larger the large numbers of a vector are, on average, than the small ones: 3.9 when normally distributed."""


@dataclass(frozen=True, slots=True)
class Block:
    """The codes of some chunks, laid out for comparing. Never written to once it is published.

    `absent` is 0 where a memory is, and further than any distance where none is. `signs` has a row for each word of the
    signs, for comparing all of them; `codes` a row for each memory, for looking at one.
    """

    chunks: NDArray[np.int64]
    absent: NDArray[np.uint16]
    signs: NDArray[np.uint64]
    codes: NDArray[np.uint64]

    @classmethod
    def empty(cls, words: int) -> Block:
        """Room for some chunks, with nothing in it."""
        return cls(
            np.full(_CHUNKS, -1, np.int64),
            np.full(_PLACES, _NOWHERE, np.uint16),
            np.zeros((words, _PLACES), np.uint64),
            np.zeros((_PLACES, 2, words), np.uint64),
        )

    def copy(self) -> Block:
        """The same, to be written to."""
        return Block(self.chunks.copy(), self.absent.copy(), self.signs.copy(), self.codes.copy())

    def take(self, place: int, chunk: Chunk) -> None:
        """Write a chunk in its place."""
        here = slice(place * CHUNK, (place + 1) * CHUNK)
        self.chunks[place] = chunk.number
        self.absent[here] = np.where(chunk.present, 0, _NOWHERE)
        self.signs[:, here] = chunk.codes[:, 0].T
        self.codes[here] = chunk.codes

    def ids(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The memory ids at these rows."""
        return self.chunks[rows // CHUNK] * CHUNK + rows % CHUNK


class CodeIndex:
    """Follows the codes of one vault, whoever writes them. Safe to use from several threads.

    `changed` is told the number of each chunk that was read anew.
    """

    def __init__(self, changed: Callable[[int], None] | None = None) -> None:
        self._changed = changed or (lambda number: None)
        self._lock = threading.Lock()
        self._space: Space | None = None
        self._seen = 0
        self._places: dict[int, int] = {}
        self._blocks: tuple[Block, ...] = ()
        self._size = 0
        # numpy lets go of the interpreter while it counts. A thread is only started when there is work for it.
        self._hands = ThreadPoolExecutor(_HANDS, "codes")

    @property
    def size(self) -> int:
        """How many memories have a code."""
        return self._size

    @property
    def bytes(self) -> int:
        """What the codes take in memory."""
        arrays = (part for block in self._blocks for part in (block.chunks, block.absent, block.signs, block.codes))
        return sum(part.nbytes for part in arrays)

    def follow(self, connection: apsw.Connection, space: Space) -> None:
        """Read what changed since the last time; everything, the first time and after a change of space.

        Whoever comes while another thread reads waits for it.
        """
        with self._lock:
            if self._space != space:
                self._forget()
                self._space = space
            newest = codes.newest_change(connection, space.id)
            if newest > self._seen:
                self._read(connection, space)
                self._seen = newest

    def forget(self) -> None:
        """Let go of everything, until `follow` is called again."""
        with self._lock:
            self._forget()

    def nearest(
        self, query: NDArray[np.float32], count: int, scope: Scope = EVERYTHING
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The memories in `scope` that seem nearest to a unit vector: ids and estimated cosines, best first.

        At least about `count` of them, or all there are.
        """
        blocks = self._blocks
        if not blocks:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        asked = codes.encode(query[None])[0]
        compared = min(_MOST_COMPARED, max(_LEAST_COMPARED, len(blocks) * _PLACES // _COMPARED_SHARE))
        distances = self._distances(blocks, asked[0])
        if scope.limits:
            self._leave(scope, distances)
        rows = _closest(distances, max(count, compared))
        if not len(rows):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        ids, found = _gather(blocks, rows)
        kept = max(count, _ESTIMATED)
        if len(ids) > kept:
            best = np.argpartition(-_agreement(found, asked, len(query)), kept - 1)[:kept]
            ids, found = ids[best], found[best]
        estimate = _estimate(found, query)
        order = np.argsort(-estimate, kind="stable")
        return ids[order], estimate[order]

    def roughly(self, ids: Sequence[int], dimension: int) -> NDArray[np.float32]:
        """The vectors of `ids` as far as their codes tell, shape (len(ids), dimension); zeros where there is none."""
        blocks, result = self._blocks, np.zeros((len(ids), dimension), np.float32)
        wanted = np.asarray(ids, np.int64)
        rows = self._rows_of(wanted, len(blocks) * _PLACES)
        order = np.argsort(rows)
        order = order[rows[order] >= 0]
        if len(order):
            known, found = _gather(blocks, rows[order])
            here = (known == wanted[order]) & found.any(axis=(1, 2))
            result[order[here]] = _decode(found[here], dimension)
        return result

    def _rows_of(self, ids: NDArray[np.int64], end: int) -> NDArray[np.int64]:
        """The places of memories among those before `end`; -1 for what has none."""
        chunks, which = np.unique(ids // CHUNK, return_inverse=True)
        place = np.fromiter((self._places.get(chunk, -1) for chunk in chunks.tolist()), np.int64, len(chunks))[which]
        rows = place * CHUNK + ids % CHUNK
        return np.where((place >= 0) & (rows < end), rows, -1)

    def _leave(self, scope: Scope, distances: NDArray[np.uint16]) -> None:
        """Put what is not in scope further away than anything."""
        rows = self._rows_of(scope.ids, len(distances))
        rows = rows[rows >= 0]
        kept = distances[rows]
        distances[slice(None) if scope.only else rows] = _NOWHERE
        if scope.only:
            distances[rows] = kept

    def _distances(self, blocks: tuple[Block, ...], signs: NDArray[np.uint64]) -> NDArray[np.uint16]:
        """How many bits of each code differ, block after block."""
        result = np.empty((len(blocks), _PLACES), np.uint16)

        def count(first: int) -> None:
            for number in range(first, len(blocks), _HANDS):
                _distance(blocks[number], signs, result[number])

        if len(blocks) < _WORTH_SHARING:
            for hand in range(_HANDS):
                count(hand)
        else:
            list(self._hands.map(count, range(_HANDS)))
        return result.reshape(-1)

    def _forget(self) -> None:
        self._space, self._seen, self._places, self._blocks, self._size = None, 0, {}, (), 0

    def _read(self, connection: apsw.Connection, space: Space) -> None:
        blocks = list(self._blocks)
        fresh: set[int] = set()
        for chunk in codes.changed_chunks(connection, space.id, space.dimension, self._seen):
            self._changed(chunk.number)
            if chunk.number not in self._places and not chunk.present.any():
                continue
            place = self._places.setdefault(chunk.number, len(self._places))
            number = place // _CHUNKS
            if number == len(blocks):
                blocks.append(Block.empty(codes.words_of(space.dimension)))
            elif number not in fresh:
                blocks[number] = blocks[number].copy()
            fresh.add(number)
            blocks[number].take(place % _CHUNKS, chunk)
        self._blocks = tuple(blocks)
        self._size = sum(int((block.absent == 0).sum()) for block in blocks)


def _closest(distance: NDArray[np.uint16], count: int) -> NDArray[np.int64]:
    """The places of about `count` codes with the fewest bits that differ, in order of place."""
    # Sorting a million takes as long as counting their bits; where the best begin, every sixteenth tells.
    step = max(1, min(_STEP, len(distance) // _PLACES))
    sample = distance[::step]
    last = min(len(sample), max(1, count // step)) - 1
    return np.flatnonzero(distance <= min(_NOWHERE - 1, int(np.partition(sample, last)[last])))


def _distance(block: Block, signs: NDArray[np.uint64], total: NDArray[np.uint16]) -> None:
    """Count into `total` how many bits of each code differ; `_NOWHERE` and more where there is none."""
    differing, bits = np.empty(_PLACES, np.uint64), np.empty(_PLACES, np.uint8)
    few = np.empty(_PLACES, np.uint8)
    total[:] = block.absent
    for first in range(0, len(signs), _WORDS_A_BYTE):
        few[:] = 0
        for word in range(first, min(first + _WORDS_A_BYTE, len(signs))):
            np.bitwise_xor(block.signs[word], signs[word], out=differing)
            np.bitwise_count(differing, out=bits)
            np.add(few, bits, out=few)
        np.add(total, few, out=total)


def _gather(blocks: tuple[Block, ...], rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Codes]:
    """The ids and codes at these places, which are in order."""
    ids, found = np.empty(len(rows), np.int64), np.empty((len(rows), *blocks[0].codes.shape[1:]), np.uint64)
    ends = np.searchsorted(rows, np.arange(1, len(blocks) + 1) * _PLACES).tolist()
    first = 0
    for number, (block, end) in enumerate(zip(blocks, ends, strict=True)):
        here = rows[first:end] - number * _PLACES
        ids[first:end] = block.ids(here)
        found[first:end] = block.codes[here]
        first = end
    return ids, found


def _agreement(found: Codes, asked: NDArray[np.uint64], dimension: int) -> NDArray[np.float64]:
    """A rough cosine of coded vectors with a coded question: what agrees less what does not, by how large both are."""
    signs, size = np.ascontiguousarray(found.transpose(1, 2, 0))
    differ, mine = signs ^ asked[0][:, None], asked[1][:, None]
    both, one = size & mine, size ^ mine
    in_both, in_one = _bits(both), _bits(one)
    wrong, wrong_both, wrong_one = _bits(differ), _bits(differ & both), _bits(differ & one)
    small = (dimension - in_both - in_one) - 2 * (wrong - wrong_both - wrong_one)
    total = _LARGE**2 * (in_both - 2 * wrong_both) + _LARGE * (in_one - 2 * wrong_one) + small
    return np.asarray(total / np.sqrt(dimension + (_LARGE**2 - 1) * _bits(size)), np.float64)


def _bits(words: NDArray[np.uint64]) -> NDArray[np.int32]:
    return np.asarray(np.bitwise_count(words).sum(axis=0, dtype=np.int32))


def _estimate(found: Codes, query: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosines of coded vectors with a unit vector."""
    return np.asarray(_decode(found, len(query)) @ query, np.float32)


def _decode(found: Codes, dimension: int) -> NDArray[np.float32]:
    """Unit vectors that have these codes, shape (n, dimension): each number as large as those of its kind are."""
    bits = np.unpackbits(found.view(np.uint8).reshape(len(found), 2, -1), axis=2, count=dimension).view(np.int8)
    numbers = (2 * bits[:, 0] - 1) * (1 + np.int8(_LARGE - 1) * bits[:, 1])
    length = np.sqrt(dimension + (_LARGE**2 - 1) * _bits(found[:, 1].T))
    return np.asarray(numbers / length[:, None].astype(np.float32), np.float32)
