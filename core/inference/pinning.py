"""Holding a downloaded model against the checksum it was downloaded with, before it is loaded."""

from __future__ import annotations

from pathlib import Path

from core.errors import ModelUnavailable
from core.inference.models import digest_file
from core.store.database import Connection, Database
from core.store.pins import ModelPin, read_pin, write_pin


class Pinning:
    """The pins of one vault. Gigabytes are read once for each state of a file, not for each time it is loaded."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pin(self, path: Path, checksum: str) -> None:
        """Pin a model that was downloaded, and just held against `checksum`, that of its hub.

        Raises:
            OSError: it cannot be read.
        """
        sha256 = checksum if len(checksum) == 64 else digest_file(path)  # the hub's own of a small file is no SHA-256
        pin = ModelPin(sha256, _state_of(path))
        self._database.write(lambda connection: write_pin(connection, str(path), pin))

    def hold(self, path: Path) -> None:
        """Make sure that a model is still what was downloaded. Nothing is known of a file of the user's own.

        Raises:
            ModelUnavailable: it is not, or cannot be read.
        """
        with self._database.reading() as connection:
            pin = read_pin(connection, str(path))
        if pin is None:
            return
        try:
            state = _state_of(path)
            if state == pin.state:
                return
            found = digest_file(path)
        except OSError as error:
            raise ModelUnavailable(f"{path.name} cannot be read: {error.strerror}.") from error
        if found != pin.sha256:
            raise ModelUnavailable(
                f"{path.name} is not the file that was downloaded: its checksum differs. It is not loaded. "
                "Remove it in Settings › Models, and download it again."
            )
        held = ModelPin(pin.sha256, state)

        def note(connection: Connection) -> None:
            if read_pin(connection, str(path)) is not None:  # it may have been removed meanwhile
                write_pin(connection, str(path), held)

        self._database.write(note)


def _state_of(path: Path) -> str:
    """What changes whenever the bytes of a file do."""
    stat = path.stat()
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"
