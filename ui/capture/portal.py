"""A still picture of the screen from the desktop's portal, where no program may take one itself (Wayland).

The desktop asks the user which part is meant. It hands the picture over as a file of its own making; that file is read
and removed at once. (XDG Desktop Portal, org.freedesktop.portal.Screenshot, version 2.)
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import SLOT, QCoreApplication, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection, QDBusError, QDBusMessage
from PySide6.QtGui import QImage

from core.errors import EbbError, MachineError
from ui.background import Operation

_SERVICE, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SCREENSHOT, _REQUEST = "org.freedesktop.portal.Screenshot", "org.freedesktop.portal.Request"
_MOST_BYTES = 256 * 1024 * 1024
_DONE, _CANCELLED = 0, 1
_ANSWER_MS = 60_000
"""How long after it was closed an answer is still waited for."""


class PortalShot(QObject):
    """One request. Exactly one of the three functions is called: with the picture, on no, or with what went wrong."""

    def __init__(
        self,
        taken: Callable[[QImage], None],
        left: Callable[[], None],
        failed: Callable[[EbbError], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._taken, self._left, self._failed = taken, left, failed
        self._handle = ""
        self._unwanted = False

    def ask(self) -> None:
        """Let the desktop ask which part of the screen is meant."""
        bus = QDBusConnection.sessionBus()
        token = f"ebb{secrets.token_hex(8)}"
        sender = bus.baseService().lstrip(":").replace(".", "_")
        self._handle = f"{_PATH}/request/{sender}/{token}"
        # Listened for before it is asked: the answer may come before the call returns.
        bus.connect(_SERVICE, self._handle, _REQUEST, "Response", self, SLOT("_respond(uint,QVariantMap)"))
        call = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SCREENSHOT, "Screenshot")
        call.setArguments(["", {"handle_token": token, "interactive": True}])
        if not bus.callWithCallback(call, self, SLOT("_accepted(QDBusMessage)"), SLOT("_refused(QDBusError)")):
            self._complain()

    def give_up(self) -> None:
        """Nobody wants the picture any more: close the desktop's question, and remove what it may have made already.

        None of the three functions is called after this. It lives on for as long as an answer may be on its way.
        """
        self._unwanted = True
        self.setParent(QCoreApplication.instance())
        if self._handle:
            close = QDBusMessage.createMethodCall(_SERVICE, self._handle, _REQUEST, "Close")
            QDBusConnection.sessionBus().send(close)
        QTimer.singleShot(_ANSWER_MS, self, self.deleteLater)

    @Slot(QDBusMessage)
    def _accepted(self, _: QDBusMessage) -> None:
        """The portal has taken the request; what the user says comes as a signal."""

    @Slot(QDBusError)
    def _refused(self, _: QDBusError) -> None:
        self._complain()

    @Slot("uint", "QVariantMap")
    def _respond(self, status: int, results: dict[str, object]) -> None:
        self._end()
        uri = results.get("uri")
        if self._unwanted:
            if isinstance(uri, str):
                Operation(lambda _: take_picture(uri)).run(self)
            return
        if status == _CANCELLED:
            self._left()
            return
        if status != _DONE or not isinstance(uri, str):
            self._complain()
            return
        Operation(lambda _: take_picture(uri)).success(self._taken).failure(self._failed).run(self)

    def _end(self) -> None:
        bus = QDBusConnection.sessionBus()
        bus.disconnect(_SERVICE, self._handle, _REQUEST, "Response", self, SLOT("_respond(uint,QVariantMap)"))

    def _complain(self) -> None:
        if self._unwanted:
            return
        self._failed(MachineError(self.tr("This desktop does not let its screen be read.")))


def take_picture(uri: str) -> QImage:
    """Read the picture that the portal has written for us, and remove it.

    Raises:
        MachineError: it is not there, is no picture, or cannot be removed.
    """
    parts = urlsplit(uri)
    file = Path(unquote(parts.path))
    try:
        if parts.scheme != "file":
            raise MachineError("The desktop handed over no picture of the screen.")
        picture = QImage() if file.stat().st_size > _MOST_BYTES else QImage.fromData(file.read_bytes())
        if picture.isNull():  # it may not be ours to remove
            raise MachineError(f"The desktop handed over no picture that can be read. Look for what it made at {file}.")
        file.unlink()
    except OSError as error:
        raise MachineError(
            f"The picture that the desktop made of the screen could not be read or removed ({error.strerror}). Look "
            f"for it at {file}."
        ) from error
    return picture
