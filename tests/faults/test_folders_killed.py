"""The index of a folder under `kill -9`: whatever the moment, every file is in once at the end, and nothing half."""

from __future__ import annotations

import random
import time
from pathlib import Path

from tests.faults.command import Ebb, wait_until

FILES, KILLS = 120, 4


def test_a_killed_index_goes_on_and_takes_every_file_in_once(ebb: Ebb, tmp_path: Path) -> None:
    root = tmp_path / "papers"
    for number in range(FILES):
        folder = root / str(number % 7)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.md").write_text(f"Gannet{number} lies at pier {number}.\n\n" * 3)
    moments = random.Random(6)
    log = ebb.profile / "vault.db-wal"
    for number in range(KILLS):
        process = ebb.start("folders", "add", root)
        size = log.stat().st_size if log.exists() else 0
        wait_until(
            lambda size=size, process=process: (
                process.poll() is not None or (log.exists() and log.stat().st_size > size)
            )
        )
        time.sleep(moments.uniform(0.0, 0.3) * number)
        process.kill()
        process.wait()
        process.communicate()
    (root / "0").rename(root / "zero")
    ebb("folders", "rescan")
    (listed,) = ebb.lines("folders", "list", "--json")
    assert (listed["files"], listed["memories"], listed["waiting"], listed["failed"]) == (FILES, FILES, 0, 0)
    hits = ebb.lines("search", "pier", "--limit", "1000", "--json")
    assert sorted(hit["text"] for hit in hits) == sorted({hit["text"] for hit in hits})
    assert len(hits) == FILES
    ebb("verify")
