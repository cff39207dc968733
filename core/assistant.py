"""The façade: the only thing the window and the command line call.

Every method is blocking and may be called from any thread; none may be called from a GUI thread that must not wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from core.embedding.choosing import ChoosingEmbedder
from core.embedding.switching import SwitchingEmbedder
from core.errors import VaultDamaged
from core.facade.asking import AskingPart
from core.facade.capturing import CapturePart
from core.facade.folders import FolderPart
from core.facade.library import LibraryPart
from core.facade.modelling import MODELS_FOLDER, ModelPart, key_of
from core.facade.remembering import RememberingPart
from core.facade.sleeping import SleepPart
from core.facade.transferring import TransferPart
from core.inference.crossing import CrossEncoder
from core.inference.endpoint import EndpointModel
from core.inference.language import LanguageModel
from core.inference.pinning import Pinning
from core.model.events import Event, LibraryChanged, MemoriesChanged, ModelChanged
from core.model.memory import SourceKind
from core.model.status import Finding, Status, VaultState
from core.model.work import JobState
from core.retrieval.configuration import Configuration
from core.retrieval.recall import Recall
from core.retrieval.shown import Shown
from core.searching import Searching
from core.store import jobs, memories, sources, vectors
from core.store.database import Database
from core.store.prompt_state import OPENING_FILE, PromptStates
from core.store.vault import Vault


class Assistant(LibraryPart, FolderPart, AskingPart, RememberingPart, SleepPart, TransferPart, ModelPart, CapturePart):
    """One open vault and everything that can be done with it."""

    def __init__(self, vault: Vault, database: Database, embedder: ChoosingEmbedder | None = None) -> None:
        """Use `create` or `unlock`."""
        self._vault, self._database = vault, database
        self._listeners: list[Callable[[Event], None]] = []
        self._listening = threading.Lock()
        self._language = LanguageModel(
            lambda status: self._tell(ModelChanged(status)),
            states=PromptStates(database, vault.profile),
            openings=PromptStates(database, vault.profile, OPENING_FILE),
            chosen=lambda: self._model_to_use,
            pinning=Pinning(database),
        )
        self._endpoint = EndpointModel(
            lambda status: self._tell(ModelChanged(status)), lambda endpoint: key_of(vault, endpoint)
        )
        self._embedder = SwitchingEmbedder(embedder or ChoosingEmbedder())
        self._embedder.changed = lambda status: self._tell(ModelChanged(status))
        self._embedder.look = self._look_up_embedding
        self._crossing = CrossEncoder(chosen=lambda: self._crossing_to_use, pinning=Pinning(database))
        self._recall = Recall(database, self._embedder, Configuration(), self._language, self._crossing)
        self._shown = Shown()
        self._searching = Searching(database, self._recall, self._shown)
        self._closing = threading.Lock()
        self._look_up_model()
        self._look_up_embedding()

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
    def unlock(
        cls,
        profile: Path,
        *,
        passphrase: str | None = None,
        recovery_code: str | None = None,
        embedder: ChoosingEmbedder | None = None,
    ) -> Assistant:
        """Open the vault with one secret; with neither, from the OS keyring.

        An `embedder` that was begun ahead is taken over: it is closed with the vault.

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
        return cls._opened(vault, embedder)

    @classmethod
    def _opened(cls, vault: Vault, embedder: ChoosingEmbedder | None = None) -> Assistant:
        try:
            database = Database(vault.database_file, vault.data_key, backups=vault.backup_folder)
        except BaseException:
            vault.lock()
            raise
        return cls(vault, database, embedder)

    def close(self) -> None:
        """Lock: stop the work, end the child processes, close the store, forget the key. May be called twice."""
        with self._closing:
            self._end_indexing()
            self._end_capture_watch()
            self._end_work()
            self._end_moving()
            self._language.close()
            self._endpoint.close()
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
                models=self.model_statuses(),
            )

    def verify(self) -> list[Finding]:
        """Read the whole vault and check it: every page's authentication, integrity, indexes against rows."""
        from core.store.verification import verify_database

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

    def _go_on_after_correction(self) -> None:
        self._worker.wake()
        self._tell(LibraryChanged())

    def _go_on_after_change(self) -> None:
        self._worker.wake()
        self._tell(MemoriesChanged())

    def _go_on_after_forgetting(self) -> None:
        """What is held in memory of what is forgotten goes too."""
        self._recall.forget()
        self._shown.forget()
        self._language.forget()
        self._worker.wake()
        self._tell(MemoriesChanged())
        self._tell(LibraryChanged())

    def _files_in_clear(self) -> list[Path]:
        profile, models = self._vault.profile, self._vault.profile / MODELS_FOLDER
        files = (file for file in profile.rglob("*") if file.is_file() and models not in file.parents)
        return [file for file in files if ".db" not in file.name]

    def _tell(self, event: Event) -> None:
        with self._listening:
            listeners = list(self._listeners)
        for callback in listeners:
            callback(event)
