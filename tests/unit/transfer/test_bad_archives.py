"""Archives that are broken, foreign or hostile: each is a sentence, and nothing is changed."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import EbbError, MachineError, UserError, WrongSecret
from core.transfer import lines
from core.transfer.fields import FIELDS
from tests.unit.transfer.lives import Vault

VaultAt = Callable[[str], Vault]
Record = dict[str, Any]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, lived_file: Path) -> Path:
    """An archive of everything, not encrypted."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "vault.db").write_bytes(lived_file.read_bytes())
    vault = Vault.at(folder)
    vault.export(folder / "all.ebb")
    vault.export(folder / "sealed.ebb", passphrase="boat")
    vault.database.close()
    return folder / "all.ebb"


@pytest.fixture
def records(archive: Path) -> list[Record]:
    """Its first line and its records."""
    return [json.loads(line) for line in gzip.decompress(archive.read_bytes()).decode().splitlines()][:-1]


@pytest.fixture
def vault(vault_at: VaultAt) -> Vault:
    return vault_at("new")


def write(path: Path, said: list[Record | str]) -> Path:
    """Write an archive that is whole, whatever it says."""
    first = b"".join((one if isinstance(one, str) else json.dumps(one)).encode() + b"\n" for one in said)
    counts = Counter(one["type"] for one in said[1:] if isinstance(one, dict) and isinstance(one.get("type"), str))
    end = {"type": "end", "lines": len(said), "counts": counts, "sha256": hashlib.sha256(first).hexdigest()}
    path.write_bytes(gzip.compress(first + json.dumps(end).encode() + b"\n"))
    return path


def refused(vault: Vault, path: Path, kind: type[EbbError] = UserError, passphrase: str = "") -> str:
    with pytest.raises(kind) as caught:
        vault.open(path, passphrase).import_all()
    assert vault.rows("select count(*) from source") == vault.rows("select count(*) from memory") == [(0,)]
    assert vault.rows("select count(*) from setting") == [(0,)]
    return str(caught.value)


def test_what_is_no_archive_is_said_to_be_none(vault: Vault, archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.ebb"
    for content in (b"", b"PK\x03\x04zip", b"hello", b"SQLite format 3\0", gzip.compress(b'{"a": 1}\n')):
        path.write_bytes(content)
        assert "no archive" in refused(vault, path) or "broken" in refused(vault, path)
    path.write_text("-----BEGIN AGE ENCRYPTED FILE-----\n")
    assert "age --decrypt" in refused(vault, path)
    assert "no file" in refused(vault, tmp_path / "absent.ebb")
    assert "no file" in refused(vault, tmp_path)


def test_a_wrong_passphrase(vault: Vault, archive: Path) -> None:
    assert "passphrase" in refused(vault, archive.with_name("sealed.ebb"), WrongSecret, "coat")


def test_one_flipped_bit_anywhere(vault: Vault, archive: Path, tmp_path: Path) -> None:
    chance = random.Random(8)
    for name, passphrase in (("all.ebb", ""), ("sealed.ebb", "boat")):
        content = archive.with_name(name).read_bytes()
        # Of the encrypted one only what scrypt has been paid for: the rest is in the tests of age.
        least = 10 if name == "all.ebb" else 200
        for _ in range(40 if name == "all.ebb" else 4):
            changed = bytearray(content)
            changed[chance.randrange(least, len(changed))] ^= 1 << chance.randrange(8)
            path = tmp_path / "x.ebb"
            path.write_bytes(changed)
            refused(vault, path, EbbError, passphrase)


def test_cut_short_anywhere(vault: Vault, archive: Path, tmp_path: Path) -> None:
    content = archive.read_bytes()
    chance = random.Random(9)
    path = tmp_path / "x.ebb"
    for length in (*(chance.randrange(2, len(content)) for _ in range(20)), len(content) - 1, len(content) - 8):
        path.write_bytes(content[:length])
        assert "cut short" in refused(vault, path)
    path.write_bytes(content + b"more")
    refused(vault, path)


def test_whole_lines_that_are_missing_or_too_many(vault: Vault, archive: Path, tmp_path: Path) -> None:
    said = gzip.decompress(archive.read_bytes()).splitlines(keepends=True)
    path = tmp_path / "x.ebb"
    for changed in (said[:-1], [*said[:5], *said[6:]], [*said, said[5]], [*said[:6], said[5], *said[6:]]):
        path.write_bytes(gzip.compress(b"".join(changed)))
        refused(vault, path)


def test_from_a_newer_version(vault: Vault, records: list[Record], tmp_path: Path) -> None:
    said = refused(vault, write(tmp_path / "x.ebb", [{**records[0], "version": 2}, {"type": "dream"}]))
    assert "newer Ebb" in said


def test_a_field_that_is_not_known_is_passed_over(vault: Vault, records: list[Record], tmp_path: Path) -> None:
    more = [records[0], *({**record, "dream); drop table memory": [1]} for record in records[1:])]
    assert vault.open(write(tmp_path / "x.ebb", more)).import_all().merged.new > 100


def test_paths_are_words_and_nothing_else(vault: Vault, records: list[Record], tmp_path: Path) -> None:
    for record in records[1:]:
        if record["type"] == "source":
            record["location"] = record["title"] = f"../../../etc/cron.d/x{record['id']}"
    before = sorted(tmp_path.rglob("*"))
    vault.open(write(tmp_path / "x.ebb", records)).import_all()
    assert set(tmp_path.rglob("*")) - set(before) == {tmp_path / "x.ebb"}


def test_absurd_sizes(vault: Vault, records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.ebb"
    path.write_bytes(gzip.compress(json.dumps(records[0]).encode() + b"\n" + b" " * (lines.LONGEST_LINE + 5)))
    assert "longer than" in refused(vault, path)
    monkeypatch.setattr(lines, "_LEAST_PACKED", 100_000)
    blown = next(record for record in records if record["type"] == "memory") | {"text": "x" * 10_000_000}
    said = [*(record for record in records if record["type"] in ("archive", "source", "entity")), blown]
    assert "absurd" in refused(vault, write(path, said))


def test_the_same_id_twice(vault: Vault, records: list[Record], tmp_path: Path) -> None:
    for type_ in ("source", "entity", "memory", "turn"):
        place = next(number for number, record in enumerate(records) if record["type"] == type_)
        said = refused(vault, write(tmp_path / "x.ebb", [*records[: place + 1], records[place], *records[place + 1 :]]))
        assert "twice" in said


def test_two_memories_at_the_same_place(vault: Vault, records: list[Record], tmp_path: Path) -> None:
    own = [record for record in records if record["type"] == "memory" and record["source"] == 1]
    own[1]["position"] = own[0]["position"]
    assert "same place" in refused(vault, write(tmp_path / "x.ebb", records))


def test_what_points_to_nothing(vault: Vault, records: list[Record], tmp_path: Path) -> None:
    without = [record for record in records if record["type"] != "source"]
    assert "not in it" in refused(vault, write(tmp_path / "x.ebb", without))
    for type_, field, value in (
        ("link", "second", 9999), ("parents", "of", [9999]), ("topic", "memory", 9999), ("turn", "chat", 99),
    ):  # fmt: skip
        record = next(record for record in records if record["type"] == type_)
        before, record[field] = record[field], value
        assert "not in it" in refused(vault, write(tmp_path / "x.ebb", records))
        record[field] = before
    assert vault.open(write(tmp_path / "x.ebb", records)).import_all().merged.new


@pytest.mark.parametrize(
    "line",
    ["[]", "5", "null", "{}", '{"type": 5}', '{"type": "dream"}', "{", "\xff", '{"type": NaN}', '"' * 9, "[" * 100_000,
     '{"type": "source", "title": "\\ud800"}'],
)  # fmt: skip
def test_a_line_that_is_none(vault: Vault, records: list[Record], tmp_path: Path, line: str) -> None:
    assert "Line 2 of the archive" in refused(vault, write(tmp_path / "x.ebb", [records[0], line, *records[1:]]))


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20), st.lists(st.one_of(st.integers(-5, 5), st.text(max_size=3), st.none()), max_size=4),
    st.just({}), st.lists(st.lists(st.integers(-1, 2**64), max_size=12), max_size=2),
)  # fmt: skip


@given(data=st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_in_any_field_is_taken_or_refused_and_never_breaks(
    data: st.DataObject, vault: Vault, records: list[Record], tmp_path: Path
) -> None:
    type_ = data.draw(st.sampled_from(list(FIELDS)))
    field = data.draw(st.sampled_from([*FIELDS[type_]]))
    number = data.draw(st.sampled_from([n for n, record in enumerate(records) if record["type"] == type_]))
    changed = [*records[:number], {**records[number], field: data.draw(VALUES)}, *records[number + 1 :]]
    opened = None
    try:
        opened = vault.open(write(tmp_path / "x.ebb", changed))
        before = vault.hash
        opened.import_all()
    except UserError:
        if opened is not None:
            assert vault.hash == before


def test_a_folder_that_cannot_be_written(vault: Vault, archive: Path, tmp_path: Path) -> None:
    vault.take(archive)
    with pytest.raises(MachineError, match="no folder"):
        vault.export(tmp_path / "absent" / "x.ebb")
    with pytest.raises(UserError, match="folder"):
        vault.export(tmp_path)
    with pytest.raises(UserError, match="empty"):
        vault.export(tmp_path / "x.ebb", passphrase="")
    assert not list(tmp_path.glob("*.ebb"))
