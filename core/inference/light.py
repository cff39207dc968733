"""The light form of the embedding model: where its file lies, and whether it may be used.

A file is named by the SHA-256 of the weights it was made from and by the version of the conversion. Beside it lies a
record of how it was tried: its own SHA-256, and how far its vectors are from those of the weights it was made from.
It holds no user data, so that all profiles of a machine share it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from core.errors import ModelUnavailable
from core.inference.conversion import VERSION, Form
from core.inference.models import ModelFile, digest_file
from core.store.files import write_atomically


class LightDamaged(ModelUnavailable):
    """The light file is not the one that was tried; making it again helps."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a light file compared with the weights it was made from.

    `sha256` is the light file's own, `worst` the smallest cosine of any text of the trial. `problem` is a sentence
    saying why it must not be used, or empty.
    """

    source_sha256: str
    sha256: str
    worst: float
    problem: str = ""
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class LightFile:
    """A light file that was tried."""

    path: Path
    trial: Trial


def shared_folder() -> Path:
    """Where the set-up puts the file: in the environment that Ebb is installed in."""
    return Path(sys.prefix) / "share" / "ebb"


def cache_folder() -> Path:
    """Where Ebb puts a file it had to make itself: the user's cache."""
    return Path(platformdirs.user_cache_dir("Ebb", appauthor=False)) / "models"


def place_light(source: ModelFile, folder: Path, form: Form = Form.FLOAT16) -> Path:
    """The path of the light file of `source` in `folder`."""
    made = f"{source.sha256}/{VERSION}" + ("" if form is Form.FLOAT16 else f"/{form}")
    digest = hashlib.sha256(made.encode()).hexdigest()
    return folder / f"{source.name}-{digest[:16]}.gguf"


def find_light(source: ModelFile, form: Form = Form.FLOAT16) -> LightFile | None:
    """The light file that was made from `source`, usable or not (`trial.problem`); None where there is none.

    What cannot be read, or was made otherwise than it would be today, is not there. The user's cache goes first: what
    lies there was made because something was wrong with the other.
    """
    found = [_read_light(place_light(source, folder, form), source) for folder in (cache_folder(), shared_folder())]
    tried = [light for light in found if light is not None]
    usable = [light for light in tried if not light.trial.problem]
    return next(iter([*usable, *tried]), None)


def light_problem(source: ModelFile) -> str:
    """Why the light form of `source` will not be used, as far as that shows without trying; else an empty text.

    One that is missing but can be made is no problem: the first load makes it.
    """
    light = find_light(source)
    if light is not None:
        return light.trial.problem
    if importlib.util.find_spec("gguf") is None:
        return "Its light form is missing, and so is the package gguf that writes it. Run the set-up again (make run)."
    return ""


def keep_trial(path: Path, trial: Trial) -> LightFile:
    """Write down how the light file at `path` was tried.

    Raises:
        MachineError: it cannot be written.
    """
    write_atomically(_record(path), json.dumps(asdict(trial), indent=1).encode() + b"\n")
    return LightFile(path, trial)


def verify_light(light: LightFile) -> None:
    """Hold the file against the checksum of the one that was tried.

    Raises:
        LightDamaged: it is another, cut short, or gone.
    """
    try:
        found = digest_file(light.path)
    except OSError as error:
        raise LightDamaged(f"{light.path.name} cannot be read: {error.strerror}.") from error
    if found != light.trial.sha256:
        raise LightDamaged(f"{light.path.name} is not the file that was tried: its checksum differs.")


def _read_light(path: Path, source: ModelFile) -> LightFile | None:
    try:
        trial = Trial(**json.loads(_record(path).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    made_so = (trial.source_sha256, trial.version) == (source.sha256, VERSION)
    return LightFile(path, trial) if made_so and (trial.problem or path.is_file()) else None


def _record(path: Path) -> Path:
    return path.with_suffix(".json")
