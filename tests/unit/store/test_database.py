"""The store keeps what it acknowledged, in order, encrypted, and says clearly what it cannot do."""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

import apsw
import pytest

from core.errors import MachineError, VaultBusy, VaultDamaged
from core.store import database as database_module
from core.store import migrations
from core.store.database import Database
from core.store.settings import get_setting, set_setting
from tests.conftest import KEY

CANARY = "xylophone-canary-7319"


def reopen(database: Database, key: bytes = KEY) -> Database:
    database.close()
    return Database(database.file, key, backups=database.file.parent / "backups")


def test_what_was_written_is_there_after_reopening(database: Database) -> None:
    database.write(lambda c: set_setting(c, "a", "1"))
    again = reopen(database)
    with again.reading() as connection:
        assert get_setting(connection, "a") == "1"
    again.close()


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    def half(connection: apsw.Connection) -> None:
        set_setting(connection, "a", "1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(half)
    with database.reading() as connection:
        assert get_setting(connection, "a") is None
    database.write(lambda c: set_setting(c, "b", "2"))


def test_nothing_on_disk_is_in_clear(database: Database) -> None:
    database.write(lambda c: set_setting(c, CANARY, CANARY))
    assert database.file.with_name("vault.db-wal").stat().st_size > 0
    for file in database.file.parent.rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes()
            assert b"SQLite format" not in file.read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_every_file_is_the_owners_alone(database: Database) -> None:
    database.write(lambda c: set_setting(c, "a", "1"))
    for file in database.file.parent.glob("vault.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_a_wrong_key_is_refused_and_harms_nothing(database: Database) -> None:
    database.write(lambda c: set_setting(c, "a", "1"))
    with pytest.raises(VaultDamaged):
        reopen(database, bytes(32))
    again = Database(database.file, KEY, backups=database.file.parent)
    with again.reading() as connection:
        assert get_setting(connection, "a") == "1"
    again.close()


def test_a_flipped_bit_is_found(database: Database) -> None:
    for n in range(300):
        database.write(lambda c, n=n: set_setting(c, f"key {n}", "v" * 200))  # type: ignore[misc]
    database.close()
    raw = bytearray(database.file.read_bytes())
    raw[len(raw) // 2] ^= 1
    database.file.write_bytes(raw)
    try:
        broken = Database(database.file, KEY, backups=database.file.parent)
    except VaultDamaged:
        return
    # Which page the bit is on decides whether it is one fault of many, or nothing more can be read.
    try:
        assert list(broken.pages_verified())
    except VaultDamaged:
        pass
    finally:
        broken.close()


def test_a_file_that_is_no_vault_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "vault.db"
    file.write_bytes(b"not a database, but long enough to look like one " * 200)
    with pytest.raises(VaultDamaged, match="damaged"):
        Database(file, KEY, backups=tmp_path)


def test_a_newer_vault_is_refused_and_left_alone(database: Database) -> None:
    database.write(lambda c: c.pragma("user_version", 99))
    database.close()
    before = database.file.read_bytes()
    with pytest.raises(MachineError, match="newer Ebb"):
        Database(database.file, KEY, backups=database.file.parent)
    assert database.file.read_bytes() == before


def test_a_migration_is_backed_up_recorded_and_applied_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def second(connection: apsw.Connection) -> None:
        connection.execute("create table extra(id integer primary key) strict")

    database.write(lambda c: set_setting(c, "a", "1"))
    extended = (*migrations.MIGRATIONS, second)
    monkeypatch.setattr(migrations, "MIGRATIONS", extended)
    monkeypatch.setattr(database_module, "MIGRATIONS", extended)
    again = reopen(reopen(database))
    with again.reading() as connection:
        assert connection.execute("select name from migration order by number").fetchall() == [
            *((migration.__name__,) for migration in extended),
        ]
        assert connection.execute("select count(*) from extra").get == 0
    again.close()
    copy = database.file.parent / "backups/before-second.db"
    monkeypatch.undo()
    restored = Database(copy, KEY, backups=copy.parent)
    with restored.reading() as connection:
        assert get_setting(connection, "a") == "1"
    restored.close()


def test_a_migration_that_fails_changes_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: apsw.Connection) -> None:
        connection.execute("create table extra(id integer primary key) strict")
        raise ZeroDivisionError

    extended = (*migrations.MIGRATIONS, broken)
    database.write(lambda c: set_setting(c, "a", "1"))
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", extended)
        patched.setattr(database_module, "MIGRATIONS", extended)
        with pytest.raises(ZeroDivisionError):
            reopen(database)
    again = Database(database.file, KEY, backups=database.file.parent)
    with again.reading() as connection:
        assert get_setting(connection, "a") == "1"
        assert connection.execute("select count(*) from sqlite_master where name = 'extra'").get == 0
    again.close()


def test_writes_keep_their_order(database: Database) -> None:
    database.write(lambda c: set_setting(c, "n", "0"))

    def add(connection: apsw.Connection) -> None:
        set_setting(connection, "n", str(int(get_setting(connection, "n") or 0) + 1))

    threads = [threading.Thread(target=lambda: [database.write(add) for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        assert get_setting(connection, "n") == "200"


def test_a_reader_sees_one_state_and_blocks_no_writer(database: Database) -> None:
    database.write(lambda c: set_setting(c, "a", "before"))
    with database.reading() as connection:
        assert get_setting(connection, "a") == "before"
        database.write(lambda c: set_setting(c, "a", "after"))
        assert get_setting(connection, "a") == "before"
    with database.reading() as connection:
        assert get_setting(connection, "a") == "after"


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(MachineError), database.reading() as connection:
        set_setting(connection, "a", "1")


def test_another_writer_is_waited_for_and_then_named(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "_BUSY_MS", 200)
    other = Database(database.file, KEY, backups=database.file.parent)
    holding, release = threading.Event(), threading.Event()

    def hold(connection: apsw.Connection) -> None:
        holding.set()
        release.wait(10)

    thread = threading.Thread(target=lambda: database.write(hold))
    thread.start()
    holding.wait(10)
    began = time.monotonic()
    with pytest.raises(VaultBusy, match="Another Ebb"):
        other.write(lambda c: set_setting(c, "a", "1"))
    assert time.monotonic() - began >= 0.15
    release.set()
    thread.join()
    other.write(lambda c: set_setting(c, "a", "1"))
    other.close()


def test_a_full_disk_is_said_and_loses_nothing(database: Database) -> None:
    database.write(lambda c: set_setting(c, "kept", "yes"))

    def fill(connection: apsw.Connection) -> None:
        connection.pragma("max_page_count", connection.pragma("page_count") + 2)
        for n in range(1000):
            set_setting(connection, f"filler {n}", "x" * 1000)

    with pytest.raises(MachineError, match="disk is full"):
        database.write(fill)
    with database.reading() as connection:
        assert get_setting(connection, "kept") == "yes"
        assert get_setting(connection, "filler 0") is None


def test_a_backup_opens_with_the_same_key(database: Database, tmp_path: Path) -> None:
    database.write(lambda c: set_setting(c, "a", CANARY))
    target = tmp_path / "copies/copy.db"
    database.backup_to(target)
    assert CANARY.encode() not in target.read_bytes()
    copy = Database(target, KEY, backups=tmp_path)
    with copy.reading() as connection:
        assert get_setting(connection, "a") == CANARY
    copy.close()


def test_closing_twice_is_harmless_and_later_use_says_locked(database: Database) -> None:
    database.close()
    database.close()
    with pytest.raises(MachineError, match="locked"):
        database.write(lambda c: None)
    with pytest.raises(MachineError, match="locked"), database.reading():
        pass
