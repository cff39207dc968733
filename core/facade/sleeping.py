"""Sleep: a cycle, what the nights did, and when the next one comes."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event as Flag
from typing import TYPE_CHECKING

from core.embedding.switching import SwitchingEmbedder
from core.inference.language import LanguageModel
from core.later import later
from core.model.events import Event
from core.model.night import Cause, Night, Schedule, SleepProgress, SleepReport, Undone
from core.store.database import Database

if TYPE_CHECKING:
    # Imported by its first use: what sleeps is long to import, and a window that was just opened needs none of it.
    from core.sleeping import Sleeping


class SleepPart:
    """What can be done with sleep."""

    _database: Database
    _embedder: SwitchingEmbedder
    _language: LanguageModel
    _tell: Callable[[Event], None]
    _go_on_after_forgetting: Callable[[], None]

    def sleep(
        self,
        progress: Callable[[SleepProgress], None] | None = None,
        stop: Flag | None = None,
        *,
        dry_run: bool = False,
        cause: Cause = Cause.HAND,
    ) -> SleepReport:
        """Run one sleep cycle in this thread: settle what is new, connect it, let the unused fade, keep it, rehearse.

        Keeping purges what was forgotten and can no longer be restored, makes a backup, and looks after the indexes.

        `progress` is called on it. Ends within 100 ms after `stop` is set; the next cycle goes on there. With `dry_run`
        nothing is changed, and the report says what would be.

        Raises:
            UserError: a cycle is running on this vault already.
            MachineError: the vault cannot be written.
        """
        return self._sleeping.sleep(progress, stop, dry_run=dry_run, cause=cause)

    def nights(self, limit: int = 50) -> list[Night]:
        """Sleep cycles, the last one first."""
        return self._sleeping.nights(limit)

    def sleep_report(self, night_id: int) -> SleepReport:
        """What a cycle did. Raises UserError where there is no such night."""
        return self._sleeping.report(night_id)

    def undo_night(self, night_id: int) -> Undone:
        """Take back all that a cycle did; what was changed again since is left, and said. Raises UserError."""
        return self._sleeping.undo_night(night_id)

    def schedule(self) -> Schedule:
        """When Ebb sleeps by itself."""
        return self._sleeping.schedule()

    def set_schedule(self, schedule: Schedule) -> None:
        """Decide when Ebb sleeps by itself. Raises UserError for less than a minute or more than a day."""
        self._sleeping.set_schedule(schedule)

    def waiting_for_sleep(self) -> int:
        """How many memories no night has settled."""
        return self._sleeping.waiting()

    @later
    def _sleeping(self) -> Sleeping:
        from core.sleeping import Sleeping

        purged = self._go_on_after_forgetting
        return Sleeping(self._database, self._embedder, self._tell, self._language, purged)
