"""An archive as a stream of lines: a first one that says what it is, records, a last one that proves all are there.

The lines are JSON, UTF-8, packed with gzip, and mostly encrypted (see `age`). `docs/archive-format.md` specifies them.
Whatever the size, only one line is held at a time.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import MachineError, UserError
from core.store.files import machine_error
from core.transfer import age
from core.transfer.age import CUT_SHORT, DAMAGED, Sealing, Unsealable, Unsealing

FORMAT, VERSION = "ebb-archive", 1
LONGEST_LINE = 32 * 1024 * 1024

_GZIP = b"\x1f\x8b"
_ARMOUR = b"-----BEGIN AGE"
_LEVEL = 6
_LEAST_PACKED, _MOST_PACKED = 64 * 1024 * 1024, 200

Record = dict[str, Any]


def looks_like_archive(path: Path) -> bool:
    """Whether a file begins as an archive does; False of what cannot be read or is no file."""
    try:
        with path.open("rb") as file:
            return file.read(len(age.MAGIC)).startswith((age.MAGIC, _GZIP, _ARMOUR))
    except OSError:
        return False


class Damaged(UserError):
    """The archive is not as it was written, or was never an archive."""


class Newer(UserError):
    """The archive was written by an Ebb that knows more than this one."""


class LineWriter:
    """Writes an archive into `file`. Use as a context manager; it is whole only after `end`."""

    def __init__(self, file: BinaryIO, passphrase: str | None) -> None:
        self._sealing = None if passphrase is None else Sealing(file, passphrase)
        # A name or a time in the packing would tell about the machine, and would make equal archives differ.
        self._packed = gzip.GzipFile("", "wb", _LEVEL, self._sealing or file, mtime=0)
        self._digest, self._counts, self._lines = hashlib.sha256(), Counter[str](), 0

    def __enter__(self) -> LineWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._packed.close()
        if self._sealing is not None:
            self._sealing.close()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many records of each type were written."""
        return self._counts

    def begin(self, about: Record) -> None:
        """Write the first line: `about`, with what the format asks for."""
        self._write({"type": "archive", "format": FORMAT, "version": VERSION, **about})

    def add(self, record: Record) -> None:
        """Write one record; its `type` says what it is."""
        self._counts[record["type"]] += 1
        self._write(record)

    def end(self) -> str:
        """Write the last line. Returns the checksum in it: SHA-256 (hexadecimal) over all lines before."""
        digest = self._digest.hexdigest()
        self._write(
            {"type": "end", "lines": self._lines, "counts": dict(sorted(self._counts.items())), "sha256": digest}
        )
        return digest

    def _write(self, record: Record) -> None:
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8") + b"\n"
        self._digest.update(line)
        self._lines += 1
        self._packed.write(line)


class LineReader:
    """An archive that is read from the beginning to the end, as often as wanted. It is checked each time."""

    def __init__(self, path: Path, ask_passphrase: Callable[[], str]) -> None:
        """Look at what the file is; `ask_passphrase` is called, once, if it is encrypted.

        Raises:
            MachineError: it cannot be read.
            Damaged: it is no archive. Newer: a later Ebb wrote it. WrongSecret: the passphrase does not open it.
        """
        self._path = path
        head = self._head()
        self.encrypted = head.startswith(age.MAGIC)
        if head.startswith(_ARMOUR):
            raise Damaged(
                "This archive is encrypted as text. Take it apart with “age --decrypt” first; then import that."
            )
        if not self.encrypted and not head.startswith(_GZIP):
            raise Damaged(f"{path} is no archive of Ebb's. Nothing was changed.")
        self._passphrase = ask_passphrase() if self.encrypted else None
        self._file_key: bytes | None = None
        self.digest = ""
        self.left_out: tuple[str, ...] = ()
        records = self.records()
        self.about: Record = next(records)
        records.close()

    def _head(self) -> bytes:
        try:
            with self._path.open("rb") as file:
                return file.read(len(age.MAGIC))
        except OSError as error:
            raise MachineError(f"{self._path} cannot be read: {error.strerror or type(error).__name__}.") from error

    def records(self) -> Generator[Record, None, None]:
        """The first line, then every record. When it came to its end, `digest` holds the checksum of what was read.

        Raises:
            Damaged: a line is broken, missing or too many. Newer. MachineError: the file cannot be read.
        """
        try:
            with self._path.open("rb") as file:
                size = self._path.stat().st_size
                yield from self._checked(self._unpacked(file), size)
        except Unsealable as error:
            raise Damaged(str(error)) from error
        except EOFError as error:
            raise Damaged(CUT_SHORT) from error
        except (zlib.error, gzip.BadGzipFile) as error:
            raise Damaged(DAMAGED) from error
        except OSError as error:
            raise machine_error(error, self._path) from error

    def _unpacked(self, file: BinaryIO) -> BinaryIO:
        source: Any = file
        if self._passphrase is not None:
            unsealing = Unsealing(file, self._passphrase, self._file_key)
            self._file_key = unsealing.file_key
            source = io.BufferedReader(unsealing, age.CHUNK)
        return io.BufferedReader(gzip.GzipFile(fileobj=source, mode="rb"), age.CHUNK)

    def _checked(self, lines: BinaryIO, size: int) -> Iterator[Record]:
        digest, counts, number, read = hashlib.sha256(), Counter[str](), 0, 0
        while line := lines.readline(LONGEST_LINE + 1):
            number += 1
            read += len(line)
            if len(line) > LONGEST_LINE:
                raise Damaged(
                    f"Line {number} of the archive is longer than {LONGEST_LINE >> 20} MB. Nothing was changed."
                )
            if read > _LEAST_PACKED and read > size * _MOST_PACKED:
                raise Damaged("The archive unpacks to an absurd size. Nothing was changed.")
            record = _read_line(line, number)
            if number == 1:
                _check_first(record)
            elif record["type"] == "end":
                _check_last(record, number - 1, counts, digest.hexdigest())
                if lines.read(1):
                    raise Damaged("There is something behind the end of the archive. Nothing was changed.")
                self.digest = digest.hexdigest()
                return
            else:
                counts[record["type"]] += 1
            digest.update(line)
            yield record
        raise Damaged(CUT_SHORT)


def _read_line(line: bytes, number: int) -> Record:
    broken = f"Line {number} of the archive is broken. Nothing was changed."
    try:
        record = json.loads(line.decode("utf-8"), parse_constant=_refuse)
        if b"\\ud" in line.lower():  # half of a pair, written so, is a text that no file can hold
            json.dumps(record, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise Damaged(broken) from None
    if not isinstance(record, dict) or not isinstance(record.get("type"), str) or not line.endswith(b"\n"):
        raise Damaged(broken)
    return record


def _refuse(name: str) -> float:
    raise ValueError(name)


def _check_first(record: Record) -> None:
    version = record.get("version")
    if record["type"] != "archive" or record.get("format") != FORMAT or type(version) is not int or version < 1:
        raise Damaged("This file is no archive of Ebb's. Nothing was changed.")
    if version > VERSION:
        raise Newer("This archive was written by a newer Ebb. Update Ebb to import it; nothing was changed.")


def _check_last(record: Record, lines: int, counts: Counter[str], digest: str) -> None:
    if (record.get("lines"), record.get("counts"), record.get("sha256")) != (lines, dict(counts), digest):
        raise Damaged(DAMAGED)
