"""Models: which one answers, here or elsewhere, and which one reads again what a thorough search found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.embedding.switching import SwitchingEmbedder, id_of
from core.errors import Cancelled
from core.inference.crossing import CrossEncoder
from core.inference.endpoint import EndpointModel
from core.inference.language import LanguageModel
from core.later import later
from core.model.endpoint import Endpoint
from core.model.events import Event, LibraryChanged, MeaningChanged
from core.model.status import MemoryUse, ModelStatus
from core.store.chosen import read_chosen
from core.store.database import Database
from core.store.endpoint import read_endpoint
from core.store.moving import read_moving
from core.store.vault import Vault

if TYPE_CHECKING:
    # Imported when they are first used.
    from core.crossing import CrossEncoders
    from core.elsewhere import Elsewhere
    from core.ingest.moving import MoveWorker
    from core.meaning import EmbeddingModels
    from core.modelling import Modelling

MODELS_FOLDER = "models"
"""Where in a profile downloaded models lie. They hold nothing of the user's."""


class ModelPart:
    """What can be chosen of models."""

    _database: Database
    _vault: Vault
    _language: LanguageModel
    _crossing: CrossEncoder
    _endpoint: EndpointModel
    _embedder: SwitchingEmbedder
    _tell: Callable[[Event], None]
    _ended: bool

    _model_to_use = ""
    """What is chosen, as it was last looked up: a model is asked for while the vault is being read, which must not wait
    for another reading of it."""
    _crossing_to_use: Path | None = None

    def _look_up_model(self) -> None:
        """See which model is to be used: another process may have chosen one."""
        with self._database.reading() as connection:
            use, endpoint = read_chosen(connection).use, read_endpoint(connection)
        self._endpoint.choose(endpoint if endpoint is not None and endpoint.used else None)
        self._look_up_crossing()
        if use != self._model_to_use:
            self._model_to_use = use
            self._language.switch()

    def _look_up_crossing(self) -> None:
        if (self._vault.profile / MODELS_FOLDER).is_dir() or self._crossing_to_use is not None:
            use = self.cross_encoders.folder
            if use != self._crossing_to_use:
                self._crossing_to_use = use
                self._crossing.switch()

    def model_statuses(self) -> tuple[ModelStatus, ...]:
        """How the models stand; nothing of the vault is read for it."""
        elsewhere = (self._endpoint.status(),) if self._endpoint.chosen else ()
        return (self._language.status(), self._embedder.status(), *elsewhere)

    def memory_use(self) -> MemoryUse:
        """What Ebb's processes take of the machine's memory. Takes milliseconds for each of them."""
        from core.inference.hardware import memory_use

        return memory_use()

    @property
    def cross_encoders(self) -> CrossEncoders:
        """The cross-encoders that are there."""
        from core.crossing import CrossEncoders

        return CrossEncoders(self._database, self._look_up_crossing, self._vault.profile / MODELS_FOLDER)

    def _look_up_embedding(self) -> None:
        """See which embedding model is in use: it may have been changed over to, here or in another process."""
        with self._database.reading() as connection:
            use = read_moving(connection).use
        if use != id_of(self._embedder):
            self._embedder.switch(self.meaning.embedder_of(use))
            self._tell(LibraryChanged())

    def _hear_of_move(self) -> None:
        self._look_up_embedding()
        if "_move_worker" in vars(self):
            self._move_worker.turn()
        self._tell(MeaningChanged(None))

    @property
    def meaning(self) -> EmbeddingModels:
        """The embedding models that are there, and the change to another."""
        from core.meaning import EmbeddingModels

        folder = self._vault.profile / MODELS_FOLDER
        return EmbeddingModels(self._database, self._embedder, self._hear_of_move, folder)

    @later
    def _move_worker(self) -> MoveWorker:
        from core.ingest.moving import MoveWorker

        if self._ended:
            raise Cancelled
        return MoveWorker(self.meaning.mover(), self._tell)

    def _start_moving(self) -> None:
        self._move_worker.start()

    def _end_moving(self) -> None:
        if "_move_worker" in vars(self):
            self._move_worker.close()

    @property
    def models(self) -> Modelling:
        """The language models that are there."""
        from core.modelling import Modelling

        return Modelling(self._database, self._look_up_model, self._vault.profile / MODELS_FOLDER)

    @property
    def elsewhere(self) -> Elsewhere:
        """The language model on a server, if one was set."""
        from core.elsewhere import Elsewhere

        return Elsewhere(self._database, self._vault.id, self._look_up_model)


def key_of(vault: Vault, endpoint: Endpoint) -> str:
    """The key to an endpoint; empty where it needs none.

    Raises:
        MachineError: the keyring is locked or refused.
    """
    from core.store.keychain import find_endpoint_key  # the libraries behind it are for those who use it

    return find_endpoint_key(vault.id, endpoint.url)
