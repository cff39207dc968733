"""Bringing an archive together with what is here: every record once, the later version, nothing that was purged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.keeping import Keeping
from core.letting_go import LettingGo
from core.model.forgetting import Meant
from core.model.memory import SourceKind
from core.store import changes, chats, memories
from core.store.database import Connection
from core.store.sources import NewSource, insert_source
from core.store.verification import verify_database
from tests.unit.transfer.lives import MAY, Vault, ask, message, passage, talk, told

VaultAt = Callable[[str], Vault]


def texts(vault: Vault) -> dict[str, str]:
    return dict(vault.rows("select ref, text from memory where form = 'chunk' order by position"))


def edit(vault: Vault, ref: str, text: str) -> None:
    ((memory_id,),) = vault.rows("select id from memory where ref = ? and form = 'chunk'", ref)
    Keeping(vault.database, lambda: None).edit(memory_id, text)


def purge(vault: Vault, words: str) -> None:
    LettingGo(vault.database, lambda: None).forget(Meant(matching=words), for_good=True, backups=False)


@pytest.fixture
def twins(vault_at: VaultAt, tmp_path: Path) -> tuple[Vault, Vault]:
    """Two vaults with the same talk, under other ids."""
    ours, theirs = vault_at("ours"), vault_at("theirs")
    ours.database.write(lambda c: talk(c, 0, 4, "elsewhere"))
    ours.database.write(lambda c: talk(c, 0, 12))
    theirs.database.write(lambda c: talk(c, 0, 12))
    return ours, theirs


def test_a_talk_that_went_on_elsewhere_goes_on_here(twins: tuple[Vault, Vault], tmp_path: Path) -> None:
    ours, theirs = twins
    theirs.database.write(lambda c: talk(c, 12, 8))
    merged = ours.take(theirs.export(tmp_path / "x.ebb"))
    assert (merged.new, merged.already, merged.sources, merged.conflicting) == (8, 12, 0, 0)
    assert texts(ours) == {f"m{number}": told(number) for number in range(20)}
    rows = ours.rows(
        "select ref from memory m join source s on s.id = source_id where location = 'harbour' order by position"
    )
    assert [ref for (ref,) in rows] == [f"m{number}" for number in range(20)]
    assert all(finding.ok for finding in verify_database(ours.database))


def test_two_talks_that_went_on_apart_keep_both(twins: tuple[Vault, Vault], tmp_path: Path) -> None:
    ours, theirs = twins

    def go_on(connection: Connection, numbers: range) -> None:
        source = connection.execute("select id from source where location = 'harbour'").get
        memories.insert_memories(connection, source, 12, [message(number) for number in numbers])

    ours.database.write(lambda c: go_on(c, range(30, 34)))
    theirs.database.write(lambda c: go_on(c, range(40, 44)))
    path = theirs.export(tmp_path / "x.ebb")
    assert ours.take(path).new == 4
    assert ours.take(path).new == 0
    assert {f"m{number}" for number in (*range(12), *range(30, 34), *range(40, 44))} <= texts(ours).keys()


def test_a_later_version_is_taken_and_can_be_undone(twins: tuple[Vault, Vault], tmp_path: Path) -> None:
    ours, theirs = twins
    edit(theirs, "m3", "I moved to Bergen.")
    edit(theirs, "m3", "I moved to Bergen in April.")
    path = theirs.export(tmp_path / "x.ebb")
    merged = ours.take(path)
    assert (merged.newer, merged.conflicting) == (1, 0)
    ((memory_id, text, version),) = ours.rows(
        "select m.id, text, version from memory m join source s on s.id = source_id "
        "where ref = 'm3' and location = 'harbour'"
    )
    assert (text, version) == ("I moved to Bergen in April.", 3)
    history = [
        text for (text,) in ours.rows("select text from revision where memory_id = ? order by version", memory_id)
    ]
    assert history == [told(3), "I moved to Bergen."]
    assert ours.rows("select rowid from word where word match 'april'") == [(memory_id,)]
    assert ours.take(path).newer == 0
    with ours.database.reading() as connection:
        (change,) = changes.changes_of_memory(connection, memory_id)
    ours.database.write(lambda c: changes.undo_change(c, change.id))
    assert ours.rows("select text from memory where id = ?", memory_id) == [(told(3),)]


def test_an_earlier_version_changes_nothing(twins: tuple[Vault, Vault], tmp_path: Path) -> None:
    _ours, theirs = twins
    path = theirs.export(tmp_path / "x.ebb")
    edit(theirs, "m3", "I moved to Bergen.")
    before = theirs.hash
    assert (theirs.take(path).newer, theirs.take(path).conflicting) == (0, 0)
    assert theirs.hash == before


@pytest.mark.parametrize("ours_first", [True, False])
def test_edited_on_both_sides_the_last_edit_counts_and_is_listed(
    twins: tuple[Vault, Vault], tmp_path: Path, ours_first: bool
) -> None:
    ours, theirs = twins
    sides = [(ours, "m5", "Ours."), (theirs, "m5", "Theirs.")]
    ours.database.write(lambda c: c.execute("update memory set ref = 'other5' where ref = 'm5' and source_id = 1"))
    for number, (vault, ref, text) in enumerate(sides if ours_first else sides[::-1]):
        edit(vault, ref, text)
        vault.database.write(lambda c, n=number: c.execute("update revision set replaced_at = ?", (1000 + n,)))
    path = theirs.export(tmp_path / "x.ebb")
    merged = ours.take(path)
    assert merged.conflicting == 1
    assert merged.conflicts[0].ref == "m5"
    assert texts(ours)["m5"] == ("Theirs." if ours_first else "Ours.")
    if ours_first:
        assert ("Ours.",) in ours.rows("select text from revision")
    before = ours.hash
    ours.take(path)
    assert ours.hash == before


def test_a_message_with_other_words_from_the_start_is_left_and_listed(vault_at: VaultAt, tmp_path: Path) -> None:
    ours, theirs = vault_at("ours"), vault_at("theirs")

    def say(connection: Connection, text: str) -> None:
        source = insert_source(connection, NewSource(SourceKind.CONVERSATION, "t", "t", "application/jsonl"))
        memories.insert_memories(connection, source, 0, [message(0, text)])

    ours.database.write(lambda c: say(c, "One."))
    theirs.database.write(lambda c: say(c, "Two."))
    merged = ours.take(theirs.export(tmp_path / "x.ebb"))
    assert (merged.new, merged.already, merged.conflicting) == (0, 1, 1)
    assert "One." in texts(ours).values()


def test_a_file_is_the_same_by_its_content_and_another_one_stands_beside(vault_at: VaultAt, tmp_path: Path) -> None:
    ours, theirs, third = vault_at("ours"), vault_at("theirs"), vault_at("third")

    def file(connection: Connection, location: str, content: bytes) -> None:
        about = NewSource(SourceKind.FILE, "manual.md", location, "text/markdown", 9, content * 32, MAY)
        memories.insert_memories(connection, insert_source(connection, about), 0, [passage(n) for n in range(3)])

    ours.database.write(lambda c: file(c, "/papers/manual.md", b"a"))
    theirs.database.write(lambda c: file(c, "/home/me/manual.md", b"a"))
    third.database.write(lambda c: file(c, "/papers/manual.md", b"b"))
    merged = ours.take(theirs.export(tmp_path / "x.ebb"))
    assert (merged.new, merged.already, merged.sources) == (0, 3, 0)
    path = third.export(tmp_path / "y.ebb")
    merged = ours.take(path)
    assert (merged.new, merged.sources, merged.conflicting) == (3, 1, 1)
    assert ours.take(path).new == 0


def test_what_was_purged_here_does_not_come_back_unasked(lived: Vault, vault_at: VaultAt, tmp_path: Path) -> None:
    path = lived.export(tmp_path / "x.ebb")
    before = lived.hash
    purge(lived, "canoe")
    after = lived.hash
    preview = lived.open(path).preview.merged
    merged = lived.take(path)
    assert merged == preview
    assert merged.purged > 0
    assert merged.new == 0
    assert lived.hash == after
    assert not lived.rows("select id from memory where text || context like '%canoe%'")
    assert "canoe" not in " ".join(text for (text,) in lived.rows("select text from turn"))
    assert lived.take(path, with_purged=True).new == merged.purged
    assert len(lived.rows("select id from memory")) == len(vault_with(path, vault_at).rows("select id from memory"))
    assert before != lived.hash  # what comes back has a new number
    purged_again = lived.take(path)
    assert (purged_again.purged, purged_again.new) == (0, 0)
    assert all(finding.ok for finding in verify_database(lived.database))


def vault_with(path: Path, vault_at: VaultAt) -> Vault:
    vault = vault_at("whole")
    vault.take(path)
    return vault


def test_nothing_made_from_what_was_purged_comes_in(lived: Vault, vault_at: VaultAt, tmp_path: Path) -> None:
    """Purged before any night, then an archive arrives from where nights made events and facts of it."""
    path = lived.export(tmp_path / "x.ebb")
    other = vault_at("other")
    other.database.write(lambda c: talk(c, 0, 80))
    purge(other, "canoe")
    opened = other.open(path)
    merged = opened.import_all().merged
    assert merged == opened.preview.merged
    assert merged.purged > 0
    assert merged.left_out > 0
    columns = (("memory", "text || context"), ("turn", "text"), ("chat", "title"), ("revision", "text"), ("tag", "tag"))
    for table, column in columns:
        assert not other.rows(f"select * from {table} where {column} like '%canoe%'"), table
    assert other.rows("select text from turn") == [("[forgotten]",), ("[forgotten]",)]
    assert all(finding.ok for finding in verify_database(other.database))
    assert other.take(path).new == 0


def test_what_is_forgotten_here_stays_forgotten(lived: Vault, tmp_path: Path) -> None:
    path = lived.export(tmp_path / "x.ebb")
    letting_go = LettingGo(lived.database, lambda: None)
    request = letting_go.forget(Meant(matching="canoe"), for_good=False, backups=False)
    before = lived.hash
    assert lived.take(path).new == 0
    assert lived.hash == before
    letting_go.restore(request.id)


def test_a_chat_that_was_removed_stays_removed_and_one_that_went_on_goes_on(
    lived: Vault, vault_at: VaultAt, tmp_path: Path
) -> None:
    path = lived.export(tmp_path / "x.ebb")
    other = vault_at("other")
    other.take(path)
    lived.database.write(lambda c: chats.add_turn(c, 1, chats.Role.USER, "And the kayak?"))
    lived.database.write(lambda c: ask(c, "What about the loom?", "Nothing.", 2))
    merged = other.take(lived.export(tmp_path / "y.ebb"))
    assert merged.chats == 1
    assert [text for (text,) in other.rows("select text from turn where chat_id = 1 order by id")][
        -1
    ] == "And the kayak?"
    other.database.write(lambda c: chats.delete_chat(c, 1))
    assert other.take(path).chats == 0
    assert len(other.rows("select id from chat")) == 1


def test_the_strength_of_the_later_use_counts(twins: tuple[Vault, Vault], tmp_path: Path) -> None:
    ours, theirs = twins
    use = "update memory set stability = ?, reinforced_at = ?, recalls = ? where ref = 'm1' and source_id = ?"
    ours.database.write(lambda c: c.execute(use, (5.0, 10**12, 1, 2)))
    theirs.database.write(lambda c: c.execute(use, (9.0, 10**12 + 1, 2, 1)))
    ours.take(theirs.export(tmp_path / "x.ebb"))
    stood = "select stability, recalls from memory where ref = 'm1' and source_id = 2"
    assert ours.rows(stood) == [(9.0, 2)]
    ours.database.write(lambda c: c.execute(use, (7.0, 10**12 + 2, 3, 2)))
    ours.take(tmp_path / "x.ebb")
    assert ours.rows(stood) == [(7.0, 3)]


def test_settings_that_were_made_here_stay(lived: Vault, vault_at: VaultAt, tmp_path: Path) -> None:
    path = lived.export(tmp_path / "x.ebb")
    other = vault_at("other")
    other.database.write(lambda c: c.execute("insert into setting values ('search.tier', 'fast')"))
    assert other.take(path).settings == 0
    assert other.rows("select value from setting where key = 'search.tier'") == [("fast",)]


def test_an_archive_that_was_changed_after_the_preview_is_refused(
    lived: Vault, vault_at: VaultAt, tmp_path: Path
) -> None:
    path = lived.export(tmp_path / "x.ebb")
    other = vault_at("other")
    opened = other.open(path)
    purge(lived, "loom")
    lived.export(path)
    with pytest.raises(UserError, match="changed while"):
        opened.import_all()
    assert other.rows("select count(*) from source") == [(0,)]


MESSAGES = st.lists(st.integers(0, 30), max_size=12, unique=True)


@given(ours=MESSAGES, theirs=MESSAGES, edits=st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=6))
@settings(max_examples=30, deadline=None)
def test_after_both_ways_both_hold_all_and_read_alike(
    ours: list[int], theirs: list[int], edits: list[tuple[bool, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever each of two vaults holds of a talk, and whatever was edited where."""
    folder = tmp_path_factory.mktemp("both")
    first, second = Vault.at(folder / "first"), Vault.at(folder / "second")
    try:
        for vault, numbers in ((first, ours), (second, theirs)):
            vault.database.write(lambda c, numbers=numbers: say(c, numbers))
        for number, (here, ref) in enumerate(edits):
            vault = first if here else second
            if vault.rows("select id from memory where ref = ?", f"m{ref}"):
                edit(vault, f"m{ref}", f"Edit {number} of {ref}.")
                latest = (
                    "update revision set replaced_at = ? "
                    "where version = (select version - 1 from memory where id = memory_id)"
                )
                vault.database.write(lambda c, n=number, latest=latest: c.execute(latest, (1000 + n,)))
        exchange(first, second, folder / "x.ebb")
        exchange(second, first, folder / "y.ebb")
        assert {f"m{number}" for number in {*ours, *theirs}} == texts(first).keys()
        assert texts(first) == texts(second)
        for vault in (first, second):
            assert all(finding.ok for finding in verify_database(vault.database))
            before = vault.hash
            exchange(first, second, folder / "z.ebb")
            assert vault.hash == before
    finally:
        first.database.close()
        second.database.close()


def say(connection: Connection, numbers: list[int]) -> None:
    source = insert_source(connection, NewSource(SourceKind.CONVERSATION, "t", "t", "application/jsonl"))
    memories.insert_memories(connection, source, 0, [message(number) for number in numbers])


def exchange(giving: Vault, taking: Vault, path: Path) -> None:
    if giving.rows("select id from memory"):
        taking.take(giving.export(path))
