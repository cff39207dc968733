"""Models: which language model answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.inference.language import LanguageModel
from core.store.chosen import read_chosen
from core.store.database import Database
from core.store.vault import Vault

if TYPE_CHECKING:
    from core.modelling import Modelling  # imported when it is first used

MODELS_FOLDER = "models"
"""Where in a profile downloaded models lie. They hold nothing of the user's."""


class ModelPart:
    """What can be chosen of models."""

    _database: Database
    _vault: Vault
    _language: LanguageModel

    _model_to_use = ""
    """What is chosen, as it was last looked up: a model is asked for while the vault is being read, which must not wait
    for another reading of it."""

    def _look_up_model(self) -> None:
        """See which model is to be used: another process may have chosen one."""
        with self._database.reading() as connection:
            use = read_chosen(connection).use
        if use != self._model_to_use:
            self._model_to_use = use
            self._language.switch()

    @property
    def models(self) -> Modelling:
        """The language models that are there."""
        from core.modelling import Modelling

        return Modelling(self._database, self._look_up_model, self._vault.profile / MODELS_FOLDER)
