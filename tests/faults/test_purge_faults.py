"""A full disk or a kill while something is purged or backed up: all of it or nothing, and a sentence for the user."""

from __future__ import annotations

import random
import resource
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.consolidation.cycle import Cycle
from core.consolidation.keep import copies
from core.consolidation.keep.copies import daily_copies
from core.consolidation.keep.step import KeepStep
from core.model.night import Cause, NightState
from core.store import notes
from core.store.database import Database
from core.store.verification import verify_database
from tests.conftest import KEY
from tests.faults.command import Ebb, message, wait_until, write_conversation
from tests.faults.test_disk_full import small_disk
from tests.unit.store.samples import keep, said

__all__ = ["small_disk"]

NOW = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
WORDS = ("xylophone", "zither", "harmonium", "clavichord", "ocarina", "theorbo")


def talk(tmp_path: Path) -> Path:
    texts = [f"The {word} number {n} stands in the hall, said Zoroaster{word}{n}." for word in WORDS for n in range(30)]
    return write_conversation(tmp_path / "talk.jsonl", [message(n, text=text) for n, text in enumerate(texts)])


def is_remembered(ebb: Ebb, word: str) -> bool:
    return bool(ebb.lines("search", "--json", word))


def test_a_purge_that_is_killed_purged_all_of_it_or_nothing(ebb: Ebb, tmp_path: Path) -> None:
    ebb("import", "conversation", talk(tmp_path))
    moments, killed, log = random.Random(3), 0, ebb.profile / "vault.db-wal"
    for word in WORDS:
        process = ebb.start("forget", "--matching", word, "--for-good", "--yes")
        wait_until(lambda process=process: process.poll() is not None or (log.exists() and log.stat().st_size > 0))
        time.sleep(moments.uniform(0.0, 0.05))
        process.kill()
        killed += process.wait() != 0
        process.communicate()
        ebb("verify")
        if is_remembered(ebb, word):
            assert len(ebb.lines("search", "--json", "--limit", "60", f'"{word}"')) == 30
            ebb("forget", "--matching", word, "--for-good", "--yes")
        ebb("verify", "--purged", word)
    assert killed >= 1


def test_a_purge_that_finds_no_room_purges_nothing_and_says_so(ebb: Ebb, tmp_path: Path) -> None:
    ebb("import", "conversation", talk(tmp_path))
    limit = 64 * 1024
    done = subprocess.run(
        ebb.command("forget", "--matching", "zither", "--for-good", "--yes"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env=ebb.environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 4, done
    assert "What was saved before is safe" in done.stderr
    assert "Traceback" not in done.stderr
    ebb("verify")
    assert len(ebb.lines("search", "--json", "--limit", "60", '"zither"')) == 30
    ebb("forget", "--matching", "zither", "--for-good", "--yes")
    ebb("verify", "--purged", "zither")


def test_a_backup_that_finds_no_room_is_a_sentence_and_the_earlier_one_stays(
    tmp_path: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(tmp_path / "vault.db", KEY, backups=small_disk / "backups")

    def sleep(days: int) -> str:
        """The first note of a night that only keeps, so many days from now."""
        step = KeepStep(lambda: NOW + timedelta(days))
        night_id, state = Cycle(database, [step]).run(Cause.HAND, lambda progress: None, threading.Event())
        assert state is NightState.DONE
        with database.reading() as connection:
            return notes.notes_of(connection, night_id)[0]

    try:
        keep(database, *(said(f"The barge number {n} lies at Ghent.") for n in range(2000)))
        assert "A backup of" in sleep(0)
        earlier = daily_copies(database.backup_folder)
        keep(database, *(said(f"The barge number {n} left for Bruges.") for n in range(12_000)), name="more")

        assert "No backup was made. There is not enough room" in sleep(1)
        # Another program fills the disk while it is made.
        monkeypatch.setattr(copies, "check_room", lambda folder, needed, leaving: None)
        assert sleep(2).startswith("No backup was made. The disk is full")
        assert [file.name for file in database.backup_folder.iterdir()] == [file.name for file in earlier.values()]
        assert all(finding.ok for finding in verify_database(database))

        subprocess.run(["mount", "-o", "remount,size=200M", str(small_disk)], check=True)
        assert "There are 2 of them now." in sleep(3)
    finally:
        database.close()
