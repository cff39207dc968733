"""A night that was killed and then slept through leaves what an undisturbed one leaves, and a whole backup.

Where events begin may differ: what is left after a kill is divided anew.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from core.consolidation.keep.copies import daily_copies
from core.model import times
from core.store import memories, vectors
from core.store.contents import hash_contents
from core.store.database import Connection, Database
from core.store.verification import verify_database
from tests.conftest import HashEmbedder
from tests.faults import night
from tests.faults.command import PASSPHRASE, Ebb, write_conversation
from tests.faults.conftest import open_database
from tests.faults.test_sleep_killed import diary

MESSAGES, KILLS = 160, 8


@contextmanager
def opened(profile: Path) -> Iterator[Database]:
    database = open_database(profile)
    try:
        yield database
    finally:
        database.close()


def embed(database: Database) -> None:
    embedder = HashEmbedder()
    with database.reading() as connection:
        waiting = memories.unembedded(connection, 0, MESSAGES)
    rows = embedder.encode_bulk([memory.text for memory in waiting])

    def put(connection: Connection) -> None:
        space = vectors.use_space(connection, embedder.name, embedder.fingerprint, embedder.dimension)
        vectors.put_vectors(connection, space, [memory.id for memory in waiting], rows)

    database.write(put)


def hash_of(database: Database) -> str:
    with database.reading() as connection:
        return hash_contents(connection)


def test_a_night_killed_at_any_moment_comes_to_the_same_as_one_that_was_not(ebb: Ebb, tmp_path: Path) -> None:
    talk = write_conversation(tmp_path / "diary.jsonl", (diary(n) for n in range(MESSAGES)))
    ebb("import", "conversation", talk)
    ebb("forget", "--id", 3, "--yes")
    with opened(ebb.profile) as database:
        embed(database)
        database.write(lambda c: c.execute("update request set until = 0").fetchall())
        database.checkpoint()
    now = times.now() + timedelta(hours=1)

    quiet = shutil.copytree(ebb.profile, tmp_path / "quiet")
    process = night.start(quiet, night.HASHED, now, PASSPHRASE)
    began = time.monotonic()
    process.communicate()
    seconds = time.monotonic() - began
    with opened(quiet) as database:
        expected = night.held_by(database)
    assert len(expected.facts) > MESSAGES // 4
    assert expected.astray == 0

    moments, killed = random.Random(8), 0
    for _ in range(KILLS):
        process = night.start(ebb.profile, night.HASHED, now, PASSPHRASE)
        time.sleep(moments.uniform(0.0, seconds * 0.7))
        process.kill()
        killed += process.wait() != 0
        process.communicate()
        with opened(ebb.profile) as database:
            assert all(finding.ok for finding in verify_database(database))
    assert killed >= 1
    night.sleep(ebb.profile, night.HASHED, now, PASSPHRASE)

    with opened(ebb.profile) as database:
        assert all(finding.ok for finding in verify_database(database))
        assert night.held_by(database) == expected
        assert [memory_id for memory_id, *_ in expected.said] == [*range(1, 3), *range(4, MESSAGES + 1)]
        (backup,) = daily_copies(database.backup_folder).values()
        assert {file.name for file in database.backup_folder.iterdir()} == {backup.name, "vault.json"}
        before = hash_of(database)
    night.sleep(ebb.profile, night.HASHED, now, PASSPHRASE)
    with opened(ebb.profile) as database:
        assert hash_of(database) == before

    # What the backup is for: another place, the header beside it, the same passphrase.
    restored = Ebb(tmp_path / "elsewhere", tmp_path / "elsewhere" / "profile")
    restored.profile.mkdir()
    shutil.copyfile(backup, restored.profile / "vault.db")
    shutil.copyfile(backup.with_name("vault.json"), restored.profile / "vault.json")
    restored("verify")
    found = restored.lines("search", "--json", str(diary(8)["text"]))
    assert diary(8)["text"] in [hit["text"] for hit in found[:3]]
