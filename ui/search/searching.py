"""Searching as one types: by word at once, by meaning too when the field rests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import EbbError
from core.model.answer import Hit
from core.model.completion import Completion
from core.model.found import Found
from ui import ops
from ui.background import Operation

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

SOON_MS = 30
REST_MS = 250
GROUP = 8
"""How many of each group are looked for while typing."""
MEMORIES = 40


class Searching(QObject):
    """`look` as often as the text changes. What comes for a text that has changed since is dropped."""

    found = Signal(object)
    refined = Signal(list)
    failed = Signal(str)
    completed = Signal(list)

    def __init__(self, assistant: Assistant, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._text = ""
        self._cursor = 0
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._soon.timeout.connect(self._hurry)
        self._rest.timeout.connect(self._refine)
        self._finding = _Latest(self._find, self.found.emit, self._fail, self)
        self._refining = _Latest(self._search, self.refined.emit, self._fail, self)
        self._completing = _Latest(self._complete, self.completed.emit, _stay_silent, self)

    @property
    def text(self) -> str:
        return self._text

    def look(self, text: str, cursor: int) -> None:
        """Search for `text`; `cursor` counts characters. Nothing but blanks ends the search."""
        changed = text != self._text
        moved = cursor != self._cursor
        self._text, self._cursor = text, cursor
        if changed:
            self._finding.forget()
            self._refining.forget()
        if not text.strip():
            self.halt()
            return
        if changed:
            self._rest.start()
        if changed or moved:
            self._soon.start()

    def halt(self) -> None:
        """Nothing more is wanted."""
        self._soon.stop()
        self._rest.stop()
        for latest in (self._finding, self._refining, self._completing):
            latest.forget()

    def _hurry(self) -> None:
        self._finding.want(self._text)
        self._completing.want((self._text, self._cursor))

    def _refine(self) -> None:
        self._refining.want(self._text)

    def _find(self, text: str) -> Operation[Found]:
        return ops.find(assistant=self._assistant, query=text, limit=GROUP)

    def _search(self, text: str) -> Operation[list[Hit]]:
        return ops.search(assistant=self._assistant, query=text, limit=MEMORIES)

    def _complete(self, where: tuple[str, int]) -> Operation[list[Completion]]:
        return ops.completions(assistant=self._assistant, text=where[0], cursor=where[1])

    def _fail(self, error: EbbError) -> None:
        self._rest.stop()
        self.failed.emit(str(error))


class _Latest(QObject):
    """Runs one operation at a time, always for what is wanted last; the rest is never started or is dropped."""

    def __init__(
        self,
        make: Callable[[Any], Operation[Any]],
        arrived: Callable[[Any], None],
        failed: Callable[[EbbError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._make, self._arrived, self._failed = make, arrived, failed
        self._wanted: Any = None
        self._shown: Any = None
        self._running = False

    def want(self, key: Any) -> None:
        if key == self._shown:
            return
        self._wanted = key
        if not self._running:
            self._start()

    def forget(self) -> None:
        self._wanted = self._shown = None

    def _start(self) -> None:
        key = self._wanted
        self._running = True

        def done(tell: Callable[[Any], None], value: Any) -> None:
            self._running = False
            if self._wanted == key:
                self._wanted, self._shown = None, key
                tell(value)
            elif self._wanted is not None:
                self._start()

        operation = self._make(key)
        operation.success(lambda value: done(self._arrived, value))
        operation.failure(lambda error: done(self._failed, error))
        operation.cancelled(lambda: done(_drop, None))
        operation.run(self)


def _drop(_: object) -> None:
    """It was stopped with the vault."""


def _stay_silent(_: EbbError) -> None:
    """No completions is no news: what is wrong with the query is told by the search itself."""
