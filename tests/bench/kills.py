"""`kill -9` at random moments: 100 of an index, imports, an export and a backup, 200 of whole nights with vectors.

`EBB_BENCH_KILLS=work` or `nights` leaves the other half out.
"""

from __future__ import annotations

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from core.errors import ModelUnavailable
from core.inference.models import find_model
from core.model import times
from core.model.forgetting import Meant
from core.store import nights
from core.store.contents import hash_contents
from core.store.database import Database
from core.store.verification import verify_database
from tests.bench import killed_work
from tests.bench.figure import Figure, say
from tests.bench.vaults import PASSPHRASE, new_assistant, open_store, temporary_folder
from tests.faults import night
from tests.faults.command import write_conversation
from tests.faults.test_sleep_killed import diary

KILLS, IN_A_ROW = 200, 6
MESSAGES = 100
SEED = 11


@dataclass
class _Seen:
    """What became of the vaults whose nights were killed."""

    killed: int = 0
    vaults: int = 0
    unverified: int = 0
    other: int = 0
    same: int = 0
    half: int = 0
    steps: Counter[str] = field(default_factory=Counter)


def figures() -> Iterator[Figure]:
    """What is left of work and of nights that were killed."""
    half = os.environ.get("EBB_BENCH_KILLS", "")
    if half != "nights":
        yield from killed_work.figures()
    if half != "work":
        yield from _nights()


def _nights() -> Iterator[Figure]:
    """How often a vault did not verify, had lost or doubled something, or had half a backup."""
    try:
        find_model("embedding")
    except ModelUnavailable as error:
        yield Figure("kills", None, "kills", note=str(error))
        return
    with temporary_folder() as folder:
        template, vectors = folder / "template", folder / "vectors.npz"
        now = _take_in(folder, template)
        say("kills: an undisturbed night")
        night.sleep(shutil.copytree(template, folder / "first"), vectors, now, PASSPHRASE)
        quiet = shutil.copytree(template, folder / "quiet")
        process = night.start(quiet, vectors, now, PASSPHRASE)
        began = time.perf_counter()
        process.communicate()
        seconds = time.perf_counter() - began
        with open_store(quiet) as database:
            expected, digest = night.held_by(database), _hash(database)
        assert expected.astray == 0
        seen = _kill_often(folder, template, vectors, now, seconds, expected, digest)
        note = (
            f"{MESSAGES} messages with vectors, a request to purge, a night of {seconds:.1f} s; each vault's night was "
            f"killed {IN_A_ROW} times, then slept through; killed in {dict(sorted(seen.steps.items()))}"
        )
        yield Figure("kills of a night", seen.killed, "kills", note=note)
        yield Figure("vaults that do not verify", seen.unverified, "vaults", note=f"of {seen.vaults}")
        yield Figure(
            "vaults that lost or doubled something",
            seen.other,
            "vaults",
            note="messages, facts and what they rest on are as after a quiet night; each message is in one event",
        )
        yield Figure(
            "vaults with the content hash of a quiet night",
            seen.same,
            "vaults",
            note=f"of {seen.vaults}; after a kill in SETTLE the borders of events may differ",
        )
        yield Figure("vaults with half a backup", seen.half, "vaults", note="unfinished, or not of the vault")


def _take_in(folder: Path, profile: Path) -> datetime:
    say(f"kills: taking in {MESSAGES} messages")
    with new_assistant(profile) as assistant:
        assistant.import_conversation(write_conversation(folder / "talk.jsonl", map(diary, range(MESSAGES))))
        assistant.work()
        for memory_id in (5, 6, 40):
            assistant.forget(Meant(memory_id=memory_id))
    with open_store(profile) as database:
        database.write(lambda c: c.execute("update request set until = 0").fetchall())
        database.checkpoint()
    return times.now() + timedelta(hours=1)


def _kill_often(
    folder: Path, template: Path, vectors: Path, now: datetime, seconds: float, expected: night.Held, digest: str
) -> _Seen:
    seen, moments = _Seen(), random.Random(SEED)
    while seen.killed < KILLS:
        profile = shutil.copytree(template, folder / "killed")
        for _ in range(IN_A_ROW):
            process = night.start(profile, vectors, now, PASSPHRASE)
            time.sleep(moments.uniform(0.0, seconds / 2))
            process.kill()
            died = process.wait() != 0
            process.communicate()
            if died:
                seen.killed += 1
                with open_store(profile) as database:
                    seen.steps[_step_of(database)] += 1
        night.sleep(profile, vectors, now, PASSPHRASE)
        with open_store(profile) as database:
            seen.vaults += 1
            seen.unverified += not all(finding.ok for finding in verify_database(database))
            seen.other += night.held_by(database) != expected
            seen.same += _hash(database) == digest
            seen.half += _has_half_a_backup(database)
        shutil.rmtree(profile)
        say(f"kills: {seen.killed} of {KILLS}; {seen}")
    return seen


def _hash(database: Database) -> str:
    with database.reading() as connection:
        return hash_contents(connection)


def _step_of(database: Database) -> str:
    with database.reading() as connection:
        running = nights.running_night(connection)
        if running is None:
            return "before or after it"
        row = connection.execute(
            "select name from step where night_id = ? and state <> 'done' order by position", (running[0],)
        ).fetchone()
        return "its end" if row is None else str(row[0])


def _has_half_a_backup(database: Database) -> bool:
    """Whether a file is left that was not finished, or a backup does not open or verify."""
    names = [file.name for file in database.backup_folder.iterdir()]
    if any(".new" in name for name in names) or not any(name.startswith("night-") for name in names):
        return True
    for file in database.backup_folder.glob("night-*.db"):
        copy = file.parent.parent / "copy.db"
        shutil.copyfile(file, copy)
        opened = Database(copy, bytes(database._key), backups=copy.parent)
        try:
            if not all(finding.ok for finding in verify_database(opened)):
                return True
        finally:
            opened.close()
            for left in copy.parent.glob("copy.db*"):
                left.unlink()
    return False
