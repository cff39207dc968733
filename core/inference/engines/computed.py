"""What a llama.cpp context has computed: the tokens it holds, taken back by the token, kept, restored, overwritten.

Two of them lie over one model's weights: the chat's (`speaking`) and that of likelihoods (`likelihood`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import llama_cpp

_ABORTED = 2


class Stopped(Exception):
    """The caller let go before the end."""


@dataclass(frozen=True, slots=True)
class Row:
    """One token of a pass; its logits are computed where they are `asked` for."""

    token: int
    position: int
    sequence: int = 0
    asked: bool = False


class Computed:
    """The tokens of sequence 0 of a context, and the passes that compute more. Nothing else may use the context."""

    def __init__(self, context: Any, rows: int, stopped: Callable[[], bool]) -> None:
        """A pass has at most `rows`; `stopped` is asked before each."""
        self._context, self._stopped = context, stopped
        self._memory = llama_cpp.llama_get_memory(context)
        self._batch = llama_cpp.llama_batch_init(rows, 0, 1)
        self.tokens: list[int] = []

    def close(self) -> None:
        """Give the memory of the batch back."""
        llama_cpp.llama_batch_free(self._batch)

    def keep(self, count: int) -> int:
        """Forget all but the first `count` tokens. Returns how many are left: none where memory cannot be cut."""
        if not llama_cpp.llama_memory_seq_rm(self._memory, 0, count, -1):
            llama_cpp.llama_memory_clear(self._memory, False)
            count = 0
        del self.tokens[count:]
        return len(self.tokens)

    def drop(self) -> None:
        """Let go of all of it, other sequences' as well; nothing is overwritten."""
        llama_cpp.llama_memory_clear(self._memory, False)
        self.tokens = []

    def forget(self) -> None:
        """Overwrite all that was computed."""
        llama_cpp.llama_memory_clear(self._memory, True)
        self.tokens = []

    def share(self, sequence: int, count: int = -1) -> None:
        """Let another sequence begin with the first `count` tokens; -1: with all."""
        llama_cpp.llama_memory_seq_cp(self._memory, 0, sequence, 0, count)

    def end(self, sequence: int) -> None:
        """Let go of another sequence."""
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def size(self, sequence: int = 0) -> int:
        """Bytes that `state` would be."""
        return int(llama_cpp.llama_state_seq_get_size(self._context, sequence))

    def state(self, sequence: int = 0) -> bytes:
        """What was computed of a sequence, for `restore`."""
        size = self.size(sequence)
        buffer = (ctypes.c_uint8 * size)()
        written = llama_cpp.llama_state_seq_get_data(self._context, buffer, size, sequence)
        return bytes(buffer)[:written]

    def restore(self, tokens: Sequence[int], state: bytes) -> bool:
        """Take over what another process had computed, under the same model and settings. False: it does not fit."""
        self.forget()
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        taken = llama_cpp.llama_state_seq_set_data(self._context, buffer, len(state), 0)
        if taken != len(state) or llama_cpp.llama_memory_seq_pos_max(self._memory, 0) != len(tokens) - 1:
            self.forget()
            return False
        self.tokens = list(tokens)
        return True

    def run(self, rows: Sequence[Row]) -> None:
        """Compute one pass. What is in `tokens` afterwards is for the caller to say.

        Raises:
            Stopped: the caller let go; the pass may be half done.
        """
        batch = self._batch
        batch.n_tokens = len(rows)
        for place, row in enumerate(rows):
            batch.token[place], batch.pos[place] = row.token, row.position
            batch.n_seq_id[place] = 1
            batch.seq_id[place][0] = row.sequence
            batch.logits[place] = row.asked
        code = _ABORTED if self._stopped() else llama_cpp.llama_decode(self._context, batch)
        if code == _ABORTED:
            raise Stopped
        if code != 0:
            raise RuntimeError(f"llama_decode answered {code}")


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many first tokens two sequences share."""
    place = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        place += 1
    return place
