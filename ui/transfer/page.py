"""Import, export and backups: what comes from elsewhere, what is taken along, what is there in case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.theme.theme import Theme
from ui.theme.tokens import Space
from ui.transfer.backing import BackupSection
from ui.transfer.bringing import BringIn
from ui.transfer.past import BroughtIn
from ui.transfer.taking import TakeOut
from ui.widgets.scrolled import ScrolledColumn
from ui.widgets.subpage import SubPage

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

_ENDINGS = (".ebb", ".age", ".zip")


def may_be_an_export(path: Path) -> bool:
    """Whether something that was dropped is likelier an export or an archive than a document."""
    return path.suffix.casefold() in _ENDINGS and path.is_file()


class TransferPage(SubPage):
    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Import, export, backups"), parent)
        self.bring_in = BringIn(theme, assistant)
        self.brought_in = BroughtIn(theme, assistant)
        self.take_out = TakeOut(theme, assistant)
        self.backups = BackupSection(theme, assistant)
        scroll = ScrolledColumn()
        scroll.column.setSpacing(Space.WIDE)
        for section in (self.bring_in, self.brought_in, self.take_out, self.backups):
            scroll.column.addWidget(section)
        scroll.column.addStretch(1)
        self.bring_in.finished.connect(self.brought_in.refresh)
        self.bring_in.regretted.connect(self.brought_in.consider)
        # Where it all stands is known once it was laid out.
        self.brought_in.shown.connect(lambda: QTimer.singleShot(0, scroll, scroll.order_tabs))
        self.brought_in.asked.connect(
            lambda: QTimer.singleShot(0, scroll, lambda: scroll.ensureWidgetVisible(self.brought_in.leave_it))
        )
        self.arrange(scroll, self.tr("Import, export, backups"), self.tr("All of it happens on this machine."))

    def enter(self, path: Path | None = None) -> None:
        """The page was opened, with something to bring in where that is known."""
        self.setFocus()
        self.backups.refresh()
        self.brought_in.refresh()
        if path is not None:
            self.bring_in.consider(path)

    def leave(self) -> None:
        """The vault is about to be locked."""
        self.bring_in.leave()
        self.brought_in.leave()
        self.take_out.leave()
        self.backups.leave()
