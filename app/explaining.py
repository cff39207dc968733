"""Why a search found what it found, for `ebb search --explain`: in lines for people, in fields for programs."""

from __future__ import annotations

from typing import Any

from core.model import times
from core.model.answer import Hit
from core.model.found import Explained
from core.model.retention import retained

CHANNELS = {
    "words": "its words",
    "vector": "its meaning",
    "window": "its meaning with what stands beside it",
    "session_words": "the words of its session",
    "session_vector": "the meaning of its session",
    "event": "the event it belongs to",
    "fact": "a fact it says",
    "speaker": "who said it",
    "length": "how fully it is told",
    "asking": "that it asks",
    "time": "that it tells a time",
    "period": "when it was",
    "entities": "whom and what it names",
    "strength": "how firmly it stands",
    "pinned": "that it is pinned",
    "clue": "words of other hits",
    "links": "its links to other hits",
    "correction": "your corrections",
    "likelihood": "read again: how likely the question is",
    "crossing": "read again: how well it fits",
}
"""What each channel looks at, in words."""

_WIDTH = 10
_WORTH_SAYING = 0.005


def why_fields(hit: Hit, found: Explained) -> dict[str, Any]:
    """What spoke for a hit: channels, granularities, its times, its strength, and the clue that led to it."""
    memory = hit.memory
    return {
        "channels": {name: round(share, 4) for name, share in hit.channels.items()},
        "granularities": {name: round(factor, 3) for name, factor in found.granularities.items()},
        "said": None if memory.said_at is None else memory.said_at.isoformat(),
        "true": [None if moment is None else moment.isoformat() for moment in (memory.true_from, memory.true_to)],
        "retention": round(_retention(hit), 4),
        "stability_days": round(memory.strength.stability, 1),
        "clue": hit.clue,
        "tier": found.tier.value,
        "read_again": list(found.read_again),
    }


def describe_search(found: Explained) -> str:
    """What was made of the query, in a few lines."""
    lines = [f"{found.tier.value.capitalize()} search over {found.considered:,} memories"]
    if found.period is not None:
        lines.append(f"  Time asked about: {_day(found.period.start)} to {_day(found.period.end)}")
    if found.granularities:
        shown = ", ".join(f"{name} × {factor:.2f}" for name, factor in found.granularities.items())
        lines.append(f"  Granularities: {shown}")
    if found.clues:
        lines.append(f"  Looked for next: {', '.join(found.clues)}")
    if found.tier.value == "thorough":
        lines.append(f"  Read again by: {', '.join(found.read_again) or 'nothing, no model is there'}")
    return "\n".join(lines)


def describe_hit(hit: Hit) -> str:
    """A bar for each channel that counted, the strongest first, then times and strength."""
    shares = sorted(hit.channels.items(), key=lambda entry: -abs(entry[1]))
    most = max((abs(share) for _, share in shares), default=0.0) or 1.0
    lines = [
        f"     {share:+6.2f}  {'█' * round(_WIDTH * abs(share) / most):<{_WIDTH}}  {CHANNELS.get(name, name)}"
        for name, share in shares
        if abs(share) >= _WORTH_SAYING
    ]
    memory = hit.memory
    said = "" if memory.said_at is None else f"said {_day(memory.said_at)} · "
    true = ""
    if memory.true_grain is not None:
        true = f"true {_day(memory.true_from)} to {_day(memory.true_to)} · "
    lines.append(f"     {said}{true}strength {_retention(hit):.0%} (stability {memory.strength.stability:.0f} days)")
    if hit.clue:
        lines.append(f"     found through: {hit.clue}")
    return "\n".join(lines)


def _retention(hit: Hit) -> float:
    return retained(hit.memory.strength, times.now(), pinned=hit.memory.pinned)


def _day(moment: Any) -> str:
    return "…" if moment is None else moment.date().isoformat()
