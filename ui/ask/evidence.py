"""The passage a claim rests on, in its surroundings."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.answer import Citation, Passage
from core.model.memory import Memory, SourceKind
from core.model.place import Unit
from ui import ops, placing, words
from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import PANEL, Size, Space
from ui.why.disclosure import WhyThis
from ui.widgets.buttons import Button, IconButton
from ui.widgets.labels import ElidedLabel, Label, rule, seamed
from ui.widgets.notice import Notice, announce
from ui.widgets.scrolled import empty_out

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


_CLOSED = 40
"""The height of the reasons when only their link shows."""


class EvidencePanel(QFrame):
    """Shows one citation at a time. Escape closes it; `closed` tells so. `memory_wanted` asks for its memory's page."""

    closed = Signal()
    memory_wanted = Signal(int)

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(self.tr("Evidence"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._assistant = assistant
        self._citation: Citation | None = None
        self._passage: Passage | None = None
        self._focal: QWidget | None = None
        self._close = IconButton(theme, "close", self.tr("Close the evidence (Esc)"), size=16)
        self._close.clicked.connect(self.closed)
        self.page = IconButton(theme, "memories", self.tr("Open this memory: pin, edit, forget"), size=16)
        self.page.clicked.connect(self._want_memory)
        self._origin = ElidedLabel(size=Size.BODY, tone="muted")
        self._notice = Notice(theme, closable=False)
        self._pieces = QVBoxLayout()
        self._pieces.setSpacing(Space.HAIR)
        self._open = Button(self.tr("Open file"), theme=theme, icon="open")
        self._open.clicked.connect(self._open_file)
        self._folder = Button(self.tr("Show in folder"), look="link", theme=theme, icon="folder")
        self._folder.clicked.connect(self._open_folder)
        self._file_row = QWidget()
        self.why = WhyThis(theme)
        self.why.fitted.connect(self._fit_why)
        self._why_row = QScrollArea()
        self._arrange()
        self.setFixedWidth(PANEL)

    def show_citation(self, citation: Citation, clue: str = "") -> None:
        """Fetch the passage and show it. `clue` is by way of what it was found, if not by the question itself."""
        self._citation = citation
        self.why.show_channels(citation.channels, clue)
        self._fit_why()
        self._passage = None
        self._origin.setText(citation.label)
        self._notice.dismiss()
        self._clear()
        self._file_row.hide()

        def arrived(passage: Passage) -> None:
            if self._citation is citation:
                self._show(passage, citation)

        def failed(error: EbbError) -> None:
            if self._citation is citation:
                self._notice.say(str(error), "warn")

        ops.passage(assistant=self._assistant, memory_id=citation.memory_id).success(arrived).failure(failed).run(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_why()

    def _fit_why(self) -> None:
        """The reasons take what they need, but never more than half of the panel."""
        layout = self.why.layout()
        assert layout is not None
        layout.activate()
        room = self._why_row.viewport().width() or PANEL
        needed = max(layout.totalHeightForWidth(room), layout.totalMinimumSize().height())
        height = max(_CLOSED, min(needed, self.height() // 2))
        if height != self._why_row.height():
            self._why_row.setFixedHeight(height)
            QTimer.singleShot(0, self, self._show_focal)

    def _show_focal(self) -> None:
        """Keep the passage itself in sight."""
        if self._focal is not None:
            self._scroll.ensureWidgetVisible(self._focal, 0, Space.WIDE)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Evidence"), size=Size.READ, bold=True), 1)
        head.addWidget(self.page)
        head.addWidget(self._close)
        inside = QWidget()
        inside.setObjectName("inside")
        within = QVBoxLayout(inside)
        within.setContentsMargins(Space.LARGE, Space.HAIR, Space.LARGE, Space.LARGE)
        within.addLayout(self._pieces)
        within.addStretch(1)
        scroll = QScrollArea()
        for area in (scroll, self._why_row):
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.why.setObjectName("inside")
        self._why_row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._why_row.setWidget(self.why)
        reasons = QVBoxLayout()
        reasons.setContentsMargins(Space.WIDE - Space.SMALL, Space.SMALL, Space.WIDE - Space.SMALL, Space.MEDIUM)
        reasons.addWidget(self._why_row)
        scroll.setAccessibleName(self.tr("The passage in its surroundings"))
        scroll.setWidget(inside)
        self._scroll = scroll
        self._inside = inside
        foot = QVBoxLayout(self._file_row)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(0)
        actions = QHBoxLayout()
        actions.setContentsMargins(Space.WIDE, Space.MEDIUM, Space.WIDE, Space.LARGE)
        foot.addWidget(rule())
        foot.addLayout(actions)
        actions.addWidget(self._open)
        actions.addWidget(self._folder)
        actions.addStretch(1)
        top = QVBoxLayout()
        top.setContentsMargins(Space.WIDE, Space.LARGE + 2, Space.LARGE, Space.MEDIUM)
        top.setSpacing(Space.SMALL)
        top.addLayout(head)
        top.addWidget(self._origin)
        top.addSpacing(Space.HAIR)
        top.addWidget(self._notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(scroll, 1)
        column.addWidget(rule())
        column.addLayout(reasons)
        column.addWidget(self._file_row)
        self._file_row.hide()

    def _clear(self) -> None:
        self._focal = None
        empty_out(self._pieces)

    def _show(self, passage: Passage, citation: Citation) -> None:
        self._passage = passage
        self._origin.setText(origin(passage))
        last = ""
        focal: QWidget | None = None
        for memory in passage.memories:
            is_focus = memory.id == passage.focus
            if is_focus:
                self.why.show_memory(memory)
            piece = _Piece(
                memory, quote=citation.quote if is_focus else "", focal=is_focus, named=memory.speaker != last
            )
            last = memory.speaker
            self._pieces.addWidget(piece)
            if is_focus:
                focal = piece
        self._fit_why()
        if passage.source.kind is SourceKind.FILE:
            self._offer_file(passage)
        self._focal = focal
        if focal is not None:
            self._inside.adjustSize()
            self._show_focal()
            QTimer.singleShot(0, self, self._show_focal)  # once more, when the reasons have their height
            announce(self, focal.accessibleName())

    def _offer_file(self, passage: Passage) -> None:
        page = _page(passage)
        self._open.setText(self.tr("Open file at page {n}").format(n=page) if page else self.tr("Open file"))
        path = Path(passage.source.location)

        def found(exists: bool) -> None:
            if self._passage is not passage:
                return
            self._file_row.setVisible(exists)
            if not exists:
                self._notice.say(
                    self.tr("The file is no longer at {path}. What Ebb read of it is still here.").format(path=path),
                    "warn",
                )

        ops.file_exists(path=path).success(found).run(self)

    def _want_memory(self) -> None:
        if self._citation is not None:
            self.memory_wanted.emit(self._citation.memory_id)

    def _open_file(self) -> None:
        if self._passage is None:
            return
        address = QUrl.fromLocalFile(self._passage.source.location)
        page = _page(self._passage)
        if page:
            address.setFragment(f"page={page}")
        if not QDesktopServices.openUrl(address):
            self._notice.say(self.tr("The system has no program that opens this file."), "warn")

    def _open_folder(self) -> None:
        if self._passage is not None:
            folder = Path(self._passage.source.location).parent
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
                self._notice.say(self.tr("The system could not show {path}.").format(path=folder), "warn")


class _Piece(QFrame):
    """One memory of the passage; the focal one stands on a soft ground with the quoted words in bold."""

    def __init__(self, memory: Memory, *, quote: str, focal: bool, named: bool) -> None:
        super().__init__()
        self.setObjectName("message")
        self.setProperty("focal", focal)
        self.setAccessibleName(f"{memory.speaker}: {memory.text}" if memory.speaker else memory.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.LARGE - 2, Space.SMALL + 2, Space.LARGE - 2, Space.SMALL - 2)
        column.setSpacing(Space.HAIR)
        if memory.speaker and (named or focal):
            column.addWidget(ElidedLabel(memory.speaker, size=Size.NOTE, bold=True, tone="muted"))
        text = Label(size=Size.BODY, wrap=True)
        text.setTextFormat(Qt.TextFormat.RichText)
        text.setText(emphasised(memory.text, quote))
        text.setFont(font(Size.BODY))
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(text)
        for caption in memory.captions:
            column.addWidget(
                Label(self.tr("Picture: {text}").format(text=caption), size=Size.NOTE, tone="muted", wrap=True)
            )


def emphasised(text: str, quote: str) -> str:
    """`text` as safe rich text with `quote` in bold where it occurs."""
    at = text.casefold().find(quote.casefold()) if quote and len(text.casefold()) == len(text) else -1
    if at < 0 or len(quote) >= len(text.strip()):
        shown = html.escape(seamed(text))
    else:
        end = at + len(quote)
        before, quoted, after = (html.escape(seamed(part)) for part in (text[:at], text[at:end], text[end:]))
        shown = f"{before}<b>{quoted}</b>{after}"
    return '<p style="line-height:130%; white-space:pre-wrap">' + shown + "</p>"


def origin(passage: Passage) -> str:
    """Where the passage is from, in one line."""
    focus = next((memory for memory in passage.memories if memory.id == passage.focus), None)
    parts = [passage.source.title]
    place = placing.place(focus) if focus is not None else ""
    if focus is not None and focus.said_at is not None and not place:
        parts.append(words.moment(focus.said_at))
    return " · ".join(filter(None, (*parts, place)))


def _page(passage: Passage) -> int | None:
    """The page to open a PDF at; no other program is told a place."""
    focus = next((memory for memory in passage.memories if memory.id == passage.focus), None)
    steps = focus.span.place if focus is not None else ()
    inside = any(step.unit in (Unit.ATTACHMENT, Unit.ENTRY) for step in steps)
    return steps[-1].first if steps and steps[-1].unit is Unit.PAGE and not inside else None


def _tr(text: str) -> str:
    return QCoreApplication.translate("EvidencePanel", text)
