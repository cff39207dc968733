"""What the assistant tells while it works, as signals on the main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.model.events import (
    CaptureChanged,
    LibraryChanged,
    MeaningChanged,
    MemoriesChanged,
    ModelChanged,
    SleepChanged,
    WorkChanged,
)
from ui import ops
from ui.background import background

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class Bridge(QObject):
    """Listens to one assistant for as long as it lives."""

    work_changed = Signal(object)
    library_changed = Signal()
    model_changed = Signal(object)
    memories_changed = Signal()
    capture_changed = Signal(int)
    """Carries how many captures that had waited were left out."""
    sleep_changed = Signal(object)
    """Carries the progress of a sleep cycle, None when it ended."""
    meaning_changed = Signal(object)

    def __init__(self, assistant: Assistant, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._end_listening: Callable[[], None] | None = None
        self._number, post = background().channel(self, self._hear)
        ops.listen(assistant=assistant, callback=post).success(self._attached).run(self)

    def end(self) -> None:
        """Hear nothing more."""
        background().end(self._number)
        if self._end_listening is not None:
            self._end_listening()
            self._end_listening = None

    def _attached(self, end: Callable[[], None]) -> None:
        self._end_listening = end

    def _hear(self, event: Any) -> None:
        if isinstance(event, WorkChanged):
            self.work_changed.emit(event)
        elif isinstance(event, LibraryChanged):
            self.library_changed.emit()
        elif isinstance(event, ModelChanged):
            self.model_changed.emit(event.status)
        elif isinstance(event, MemoriesChanged):
            self.memories_changed.emit()
        elif isinstance(event, SleepChanged):
            self.sleep_changed.emit(event.progress)
        elif isinstance(event, CaptureChanged):
            self.capture_changed.emit(event.left_out)
        elif isinstance(event, MeaningChanged):
            self.meaning_changed.emit(event)
