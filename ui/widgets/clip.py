"""The clipboard, and secrets on it that go again."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

SECONDS = 60


def copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def offer_selection(text: str) -> None:
    """Put marked words where the middle button pastes from, on systems that have such a place."""
    board = QGuiApplication.clipboard()
    if board.supportsSelection():
        board.setText(text, board.Mode.Selection)


class SecretClip(QObject):
    """Puts a secret on the clipboard, marked for clipboard histories to leave out, and takes it off again."""

    def __init__(self, parent: QObject | None = None, *, seconds: int = SECONDS) -> None:
        super().__init__(parent)
        self._secret = ""
        self._clock = QTimer(self, interval=seconds * 1000, singleShot=True)
        self._clock.timeout.connect(self.clear)

    def copy(self, secret: str) -> None:
        data = QMimeData()
        data.setText(secret)
        data.setData("x-kde-passwordManagerHint", b"secret")
        data.setData("application/x-nspasteboard-concealed-type", b"1")
        data.setData("ExcludeClipboardContentFromMonitorProcessing", b"1")
        QGuiApplication.clipboard().setMimeData(data)
        self._secret = secret
        self._clock.start()

    def clear(self) -> None:
        """Empty the clipboard if it still holds the secret."""
        board = QGuiApplication.clipboard()
        if self._secret and board.text() == self._secret:
            board.clear()
        self._secret = ""
        self._clock.stop()
