"""Reading words from the screen, or from a picture that was copied: they are shown, and kept when they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Flag
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QImage, QScreen
from PySide6.QtWidgets import QWidget

from core.errors import EbbError, MachineError
from core.model.capture import CaptureKind, Origin
from ui.capture import ops
from ui.capture.portal import PortalShot
from ui.capture.preview import ReadWords
from ui.capture.region import RegionPicker
from ui.theme.theme import Theme

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_GONE_MS = 300
"""Until a window that was hidden is off the screen, animations of the desktop included."""


def grab(screen: QScreen) -> QImage:
    """A still picture of a screen; a null one where the desktop does not give it."""
    return screen.grabWindow(0).toImage()


class ScreenReading(QObject):
    """One reading at a time. The picture lies in memory, from the moment it is taken until its words are read."""

    kept = Signal(object)
    """Words were kept: `ops.Kept`."""
    refused = Signal(object)
    """It could not begin: an `EbbError`."""

    def __init__(
        self,
        theme: Theme,
        opened: Callable[[], Assistant | None],
        desktops: ops.Desktops,
        parent: QObject | None = None,
        *,
        grabbing: Callable[[QScreen], QImage] = grab,
    ) -> None:
        super().__init__(parent)
        self._theme, self._opened, self._desktops, self._grab = theme, opened, desktops, grabbing
        self._origin = Origin(CaptureKind.SCREENSHOT)
        self._hidden: QWidget | None = None
        self._stop = Flag()
        self._vault: Assistant | None = None
        self._under_way = False
        self._portal: PortalShot | None = None
        self.picker: RegionPicker | None = None
        self.preview: ReadWords | None = None

    def begin(self, cover: QWidget | None = None) -> None:
        """Let a part of the screen be chosen; `cover`, a window of ours, is out of the way meanwhile."""
        vault = self._start()
        if vault is None:
            return

        def allowed(_: None) -> None:
            if self._vault is not vault:
                return
            if cover is None or not cover.isVisible():
                self._look(vault)
                return
            self._hidden = cover
            cover.hide()
            QTimer.singleShot(_GONE_MS, self, lambda: self._look(vault))

        ops.may_read_screen(assistant=vault).success(allowed).failure(self._fail).run(self)

    def read_copied(self, origin: Origin, by: str) -> None:
        """Read the words in a picture that was copied."""
        vault = self._start()
        if vault is None:
            return
        self._origin = origin

        def got(picture: QImage | None) -> None:
            found = QGuiApplication.clipboard().image() if picture is None else picture
            if found.isNull():
                self._fail(MachineError(self.tr("The picture that was copied could not be had. Copy it once more.")))
            else:
                self._read(found)

        operation = ops.copied_picture(assistant=vault, desktops=self._desktops, origin=origin, by=by)
        operation.success(got).failure(self._fail).run(self)

    def end(self) -> None:
        """The vault is about to be locked, or Ebb to end: nothing goes on."""
        self._stop.set()
        if self._portal is not None:
            self._portal.give_up()
            self._portal = None
        for part in (self.picker, self.preview):
            if part is not None:
                part.close()
        self._vault, self._under_way = None, False
        self._bring_back()

    def _start(self) -> Assistant | None:
        """The vault that something is read for; None where none is open, or something is being read already."""
        vault = self._opened()
        if vault is None or self._under_way:
            return None
        self._vault, self._under_way = vault, True
        return vault

    def _look(self, vault: Assistant) -> None:
        if self._vault is not vault:
            return
        operation = ops.screen(assistant=vault, desktops=self._desktops)
        operation.success(lambda found: self._looked(vault, found)).failure(self._fail).run(self)

    def _looked(self, vault: Assistant, found: tuple[Origin, bool]) -> None:
        if self._vault is not vault:
            return
        self._origin, grabs = found
        if grabs:
            self._pick()
        else:
            self._portal = PortalShot(self._read, self._left, self._fail, self)
            self._portal.ask()

    def _pick(self) -> None:
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        picture = self._grab(screen)
        if picture.isNull():
            self._fail(MachineError(self.tr("This desktop does not let its screen be read.")))
            return
        self.picker = RegionPicker(self._theme, picture)
        self.picker.chosen.connect(self._read)
        self.picker.left.connect(self._left)
        self.picker.open(screen.geometry())

    def _left(self) -> None:
        self._under_way = False
        self._put_away_picker()
        self._bring_back()

    def _read(self, part: QImage) -> None:
        self._under_way = False
        self._put_away_picker()
        self._bring_back()
        if self._vault is None:
            return
        if self.preview is not None:
            self.preview.close()
        self._stop = Flag()
        self.preview = ReadWords(self._theme)
        self.preview.kept.connect(self._keep)
        self.preview.let_go.connect(self._let_go)
        self.preview.wait(self._origin)
        operation = ops.words_in(assistant=self._vault, picture=part, stop=self._stop)
        operation.success(self.preview.show_words).failure(self.preview.complain).run(self.preview)

    def _keep(self, text: str, anyway: bool) -> None:
        if self._vault is None or self.preview is None:
            return
        preview = self.preview

        def done(kept: ops.Kept) -> None:
            preview.close()
            self.kept.emit(kept)

        operation = ops.keep_words(assistant=self._vault, text=text, origin=self._origin, anyway=anyway)
        operation.success(done).failure(preview.complain).run(preview)

    def _let_go(self) -> None:
        self._stop.set()
        if self.preview is not None:
            self.preview.deleteLater()
            self.preview = None

    def _put_away_picker(self) -> None:
        self._put_away_portal()
        if self.picker is not None:
            self.picker.deleteLater()
            self.picker = None

    def _put_away_portal(self) -> None:
        if self._portal is not None:
            self._portal.deleteLater()
            self._portal = None

    def _fail(self, error: EbbError) -> None:
        self._under_way = False
        self._put_away_portal()
        self._bring_back()
        self.refused.emit(error)

    def _bring_back(self) -> None:
        if self._hidden is not None:
            self._hidden.show()
            self._hidden = None
