"""How likely texts are as continuations of others: many sequences in one batch, what they share computed once.

A llama.cpp context of its own beside the chat's, over the same weights: neither loses what it has computed to the
other. Sequence 0 holds the longest common beginning and stays for the next call; the others are branches of it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import llama_cpp
import numpy as np

CELLS = 2048
"""How many tokens the common beginning and the branches of one batch may take together."""
_BRANCHES = 48
_BATCH = 256
_OUTPUTS = 128
"""Rows of logits computed at a time: each is as long as the vocabulary."""
_ABORTED = 2


class Stopped(Exception):
    """The caller let go before the end."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """`tokens` from `begin` on are scored, given those before; `begin` is at least 1."""

    tokens: Sequence[int]
    begin: int


@dataclass(slots=True)
class _Step:
    """One token to compute; `asked` are (continuation, token) pairs whose probability follows from it."""

    token: int
    position: int
    branch: int
    asked: list[tuple[int, int]]


class Likelihood:
    """Scores continuations under one loaded model."""

    def __init__(self, llama: Any, stopped: Callable[[], bool]) -> None:
        self._stopped = stopped
        self._model = llama.model
        self._vocabulary = int(llama.n_vocab())
        self._cells = min(CELLS, int(llama.n_ctx()))
        chosen = llama_cpp.llama_context_default_params()
        chosen.n_ctx = self._cells
        chosen.n_batch = chosen.n_ubatch = _BATCH
        chosen.n_seq_max = 1 + _BRANCHES
        chosen.n_outputs_max = chosen.n_outputs_max_per_seq = _OUTPUTS
        # One buffer for all: branches then share the cells of the common beginning instead of copying them.
        chosen.kv_unified = True
        # As in the chat's context, so that both compute the same.
        chosen.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._context = llama_cpp.llama_init_from_model(self._model, chosen)
        if not self._context:
            raise MemoryError
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._batch = llama_cpp.llama_batch_init(_BATCH, 0, 1)
        self._kept: list[int] = []
        self._callback = llama_cpp.ggml_abort_callback(lambda _: stopped())
        llama_cpp.llama_set_abort_callback(self._context, self._callback, ctypes.c_void_p(None))

    def close(self) -> None:
        """Give the memory back."""
        llama_cpp.llama_batch_free(self._batch)
        llama_cpp.llama_free(self._context)

    def score(self, continuations: Sequence[Continuation], threads: int) -> list[tuple[float, int]]:
        """Return (sum of natural log-probabilities, number of tokens) of each, in the order given.

        What does not fit is cut: a continuation to half the context from its beginning, what stands before it to
        the rest from its end.

        Raises:
            Stopped: the caller let go.
        """
        llama_cpp.llama_set_n_threads(self._context, threads, threads)
        fitted = [self._fit(continuation) for continuation in continuations]
        sums = [0.0] * len(fitted)
        # The last token is only asked for: nothing follows from it.
        inputs = [one.tokens[:-1] for one in fitted]
        open_ones = [number for number, one in enumerate(fitted) if len(one.tokens) > one.begin]
        if open_ones:
            try:
                trunk = _common(inputs[number] for number in open_ones)
                self._grow(trunk, fitted, open_ones, sums)
                for group in self._groups(inputs, open_ones, trunk):
                    self._branch(group, fitted, trunk, sums)
            except BaseException:
                # A pass that was left half done leaves cells that belong to nothing.
                llama_cpp.llama_memory_clear(self._memory, False)
                self._kept = []
                raise
        return [(total, len(one.tokens) - one.begin) for total, one in zip(sums, fitted, strict=True)]

    def _fit(self, one: Continuation) -> Continuation:
        said = list(one.tokens[one.begin :])[: self._cells // 2]
        before = list(one.tokens[: one.begin])[-(self._cells - len(said)) :]
        return Continuation([*before, *said], len(before))

    def _grow(self, trunk: int, ones: Sequence[Continuation], open_ones: Sequence[int], sums: list[float]) -> None:
        """Make sequence 0 the first `trunk` tokens of all, with what is asked inside them."""
        tokens = list(ones[open_ones[0]].tokens[:trunk])
        keep = min(_common([self._kept, tokens]), *(ones[number].begin - 1 for number in open_ones))
        if not llama_cpp.llama_memory_seq_rm(self._memory, 0, keep, -1):
            # Not every kind of memory can be cut in the middle.
            llama_cpp.llama_memory_clear(self._memory, False)
            keep = 0
        self._kept = tokens[:keep]
        self._run([self._step(ones, open_ones, place, 0) for place in range(keep, trunk)], sums)
        self._kept = tokens

    def _branch(self, group: Sequence[int], ones: Sequence[Continuation], trunk: int, sums: list[float]) -> None:
        steps = []
        for branch, number in enumerate(group, 1):
            llama_cpp.llama_memory_seq_cp(self._memory, 0, branch, 0, -1)
            steps += [self._step(ones, [number], place, branch) for place in range(trunk, len(ones[number].tokens) - 1)]
        self._run(steps, sums)
        for branch in range(1, len(group) + 1):
            llama_cpp.llama_memory_seq_rm(self._memory, branch, -1, -1)

    @staticmethod
    def _step(ones: Sequence[Continuation], numbers: Sequence[int], place: int, branch: int) -> _Step:
        asked = [(number, ones[number].tokens[place + 1]) for number in numbers if place >= ones[number].begin - 1]
        return _Step(ones[numbers[0]].tokens[place], place, branch, asked)

    def _groups(self, inputs: Sequence[Sequence[int]], open_ones: Sequence[int], trunk: int) -> Iterator[list[int]]:
        """Batches of what goes on beyond the trunk: one pass each, since a token looks at the cells of all branches."""
        group: list[int] = []
        most = min(self._cells - trunk, _BATCH)
        room = most
        for number in open_ones:
            length = len(inputs[number]) - trunk
            if length == 0:
                continue
            if group and (length > room or len(group) == _BRANCHES):
                yield group
                group, room = [], most
            group.append(number)
            room -= length
        if group:
            yield group

    def _run(self, steps: Sequence[_Step], sums: list[float]) -> None:
        part: list[_Step] = []
        outputs = 0
        for step in steps:
            if len(part) == _BATCH or (step.asked and outputs == _OUTPUTS):
                self._decode(part, sums)
                part, outputs = [], 0
            part.append(step)
            outputs += bool(step.asked)
        if part:
            self._decode(part, sums)

    def _decode(self, part: Sequence[_Step], sums: list[float]) -> None:
        if self._stopped():
            raise Stopped
        batch = self._batch
        batch.n_tokens = len(part)
        for row, step in enumerate(part):
            batch.token[row], batch.pos[row] = step.token, step.position
            batch.n_seq_id[row] = 1
            batch.seq_id[row][0] = step.branch
            batch.logits[row] = bool(step.asked)
        code = llama_cpp.llama_decode(self._context, batch)
        if code == _ABORTED:
            raise Stopped
        if code != 0:
            raise RuntimeError(f"llama_decode answered {code}")
        asked = [step.asked for step in part if step.asked]
        if not asked:
            return
        rows = np.ctypeslib.as_array(llama_cpp.llama_get_logits(self._context), (len(asked), self._vocabulary))
        highest = rows.max(axis=1)
        whole = np.log(np.exp(rows - highest[:, None]).sum(axis=1, dtype=np.float64)) + highest
        for row, pairs in enumerate(asked):
            for number, token in pairs:
                sums[number] += float(rows[row, token]) - float(whole[row])


def _common(sequences: Any) -> int:
    """Return how many first tokens all the sequences share."""
    first, *others = list(sequences)
    length = len(first)
    for other in others:
        length = min(length, len(other))
        for place in range(length):
            if first[place] != other[place]:
                length = place
                break
    return length
