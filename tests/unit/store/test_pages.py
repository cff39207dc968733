"""Pages read straight from the files are what SQLite itself reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import VaultDamaged
from core.store.database import Database
from core.store.pages import decrypted_log, decrypted_pages
from tests.conftest import KEY
from tests.unit.store.samples import keep, said


def log_of(database: Database) -> Path:
    return database.file.with_name(database.file.name + "-wal")


def test_the_pages_of_the_file_are_those_that_sqlite_reads(database: Database) -> None:
    keep(database, *(said(f"The boat called Gannet{n} lies at mooring {n}.") for n in range(400)))
    assert database.checkpoint()
    with database.reading() as connection:
        expected = connection.serialize("main")
        size = connection.pragma("page_size")
    found = list(decrypted_pages(database.file, KEY))
    assert [number for number, _ in found] == list(range(1, len(expected) // size + 1))
    for number, page in found:
        known = 24 if number == 1 else 0
        start = (number - 1) * size
        assert page[known:] == expected[start + known : start + len(page)]


def test_the_log_holds_what_no_page_holds_yet(database: Database) -> None:
    database.checkpoint()
    keep(database, said("The spare oar stands behind the stove."))
    assert not any(b"spare oar" in page for _, page in decrypted_pages(database.file, KEY))
    assert any(b"spare oar" in page for _, page in decrypted_log(log_of(database), KEY))
    assert database.checkpoint()
    assert log_of(database).stat().st_size == 0
    assert list(decrypted_log(log_of(database), KEY)) == []
    assert any(b"spare oar" in page for _, page in decrypted_pages(database.file, KEY))


def test_another_key_and_a_changed_byte_are_noticed(database: Database) -> None:
    keep(database, said("The spare oar."))
    database.checkpoint()
    with pytest.raises(VaultDamaged):
        list(decrypted_pages(database.file, bytes(32)))
    raw = bytearray(database.file.read_bytes())
    raw[4096 * 2 + 100] ^= 1
    changed = database.file.with_name("changed.db")
    changed.write_bytes(raw)
    with pytest.raises(VaultDamaged):
        list(decrypted_pages(changed, KEY))


def test_a_file_that_is_empty_has_no_pages(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    assert list(decrypted_pages(tmp_path / "empty.db", KEY)) == []
