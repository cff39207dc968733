"""A column of reading that scrolls: no wider than is good to read, however wide the window is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from ui.theme.tokens import Space

WIDEST = 760


class _Inside(QWidget):
    """As high as what is in it needs at the width there is: left alone, Qt makes room for it at its narrowest."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class ScrolledColumn(QScrollArea):
    """`column` is where the content goes; `above` is the room left free over it."""

    def __init__(self, above: int = Space.SMALL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        box = QWidget()
        box.setMaximumWidth(WIDEST)
        self.column = QVBoxLayout(box)
        self.column.setContentsMargins(0, 0, 0, 0)
        inside = _Inside()
        inside.setObjectName("inside")
        row = QHBoxLayout(inside)
        row.setContentsMargins(Space.ROOM, above, Space.ROOM, Space.ROOM)
        row.addWidget(box, 1000)
        row.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def order_tabs(self) -> None:
        """Let Tab go down the page: what was filled in late would come last, wherever it stands."""
        inside = self.widget()
        stops = [one for one in inside.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        stops.sort(key=lambda one: one.mapTo(inside, QPoint()).toTuple()[::-1])
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    def to_top(self) -> None:
        self.verticalScrollBar().setValue(0)


def gathered(widgets: Iterable[QWidget], spacing: int) -> QWidget:
    """Widgets below each other in one: added to a page one by one, each would have the whole page laid out anew."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    for widget in widgets:
        column.addWidget(widget)
    return box


def empty_out(layout: QLayout) -> None:
    """Take every widget out of a layout, for good. The keyboard stays on the page if it stood on one of them."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            stood = QApplication.focusWidget()
            if stood is not None and (widget is stood or widget.isAncestorOf(stood)):
                _stand_outside(widget)
            widget.hide()
            widget.deleteLater()


def _stand_outside(widget: QWidget) -> None:
    outer = widget.parentWidget()
    while outer is not None and outer.focusPolicy() is Qt.FocusPolicy.NoFocus:
        outer = outer.parentWidget()
    if outer is not None:
        outer.setFocus()
