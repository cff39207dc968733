"""The assistant as the desktop has it: it sleeps when nobody is there, works on folders when it may, is backed up."""

from __future__ import annotations

from app.backup_hours import BackupHours
from app.folder_hours import FolderHours
from app.idle import system_idleness
from app.sleep_watch import Attendance, SleepWatch
from core.assistant import Assistant
from core.embedding.choosing import ChoosingEmbedder
from core.store.database import Database
from core.store.vault import Vault


def attended_by(attendance: Attendance) -> type[Assistant]:
    """The façade, each vault of which is watched over from when it is opened until it is closed."""

    class Attended(Assistant):
        def __init__(self, vault: Vault, database: Database, embedder: ChoosingEmbedder | None = None) -> None:
            super().__init__(vault, database, embedder)
            self._watch = SleepWatch(self, system_idleness())
            attendance.watch = self._watch
            self._watch.start()
            self._hours = FolderHours(lambda: self.indexing, self.schedule, self._watch.idle_seconds)
            self._hours.start()
            self._backups = BackupHours(self)
            self._backups.start()

        def close(self) -> None:
            self._backups.close()
            self._hours.close()
            self._watch.close()
            super().close()

    return Attended
