"""Frames arrive as they were sent; what is no frame ends the conversation, and nothing else."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.inference import wire

_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def read_all(stream: io.BytesIO) -> None:
    while True:
        wire.receive(stream)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.dictionaries(st.text(), _values, max_size=5), st.binary(max_size=200)), max_size=5))
def test_frames_arrive_in_order_as_they_were_sent(frames: list[tuple[wire.Header, bytes]]) -> None:
    stream = io.BytesIO()
    for header, payload in frames:
        wire.send(stream, header, payload)
    stream.seek(0)
    assert [wire.receive(stream) for _ in frames] == frames
    with pytest.raises(wire.Closed):
        wire.receive(stream)


@given(st.binary(max_size=300))
def test_noise_is_an_end_and_never_another_error(noise: bytes) -> None:
    stream = io.BytesIO(noise)
    with pytest.raises(wire.Closed):
        read_all(stream)


@given(st.binary(max_size=60))
def test_a_header_that_is_no_object_is_an_end(text: bytes) -> None:
    stream = io.BytesIO(struct.pack(">II", len(text), 0) + text)
    with pytest.raises(wire.Closed):
        read_all(stream)


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_frame_that_was_cut_off_is_an_end(cut: int) -> None:
    stream = io.BytesIO()
    wire.send(stream, {"id": 1, "kind": "end"}, b"payload")
    whole = stream.getvalue()
    with pytest.raises(wire.Closed):
        wire.receive(io.BytesIO(whole[:-cut]))


def test_absurd_lengths_are_not_read() -> None:
    with pytest.raises(wire.Closed):
        wire.receive(io.BytesIO(struct.pack(">II", 2**32 - 1, 0)))


def test_a_stream_that_was_closed_is_an_end() -> None:
    stream = io.BytesIO()
    stream.close()
    with pytest.raises(wire.Closed):
        wire.send(stream, {})
    with pytest.raises(wire.Closed):
        wire.receive(stream)
