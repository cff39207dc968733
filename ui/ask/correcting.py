"""Correcting an answer in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPersistentModelIndex

from core.errors import EbbError
from core.model.answer import Turn
from ui import ops
from ui.ask.correction import Correction
from ui.ask.messages import MessageList
from ui.ask.transcript import Transcript
from ui.widgets.notice import announce

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class Correcting(QObject):
    """Opens the field under an answer, has what is typed there noted, and shows that it was."""

    def __init__(self, assistant: Assistant, messages: MessageList, transcript: Transcript, parent: QObject) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._messages = messages
        self._transcript = transcript
        messages.correction_saved.connect(self._save)
        messages.correction_cancelled.connect(self._cancel)

    def begin(self, row: int) -> None:
        """Ask what is right instead of the answer in `row`."""
        message = self._transcript.message(row)
        if message.correctable:
            self._transcript.replace(row, replace(message, correcting=True, status=""))
            self._messages.open_correction(row)

    def mark(self, correction: Correction) -> None:
        """Show at the answer itself what was said to be right."""
        for row in range(self._transcript.rowCount()):
            message = self._transcript.message(row)
            if message.turn == correction.turn:
                self._transcript.replace(row, replace(message, correcting=False, corrected=correction.text, status=""))
                return

    def _save(self, place: QPersistentModelIndex, text: str) -> None:
        if not place.isValid():
            return
        correction = Correction(self._transcript.message(place.row()).turn, text)

        def noted(_: Turn) -> None:
            if place.isValid():
                self._messages.close_correction(place.row())
                self.mark(correction)
                announce(self._messages, self.tr("Corrected by you: {text}").format(text=text))

        def failed(error: EbbError) -> None:
            if not place.isValid():
                return
            self._transcript.replace(place.row(), replace(self._transcript.message(place.row()), status=str(error)))
            field = self._messages.correction(place.row())
            if field is not None:
                field.set_busy(False)
                field.setFocus()
            announce(self._messages, str(error), urgent=True)

        operation = ops.correct(assistant=self._assistant, turn_id=correction.turn, text=text)
        operation.success(noted).failure(failed).run(self)

    def _cancel(self, place: QPersistentModelIndex) -> None:
        if place.isValid():
            row = place.row()
            self._messages.close_correction(row)
            self._transcript.replace(row, replace(self._transcript.message(row), correcting=False, status=""))
