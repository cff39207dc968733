"""The system's interface font in the sizes of the look."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from ui.theme.tokens import Size


def font(size: Size = Size.BODY, *, bold: bool = False) -> QFont:
    """The interface font at `size`, in one of the two weights."""
    return QFont(_font(size, bold))


@lru_cache(maxsize=16)  # asked for with every line that is painted
def _font(size: Size, bold: bool) -> QFont:
    chosen = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    chosen.setPixelSize(int(size))
    chosen.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return chosen


def fixed(size: Size = Size.READ) -> QFont:
    """The system's fixed-pitch font, for codes that are read letter by letter."""
    chosen = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    chosen.setPixelSize(int(size))
    return chosen
