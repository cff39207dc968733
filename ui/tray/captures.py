"""What the tray tells and does of captures, for whichever vault is open."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import EbbError
from core.model import times
from core.model.capture import Capture, CaptureState
from core.model.forgetting import ForgetRequest
from ui.background import Operation, Reads
from ui.bridge import Bridge
from ui.capture import ops
from ui.tray.standing import Light, Standing

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_LAST = 6
_SOON_MS = 400
_LONGEST_MS = 3_600_000


class TrayCaptures(QObject):
    """Follows one vault after another: `follow` says which is open."""

    stood = Signal(object)
    """How Ebb stands: a `Standing`."""
    listed = Signal(list)
    """The last captures."""
    undone = Signal(object)
    """A capture was taken back, by this `ForgetRequest`."""
    restored = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._assistant: Assistant | None = None
        self._bridge: Bridge | None = None
        self._states, self._lists = Reads(self), Reads(self)
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._list)
        self._over = QTimer(self, singleShot=True)
        self._over.timeout.connect(self._ask)

    def follow(self, assistant: Assistant | None) -> None:
        """Another vault is open now, or none."""
        if assistant is self._assistant:
            return
        self._assistant = assistant
        self._states.drop()
        self._lists.drop()
        self._soon.stop()
        self._over.stop()
        if self._bridge is not None:
            self._bridge.end()
            self._bridge.deleteLater()
            self._bridge = None
        if assistant is None:
            self.stood.emit(Standing(Light.LOCKED))
            return
        self._bridge = Bridge(assistant, self)
        self._bridge.capture_changed.connect(self._ask)
        self._bridge.memories_changed.connect(self._soon.start)
        self.stood.emit(Standing(Light.RECORDING))  # whether it is paused is known in a moment
        self._ask()
        self._list()

    def pause(self, until: datetime) -> None:
        if self._assistant is not None:
            self._change(ops.pause(assistant=self._assistant, until=until))

    def resume(self) -> None:
        if self._assistant is not None:
            self._change(ops.resume(assistant=self._assistant))

    def undo(self, capture: Capture) -> None:
        """Take a capture back."""
        if self._assistant is not None:
            operation = ops.undo(assistant=self._assistant, memory_ids=capture.memory_ids)
            self._lists.change(operation.success(self._taken_back).failure(self.failed.emit))

    def bring_back(self, request: ForgetRequest) -> None:
        """What was taken back is kept after all."""
        if self._assistant is not None:
            operation = ops.bring_back(assistant=self._assistant, request_id=request.id)
            self._lists.change(operation.success(self._restored).failure(self.failed.emit))

    def _taken_back(self, request: ForgetRequest) -> None:
        self._list()
        self.undone.emit(request)

    def _restored(self, _: ForgetRequest) -> None:
        self._list()
        self.restored.emit()

    def _change(self, operation: Operation[None]) -> None:
        self._states.change(operation.success(lambda _: self._ask()).failure(self.failed.emit))

    def _ask(self) -> None:
        if self._assistant is not None:
            operation = ops.state(assistant=self._assistant)
            self._states.read(operation.success(self._know).failure(self._pass_over))

    def _know(self, state: CaptureState) -> None:
        self.stood.emit(Standing(Light.PAUSED if state.paused else Light.RECORDING, state.until))
        if state.until is not None:
            left = (state.until - times.now()).total_seconds() * 1000
            self._over.start(max(0, min(int(left) + 1, _LONGEST_MS)))
        else:
            self._over.stop()

    def _list(self) -> None:
        if self._assistant is not None:
            operation = ops.recent(assistant=self._assistant, limit=_LAST)
            self._lists.read(operation.success(self.listed.emit).failure(self._pass_over))

    def _pass_over(self, error: EbbError) -> None:
        """The vault is just being locked, or busy: what was shown stays, and the next change asks again."""
