"""The façade: the only thing the window and the command line call.

Every method is blocking and may be called from any thread; none may be called from a GUI thread that must not wait.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event as Flag

from core.model.answer import Chat, Hit, Passage, Turn
from core.model.events import AskEvent, Event
from core.model.memory import Source
from core.model.status import Finding, Status, VaultState
from core.model.work import IngestReport, Job, Progress, Skipped


class Assistant:
    """One open vault and everything that can be done with it."""

    # -- the vault's life ------------------------------------------------------------------------------------------

    @staticmethod
    def state(profile: Path) -> VaultState:
        """Whether `profile` holds a vault (locked) or none. Reads a file name, nothing else."""
        raise NotImplementedError

    @staticmethod
    def keyring_offered(profile: Path) -> bool:
        """Whether this vault can be opened from the OS keyring."""
        raise NotImplementedError

    @classmethod
    def create(cls, profile: Path, passphrase: str) -> tuple[Assistant, str]:
        """Make a new vault and open it. Returns the assistant and the recovery code, shown once and kept nowhere.

        Raises:
            UserError: there is a vault already, or the passphrase is empty.
            MachineError: the folder cannot be written.
        """
        raise NotImplementedError

    @classmethod
    def unlock(cls, profile: Path, *, passphrase: str | None = None, recovery_code: str | None = None) -> Assistant:
        """Open the vault with one secret; with neither, from the OS keyring.

        Raises:
            WrongSecret: the secret does not open it.
            MachineError: no vault, no keyring, a newer vault than this program; `VaultDamaged`, `VaultBusy`.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Lock: stop the work, end the child processes, close the store, forget the key. May be called twice."""
        raise NotImplementedError

    def change_passphrase(self, new: str) -> None:
        """Wrap the data key anew. Nothing is encrypted again; the recovery code stays valid."""
        raise NotImplementedError

    def renew_recovery_code(self) -> str:
        """Make a new recovery code; the old one no longer opens the vault."""
        raise NotImplementedError

    def set_keyring(self, on: bool) -> None:
        """Let the OS keyring open this vault, or stop it.

        Raises:
            MachineError: there is no keyring that keeps secrets; nothing was changed.
        """
        raise NotImplementedError

    # -- the library -----------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> tuple[int, tuple[Skipped, ...]]:
        """Queue files, and all readable files of folders. Returns how many were queued, and what was left out.

        A `.jsonl` file in the conversation format is queued as a conversation. Durable on return.
        """
        raise NotImplementedError

    def import_conversation(self, file: Path) -> int:
        """Queue a conversation file (JSON lines, see docs). Returns the job's id.

        Raises:
            UserError: not a readable file.
        """
        raise NotImplementedError

    def work(self, progress: Callable[[Progress], None] | None = None, stop: Flag | None = None) -> IngestReport:
        """Run the queue in this thread until it is empty. `progress` is called on this thread, at most 10 times a second.

        Raises:
            Cancelled: `stop` was set; what was done stays, the rest stays queued.
        """
        raise NotImplementedError

    def start_work(self) -> None:
        """Run the queue in a background thread from now on; it is told through `listen`."""
        raise NotImplementedError

    def pause_work(self, paused: bool) -> None:
        """Stop after the running step, or go on. Remembered across starts."""
        raise NotImplementedError

    @property
    def paused(self) -> bool:
        raise NotImplementedError

    def jobs(self) -> list[Job]:
        """Queued, running and failed jobs, newest first."""
        raise NotImplementedError

    def retry(self, job_id: int) -> None:
        """Queue a failed job again."""
        raise NotImplementedError

    def dismiss(self, job_id: int) -> None:
        """Take a failed or queued job off the list."""
        raise NotImplementedError

    def sources(self, limit: int = 500, offset: int = 0) -> list[Source]:
        """What has been taken in, newest first."""
        raise NotImplementedError

    # -- asking ----------------------------------------------------------------------------------------------------

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """The memories that fit the query best. By word alone while the embedding model is not there."""
        raise NotImplementedError

    def ask(
        self,
        question: str,
        *,
        chat_id: int | None = None,
        on_event: Callable[[AskEvent], None] | None = None,
        stop: Flag | None = None,
    ) -> Turn:
        """Answer from memory. Question and answer are kept in the chat; a new one is begun without `chat_id`.

        `on_event` is called on this thread. When `stop` is set the answer ends within one token and says `stopped`.

        Raises:
            UserError: the question is empty.
        """
        raise NotImplementedError

    def chats(self, limit: int = 100) -> list[Chat]:
        """Chats, newest first."""
        raise NotImplementedError

    def turns(self, chat_id: int) -> list[Turn]:
        """A chat's turns, oldest first."""
        raise NotImplementedError

    def delete_chat(self, chat_id: int) -> None:
        """Remove a chat and its turns for good."""
        raise NotImplementedError

    def passage(self, memory_id: int, around: int = 3) -> Passage:
        """A memory with `around` neighbours on each side. Counts as opened.

        Raises:
            UserError: there is no such memory any more.
        """
        raise NotImplementedError

    # -- how things stand ------------------------------------------------------------------------------------------

    def status(self) -> Status:
        """Counts, sizes, queue and models."""
        raise NotImplementedError

    def verify(self) -> list[Finding]:
        """Read the whole vault and check it: every page's authentication, integrity, indexes against rows."""
        raise NotImplementedError

    def listen(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Be told of changes, on the thread that caused them. Returns a function that ends it."""
        raise NotImplementedError
