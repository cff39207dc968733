"""A window that says when it was first painted: Ebb's own, or an empty one. Run by `start`, in a process of its own.

`python -m tests.bench.first_paint empty`, `python -m tests.bench.first_paint ebb PROFILE`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

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


def main(words: Sequence[str]) -> None:
    """Show the window that `words` ask for."""
    if words[0] == "empty":
        show_empty()
    else:
        show_ebb(words[1])


if __name__ == "__main__":
    main(sys.argv[1:])
