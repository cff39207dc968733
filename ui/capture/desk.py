"""The desk that captures pass over: it notices what is copied, and keeps it when asked or when it may."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from core.errors import EbbError, MachineError, NotCaptured, UserError
from core.model.capture import CaptureKind, Origin
from ui.background import Reads
from ui.capture import desktop as desktops
from ui.capture import ops
from ui.capture.copied import Copied, read_copied
from ui.capture.desktop import Front
from ui.ops import Assistants

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who hears what came of it."""

    kept: Callable[[ops.Kept], None]
    refused: Callable[[EbbError], None]


class CaptureDesk(QObject):
    """Lives as long as the program: the vault may be locked, and the window closed.

    Of what is copied it knows where that was and, in memory alone, whether it is what it saw last. Its words are read
    when the vault's rules let them be taken unasked, or when they are asked for.
    """

    kept = Signal(object)
    """Something was captured: `ops.Kept`."""
    refused = Signal(object)
    """What was asked for was not captured, or the machine could not do it: an `EbbError`."""
    pictured = Signal(object, str)
    """A picture without words was asked for, with where it comes from and the program that copied it."""
    changed = Signal()
    """Something else lies in the clipboard, and it is known where it comes from."""

    def __init__(
        self,
        assistants: Assistants,
        profile: Path,
        opened: Callable[[], Assistant | None],
        parent: QObject | None = None,
        *,
        where: ops.Desktops = desktops.desktop,
    ) -> None:
        """`opened` tells the vault that is open now, if one is; `where` the desktop."""
        super().__init__(parent)
        self._assistants, self._profile, self._opened = assistants, profile, opened
        self.desktops = cache(where)
        self._reads = Reads(self)
        self._front: Front | None = None
        self._seen = b""
        QGuiApplication.clipboard().dataChanged.connect(self._notice)

    def keep_clipboard(
        self,
        *,
        anyway: bool = False,
        kept: Callable[[ops.Kept], None] | None = None,
        refused: Callable[[EbbError], None] | None = None,
    ) -> None:
        """Keep what was copied. `kept` or `refused` follows, the signals or what is given here in their place."""
        asked = _Asked(kept or self.kept.emit, refused or self.refused.emit)
        self.look(lambda copied, origin: self._keep(copied, origin, asked, anyway=anyway), asked.refused)

    def look(self, then: Callable[[Copied, Origin], None], failed: Callable[[EbbError], None]) -> None:
        """Read the clipboard and where it comes from, and keep nothing."""

        def looked(found: ops.Looked) -> None:
            then(self._read(found), self._origin(self._front or found.front))

        ops.look(desktops=self.desktops).success(looked).failure(failed).run(self)

    # -- what is noticed -------------------------------------------------------------------------------------------

    def _notice(self) -> None:
        self._front = None
        operation = ops.notice(desktops=self.desktops, assistant=self._opened())
        self._reads.read(operation.success(self._noticed).failure(self._pass_over))

    def _noticed(self, found: ops.Looked) -> None:
        self._front = found.front
        self.changed.emit()
        if not found.may_read:
            return
        copied = self._read(found)
        seen = hashlib.blake2b(copied.text.encode("utf-8", "replace")).digest()
        if not copied.text or copied.own or copied.concealed or seen == self._seen:
            return
        self._seen = seen
        self._run_keep(copied, self._origin(found.front), _Asked(self.kept.emit, self._pass_over), watched=True)

    def _pass_over(self, error: EbbError) -> None:
        """What nobody asked for is left out without a word; that the disk is full is not passed over."""
        if not isinstance(error, NotCaptured):
            self.refused.emit(error)

    # -- what is kept ----------------------------------------------------------------------------------------------

    def _keep(self, copied: Copied, origin: Origin, asked: _Asked, *, anyway: bool) -> None:
        problem = self._problem(copied)
        if copied.picture and self._opened() is not None:
            self.pictured.emit(origin, copied.by)
        elif problem is not None:
            asked.refused(problem)
        else:
            self._run_keep(copied, origin, asked, anyway=anyway)

    def _run_keep(
        self, copied: Copied, origin: Origin, asked: _Asked, *, watched: bool = False, anyway: bool = False
    ) -> None:
        operation = ops.keep(
            assistants=self._assistants, assistant=self._opened(), profile=self._profile, copied=copied, origin=origin,
            watched=watched, anyway=anyway,
        )  # fmt: skip
        operation.success(asked.kept).failure(asked.refused).run(self)

    def _problem(self, copied: Copied) -> EbbError | None:
        """Why there is nothing that the rules could judge."""
        if copied.silent:
            return MachineError(self.tr("The program that copied this does not answer. Copy it once more."))
        if copied.too_large:
            return UserError(self.tr("What was copied is too long. Save it as a file, and add that."))
        if copied.picture:
            return UserError(
                self.tr("A picture was copied, and no words. They are read from it when the vault is open.")
            )
        return None

    def _read(self, found: ops.Looked) -> Copied:
        own = QGuiApplication.clipboard().ownsClipboard()
        if own:
            return Copied(own=True, text=QGuiApplication.clipboard().text())
        if found.copied is not None:
            return replace(found.copied, by=found.by)
        content = QGuiApplication.clipboard().mimeData()
        if content is None:  # on platforms that have had none yet
            return Copied()
        formats = (*content.formats(), *found.marks)
        return replace(read_copied(formats, lambda name: content.data(name).data()), by=found.by)

    def _origin(self, front: Front) -> Origin:
        """Ebb's own window says nothing of where something was copied."""
        if front.own:
            return Origin(CaptureKind.CLIPBOARD)
        return Origin(CaptureKind.CLIPBOARD, front.app, front.title)
