"""What leaves in an archive comes back as it was; the format is what its document says."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Cancelled, UserError
from core.letting_go import LettingGo
from core.model.forgetting import Meant
from core.model.memory import Kind, SourceKind
from core.model.transfer import Selection
from core.retrieval.configuration import Configuration
from core.retrieval.recall import Recall
from core.store.database import Database
from core.store.verification import verify_database
from core.transfer.fields import FIELDS, ORDER, Sequence
from tests.conftest import HashEmbedder
from tests.faults.command import ROOT
from tests.unit.transfer.lives import MAY, Vault, told

VaultAt = Callable[[str], Vault]
QUESTIONS = ("canoe Lisbon", "who moved to Bergen", "ferry moored", "paint before winter", "Ines violin", "bench")


def records_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


def found(database: Database) -> list[list[tuple[str, float]]]:
    embedder = HashEmbedder()
    embedder.ready = False
    # A memory ebbs with every second, so the last digits of a score tell when it was asked for.
    recall = Recall(database, embedder, Configuration())
    return [
        [(hit.memory.text, round(hit.score, 4)) for hit in recall.recall(question, 10, wait_for_model=False).hits]
        for question in QUESTIONS
    ]


def test_a_new_vault_holds_the_same_afterwards(lived: Vault, vault_at: VaultAt, tmp_path: Path) -> None:
    path = lived.export(tmp_path / "all.ebb", passphrase="boat")
    other = vault_at("other")
    merged = other.open(path, "boat").import_all().merged
    assert merged.new == len(lived.rows("select id from memory"))
    assert other.hash == lived.hash
    for table in ("mention", "alias", "entity", "chat", "turn", "citation"):
        assert other.rows(f"select * from {table}") == lived.rows(f"select * from {table}"), table
    assert other.rows("select key, value from setting") == [("search.tier", "thorough")]
    assert all(finding.ok for finding in verify_database(other.database))
    assert found(other.database) == found(lived.database)


def test_a_second_import_finds_everything_here(lived: Vault, vault_at: VaultAt, tmp_path: Path) -> None:
    path = lived.export(tmp_path / "all.ebb")
    other = vault_at("other")
    other.take(path)
    before = other.hash
    for vault in (other, lived):
        merged = vault.take(path)
        assert (merged.new, merged.newer, merged.sources, merged.chats, merged.conflicting) == (0, 0, 0, 0, 0)
        assert merged.already == len(lived.rows("select id from memory"))
    assert other.hash == before == lived.hash


def test_equal_vaults_write_equal_archives_but_for_the_time(lived: Vault, vault_at: VaultAt, tmp_path: Path) -> None:
    path = lived.export(tmp_path / "all.ebb")
    other = vault_at("other")
    other.take(path)
    assert records_of(other.export(tmp_path / "again.ebb"))[1:-1] == records_of(path)[1:-1]


def test_a_preview_changes_nothing_and_says_what_the_import_then_does(
    lived: Vault, vault_at: VaultAt, tmp_path: Path
) -> None:
    path = lived.export(tmp_path / "all.ebb")
    other = vault_at("other")
    opened = other.open(path)
    assert other.rows("select count(*) from memory") == [(0,)]
    assert opened.preview.memories == opened.preview.merged.new > 0
    assert opened.preview.since == MAY
    assert opened.import_all().merged == opened.preview.merged


def test_every_record_is_as_the_format_says(lived: Vault, tmp_path: Path) -> None:
    first, *records, last = records_of(lived.export(tmp_path / "all.ebb"))
    assert (first["type"], first["format"], first["version"]) == ("archive", "ebb-archive", 1)
    sequence = Sequence()
    for line, record in enumerate(records, 2):
        sequence.check(record, line)
        assert set(record) == {"type", *FIELDS[record["type"]]}
    assert {record["type"] for record in records} == set(FIELDS)
    assert last["lines"] == len(records) + 1


def test_the_document_names_every_record_and_every_field() -> None:
    document = (ROOT / "docs" / "archive-format.md").read_text("utf-8")
    for type_, fields in FIELDS.items():
        part = re.search(rf"^### `{type_}`\n(.*?)(?=^##|\Z)", document, re.M | re.S)
        assert part is not None, type_
        named = set(re.findall(r"^\| `(\w+)` \|", part[1], re.M))
        assert named == set(fields), type_
    assert [name for name in re.findall(r"^### `(\w+)`", document, re.M) if name in ORDER] == list(ORDER)


def test_what_is_forgotten_does_not_leave_nor_what_was_said_of_it(lived: Vault, tmp_path: Path) -> None:
    letting_go = LettingGo(lived.database, lambda: None)
    letting_go.forget(Meant(matching="telescope"), for_good=False, backups=False)
    path = lived.export(tmp_path / "all.ebb")
    clear = gzip.decompress(path.read_bytes()).decode().lower()
    assert "telescope" not in clear
    assert "violin" in clear
    assert not list(lived.database.file.parent.glob("export-*"))
    assert letting_go.requests()[0].state == "hidden"


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(since=MAY + timedelta(days=1), until=MAY + timedelta(days=2)), set(range(20, 40))),
        (Selection(sources=("HARB",)), set(range(80))),
        (Selection(kinds=(SourceKind.CONVERSATION,)), set(range(80))),
        (Selection(tags=("#garden",)), set(range(1, 80, 4))),
        (Selection(tags=("garden",), until=MAY + timedelta(days=1)), set(range(1, 20, 4))),
    ],
)
def test_a_selection_takes_what_fits_and_no_word_of_the_rest(
    lived: Vault, vault_at: VaultAt, tmp_path: Path, selection: Selection, expected: set[int]
) -> None:
    path = lived.export(tmp_path / "part.ebb", selection)
    records = records_of(path)[1:-1]
    messages = {r["ref"] for r in records if r["type"] == "memory" and r["form"] == "chunk" and r["speaker"]}
    assert messages == {f"m{number}" for number in expected}
    assert not {"chat", "turn", "setting"} & {record["type"] for record in records}
    here = {record["id"] for record in records if record["type"] == "memory"}
    assert all({*record["of"], record["memory"]} <= here for record in records if record["type"] == "parents")
    if len(expected) < 80:
        clear = gzip.decompress(path.read_bytes()).decode()
        left_out = set(range(80)) - expected
        assert not [number for number in left_out if number % 4 in (0, 1) and told(number) in clear]
    other = vault_at("other")
    other.take(path)
    assert all(finding.ok for finding in verify_database(other.database))
    assert len(other.rows("select id from memory")) == len(here)


def test_what_sleep_made_goes_with_all_it_rests_on(lived: Vault, tmp_path: Path) -> None:
    every = records_of(lived.export(tmp_path / "talk.ebb", Selection(sources=("harbour",))))
    assert [r for r in every if r.get("form") == "event"]
    day = Selection(since=MAY, until=MAY + timedelta(days=1))
    records = records_of(lived.export(tmp_path / "day.ebb", day))
    said = {r["id"] for r in records if r["type"] == "memory" and r["form"] == "chunk"}
    made = {r["id"] for r in records if r["type"] == "memory" and r["form"] != "chunk"}
    parents = {r["memory"]: r["of"] for r in records if r["type"] == "parents"}
    assert made
    assert all(set(parents[id_]) <= said | made for id_ in made)


def test_facts_alone_may_leave(lived: Vault, tmp_path: Path) -> None:
    records = records_of(lived.export(tmp_path / "facts.ebb", Selection(kinds=(Kind.SEMANTIC,))))
    kinds = {record["kind"] for record in records if record["type"] == "memory"}
    assert kinds == {"semantic"}


def test_contexts_of_a_part_are_worded_anew_from_what_came(lived: Vault, vault_at: VaultAt, tmp_path: Path) -> None:
    path = lived.export(tmp_path / "part.ebb", Selection(until=MAY + timedelta(days=1)))
    other = vault_at("other")
    other.take(path)
    contexts = dict(other.rows("select ref, context from memory where form = 'chunk' and speaker <> ''"))
    assert told(3) in contexts["m4"]
    assert told(0) not in contexts["m0"]


def test_a_file_that_is_there_is_not_replaced_unasked(lived: Vault, tmp_path: Path) -> None:
    path = tmp_path / "all.ebb"
    path.write_text("mine")
    with pytest.raises(UserError, match="already"):
        lived.transferring.export(path, None, Selection())
    assert path.read_text() == "mine"
    with pytest.raises(UserError, match="nothing to export"):
        lived.export(path, Selection(tags=("nowhere",)))
    assert path.read_text() == "mine"
    assert lived.export(path).stat().st_mode & 0o077 == 0


def test_a_stopped_export_leaves_nothing_and_a_stopped_import_changes_nothing(
    lived: Vault, vault_at: VaultAt, tmp_path: Path
) -> None:
    from threading import Event

    stop = Event()
    stop.set()
    with pytest.raises(Cancelled):
        lived.transferring.export(tmp_path / "all.ebb", None, Selection(), stop=stop)
    assert not [file for file in tmp_path.iterdir() if file.name.endswith((".ebb", ".new"))]
    path = lived.export(tmp_path / "all.ebb")
    other = vault_at("other")
    opened = other.open(path)
    with pytest.raises(Cancelled):
        opened.import_all(stop=stop)
    assert other.rows("select count(*) from source") == [(0,)]
