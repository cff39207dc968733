"""Experts of a mixture: what the router chose is read as whole blocks before it is used; the most used are kept.

How much a block is worth is its number of uses, each counting half after `_HALF_LIFE` tokens (Lee et al., "LRFU: a
spectrum of policies that subsumes the least recently used and least frequently used policies", IEEE Transactions on
Computers 50:12, 2001). Recency alone keeps what a single word brought in, and a prompt, which uses nearly all experts,
would drive out the ones that are used all the time.
"""

from __future__ import annotations

import heapq
import math
import mmap
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from core.inference.gguf_header import Tensor
from core.inference.residency.memory import Memory

_THREADS = 4
_HALF_LIFE = 64.0
"""Tokens. Of random routing 16 to 256 read equally little; a shorter one follows a change of subject sooner."""
_PAGE = mmap.PAGESIZE
_LAYER = re.compile(r"blk\.(\d+)\.")

Block = tuple[int, int]
"""A layer and the number of an expert in it: all of its matrices."""


class Experts:
    """Holds at most `room` bytes of experts. One thread computes, one layer after another."""

    def __init__(self, tensors: Sequence[Tensor], memory: Memory, room: int) -> None:
        """`tensors` have the experts of a layer one after another, along their last dimension."""
        self._memory, self._room = memory, room
        self._layers: dict[str, int] = {}
        self._parts: dict[int, list[Tensor]] = {}
        for tensor in tensors:
            found = _LAYER.match(tensor.name)
            layer = int(found[1]) if found else -1
            self._layers[tensor.name] = layer
            self._parts.setdefault(layer, []).append(tensor)
            memory.piecewise(tensor.offset, tensor.offset + tensor.size)
        self._held: dict[Block, dict[str, Future[None]]] = {}
        self._held_bytes = 0
        self._at_hand: frozenset[Block] = frozenset()
        """What the layer that is being computed uses: it stays, over the room if need be."""
        self._ages = dict.fromkeys(self._parts, 0.0)
        self._worths: dict[Block, float] = {}
        """Logarithms, base 2, of the uses as they count at the beginning: they never have to be aged."""
        self._least: list[tuple[float, Block]] = []
        """A heap of what is held. A worth in it may have grown since; it is looked up when it comes to the top."""
        self._pool = ThreadPoolExecutor(_THREADS, "experts")
        self.read_bytes = self.used_bytes = 0
        """Bytes read from the file, and bytes that passes used."""

    @property
    def held_bytes(self) -> int:
        """Bytes of experts in memory now."""
        return self._held_bytes

    @property
    def there_bytes(self) -> int:
        """Bytes of experts that have been read and are held. May be asked by any thread."""
        held = list(self._held.items())
        return sum(self._size(layer) for (layer, _), parts in held if all(part.done() for part in list(parts.values())))

    def holds(self, name: str) -> bool:
        """Whether a tensor is one of experts."""
        return name in self._layers

    def foresee(self, layer: int, chosen: Mapping[int, int], tokens: int) -> None:
        """Begin to read the experts that the router of a layer chose, each for so many of the pass's `tokens`."""
        if layer not in self._parts:
            return
        self._ages[layer] += tokens / _HALF_LIFE
        for expert, uses in chosen.items():
            block, now = (layer, expert), self._ages[layer] + math.log2(uses)
            less, more = sorted((self._worths.get(block, -math.inf), now))
            self._worths[block] = more + math.log2(1 + 2 ** (less - more))
        self._at_hand = frozenset((layer, expert) for expert in chosen)
        self.used_bytes += len(chosen) * self._size(layer)
        self._fetch(layer, chosen)

    def need(self, name: str, chosen: Sequence[int]) -> None:
        """Wait until these experts' parts of a tensor are in memory; they stay there until the next layer's turn.

        Raises:
            OSError: they cannot be read.
        """
        layer = self._layers[name]
        self._at_hand |= {(layer, expert) for expert in chosen}
        self._fetch(layer, chosen)
        for expert in chosen:
            self._held[layer, expert][name].result()

    def resize(self, room: int) -> None:
        """Hold at most `room` bytes from the next block on."""
        self._room = room

    def close(self) -> None:
        """Wait for what is being read, and read nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _size(self, layer: int) -> int:
        return sum(tensor.size // tensor.shape[-1] for tensor in self._parts[layer])

    def _fetch(self, layer: int, chosen: Iterable[int]) -> None:
        absent = [(layer, expert) for expert in chosen if (layer, expert) not in self._held]
        gone: list[Block] = []
        for block in absent:
            gone += self._make_room(self._size(layer))
            self._held[block] = {}
            self._held_bytes += self._size(layer)
            self.read_bytes += self._size(layer)
            heapq.heappush(self._least, (self._worths.get(block, -math.inf), block))
        leaving = [self._alone(tensor, block) for block in gone for tensor in self._parts[block[0]]]
        # Part by part, as they are used: computing begins while the last ones are read.
        reads = [(tensor, block) for tensor in self._parts[layer] for block in absent]
        for number, (tensor, block) in enumerate(reads):
            some = leaving[number :: len(reads)]
            self._held[block][tensor.name] = self._pool.submit(self._exchange, some, _place(tensor, block))

    def _exchange(self, leaving: Iterable[tuple[int, int]], coming: tuple[int, int]) -> None:
        for each in leaving:
            self._memory.give_back(*each)
        self._memory.fetch(*coming)

    def _make_room(self, size: int) -> list[Block]:
        """Choose the blocks that are worth least: they are to be given back."""
        gone, staying = [], []
        while self._least and self._held_bytes + size > self._room:
            worth, block = heapq.heappop(self._least)
            if (grown := self._worths.get(block, -math.inf)) > worth:
                heapq.heappush(self._least, (grown, block))
            elif block in self._at_hand or not all(part.done() for part in self._held[block].values()):
                staying.append((worth, block))
            else:
                del self._held[block]
                self._held_bytes -= self._size(block[0])
                gone.append(block)
        for each in staying:
            heapq.heappush(self._least, each)
        return gone

    def _alone(self, tensor: Tensor, block: Block) -> tuple[int, int]:
        """Where an expert's matrix lies, with the pages it shares with neighbours that are not held."""
        (layer, expert), (begin, end) = block, _place(tensor, block)
        if expert and (layer, expert - 1) not in self._held:
            begin -= _PAGE - 1
        if expert + 1 < tensor.shape[-1] and (layer, expert + 1) not in self._held:
            end += _PAGE - 1
        return begin, end


def _place(tensor: Tensor, block: Block) -> tuple[int, int]:
    """Where the matrix of an expert lies in the file."""
    size = tensor.size // tensor.shape[-1]
    return tensor.offset + block[1] * size, tensor.offset + (block[1] + 1) * size
