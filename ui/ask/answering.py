"""One question under way: its words so far, what it is at, and the way to stop it."""

from __future__ import annotations

from threading import Event as Flag
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import EbbError
from core.model.answer import Turn
from core.model.events import Checking, Loading, Recalled, Said, Sending
from ui import ops, words
from ui.ask.correction import Correction

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_REDRAW_MS = 100
"""A stream is drawn at most ten times a second, however fast it comes."""


class Answering(QObject):
    """Runs `ask` or `correct` once.

    `changed` carries draft and status; then comes `answered`, `failed` or `cancelled`.
    """

    changed = Signal(str, str)
    answered = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(
        self,
        assistant: Assistant,
        question: str,
        chat_id: int | None,
        parent: QObject,
        correction: Correction | None = None,
    ) -> None:
        """With a `correction`, the question is not asked: what it says is right is noted instead."""
        super().__init__(parent)
        self.question = question
        self.correction = correction
        self.stop = Flag()
        self._draft: list[str] = []
        self._status = self.tr("Looking through your memory…")
        operation = ops.ask(assistant=assistant, question=question, chat_id=chat_id, stop=self.stop)
        if correction is not None:
            self._status = self.tr("Noting what is right…")
            operation = ops.correct(assistant=assistant, turn_id=correction.turn, text=correction.text)
        self._clock = QTimer(self, interval=_REDRAW_MS, singleShot=True)
        self._clock.timeout.connect(self._tell)
        self._operation = operation.told(self._hear).success(self._succeed).failure(self._fail).cancelled(self._cancel)

    @property
    def status(self) -> str:
        return self._status

    def start(self) -> None:
        self._operation.run(self)

    def halt(self) -> None:
        """Ask it to stop; what was said so far comes as an answer that says so."""
        self.stop.set()
        self._status = self.tr("Stopping…")
        self._clock.start()

    def _hear(self, event: object) -> None:
        if isinstance(event, Said):
            self._draft.append(event.text)
            self._status = self.tr("Writing…")
        elif isinstance(event, Recalled):
            found = words.count(event.evidence, self.tr("memory"), self.tr("memories"))
            self._status = self.tr("Reading {found}…").format(found=found)
        elif isinstance(event, Loading):
            self._status = self.tr("Loading the model {name}…").format(name=event.model).replace("  ", " ")
        elif isinstance(event, Sending):
            text = self.tr("Asking {model} at {where}; this leaves the machine…")
            self._status = text.format(model=event.model, where=event.elsewhere)
        elif isinstance(event, Checking):
            self._status = self.tr("Checking against the evidence…")
        if self.stop.is_set():
            self._status = self.tr("Stopping…")
        if not self._clock.isActive():
            self._clock.start()

    def _tell(self) -> None:
        self.changed.emit("".join(self._draft), self._status)

    def _succeed(self, turn: Turn) -> None:
        self._clock.stop()
        self.answered.emit(turn)

    def _fail(self, error: EbbError) -> None:
        self._clock.stop()
        self.failed.emit(str(error))

    def _cancel(self) -> None:
        self._clock.stop()
        self.cancelled.emit()
