"""Backups while the machine is used: what the hourly one of 10,000 memories takes, and how long the window may wait.

`EBB_BENCH_BACKUPS` sets another number.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

from core.backups import Backups
from core.model import times
from core.store.database import Database
from tests.bench import archive
from tests.bench.figure import Figure
from tests.bench.vaults import new_assistant, open_store, temporary_folder

MEMORIES = int(os.environ.get("EBB_BENCH_BACKUPS", "10000"))


def figures() -> Iterator[Figure]:
    """One that is due, made on a thread beside this one, and a look that finds that none is."""
    with temporary_folder() as folder:
        with new_assistant(folder / "profile"):
            pass
        with open_store(folder / "profile") as database:
            archive.fill(database, MEMORIES)
            archive.embed(database)
            backups = Backups(database)
            backups.make_if_due()
            database.write(lambda c: c.execute("update memory set pinned = 1 where id = 1").fetchall())
            yield from _hourly(database, backups)
            began = time.perf_counter()
            assert backups.make_if_due() is None
            yield Figure("a look, none is due", (time.perf_counter() - began) * 1000, "ms")


def _hourly(database: Database, backups: Backups) -> Iterator[Figure]:
    over, spent = threading.Event(), []

    def make() -> None:
        began = time.thread_time()
        assert backups.make_if_due(now=times.now() + timedelta(hours=2)) is not None
        spent.append(time.thread_time() - began)
        over.set()

    thread = threading.Thread(target=make)
    began = last = time.perf_counter()
    longest = 0.0
    thread.start()
    while not over.is_set():
        time.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    thread.join()
    note = f"{MEMORIES:,} memories with vectors, {database.size() / 1e6:.0f} MB; copied, read back and compared"
    yield Figure("hourly backup", last - began, "s", note=note)
    yield Figure("hourly backup, processor", spent[0], "s", note="of the thread that makes it")
    yield Figure("longest pause of another thread", longest * 1000, "ms", note="one that wakes every millisecond")
