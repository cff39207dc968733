"""Watched folders: what the index of them does is said where it stands, in `core.indexing`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.later import later
from core.model.events import Event
from core.store.database import Database
from core.store.vault import Vault

if TYPE_CHECKING:
    # Imported when they are first used: most commands look at no folder.
    from core.indexing import Indexing
    from core.ingest.folders.feeding import Feed
    from core.ingest.worker import QueueWorker


class FolderPart:
    """What can be done with watched folders."""

    _database: Database
    _vault: Vault
    _feed: later[Feed]
    _worker: later[QueueWorker]
    _tell: Callable[[Event], None]

    @property
    def indexing(self) -> Indexing:
        """The watched folders."""
        return self._indexing

    @later
    def _indexing(self) -> Indexing:
        from core.indexing import Indexing

        return Indexing(self._database, self._vault.profile, self._feed, self._tell, self._wake_work)

    def _wake_work(self) -> None:
        if "_worker" in vars(self):  # a command works the queue itself
            self._worker.wake()

    def _start_indexing(self) -> None:
        self._indexing.start()

    def _end_indexing(self) -> None:
        if "_indexing" in vars(self):
            self._indexing.close()
