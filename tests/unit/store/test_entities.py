"""Names are kept with where they stand, and nothing of them outlives the memories that said them."""

from __future__ import annotations

import threading
from pathlib import Path

import apsw
import pytest

from core.ingest.understanding import VERSION, store_understood, understand_waiting
from core.model.entity import EntityKind
from core.model.memory import NewMemory, SourceKind
from core.store import database as database_module
from core.store import entities, memories, migrations, sources
from core.store.database import Database
from core.store.sources import NewSource
from tests.conftest import KEY
from tests.unit.store.samples import said

DERIVED = ("entity", "mention", "alias", "triple")


def keep(database: Database, *new: NewMemory, name: str = "talk") -> tuple[int, list[int]]:
    """Store and understand messages as one conversation; returns the source's id and theirs."""
    source = NewSource(SourceKind.CONVERSATION, name, name, "application/jsonl")
    source_id = database.write(lambda c: sources.insert_source(c, source))
    return source_id, database.write(lambda c: store_understood(c, source_id, 0, new))


def names_in(database: Database, text: str) -> set[str]:
    with database.reading() as connection:
        return {entity.folded for entity in entities.entities_in(connection, text)}


def test_what_is_named_is_found_again_in_any_case(database: Database) -> None:
    keep(database, said("We met Nora May in Bergen.", speaker="Tom"), said("ok", "b", speaker="Tom"))
    assert names_in(database, "what did nora may do in bergen?") == {"nora may", "bergen"}
    assert names_in(database, "what did Nora do?") == {"nora may"}
    assert names_in(database, "what did Greta do?") == set()


def test_a_first_name_means_whoever_bears_it(database: Database) -> None:
    keep(database, said("We met Nora May and Nora Quist.", "a"), said("My sister Nora came.", "b", speaker="Tom"))
    assert names_in(database, "Where is Nora?") == {"nora", "nora may", "nora quist"}
    assert names_in(database, "Where is Nora May?") == {"nora may"}


def test_another_name_leads_to_the_same_person(database: Database) -> None:
    keep(
        database,
        said("I am home, call me Lanie.", "a", speaker="Melanie"),
        said("Did you call, Mel?", "b", speaker="Tom"),
        said("Thanks, Mel!", "c", speaker="Tom"),
    )
    assert names_in(database, "what about mel") == {"melanie"}
    assert names_in(database, "what about Lanie") == {"melanie"}


def test_memories_neighbours_and_frequencies(database: Database) -> None:
    _, ids = keep(
        database,
        said("We met Anna in Bergen.", "a", speaker="Tom"),
        said("Then Anna went to Porto, and I paid 50 euros.", "b", speaker="Tom"),
        said("It rains in Porto.", "c", speaker="Tom"),
    )
    with database.reading() as connection:
        known = {e.folded: e.id for e in entities.list_entities(connection, None, 20)}
        anna, porto, bergen = known["anna"], known["porto"], known["bergen"]
        assert entities.memories_with(connection, [anna], 10) == {anna: [ids[1], ids[0]]}
        assert entities.neighbours(connection, [anna], 10) == {anna: {bergen: 1, porto: 1}}
        assert entities.frequencies(connection, [anna, porto, bergen]) == {anna: 2, porto: 2, bergen: 1}
        assert entities.entities_of(connection, ids) == {ids[0]: [anna, bergen], ids[1]: [anna, porto], ids[2]: [porto]}
        assert known["tom"] in entities.entities_of(connection, ids, pronouns=True)[ids[1]]
        links, counts = entities.graph_around(connection, [bergen], [ids[2]])
        assert set(links) == set(ids)
        assert counts == {anna: 2, porto: 2, bergen: 1}


def test_a_kind_once_known_is_kept(database: Database) -> None:
    keep(database, said("I like Porto.", "a"), said("I live in Porto.", "b"), said("With Porto again.", "c"))
    with database.reading() as connection:
        assert [e.kind for e in entities.entities_in(connection, "Porto")] == [EntityKind.PLACE]


def test_nothing_derived_outlives_its_memories(database: Database) -> None:
    secret = "Xanthippa"
    source_id, _ = keep(
        database,
        said(f"My sister {secret} lives in Quellheim, call me Zorro.", speaker="Vespera"),
        said("My gate code is 4417-zebra", "b", speaker="Vespera"),
    )
    keep(database, said("My brother Anton lives in Bergen.", speaker="Tom"), name="other")
    with database.reading() as connection:
        before = {table: connection.execute(f"select count(*) from {table}").get for table in DERIVED}
    assert all(before.values())

    def remove(connection: apsw.Connection) -> None:
        memories.delete_memories_of(connection, source_id)
        sources.delete_source(connection, source_id)

    database.write(remove)
    with database.reading() as connection:
        kept = {row[0] for row in connection.execute("select folded from entity")}
        told = {row[0] for row in connection.execute("select subject from triple")}
        broken = connection.execute("pragma foreign_key_check").fetchall()
    assert kept == {"anton", "bergen", "tom"}
    assert told == {"tom", "anton"} or told == {"anton"}
    assert broken == []


def test_a_vault_of_the_first_shape_is_brought_up_and_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        first = (migrations.first_light,)
        patched.setattr(migrations, "MIGRATIONS", first)
        patched.setattr(database_module, "MIGRATIONS", first)
        old = Database(tmp_path / "vault.db", KEY, backups=tmp_path / "backups")

        def fill(connection: apsw.Connection) -> None:
            connection.execute(
                "insert into source(kind, title, location, content_hash, media_type, size, added_at) "
                "values ('conversation', 'talk', 'talk', x'', 'x', 0, 0)"
            )
            connection.executemany(
                "insert into memory(kind, form, text, source_id, position, ref, span_start, span_end, speaker, "
                "said_at, stored_at, stability, reinforced_at, trust) "
                "values ('episodic', 'chunk', ?, 1, ?, ?, 0, 9, 'Robin', ?, 0, 30, 0, 'imported')",
                [("I live in Bergen now.", n, f"m{n}", 1_700_000_000_000 + n) for n in range(450)],
            )

        old.write(fill)
        old.close()
    database = Database(tmp_path / "vault.db", KEY, backups=tmp_path / "backups")
    with database.reading() as connection:
        assert memories.count_not_understood(connection, VERSION) == 450
    batches: list[int] = []
    assert understand_waiting(database, threading.Event(), batches.append) == 450
    assert len(batches) > 1
    with database.reading() as connection:
        assert memories.count_not_understood(connection, VERSION) == 0
        assert connection.execute("select count(*) from triple where object = 'bergen'").get == 450
    assert understand_waiting(database, threading.Event()) == 0
    database.close()
