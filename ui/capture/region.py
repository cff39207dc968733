"""Choosing a part of the screen, with the mouse or with the keyboard alone."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Radius, Size, Space
from ui.widgets.notice import announce

_SHADE = QColor(0, 0, 0, 120)
_STEP, _LEAST = 24, 12
"""Pixels: what an arrow key moves by, and the least side of a part worth reading."""
_ARROWS = {
    Qt.Key.Key_Left: QPoint(-_STEP, 0),
    Qt.Key.Key_Right: QPoint(_STEP, 0),
    Qt.Key.Key_Up: QPoint(0, -_STEP),
    Qt.Key.Key_Down: QPoint(0, _STEP),
}


class RegionPicker(QWidget):
    """A still picture of the screen. `chosen` carries the part of it that is wanted, as a picture; then it is closed.

    Drag over it; or move a frame with the arrow keys, and its size with Shift. Enter takes the frame, or all where
    there is none; Esc leaves.
    """

    chosen = Signal(QImage)
    left = Signal()

    def __init__(self, theme: Theme, picture: QImage, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint,
        )
        self._theme, self._picture = theme, picture
        self._from: QPoint | None = None
        self.frame = QRect()
        self._done = False
        self._hint = self.tr("Drag over the words, or press Enter for all of it. Arrows move a frame, Esc leaves.")
        self.setWindowTitle(self.tr("Read from the screen"))
        self.setAccessibleName(self.windowTitle())
        self.setAccessibleDescription(self._hint)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def open(self, area: QRect) -> None:
        """Cover `area`, the screen that the picture is of."""
        self.setGeometry(area)
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.setFocus()
        announce(self, self._hint)

    def take(self, frame: QRect) -> None:
        """Choose a part, in pixels of this widget; all where it is empty."""
        ratio = self._picture.width() / max(1, self.width())
        frame = frame.normalized().intersected(self.rect())
        area = QRectF(frame.x() * ratio, frame.y() * ratio, frame.width() * ratio, frame.height() * ratio)
        part = self._picture if frame.isEmpty() else self._picture.copy(area.toAlignedRect())
        self._done = True
        self.chosen.emit(part)
        self.close()

    # -- mouse and keys --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()
            self.frame = QRect(self._from, QSize())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self.frame = QRect(self._from, event.position().toPoint()).normalized()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self.frame = QRect(self._from, event.position().toPoint()).normalized()
        self._from = None
        if min(self.frame.width(), self.frame.height()) >= _LEAST:
            self.take(self.frame)
        else:
            self.frame = QRect()  # a click is no part
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take(self.frame)
        elif key in _ARROWS:
            self._move(_ARROWS[key], resize=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def _move(self, by: QPoint, *, resize: bool) -> None:
        if self.frame.isEmpty():
            self.frame = QRect(QPoint(), self.size() / 2)
            self.frame.moveCenter(self.rect().center())
        elif resize:
            self.frame.setWidth(min(max(_LEAST, self.frame.width() + by.x()), self.width()))
            self.frame.setHeight(min(max(_LEAST, self.frame.height() + by.y()), self.height()))
        else:
            self.frame.translate(by)
        self.frame.moveLeft(min(max(0, self.frame.left()), self.width() - self.frame.width()))
        self.frame.moveTop(min(max(0, self.frame.top()), self.height() - self.frame.height()))
        told = self.tr("{w} by {h}, from {x}, {y}")
        told = told.format(w=self.frame.width(), h=self.frame.height(), x=self.frame.x(), y=self.frame.y())
        announce(self, told)
        self.update()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._done:
            self._done = True
            self.left.emit()

    # -- painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(QRectF(self.rect()), self._picture, QRectF(self._picture.rect()))
        painter.fillRect(self.rect(), _SHADE)
        tokens = self._theme.tokens
        if not self.frame.isEmpty():
            ratio = self._picture.width() / max(1, self.width())
            frame = QRectF(self.frame)
            of = QRectF(frame.x() * ratio, frame.y() * ratio, frame.width() * ratio, frame.height() * ratio)
            painter.drawImage(frame, self._picture, of)
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(Size.READ))
        words = QFontMetrics(painter.font()).boundingRect(self._hint)
        box = QRectF(0, 0, words.width() + 2 * Space.LARGE, words.height() + 2 * Space.MEDIUM)
        box.moveCenter(QRectF(self.rect()).center())
        box.moveTop(Space.ROOM)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(box, Radius.CONTROL, Radius.CONTROL)
        painter.setPen(QColor(tokens.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._hint)
        painter.end()
