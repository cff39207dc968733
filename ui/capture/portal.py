"""A still picture of the screen from the desktop's portal, where no program may take one itself (Wayland).

The desktop asks the user which part is meant. It hands the picture over as a file of its own making; that file is read
and removed at once. (XDG Desktop Portal, org.freedesktop.portal.Screenshot, version 2.)
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusError, QDBusMessage
from PySide6.QtGui import QImage

from core.errors import EbbError, MachineError
from ui.background import Operation

_SERVICE, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SCREENSHOT, _REQUEST = "org.freedesktop.portal.Screenshot", "org.freedesktop.portal.Request"
_MOST_BYTES = 256 * 1024 * 1024
_DONE, _CANCELLED = 0, 1


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

    @Slot(QDBusMessage)
    def _accepted(self, _: QDBusMessage) -> None:
        """The portal has taken the request; what the user says comes as a signal."""

    @Slot(QDBusError)
    def _refused(self, _: QDBusError) -> None:
        self._complain()

    @Slot("uint", "QVariantMap")
    def _respond(self, status: int, results: dict[str, object]) -> None:
        self._end()
        if status == _CANCELLED:
            self._left()
            return
        uri = results.get("uri")
        if status != _DONE or not isinstance(uri, str):
            self._complain()
            return
        Operation(lambda _: take_picture(uri)).success(self._taken).failure(self._failed).run(self)

    def _end(self) -> None:
        bus = QDBusConnection.sessionBus()
        bus.disconnect(_SERVICE, self._handle, _REQUEST, "Response", self, SLOT("_respond(uint,QVariantMap)"))

    def _complain(self) -> None:
        self._failed(MachineError(self.tr("This desktop does not let its screen be read.")))


def take_picture(uri: str) -> QImage:
    """Read the picture that the portal has written for us, and remove it.

    Raises:
        MachineError: it is not there, is no picture, or cannot be removed.
    """
    parts = urlsplit(uri)
    file = Path(unquote(parts.path))
    try:
        if parts.scheme != "file" or file.stat().st_size > _MOST_BYTES:
            raise MachineError("The desktop handed over no picture of the screen.")
        picture = QImage.fromData(file.read_bytes())
        if picture.isNull():
            raise MachineError("The desktop handed over no picture of the screen.")  # and no file of ours to remove
        file.unlink()
    except OSError as error:
        raise MachineError(
            f"The picture that the desktop made of the screen could not be read or removed ({error.strerror}). Look "
            f"for it at {file}."
        ) from error
    return picture
