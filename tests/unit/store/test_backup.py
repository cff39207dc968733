"""A copy of the vault is of one moment and complete, or it is not there; long work ends when it is told to."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from core.errors import Cancelled, MachineError
from core.store import backup as backups
from core.store.database import Database
from core.store.interruption import interruptible
from core.store.vault import Vault
from tests.unit.store.samples import keep, said

_ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"


def test_what_would_never_end_ends_when_it_is_told_to(database: Database) -> None:
    stop = threading.Event()
    with database.reading() as connection:
        threading.Timer(0.05, stop.set).start()
        with pytest.raises(Cancelled), interruptible(connection, stop):
            connection.execute(_ENDLESS).fetchall()
        assert connection.execute("select 1").get == 1


def test_a_write_that_is_told_to_stop_leaves_nothing(database: Database) -> None:
    stop = threading.Event()
    stop.set()

    def work(connection) -> None:  # type: ignore[no-untyped-def]
        connection.execute("insert into setting values ('half', 'done')")
        with interruptible(connection, stop):
            connection.execute(_ENDLESS).fetchall()

    with pytest.raises(Cancelled):
        database.write(work)
    with database.reading() as connection:
        assert connection.execute("select count(*) from setting where key = 'half'").get == 0
    database.write(lambda c: c.execute("insert into setting values ('whole', 'done')").fetchall())


def test_a_copy_that_is_told_to_stop_leaves_an_older_one_as_it_is(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "copy.db"
    database.backup_to(target)
    before = target.read_bytes()
    keep(database, said("We sail on Sunday."))
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        database.backup_to(target, stop)
    assert target.read_bytes() == before
    assert [file.name for file in target.parent.iterdir()] == ["copy.db"]


def test_a_copy_that_does_not_hold_the_same_is_none(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, said("We sail on Sunday."))
    copy_pages = backups._copy_pages

    def copy_badly(source, growing: Path, open_with_key, stop) -> None:  # type: ignore[no-untyped-def]
        copy_pages(source, growing, open_with_key, stop)
        with growing.open("rb+") as file:
            file.seek(5 * 4096 + 17)
            file.write(b"\xff\xff")

    monkeypatch.setattr(backups, "_copy_pages", copy_badly)
    with pytest.raises(MachineError, match="did not read back"):
        database.backup_to(tmp_path / "backups" / "copy.db")
    assert list((tmp_path / "backups").iterdir()) == []


def test_somebody_may_write_while_a_copy_is_made_and_it_is_of_one_moment(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, *(said(f"Number {n}.") for n in range(400)))
    monkeypatch.setattr(backups, "_PAGES_A_STEP", 1)
    over = threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            keep(database, said(f"Meanwhile {number}."), name=f"meanwhile {number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        database.backup_to(tmp_path / "backups" / "copy.db")
    finally:
        over.set()
        writer.join()


def test_the_header_beside_the_backups_is_the_present_one(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "profile", "an old passphrase")
    vault.backup_folder.mkdir()
    copy = vault.backup_folder / "vault.json"
    vault.renew_recovery_code()
    assert not copy.exists()
    copy.write_bytes((vault.profile / "vault.json").read_bytes())
    vault.change_passphrase("a new passphrase")
    assert copy.read_bytes() == (vault.profile / "vault.json").read_bytes()
