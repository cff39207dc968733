"""Coming and going in 120 ms, or at once when the system asks for stillness."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPropertyAnimation
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from ui.theme.theme import Theme


class Fade(QObject):
    """Shows and hides one widget. The effect is there only while it moves: it is dear to paint through."""

    def __init__(self, theme: Theme, widget: QWidget) -> None:
        super().__init__(widget)
        self._theme = theme
        self._widget = widget
        self._movement: QPropertyAnimation | None = None

    def come(self) -> None:
        self._widget.show()
        self._move(0.0, 1.0)

    def go(self) -> None:
        self._move(1.0, 0.0)

    def _move(self, start: float, end: float) -> None:
        if self._movement is not None:
            self._movement.stop()
            self._movement.deleteLater()
            self._movement = None
        duration = self._theme.motion()
        if not duration:
            self._rest(end)
            return
        effect = QGraphicsOpacityEffect(self._widget)
        effect.setOpacity(start)
        self._widget.setGraphicsEffect(effect)
        movement = QPropertyAnimation(effect, b"opacity", self)
        movement.setDuration(duration)
        movement.setStartValue(start)
        movement.setEndValue(end)
        movement.finished.connect(lambda: self._rest(end))
        self._movement = movement
        movement.start()

    def _rest(self, opacity: float) -> None:
        self._widget.setGraphicsEffect(None)
        self._widget.setVisible(opacity > 0)
