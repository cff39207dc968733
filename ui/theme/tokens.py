"""The look as data: colours for both themes, and the few sizes everything is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as #RRGGBB."""

    name: str
    background: str
    surface: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    soft: str
    warn: str
    danger: str


LIGHT = Tokens(
    name="light",
    background="#FAFAF7",
    surface="#FFFFFF",
    line="#E5E3DD",
    text="#1E2326",
    muted="#666C70",
    accent="#0E6B72",
    on_accent="#FFFFFF",
    soft="#E2F0F0",
    warn="#8A5200",
    danger="#B3261E",
)
DARK = Tokens(
    name="dark",
    background="#15181A",
    surface="#1D2123",
    line="#2D3236",
    text="#E8E9E6",
    muted="#9BA2A6",
    accent="#63C6C8",
    on_accent="#10282A",
    soft="#1B3536",
    warn="#E0A95A",
    danger="#F2918B",
)


class Space(IntEnum):
    """Distances in logical pixels."""

    HAIR = 4
    SMALL = 8
    MEDIUM = 12
    LARGE = 16
    WIDE = 24
    ROOM = 32


class Size(IntEnum):
    """Type sizes in logical pixels."""

    NOTE = 11
    BODY = 13
    READ = 15
    TITLE = 20
    DISPLAY = 28


class Radius(IntEnum):
    CONTROL = 8
    MESSAGE = 14


MEASURE = 680
"""The longest line of running text."""
RAIL = 76
RAIL_NARROW = 56
PANEL = 376
NARROW = 1024
"""Below this window width the rail shows icons only and the evidence panel covers the chat."""
MOTION_MS = 120


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two #RRGGBB colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0..1) of `other` in it."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
