"""Choosing the language model, as the façade offers it: what is there, one more by its path, which one is used."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.errors import MachineError, ModelUnavailable, UserError
from core.inference.gguf_header import read_header
from core.inference.models import NONE, OVERRIDE, find_starter
from core.inference.planning.planner import plan_file
from core.inference.planning.words import describe
from core.model.models import InstalledModel
from core.model.plan import Fit
from core.store import settings
from core.store.database import Connection, Database

_KEY = "models.language"


class Modelling:
    """The language models that one vault knows of. `changed` is called when another one is to be used.

    What is known is kept in the vault and does not travel: paths are those of this machine.
    """

    def __init__(self, database: Database, changed: Callable[[], None]) -> None:
        self._database, self._changed = database, changed

    @property
    def chosen(self) -> str:
        """What is to be used, as `find_model` takes it."""
        with self._database.reading() as connection:
            return str(_read(connection)["use"])

    @property
    def overridden(self) -> str:
        """What `EBB_LANGUAGE_MODEL` says: it counts more than any choice made here. Empty where it says nothing."""
        return os.environ.get(OVERRIDE, "")

    def list(self) -> list[InstalledModel]:
        """The starter model, those that were added, and that none is used, in this order."""
        with self._database.reading() as connection:
            known = _read(connection)
        models = [*_starter(known["use"]), *(_added(Path(path), known["use"]) for path in known["added"])]
        return [*models, InstalledModel("", None, 0, starter=False, used=known["use"] == NONE)]

    def add(self, path: Path) -> InstalledModel:
        """Make a GGUF file known. It stays where it is. Adding it again changes nothing.

        Raises:
            UserError: it is not there, or no model that can answer. MachineError: it cannot be read.
        """
        path = path.expanduser().absolute()
        check_model(path)

        def work(connection: Connection) -> None:
            known = _read(connection)
            if str(path) not in known["added"]:
                known["added"].append(str(path))
                _write(connection, known)

        self._database.write(work)
        return _added(path, self.chosen)

    def use(self, path: Path | None, *, starter: bool = False) -> None:
        """Use a model that is known from the next question on; with None, none at all, or the `starter`.

        Raises:
            UserError: it was not added. MachineError: its file is gone.
        """
        wanted = str(path) if path is not None else ("" if starter else NONE)

        def work(connection: Connection) -> None:
            known = _read(connection)
            if path is not None and wanted not in known["added"]:
                raise UserError(f"{path} was not added yet. Add it first; its file is looked at then.")
            if path is not None and not path.is_file():
                raise MachineError(f"The model is no longer at {path}. Put it back, or remove it from the list.")
            _write(connection, {**known, "use": wanted})

        self._database.write(work)
        self._changed()

    def remove(self, path: Path) -> None:
        """Forget a model that was added; its file stays where it is. If it was in use, the starter model is again.

        Raises:
            UserError: it was not added.
        """

        def work(connection: Connection) -> bool:
            known = _read(connection)
            if str(path) not in known["added"]:
                raise UserError(f"{path} is no model that was added.")
            known["added"].remove(str(path))
            was_used = bool(known["use"] == str(path))
            _write(connection, {**known, "use": "" if was_used else known["use"]})
            return was_used

        if self._database.write(work):
            self._changed()

    def describe(self, path: Path) -> tuple[Fit, str]:
        """The verdict on a model, and how it would run here in words. Takes seconds at first: the machine is measured.

        Raises:
            UserError: it is no model. MachineError: it cannot be read. ModelUnavailable: llama.cpp cannot run here.
        """
        try:
            planned = plan_file(path)
        except OSError as error:
            raise MachineError(f"{path} cannot be read: {error.strerror}.") from error
        return planned.plan.fit, " ".join(filter(None, (describe(planned.plan), planned.gpu_problem)))


def check_model(path: Path) -> None:
    """Look at what a file says of itself, without loading it.

    Raises:
        UserError: there is none, or it is no model that can answer. MachineError: it cannot be read.
    """
    if not path.is_file():
        raise UserError(f"There is no model file at {path}.")
    try:
        header = read_header(path)
    except OSError as error:
        raise MachineError(f"{path} cannot be read: {error.strerror}.") from error
    if not header.architecture:
        raise UserError(f"{path.name} does not say what kind of model it is, so it cannot be run.")
    if header.architecture not in _architectures():
        raise UserError(
            f"{path.name} is a model of the kind “{header.architecture}”, which this version of Ebb cannot run."
        )
    if header.number("block_count") is None or "tokenizer.ggml.model" not in header.metadata:
        raise UserError(f"{path.name} is no language model: it lacks layers or a vocabulary. It may be a part of one.")


def _architectures() -> frozenset[str]:
    from gguf.constants import MODEL_ARCH, MODEL_ARCH_NAMES

    no_text = {MODEL_ARCH.CLIP_VISION} if hasattr(MODEL_ARCH, "CLIP_VISION") else set()
    return frozenset(name for kind, name in MODEL_ARCH_NAMES.items() if kind not in no_text)


def _starter(use: str) -> list[InstalledModel]:
    try:
        found = find_starter("language")
    except ModelUnavailable:
        return []
    return [
        InstalledModel(
            found.name, found.path, found.path.stat().st_size, starter=True, used=not use, licence=found.licence
        )
    ]


def _added(path: Path, use: str) -> InstalledModel:
    there = path.is_file()
    return InstalledModel(
        path.stem,
        path,
        path.stat().st_size if there else 0,
        starter=False,
        used=use == str(path),
        problem="" if there else "Its file is no longer there.",
    )


def _read(connection: Connection) -> dict[str, Any]:
    kept = settings.get_setting(connection, _KEY)
    return {"added": [], "use": "", **(json.loads(kept) if kept else {})}


def _write(connection: Connection, known: dict[str, Any]) -> None:
    settings.set_setting(connection, _KEY, json.dumps(known))
