"""The channels of a search in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_NAMES: dict[str, object] = {
    "words": QT_TRANSLATE_NOOP("Why", "Its words"),
    "context": QT_TRANSLATE_NOOP("Why", "What was said around it"),
    "window": QT_TRANSLATE_NOOP("Why", "What was said around it"),
    "vector": QT_TRANSLATE_NOOP("Why", "Its meaning"),
    "vectors": QT_TRANSLATE_NOOP("Why", "Its meaning"),
    "meaning": QT_TRANSLATE_NOOP("Why", "Its meaning"),
    "session_words": QT_TRANSLATE_NOOP("Why", "The conversation it is from"),
    "session_vector": QT_TRANSLATE_NOOP("Why", "The conversation it is from"),
    "event": QT_TRANSLATE_NOOP("Why", "The event it belongs to"),
    "fact": QT_TRANSLATE_NOOP("Why", "A fact it says"),
    "session": QT_TRANSLATE_NOOP("Why", "The conversation it is from"),
    "topic": QT_TRANSLATE_NOOP("Why", "Its topic"),
    "section": QT_TRANSLATE_NOOP("Why", "The section it is from"),
    "speaker": QT_TRANSLATE_NOOP("Why", "Who said it"),
    "speakers": QT_TRANSLATE_NOOP("Why", "Who said it"),
    "person": QT_TRANSLATE_NOOP("Why", "Who said it"),
    "people": QT_TRANSLATE_NOOP("Why", "People and things it names"),
    "entity": QT_TRANSLATE_NOOP("Why", "People and things it names"),
    "entities": QT_TRANSLATE_NOOP("Why", "People and things it names"),
    "graph": QT_TRANSLATE_NOOP("Why", "Links to what else was found"),
    "links": QT_TRANSLATE_NOOP("Why", "Links to what else was found"),
    "facts": QT_TRANSLATE_NOOP("Why", "A fact it holds"),
    "when": QT_TRANSLATE_NOOP("Why", "When it was true"),
    "period": QT_TRANSLATE_NOOP("Why", "When it was true"),
    "time": QT_TRANSLATE_NOOP("Why", "A time told in it"),
    "recency": QT_TRANSLATE_NOOP("Why", "How recent it is"),
    "length": QT_TRANSLATE_NOOP("Why", "How much it tells"),
    "asking": QT_TRANSLATE_NOOP("Why", "Telling or asking"),
    "strength": QT_TRANSLATE_NOOP("Why", "Its strength"),
    "pinned": QT_TRANSLATE_NOOP("Why", "You pinned it"),
    "correction": QT_TRANSLATE_NOOP("Why", "Your correction"),
    "clue": QT_TRANSLATE_NOOP("Why", "Named by other hits"),
    "trust": QT_TRANSLATE_NOOP("Why", "Whose word it is"),
    "rerank": QT_TRANSLATE_NOOP("Why", "Read against the question"),
    "likelihood": QT_TRANSLATE_NOOP("Why", "Read against the question"),
    "crossing": QT_TRANSLATE_NOOP("Why", "Read against the question"),
    "cross_encoder": QT_TRANSLATE_NOOP("Why", "Read against the question"),
    "learned": QT_TRANSLATE_NOOP("Why", "Learned from use"),
}
"""One entry for each channel's name; a name that is not here is shown as it is."""

_LEAST = 0.01
"""A share that rounds to nothing is not shown."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one channel counted: `part` of all that counted, from -1 to 1; below 0 it spoke against."""

    name: str
    part: float


def channel_name(channel: str) -> str:
    """The words for a channel; its own name where there are none."""
    return QCoreApplication.translate("Why", str(_NAMES[channel])) if channel in _NAMES else channel


def shares(channels: Mapping[str, float]) -> list[Share]:
    """The channels as parts of the whole, what counted most first; those of one name are added up."""
    summed: dict[str, float] = {}
    for channel, value in channels.items():
        name = channel_name(channel)
        summed[name] = summed.get(name, 0.0) + value
    whole = sum(abs(value) for value in summed.values())
    if not whole:
        return []
    parts = [Share(name, value / whole) for name, value in summed.items()]
    return sorted((share for share in parts if abs(share.part) >= _LEAST), key=lambda share: -abs(share.part))
