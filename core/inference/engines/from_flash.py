"""llama.cpp run from flash: loaded without repacking, with the clock in its contexts, under a budget of memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import llama_cpp.llama_cpp as low

from core.inference.engines.clock import Clock
from core.inference.engines.drafting import MOST
from core.inference.engines.likelihood import CELLS
from core.inference.residency.budget import key_value_bytes
from core.inference.residency.flash import Flash
from core.inference.residency.plan import TooSmall
from core.inference.residency.stream import Unreadable
from core.inference.worker import Refused

_BUFFERS = 75 << 20
"""Bytes that a further context takes beside its keys and values; generous."""
_BETWEEN_DEVICES = 40 << 20
"""Bytes that llama.cpp allots for copies from device to device, and leaves untouched where there is one (ggml-backend:
2,048 splits of 30 tensors, twice)."""


class FromFlash:
    """One model that does not fit into the memory it may take."""

    def __init__(self, path: Path, budget: int, *, strict: bool = True) -> None:
        """The process may take `budget` bytes; more, if need be, where that is not `strict`.

        Raises:
            BadModelFile: the file is not a model.
        """
        self._path, self._budget, self._strict = path, budget, strict
        self._clock = Clock()
        self._flash = Flash(path, budget)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Within, `Llama(…)` loads the model as it has to be here."""
        model_defaults, context_defaults = low.llama_model_default_params, low.llama_context_default_params

        def model_parameters() -> Any:
            chosen = model_defaults()
            # Repacked weights would be copies in memory of what is to stay in the file.
            chosen.use_extra_bufts = False
            return chosen

        def context_parameters() -> Any:
            chosen = context_defaults()
            self.prepare(chosen)
            # Logits are asked for the rows of a draft at most: room for those of a whole batch would be 50 MB and more.
            chosen.n_outputs_max = chosen.n_outputs_max_per_seq = MOST + 1
            return chosen

        low.llama_model_default_params, low.llama_context_default_params = model_parameters, context_parameters
        try:
            with self._flash.loading():
                yield
        finally:
            low.llama_model_default_params, low.llama_context_default_params = model_defaults, context_defaults

    def prepare(self, parameters: Any) -> None:
        """Put the clock into the parameters of a context."""
        parameters.cb_eval = self._clock.callback

    def begin(self, llama: Any) -> None:
        """Start to keep and to stream the weights of a loaded model.

        Raises:
            Refused: the budget is too small for it.
        """
        try:
            # Llama holds an array for the logits of a whole batch, which nobody fills.
            untouched = int(llama.scores.nbytes) + _BETWEEN_DEVICES
            region, stream, experts = self._flash.begin(untouched, strict=self._strict)
        except TooSmall as too_small:
            raise Refused(
                f"{self._path.name} needs at least {_megabytes(too_small.least)} of memory, even when most of it is "
                f"read from the disk again and again. {_megabytes(self._budget)} are free for it."
            ) from None
        except (Unreadable, LookupError) as error:
            raise Refused(f"{self._path.name} could not be mapped into memory.") from error
        self._clock.follow(region, self._flash.header.tensors, stream, experts)

    @property
    def spare(self) -> int:
        """Bytes that may be taken for a moment without leaving the budget by much."""
        return self._budget // 50

    def expect_likelihood(self) -> None:
        """Make room for the context of likelihoods before it is made."""
        self._flash.expect(key_value_bytes(self._flash.header, CELLS) + _BUFFERS)

    @property
    def failed(self) -> bool:
        """Whether a pass cannot go on."""
        return isinstance(self._clock.failure, Unreadable | OSError)

    def complain(self) -> None:
        """Raise what went wrong in the last pass, if anything did.

        Raises:
            Refused: the file can no longer be read.
        """
        if self.failed:
            raise Refused(f"{self._path.name} can no longer be read. Is its disk still there?")
        if self._clock.failure is not None:
            raise self._clock.failure

    def status(self) -> dict[str, Any]:
        """Bytes of weights in all and kept in memory, whether they are locked there, and bytes read so far."""
        share = self._flash.share
        return {
            "weights": share.weights, "kept": share.kept, "locked": share.locked, "read": self._flash.read_bytes
        }  # fmt: skip

    @property
    def chosen_bytes(self) -> int:
        """Bytes of experts that passes used so far, read for them or held."""
        return self._flash.chosen_bytes

    def close(self) -> None:
        """Let go of everything; the model must not compute any more."""
        self._clock.rest()
        self._flash.close()


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
