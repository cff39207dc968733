"""The model in its light form, run by llama.cpp: there in a moment, and small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.embedding.housed import IDLE_SECONDS, HousedEmbedder
from core.errors import ModelUnavailable
from core.inference import hardware
from core.inference.conversion import Form
from core.inference.light import LightDamaged, find_light, verify_light
from core.inference.models import ModelFile, verify_model
from core.inference.process import Child
from core.model.status import ModelStatus


class LightEmbedder(HousedEmbedder):
    """The light form, where there is one that was tried; its vectors belong to the space of the weights it is of.

    Loading raises `LightDamaged` where there is none any more, or another file than was tried.
    """

    engine = "light"

    def __init__(
        self,
        changed: Callable[[ModelStatus], None] | None = None,
        idle_seconds: float = IDLE_SECONDS,
        nice: int = 0,
        lanes: int = 0,
        find: Callable[[], ModelFile] | None = None,
        form: Callable[[ModelFile], Form] = lambda model: Form.FLOAT16,
    ) -> None:
        """`lanes` is how many texts may be encoded at once, each on a core of its own; 0 for all cores.

        `form` says which light file of a model to load. Where there is none of that form, the usual one is taken.
        """
        super().__init__(changed, idle_seconds, nice, find)
        self._count, self._form = lanes, form

    def load_into(self, child: Child, model: ModelFile) -> tuple[str, int]:
        light = find_light(model, self._form(model))
        if light is None or light.trial.problem:
            light = find_light(model)
        if light is None:
            raise LightDamaged("The light form of the embedding model is not there.")
        if light.trial.problem:
            raise ModelUnavailable(light.trial.problem)
        # While these are read, the child imports its library.
        verify_light(light)
        fingerprint = verify_model(model)
        return fingerprint, load_light(child, light.path, self._count)


def load_light(child: Child, path: Path, lanes: int = 0) -> int:
    """Let a "light" process load this file. Returns the dimension of its vectors. Raises ModelUnavailable."""
    cores = hardware.physical_cores()
    header, _ = child.ask("load", path=str(path), lanes=min(lanes or cores, cores))
    return int(header["dimension"])
