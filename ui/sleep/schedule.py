"""When Ebb sleeps by itself."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from core.model.night import Schedule
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Space
from ui.widgets.buttons import TickBox
from ui.widgets.labels import Label

MINUTES = (5, 10, 30, 60)


class ScheduleSection(Section):
    """`chosen` carries the new schedule."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("When Ebb sleeps"), parent)
        self._schedule = Schedule()
        self.enabled = TickBox(theme, self.tr("Sleep by itself when you are away"))
        self.battery = TickBox(theme, self.tr("On battery too"))
        self.minutes: dict[int, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.MEDIUM)
        for number in MINUTES:
            name = self.tr("{n} minutes").format(n=number) if number < 60 else self.tr("an hour")
            button = QRadioButton(name)
            button.setAccessibleName(self.tr("After {time} away").format(time=name))
            self._group.addButton(button)
            self.minutes[number] = button
            row.addWidget(button)
        row.addStretch(1)
        self._hint = Label(
            self.tr("It stops at once when you come back, and goes on the next time. Nothing leaves this machine."),
            tone="muted",
            wrap=True,
        )
        away = Label(self.tr("After you have been away for"))
        away.setIndent(2)  # as far in as the marks of the choices below it
        for widget in (self.enabled, away, self._row, self.battery, self._hint):
            self.body.addWidget(widget)
        self.enabled.clicked.connect(self._choose)
        self.battery.clicked.connect(self._choose)
        self._group.buttonClicked.connect(self._choose)
        self.show_schedule(self._schedule)

    def show_schedule(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self.enabled.setChecked(schedule.enabled)
        self.battery.setChecked(schedule.on_battery)
        nearest = min(MINUTES, key=lambda number: abs(number - schedule.idle_minutes))
        self.minutes[nearest].setChecked(True)
        for widget in (self._row, self.battery):
            widget.setEnabled(schedule.enabled)

    def _choose(self, _: object = None) -> None:
        minutes = next(number for number, button in self.minutes.items() if button.isChecked())
        before = min(MINUTES, key=lambda number: abs(number - self._schedule.idle_minutes))
        self.show_schedule(
            replace(
                self._schedule,
                enabled=self.enabled.isChecked(),
                on_battery=self.battery.isChecked(),
                idle_minutes=self._schedule.idle_minutes if minutes == before else minutes,
            )
        )
        self.chosen.emit(self._schedule)
