"""What a language model is given, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Message = dict[str, str]
"""One message of a prompt: {"role": "system" | "user" | "assistant", "content": …}."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a generation came to. Times are milliseconds; `tokens_per_second` is None below two tokens.

    `computed` counts the tokens of the prompt that had to be computed, `passes` those of the model after it.
    """

    text: str
    tokens: int
    first_token_ms: int | None
    tokens_per_second: float | None
    stopped: bool
    computed: int = 0
    passes: int = 0


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely a text is after what stood before it.

    `log_probability` is the sum of the natural logarithms over its `tokens`; 0 for a text without any.
    """

    log_probability: float
    tokens: int

    @property
    def mean(self) -> float:
        """Per token, so that texts of different length compare; 0 for a text without tokens."""
        return self.log_probability / self.tokens if self.tokens else 0.0


@dataclass(frozen=True, slots=True)
class Beginning:
    """A beginning of a text, up to a token's end: its `length` in bytes of UTF-8, and natural log-probabilities.

    `log_probability` is that of its tokens, `ending` that of the text being over after them.
    """

    length: int
    tokens: int
    log_probability: float
    ending: float


def beginnings(steps: Sequence[tuple[int, float, float]]) -> Iterator[Beginning]:
    """Each beginning of a text from (length, log-probability, that of ending) of each of its tokens."""
    total = 0.0
    for tokens, (length, one, ending) in enumerate(steps, 1):
        total += one
        yield Beginning(int(length), tokens, total, float(ending))
