"""Several Ebbs on one vault, and readers beside a writer."""

from __future__ import annotations

import threading
from pathlib import Path

from core.store.database import Database
from core.store.settings import get_setting, set_setting
from tests.faults.command import Ebb, message, wait_until, write_conversation
from tests.faults.conftest import open_database

# Enough that storing them takes many times as long as looking at the vault.
_MANY = 50_000


def test_status_and_search_answer_while_another_ebb_imports(ebb: Ebb, tmp_path: Path) -> None:
    talk = write_conversation(tmp_path / "c.jsonl", map(message, range(_MANY)))
    process = ebb.start("import", "conversation", talk)
    try:
        wal = ebb.profile / "vault.db-wal"
        wait_until(lambda: process.poll() is not None or (wal.exists() and wal.stat().st_size > 500_000))
        first = ebb.status()
        assert process.poll() is None, "the import ended before it was looked at"
        assert 0 < first["memories"] < _MANY
        assert first["queued"] == 1
        assert ebb.lines("search", "--json", "gannet7")[0]["refs"] == ["m7"]
        process.communicate(timeout=90)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    assert ebb.status()["memories"] == _MANY


def test_two_imports_at_once_store_everything_once(ebb: Ebb, tmp_path: Path) -> None:
    same = write_conversation(tmp_path / "same.jsonl", map(message, range(1500)))
    notes = tmp_path / "notes"
    notes.mkdir()
    for number in range(30):
        (notes / f"{number}.txt").write_text(f"Note {number}: the lamp of berth {number} is out.")
    processes = [
        ebb.start("import", "conversation", same),
        ebb.start("import", "conversation", same),
        ebb.start("add", notes),
        ebb.start("add", notes),
    ]
    for process in processes:
        _, said = process.communicate(timeout=90)
        assert process.returncode == 0, said
    now = ebb.status()
    assert (now["memories"], now["sources"], now["queued"], now["failed"]) == (1530, 31, 0, 0)
    ebb("verify")


def test_a_long_read_never_holds_up_a_writer(database: Database) -> None:
    database.write(lambda c: set_setting(c, "state", "before"))
    inside, leave = threading.Event(), threading.Event()
    seen: list[str | None] = []

    def read() -> None:
        with database.reading() as connection:
            seen.append(get_setting(connection, "state"))
            inside.set()
            leave.wait(20)
            seen.append(get_setting(connection, "state"))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    assert inside.wait(10)
    for number in range(50):
        database.write(lambda c, number=number: set_setting(c, "state", f"after {number}"))  # type: ignore[misc]
    leave.set()
    for reader in readers:
        reader.join()
    assert set(seen) <= {"before", "after 49"} | {f"after {n}" for n in range(50)}
    with database.reading() as connection:
        assert get_setting(connection, "state") == "after 49"


def test_a_reader_in_another_process_holds_up_no_writer(ebb: Ebb, tmp_path: Path) -> None:
    database = open_database(ebb.profile)
    with database.reading() as connection:
        assert connection.execute("select count(*) from memory").get == 0
        ebb("import", "conversation", write_conversation(tmp_path / "c.jsonl", map(message, range(200))))
        assert connection.execute("select count(*) from memory").get == 0
    with database.reading() as connection:
        assert connection.execute("select count(*) from memory").get == 200
    database.close()
