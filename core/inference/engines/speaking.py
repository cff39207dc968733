"""Speaking: a prompt in, tokens out, several in one pass where they could be foreseen.

What the context holds already of a prompt is not computed again. Logits are asked for only where a token is chosen: of
the last row of a prompt, and of the rows of a draft.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import llama_cpp

from core.inference.engines.choosing import Choice
from core.inference.engines.computed import Computed, Row, common
from core.inference.engines.drafting import MOST, Lookup, Pace


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
        self._vocabulary = llama_cpp.llama_model_get_vocab(llama.model)
        self._rows = int(llama.n_batch)
        self.computed = Computed(llama.ctx, self._rows, stopped)
        # What such a model remembers cannot be taken back by the token.
        self._can_draft = not (
            llama_cpp.llama_model_is_recurrent(llama.model) or llama_cpp.llama_model_is_hybrid(llama.model)
        )
        self._pace = Pace() if row is None else Pace(row)

    def close(self) -> None:
        """Give the memory back."""
        self.computed.close()

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

    def _read(self, prompt: Sequence[int], told: Told) -> None:
        """Compute what is not there yet of the prompt; always its last token, whose logits are chosen from."""
        computed = self.computed
        computed.keep(min(common(computed.tokens, prompt), len(prompt) - 1))
        while len(computed.tokens) < len(prompt):
            part = prompt[len(computed.tokens) : len(computed.tokens) + self._rows]
            self._run(part, every=False)
            computed.tokens += part
            told.computed += len(part)

    def _go_on(self, last: int, lookup: Lookup, choice: Choice, most: int, told: Told, draft: bool) -> list[int]:
        """One pass: what is chosen after `last`, and as much of a draft as is chosen too."""
        place, matched = lookup.find() if draft else (0, 0)
        room = min(most - 1, MOST, self._rows - 1)
        foreseen = lookup.read(place, min(self._pace.length(matched), room)) if matched else []
        began = time.perf_counter()
        self._run([last, *foreseen], every=True)
        said = [choice.choose(0)]
        self._pace.time(1 + len(foreseen), time.perf_counter() - began)
        while len(said) <= len(foreseen) and said[-1] == foreseen[len(said) - 1] and not self._is_end(said[-1]):
            said.append(choice.choose(len(said)))
        if foreseen:
            self._pace.judge(matched, len(foreseen), len(said) - 1)
        told.passes += 1
        told.drafted += len(foreseen)
        told.accepted += len(said) - 1
        self.computed.tokens += [last, *said[:-1]]
        if len(said) <= len(foreseen):
            self.computed.keep(len(self.computed.tokens))
        return said

    def _is_end(self, token: int) -> bool:
        return bool(llama_cpp.llama_vocab_is_eog(self._vocabulary, token))

    def _run(self, tokens: Sequence[int], *, every: bool) -> None:
        """One pass over what follows what is held; logits of `every` row, or of the last alone."""
        begin, last = len(self.computed.tokens), len(tokens) - 1
        rows = [Row(token, begin + place, asked=every or place == last) for place, token in enumerate(tokens)]
        try:
            self.computed.run(rows)
        except BaseException:
            # A pass that was left half done leaves cells that belong to nothing.
            self.computed.keep(begin)
            raise
