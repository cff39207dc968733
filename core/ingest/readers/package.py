"""ZIP packages, which office documents and e-books are: opened with limits, never unpacked to disk.

A member is found by its name in the package's own directory and read to memory, so that no name leads anywhere.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from types import TracebackType
from typing import Self

from lxml import etree  # type: ignore[import-untyped]

from core.errors import UserError

MOST_MEMBERS = 20_000
MOST_UNPACKED = 256 * 1024 * 1024
_MOST_RATIO = 200
_SMALL = 4 * 1024 * 1024
_DAMAGED = "This {} is damaged and cannot be opened. Open it in the program that made it and save it again."
_BOMB = "This {} unpacks to far more than a document holds, and was left closed for safety."
_LOCKED = "This {} is locked with a password. Save a copy without one, and add that."
_BROKEN = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error)


class Package:
    """The members of a package. `kind` says what it is in sentences: "Word document".

    Raises:
        UserError: it is damaged, has a password, or unpacks to more than is safe.
    """

    def __init__(self, data: bytes, kind: str) -> None:
        self.kind = kind
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise self.damaged() from error
        self._check()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def names(self) -> list[str]:
        """What its directory lists, in that order."""
        return self._file.namelist()

    def damaged(self) -> UserError:
        """The reason to give when what is inside makes no sense."""
        return UserError(_DAMAGED.format(self.kind))

    def locked(self) -> UserError:
        """The reason to give when what is inside is encrypted."""
        return UserError(_LOCKED.format(self.kind))

    def read(self, name: str, most: int | None = None) -> bytes | None:
        """The bytes of one member, or the first `most` of them; None when there is none of this name.

        Raises:
            UserError: it is damaged, or holds more than the directory says.
        """
        try:
            member = self._file.getinfo(name)
        except KeyError:
            return None
        try:
            with self._file.open(member) as part:
                # The directory of an archive can lie about sizes: never take more than it says.
                data = part.read(member.file_size + 1 if most is None else most)
        except _BROKEN as error:
            raise self.damaged() from error
        if len(data) > member.file_size:
            raise UserError(_BOMB.format(self.kind))
        return data

    def parse(self, name: str) -> etree._Element | None:
        """One member as a tree, or None when there is none. No entity is resolved, nothing is fetched.

        Raises:
            UserError: it is damaged or declares a document type, which no office program writes and a bomb needs.
        """
        data = self.read(name)
        if data is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.damaged() from error
        if root.getroottree().docinfo.doctype:
            raise UserError(_BOMB.format(self.kind))
        return root

    def need(self, name: str) -> etree._Element:
        """The same for a member that has to be there."""
        root = self.parse(name)
        if root is None:
            raise self.damaged()
        return root

    def _check(self) -> None:
        members = self._file.infolist()
        if any(member.flag_bits & 1 for member in members):
            raise self.locked()
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
            raise UserError(_BOMB.format(self.kind))
        for member in members:
            if member.file_size > _SMALL and member.file_size > _MOST_RATIO * max(member.compress_size, 1):
                raise UserError(_BOMB.format(self.kind))
