"""What was forgotten can be restored for a while; then a purge takes it, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.letting_go import KEPT_DAYS, LettingGo
from core.model import times
from core.model.forgetting import Meant, RequestState
from core.store import memories
from core.store.database import Database
from core.store.pages import decrypted_log
from tests.conftest import KEY
from tests.unit.store.samples import keep, said


def test_only_what_can_no_longer_be_restored_is_purged(database: Database) -> None:
    _, ids = keep(database, said("The xylophone is sold."), said("We sail on Sunday."), said("Anna bakes."))
    letting_go = LettingGo(database, lambda: None)
    old = letting_go.forget(Meant(memory_id=ids[0]), for_good=False, backups=False)
    letting_go.forget(Meant(memory_id=ids[1]), for_good=False, backups=False)
    past = times.to_store(times.now() - timedelta(days=KEPT_DAYS))[0]
    database.write(lambda c: c.execute("update request set until = ? where id = ?", (past, old.id)))
    assert (letting_go.purge_expired(), letting_go.purge_expired()) == (1, 0)
    with database.reading() as connection:
        assert sorted(memories.get_memories(connection, ids)) == ids[1:]
    states = {request.id: request.state for request in letting_go.requests()}
    assert states[old.id] is RequestState.PURGED
    assert RequestState.HIDDEN in states.values()


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
