"""What a person downloaded: a file, a folder or a zip archive, read without being unpacked and within limits.

Nothing in it is ever written to disk, so its names lead nowhere; they only tell which part is which.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from core.errors import MachineError, UserError
from core.store.files import machine_error

_MOST_PARTS = 200_000
_LEAST_PACKED, _MOST_PACKED = 64 * 1024 * 1024, 500
_HEAD = 64 * 1024
_DEEPEST = 3
_JUNK = ("__MACOSX/", "._")


class Unpackable(UserError):
    """A zip archive, or a part of it, that cannot be read; the sentence says why."""


class Bundle:
    """The parts of an export, by name. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Look at what it is.

        Raises:
            UserError: there is nothing there. Unpackable: it is a broken zip archive.
            MachineError: it cannot be read.
        """
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        try:
            if path.is_dir():
                self.names = sorted(_files_in(path))
            elif not path.is_file():
                raise UserError(f"There is no file at {path}.")
            elif zipfile.is_zipfile(path) and not tarfile.is_tarfile(path):  # a tar archive may end in a zip archive
                self._zip = zipfile.ZipFile(path)
                self.names = sorted(_parts_of(self._zip))
            else:
                self.names = [path.name]
        except zipfile.BadZipFile as error:
            raise Unpackable(f"{path} is a broken zip archive. Download it again.") from error
        except OSError as error:
            raise machine_error(error, path) from error

    def __enter__(self) -> Bundle:
        return self

    def __exit__(self, *_: object) -> None:
        if self._zip is not None:
            self._zip.close()

    @property
    def title(self) -> str:
        """What the file or folder is called, without its ending."""
        return self.path.stem if self.path.is_file() else self.path.name

    @contextmanager
    def open(self, name: str) -> Generator[BinaryIO, None, None]:
        """One part, from its beginning, as a stream.

        Raises:
            Unpackable: it is encrypted, broken, or blown up out of all proportion. MachineError: it cannot be read.
        """
        with _translated(name, self.path):
            packed = None if self._zip is None else max(self._zip.getinfo(name).compress_size, 1)
            file = self.path / name if self.path.is_dir() else self.path
            part: IO[bytes] = file.open("rb") if self._zip is None else self._zip.open(name)
        with part:
            yield io.BufferedReader(_Part(part, name, self.path, packed))

    def head(self, name: str) -> bytes:
        """How a part begins; empty for one that cannot be read."""
        try:
            with self.open(name) as part:
                return part.read(_HEAD)
        except (Unpackable, MachineError):
            return b""


class _Part(io.RawIOBase):
    """A part while it is read; one that is `packed` only up to what so many bytes can reasonably hold."""

    def __init__(self, part: IO[bytes], name: str, path: Path, packed: int | None) -> None:
        self._part, self._name, self._path, self._read = part, name, path, 0
        self._most = None if packed is None else max(_LEAST_PACKED, packed * _MOST_PACKED)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        with _translated(self._name, self._path):
            got = self._part.read(len(buffer))
        self._read += len(got)
        if self._most is not None and self._read > self._most:
            raise Unpackable(f"{self._name} unpacks to an absurd size. It was left out.")
        buffer[: len(got)] = got
        return len(got)


@contextmanager
def _translated(name: str, path: Path) -> Iterator[None]:
    """Turn what reading raises into sentences. RuntimeError is what `zipfile` says of a part that needs a password."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unpackable(f"{name} cannot be unpacked. Download the export again.") from error
    except OSError as error:
        raise machine_error(error, path) from error


def _parts_of(archive: zipfile.ZipFile) -> Iterator[str]:
    found = archive.infolist()
    if len(found) > _MOST_PARTS:
        raise Unpackable(f"The archive has more than {_MOST_PARTS:,} parts. It was not read.")
    for part in found:
        if not part.is_dir() and not part.filename.startswith(_JUNK) and not Path(part.filename).name.startswith("._"):
            yield part.filename


def _files_in(folder: Path) -> Iterator[str]:
    """Files, but no links: what lies elsewhere was not given to us."""
    layer, count = [folder], 0
    for _ in range(_DEEPEST):
        below = []
        for entry in (entry for place in layer for entry in place.iterdir() if not entry.is_symlink()):
            count += 1
            if count > _MOST_PARTS:
                raise Unpackable(f"The folder has more than {_MOST_PARTS:,} files. It was not read.")
            if entry.is_dir():
                below.append(entry)
            elif entry.is_file() and not entry.name.startswith("._"):
                yield entry.relative_to(folder).as_posix()
        layer = below
