"""Whatever ends the program, and whenever: nothing acknowledged is lost, and the next run goes on."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.faults.command import Ebb, interrupt, message, wait_until, write_conversation
from tests.faults.conftest import open_database

COUNT = 8_000


def stored(profile: Path) -> list[tuple[str, str]]:
    database = open_database(profile)
    try:
        with database.reading() as connection:
            return connection.execute("select ref, text from memory order by position").fetchall()
    finally:
        database.close()


@pytest.fixture(scope="module")
def conversation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_conversation(tmp_path_factory.mktemp("kill") / "harbour.jsonl", map(message, range(COUNT)))


def test_a_killed_import_goes_on_and_stores_every_message_once(ebb: Ebb, conversation: Path) -> None:
    moments = random.Random(20)
    database = ebb.profile / "vault.db-wal"
    killed = grown = 0
    for number in range(8):
        process = ebb.start("import", "conversation", conversation)
        # Every second time something is stored first: what gets nowhere three times is given up, however slow it is.
        size = (database.stat().st_size if database.exists() else 0) + number % 2 * 300_000
        wait_until(
            lambda size=size, process=process: (
                process.poll() is not None or (database.exists() and database.stat().st_size > size)
            )
        )
        time.sleep(moments.uniform(0.0, 0.35))
        process.kill()
        killed += process.wait() != 0
        process.communicate()
        before, grown = grown, len(stored(ebb.profile))
        assert grown >= before
    assert killed >= 3

    ebb("import", "conversation", conversation)
    assert stored(ebb.profile) == [(f"m{n}", str(message(n)["text"])) for n in range(COUNT)]
    assert ebb.status()["queued"] == ebb.status()["failed"] == 0
    ebb("verify")


def test_an_interrupt_stops_cleanly_and_any_later_import_goes_on(ebb: Ebb, conversation: Path, tmp_path: Path) -> None:
    process = ebb.start("import", "conversation", conversation)
    wal = ebb.profile / "vault.db-wal"
    wait_until(lambda: process.poll() is not None or (wal.exists() and wal.stat().st_size > 3_000_000))
    interrupt(process)
    began = time.monotonic()
    _, said = process.communicate(timeout=20)
    assert time.monotonic() - began < 5
    assert process.returncode == 130
    assert "Traceback" not in said
    now = ebb.status()
    assert 0 < now["memories"] < COUNT
    assert now["queued"] == 1
    ebb("verify")

    note = tmp_path / "note.txt"
    note.write_text("The key of the boathouse hangs behind the door.")
    ebb("add", note)
    assert len(stored(ebb.profile)) == COUNT + 1
    assert ebb.status()["queued"] == 0


def test_being_interrupted_often_is_no_fault_of_the_file(ebb: Ebb, conversation: Path) -> None:
    """Four stops by the user are not four crashes."""
    wal = ebb.profile / "vault.db-wal"
    for _ in range(4):
        process = ebb.start("import", "conversation", conversation)
        wait_until(lambda process=process: process.poll() is not None or (wal.exists() and wal.stat().st_size > 0))
        interrupt(process)
        process.communicate(timeout=20)
    ebb("import", "conversation", conversation)
    now = ebb.status()
    assert (now["memories"], now["failed"]) == (COUNT, 0)


def test_a_terminated_command_stops_like_an_interrupted_one(ebb: Ebb, conversation: Path) -> None:
    process = ebb.start("import", "conversation", conversation)
    wal = ebb.profile / "vault.db-wal"
    wait_until(lambda: process.poll() is not None or (wal.exists() and wal.stat().st_size > 1_000_000))
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 130
    ebb("verify")
