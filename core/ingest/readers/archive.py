"""Archives (ZIP, TAR, either in gzip, and a single file in gzip): their files, each read as what it is.

Nothing is unpacked to disk, so a name leads nowhere: it is only a name. What a watched folder would leave out is left
out here too. An archive in an archive stays closed.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from core.errors import UserError
from core.ingest import readers
from core.ingest.document import ARCHIVES, GZIP, TAR, ZIP, Document, Draft
from core.ingest.readers import detection, pace
from core.ingest.readers.package import MOST_MEMBERS, MOST_UNPACKED
from core.model.place import Unit, named

_MOST_RATIO = 200
_SMALL = 4 * 1024 * 1024
_BOMB = (
    "This {} unpacks to far more than Ebb reads from one file, and was left closed. Unpack it, and add what is in it."
)
_LOCKED = "It is locked with a password."
_BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, ValueError),
    RuntimeError,
)
_GZIP = b"\x1f\x8b"
_KINDS = {ZIP: "ZIP archive", TAR: "TAR archive", GZIP: "packed file (gzip)"}

_is_open = False


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in an archive. `read` gives its bytes, at most as many as `size` says, if it is `wanted`."""

    name: str
    size: int
    read: Callable[[], bytes]
    wanted: bool = True
    locked: bool = False


def read(data: bytes, title: str) -> Document:
    """Read what lies in an archive, under the names it has there; what cannot be read is named in the notice.

    Raises:
        UserError: it is damaged, locked, lies in another archive, unpacks to too much, or holds nothing to read.
    """
    global _is_open
    if _is_open:
        raise UserError("It is an archive in an archive. Unpack it, and add what is in it.")
    _is_open = True
    try:
        return _read(data, title)
    finally:
        _is_open = False


def _read(data: bytes, title: str) -> Document:
    media_type = _kind_of(data)
    inside = _Inside(_KINDS[media_type], Draft(media_type))
    try:
        for member in _members(data, title, media_type):
            inside.take(member)
    except _BROKEN as error:
        if not inside.taken:
            raise UserError(f"This {inside.kind} is damaged and cannot be opened. Make it again.") from error
        inside.draft.notices.append(f"The rest of this {inside.kind} is damaged and could not be read.")
    return inside.finish(title)


def _kind_of(data: bytes) -> str:
    return GZIP if data.startswith(_GZIP) else ZIP if data.startswith(b"PK") else TAR


@dataclass(slots=True)
class _Inside:
    """What was read of an archive so far."""

    kind: str
    draft: Draft
    taken: int = 0
    _seen: int = 0
    _unpacked: int = 0
    _others: int = 0
    _reasons: list[str] = field(default_factory=list)

    def take(self, member: _Member) -> None:
        """Append what one file says, unless it is of no kind that is read."""
        self._seen += 1
        if self._seen > MOST_MEMBERS:
            raise UserError(_BOMB.format(self.kind))
        if not member.wanted:
            self._others += 1
            return
        self._unpacked += member.size
        if self._unpacked > MOST_UNPACKED:
            raise UserError(_BOMB.format(self.kind))
        try:
            document = _read_member(member)
        except UserError as error:
            self._reasons.append(str(error))
            self.draft.notices.append(f"{member.name} was not read: {error}")
            return
        finally:
            pace.step()
        self.taken += 1
        self.draft.enter((named(Unit.ENTRY, member.name),))
        self.draft.begin_heading(1, member.name)
        self.draft.absorb(document)
        if document.notice:
            self.draft.notices.append(f"{member.name}: {document.notice}")

    def finish(self, title: str) -> Document:
        """The archive as one document."""
        if not self.taken:
            why = f" {self._reasons[0]}" if self._reasons else ""
            raise UserError(f"In this {self.kind} there is nothing that Ebb reads.{why}")
        files = "1 other file in it is" if self._others == 1 else f"{self._others:,} other files in it are"
        notice = f"{files} of a kind that Ebb does not read." if self._others else ""
        return self.draft.finish(title=title.removesuffix(".tar"), notice=notice)


def _read_member(member: _Member) -> Document:
    if member.locked:
        raise UserError(_LOCKED)
    try:
        data = member.read()
    except _BROKEN as error:
        raise UserError("It is damaged.") from error
    media_type = detection.tell(io.BytesIO(data), PurePosixPath(member.name).name)
    if media_type in ARCHIVES:
        return read(data, member.name)
    document = readers.read_bytes(data, PurePosixPath(member.name).stem, media_type)
    if not document.sections:
        raise UserError("It holds no text.")
    return document


def _is_wanted(name: str) -> bool:
    # Imported when there is an archive: patterns are of no use to the readers of anything else.
    from core.ingest.folders.rules import is_wanted

    return is_wanted(name)


def _cleaned(name: str) -> str:
    """The name of a member as a path below the archive, whatever it was meant to lead to."""
    parts = [part for part in name.replace("\\", "/").replace("\0", "").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


def _members(data: bytes, title: str, media_type: str) -> Iterator[_Member]:
    if media_type == ZIP:
        yield from _zipped(data)
    elif media_type == TAR:
        yield from _taped(io.BytesIO(data), _KINDS[TAR])
    else:
        unpacked = io.BufferedReader(_Bounded(data))
        if detection.is_tar(unpacked.peek(detection.TAR_HEAD)):
            yield from _taped(unpacked, _KINDS[GZIP])
        else:
            content = unpacked.read()
            yield _Member(_cleaned(title) or "content", len(content), lambda: content)


def _zipped(data: bytes) -> Iterator[_Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = []
        for listed in package.infolist():

            def unpack(listed: zipfile.ZipInfo = listed) -> bytes:
                # The directory of an archive can lie about sizes: never take more than it says.
                with package.open(listed) as part:
                    return part.read(listed.file_size)

            name = _cleaned(listed.filename)
            wanted = _is_wanted(name)
            if wanted and listed.file_size > max(_SMALL, _MOST_RATIO * listed.compress_size):
                raise UserError(_BOMB.format(_KINDS[ZIP]))
            if not listed.is_dir():
                locked = bool(listed.flag_bits & 1)
                members.append(_Member(name, listed.file_size, unpack, wanted=wanted, locked=locked))
        if sum(member.size for member in members if member.wanted) > MOST_UNPACKED:
            raise UserError(_BOMB.format(_KINDS[ZIP]))
        yield from members


def _taped(stream: io.BufferedIOBase, kind: str) -> Iterator[_Member]:
    with tarfile.open(fileobj=stream, mode="r|") as tape:
        for listed in tape:
            if not listed.isreg():
                continue
            name = _cleaned(listed.name)
            wanted = _is_wanted(name)
            if wanted and listed.size > MOST_UNPACKED:
                raise UserError(_BOMB.format(kind))

            def unpack(listed: tarfile.TarInfo = listed) -> bytes:
                part = tape.extractfile(listed)
                return b"" if part is None else part.read(listed.size)

            yield _Member(name, listed.size, unpack, wanted=wanted)


class _Bounded(io.RawIOBase):
    """What gzip holds, as long as it is not far more than it should be."""

    def __init__(self, data: bytes) -> None:
        self._stream = gzip.GzipFile(fileobj=io.BytesIO(data))
        self._most = max(_SMALL, min(_MOST_RATIO * len(data), 4 * MOST_UNPACKED))
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        part = self._stream.read(len(buffer))
        self._given += len(part)
        if self._given > self._most:
            raise UserError(_BOMB.format(_KINDS[GZIP]))
        buffer[: len(part)] = part
        return len(part)
