"""The façade: the only thing the window and the command line call.

Every method is blocking and may be called from any thread; none may be called from a GUI thread that must not wait.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from core.embedding.choosing import ChoosingEmbedder
from core.errors import Cancelled, ModelUnavailable, UserError, VaultDamaged
from core.inference.crossing import CrossEncoder
from core.inference.language import LanguageModel
from core.ingest.finding import find_files, shown
from core.ingest.queue import IngestQueue
from core.ingest.worker import QueueWorker
from core.keeping import Keeping
from core.letting_go import LettingGo
from core.model.answer import Chat, Hit, Passage, Tier, Turn
from core.model.completion import Completion
from core.model.events import AskEvent, Event, LibraryChanged, MemoriesChanged, ModelChanged
from core.model.forgetting import ForgetPreview, ForgetRequest, Meant
from core.model.found import Explained, Found
from core.model.kept import Line, MemoryPage, Month, ProfileLine, Sieve, Tally
from core.model.memory import Source, SourceKind
from core.model.night import Cause, Night, Schedule, SleepProgress, SleepReport, Undone
from core.model.status import Finding, Status, VaultState
from core.model.work import IngestReport, Job, JobKind, JobState, Progress, Skipped
from core.retrieval.configuration import Configuration
from core.retrieval.learning import reset_learned
from core.retrieval.recall import Recall
from core.retrieval.shown import Shown
from core.retrieval.tuned import reset_tuned
from core.searching import Searching
from core.store import jobs, memories, sources, vectors
from core.store.database import Connection, Database
from core.store.vault import Vault
from core.store.verification import verify_database
from core.transferring import Transferring

if TYPE_CHECKING:
    # Imported when they are first used: reading what is asked and what is slept over takes longer to import than all
    # the rest, and a search or a look at how things stand needs neither.
    from core.chatting import Chatting
    from core.sleeping import Sleeping


class Assistant:
    """One open vault and everything that can be done with it."""

    def __init__(self, vault: Vault, database: Database) -> None:
        """Use `create` or `unlock`."""
        self._vault, self._database = vault, database
        self._listeners: list[Callable[[Event], None]] = []
        self._listening = threading.Lock()
        self._language = LanguageModel(lambda status: self._tell(ModelChanged(status)))
        self._embedder = ChoosingEmbedder(lambda status: self._tell(ModelChanged(status)))
        self._crossing = CrossEncoder()
        self._recall = Recall(database, self._embedder, Configuration(), self._language, self._crossing)
        self._queue = IngestQueue(database, self._embedder, lambda: self._tell(LibraryChanged()))
        self._worker = QueueWorker(database, self._queue, self._tell)
        self._shown = Shown()
        self._searching = Searching(database, self._recall, self._shown)
        self._chats: Chatting | None = None
        self._beginning = threading.Lock()
        self._keeping = Keeping(database, self._go_on_after_change)
        self._letting_go = LettingGo(database, self._go_on_after_forgetting, self._files_in_clear)
        self.transferring = Transferring(database, self._go_on_after_import)
        self._nights: Sleeping | None = None
        self._closing = threading.Lock()

    # -- the vault's life ------------------------------------------------------------------------------------------

    @staticmethod
    def state(profile: Path) -> VaultState:
        """Whether `profile` holds a vault (locked) or none. Reads a file name, nothing else."""
        return VaultState.LOCKED if Vault.exists(profile) else VaultState.ABSENT

    @staticmethod
    def keyring_offered(profile: Path) -> bool:
        """Whether this vault can be opened from the OS keyring."""
        return Vault.keyring_offered(profile)

    @classmethod
    def create(cls, profile: Path, passphrase: str) -> tuple[Assistant, str]:
        """Make a new vault and open it. Returns the assistant and the recovery code, shown once and kept nowhere.

        Raises:
            UserError: there is a vault already, or the passphrase is empty.
            MachineError: the folder cannot be written.
        """
        vault, code = Vault.create(profile, passphrase)
        return cls._opened(vault), code

    @classmethod
    def unlock(cls, profile: Path, *, passphrase: str | None = None, recovery_code: str | None = None) -> Assistant:
        """Open the vault with one secret; with neither, from the OS keyring.

        Raises:
            WrongSecret: the secret does not open it.
            MachineError: no vault, no keyring, a newer vault than this program; `VaultDamaged`, `VaultBusy`.
        """
        vault = Vault.unlock(profile, passphrase=passphrase, recovery_code=recovery_code)
        file = vault.database_file
        if not file.exists() or file.stat().st_size == 0:
            vault.lock()
            raise VaultDamaged(
                f"{file} is missing or empty, though its header is there. Nothing was changed. Put vault.db back, or "
                "restore both from a backup. If it was only just being created, remove vault.json and start again."
            )
        return cls._opened(vault)

    @classmethod
    def _opened(cls, vault: Vault) -> Assistant:
        try:
            database = Database(vault.database_file, vault.data_key, backups=vault.profile / "backups")
        except BaseException:
            vault.lock()
            raise
        return cls(vault, database)

    def close(self) -> None:
        """Lock: stop the work, end the child processes, close the store, forget the key. May be called twice."""
        with self._closing:
            self._worker.close()
            self._language.close()
            self._embedder.close()
            self._crossing.close()
            self._recall.forget()
            self._shown.forget()
            self._database.close()
            self._vault.lock()

    def change_passphrase(self, new: str) -> None:
        """Wrap the data key anew. Nothing is encrypted again; the recovery code stays valid."""
        self._vault.change_passphrase(new)

    def renew_recovery_code(self) -> str:
        """Make a new recovery code; the old one no longer opens the vault."""
        return self._vault.renew_recovery_code()

    def set_keyring(self, on: bool) -> None:
        """Let the OS keyring open this vault, or stop it.

        Raises:
            MachineError: there is no keyring that keeps secrets; nothing was changed.
        """
        self._vault.set_keyring(on)

    # -- the library -----------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> tuple[int, tuple[Skipped, ...]]:
        """Queue files, and all readable files of folders. Returns how many were queued, and what was left out.

        A `.jsonl` file in the conversation format is queued as a conversation. Durable on return.
        """
        found, skipped = find_files(paths)
        for kind in JobKind:
            subjects = [str(file) for job_kind, file in found if job_kind is kind]
            if subjects:
                self._database.write(partial(jobs.enqueue, kind=kind, subjects=subjects))
        self._worker.wake()
        return len(found), tuple(skipped)

    def import_conversation(self, file: Path) -> int:
        """Queue a conversation file (JSON lines, see README). Returns the job's id.

        Raises:
            UserError: not a readable file.
        """
        found, skipped = find_files([file])
        path = found[0][1] if found else file
        if skipped or not path.is_file():
            raise UserError(f"{shown(file)}: {skipped[0].reason}" if skipped else f"There is no file at {path}.")
        queued = self._database.write(lambda c: jobs.enqueue(c, JobKind.CONVERSATION, [str(path)]))
        self._worker.wake()
        return queued[0]

    def work(self, progress: Callable[[Progress], None] | None = None, stop: Flag | None = None) -> IngestReport:
        """Run the queue in this thread until it is empty; `progress` is called on it, at most 10 times a second.

        Raises:
            Cancelled: `stop` was set; what was done stays, the rest stays queued.
        """
        return self._queue.run(progress, stop)

    def start_work(self) -> None:
        """Run the queue in a background thread from now on; it is told through `listen`."""
        self._worker.start()

    def pause_work(self, paused: bool) -> None:
        """Stop after the running step, or go on. Remembered across starts."""
        self._worker.pause(paused)

    @property
    def paused(self) -> bool:
        """Whether the background work is paused."""
        return self._worker.paused

    def jobs(self) -> list[Job]:
        """Jobs that run, wait, failed or left something out, newest first."""
        with self._database.reading() as connection:
            return jobs.list_jobs(connection)

    def skipped(self, job_id: int) -> list[Skipped]:
        """What a job left out, and why."""
        with self._database.reading() as connection:
            return jobs.skipped_of(connection, job_id)

    def retry(self, job_id: int) -> None:
        """Queue a failed job again."""
        self._database.write(lambda c: jobs.requeue(c, job_id))
        self._worker.wake()

    def dismiss(self, job_id: int) -> None:
        """Take a failed or queued job off the list."""
        self._database.write(lambda c: jobs.remove(c, job_id))
        self._tell(LibraryChanged())

    def sources(self, limit: int = 500, offset: int = 0) -> list[Source]:
        """What has been taken in, newest first."""
        with self._database.reading() as connection:
            return sources.list_sources(connection, limit, offset)

    # -- asking ----------------------------------------------------------------------------------------------------

    def search(
        self, query: str, limit: int = 20, *, wait_for_model: bool = False, tier: Tier | None = None
    ) -> list[Hit]:
        """The memories that fit the query best. By word alone while the embedding model is not there.

        The query's operators (`from: in: since: until: kind: tag: -word "phrase"`) are obeyed; one of nothing else
        lists the newest first. With `wait_for_model` the embedding model is loaded first, if there is one. Without a
        `tier` the vault's own setting decides.

        Raises:
            UserError: an operator holds what does not exist, or the operators contradict each other.
        """
        return self.explain(query, limit, wait_for_model=wait_for_model, tier=tier).hits

    def explain(
        self, query: str, limit: int = 20, *, wait_for_model: bool = False, tier: Tier | None = None
    ) -> Explained:
        """`search`, with what was made of the query."""
        return self._searching.explain(query, limit, wait_for_model=wait_for_model, tier=tier)

    @property
    def tier(self) -> Tier:
        """How much a search may cost when it does not say: `EBB_TIER`, else the vault's setting, else balanced."""
        return self._searching.tier

    def completions(self, text: str, cursor: int) -> list[Completion]:
        """How a query that is being typed may go on, with the cursor after `cursor` characters."""
        return self._searching.completions(text, cursor)

    def find(self, query: str, limit: int = 8) -> Found:
        """Everything that fits a query while it is typed, by its words alone; `search` goes by meaning too.

        Raises:
            UserError: as in `search`.
        """
        return self._searching.find(query, limit)

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
            UserError: the question is empty, or the chat is gone.
        """
        return self._chatting.ask(question, chat_id, on_event or (lambda event: None), stop or Flag())

    def correct(self, turn_id: int, text: str) -> Turn:
        """Note what is right instead of an answer. Returns the turn that says so.

        `text` says what is right, with or without "That's wrong:" before it. It is kept as the user's own word and
        outranks what had it wrong, which stays as it is; the same question is answered with it from then on.

        Raises:
            UserError: the answer is gone, or the correction is empty or too long.
        """
        return self._chatting.correct(turn_id, text)

    def reset_learning(self) -> None:
        """Forget what was learned from use and in nights about searching; corrections stay."""

        def reset(connection: Connection) -> None:
            reset_learned(connection)
            reset_tuned(connection)

        self._database.write(reset)

    def warm_up(self) -> None:
        """Load the embedding model and the codes, so that the first question need not wait. Silent without a model."""
        self._recall.prepare()
        with contextlib.suppress(ModelUnavailable, Cancelled):
            self._embedder.load()

    def chats(self, limit: int = 100) -> list[Chat]:
        """Chats, newest first."""
        return self._chatting.chats(limit)

    def turns(self, chat_id: int) -> list[Turn]:
        """A chat's turns, oldest first."""
        return self._chatting.turns(chat_id)

    def delete_chat(self, chat_id: int) -> None:
        """Remove a chat and its turns for good."""
        self._chatting.delete(chat_id)

    def passage(self, memory_id: int, around: int = 3) -> Passage:
        """A memory with `around` neighbours on each side. Counts as opened.

        Raises:
            UserError: there is no such memory any more.
        """
        return self._searching.passage(memory_id, around)

    # -- what is kept ----------------------------------------------------------------------------------------------

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

    # -- sleep -----------------------------------------------------------------------------------------------------

    def sleep(
        self,
        progress: Callable[[SleepProgress], None] | None = None,
        stop: Flag | None = None,
        *,
        dry_run: bool = False,
        cause: Cause = Cause.HAND,
    ) -> SleepReport:
        """Run one sleep cycle in this thread: settle what is new, connect it, let the unused fade.

        A cycle that came to its end then purges what was forgotten and can no longer be restored.

        `progress` is called on it. Ends within 100 ms after `stop` is set; the next cycle goes on there. With `dry_run`
        nothing is changed, and the report says what would be.

        Raises:
            UserError: a cycle is running on this vault already.
            MachineError: the vault cannot be written.
        """
        report = self._sleeping.sleep(progress, stop, dry_run=dry_run, cause=cause)
        if not dry_run and not (stop is not None and stop.is_set()):
            self._letting_go.purge_expired()
        return report

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

    # -- how things stand ------------------------------------------------------------------------------------------

    def status(self) -> Status:
        """Counts, sizes, queue and models."""
        with self._database.reading() as connection:
            space = vectors.current_space(connection)
            kept = memories.count_memories(connection)
            return Status(
                profile=self._vault.profile,
                vault=VaultState.OPEN,
                memories=kept,
                sources=sources.count_sources(connection),
                conversations=sources.count_sources(connection, SourceKind.CONVERSATION),
                embedded=kept - memories.count_unembedded(connection),
                queued=jobs.count_jobs(connection, JobState.QUEUED, JobState.RUNNING),
                failed=jobs.count_jobs(connection, JobState.FAILED),
                vault_size=self._database.size(),
                embedding_model="" if space is None else space.model,
                dimension=0 if space is None else space.dimension,
                keyring=self._vault.keyring,
                models=(self._language.status(), self._embedder.status()),
            )

    def verify(self) -> list[Finding]:
        """Read the whole vault and check it: every page's authentication, integrity, indexes against rows."""
        return verify_database(self._database)

    def listen(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Be told of changes, on the thread that caused them. Returns a function that ends it."""
        with self._listening:
            self._listeners.append(callback)

        def end() -> None:
            with self._listening:
                if callback in self._listeners:
                    self._listeners.remove(callback)

        return end

    @property
    def _chatting(self) -> Chatting:
        with self._beginning:
            if self._chats is None:
                from core.answering.asking import Asking
                from core.chatting import Chatting

                answers = Asking(self._database, self._recall, self._embedder, self._language)
                self._chats = Chatting(self._database, answers, self._shown, self._go_on_after_correction)
            return self._chats

    @property
    def _sleeping(self) -> Sleeping:
        with self._beginning:
            if self._nights is None:
                from core.sleeping import Sleeping

                self._nights = Sleeping(self._database, self._embedder, self._tell)
            return self._nights

    def _go_on_after_correction(self) -> None:
        self._worker.wake()
        self._tell(LibraryChanged())

    def _go_on_after_change(self) -> None:
        self._worker.wake()
        self._tell(MemoriesChanged())

    def _go_on_after_import(self) -> None:
        self._go_on_after_change()
        self._tell(LibraryChanged())

    def _go_on_after_forgetting(self) -> None:
        """What is held in memory of what is forgotten goes too."""
        self._recall.forget()
        self._shown.forget()
        self._worker.wake()
        self._tell(MemoriesChanged())
        self._tell(LibraryChanged())

    def _files_in_clear(self) -> list[Path]:
        profile = self._vault.profile
        return [file for file in profile.rglob("*") if file.is_file() and ".db" not in file.name]

    def _tell(self, event: Event) -> None:
        with self._listening:
            listeners = list(self._listeners)
        for callback in listeners:
            callback(event)
