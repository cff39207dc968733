"""A window that says when it was first painted: Ebb's own, or an empty one. Run by `start`, in a process of its own.

`python -m tests.bench.first_paint empty`, `… ebb PROFILE`; `… note PROFILE` opens the quick note of an Ebb that runs,
and an empty window of its size, again and again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from tests.bench.bare import tell, wait_for_end


class Watcher(QObject):
    """Tells once when the first window of the application has been painted, then lets the application end."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() is QEvent.Type.Paint and isinstance(watched, QMainWindow):
            self._app.removeEventFilter(self)
            # The painting is still to come: what is queued now runs right behind it.
            QTimer.singleShot(0, self, self._end)
        return False

    def _end(self) -> None:
        tell(painted=True)
        self._app.exit()


def show_empty() -> None:
    """Show a window with nothing in it, and keep it until standard input ends."""
    app = QApplication(sys.argv[:1])
    watcher = Watcher(app)
    window = QMainWindow()
    window.resize(1280, 800)
    window.show()
    app.exec()
    wait_for_end()
    watcher.deleteLater()


def show_ebb(profile: str) -> None:
    """Start Ebb as its command does, and end when its window is painted."""
    app = QApplication(sys.argv[:1])
    watcher = Watcher(app)
    from app.main import run

    sys.argv = ["ebb", "--profile", profile]
    try:
        run()
    finally:
        watcher.deleteLater()


class Painted(QObject):
    """Waits until one widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._loop = QEventLoop(self)
        widget.installEventFilter(self)

    def seconds_after(self, call: Callable[[], object]) -> float:
        """How long it took from the call to the end of the painting that follows."""
        began = time.perf_counter()
        call()
        self._loop.exec()
        return time.perf_counter() - began

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._loop.quit)
        return False


def show_notes(profile: str) -> None:
    """Open the quick note and an empty window in turn, `NOTES` times each, and tell how long each took."""
    from ui.application import application
    from ui.note.window import NoteWindow
    from ui.ops import installed
    from ui.theme.theme import Theme

    note = NoteWindow(Theme(application()), installed, Path(profile), lambda: None)
    empty = QWidget()
    empty.resize(note.size())
    windows = ((note, Painted(note), note.open), (empty, Painted(empty), empty.show))
    taken: dict[str, list[float]] = {"note": [], "empty": []}
    for _ in range(NOTES):
        for name, (window, painted, show) in zip(taken, windows, strict=True):
            taken[name].append(painted.seconds_after(show))
            window.close()
    tell(**taken)
    wait_for_end()


NOTES = 20


def main(words: Sequence[str]) -> None:
    """Show the window that `words` ask for."""
    if words[0] == "empty":
        show_empty()
    elif words[0] == "note":
        show_notes(words[1])
    else:
        show_ebb(words[1])


if __name__ == "__main__":
    main(sys.argv[1:])
