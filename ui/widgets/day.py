"""A day, typed or taken from a calendar."""

from __future__ import annotations

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QToolButton, QWidget

from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size

_TURNS = {"qt_calendar_prevmonth": "back", "qt_calendar_nextmonth": "forward"}


class DayField(QDateEdit):
    """Begins with today. The calendar wears the theme: left alone, Qt paints weekends red and arrows black."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(QDate.currentDate(), parent)
        self._theme = theme
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMM yyyy")
        self.setFont(font(Size.READ))
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the page, it does not change the day
        self.calendarWidget().setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._name_parts()
        theme.changed.connect(self._tint)
        self._tint()

    def _name_parts(self) -> None:
        """Qt makes them without names."""
        names = {
            "qt_spinbox_lineedit": self.accessibleName(),
            "qt_calendar_prevmonth": self.tr("The month before"),
            "qt_calendar_nextmonth": self.tr("The month after"),
            "qt_calendar_monthbutton": self.tr("Month"),
            "qt_calendar_yearbutton": self.tr("Year"),
            "qt_calendar_calendarview": self.tr("Days"),
        }
        for part in self.findChildren(QWidget):
            if part.objectName() in names:
                part.setAccessibleName(names[part.objectName()])

    def _tint(self) -> None:
        calendar, tokens = self.calendarWidget(), self._theme.tokens
        plain = QTextCharFormat()
        plain.setForeground(QColor(tokens.text))
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(weekend, plain)
        calendar.setHeaderTextFormat(plain)
        for name, icon in _TURNS.items():
            button = calendar.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(self._theme.icon(icon, "muted", 16))
