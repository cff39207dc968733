"""Experts of a mixture: what the router chose is read as whole blocks before it is used; what was used last is kept."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from core.inference.gguf_header import Tensor
from core.inference.residency.memory import Memory

_THREADS = 4
_LAYER = re.compile(r"blk\.(\d+)\.")

Block = tuple[int, int]
"""A layer and the number of an expert in it: all of its matrices."""


class Experts:
    """Holds at most `room` bytes of experts, the ones used last. One thread computes."""

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
        self._held: OrderedDict[Block, Future[None]] = OrderedDict()
        self._held_bytes = 0
        self._used: Counter[Block] = Counter()
        self._pool = ThreadPoolExecutor(_THREADS, "experts")
        self.read_bytes = self.used_bytes = 0
        """Bytes read from the file, and bytes that passes used."""

    @property
    def held_bytes(self) -> int:
        """Bytes of experts in memory now."""
        return self._held_bytes

    def holds(self, name: str) -> bool:
        """Whether a tensor is one of experts."""
        return name in self._layers

    def foresee(self, layer: int, chosen: Iterable[int]) -> None:
        """Begin to read the experts that the router of a layer chose."""
        for expert in chosen:
            block = (layer, int(expert))
            if layer in self._parts and block not in self._held:
                size = self._size(layer)
                self._make_room(size)
                self._held[block] = self._pool.submit(self._read, block)
                self._held_bytes += size
                self.read_bytes += size
            elif block in self._held:
                self._held.move_to_end(block)

    def need(self, name: str, chosen: Sequence[int]) -> None:
        """Wait until these experts are in memory, and leave them there until `done`.

        Raises:
            OSError: they cannot be read.
        """
        layer = self._layers[name]
        blocks = [(layer, int(expert)) for expert in chosen]
        self._used.update(blocks)
        self.foresee(layer, chosen)
        self.used_bytes += len(blocks) * self._size(layer) // len(self._parts[layer])
        for block in blocks:
            self._held[block].result()

    def done(self, name: str, chosen: Sequence[int]) -> None:
        """Say that these experts were used."""
        for expert in chosen:
            block = (self._layers[name], int(expert))
            self._used[block] -= 1
            if self._used[block] <= 0:
                del self._used[block]

    def resize(self, room: int) -> None:
        """Hold at most `room` bytes from the next block on."""
        self._room = room

    def close(self) -> None:
        """Wait for what is being read, and read nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _size(self, layer: int) -> int:
        return sum(tensor.size // tensor.shape[-1] for tensor in self._parts[layer])

    def _read(self, block: Block) -> None:
        for begin, end in self._places(block):
            self._memory.fetch(begin, end)

    def _places(self, block: Block) -> list[tuple[int, int]]:
        layer, expert = block
        sizes = [(tensor.offset, tensor.size // tensor.shape[-1]) for tensor in self._parts[layer]]
        return [(offset + expert * size, offset + (expert + 1) * size) for offset, size in sizes]

    def _make_room(self, size: int) -> None:
        """Give back the blocks that were not used for longest; what is in use stays, over the room if need be."""
        for block in list(self._held):
            if self._held_bytes + size <= self._room:
                return
            if self._used[block] > 0 or not self._held[block].done():
                continue
            del self._held[block]
            self._held_bytes -= self._size(block[0])
            for begin, end in self._places(block):
                self._memory.give_back(begin, end)
