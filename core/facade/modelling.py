"""Models: which language model answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.inference.language import LanguageModel
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

    @property
    def models(self) -> Modelling:
        """The language models that are there."""
        from core.modelling import Modelling

        return Modelling(self._database, self._language.switch, self._vault.profile / MODELS_FOLDER)
