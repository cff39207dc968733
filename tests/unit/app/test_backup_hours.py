"""Backups while the machine is used: on mains, when nothing is taken in, and ended when the vault is closed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.backup_hours import BackupHours


class Assistant:
    def __init__(self, queued: int = 0) -> None:
        self.backups = self
        self.queued, self.made = queued, 0

    def status(self) -> SimpleNamespace:
        return SimpleNamespace(queued=self.queued)

    def make_if_due(self, stop: object) -> object:
        self.made += 1
        return self


@pytest.mark.parametrize(("mains", "queued", "made"), [(True, 0, 1), (False, 0, 0), (True, 3, 0)])
def test_a_backup_waits_for_mains_and_for_what_is_taken_in(mains: bool, queued: int, made: int) -> None:
    assistant = Assistant(queued)
    assert BackupHours(assistant, mains=lambda: mains).look() is bool(made)
    assert assistant.made == made


def test_it_ends_when_told() -> None:
    hours = BackupHours(Assistant())
    hours.start()
    hours.close()
    hours.close()
