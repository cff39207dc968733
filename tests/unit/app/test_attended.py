"""The assistant as the desktop has it opens a vault like any other, and is watched over until it is closed."""

from __future__ import annotations

from pathlib import Path

from app.attended import attended_by
from app.sleep_watch import Attendance


def test_a_vault_is_watched_over_while_it_is_open(profile: Path) -> None:
    attendance = Attendance()
    made, _ = attended_by(attendance).create(profile, "seven quiet boats")
    made.close()
    opened = attended_by(attendance).unlock(profile, passphrase="seven quiet boats")
    try:
        assert attendance.watch is not None
        assert attendance.watch._thread is not None
        assert attendance.watch._thread.is_alive()
    finally:
        opened.close()
    assert not attendance.watch._thread.is_alive()
