"""Along a timeline: the years and their months, to jump to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.model.kept import Month
from ui import words
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

_WIDTH = 148


class JumpStrip(QScrollArea):
    """`wanted` carries the row of the month that was chosen."""

    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(self.tr("Months"))
        self._shown: list[Month] = []
        self.buttons: list[Button] = []

    def show_months(self, months: Sequence[Month]) -> None:
        if list(months) == self._shown:
            return
        self._shown = list(months)
        self.buttons = []
        inside = QWidget()
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.SMALL, 0)
        column.setSpacing(0)
        year = None
        for month in months:
            if month.year != year:
                year = month.year
                column.addSpacing(Space.SMALL)
                column.addWidget(Label(str(year), size=Size.BODY, bold=True))
            name = words.month_name(month.month)
            button = Button(f"{name}  {words.number(month.memories)}", look="row")
            button.setAccessibleName(
                self.tr("{month}, {n} memories").format(
                    month=words.month_of(month.year, month.month), n=words.number(month.memories)
                )
            )
            button.clicked.connect(lambda _=False, row=month.first: self.wanted.emit(row))
            self.buttons.append(button)
            column.addWidget(button)
        column.addStretch(1)
        self.setWidget(inside)
