"""What downloaded models were when they were downloaded: checksums, kept in the vault, where nobody else can write."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from core.store.database import Connection
from core.store.settings import get_setting, set_setting

_KEY = "models.pins"


@dataclass(frozen=True, slots=True)
class ModelPin:
    """The SHA-256 that a file has to have, and the `state` of the file in which it was last seen to have it."""

    sha256: str
    state: str = ""


def read_pin(connection: Connection, path: str) -> ModelPin | None:
    """The pin of the model at `path`; None for one that was not downloaded."""
    found = _read(connection).get(path)
    return None if found is None else ModelPin(**found)


def write_pin(connection: Connection, path: str, pin: ModelPin) -> None:
    """Keep the pin of the model at `path`."""
    _write(connection, {**_read(connection), path: asdict(pin)})


def forget_pins(connection: Connection, folder: str) -> None:
    """Keep the pins of what lay in a folder no longer."""
    pins = _read(connection)
    _write(connection, {path: pin for path, pin in pins.items() if Path(folder) not in Path(path).parents})


def _read(connection: Connection) -> dict[str, dict[str, str]]:
    pins: dict[str, dict[str, str]] = json.loads(get_setting(connection, _KEY) or "{}")
    return pins


def _write(connection: Connection, pins: dict[str, dict[str, str]]) -> None:
    set_setting(connection, _KEY, json.dumps(pins))
