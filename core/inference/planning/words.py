"""A plan in plain sentences."""

from __future__ import annotations

from core.model.plan import Fit, Place, Plan

WORDS_A_TOKEN = 0.75
"""English words in a token, about: what a person counts."""
_TENS, _ONES = 20, 3


def describe(plan: Plan) -> str:
    """Say where the model would run and how fast, in one or two sentences."""
    if plan.fit is Fit.WONT_FIT:
        return (
            f"It needs at least {size(plan.memory)} of memory, {size(plan.lacking)} more than it may have on this "
            "machine now. Close other programs, or take a smaller model."
        )
    return f"{_place(plan)}, {speed(plan)}. The first word of an answer comes after {seconds(plan)}."


def details(plan: Plan) -> list[str]:
    """The settings behind the plan, a sentence each."""
    if plan.fit is Fit.WONT_FIT:
        return []
    said = [f"It takes {size(plan.memory)} of memory" + (
        f" and {size(plan.gpu_memory)} on the graphics card." if plan.gpu_memory else "."
    )]  # fmt: skip
    if plan.place is Place.SPLIT:
        said.append(f"{plan.gpu_layers} of its {plan.layers} layers lie on the graphics card.")
    if plan.place is not Place.GPU:
        said.append(f"It computes with {plan.threads} {'thread' if plan.threads == 1 else 'threads'}.")
    exact = "in 8 bits" if plan.cache_type == "q8_0" else "in 16 bits"
    said.append(f"It sees {plan.context:,} tokens at once and keeps them {exact} a number.")
    if plan.drafting:
        said.append("It drafts words that the evidence suggests and checks several at once.")
    return said


def speed(plan: Plan) -> str:
    """Words a second, rounded as far as a prediction goes."""
    words = plan.tokens_per_second * WORDS_A_TOKEN
    if words >= _TENS:
        return f"about {round(words, -1):,.0f} words a second"
    if words >= _ONES:
        return f"about {words:.0f} words a second"
    if words >= 1:
        return f"about {words:.1f} words a second"
    return f"about {60 * words:.0f} words a minute"


def seconds(plan: Plan) -> str:
    """How long one waits for the first word."""
    time = plan.first_token_seconds
    if time < 1:
        return "less than a second"
    if time < 90:
        return f"about {time:.0f} {'second' if round(time) == 1 else 'seconds'}"
    return f"about {time / 60:.0f} minutes"


def size(count: int) -> str:
    """Bytes as people say them."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6))} MB"


def _place(plan: Plan) -> str:
    if plan.place is Place.GPU:
        return f"Runs fully on the graphics card ({plan.device})"
    if plan.place is Place.SPLIT:
        return f"Runs on the graphics card ({plan.device}) and the processor together"
    if plan.place is Place.MEMORY:
        return "Runs fully in memory on the processor"
    kept = 100 * plan.resident / max(1, plan.weights)
    return f"Keeps {kept:.0f} % of itself in memory and reads the rest from the disk for every word"
