"""Speaking: a prompt in, tokens out, several in one pass where they could be foreseen.

What the context holds already of a prompt is not computed again. Logits are asked for only where a token is chosen: of
the last row of a prompt, and of the rows of a draft.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import llama_cpp

from core.inference.engines.choosing import Choice
from core.inference.engines.drafting import MOST, Lookup, Pace
from core.inference.engines.likelihood import Stopped

_ABORTED = 2


@dataclass(slots=True)
class Told:
    """What speaking took: passes after the prompt, tokens drafted and of them right, tokens of the prompt computed."""

    passes: int = 0
    drafted: int = 0
    accepted: int = 0
    computed: int = 0


class Speaker:
    """Speaks under one loaded model, in the context of `llama`; nothing else may use that."""

    def __init__(self, llama: Any, stopped: Callable[[], bool], row: float | None = None) -> None:
        """`row` is what a token more is thought to cost in a pass, as a share of a pass of one; None: nobody knows."""
        self._llama, self._stopped = llama, stopped
        self._context = llama.ctx
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._vocabulary = llama_cpp.llama_model_get_vocab(llama.model)
        self._rows = int(llama.n_batch)
        self._batch = llama_cpp.llama_batch_init(self._rows, 0, 1)
        # What such a model remembers cannot be taken back by the token.
        self._can_draft = not (
            llama_cpp.llama_model_is_recurrent(llama.model) or llama_cpp.llama_model_is_hybrid(llama.model)
        )
        self._pace = Pace() if row is None else Pace(row)
        self._kept: list[int] = []

    def close(self) -> None:
        """Give the memory back."""
        llama_cpp.llama_batch_free(self._batch)

    def speak(self, prompt: Sequence[int], choice: Choice, most: int, told: Told, draft: bool) -> Iterator[list[int]]:
        """Yield the tokens of each pass, at most `most` in all, up to the end the model sees.

        Raises:
            Stopped: the caller let go in the middle of a pass.
        """
        self._read(prompt, told)
        lookup = Lookup(prompt)
        said = [choice.choose(-1)]
        while not self._is_end(said[-1]):
            most -= len(said)
            yield said
            if most <= 0:
                return
            lookup.extend(said)
            said = self._go_on(said[-1], lookup, choice, most, told, draft and self._can_draft)
        if len(said) > 1:
            yield said[:-1]

    @property
    def kept(self) -> list[int]:
        """The tokens the context holds."""
        return list(self._kept)

    def size(self) -> int:
        """Bytes that `state` would be."""
        return int(llama_cpp.llama_state_seq_get_size(self._context, 0))

    def state(self) -> bytes:
        """What was computed of the tokens that are kept, for `restore`."""
        size = self.size()
        buffer = (ctypes.c_uint8 * size)()
        written = llama_cpp.llama_state_seq_get_data(self._context, buffer, size, 0)
        return bytes(buffer)[:written]

    def restore(self, tokens: Sequence[int], state: bytes) -> bool:
        """Take over what another process had computed, under the same model and settings. False: it does not fit."""
        self.forget()
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        taken = llama_cpp.llama_state_seq_set_data(self._context, buffer, len(state), 0)
        if taken != len(state) or llama_cpp.llama_memory_seq_pos_max(self._memory, 0) != len(tokens) - 1:
            self.forget()
            return False
        self._kept = list(tokens)
        return True

    def forget(self) -> None:
        """Overwrite all that was computed."""
        llama_cpp.llama_memory_clear(self._memory, True)
        self._kept = []

    def _read(self, prompt: Sequence[int], told: Told) -> None:
        """Compute what is not there yet of the prompt; always its last token, whose logits are chosen from."""
        self._keep(min(_common(self._kept, prompt), len(prompt) - 1))
        while len(self._kept) < len(prompt):
            part = prompt[len(self._kept) : len(self._kept) + self._rows]
            self._decode(part, every=False)
            self._kept += part
            told.computed += len(part)

    def _go_on(self, last: int, lookup: Lookup, choice: Choice, most: int, told: Told, draft: bool) -> list[int]:
        """One pass: what is chosen after `last`, and as much of a draft as is chosen too."""
        place, matched = lookup.find() if draft else (0, 0)
        room = min(most - 1, MOST, self._rows - 1)
        foreseen = lookup.read(place, min(self._pace.length(matched), room)) if matched else []
        began = time.perf_counter()
        self._decode([last, *foreseen], every=True)
        said = [choice.choose(0)]
        self._pace.time(1 + len(foreseen), time.perf_counter() - began)
        while len(said) <= len(foreseen) and said[-1] == foreseen[len(said) - 1] and not self._is_end(said[-1]):
            said.append(choice.choose(len(said)))
        if foreseen:
            self._pace.judge(matched, len(foreseen), len(said) - 1)
        told.passes += 1
        told.drafted += len(foreseen)
        told.accepted += len(said) - 1
        self._kept += [last, *said[:-1]]
        if len(said) <= len(foreseen):
            self._keep(len(self._kept))
        return said

    def _is_end(self, token: int) -> bool:
        return bool(llama_cpp.llama_vocab_is_eog(self._vocabulary, token))

    def _keep(self, count: int) -> None:
        """Forget all but the first `count` tokens."""
        if not llama_cpp.llama_memory_seq_rm(self._memory, 0, count, -1):
            # Not every kind of memory can be cut in the middle.
            llama_cpp.llama_memory_clear(self._memory, False)
            count = 0
        del self._kept[count:]

    def _decode(self, tokens: Sequence[int], *, every: bool) -> None:
        batch, begin = self._batch, len(self._kept)
        batch.n_tokens = len(tokens)
        for row, token in enumerate(tokens):
            batch.token[row], batch.pos[row] = token, begin + row
            batch.n_seq_id[row] = 1
            batch.seq_id[row][0] = 0
            batch.logits[row] = every or row == len(tokens) - 1
        code = _ABORTED if self._stopped() else llama_cpp.llama_decode(self._context, batch)
        if code == 0:
            return
        # A pass that was left half done leaves cells that belong to nothing.
        self._keep(begin)
        if code == _ABORTED:
            raise Stopped
        raise RuntimeError(f"llama_decode answered {code}")


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many first tokens two sequences share."""
    place = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        place += 1
    return place
