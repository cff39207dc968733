"""KEEP: what can no longer be restored goes, a backup is made and read back, files and indexes are looked after."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.consolidation.cycle import Cycle
from core.consolidation.keep.copies import daily_copies
from core.consolidation.keep.step import KeepStep
from core.consolidation.keep.sweeping import trial_folder
from core.letting_go import KEPT_DAYS, LettingGo
from core.model import times
from core.model.forgetting import Meant, RequestState
from core.model.night import Cause, NightState
from core.store import memories, notes, words
from core.store.contents import hash_contents
from core.store.database import Database
from tests.conftest import KEY
from tests.unit.store.samples import keep, said

NOW = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)


def sleep(
    database: Database, at: datetime = NOW, stop: threading.Event | None = None
) -> tuple[NightState, tuple[str, ...]]:
    """A night that only keeps; how it ended, and its notes."""
    night_id, state = Cycle(database, [KeepStep(lambda: at)]).run(
        Cause.HAND, lambda progress: None, stop or threading.Event()
    )
    with database.reading() as connection:
        return state, notes.notes_of(connection, night_id)


def hash_of(database: Database) -> str:
    with database.reading() as connection:
        return hash_contents(connection)


@contextmanager
def opened(file: Path) -> Iterator[Database]:
    database = Database(file, KEY, backups=file.parent)
    try:
        yield database
    finally:
        database.close()


class Looked(threading.Event):
    """Is set once somebody has looked `times` times whether it is."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._left = times

    def is_set(self) -> bool:
        self._left -= 1
        if self._left < 0:
            self.set()
        return super().is_set()


def test_a_night_leaves_a_backup_that_opens_with_the_key_and_holds_the_same(database: Database) -> None:
    keep(database, said("The barge lies at Ghent."), said("We sail on Sunday."))
    _, (told,) = sleep(database)
    assert "A backup of" in told
    assert "read back" in told
    (file,) = daily_copies(database.backup_folder).values()
    assert file.name == "night-2026-03-04.db"
    assert file.stat().st_mode & 0o077 == 0
    with opened(file) as copy:
        assert hash_of(copy) == hash_of(database)
    assert [one for one in database.backup_folder.iterdir() if ".new" in one.name] == []


def test_one_backup_a_day_and_none_while_nothing_changes(database: Database) -> None:
    keep(database, said("The barge lies at Ghent."))
    sleep(database)
    keep(database, said("We sail on Sunday."), name="more")
    assert sleep(database, NOW + timedelta(hours=2)) == (NightState.DONE, ())
    _, (told,) = sleep(database, NOW + timedelta(days=1))
    assert "There are 2 of them now." in told
    assert sleep(database, NOW + timedelta(days=2)) == (NightState.DONE, ())
    assert len(daily_copies(database.backup_folder)) == 2


def test_after_many_nights_there_is_a_bounded_number_and_copies_of_old_migrations_are_gone(database: Database) -> None:
    database.backup_folder.mkdir()
    old, new, other = (database.backup_folder / name for name in ("before-scale.db", "before-noting.db", "night-1.db"))
    for file in (old, new, other):
        file.write_bytes(b"")
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    os.utime(old, ((NOW - timedelta(days=200)).timestamp(),) * 2)
    for number in range(60):
        keep(database, said(f"Day {number} was quiet."), name=str(number))
        sleep(database, NOW + timedelta(days=number))
    assert len(daily_copies(database.backup_folder)) <= 12
    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)


def test_what_can_no_longer_be_restored_is_purged_and_in_no_backup_of_that_night(database: Database) -> None:
    _, ids = keep(database, said("The xylophone is sold."), said("We sail on Sunday."), said("Anna bakes."))
    letting_go = LettingGo(database, lambda: None)
    old = letting_go.forget(Meant(memory_id=ids[0]), for_good=False, backups=False)
    letting_go.forget(Meant(memory_id=ids[1]), for_good=False, backups=False)
    past = times.to_store(NOW - timedelta(hours=1))[0]
    database.write(lambda c: c.execute("update request set until = ? where id = ?", (past, old.id)))

    _, told = sleep(database)
    assert "can no longer be restored: 1 memory is purged." in told[0]
    with database.reading() as connection:
        assert sorted(memories.get_memories(connection, ids)) == ids[1:]
    states = {request.id: request.state for request in letting_go.requests()}
    assert states[old.id] is RequestState.PURGED
    assert RequestState.HIDDEN in states.values()
    files = [database.file, database.file.with_name("vault.db-wal"), *database.backups()]
    assert len(files) == 3
    for file in files:
        assert not any(b"xylophon" in page.lower() for _, page in database.raw_pages(file)), file.name
    assert all(finding.ok for finding in letting_go.prove_purged("xylophone"))
    assert sleep(database, NOW + timedelta(hours=1)) == (NightState.DONE, ())


def test_what_was_forgotten_is_kept_as_long_as_it_can_be_restored(database: Database) -> None:
    _, ids = keep(database, said("The xylophone is sold."), said("Anna bakes."))
    letting_go = LettingGo(database, lambda: None)
    request = letting_go.forget(Meant(memory_id=ids[0]), for_good=False, backups=False)
    sleep(database, request.asked_at + timedelta(days=KEPT_DAYS) - timedelta(minutes=1))
    letting_go.restore(request.id)
    with database.reading() as connection:
        assert words.is_said(connection, "xylophone")


@pytest.mark.parametrize("looks", range(0, 40, 3))
def test_wherever_a_night_is_stopped_no_half_backup_is_left_and_the_next_one_makes_it(
    database: Database, looks: int
) -> None:
    _, ids = keep(database, *(said(f"The barge number {n} lies at Ghent.") for n in range(300)))
    LettingGo(database, lambda: None).forget(Meant(memory_id=ids[7]), for_good=False, backups=False)
    database.write(lambda c: c.execute("update request set until = 0").fetchall())
    sleep(database, stop=Looked(looks))
    left = list(database.backup_folder.iterdir()) if database.backup_folder.exists() else []
    assert [file.name for file in left] in ([], ["night-2026-03-04.db"])
    sleep(database)
    (file,) = daily_copies(database.backup_folder).values()
    with opened(file) as copy:
        assert hash_of(copy) == hash_of(database)
    with database.reading() as connection:
        assert sorted(memories.get_memories(connection, ids)) == sorted(set(ids) - {ids[7]})
        assert connection.execute("select count(*) from note where text like 'What you forgot%'").get == 1


def test_a_damaged_vault_is_said_and_the_earlier_backups_stay(database: Database, tmp_path: Path) -> None:
    keep(database, said("The barge lies at Ghent."))
    sleep(database, NOW - timedelta(days=30))
    keep(database, said("We sail on Sunday."), name="later")
    with database.reading() as connection:
        page = connection.execute("select rootpage from sqlite_schema where name = 'skipped'").get
    database.checkpoint()
    with database.file.open("rb+") as file:
        file.seek((page - 1) * 4096 + 100)
        file.write(b"\xff" * 16)
    with opened(database.file) as damaged:
        damaged.backup_folder = database.backup_folder
        state, told = sleep(damaged)
    assert state is NightState.DONE
    assert len(told) == 1
    assert "No backup was made, and the earlier ones were left as they are. The vault is damaged" in told[0]
    assert [day.isoformat() for day in daily_copies(database.backup_folder)] == ["2026-02-02"]


def test_a_damaged_vault_is_found_where_no_backup_can_be_made(database: Database) -> None:
    with database.reading() as connection:
        page = connection.execute("select rootpage from sqlite_schema where name = 'skipped'").get
    database.checkpoint()
    with database.file.open("rb+") as file:
        file.seek((page - 1) * 4096 + 100)
        file.write(b"\xff" * 16)
    place = database.backup_folder / "a file and no folder"
    place.parent.mkdir()
    place.write_bytes(b"")
    with opened(database.file) as damaged:
        damaged.backup_folder = place
        _, told = sleep(damaged)
    assert told[0].startswith("No backup was made.")
    assert "The vault is damaged" in told[1]


def test_a_backup_that_has_no_place_is_a_sentence_and_all_of_the_vault_is_checked_instead(database: Database) -> None:
    keep(database, said("The barge lies at Ghent."))
    database.backup_folder.write_text("in the way")
    state, told = sleep(database)
    assert state is NightState.DONE
    assert told[0].startswith("No backup was made.")
    assert told[1] == "All of the vault was read and checked."
    assert sleep(database, NOW + timedelta(hours=1))[1] == told[:1]


def test_what_a_killed_dry_run_left_goes_and_what_is_in_use_stays(database: Database, tmp_path: Path) -> None:
    dead = tmp_path / "dry-run-1@0.00-abcdefgh"
    dead.mkdir()
    (dead / "vault.db").write_bytes(b"a copy")
    unfinished = tmp_path / ".vault.json.77.new"
    fresh = tmp_path / ".vault.json.78.new"
    for file in (unfinished, fresh):
        file.write_bytes(b"")
    os.utime(unfinished, ((NOW - timedelta(days=2)).timestamp(),) * 2)
    os.utime(fresh, (NOW.timestamp(),) * 2)
    with trial_folder(tmp_path) as used:
        _, told = sleep(database)
        assert used.exists()
    assert not used.exists()
    assert (dead.exists(), unfinished.exists(), fresh.exists()) == (False, False, True)
    assert any("Files were removed" in note for note in told)


def test_a_scattered_word_index_becomes_one_piece_and_finds_the_same(database: Database) -> None:
    for number in range(12):
        keep(database, *(said(f"Barge {number} of {n} lies at Ghent.") for n in range(20)), name=str(number))

    def found() -> tuple[int, list[tuple[int, float]]]:
        with database.reading() as connection:
            pieces = connection.execute("select count(distinct segid) from word_idx").get
            return pieces, words.search_words(
                connection, ["ghent", "barge"], text_weight=1.0, context_weight=0.5, limit=300
            )

    before, hits = found()
    assert before > 1
    sleep(database)
    assert found() == (1, hits)
    assert database.write(words.check_words)


def test_the_planner_keeps_no_words_as_samples(database: Database) -> None:
    keep(database, *(said(f"The xylophone {n} is sold.") for n in range(200)))
    sleep(database)
    with database.reading() as connection:
        assert connection.execute("select count(*) from sqlite_stat1").get > 0
        there = connection.execute("select count(*) from sqlite_schema where name = 'sqlite_stat4'").get
        assert not there or not connection.execute("select count(*) from sqlite_stat4").get
