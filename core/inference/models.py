"""Which models there are, where their files lie, and whether the files are what they should be."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from core.errors import ModelUnavailable

_PIECE = 1024 * 1024
OVERRIDE = "EBB_LANGUAGE_MODEL"
NONE = "none"
"""In place of a model's path: that none is to be used."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model's weights on disk. `sha256` is empty for a file the user chose: nobody else vouches for its bytes."""

    role: str
    name: str
    path: Path
    sha256: str = ""
    licence: str = ""


def find_model(role: str, chosen: str = "") -> ModelFile:
    """The model to use as "language" or "embedding": the user's choice, else the first of the catalogue that is there.

    `EBB_LANGUAGE_MODEL` names a GGUF file to use instead of any other, or says "none"; `chosen` is
    the path of one to use instead of the catalogue's, or "none".

    Raises:
        ModelUnavailable: there is none; the sentence says how to get one.
    """
    named = os.environ.get(OVERRIDE, "") if role == "language" else ""
    if named == NONE:
        raise ModelUnavailable(f"The language model is switched off ({OVERRIDE}=none).")
    if named:
        path = Path(named).expanduser()
        if not path.is_file():
            raise ModelUnavailable(f"There is no model file at {path} ({OVERRIDE}).")
        return ModelFile(role, path.stem, path)
    if chosen == NONE:
        raise ModelUnavailable("No language model is used, as you chose in Settings › Models.")
    if chosen:
        path = Path(chosen)
        if not path.is_file():
            raise ModelUnavailable(f"The model you chose is no longer at {path}. Choose another in Settings › Models.")
        return ModelFile(role, path.stem, path)
    return find_starter(role)


def find_starter(role: str) -> ModelFile:
    """The first model of the catalogue that is there.

    Raises:
        ModelUnavailable: there is none.
    """
    for entry in _catalogue()[role]:
        # The package only carries data: it is located, never imported.
        found = importlib.util.find_spec(entry["package"])
        for folder in (found.submodule_search_locations or []) if found is not None else []:
            path = Path(folder) / entry["file"]
            if path.is_file():
                return ModelFile(role, entry["name"], path, entry["sha256"], entry["licence"])
    raise ModelUnavailable(f"The {role} model is not installed. “make run” installs the starter models.")


def verify_model(model: ModelFile) -> str:
    """Hash the file and hold it against its pin. Returns the SHA-256 (hexadecimal).

    Raises:
        ModelUnavailable: the file cannot be read, or is not the one that was pinned.
    """
    try:
        found = digest_file(model.path)
    except OSError as error:
        raise ModelUnavailable(f"{model.path.name} cannot be read: {error.strerror}.") from error
    if model.sha256 and found != model.sha256:
        raise ModelUnavailable(
            f"{model.path.name} is not the file it should be: its checksum differs. It is not loaded. "
            "Remove it and run the set-up again (make run)."
        )
    return found


def identify_model(model: ModelFile) -> str:
    """What tells one model file from another, without reading a large one: its pin, else its size, time and both ends.

    Raises:
        ModelUnavailable: it cannot be read.
    """
    if model.sha256:
        return model.sha256
    try:
        stat = model.path.stat()
        digest = hashlib.sha256(f"{stat.st_size} {stat.st_mtime_ns} ".encode())
        with model.path.open("rb") as file:
            digest.update(file.read(_PIECE))
            file.seek(max(0, stat.st_size - _PIECE))
            digest.update(file.read(_PIECE))
    except OSError as error:
        raise ModelUnavailable(f"{model.path.name} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()


def digest_file(path: Path) -> str:
    """The file's SHA-256 (hexadecimal); read once in a process as long as its size and time stay.

    Raises:
        OSError: it cannot be read.
    """
    stat = path.stat()
    return _digest(path, stat.st_size, stat.st_mtime_ns)


@cache
def _digest(path: Path, size: int, modified: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


@cache
def _catalogue() -> dict[str, list[dict[str, str]]]:
    catalogue: dict[str, list[dict[str, str]]] = json.loads(
        files("resources").joinpath("models.json").read_text("utf-8")
    )
    return catalogue
