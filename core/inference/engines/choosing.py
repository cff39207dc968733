"""The choice of the next token from a row of logits: the likeliest, or drawn, and bound by a grammar or not."""

from __future__ import annotations

from typing import Any

import llama_cpp
import numpy as np

_TOP_K, _TOP_P, _MIN_P = 40, 0.95, 0.05


class Choice:
    """Chooses token after token. With a draft, a row is asked for only where all before it were chosen as drafted.

    So each token is drawn from what the model says after those before it, as without a draft, and by the same draws.
    """

    def __init__(self, llama: Any, *, temperature: float, seed: int, grammar: str) -> None:
        """Bind the choice to a context.

        Raises:
            ValueError: that is no grammar.
        """
        self._context, self._vocabulary = llama.ctx, int(llama.n_vocab())
        self._chain: Any = None
        if temperature > 0 or grammar:
            self._chain = _chain(llama, temperature, seed, grammar)

    def choose(self, row: int) -> int:
        """The token for row `row` of the last pass; it counts as said."""
        if self._chain is not None:
            return int(llama_cpp.llama_sampler_sample(self._chain, self._context, row))
        logits = llama_cpp.llama_get_logits_ith(self._context, row)
        return int(np.ctypeslib.as_array(logits, (self._vocabulary,)).argmax())

    def close(self) -> None:
        """Give the memory back."""
        if self._chain is not None:
            llama_cpp.llama_sampler_free(self._chain)
            self._chain = None


def _chain(llama: Any, temperature: float, seed: int, grammar: str) -> Any:
    chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
    if grammar:
        vocabulary = llama_cpp.llama_model_get_vocab(llama.model)
        bound = llama_cpp.llama_sampler_init_grammar(vocabulary, grammar.encode("utf-8"), b"root")
        if not bound:
            llama_cpp.llama_sampler_free(chain)
            raise ValueError("That is no grammar.")
        llama_cpp.llama_sampler_chain_add(chain, bound)
    if temperature > 0:
        for part in (
            llama_cpp.llama_sampler_init_top_k(_TOP_K),
            llama_cpp.llama_sampler_init_top_p(_TOP_P, 1),
            llama_cpp.llama_sampler_init_min_p(_MIN_P, 1),
            llama_cpp.llama_sampler_init_temp(temperature),
            llama_cpp.llama_sampler_init_dist(seed),
        ):
            llama_cpp.llama_sampler_chain_add(chain, part)
    else:
        llama_cpp.llama_sampler_chain_add(chain, llama_cpp.llama_sampler_init_greedy())
    return chain
