"""What is kept, as people look through it, and forgetting on request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.later import later
from core.model.forgetting import ForgetPreview, ForgetRequest, Meant
from core.model.kept import Line, MemoryPage, Month, ProfileLine, Sieve, Tally
from core.model.status import Finding
from core.store.database import Database

if TYPE_CHECKING:
    # Imported when they are first used: neither a search nor a question needs them.
    from core.keeping import Keeping
    from core.letting_go import LettingGo


class RememberingPart:
    """What can be done with memories by hand."""

    _database: Database
    _go_on_after_change: Callable[[], None]
    _go_on_after_forgetting: Callable[[], None]
    _files_in_clear: Callable[[], list[Path]]

    @later
    def _keeping(self) -> Keeping:
        from core.keeping import Keeping

        return Keeping(self._database, self._go_on_after_change)

    @later
    def _letting_go(self) -> LettingGo:
        from core.letting_go import LettingGo

        return LettingGo(self._database, self._go_on_after_forgetting, self._files_in_clear)

    def memory_ids(self, sieve: Sieve) -> list[int]:
        """The ids of the memories that pass, in the order that is asked for. All of them: no page is cut off.

        Raises:
            UserError: an operator of the query holds what does not exist, or the operators contradict each other.
        """
        return self._keeping.memory_ids(sieve)

    def months(self, ids: Sequence[int]) -> list[Month]:
        """Where in a list that is ordered by time each month begins."""
        return self._keeping.months(ids)

    def lines(self, ids: Sequence[int]) -> list[Line]:
        """These memories as a list shows them, in this order; those that are gone are left out."""
        return self._keeping.lines(ids)

    def tally(self) -> Tally:
        """How many memories are kept in each state."""
        return self._keeping.tally()

    def speakers(self) -> list[tuple[str, int]]:
        """Who has said something that is kept, and how much, those who said most first."""
        return self._keeping.speakers()

    def memory_page(self, memory_id: int) -> MemoryPage:
        """Everything there is to know about a memory. Looking at it is no use of it.

        Raises:
            UserError: there is no such memory any more.
        """
        return self._keeping.page(memory_id)

    def pin(self, memory_id: int, on: bool) -> int | None:
        """Keep a memory from fading, or no longer. Returns the change, for `undo_change`; None where it is so already.

        Raises:
            UserError: there is no such memory any more.
        """
        return self._keeping.pin(memory_id, on)

    def edit(self, memory_id: int, text: str) -> int | None:
        """Put other words in the place of a memory's, as a new version. Returns the change; None for the same words.

        Raises:
            UserError: there is no such memory any more, or the text is empty or too long.
        """
        return self._keeping.edit(memory_id, text)

    def confirm(self, memory_id: int) -> None:
        """Note that a memory is still true: a use of it.

        Raises:
            UserError: there is no such memory any more.
        """
        self._keeping.confirm(memory_id)

    def undo_change(self, change_id: int) -> None:
        """Put everything back as it was before a change, by hand or in a night.

        Raises:
            UserError: the change is no longer kept, or what it wrote was changed again since.
        """
        self._keeping.undo_change(change_id)

    def profile(self) -> list[ProfileLine]:
        """What is known of the user and of people, a line for each thing, with what it rests on."""
        return self._keeping.profile()

    def edit_profile_line(self, memory_id: int, text: str) -> int | None:
        """Correct a line of the profile: `edit`."""
        return self._keeping.edit(memory_id, text)

    def remove_profile_line(self, memory_id: int) -> int | None:
        """Take a line out of the profile; what it rests on stays. Returns the change, for `undo_change`.

        Raises:
            UserError: there is no such line any more.
        """
        return self._keeping.remove_profile_line(memory_id)

    # -- forgetting on request -------------------------------------------------------------------------------------

    def preview_forget(self, meant: Meant) -> ForgetPreview:
        """What would go if this were forgotten; nothing is changed.

        Raises:
            UserError: none or several of the parts of `meant` are given.
        """
        return self._letting_go.preview(meant)

    def forget(self, meant: Meant, *, for_good: bool = False, backups: bool = False) -> ForgetRequest:
        """Forget what is meant and what was made from it alone: at once it is in no answer, search or list.

        For 30 days it can be restored, then a night purges it. `for_good` purges it now; with `backups` the older
        copies of the vault are then replaced by a new one.

        Raises:
            UserError: nothing that is remembered is meant, or `meant` is not one thing; nothing was changed.
        """
        return self._letting_go.forget(meant, for_good=for_good, backups=backups)

    def purge_forgotten(self, request_id: int) -> ForgetRequest:
        """Purge now what a request has hidden.

        Raises:
            UserError: there is no such request, or it hides nothing any more.
        """
        return self._letting_go.purge(request_id)

    def restore_forgotten(self, request_id: int) -> ForgetRequest:
        """Bring back what a request has hidden. It is found by word at once, by meaning when it is embedded again.

        Raises:
            UserError: there is no such request, or what it hid is purged or restored already.
        """
        return self._letting_go.restore(request_id)

    def forgotten(self) -> list[ForgetRequest]:
        """The requests to forget, the newest first."""
        return self._letting_go.requests()

    def verify_purged(self, text: str) -> list[Finding]:
        """Look for a text in every row, on every decrypted page, in the files and backups of the vault.

        All findings are ok when it is nowhere. They say where it is without repeating it.

        Raises:
            UserError: there is no letter or digit in it. VaultDamaged: a page does not read back.
        """
        return self._letting_go.prove_purged(text)
