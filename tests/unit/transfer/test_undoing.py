"""Taking an import back: what it brought goes and can come back, what was here before stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from core.assistant import Assistant
from core.errors import Cancelled, UserError
from core.imported import PastImports
from core.importing import Importing
from core.keeping import Keeping
from core.letting_go import LettingGo
from core.model.forgetting import Meant
from core.model.transfer import ImportState
from core.store.database import Database
from core.store.verification import verify_database
from core.transfer import pace
from tests.faults.command import message, write_conversation
from tests.unit.transfer.importers.exports import plain, write_zip
from tests.unit.transfer.lives import Vault, ask, talk, told

VaultAt = Callable[[str], Vault]


@pytest.fixture
def importing(database: Database) -> Importing:
    return Importing(database, lambda: None)


@pytest.fixture
def past(database: Database) -> PastImports:
    return PastImports(database, lambda: None)


def remembered(database: Database) -> list[str]:
    with database.reading() as connection:
        rows = connection.execute("select ref from memory where state <> 'forgotten' order by ref")
        return [ref for (ref,) in rows]


def export(path: Path, *talks: object) -> Path:
    return write_zip(path, {"conversations.json": list(talks)})


def test_what_an_import_brought_goes_and_comes_back_and_what_was_here_stays(
    importing: Importing, past: PastImports, database: Database, tmp_path: Path
) -> None:
    importing.take(export(tmp_path / "x.zip", plain("a", "I bought a canoe.")))
    longer = export(tmp_path / "y.zip", plain("a", "I bought a canoe.", "It is red."), plain("b", "Hi"))
    done = importing.take(longer)
    assert (done.new, done.already) == (2, 1)
    newest, first = past.list()
    assert (newest.id, newest.product, newest.path, newest.state) == (
        done.import_id, "ChatGPT", str(longer), ImportState.DONE
    )  # fmt: skip
    assert (newest.memories, newest.sources, first.memories) == (2, 2, 1)
    going = past.preview_undo(newest.id)
    assert (going.memories, going.derived, going.chats, going.stays) == (2, 0, 0, ())
    assert remembered(database) == ["a-0", "a-1", "b-0"]
    undone = past.undo(newest.id)
    assert remembered(database) == ["a-0"]
    with pytest.raises(UserError, match="undone already"):
        past.undo(newest.id)
    again = importing.take(longer)
    assert (again.new, again.already, again.forgotten, again.import_id) == (0, 3, 2, None)
    assert past.list()[0].request_id == undone.request_id is not None
    LettingGo(database, lambda: None).restore(undone.request_id)
    assert remembered(database) == ["a-0", "a-1", "b-0"]
    assert [one.state for one in past.list()] == [ImportState.DONE, ImportState.DONE]
    assert past.undo(newest.id).memories == 2
    assert all(finding.ok for finding in verify_database(database))


def test_what_was_undone_and_purged_leaves_no_path_and_stays_away_until_it_is_wanted(
    importing: Importing, past: PastImports, database: Database, tmp_path: Path
) -> None:
    path = export(tmp_path / "x.zip", plain("a", "I bought a canoe.", "It is red."))
    done = importing.take(path)
    assert done.import_id is not None
    request_id = past.undo(done.import_id).request_id
    assert request_id is not None
    LettingGo(database, lambda: None).purge(request_id)
    (one,) = past.list()
    assert (one.state, one.path, one.memories) == (ImportState.PURGED, "", 0)
    with pytest.raises(UserError, match="purged"):
        past.preview_undo(one.id)
    assert importing.preview(path).purged == 2
    assert importing.take(path).purged == 2
    assert importing.take(path, with_purged=True).new == 2
    assert importing.preview(path).purged == 0


def test_what_was_stopped_and_repeated_is_one_import(
    importing: Importing, past: PastImports, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_EVERY", 0.0)
    path, stop = export(tmp_path / "x.zip", plain("a", *(f"Number {n}" for n in range(900)))), Event()

    def halt(progress) -> None:
        if progress.done >= 600:
            stop.set()

    with pytest.raises(Cancelled):
        importing.take(path, progress=halt, stop=stop)
    (one,) = past.list()
    assert (one.state, one.memories) == (ImportState.BEGUN, 500)
    assert importing.take(path).import_id == one.id
    (one,) = past.list()
    assert (one.state, one.memories, one.sources) == (ImportState.DONE, 900, 1)
    assert past.undo(one.id).memories == 900


def test_an_undo_that_was_stopped_goes_on_under_the_same_request(
    importing: Importing, past: PastImports, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_EVERY", 0.0)
    importing.take(export(tmp_path / "x.zip", plain("a", *(f"Number {n}" for n in range(500)))))
    stop = Event()
    with pytest.raises(Cancelled):
        past.undo(1, progress=lambda _: stop.set(), stop=stop)
    (one,) = past.list()
    assert (one.state, one.left, len(remembered(database))) == (ImportState.UNDONE, 300, 300)
    done = past.undo(1)
    assert (done.memories, done.request_id, remembered(database)) == (300, one.request_id, [])
    assert past.list()[0].left == 0
    assert one.request_id is not None
    assert LettingGo(database, lambda: None).restore(one.request_id).memories == 500
    assert len(remembered(database)) == 500


def test_an_archive_that_is_taken_back_leaves_the_vault_as_it_was(vault_at: VaultAt, tmp_path: Path) -> None:
    ours, theirs = vault_at("ours"), vault_at("theirs")
    for vault in (ours, theirs):
        vault.database.write(lambda c: talk(c, 0, 4))
    theirs.database.write(lambda c: talk(c, 4, 4))
    for ref, text in (("m1", "We decided to paint the kayak green."), ("m2", "Thank you.")):
        ((memory_id,),) = theirs.rows("select id from memory where ref = ? and form = 'chunk'", ref)
        Keeping(theirs.database, lambda: None).edit(memory_id, text)
    theirs.database.write(lambda c: ask(c, "What did we paint?", "The kayak.", 2))
    before = ours.rows("select ref, text, version from memory order by position")
    done = ours.open(theirs.export(tmp_path / "x.ebb")).import_all()
    assert (done.merged.new, done.merged.newer, done.merged.chats) == (4, 2, 1)
    assert done.import_id is not None
    ((kept,),) = ours.rows("select id from memory where ref = 'm2'")
    Keeping(ours.database, lambda: None).edit(kept, "Thank you all.")
    past = PastImports(ours.database, lambda: None)
    going = past.preview_undo(done.import_id)
    assert (going.memories, going.put_back, going.chats, len(going.stays)) == (4, 2, 1, 1)
    undone = past.undo(done.import_id)
    assert (undone.memories, undone.put_back, undone.changed, undone.chats) == (4, 1, 1, 1)
    after = ours.rows("select ref, text, version from memory where state <> 'forgotten' order by position")
    assert [row for row in after if row[0] != "m2"] == [row for row in before if row[0] != "m2"]
    assert ours.rows("select text from memory where ref = 'm2'") == [("Thank you all.",)]
    assert ours.rows("select count(*) from chat") == [(0,)]
    assert all(finding.ok for finding in verify_database(ours.database))


def test_a_chat_that_was_gone_on_with_stays(vault_at: VaultAt, tmp_path: Path) -> None:
    ours, theirs = vault_at("ours"), vault_at("theirs")
    theirs.database.write(lambda c: talk(c, 0, 4))
    theirs.database.write(lambda c: ask(c, "What did we paint?", "The kayak.", 2))
    done = ours.open(theirs.export(tmp_path / "x.ebb")).import_all()
    assert done.import_id is not None
    said = "insert into turn(chat_id, role, text, said_at, said_zone) select id, 'user', 'And then?', 0, 0 from chat"
    ours.database.write(lambda c: c.execute(said).fetchall())
    undone = PastImports(ours.database, lambda: None).undo(done.import_id)
    assert (undone.chats, undone.chats_kept) == (0, 1)
    assert ours.rows("select count(*) from turn") == [(3,)]


def test_an_archive_with_nothing_new_is_no_import(vault_at: VaultAt, tmp_path: Path) -> None:
    ours = vault_at("ours")
    ours.database.write(lambda c: talk(c, 0, 4))
    assert ours.open(ours.export(tmp_path / "x.ebb")).import_all().import_id is None
    assert PastImports(ours.database, lambda: None).list() == []
    assert [text for (text,) in ours.rows("select text from memory order by position")] == [told(n) for n in range(4)]


def test_a_conversation_file_is_one_import_and_what_was_purged_of_it_stays_away(tmp_path: Path) -> None:
    assistant, _ = Assistant.create(tmp_path / "profile", "seven quiet boats")
    try:
        path = write_conversation(tmp_path / "talk.jsonl", map(message, range(5)))
        assistant.import_conversation(path)
        assistant.work()
        (one,) = assistant.imports.list()
        assert (one.product, one.memories, one.sources) == ("a conversation file", 5, 1)
        assistant.forget(Meant(matching="Gannet3"), for_good=True)
        assistant.import_conversation(path)
        report = assistant.work()
        assert (report.memories, report.already) == (0, 4)
        (said,) = assistant.skipped(assistant.jobs()[0].id)
        assert said.reason.startswith("1 message was left out: you removed it for good.")
        assistant.import_conversation(path, with_purged=True)
        assert assistant.work().memories == 1
        assert [entry.memories for entry in assistant.imports.list()] == [1, 4]
        assert assistant.imports.undo(one.id).memories == 4
        assert assistant.status().memories == 1
    finally:
        assistant.close()
