"""The place where one asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPersistentModelIndex, QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.answer import Chat, Citation, Turn
from core.model.objection import read_objection
from core.model.status import ModelState, ModelStatus, Status, who_words
from ui import ops
from ui.ask.answering import Answering
from ui.ask.chats import ChatsPopover
from ui.ask.column import centred
from ui.ask.composer import Composer
from ui.ask.correcting import Correcting
from ui.ask.correction import Correction
from ui.ask.evidence import EvidencePanel
from ui.ask.message import Message, MessageKind
from ui.ask.messages import MessageList
from ui.ask.transcript import Transcript
from ui.background import Reads
from ui.bridge import Bridge
from ui.calm import Calm
from ui.theme.theme import Theme
from ui.theme.tokens import PANEL, Size, Space
from ui.widgets.buttons import Button, IconButton
from ui.widgets.empty import EmptyState
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import Notice, announce

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_PANEL_BESIDE = 948
"""From this width of the place on, the evidence stands beside the chat; below, it covers it."""


class AskPlace(QWidget):
    """Chat, composer and evidence. `library_wanted` asks for the place where files are added.

    `memory_wanted` carries the id of the memory whose page is asked for.
    """

    library_wanted = Signal()
    memory_wanted = Signal(int)

    def __init__(self, theme: Theme, assistant: Assistant, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._assistant = theme, assistant
        self._chat_id: int | None = None
        self._answering: Answering | None = None
        self._row = QPersistentModelIndex()
        self._knows_nothing = False
        self._calm = Calm(self.refresh, self)
        self._warm = False
        self._models: dict[str, ModelStatus] = {}
        self._opening = False
        """A past chat is on its way."""
        self._held = ""
        """What was asked meanwhile: it goes below what was said before."""
        self._status = Reads(self)
        self._turns = Reads(self)
        self.transcript = Transcript(self)
        self.messages = MessageList(theme, self.transcript)
        self._correcting = Correcting(assistant, self.messages, self.transcript, self)
        self.composer = Composer(theme)
        self.notice = Notice(theme)
        self.empty = EmptyState(theme, title="", text="", action=self.tr("Go to Library"), icon="library")
        self._title = ElidedLabel(self.tr("New chat"), size=Size.READ, bold=True)
        self._foot = Label(self.tr("On this device"), size=Size.NOTE, tone="muted")
        self._new = Button(self.tr("New chat"), look="link", theme=theme, icon="plus")
        self._past = IconButton(theme, "chats", self.tr("Past chats"))
        self.chats = ChatsPopover(theme, assistant, self)
        self._middle = QStackedWidget()
        self._chat = QWidget()
        self._arrange()
        self._connect(bridge)
        self._describe_empty()
        self._show_middle()
        self.refresh()

    @cached_property
    def evidence(self) -> EvidencePanel:
        """Made when it is first wanted: all at once would hold the window up."""
        evidence = EvidencePanel(self._theme, self._assistant, self)
        evidence.hide()
        evidence.closed.connect(self.close_evidence)
        evidence.memory_wanted.connect(self.memory_wanted)
        return evidence

    @property
    def _evidence_open(self) -> bool:
        return "evidence" in vars(self) and not self.evidence.isHidden()

    # -- what the window calls -------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The place was opened."""
        self.composer.setFocus()
        self.refresh()

    def leave(self) -> None:
        """The vault is being locked: nothing may still be asked."""
        if self._answering is not None:
            self._answering.stop.set()

    def new_chat(self) -> None:
        self._stop()
        self._drop()
        self._turns.drop()
        self._opening, self._held = False, ""
        self._chat_id = None
        self.transcript.clear()
        self.close_evidence()
        self._title.setText(self.tr("New chat"))
        self.chats.hide()
        self._show_middle()
        self.composer.setFocus()

    def refresh(self) -> None:
        self._status.read(ops.status(assistant=self._assistant).success(self._know).failure(self._complain))

    # -- asking ----------------------------------------------------------------------------------------------------

    def ask(self, question: str) -> None:
        """Put a question; does nothing while another is being answered."""
        if self._answering is not None:
            return
        if self._opening:
            self._held = question
            return
        if not self.transcript.rowCount():
            self._title.setText(" ".join(question.split()))
        correction = self._correction(question)
        self.transcript.append(Message(MessageKind.QUESTION, question))
        answering = Answering(self._assistant, question, self._chat_id, self, correction)
        self._answering = answering
        waiting = Message(MessageKind.WAITING, "", status=answering.status, question=question)
        self._row = QPersistentModelIndex(self.transcript.index(self.transcript.append(waiting)))
        answering.changed.connect(self._draft)
        answering.answered.connect(self._answer)
        answering.failed.connect(self._fail)
        answering.cancelled.connect(self._cancel)
        self.composer.set_answering(True)
        self._show_middle()
        self.messages.follow()
        answering.start()

    def _correction(self, question: str) -> Correction | None:
        """What "That's wrong: …" says is right, if there is an answer it can be about."""
        right = read_objection(question)
        row = self.transcript.last_correctable()
        return Correction(self.transcript.message(row).turn, right) if right and row >= 0 else None

    def _draft(self, draft: str, status: str) -> None:
        if self._answering is not None:
            message = Message(MessageKind.WAITING, draft, status=status, question=self._answering.question)
            self.transcript.replace(self._row.row(), message)

    def _answer(self, turn: Turn) -> None:
        assert self._answering is not None
        self._chat_id = turn.chat_id
        correction = self._answering.correction
        number = turn.id if correction is None else 0  # what notes a correction is not itself corrected
        message = Message(MessageKind.ANSWER, turn.text, turn.answer, question=self._answering.question, turn=number)
        self._settle(message)
        if correction is not None:
            self._correcting.mark(correction)
        if not message.evidence:
            self._hide_evidence()
        announce(self.messages, self.tr("Answer ready. {text}").format(text=turn.text))

    def _fail(self, problem: str) -> None:
        assert self._answering is not None
        self._settle(Message(MessageKind.FAILURE, problem, question=self._answering.question))
        announce(self.messages, problem, urgent=True)

    def _cancel(self) -> None:
        row = self._row.row()
        self._drop()
        self.transcript.remove_from(row)

    def _settle(self, message: Message) -> None:
        row = self._row.row()
        self._drop()
        self.transcript.replace(row, message)
        if not self.messages.currentIndex().isValid():
            self.messages.setCurrentIndex(self.transcript.index(row))

    def _drop(self) -> None:
        """Listen to the question under way no longer."""
        if self._answering is not None:
            self._answering.blockSignals(True)  # it may have ended already, with its answer on the way
            self._answering.deleteLater()
            self._answering = None
        self._row = QPersistentModelIndex()
        self.composer.set_answering(False)

    def _stop(self) -> None:
        if self._answering is not None:
            self._answering.halt()

    def _again(self, question: str) -> None:
        last = self.transcript.rowCount() - 1
        if self._answering is None and last >= 0 and self.transcript.message(last).kind is MessageKind.FAILURE:
            self.transcript.remove_from(last - 1)
        self.ask(question)

    # -- evidence --------------------------------------------------------------------------------------------------

    def open_evidence(self, citation: Citation) -> None:
        self.evidence.show()
        self._place_panel()
        self.evidence.raise_()
        self.evidence.show_citation(citation)
        self.evidence.setFocus()

    def close_evidence(self) -> None:
        """Close the panel; the keyboard goes back to where it was."""
        if self._hide_evidence():
            self.messages.setFocus()

    def _hide_evidence(self) -> bool:
        shown = self._evidence_open
        if shown:
            self.evidence.hide()
            self.messages.mark_shown(-1, None)
            self._place_panel()
        return shown

    def _place_panel(self) -> None:
        beside = self.width() >= _PANEL_BESIDE
        if self._evidence_open:
            width = PANEL if beside else min(self.width(), PANEL)
            self.evidence.setFixedWidth(max(width, 1))
            self.evidence.setGeometry(self.width() - width, 0, width, self.height())
        self._outer.setContentsMargins(0, 0, PANEL if beside and self._evidence_open else 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panel()
        self._place_chats()

    # -- past chats ------------------------------------------------------------------------------------------------

    def _toggle_chats(self) -> None:
        if self.chats.isVisible():
            self._close_chats()
        else:
            self.chats.open()
            self._place_chats()

    def _close_chats(self) -> None:
        self.chats.hide()
        self._past.setFocus()

    def _place_chats(self) -> None:
        corner = self._past.mapTo(self, QPoint(self._past.width(), self._past.height() + Space.HAIR))
        self.chats.move(max(Space.SMALL, corner.x() - self.chats.width()), corner.y())

    def open_chat(self, chat: Chat) -> None:
        """Go on with a past chat."""
        self.new_chat()
        self._chat_id = chat.id
        self._title.setText(chat.title)
        self._opening = True

        def show(turns: list[Turn]) -> None:
            self.transcript.show(turns)
            self._show_middle()
            self.messages.follow()
            self._go_on()

        def failed(error: EbbError) -> None:
            self._complain(error)
            self._go_on()

        self._turns.read(ops.turns(assistant=self._assistant, chat_id=chat.id).success(show).failure(failed))

    def _go_on(self) -> None:
        """The chat is there: ask what was asked while it came."""
        self._opening = False
        if self._held:
            held, self._held = self._held, ""
            self.ask(held)

    def _forget_chat(self, chat_id: int) -> None:
        if chat_id == self._chat_id:
            self.new_chat()

    # -- how things stand ------------------------------------------------------------------------------------------

    def _know(self, status: Status) -> None:
        self._knows_nothing = status.memories == 0
        if status.memories and not self._warm:
            self._warm = True
            ops.warm_up(assistant=self._assistant).failure(self._complain).run(self)
        self._describe_empty()
        self._models = {model.role: model for model in status.models}
        self._name_model()

    def _hear_model(self, model: ModelStatus) -> None:
        """A model moved: how it stood a moment ago is not to be shown again."""
        self._status.drop()
        self._models[model.role] = model
        self._name_model()
        self.refresh()

    def _name_model(self) -> None:
        """Say below the composer what words the answer, and where."""
        model = who_words(self._models.values())
        if model is None or not model.name:
            return
        state = {
            ModelState.LOADING: self.tr("loading"),
            ModelState.FAILED: self.tr("not working"),
            ModelState.ABSENT: self.tr("not installed: answers are quoted"),
        }.get(model.state, "")
        elsewhere = self.tr("At {where}: this leaves the machine").format(where=model.elsewhere)
        where = elsewhere if model.elsewhere else self.tr("On this device")
        self._foot.setText(" · ".join(filter(None, (where, model.name, state))))
        self._foot.set_tone("warn" if model.elsewhere else "muted")

    def _describe_empty(self) -> None:
        if self._knows_nothing:
            self.empty.say(
                self.tr("Ebb knows nothing yet"),
                self.tr("Add files or a conversation, and ask about them here."),
                self.tr("Go to Library"),
            )
        else:
            self.empty.say(
                self.tr("What would you like to know?"),
                self.tr(
                    "Ask for a day, a name, a place or a decision: “When did we last talk about the boat?” "
                    "Each answer shows the passage it rests on."
                ),
            )

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")

    def _show_middle(self) -> None:
        begun = self.transcript.rowCount() > 0
        self._middle.setCurrentWidget(self.messages if begun else self.empty)
        self._new.setVisible(begun)

    # -- building --------------------------------------------------------------------------------------------------

    def _connect(self, bridge: Bridge) -> None:
        self.composer.asked.connect(self.ask)
        self.composer.stopped.connect(self._stop)
        self.messages.evidence_wanted.connect(self.open_evidence)
        self.messages.retry_wanted.connect(self._again)
        self.messages.correction_wanted.connect(self._correcting.begin)
        self.empty.acted.connect(self.library_wanted)
        self._new.clicked.connect(self.new_chat)
        self._past.clicked.connect(self._toggle_chats)
        self.chats.chosen.connect(self.open_chat)
        self.chats.deleted.connect(self._forget_chat)
        self.chats.closed.connect(self._close_chats)
        bridge.library_changed.connect(self._calm.ask)
        bridge.model_changed.connect(self._hear_model)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(Space.SMALL)
        head.addWidget(self._title, 1)
        head.addWidget(self._new)
        head.addWidget(self._past)
        self._middle.addWidget(self.empty)
        self._middle.addWidget(self.messages)
        column = QVBoxLayout(self._chat)
        column.setContentsMargins(0, Space.LARGE, 0, Space.LARGE)
        column.setSpacing(Space.SMALL)
        column.addWidget(centred(head))
        column.addWidget(centred(self.notice))
        column.addWidget(self._middle, 1)
        column.addWidget(centred(self.composer))
        column.addWidget(centred(self._foot))
        self._outer = QHBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addWidget(self._chat)
        QWidget.setTabOrder(self.messages, self.composer.words)
        QWidget.setTabOrder(self.composer.words, self.composer.button)
