"""The model as sentence-transformers runs it: what the light form is tried against, and what takes its place."""

from __future__ import annotations

from core.embedding.housed import HousedEmbedder
from core.inference import hardware
from core.inference.models import ModelFile, verify_model
from core.inference.process import Child


class SentenceEmbedder(HousedEmbedder):
    """sentence-transformers: some seconds until it is there, and more than half a gigabyte."""

    engine = "encoder"

    @property
    def bfloat16(self) -> bool:
        """Whether matrices are multiplied in bfloat16; may be changed at any time."""
        return bool(self.options)

    @bfloat16.setter
    def bfloat16(self, on: bool) -> None:
        self.options = {"bfloat16": True} if on else {}

    def load_into(self, child: Child, model: ModelFile) -> tuple[str, int]:
        fingerprint = verify_model(model)
        header, _ = child.ask("load", folder=str(model.path.parent), threads=hardware.physical_cores())
        return fingerprint, int(header["dimension"])
