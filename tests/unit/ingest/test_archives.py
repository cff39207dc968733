"""Archives: what lies in them is read under its name there, and nothing else happens."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Mapping
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from core.errors import UserError
from core.ingest import readers
from core.ingest.document import Document
from core.ingest.readers import archive
from core.ingest.sandbox import Reader
from core.ingest.segment import segment
from core.model.place import write_place

LETTER = b"# Harbour\n\nThe Gannet lies at pier three."
MAIL = b"From: kay@oban.example\nTo: lin@oban.example\nSubject: Kelp\nDate: Mon, 2 Mar 2026 10:00:00 +0000\n\nKelp.\n"


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return made.getvalue()


def taped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tape:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tape.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("link.md")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tape.addfile(link)
    return made.getvalue()


def read(data: bytes, tmp_path: Path, name: str = "papers.zip") -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    return readers.read(path)


FILES = {
    "notes/harbour.md": LETTER,
    "notes\\kelp.eml": MAIL,
    "../../etc/skerry.txt": b"A skerry off the point.",
    "node_modules/left-pad/readme.md": b"Left out.",
    "keys/id_rsa.txt": b"Left out.",
    "photo.jpg": b"\xff\xd8\xff",
}


@pytest.mark.parametrize("name", ["papers.zip", "papers.tar", "papers.tar.gz", "no-ending"])
def test_files_are_read_as_what_they_are_under_their_names(tmp_path: Path, name: str) -> None:
    data = taped(FILES) if "tar" in name else zipped(FILES)
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    with Reader() as reader:
        document = reader.read(path)
    pieces = {piece.heading: piece for piece in segment(document)}
    assert set(pieces) == {"notes/harbour.md › Harbour", "notes/kelp.eml › Kelp", "etc/skerry.txt"}
    assert write_place(pieces["notes/harbour.md › Harbour"].place) == "entry=notes/harbour.md&line=3"
    assert pieces["notes/kelp.eml › Kelp"].speaker == "kay@oban.example"
    assert document.title == name.partition(".")[0]
    assert document.notice == "3 other files in it are of a kind that Ebb does not read."


def test_a_single_file_in_gzip_is_read(tmp_path: Path) -> None:
    document = read(gzip.compress(LETTER), tmp_path, "harbour.md.gz")
    assert [section.heading for section in document.sections] == [("harbour.md", "Harbour")]


def test_an_archive_in_an_archive_stays_closed_and_what_is_broken_is_named(tmp_path: Path) -> None:
    inner = zipped({"deep.md": LETTER})
    mail = message_from_bytes(MAIL, policy=policy.default)
    mail.add_attachment(inner, "application", "zip", filename="more.zip")
    attached = bytes(mail)
    document = read(zipped({"a.md": LETTER, "b.txt": inner, "c.pdf": b"%PDF-1.4 broken", "d.eml": attached}), tmp_path)
    assert {section.heading[0] for section in document.sections} == {"a.md", "d.eml"}
    assert document.notice.count("archive in an archive") == 2
    assert "c.pdf was not read" in document.notice
    assert read(inner, tmp_path).sections  # and the next one is opened


def test_what_lies_in_a_locked_or_useless_archive_is_said(tmp_path: Path) -> None:
    locked = bytearray(zipped({"a.md": LETTER}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    for data, said in (
        (bytes(locked), "locked with a password"),
        (zipped({"a.bin": b"\0"}), "nothing that Ebb reads"),
        (zipped({}), "nothing that Ebb reads"),
        (gzip.compress(LETTER)[:20], "damaged"),
    ):
        with pytest.raises(UserError, match=said):
            read(data, tmp_path)


def test_a_tape_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    whole = taped({"a.md": LETTER, "b.md": LETTER * 100})
    document = read(whole[:2500], tmp_path)
    assert {section.heading[0] for section in document.sections} == {"a.md"}
    assert "was not read" in document.notice or "damaged" in document.notice


def test_what_unpacks_to_far_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = b"0" * (5 * 1024 * 1024)
    lying = bytearray(zipped({"a.md": zeros}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", lying, lying.index(mark) + at, 10)
    with pytest.raises(UserError, match="damaged"):
        read(bytes(lying), tmp_path)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 20)
    for data in (
        zipped({"a.md": zeros}),
        gzip.compress(zeros),
        gzip.compress(taped({"a.bin": zeros, "b.md": LETTER})),
        zipped({f"{number}.md": LETTER for number in range(21)}),
    ):
        with pytest.raises(UserError, match="unpacks to far more"):
            read(data, tmp_path)
