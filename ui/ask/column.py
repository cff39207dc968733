"""The column of the chat: what is read and written stands in the middle, no wider than can be read."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme.tokens import MEASURE, Space

_COLUMN = MEASURE + 2 * Space.WIDE


def centred(inside: QWidget | QHBoxLayout) -> QWidget:
    """`inside` at most as wide as the column of text, in the middle."""
    holder = QWidget()
    holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
    row = QHBoxLayout(holder)
    row.setContentsMargins(Space.WIDE, 0, Space.WIDE, 0)
    box = QWidget()
    box.setMaximumWidth(_COLUMN)
    within = QHBoxLayout(box)
    within.setContentsMargins(0, 0, 0, 0)
    if isinstance(inside, QWidget):
        within.addWidget(inside)
    else:
        within.addLayout(inside)
    row.addStretch(1)
    row.addWidget(box, 1000)
    row.addStretch(1)
    return holder
