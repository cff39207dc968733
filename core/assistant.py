"""The façade: the only thing the window and the command line call.

Every method is blocking and may be called from any thread; none may be called from a GUI thread that must not wait.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event as Flag

from core.answering.asking import Asking
from core.correcting import ask_back, last_answer, read_right, take_correction
from core.embedding.embedder import SentenceEmbedder
from core.errors import Cancelled, ModelUnavailable, UserError, VaultDamaged
from core.inference.crossing import CrossEncoder
from core.inference.language import LanguageModel
from core.ingest.finding import find_files, shown
from core.ingest.queue import IngestQueue
from core.ingest.worker import QueueWorker
from core.model.answer import AccessKind, Answer, Chat, Hit, Passage, Role, Tier, Turn
from core.model.completion import Completion
from core.model.events import AskEvent, Event, LibraryChanged, ModelChanged
from core.model.found import Explained, Found
from core.model.memory import Source, SourceKind
from core.model.objection import read_objection
from core.model.status import Finding, Status, VaultState
from core.model.work import IngestReport, Job, JobKind, JobState, Progress, Skipped
from core.retrieval.completions import complete
from core.retrieval.configuration import Configuration
from core.retrieval.learning import learn_from_cited, learn_from_opened, reset_learned
from core.retrieval.recall import Recall
from core.retrieval.shown import Shown
from core.store import accesses, chats, jobs, memories, named, settings, sources, vectors
from core.store.database import Connection, Database
from core.store.vault import Vault
from core.store.verification import verify_database

_LONGEST_QUESTION = 50_000
_MOST_OFFERED = 200
_MOST_WORDS = 12
_MOST_LONGER = 6
_WORD_AT_END = re.compile(r"(?<![\w:\"-])\w{3,40}$")
"""A word that may still be being typed; not the value of an operator."""


class Assistant:
    """One open vault and everything that can be done with it."""

    def __init__(self, vault: Vault, database: Database) -> None:
        """Use `create` or `unlock`."""
        self._vault, self._database = vault, database
        self._listeners: list[Callable[[Event], None]] = []
        self._listening = threading.Lock()
        self._language = LanguageModel(lambda status: self._tell(ModelChanged(status)))
        self._embedder = SentenceEmbedder(lambda status: self._tell(ModelChanged(status)))
        self._crossing = CrossEncoder()
        self._recall = Recall(database, self._embedder, Configuration(), self._language, self._crossing)
        self._answers = Asking(database, self._recall, self._embedder, self._language)
        self._queue = IngestQueue(database, self._embedder, lambda: self._tell(LibraryChanged()))
        self._worker = QueueWorker(database, self._queue, self._tell)
        self._shown = Shown()
        self._asking = threading.Lock()
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
        chosen = tier or self.tier
        found = self._recall.recall(query, limit, wait_for_model=wait_for_model, tier=chosen, operators=True)
        if found.problem:
            raise UserError(found.problem)
        self._shown.note((hit.memory.id, hit.channels) for hit in found.hits)
        period = found.time.period if found.time is not None else None
        return Explained(
            found.hits, chosen, period, dict(found.granularities), found.clues, found.read_again, found.considered
        )

    @property
    def tier(self) -> Tier:
        """How much a search may cost when it does not say: `EBB_TIER`, else the vault's setting, else balanced."""
        with self._database.reading() as connection:
            kept = os.environ.get("EBB_TIER") or settings.get_setting(connection, "search.tier")
        return Tier(kept) if kept in list(Tier) else Tier.BALANCED

    def completions(self, text: str, cursor: int) -> list[Completion]:
        """How a query that is being typed may go on, with the cursor after `cursor` characters."""
        with self._database.reading() as connection:
            return complete(
                text,
                cursor,
                speakers=memories.speakers_of_all(connection),
                sources=named.titles_of_sources(connection, _MOST_OFFERED),
                tags=named.tags_of(connection) if "tag:" in text.casefold() else (),
            )

    def find(self, query: str, limit: int = 8) -> Found:
        """Everything that fits a query while it is typed: memories by word and, if the model is there, by meaning.

        Raises:
            UserError: as in `search`.
        """
        begun = _WORD_AT_END.search(query)
        with self._database.reading() as connection:
            longer = named.words_beginning(connection, begun[0].lower(), _MOST_LONGER) if begun else []
        typed = " ".join([query, *longer])
        found = self._recall.recall(typed, limit, wait_for_model=False, tier=Tier.FAST, operators=True)
        if found.problem:
            raise UserError(found.problem)
        self._shown.note((hit.memory.id, hit.channels) for hit in found.hits)
        words = found.query.text.removesuffix(" ".join(longer)).split()[:_MOST_WORDS]
        with self._database.reading() as connection:
            source_ids = named.sources_named(connection, words, limit)
            known = sources.sources_by_id(connection, set(source_ids))
            talks = chats.chats_by_id(connection, named.chats_named(connection, words, limit))
        return Found(found.hits, [known[id_] for id_ in source_ids], talks)

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
        asked = question.strip()[:_LONGEST_QUESTION]
        if not asked:
            raise UserError("The question is empty. Write what you would like to know.")
        with self._asking:
            objected = self._hear_objection(asked, chat_id)
            if objected is not None:
                return objected
            chat = self._database.write(lambda c: _note_question(c, asked, chat_id))
            made = self._answers.ask(asked, on_event=on_event or (lambda event: None), stop=stop or Flag())
            answer = made.answer

            def keep(connection: Connection) -> Turn:
                turn_id = chats.add_turn(connection, chat, Role.ASSISTANT, answer.text, answer)
                accesses.log_accesses(connection, made.read, AccessKind.RETRIEVED, turn_id)
                cited = [citation.memory_id for citation in answer.citations]
                accesses.log_accesses(connection, cited, AccessKind.CITED, turn_id)
                learn_from_cited(connection, answer)
                return chats.get_turn(connection, turn_id)

            self._shown.note((one.memory_id, one.channels) for one in answer.citations or answer.closest)
            return self._database.write(keep)

    def correct(self, turn_id: int, text: str) -> Turn:
        """Note what is right instead of an answer. Returns the turn that says so.

        `text` says what is right, with or without "That's wrong:" before it. It is kept as the user's own word and
        outranks what had it wrong, which stays as it is; the same question is answered with it from then on.

        Raises:
            UserError: the answer is gone, or the correction is empty or too long.
        """
        with self._asking:
            return self._correct(turn_id, text)

    def _correct(self, turn_id: int, text: str) -> Turn:
        right = read_right(text)
        turn = self._database.write(lambda c: take_correction(c, turn_id, right))
        self._worker.wake()
        self._tell(LibraryChanged())
        return turn

    def _hear_objection(self, text: str, chat_id: int | None) -> Turn | None:
        """Take "That's wrong: …" as a correction of the chat's last answer; None where it is a question."""
        objected = None if chat_id is None else read_objection(text)
        if chat_id is None or objected is None:
            return None
        with self._database.reading() as connection:
            wrong = last_answer(connection, chat_id)
        if wrong is None:
            return None
        if objected:
            return self._correct(wrong, objected)
        return self._database.write(lambda c: _note_answer(c, _note_question(c, text, chat_id), ask_back()))

    def reset_learning(self) -> None:
        """Forget what was learned from use; corrections stay."""
        self._database.write(reset_learned)

    def warm_up(self) -> None:
        """Load the embedding model and the codes, so that the first question need not wait. Silent without a model."""
        self._recall.prepare()
        with contextlib.suppress(ModelUnavailable, Cancelled):
            self._embedder.load()

    def chats(self, limit: int = 100) -> list[Chat]:
        """Chats, newest first."""
        with self._database.reading() as connection:
            return chats.list_chats(connection, limit)

    def turns(self, chat_id: int) -> list[Turn]:
        """A chat's turns, oldest first."""
        with self._database.reading() as connection:
            return chats.list_turns(connection, chat_id)

    def delete_chat(self, chat_id: int) -> None:
        """Remove a chat and its turns for good."""
        self._database.write(lambda c: chats.delete_chat(c, chat_id))

    def passage(self, memory_id: int, around: int = 3) -> Passage:
        """A memory with `around` neighbours on each side. Counts as opened.

        Raises:
            UserError: there is no such memory any more.
        """
        with self._database.reading() as connection:
            near = memories.memories_around(connection, memory_id, around)
            source = sources.get_source(connection, near[0].source_id) if near else None
        if source is None:
            raise UserError("This memory is no longer there: its file was changed or removed since.")
        lesson = self._shown.open(memory_id)

        def note(connection: Connection) -> None:
            accesses.log_accesses(connection, [memory_id], AccessKind.OPENED)
            if lesson is not None:
                learn_from_opened(connection, *lesson)

        self._database.write(note)
        return Passage(source, tuple(near), memory_id)

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

    def _tell(self, event: Event) -> None:
        with self._listening:
            listeners = list(self._listeners)
        for callback in listeners:
            callback(event)


def _note_question(connection: Connection, question: str, chat_id: int | None) -> int:
    if chat_id is not None and not chats.chat_exists(connection, chat_id):
        raise UserError("This chat was deleted. Ask again in a new one.")
    chat = chats.begin_chat(connection, question) if chat_id is None else chat_id
    chats.add_turn(connection, chat, Role.USER, question)
    return chat


def _note_answer(connection: Connection, chat_id: int, answer: Answer) -> Turn:
    return chats.get_turn(connection, chats.add_turn(connection, chat_id, Role.ASSISTANT, answer.text, answer))
