"""Reading back a folder of Markdown that Ebb wrote: records of the archive format, from its comments and quotations.

What people added between is theirs and is passed over. A memory whose comment or quotation is broken is listed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from core.errors import MachineError, UserError
from core.store.files import machine_error
from core.store.travelling import MEMORY, SOURCE
from core.transfer.fields import FIELDS
from core.transfer.lines import LONGEST_LINE, Damaged, Record
from core.transfer.markdown import MARK_END, MEMORY_MARK, PLACES, SOURCE_MARK

_FOUND_AGAIN: Record = {"names": [], "aliases": [], "triples": [], "understood_in": 0}
_DIRECT = frozenset(PLACES.values())


@dataclass(slots=True)
class _Found:
    """The memories of one file while it is read: their numbers there and here, and what they rest on."""

    numbers: dict[int, int] = field(default_factory=dict)
    parents: list[tuple[int, list[int]]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def looks_written(folder: Path) -> bool:
    """Whether it is a folder of Markdown that Ebb wrote; False of what cannot be read or is no folder."""
    try:
        return any(map(_is_marked, _files_of(folder)))
    except (OSError, MachineError):
        return False


def _files_of(folder: Path) -> list[Path]:
    return sorted(file for place in _DIRECT for file in (folder / place).glob("*.md") if file.is_file())


class FolderReader:
    """A folder as an archive is read: from the beginning to the end, as often as wanted."""

    encrypted = False

    def __init__(self, folder: Path) -> None:
        """Look at what the folder is.

        Raises:
            UserError: Ebb did not write it.
        """
        self._files = _files_of(folder)
        if not any(map(_is_marked, self._files)):
            raise UserError(f"{folder} is no folder that Ebb wrote. To take in documents, use “ebb add”.")
        newest = max(file.stat().st_mtime for file in self._files)
        self.about: Record = {"type": "archive", "made_at": round(newest * 1000)}
        self.digest = ""
        self.left_out: tuple[str, ...] = ()

    def records(self) -> Iterator[Record]:
        """What is known of the folder, then every record. Afterwards `left_out` says what was not one, and where.

        Raises:
            MachineError: a file cannot be read.
        """
        digest, found = hashlib.sha256(), _Found()
        yield self.about
        sources: list[tuple[int, Path]] = []
        for file in self._files:
            source = self._source_of(file, len(sources) + 1, found)
            if source is not None:
                sources.append((source["id"], file))
                yield source
        for source_id, file in sources:
            yield from self._memories_of(file, source_id, found, digest)
        for memory, parents in found.parents:
            of = sorted({found.numbers[parent] for parent in parents if parent in found.numbers})
            if of:
                yield {"type": "parents", "memory": memory, "of": of}
        self.left_out = tuple(found.left_out)
        self.digest = digest.hexdigest()

    def _source_of(self, file: Path, number: int, found: _Found) -> Record | None:
        for line_number, line in _lines(file):
            if line.startswith(SOURCE_MARK):
                read = _read(line, SOURCE_MARK)
                if read is not None and _fits("source", source := {**read, "id": number}):
                    return {"type": "source", **{name: source[name] for name in SOURCE}}
                found.left_out.append(f"{file}:{line_number}")
                return None
            if line.startswith(MEMORY_MARK):
                break
        found.left_out.append(str(file))
        return None

    def _memories_of(self, file: Path, source_id: int, found: _Found, digest: Any) -> Iterator[Record]:
        mark, at, text, quoting = "", 0, list[str](), False
        for number, line in chain(_lines(file), [(0, MEMORY_MARK)]):
            digest.update(line.encode("utf-8", "surrogatepass"))
            if line.startswith(MEMORY_MARK):
                if mark:
                    record = self._memory(mark, text, source_id, found)
                    if record is None:
                        found.left_out.append(f"{file}:{at}")
                    else:
                        yield record
                mark, at, text, quoting = line, number, [], False
            elif line.startswith(">") and mark and (quoting or not text):
                text.append(line[1:].removeprefix(" "))
                quoting = True
            else:
                quoting = False

    def _memory(self, mark: str, text: list[str], source_id: int, found: _Found) -> Record | None:
        read = _read(mark, MEMORY_MARK)
        if read is None or not text or type(read.get("id")) is not int:
            return None
        there, here = read["id"], len(found.numbers) + 1
        record = {**read, **_FOUND_AGAIN, "id": here, "source": source_id, "text": "\n".join(text)}
        if there in found.numbers or not _fits("memory", record):
            return None
        found.numbers[there] = here
        parents = read.get("of", [])
        if isinstance(parents, list):
            found.parents.append((here, [parent for parent in parents if type(parent) is int]))
        wanted = (*MEMORY, "revisions", "tags", "recurrence", *_FOUND_AGAIN)
        return {"type": "memory", **{name: record[name] for name in wanted}}


def _is_marked(file: Path) -> bool:
    return any(line.startswith(SOURCE_MARK) for _, line in _lines(file))


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file with their numbers. Only a line feed ends one: a quotation may hold other breaks."""
    try:
        with file.open(encoding="utf-8", errors="replace", newline="\n") as opened:
            number = 0
            while line := opened.readline(LONGEST_LINE):
                number += 1
                if len(line) == LONGEST_LINE:
                    raise Damaged(f"{file}:{number}: the line is absurdly long. Nothing was changed.")
                yield number, line.removesuffix("\n")
    except OSError as error:
        raise machine_error(error, file) from error


def _read(line: str, mark: str) -> Record | None:
    try:
        fields = json.loads(line.removeprefix(mark).rstrip().removesuffix(MARK_END.strip()))
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _fits(type_: str, record: Record) -> bool:
    return all(name in record and is_good(record[name]) for name, is_good in FIELDS[type_].items())
