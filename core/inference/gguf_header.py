"""The header of a GGUF file, read within bounds: what the model says of itself, and where each tensor's bytes lie.

A file from the network is not to be believed. Every count is held against the bytes that are there before anything is
read or allocated for it, and every lie is a sentence. Long arrays (a vocabulary) are walked but not kept.
Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3, little-endian.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from core.errors import UserError

MAGIC = b"GGUF"
MOST_TENSORS = 200_000
MOST_KEYS = 20_000
LONGEST_NAME = 65_535
LONGEST_STRING = 16 << 20
LARGEST_HEADER = 512 << 20
LONGEST_CONTEXT = 1 << 26
KEPT_ELEMENTS = 4_096
"""Arrays up to this length are kept; of longer ones only the length is."""
_VERSIONS = (2, 3)
_BUFFER = 1 << 20
_LARGEST_ALIGNMENT = 1 << 20

TYPES: Mapping[int, tuple[str, int, int]] = MappingProxyType(
    {
        0: ("F32", 1, 4),
        1: ("F16", 1, 2),
        2: ("Q4_0", 32, 18),
        3: ("Q4_1", 32, 20),
        6: ("Q5_0", 32, 22),
        7: ("Q5_1", 32, 24),
        8: ("Q8_0", 32, 34),
        10: ("Q2_K", 256, 84),
        11: ("Q3_K", 256, 110),
        12: ("Q4_K", 256, 144),
        13: ("Q5_K", 256, 176),
        14: ("Q6_K", 256, 210),
        15: ("Q8_K", 256, 292),
        16: ("IQ2_XXS", 256, 66),
        17: ("IQ2_XS", 256, 74),
        18: ("IQ3_XXS", 256, 98),
        19: ("IQ1_S", 256, 50),
        20: ("IQ4_NL", 32, 18),
        21: ("IQ3_S", 256, 110),
        22: ("IQ2_S", 256, 82),
        23: ("IQ4_XS", 256, 136),
        24: ("I8", 1, 1),
        25: ("I16", 1, 2),
        26: ("I32", 1, 4),
        27: ("I64", 1, 8),
        28: ("F64", 1, 8),
        29: ("IQ1_M", 256, 56),
        30: ("BF16", 1, 2),
        34: ("TQ1_0", 256, 54),
        35: ("TQ2_0", 256, 66),
        39: ("MXFP4", 32, 17),
        40: ("NVFP4", 64, 36),
        41: ("Q1_0", 128, 18),
    }
)
"""What a tensor's number says: name, weights a block, bytes a block."""

_SCALARS: Mapping[int, str] = MappingProxyType(
    {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
)
_STRING, _ARRAY = 8, 9


class BadModelFile(UserError):
    """The file is not a GGUF model that can be used; the sentence says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Array:
    """An array of the metadata; `values` is empty where it is longer than `KEPT_ELEMENTS`."""

    length: int
    values: tuple[Scalar, ...] = ()


Scalar = int | float | bool | str
Value = Scalar | Array


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor: its `shape`, fastest dimension first, and the `size` bytes at `offset` from the file's start."""

    name: str
    shape: tuple[int, ...]
    type: str
    offset: int
    size: int

    @property
    def weights(self) -> int:
        """How many numbers it holds."""
        return math.prod(self.shape)


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says before its weights. `tensors` are in the order of the file's index."""

    version: int
    metadata: Mapping[str, Value]
    tensors: tuple[Tensor, ...]
    data_offset: int
    file_size: int

    @property
    def architecture(self) -> str:
        """The family of the model, "llama" say; empty where the file does not tell."""
        value = self.metadata.get("general.architecture", "")
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int | None:
        """The whole number kept as `key`, or as `<architecture>.key`; None where there is none."""
        for name in (f"{self.architecture}.{key}", key):
            value = self.metadata.get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                return value
        return None


def read_header(path: Path) -> Header:
    """Read the header of the GGUF file at `path`; the weights are not touched.

    Raises:
        BadModelFile: it is not a GGUF file, is cut short, or says something that cannot be true.
        OSError: it cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb", buffering=_BUFFER) as file:
        return _Reader(file, size, path.name).header()


class _Reader:
    """Reads forward, and never past the end of the file or of what a header may be."""

    def __init__(self, file: BinaryIO, size: int, name: str) -> None:
        self._file, self._size, self._name = file, size, name
        self._position = 0

    def header(self) -> Header:
        if self._size == 0:
            raise self._bad("it is empty")
        if self._take(min(4, self._size)) != MAGIC:
            raise self._bad("it is not a GGUF file")
        version = self._number("<I")
        if version not in _VERSIONS:
            if int.from_bytes(version.to_bytes(4, "little"), "big") in _VERSIONS:
                raise self._bad("it was written for machines of the other byte order")
            raise self._bad(f"its version {version} is not one that can be read (2 and 3 are)")
        tensors, keys = self._number("<Q"), self._number("<Q")
        # The smallest entry: a name of one letter, one dimension of a tensor; a key of one letter, one byte.
        self._count(tensors, MOST_TENSORS, 8 + 1 + 4 + 8 + 4 + 8, "tensors")
        self._count(keys, MOST_KEYS, 8 + 1 + 4 + 1, "entries")
        metadata: dict[str, Value] = {}
        for _ in range(keys):
            key = self._string(LONGEST_NAME)
            if key in metadata:
                raise self._bad(f"it says “{_short(key)}” twice")
            metadata[key] = self._value(key)
        index = [self._tensor() for _ in range(tensors)]
        alignment = metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 0 < alignment <= _LARGEST_ALIGNMENT or alignment % 8:
            raise self._bad("its alignment makes no sense")
        start = -(-self._position // alignment) * alignment
        placed = tuple(self._place(tensor, start, alignment) for tensor in index)
        self._apart(placed)
        header = Header(version, MappingProxyType(metadata), placed, start, self._size)
        self._believe(header)
        return header

    def _believe(self, header: Header) -> None:
        """Refuse what llama.cpp would take at its word, and end its process over."""
        layers, context = header.number("block_count"), header.number("context_length")
        if context is not None and context > LONGEST_CONTEXT:
            raise self._bad(f"it claims to read {context} tokens at once")
        if layers is None or (header.number("split.count") or 1) > 1:
            return
        named = [tensor.name for tensor in header.tensors if tensor.name.startswith("blk.")]
        if layers < 1 or (named and not any(name.startswith(f"blk.{layers - 1}.") for name in named)):
            raise self._bad(f"it claims to have {layers} layers, and has others")

    def _value(self, key: str) -> Value:
        kind = self._number("<I")
        if kind == _STRING:
            return self._string(LONGEST_STRING)
        if kind == _ARRAY:
            return self._array(key)
        if kind not in _SCALARS:
            raise self._bad(f"“{_short(key)}” is of an unknown kind ({kind})")
        return self._scalar(_SCALARS[kind])

    def _array(self, key: str) -> Array:
        kind, length = self._number("<I"), self._number("<Q")
        if kind != _STRING and kind not in _SCALARS:
            raise self._bad(f"“{_short(key)}” is a list of an unknown kind ({kind})")
        width = 8 if kind == _STRING else struct.calcsize(_SCALARS[kind])
        self._count(length, LARGEST_HEADER // width, width, f"elements of “{_short(key)}”")
        if length > KEPT_ELEMENTS:
            if kind == _STRING:
                for _ in range(length):
                    self._skip(self._number("<Q"))
            else:
                self._skip(length * width)
            return Array(length)
        if kind == _STRING:
            return Array(length, tuple(self._string(LONGEST_STRING) for _ in range(length)))
        return Array(length, tuple(self._scalar(_SCALARS[kind]) for _ in range(length)))

    def _tensor(self) -> Tensor:
        """One entry of the index; its offset is still counted from the first weight, its size is not known to fit."""
        name = self._string(LONGEST_NAME)
        dimensions = self._number("<I")
        if not 1 <= dimensions <= 4:
            raise self._bad(f"the tensor “{_short(name)}” has {dimensions} dimensions")
        shape = tuple(self._number("<Q") for _ in range(dimensions))
        kind, offset = self._number("<I"), self._number("<Q")
        if kind not in TYPES:
            raise self._bad(f"the weights of “{_short(name)}” are of an unknown type ({kind})")
        called, block, size = TYPES[kind]
        if not all(shape) or shape[0] % block:
            raise self._bad(f"the tensor “{_short(name)}” cannot have the shape {'×'.join(map(str, shape))}")
        return Tensor(name, shape, called, offset, math.prod(shape) // block * size)

    def _place(self, tensor: Tensor, start: int, alignment: int) -> Tensor:
        if tensor.offset % alignment:
            raise self._bad(f"the tensor “{_short(tensor.name)}” does not begin where one may")
        if start + tensor.offset + tensor.size > self._size:
            raise self._bad(f"it is cut short: the tensor “{_short(tensor.name)}” ends beyond the file")
        return Tensor(tensor.name, tensor.shape, tensor.type, start + tensor.offset, tensor.size)

    def _apart(self, tensors: tuple[Tensor, ...]) -> None:
        """Make sure that no two tensors have a name or a byte in common."""
        if len({tensor.name for tensor in tensors}) < len(tensors):
            raise self._bad("two of its tensors have the same name")
        end = 0
        for tensor in sorted(tensors, key=lambda one: one.offset):
            if tensor.offset < end:
                raise self._bad(f"the tensor “{_short(tensor.name)}” lies over another")
            end = tensor.offset + tensor.size

    def _count(self, count: int, most: int, width: int, what: str) -> None:
        if count > most:
            raise self._bad(f"it claims to have {count} {what}")
        if count * width > self._size - self._position:
            raise self._bad(f"it is cut short: there is no room for {count} {what}")

    def _string(self, longest: int) -> str:
        length = self._number("<Q")
        if length > longest:
            raise self._bad(f"it claims to have a text of {length} bytes")
        return self._take(length).decode("utf-8", "replace")

    def _number(self, form: str) -> int:
        return int(self._scalar(form))

    def _scalar(self, form: str) -> int | float | bool:
        value: int | float | bool = struct.unpack(form, self._take(struct.calcsize(form)))[0]
        return value

    def _skip(self, length: int) -> None:
        self._room(length)
        self._file.seek(length, 1)

    def _take(self, length: int) -> bytes:
        self._room(length)
        taken = self._file.read(length)
        if len(taken) < length:  # it was cut while it was read
            raise self._bad("it is cut short")
        return taken

    def _room(self, length: int) -> None:
        if length > self._size - self._position:
            raise self._bad("it is cut short")
        self._position += length
        if self._position > LARGEST_HEADER:
            raise self._bad("its header does not end")

    def _bad(self, what: str) -> BadModelFile:
        return BadModelFile(f"{self._name} cannot be used as a model: {what}.")


def _short(name: str) -> str:
    """A name from the file that is safe to show: printable, and not long."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain if len(plain) <= 64 else plain[:63] + "…"
