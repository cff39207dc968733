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
from numpy.typing import NDArray

from core.inference.engines.computed import Computed, Row, common
from core.inference.planning.choice import LIKELIHOOD_CELLS

CELLS = LIKELIHOOD_CELLS
"""How many tokens the common beginning and the branches of one batch may take together."""
_BRANCHES = 48
_BATCH = 256
_OUTPUTS = 128
"""Rows of logits computed at a time: each is as long as the vocabulary."""


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
    ended: Sequence[int] = ()
    """The continuations for which it is asked how likely they end after this token."""


@dataclass(slots=True)
class _Found:
    """What came out, for each continuation: of its tokens in order, and of ending after each of them."""

    tokens: list[list[float]]
    ends: list[list[float]]

    @classmethod
    def of(cls, count: int) -> _Found:
        return cls([[] for _ in range(count)], [[] for _ in range(count)])


class Likelihood:
    """Scores continuations under one loaded model."""

    def __init__(self, llama: Any, stopped: Callable[[], bool], prepare: Callable[[Any], None] | None = None) -> None:
        """Score under `llama`; `stopped` is asked on the way, `prepare` is given the context's parameters first."""
        self._vocabulary = int(llama.n_vocab())
        self._cells = min(CELLS, int(llama.n_ctx()))
        chosen = llama_cpp.llama_context_default_params()
        chosen.n_ctx = self._cells
        chosen.n_batch = chosen.n_ubatch = _BATCH
        chosen.n_seq_max = 1 + _BRANCHES
        chosen.n_outputs_max = chosen.n_outputs_max_per_seq = _OUTPUTS
        # One buffer for all: branches then share the cells of the common beginning instead of copying them.
        chosen.kv_unified = True
        # As when the weights of spans were fitted.
        chosen.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        if prepare is not None:
            prepare(chosen)
        self._context = llama_cpp.llama_init_from_model(llama.model, chosen)
        if not self._context:
            raise MemoryError
        self.computed = Computed(self._context, _BATCH, stopped)
        self._ending: NDArray[np.intp] | None = None
        self._callback = llama_cpp.ggml_abort_callback(lambda _: stopped())
        llama_cpp.llama_set_abort_callback(self._context, self._callback, ctypes.c_void_p(None))

    def close(self) -> None:
        """Give the memory back."""
        self.computed.close()
        llama_cpp.llama_free(self._context)

    def state(self, tokens: Sequence[int]) -> tuple[list[int], bytes]:
        """As many first ones of `tokens` as are computed, and what was computed of them, for `restore`."""
        count = common(self.computed.tokens, tokens)
        self.computed.share(1, count)
        state = self.computed.state(1)
        self.computed.end(1)
        return list(tokens[:count]), state

    def score(self, continuations: Sequence[Continuation], threads: int) -> list[tuple[float, int]]:
        """Return (sum of natural log-probabilities, number of tokens) of each, in the order given.

        What does not fit is cut: a continuation to half the context from its beginning, what stands before it to
        the rest from its end.

        Raises:
            Stopped: the caller let go.
        """
        fitted = [self._fit(continuation) for continuation in continuations]
        found = self._compute(fitted, threads, None)
        return [(sum(each), len(each)) for each in found.tokens]

    def follow(
        self, continuations: Sequence[Continuation], ending: Sequence[int], threads: int
    ) -> list[list[tuple[float, float]]]:
        """Return, for each token of each, its natural log-probability and that of one of `ending` coming after it.

        So one pass tells of every beginning of a text how likely it is as the whole of it. Cut as in `score`.

        Raises:
            Stopped: the caller let go.
        """
        fitted = [self._fit(continuation) for continuation in continuations]
        found = self._compute(fitted, threads, np.asarray(ending, dtype=np.intp))
        return [list(zip(*both, strict=True)) for both in zip(found.tokens, found.ends, strict=True)]

    def _compute(self, ones: Sequence[Continuation], threads: int, ending: NDArray[np.intp] | None) -> _Found:
        llama_cpp.llama_set_n_threads(self._context, threads, threads)
        found = _Found.of(len(ones))
        self._ending = ending
        # Where no ending is asked for, nothing follows from the last token.
        inputs = [one.tokens[:-1] if ending is None else one.tokens for one in ones]
        open_ones = [number for number, one in enumerate(ones) if len(one.tokens) > one.begin]
        if open_ones:
            try:
                trunk = _beginning([inputs[number] for number in open_ones])
                self._grow(trunk, ones, open_ones, found)
                for group in self._groups(inputs, open_ones, trunk):
                    self._branch(group, ones, trunk, found)
            except BaseException:
                # A pass that was left half done leaves cells that belong to nothing.
                self.computed.drop()
                raise
        return found

    def _fit(self, one: Continuation) -> Continuation:
        said = list(one.tokens[one.begin :])[: self._cells // 2]
        before = list(one.tokens[: one.begin])[-(self._cells - len(said)) :]
        return Continuation([*before, *said], len(before))

    def _grow(self, trunk: int, ones: Sequence[Continuation], open_ones: Sequence[int], found: _Found) -> None:
        """Make sequence 0 the first `trunk` tokens of all, with what is asked inside them."""
        tokens = list(ones[open_ones[0]].tokens[:trunk])
        keep = min(common(self.computed.tokens, tokens), *(ones[number].begin - 1 for number in open_ones))
        keep = self.computed.keep(keep)
        self._run([self._step(ones, open_ones, place, 0) for place in range(keep, trunk)], found)
        self.computed.tokens = tokens

    def _branch(self, group: Sequence[int], ones: Sequence[Continuation], trunk: int, found: _Found) -> None:
        steps = []
        for branch, number in enumerate(group, 1):
            self.computed.share(branch)
            last = len(ones[number].tokens) - (self._ending is None)
            steps += [self._step(ones, [number], place, branch) for place in range(trunk, last)]
        self._run(steps, found)
        for branch in range(1, len(group) + 1):
            self.computed.end(branch)

    def _step(self, ones: Sequence[Continuation], numbers: Sequence[int], place: int, branch: int) -> _Step:
        asked = [
            (number, ones[number].tokens[place + 1])
            for number in numbers
            if ones[number].begin - 1 <= place < len(ones[number].tokens) - 1
        ]
        ended = () if self._ending is None else [number for number in numbers if place >= ones[number].begin]
        return _Step(ones[numbers[0]].tokens[place], place, branch, asked, ended)

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

    def _run(self, steps: Sequence[_Step], found: _Found) -> None:
        part: list[_Step] = []
        outputs = 0
        for step in steps:
            wanted = bool(step.asked or step.ended)
            if len(part) == _BATCH or (wanted and outputs == _OUTPUTS):
                self._decode(part, found)
                part, outputs = [], 0
            part.append(step)
            outputs += wanted
        if part:
            self._decode(part, found)

    def _decode(self, part: Sequence[_Step], found: _Found) -> None:
        self.computed.run(
            [Row(step.token, step.position, step.branch, bool(step.asked or step.ended)) for step in part]
        )
        wanted = [step for step in part if step.asked or step.ended]
        if not wanted:
            return
        rows = np.ctypeslib.as_array(llama_cpp.llama_get_logits(self._context), (len(wanted), self._vocabulary))
        whole = _log_of_sums(rows)
        for row, step in enumerate(wanted):
            for number, token in step.asked:
                found.tokens[number].append(float(rows[row, token]) - float(whole[row]))
        if self._ending is not None:
            ends = _log_of_sums(rows[:, self._ending]) - whole
            for row, step in enumerate(wanted):
                for number in step.ended:
                    found.ends[number].append(float(ends[row]))


def _log_of_sums(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the logarithm of the sum of the exponentials of each row."""
    highest = rows.max(axis=1)
    total: NDArray[np.float64] = np.log(np.exp(rows - highest[:, None]).sum(axis=1, dtype=np.float64)) + highest
    return total


def _beginning(sequences: Sequence[Sequence[int]]) -> int:
    """Return how many first tokens all the sequences share."""
    first, *others = sequences
    return min((common(first, other) for other in others), default=len(first))
