"""Buttons: with words, with an icon, and the box that is ticked."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QToolButton, QWidget

from ui.theme.fonts import font
from ui.theme.icons import paint_icon
from ui.theme.theme import Theme
from ui.theme.tokens import Size

_GAP = 6
"""Between an icon and the words after it; a style sheet knows no such thing."""


class Button(QPushButton):
    """A button with words. `look` is primary (the one action), danger, link, or plain."""

    def __init__(
        self,
        text: str,
        *,
        look: str = "",
        theme: Theme | None = None,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self.setFont(font(Size.BODY, bold=look == "primary"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        if look:
            self.setProperty("look", look)
        if theme is not None and icon:
            self.setIconSize(QSize(16 + _GAP, 16))
            theme.changed.connect(self._tint)
            self.toggled.connect(self._tint)
            self._tint()

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self._tint()

    def _tint(self) -> None:
        if self._theme is not None:
            look = self.property("look")
            look = "primary" if look == "chip" and self.isChecked() else look
            ink = {"primary": "on_accent", "danger": "danger", "link": "accent"}.get(look, "muted")
            self.setIcon(self._theme.icon(self._icon, ink, 16, gap=_GAP))


class IconButton(QToolButton):
    """A button that is only an icon; its name is told to a screen reader and in the tooltip."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        *,
        ink: str = "muted",
        look: str = "",
        size: int = 20,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._ink = ink
        self._size = size
        self.setIconSize(QSize(size, size))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if look:
            self.setProperty("look", look)
        self.rename(name)
        theme.changed.connect(self._tint)
        self._tint()

    def rename(self, name: str, icon: str = "") -> None:
        """Change what the button does, in words, and its icon if given."""
        self.setAccessibleName(name)
        self.setToolTip(name)
        if icon and icon != self._icon:
            self._icon = icon
            self._tint()

    def _tint(self) -> None:
        self.setIcon(self._theme.icon(self._icon, self._ink, self._size))


class TickBox(QCheckBox):
    """A check box whose mark comes from the icon family."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._theme.tokens
        painter.setPen(QPen(QColor(tokens.accent), 1))
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        paint_icon(painter, box.adjusted(2, 2, -2, -2), "check", tokens.on_accent)
        painter.end()
