"""What a person downloaded, read without being unpacked: nothing is written, nothing blows up."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from core.errors import UserError
from core.transfer import bundle as bundles
from core.transfer.bundle import Bundle, Unpackable
from tests.unit.transfer.importers.exports import write_zip


def test_names_that_lead_elsewhere_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = write_zip(tmp_path / "in" / "x.zip", {"../../evil.json": "[]", "/etc/evil": "x", "a/b.json": "[1]"})
    before = set(tmp_path.rglob("*"))
    with Bundle(path) as bundle:
        for name in bundle.names:
            with bundle.open(name) as part:
                part.read()
    assert set(tmp_path.rglob("*")) == before


def test_a_folder_is_read_without_its_links(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "secret.json"
    folder.mkdir()
    outside.write_text("x")
    (folder / "a.json").write_text("[]")
    (folder / "link.json").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    with Bundle(folder) as bundle:
        assert bundle.names == ["a.json"]


def test_a_bomb_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "_LEAST_PACKED", 1_000_000)
    path = write_zip(tmp_path / "x.zip", {"a.json": b"0" * 20_000_000, "b.json": b"[]"})
    with Bundle(path) as bundle:
        with bundle.open("a.json") as part, pytest.raises(Unpackable, match="absurd"):
            part.read()
        assert bundle.head("b.json") == b"[]"
    monkeypatch.setattr(bundles, "_MOST_PARTS", 1)
    with pytest.raises(Unpackable, match="parts"):
        Bundle(path)


def test_a_broken_archive_is_said_to_be_one(tmp_path: Path) -> None:
    content = write_zip(tmp_path / "x.zip", {"a.json": b"[1, 2, 3]" * 2000}).read_bytes()
    broken = tmp_path / "y.zip"
    broken.write_bytes(content[:60] + b"\x00\xff" * 8 + content[76:])
    with Bundle(broken) as bundle, bundle.open("a.json") as part, pytest.raises(Unpackable, match="Download"):
        part.read()
    broken.write_bytes(content.replace(b"a.json", b"b.json", 1))
    with Bundle(broken) as bundle, pytest.raises(Unpackable, match="Download"), bundle.open("a.json"):
        pass
    with pytest.raises(UserError, match="no file"):
        Bundle(tmp_path / "absent.zip")


def test_a_part_with_a_password_is_left_out(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", {"a.json": b"[]"})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        local = archive.getinfo("a.json").header_offset
    content[local + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with Bundle(path) as bundle:
        with pytest.raises(Unpackable), bundle.open("a.json") as part:
            part.read()
        assert bundle.head("a.json") == b""
