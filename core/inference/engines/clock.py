"""The clock of a pass: llama.cpp's evaluation callback, and which weights a node of its graph works on.

llama.cpp asks about every node before it computes it. Where the node uses weights that are not kept, the answer waits
until they are there; after it they are given back. Nothing of llama.cpp is changed or copied.
"""

from __future__ import annotations

import bisect
import ctypes
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from core.inference.gguf_header import Tensor
from core.inference.residency.experts import Experts
from core.inference.residency.memory import Region
from core.inference.residency.stream import Stream

_SHAPE, _STRIDES, _SOURCES, _DATA, _NAME = 16, 48, 152, 248, 256
"""Where the fields of `struct ggml_tensor` lie (ggml.h); held against ggml's own functions before they are used."""
_WORD = 8
_CHOSEN = b"ffn_moe_topk-"
"""What llama.cpp calls the node that holds the router's choice; the layer's number follows."""
_IDS = 2
"""Which source of a product with experts says which ones."""


class Unknown(Exception):
    """ggml's tensors do not look as they do in the versions this was written for."""


class Clock:
    """Hears every node of a pass, and tells the stream and the experts. Does nothing before `follow`."""

    def __init__(self) -> None:
        self.callback = llama_cpp.ggml_backend_sched_eval_callback(self._hear)
        self.failure: Exception | None = None
        """What went wrong inside the callback, from which nothing can be raised: look after each pass."""
        self._stream: Stream | None = None
        self._experts: Experts | None = None
        self._region = Region(0, 0, 0)
        self._tensors: list[Tensor] = []
        self._begins: list[int] = []
        self._known: dict[int, Tensor | None] = {}
        self._checked = False
        self._finish: Callable[[], None] | None = None
        """Says that the weights of the node that is being computed were used."""

    def follow(self, region: Region, tensors: Sequence[Tensor], stream: Stream, experts: Experts | None) -> None:
        """Tell `stream` and `experts` from now on; the weights of `tensors` lie in `region`."""
        self._region, self._stream, self._experts = region, stream, experts
        self._tensors = sorted(tensors, key=lambda tensor: tensor.offset)
        self._begins = [tensor.offset for tensor in self._tensors]
        self._known.clear()

    def rest(self) -> None:
        """Tell nobody any more."""
        self._stream = self._experts = None

    def _hear(self, node: int, asked: bool, _: Any) -> bool:
        """Answer llama.cpp. Asked: whether it should stop after this node. Otherwise: whether to go on."""
        if self._stream is None or self.failure is not None:
            return not asked
        try:
            return self._before(node, self._stream) if asked else self._after(node)
        except Exception as error:  # noqa: BLE001  kept for the engine, which raises it
            self.failure = error
            return not asked

    def _before(self, node: int, stream: Stream) -> bool:
        weights = self._weights(node)
        if weights is None:
            return self._experts is not None and _layer_of_choice(node) is not None
        self._end()  # a pass that was stopped leaves its last node open
        if self._experts is not None and self._experts.holds(weights.name):
            self._experts.need(weights.name, _chosen(node))
            return True
        if not stream.streams(weights.name):
            return False
        self._finish = partial(stream.done, weights.name)
        stream.need(weights.name)
        return True

    def _after(self, node: int) -> bool:
        if self._experts is not None and (layer := _layer_of_choice(node)) is not None:
            numbers = _whole_numbers(node)
            self._experts.foresee(layer, Counter(numbers.ravel().tolist()), len(numbers))
        self._end()
        return True

    def _end(self) -> None:
        finish, self._finish = self._finish, None
        if finish is not None:
            finish()

    def _weights(self, node: int) -> Tensor | None:
        """The tensor of the file that a node multiplies by, if any is followed."""
        source = _pointer(node + _SOURCES)
        if source is None:
            return None
        if source not in self._known:
            if not self._checked:
                _check(node)
                self._checked = True
            self._known[source] = self._look_up(source)
        return self._known[source]

    def _look_up(self, source: int) -> Tensor | None:
        data = _pointer(source + _DATA)
        if data is None:
            return None
        place = bisect.bisect_right(self._begins, data - self._region.base) - 1
        # By name, too: the graph's own tensors come and go at the same addresses, the weights stay.
        if place < 0 or self._tensors[place].name != ctypes.string_at(source + _NAME).decode("utf-8", "replace"):
            return None
        assert self._stream is not None
        name = self._tensors[place].name
        followed = self._stream.knows(name) or (self._experts is not None and self._experts.holds(name))
        return self._tensors[place] if followed else None


def _check(node: int) -> None:
    """Make sure that the fields lie where they are looked for.

    Raises:
        Unknown: they do not.
    """
    ggml = llama_cpp.llama_cpp._lib
    for name in ("ggml_get_name", "ggml_get_data"):
        getattr(ggml, name).restype, getattr(ggml, name).argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    if ggml.ggml_get_name(node) != node + _NAME or ggml.ggml_get_data(node) != _pointer(node + _DATA):
        raise Unknown


def _pointer(address: int) -> int | None:
    return ctypes.c_void_p.from_address(address).value


def _layer_of_choice(node: int) -> int | None:
    """The layer whose router's choice this node holds; None where it holds something else."""
    if ctypes.string_at(node + _NAME, len(_CHOSEN)) != _CHOSEN:
        return None
    number = ctypes.string_at(node + _NAME + len(_CHOSEN))
    return int(number) if number.isdigit() else None


def _chosen(node: int) -> list[int]:
    """The numbers of the experts that a product with experts uses."""
    ids = _pointer(node + _SOURCES + _WORD * _IDS)
    return [] if ids is None else np.unique(_whole_numbers(ids)).tolist()


def _whole_numbers(tensor: int) -> NDArray[np.int32]:
    """The values of a computed matrix of 32-bit whole numbers, a row for each token."""
    columns, rows = (ctypes.c_int64.from_address(tensor + _SHAPE + _WORD * axis).value for axis in (0, 1))
    stride = ctypes.c_size_t.from_address(tensor + _STRIDES + _WORD).value
    data = _pointer(tensor + _DATA)
    if data is None or not columns or not rows:
        return np.empty((0, 0), np.int32)
    raw = [np.frombuffer(ctypes.string_at(data + row * stride, columns * 4), np.int32) for row in range(rows)]
    return np.stack(raw)
