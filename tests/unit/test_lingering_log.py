"""A write-ahead log that could not be emptied after a purge is told of, and emptied later."""

from __future__ import annotations

import pytest

from core.letting_go import LettingGo
from core.model.forgetting import Meant
from core.store.database import Database
from core.store.pages import decrypted_log
from tests.conftest import KEY
from tests.unit.store.samples import keep, said


def test_a_log_that_somebody_keeps_from_being_emptied_is_told_of_and_emptied_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.database._BUSY_MS", 50)
    _, ids = keep(database, said("The xylophone is sold."), said("We sail on Sunday."))
    log = database.file.with_name(database.file.name + "-wal")
    letting_go = LettingGo(database, lambda: None)
    with database.reading() as connection:
        assert connection.execute("select count(*) from memory").get == 2
        request = letting_go.forget(Meant(memory_id=ids[0]), for_good=True, backups=False)
        assert request.lingers
        found = {finding.name: finding for finding in letting_go.prove_purged("xylophone")}["write-ahead log"]
        assert (found.ok, "Another program is reading" in found.text) == (False, True)
    keep(database, said("Anna bakes."), name="anna")
    assert not any(b"xylophone" in page for _, page in decrypted_log(log, KEY))
    assert all(finding.ok for finding in letting_go.prove_purged("xylophone"))
    assert not letting_go.forget(Meant(memory_id=ids[1]), for_good=True, backups=False).lingers
