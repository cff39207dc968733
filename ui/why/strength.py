"""How firmly a memory stands today: a figure, words, and its place on the ebb line."""

from __future__ import annotations

import math
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from core.model import times
from core.model.memory import Memory, State
from core.model.retention import retained
from ui import words

_DECAY = 1.8
"""The curve of the ebb line, exp(-1.8 x); see ui.theme.line."""
_STRONG, _STEADY, _FADING = 0.75, 0.45, 0.2


def place(kept: float) -> float:
    """Where on the ebb line (0..1 of its way) the dot stands for a retention: at that height of the curve."""
    floor = math.exp(-_DECAY)
    return -math.log(min(max(kept, 0.0), 1.0) * (1 - floor) + floor) / _DECAY


def figure(kept: float) -> str:
    """0.72 → 72 %."""
    return _tr("{n} %").format(n=round(kept * 100))


def in_words(memory: Memory, now: datetime | None = None) -> str:
    """Level and use: "strong · 2 uses, last on 8 May 2023"."""
    if memory.pinned:
        return _tr("pinned, does not fade")
    if memory.state is State.SUPERSEDED:
        return _tr("superseded by something newer")
    kept = retained(memory.strength, now or times.now())
    parts = [_level(kept)]
    if memory.strength.recalls:
        used = words.count(memory.strength.recalls, _tr("use"), _tr("uses"))
        last = words.day(memory.strength.reinforced_at.astimezone())
        parts.append(_tr("{uses}, last on {day}").format(uses=used, day=last))
    else:
        parts.append(_tr("not used yet"))
    return " · ".join(parts)


def _level(kept: float) -> str:
    if kept >= _STRONG:
        return _tr("strong")
    if kept >= _STEADY:
        return _tr("steady")
    if kept >= _FADING:
        return _tr("fading")
    return _tr("faint")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Strength", text)
