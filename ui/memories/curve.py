"""The life of a memory drawn: how firmly it stood, its uses, today, and the day it will fade."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.model import times
from core.model.answer import AccessKind
from core.model.kept import CurvePoint, MemoryPage, Use
from ui import words
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.why import strength

_HEIGHT = 168
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 14, 26
_NEAR = 8
_SHOWN = frozenset({AccessKind.CITED, AccessKind.OPENED, AccessKind.CONFIRMED})


class StrengthCurve(QWidget):
    """What was is a full line, what will be a broken one; a ring is a use, the dot is today."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._page: MemoryPage | None = None
        self._points: Sequence[CurvePoint] = ()
        self._uses: list[Use] = []
        self._now = times.now()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("How strength went, and will go"))
        theme.changed.connect(self.update)

    def show_page(self, page: MemoryPage) -> None:
        self._page = page
        self._now = times.now()
        self._points = page.curve
        self._uses = [use for use in page.uses if use.kind in _SHOWN and use.at >= page.memory.stored_at]
        self.setAccessibleDescription(told(page))
        self.update()

    # -- drawing ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._page is not None and len(self._points) > 1:
            self._paint_ground(painter)
            self._paint_curve(painter)
            self._paint_marks(painter)
            self._paint_dates(painter)
        painter.end()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def _x(self, at: datetime) -> float:
        begin, end = self._points[0].at, self._points[-1].at
        whole = max((end - begin).total_seconds(), 1.0)
        area = self._area()
        return area.left() + area.width() * min(max((at - begin).total_seconds() / whole, 0.0), 1.0)

    def _y(self, kept: float) -> float:
        area = self._area()
        return area.bottom() - area.height() * kept

    def _paint_ground(self, painter: QPainter) -> None:
        area, tokens = self._area(), self._theme.tokens
        painter.setFont(font(Size.NOTE))
        for level in (0.0, 0.5, 1.0):
            y = self._y(level)
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(tokens.muted))
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y - 8, _LEFT - 8, 16), int(align), strength.figure(level))

    def _paint_curve(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        today = self._kept_at(self._now)
        past = [point for point in self._points if point.at <= self._now]
        future = [point for point in self._points if point.at > self._now]
        here = CurvePoint(self._now, today)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(QColor(tokens.accent), 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(self._path([*past, here]))
        pen.setStyle(Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([2, 3])
        pen.setWidthF(1.7)
        painter.setPen(pen)
        painter.drawPath(self._path([here, *future]))

    def _path(self, points: Sequence[CurvePoint]) -> QPainterPath:
        path = QPainterPath(QPointF(self._x(points[0].at), self._y(points[0].retention)))
        for point in points[1:]:
            path.lineTo(self._x(point.at), self._y(point.retention))
        return path

    def _paint_marks(self, painter: QPainter) -> None:
        tokens = self._theme.tokens
        painter.setPen(QPen(QColor(tokens.accent), 1.7))
        painter.setBrush(QColor(tokens.surface))
        for use in self._uses:
            painter.drawEllipse(QPointF(self._x(use.at), self._y(1.0)), 3.5, 3.5)
        page = self._page
        assert page is not None
        if page.fades_at is not None and page.fades_at > self._now:
            x, kept = self._x(page.fades_at), self._kept_at(page.fades_at)
            painter.setPen(QPen(QColor(tokens.muted), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, self._y(kept)), QPointF(x, self._area().bottom()))
            painter.setPen(QPen(QColor(tokens.muted), 1.7))
            painter.setBrush(QColor(tokens.surface))
            painter.drawEllipse(QPointF(x, self._y(kept)), 3.5, 3.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawEllipse(QPointF(self._x(self._now), self._y(self._kept_at(self._now))), 5, 5)

    def _paint_dates(self, painter: QPainter) -> None:
        """Kept, today, fades: as many of them as there is room for, today first."""
        page, area = self._page, self._area()
        assert page is not None
        wanted = [(self._now, self.tr("today")), (page.memory.stored_at, words.day(page.memory.stored_at))]
        if page.fades_at is not None and page.fades_at > self._now:
            wanted.insert(1, (page.fades_at, self.tr("fades {day}").format(day=words.day(page.fades_at.astimezone()))))
        metrics = QFontMetrics(font(Size.NOTE))
        painter.setFont(font(Size.NOTE))
        painter.setPen(QColor(self._theme.tokens.muted))
        taken: list[tuple[float, float]] = []
        for at, text in wanted:
            width = metrics.horizontalAdvance(text)
            left = min(max(self._x(at) - width / 2, area.left()), area.right() - width)
            if all(left > end + Space.SMALL or left + width < begin - Space.SMALL for begin, end in taken):
                painter.drawText(QPointF(left, self.height() - 6), text)
                taken.append((left, left + width))

    def _kept_at(self, at: datetime) -> float:
        """What the curve says of a moment between two of its points."""
        moments = [point.at for point in self._points]
        after = min(max(bisect_left(moments, at), 1), len(moments) - 1)
        before, behind = self._points[after - 1], self._points[after]
        span = (behind.at - before.at).total_seconds()
        share = min(max((at - before.at).total_seconds() / span, 0.0), 1.0) if span > 0 else 1.0
        return before.retention + (behind.retention - before.retention) * share

    def event(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            near = [use for use in self._uses if abs(self._x(use.at) - event.pos().x()) <= _NEAR]
            QToolTip.showText(event.globalPos(), "\n".join(use_in_words(use) for use in near[:6]), self)
            return True
        return super().event(event)


def use_in_words(use: Use) -> str:
    """As in “8 May 2023, 13:56: an answer rests on it”."""
    what = {
        AccessKind.CITED: StrengthCurve.tr("an answer rests on it"),
        AccessKind.OPENED: StrengthCurve.tr("you opened it"),
        AccessKind.CONFIRMED: StrengthCurve.tr("you said it is still true"),
        AccessKind.CORRECTED: StrengthCurve.tr("you corrected it"),
        AccessKind.RETRIEVED: StrengthCurve.tr("it was looked at for an answer"),
    }[use.kind]
    asked = f": “{use.question}”" if use.question else ""
    return f"{words.moment(use.at)}: {what}{asked}"


def told(page: MemoryPage) -> str:
    """When a memory fades, in a sentence."""
    day = "" if page.fades_at is None else words.day(page.fades_at.astimezone())
    if page.memory.pinned:
        return StrengthCurve.tr("Pinned: it does not fade.")
    if day and page.fades_at is not None and page.fades_at <= times.now():
        return StrengthCurve.tr("It will be let fade in the next sleep, unless it is used.")
    if day:
        return StrengthCurve.tr("Fades on {day} if it is not used until then.").format(day=day)
    if page.archived_at is not None:
        when = words.day(page.archived_at.astimezone())
        return StrengthCurve.tr("Fading. It goes to the archive on {day} if it is not used until then.").format(
            day=when
        )
    if page.recurrence is not None:
        return StrengthCurve.tr("Held for its next time, {day}.").format(day=words.day(page.recurrence.next_at))
    return StrengthCurve.tr("Nothing will happen to it by itself.")
