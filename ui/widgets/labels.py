"""Text that is only read."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.theme.fonts import font
from ui.theme.tokens import Size

_SEAM = "\u200b"
"""A place where a line may end without a sign to show for it."""
_LONG = re.compile(r"\S{25,}")
_STRETCH = re.compile(r"(.{8})(?=[!-~])")


def seamed(text: str) -> str:
    """The same, with places inside long words where a line may end: Qt cuts off what it cannot break."""
    return _LONG.sub(lambda word: _STRETCH.sub(rf"\1{_SEAM}", word[0]), text)


class Label(QLabel):
    """Plain text in one of the sizes, in the colour of `tone` (muted, accent, warn, danger, or the text's).

    With `wrap` a word that is wider than the label goes on in the next line.
    """

    def __init__(
        self,
        text: str = "",
        *,
        size: Size = Size.BODY,
        bold: bool = False,
        tone: str = "",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(size, bold=bold))
        self.setWordWrap(wrap)
        self.setText(text)
        if tone:
            self.setProperty("tone", tone)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        if self.wordWrap() and self.textFormat() is Qt.TextFormat.PlainText:
            text = seamed(text)
        super().setText(text)

    def text(self) -> str:
        return super().text().replace(_SEAM, "")

    def set_tone(self, tone: str) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(Label):
    """One line that shortens itself in the middle (paths) or at the end, and tells the rest in its tooltip."""

    def __init__(
        self,
        text: str = "",
        *,
        size: Size = Size.BODY,
        bold: bool = False,
        tone: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, size=size, bold=bold, tone=tone, parent=parent)
        self._mode, self._told = mode, ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def tell(self, text: str) -> None:
        """Say `text` in the tooltip and to a screen reader, whether the line is shortened or not."""
        self._told = text
        self.setAccessibleName(text)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        tip = self._told or (self.text() if shown != self.text() else "")
        if self.toolTip() != tip:
            self.setToolTip(tip)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()


def rule(parent: QWidget | None = None) -> QFrame:
    """A line across."""
    line = QFrame(parent)
    line.setObjectName("rule")
    return line
