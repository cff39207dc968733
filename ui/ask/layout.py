"""Where the parts of one message stand."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QTextDocument

from core.model.answer import Citation
from ui.ask.document import answer_document, plain_document, slack
from ui.ask.message import Message, MessageKind, facts, left_machine
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import MEASURE, Size, Space

_CHIP_HEIGHT = 30.0
_ACTION = 28.0
_FORM = 72.0
_BUBBLE = 14.0
_KEPT = 4000
_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Target:
    """Something in a message that can be pressed: a chip (with its citation), "copy", "retry" or "wrong"."""

    key: str
    name: str
    area: QRectF
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Small text. `icon` stands before it, `tone` is its colour's token; with an icon, or if `wraps`, it may take
    several lines.
    """

    text: str
    area: QRectF
    size: Size = Size.NOTE
    tone: str = "muted"
    icon: str = ""
    wraps: bool = False


@dataclass(slots=True)
class MessageLayout:
    """A laid out message; all areas count from the row's top left corner."""

    document: QTextDocument
    origin: QPointF = field(default_factory=QPointF)
    tone: str = "text"
    bubble: QRectF | None = None
    lines: list[Line] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    form: QRectF | None = None
    """Where the field for a correction stands, when it is open."""
    height: float = 0.0

    def target_at(self, point: QPointF) -> Target | None:
        """What is under `point`: a target, or the citation whose mark stands there in the text."""
        for target in self.targets:
            if target.area.contains(point):
                return target
        anchor = self.document.documentLayout().anchorAt(point - self.origin)
        for target in self.targets:
            if target.citation is not None and anchor == f"cite:{target.citation.number}":
                return target
        return None


class Typesetter(QObject):
    """Lays messages out, and keeps what it has laid out while width and colours stay the same."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._made: OrderedDict[int, tuple[Message, MessageLayout]] = OrderedDict()
        self._documents: dict[int, tuple[Message, QTextDocument]] = {}
        """Those of the last width: a document is dear to make and cheap to lay out anew."""
        self._width = 0
        theme.changed.connect(self.forget)

    def forget(self) -> None:
        self._made.clear()
        self._documents.clear()

    def lay(self, message: Message, width: int) -> MessageLayout:
        """The layout of `message` in a row `width` wide."""
        if width != self._width:
            self._documents = {key: (known, made.document) for key, (known, made) in self._made.items()}
            self._made.clear()
            self._width = width
        found = self._made.get(id(message))
        if found is not None and found[0] is message:
            return found[1]
        made = self._make(message, width)
        self._made[id(message)] = (message, made)
        if len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return made

    def _document(self, message: Message) -> QTextDocument:
        known, document = self._documents.pop(id(message), (None, None))
        if known is message and document is not None:
            return document
        answer = message.answer
        match message.kind:
            case MessageKind.ANSWER:
                text = message.text or _tr("Stopped before anything was said.")
                cited = {citation.number for citation in message.evidence}
                calm = answer is not None and (answer.abstained or answer.stopped)
                return answer_document(text, self._theme, cited, calm=calm)
            case MessageKind.WAITING:
                return answer_document(message.text, self._theme, (), calm=True)
            case _:
                return plain_document(message.text)

    def _make(self, message: Message, width: int) -> MessageLayout:
        measure = max(160.0, min(float(MEASURE), width - 2 * Space.WIDE))
        left = (width - measure) / 2
        match message.kind:
            case MessageKind.QUESTION:
                return self._question(message, left, measure)
            case MessageKind.ANSWER:
                return self._answer(message, left, measure)
            case MessageKind.WAITING:
                return self._waiting(message, left, measure)
            case MessageKind.FAILURE:
                return self._failure(message, left, measure)

    def _question(self, message: Message, left: float, measure: float) -> MessageLayout:
        document = self._document(message)
        document.setTextWidth(measure * 0.82 - 2 * Space.LARGE)
        text = min(document.idealWidth(), document.textWidth())
        document.setTextWidth(text)
        height = document.size().height() - slack(document)
        bubble = QRectF(0, Space.LARGE, text + 2 * Space.LARGE, height + 2 * _BUBBLE)
        bubble.moveRight(left + measure)
        origin = QPointF(bubble.left() + Space.LARGE, bubble.top() + _BUBBLE)
        return MessageLayout(document, origin, bubble=bubble, height=bubble.bottom() + Space.SMALL)

    def _answer(self, message: Message, left: float, measure: float) -> MessageLayout:
        answer = message.answer
        document = self._document(message)
        document.setTextWidth(measure)
        layout = MessageLayout(document, QPointF(left, Space.LARGE), tone="muted" if message.corrected else "text")
        bottom = Space.LARGE + document.size().height() - slack(document) + Space.LARGE
        if message.corrected:
            bottom = self._corrected(layout, message.corrected, left, bottom, measure)
        if answer is not None and answer.abstained:
            bottom = self._closest(layout, message.evidence, left, bottom, measure)
        else:
            bottom = self._chips(layout, message.evidence, left, bottom, measure)
        if answer is not None and answer.notice:
            bottom = self._notice(layout, answer.notice, left, bottom, measure)
        if answer is not None and answer.elsewhere:
            bottom = self._notice(layout, left_machine(answer), left, bottom, measure, icon="leaves")
        self._foot(
            layout, facts(answer) if answer is not None else "", left, bottom, measure, wrong=message.correctable
        )
        return self._form(layout, message, left, measure) if message.correcting else layout

    def _waiting(self, message: Message, left: float, measure: float) -> MessageLayout:
        document = self._document(message)
        document.setTextWidth(measure)
        layout = MessageLayout(document, QPointF(left, Space.LARGE), tone="muted")
        bottom = float(Space.LARGE)
        if message.text:
            bottom += document.size().height() + Space.SMALL
        layout.lines.append(Line(message.status, QRectF(left, bottom, measure, 22), Size.BODY))
        layout.height = bottom + 22 + Space.WIDE
        return layout

    def _failure(self, message: Message, left: float, measure: float) -> MessageLayout:
        document = self._document(message)
        document.setTextWidth(measure - 32)
        layout = MessageLayout(document, QPointF(left + 32, Space.LARGE))
        layout.lines.append(Line("", QRectF(left, Space.LARGE + 2, 20, 20), tone="danger", icon="warning"))
        bottom = Space.LARGE + document.size().height() + Space.SMALL
        text = _tr("Try again")
        width = QFontMetricsF(font(Size.BODY)).horizontalAdvance(text) + 2 * Space.LARGE
        layout.targets.append(Target("again", text, QRectF(left + 32, bottom, width, _CHIP_HEIGHT)))
        layout.height = bottom + _CHIP_HEIGHT + Space.LARGE
        return layout

    def _chips(
        self, layout: MessageLayout, evidence: tuple[Citation, ...], left: float, top: float, measure: float
    ) -> float:
        """Chips in rows; returns where the next thing may stand."""
        if not evidence:
            return top
        x, y = left, top
        for citation in evidence:
            width = min(chip_width(citation), measure)
            if x > left and x + width > left + measure:
                x, y = left, y + _CHIP_HEIGHT + Space.SMALL
            layout.targets.append(_chip(citation, QRectF(x, y, width, _CHIP_HEIGHT)))
            x += width + Space.SMALL
        return y + _CHIP_HEIGHT + Space.MEDIUM

    def _closest(
        self, layout: MessageLayout, evidence: tuple[Citation, ...], left: float, top: float, measure: float
    ) -> float:
        metrics = QFontMetricsF(font(Size.BODY))
        for number, citation in enumerate(evidence):
            quote = _one_line(citation.quote)
            lead = _tr("Closest: {quote}") if number == 0 else "{quote}"
            width = min(chip_width(citation), measure / 2)
            room = measure - width - Space.MEDIUM
            words = metrics.elidedText(lead.format(quote=f"“{quote}”"), Qt.TextElideMode.ElideRight, room)
            layout.lines.append(Line(words, QRectF(left, top, room, _CHIP_HEIGHT), Size.BODY))
            x = left + min(room, metrics.horizontalAdvance(words)) + Space.MEDIUM
            layout.targets.append(_chip(citation, QRectF(x, top, width, _CHIP_HEIGHT)))
            top += _CHIP_HEIGHT + Space.SMALL
        return top + (Space.HAIR if evidence else 0)

    def _notice(
        self, layout: MessageLayout, notice: str, left: float, top: float, measure: float, icon: str = "info"
    ) -> float:
        metrics = QFontMetricsF(font(Size.BODY))
        flags = int(Qt.TextFlag.TextWordWrap.value)
        needed = metrics.boundingRect(QRectF(0, 0, measure - 28, 400), flags, notice)
        area = QRectF(left, top, measure, max(20.0, needed.height()))
        layout.lines.append(Line(notice, area, Size.BODY, "warn", icon))
        return top + area.height() + Space.MEDIUM

    def _corrected(self, layout: MessageLayout, text: str, left: float, top: float, measure: float) -> float:
        """What the user said is right, below what was said wrongly."""
        note = _tr("Corrected by you")
        layout.lines.append(Line(note, QRectF(left, top, measure, 20), Size.NOTE, "accent", "check"))
        metrics = QFontMetricsF(font(Size.READ))
        flags = int(Qt.TextFlag.TextWordWrap.value)
        needed = metrics.boundingRect(QRectF(0, 0, measure - 28, 4000), flags, text)
        area = QRectF(left + 28, top + 22, measure - 28, needed.height() + 2)
        layout.lines.append(Line(text, area, Size.READ, "text", wraps=True))
        return area.bottom() + Space.LARGE

    def _form(self, layout: MessageLayout, message: Message, left: float, measure: float) -> MessageLayout:
        layout.form = QRectF(left, layout.height, measure, _FORM)
        bottom = layout.height + _FORM
        if message.status:
            bottom = self._notice(layout, message.status, left, bottom + Space.SMALL, measure)
        layout.height = bottom + Space.MEDIUM
        return layout

    def _foot(
        self, layout: MessageLayout, text: str, left: float, top: float, measure: float, *, wrong: bool
    ) -> MessageLayout:
        metrics = QFontMetricsF(font(Size.NOTE))
        objection = _tr("That’s wrong")
        needed = metrics.horizontalAdvance(objection) + 2 * Space.SMALL if wrong else 0.0
        room = measure - 2 * _ACTION - Space.SMALL - needed
        while metrics.horizontalAdvance(text) > room and _SEPARATOR in text:
            text = text.rpartition(_SEPARATOR)[0]  # the last facts are the least of them
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(words)
        layout.lines.append(Line(words, QRectF(left, top, room, _ACTION)))
        x = left + width + (Space.SMALL if words else -6)
        for key, name in (("copy", _tr("Copy the answer")), ("retry", _tr("Ask again"))):
            layout.targets.append(Target(key, name, QRectF(x, top, _ACTION, _ACTION)))
            x += _ACTION
        if wrong:
            layout.targets.append(Target("wrong", objection, QRectF(x, top, needed, _ACTION)))
        layout.height = top + _ACTION + Space.MEDIUM
        return layout


def _tr(text: str) -> str:
    return QCoreApplication.translate("Message", text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _chip(citation: Citation, area: QRectF) -> Target:
    return Target("evidence", f"{citation.number} {citation.label}", area, citation)


def chip_width(citation: Citation) -> float:
    """How wide a chip wants to be."""
    metrics = QFontMetricsF(font(Size.BODY))
    return metrics.horizontalAdvance(f"{citation.number}  {citation.label}") + 28 + 1
