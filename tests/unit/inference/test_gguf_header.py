"""A GGUF header is read as it was written, and no lie in it is believed."""

from __future__ import annotations

import struct
import tracemalloc
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.gguf_header import KEPT_ELEMENTS, TYPES, Array, BadModelFile, Header, read_header
from core.inference.models import find_model

_NUMBERS = {called: number for number, (called, _, _) in TYPES.items()}


def _text(words: str | bytes) -> bytes:
    raw = words.encode() if isinstance(words, str) else words
    return struct.pack("<Q", len(raw)) + raw


class Long(int):
    """A text that claims to have so many bytes."""


def _entry(key: str, value: object) -> bytes:
    if isinstance(value, Long):
        return _text(key) + struct.pack("<IQ", 8, value)
    if isinstance(value, str):
        return _text(key) + struct.pack("<I", 8) + _text(value)
    if isinstance(value, float):
        return _text(key) + struct.pack("<Id", 12, value)
    if isinstance(value, list):
        if value and isinstance(value[0], str):
            return _text(key) + struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(_text, value))
        return _text(key) + struct.pack(f"<IIQ{len(value)}I", 9, 4, len(value), *value)
    return _text(key) + struct.pack("<IQ", 10, value)


@dataclass
class Made:
    """A GGUF file in the making. Each part can be replaced by a lie."""

    tensors: list[tuple[str, tuple[int, ...], str]] = field(default_factory=list)
    metadata: dict[str, object] = field(default_factory=lambda: {"general.architecture": "llama"})
    magic: bytes = b"GGUF"
    version: int = 3
    tensor_count: int | None = None
    key_count: int | None = None
    offsets: list[int] | None = None

    def header(self) -> bytes:
        count = len(self.tensors) if self.tensor_count is None else self.tensor_count
        keys = len(self.metadata) if self.key_count is None else self.key_count
        parts = [self.magic, struct.pack("<IQQ", self.version, count, keys)]
        parts += [_entry(key, value) for key, value in self.metadata.items()]
        offset = 0
        for place, (name, shape, kind) in enumerate(self.tensors):
            at = offset if self.offsets is None else self.offsets[place]
            parts.append(_text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape))
            parts.append(struct.pack("<IQ", _NUMBERS.get(kind, 99), at))
            offset += -(-self._bytes(shape, kind) // 32) * 32
        return b"".join(parts)

    def whole(self) -> bytes:
        header = self.header()
        header += bytes(-len(header) % 32)
        weights = sum(-(-self._bytes(shape, kind) // 32) * 32 for _, shape, kind in self.tensors)
        return header + bytes(weights)

    @staticmethod
    def _bytes(shape: tuple[int, ...], kind: str) -> int:
        _, block, size = TYPES[_NUMBERS.get(kind, 0)]
        weights = 1
        for dimension in shape:
            weights *= dimension
        return weights // block * size


def _read(folder: Path, raw: bytes) -> Header:
    path = folder / "model.gguf"
    path.write_bytes(raw)
    return read_header(path)


_LETTERS = "aé語😀 \n\0"
_shapes = st.lists(st.integers(1, 6), min_size=0, max_size=3)
_tensors = st.lists(
    st.tuples(_shapes, st.sampled_from(sorted(_NUMBERS))).map(
        lambda drawn: ((TYPES[_NUMBERS[drawn[1]]][1] * 2, *drawn[0]), drawn[1])
    ),
    max_size=6,
)
_values = st.one_of(
    st.text(_LETTERS, max_size=20), st.integers(0, 2**64 - 1), st.floats(allow_nan=False),
    st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=5),
    st.lists(st.text(_LETTERS, max_size=5), min_size=1, max_size=5),
)  # fmt: skip


@given(tensors=_tensors, metadata=st.dictionaries(st.text("abc.", min_size=1, max_size=8), _values, max_size=5))
def test_what_was_written_is_read(
    tensors: list[tuple[tuple[int, ...], str]], metadata: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    named = [(f"blk.{place}.weight", *one) for place, one in enumerate(tensors)]
    raw = Made(named, metadata).whole()
    header = _read(tmp_path_factory.mktemp("gguf"), raw)
    assert [(tensor.name, tensor.shape, tensor.type) for tensor in header.tensors] == named
    for key, value in metadata.items():
        assert header.metadata[key] == (Array(len(value), tuple(value)) if isinstance(value, list) else value)
    assert sum(-(-tensor.size // 32) * 32 for tensor in header.tensors) == len(raw) - header.data_offset


@given(data=st.data())
def test_any_damage_is_a_sentence_or_another_header(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = Made([("a", (64, 3), "Q4_0"), ("b", (7,), "F32")], {"general.architecture": "llama", "list": [1, 2, 3]})
    raw = bytearray(made.whole())
    for place in data.draw(st.lists(st.integers(0, len(made.header()) - 1), min_size=1, max_size=4)):
        raw[place] = data.draw(st.integers(0, 255))
    # Whatever else is raised fails the test.
    with suppress(BadModelFile):
        _read(tmp_path_factory.mktemp("gguf"), bytes(raw))


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    raw = Made([("a", (64, 3), "Q4_0"), ("b", (8,), "F32")]).whole()
    for length in range(len(raw)):
        with pytest.raises(BadModelFile):
            _read(tmp_path, raw[:length])


_one = [("a", (64, 3), "Q4_0")]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Made(_one, magic=b"GGML"), "not a GGUF file"),
        (Made(_one, version=1), "version 1"),
        (Made(_one, version=3 << 24), "other byte order"),
        (Made(_one, tensor_count=10**9), "claims to have 1000000000 tensors"),
        (Made(_one, tensor_count=100_000), "no room for 100000 tensors"),
        (Made(_one, key_count=2**63), "entries"),
        (Made([("a", (64,), "Q4_0"), ("a", (64,), "Q4_0")]), "the same name"),
        (Made([("a", (64,), "F32"), ("b", (64,), "F32")], offsets=[0, 32]), "lies over another"),
        (Made(_one, offsets=[7]), "does not begin where one may"),
        (Made(_one, offsets=[2**63]), "ends beyond the file"),
        (Made([("a", (2**62, 2**62), "F32")]), "ends beyond the file"),
        (Made([("a", (33,), "Q4_0")]), "cannot have the shape 33"),
        (Made([("a", (0,), "F32")]), "cannot have the shape 0"),
        (Made([("a", (1, 1, 1, 1, 1), "F32")]), "5 dimensions"),
        (Made([("a", (64,), "no such type")]), "unknown type"),
        (Made(_one, {"general.alignment": 7}), "alignment"),
        (Made(_one, {"general.name": Long(2**32)}), "a text of 4294967296 bytes"),
        (Made([("blk.0.a", (64,), "Q4_0")], {"block_count": 2}), "claims to have 2 layers"),
        (Made(_one, {"block_count": 0}), "claims to have 0 layers"),
        (Made(_one, {"context_length": 2**32 - 1}), "claims to read 4294967295 tokens"),
        (Made(_one, {"general.alignment": "wide"}), "alignment"),
    ],
)
def test_lies_are_told(made: Made, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadModelFile, match=said):
        _read(tmp_path, made.header() + bytes(4096))


def test_an_empty_file_and_another_format_are_refused(tmp_path: Path) -> None:
    for raw in (b"", b"G", b"PK\x03\x04" + bytes(100)):
        with pytest.raises(BadModelFile):
            _read(tmp_path, raw)


def test_a_text_of_four_gigabytes_takes_no_memory(tmp_path: Path) -> None:
    raw = b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 4 << 30) + bytes(100)
    tracemalloc.start()
    with pytest.raises(BadModelFile, match="text of 4294967296 bytes"):
        _read(tmp_path, raw)
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_a_long_list_is_counted_and_not_kept(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(KEPT_ELEMENTS + 1)]
    header = _read(tmp_path, Made(metadata={"general.architecture": "x", "tokens": words, "x.block_count": 7}).whole())
    assert header.metadata["tokens"] == Array(len(words))
    assert header.number("block_count") == 7
    assert header.number("head_count") is None


@pytest.mark.model
def test_the_starter_model(tmp_path: Path) -> None:
    header = read_header(find_model("language").path)
    assert header.architecture == "llama"
    assert header.number("block_count") == 30
    assert {tensor.name for tensor in header.tensors} >= {"token_embd.weight", "blk.29.ffn_down.weight"}
    assert max(tensor.offset + tensor.size for tensor in header.tensors) <= header.file_size
