"""The assistant as the desktop has it opens a vault like any other, and is watched over until it is closed."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported, by anything

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.attended import attended_by
from app.sleep_watch import Attendance


def test_a_vault_is_watched_over_while_it_is_open(qapp: QCoreApplication, profile: Path) -> None:
    """As on the desktop there is an application first: who watches asks the buses, and Qt's must not come before it."""
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
