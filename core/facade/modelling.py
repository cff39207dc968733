"""Models: which one answers, and which one reads again what a thorough search found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.inference.crossing import CrossEncoder
from core.inference.language import LanguageModel
from core.store.chosen import read_chosen
from core.store.database import Database
from core.store.vault import Vault

if TYPE_CHECKING:
    # Imported when they are first used.
    from core.crossing import CrossEncoders
    from core.modelling import Modelling

MODELS_FOLDER = "models"
"""Where in a profile downloaded models lie. They hold nothing of the user's."""


class ModelPart:
    """What can be chosen of models."""

    _database: Database
    _vault: Vault
    _language: LanguageModel
    _crossing: CrossEncoder

    _model_to_use = ""
    """What is chosen, as it was last looked up: a model is asked for while the vault is being read, which must not wait
    for another reading of it."""
    _crossing_to_use: Path | None = None

    def _look_up_model(self) -> None:
        """See which model is to be used: another process may have chosen one."""
        with self._database.reading() as connection:
            use = read_chosen(connection).use
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

    @property
    def cross_encoders(self) -> CrossEncoders:
        """The cross-encoders that are there."""
        from core.crossing import CrossEncoders

        return CrossEncoders(self._database, self._look_up_crossing, self._vault.profile / MODELS_FOLDER)

    @property
    def models(self) -> Modelling:
        """The language models that are there."""
        from core.modelling import Modelling

        return Modelling(self._database, self._look_up_model, self._vault.profile / MODELS_FOLDER)
