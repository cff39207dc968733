"""Transfer: what leaves the vault, what comes in from archives and other products, and its backups."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.later import later
from core.model.events import Event, LibraryChanged, MemoriesChanged
from core.store.database import Database

if TYPE_CHECKING:
    # Imported when they are first used: most days nothing is exported or imported.
    from core.backups import Backups
    from core.imported import PastImports
    from core.importing import Importing
    from core.ingest.worker import QueueWorker
    from core.transferring import Transferring


class TransferPart:
    """What can be exported and imported."""

    _database: Database
    _worker: later[QueueWorker]
    _tell: Callable[[Event], None]
    _go_on_after_forgetting: Callable[[], None]

    @property
    def transferring(self) -> Transferring:
        """Archives and Markdown: out, and in again."""
        from core.transferring import Transferring

        return Transferring(self._database, self._go_on_after_import, self.backups.make_before_import)

    @property
    def importing(self) -> Importing:
        """What other products exported."""
        from core.importing import Importing

        return Importing(self._database, self._go_on_after_import, self.backups.make_before_import)

    @property
    def imports(self) -> PastImports:
        """What imports there were, and taking one back."""
        from core.imported import PastImports

        return PastImports(self._database, self._go_on_after_forgetting)

    @property
    def backups(self) -> Backups:
        """Copies of the vault: what there is, one more, one put into a new place."""
        from core.backups import Backups

        return Backups(self._database)

    def _go_on_after_import(self) -> None:
        self._worker.wake()
        self._tell(MemoriesChanged())
        self._tell(LibraryChanged())
