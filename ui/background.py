"""Work off the main thread, and its results back on it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, Signal

from core.errors import Cancelled, EbbError, MachineError

T = TypeVar("T")
Report = Callable[[Any], None]

_THREADS = 6
_CLOSING_MS = 4000


@dataclass(slots=True)
class _Waiting:
    context: QObject
    hear: Callable[[Any], None]


class Background(QObject):
    """A pool of threads, and the one object whose signal crosses from them to the main thread.

    What waits for a result stays on the main thread: a worker holds a number and plain values, never a widget, so
    no widget can die on the wrong thread.
    """

    _posted = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        self._waiting: dict[int, _Waiting] = {}
        self._numbers = count(1)
        self._posted.connect(self._deliver)

    def channel(self, context: QObject, hear: Callable[[Any], None]) -> tuple[int, Report]:
        """A number to close it by, and a function any thread may call: `hear` gets the value on the main thread.

        Once `context` is destroyed, what still comes is dropped.
        """
        number = next(self._numbers)
        self._waiting[number] = _Waiting(context, hear)

        def post(value: Any) -> None:
            if shiboken6.isValid(self):
                self._posted.emit(number, value)

        return number, post

    def end(self, number: int) -> None:
        """Close a channel; what is still under way is dropped."""
        self._waiting.pop(number, None)

    def start(self, work: Callable[[], None]) -> None:
        self._pool.start(work)

    def finish(self, milliseconds: int = _CLOSING_MS) -> bool:
        """Wait for running work at the end of the program. False if some is still running."""
        return bool(self._pool.waitForDone(milliseconds))

    def _deliver(self, number: int, value: object) -> None:
        waiting = self._waiting.get(number)
        if waiting is None:
            return
        if not shiboken6.isValid(waiting.context):
            self.end(number)
            return
        waiting.hear(value)


_current: Background | None = None


def background() -> Background:
    """The application's background, made with its first use."""
    global _current
    if _current is None or not shiboken6.isValid(_current):
        _current = Background(QCoreApplication.instance())
    return _current


@dataclass(frozen=True, slots=True)
class _Succeeded:
    value: Any


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


@dataclass(frozen=True, slots=True)
class _Told:
    value: Any


class Operation(Generic[T]):
    """A piece of work that has not started. Say what follows, then `run` it."""

    def __init__(self, work: Callable[[Report], T]) -> None:
        """`work` runs on a worker; what it passes to its argument reaches `told` on the main thread."""
        self._work = work
        self._success: Callable[[T], None] | None = None
        self._failure: Callable[[EbbError], None] | None = None
        self._cancelled: Callable[[], None] | None = None
        self._told: Callable[[Any], None] | None = None

    def success(self, then: Callable[[T], None]) -> Operation[T]:
        self._success = then
        return self

    def failure(self, then: Callable[[EbbError], None]) -> Operation[T]:
        self._failure = then
        return self

    def cancelled(self, then: Callable[[], None]) -> Operation[T]:
        """What follows when the user stopped it; by default nothing."""
        self._cancelled = then
        return self

    def told(self, then: Callable[[Any], None]) -> Operation[T]:
        self._told = then
        return self

    def run(self, context: QObject, counts: Callable[[], bool] = lambda: True) -> None:
        """Start. Results come on the main thread, and only while `context` is alive.

        A bug in the work goes to `sys.excepthook` and is then a failure too, so that nothing waits for ever. `counts`
        is asked once, when the work has ended: where it says no, nothing follows, and only a bug is still told.
        """
        desk = background()
        number = 0

        def hear(outcome: object) -> None:
            if isinstance(outcome, _Told):
                if self._told is not None:
                    self._told(outcome.value)
                return
            desk.end(number)
            if not counts():
                _tell_bug(outcome)
            elif isinstance(outcome, _Succeeded):
                if self._success is not None:
                    self._success(outcome.value)
            elif isinstance(outcome, _Failed):
                self._fail(outcome.error)

        number, post = desk.channel(context, hear)
        desk.start(_job(self._work, post))

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            if self._cancelled is not None:
                self._cancelled()
            return
        if not isinstance(error, EbbError):
            sys.excepthook(type(error), error, error.__traceback__)
            error = MachineError(
                QCoreApplication.translate(
                    "Operation", "Something inside Ebb went wrong. What is in your vault is safe; try it once more."
                )
            )
        if self._failure is not None:
            self._failure(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)


class Reads:
    """Reads of one thing that is shown: what one brings never takes the place of anything newer.

    Several workers run what the window asks for, so what was asked first may end last. What ends after a read that
    began later is dropped, and so is what was read before a change was made, which it cannot know of. Of reads that
    end in order each is heard, so that one who asks often still sees something.
    """

    def __init__(self, context: QObject) -> None:
        self._context = context
        self._begun = self._past = self._changing = 0

    def read(self, operation: Operation[Any]) -> None:
        """Run what reads."""
        self._begun += 1
        number = self._begun

        def counts() -> bool:
            if number <= self._past or self._changing:
                return False
            self._past = number
            return True

        operation.run(self._context, counts)

    def change(self, operation: Operation[Any]) -> None:
        """Run what changes the thing: what was read until it ended is dropped. What follows it should read anew."""
        self._changing += 1

        def counts() -> bool:
            self._changing -= 1
            self.drop()
            return True

        operation.run(self._context, counts)

    def drop(self) -> None:
        """What is under way is no longer wanted: something else is to be shown, or something newer is known."""
        self._past = self._begun


def _tell_bug(outcome: object) -> None:
    if isinstance(outcome, _Failed) and not isinstance(outcome.error, EbbError):
        sys.excepthook(type(outcome.error), outcome.error, outcome.error.__traceback__)


def _job(work: Callable[[Report], Any], post: Report) -> Callable[[], None]:
    def job() -> None:
        try:
            outcome: object = _Succeeded(work(lambda value: post(_Told(value))))
        except Exception as error:  # noqa: BLE001  carried to the main thread, where a bug goes to sys.excepthook
            outcome = _Failed(error)
        post(outcome)

    return job
