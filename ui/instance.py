"""One Ebb per profile: a second start hands what it was started for to the first and ends."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_CONNECT_MS = 300
_WRITE_MS = 2000
_LIMIT = 4 * 1024 * 1024


_TOKENS = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""Where the desktop says that the user wanted this start, so that what it opens may come forward."""


class Wish(StrEnum):
    """What Ebb is started for."""

    WINDOW = "window"
    NOTE = "note"
    HIDDEN = "hidden"
    """To be there, out of sight: a start at login."""


def _name(profile: Path) -> str:
    digest = hashlib.sha256(os.fsencode(profile.expanduser().resolve())).hexdigest()
    return f"ebb-{digest[:24]}"


def hand_over(profile: Path, files: Sequence[Path] = (), wish: Wish = Wish.WINDOW) -> bool:
    """Tell the Ebb that has `profile` open what is wanted, and give it `files`. False if there is none."""
    socket = QLocalSocket()
    socket.connectToServer(_name(profile))
    if not socket.waitForConnected(_CONNECT_MS):
        return False
    told = {
        "wish": wish.value,
        "files": [str(file.expanduser().absolute()) for file in files],
        "token": next((os.environ[name] for name in _TOKENS if os.environ.get(name)), ""),
    }
    socket.write(json.dumps(told).encode() + b"\n")
    delivered = socket.waitForBytesWritten(_WRITE_MS)
    socket.disconnectFromServer()
    if socket.state() is not QLocalSocket.LocalSocketState.UnconnectedState:
        socket.waitForDisconnected(_WRITE_MS)
    return delivered


class FirstInstance(QObject):
    """Stands at the door of a profile and hears what later starts were started for."""

    called = Signal(list)
    """The window is wanted, with the files that start was given."""
    note_wanted = Signal()

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard: dict[QLocalSocket, bytes] = {}
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        if not self._server.listen(_name(profile)):
            # A crashed Ebb leaves its socket behind; nobody answered `hand_over`, so it is safe to clear.
            QLocalServer.removeServer(_name(profile))
            self._server.listen(_name(profile))

    def close(self) -> None:
        self._server.close()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._heard[socket] = b""
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(self._part)
            if socket.bytesAvailable():
                self._take(socket)

    def _read(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._take(socket)

    def _take(self, socket: QLocalSocket) -> None:
        heard = self._heard.get(socket, b"") + socket.readAll().data()
        line, newline, _ = heard.partition(b"\n")
        if len(heard) > _LIMIT:
            socket.abort()
        elif newline:
            self._heard[socket] = b""
            self._understand(line)
        else:
            self._heard[socket] = heard

    def _part(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._heard.pop(socket, None)
            socket.deleteLater()

    def _understand(self, line: bytes) -> None:
        try:
            told = json.loads(line)
            wish, names, token = Wish(told["wish"]), told["files"], told["token"]
        except (ValueError, TypeError, KeyError):
            return  # no Ebb of this version says such a thing
        if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
            return
        if isinstance(token, str) and token:
            os.environ[_TOKENS[0]] = token  # Qt takes it up when a window next comes forward
        if wish is Wish.WINDOW:
            self.called.emit([Path(name) for name in names])
        elif wish is Wish.NOTE:
            self.note_wanted.emit()
