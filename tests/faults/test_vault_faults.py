"""A vault that is locked, damaged, half there, newer, or in use: one plain sentence, its own exit code, no change."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from core.assistant import Assistant
from core.errors import MachineError, VaultDamaged
from tests.faults.command import PASSPHRASE, Ebb, copy_profile, message, write_conversation
from tests.faults.conftest import open_database


def snapshot(profile: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in profile.iterdir() if file.is_file()}


@pytest.fixture(scope="module")
def filled_template(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("filled")
    ebb = Ebb(place, copy_profile(template, place / "profile"))
    ebb("import", "conversation", write_conversation(place / "c.jsonl", map(message, range(300))))
    return ebb.profile


@pytest.fixture
def filled(filled_template: Path, tmp_path: Path) -> Ebb:
    return Ebb(tmp_path, copy_profile(filled_template, tmp_path / "profile"))


def test_a_wrong_passphrase_ends_with_3_and_changes_nothing(filled: Ebb) -> None:
    before = snapshot(filled.profile)
    done = filled("status", "--json", expect=3, environment={"EBB_PASSPHRASE": "seven loud boats"})
    assert done.stdout == ""
    assert done.stderr == "That passphrase does not open this vault. Nothing was changed; try again.\n"
    assert snapshot(filled.profile) == before


def test_no_passphrase_and_nobody_to_ask_is_said(ebb: Ebb) -> None:
    del ebb.environment["EBB_PASSPHRASE"]
    assert "EBB_PASSPHRASE" in ebb("status", expect=2).stderr


def test_no_vault_says_how_to_make_one(ebb: Ebb, tmp_path: Path) -> None:
    ebb.profile = tmp_path / "elsewhere"
    assert "ebb init" in ebb("status", expect=4).stderr
    assert not ebb.profile.exists()


def test_a_vault_is_made_once(ebb: Ebb) -> None:
    before = snapshot(ebb.profile)
    assert "already" in ebb("init", expect=2).stderr
    assert snapshot(ebb.profile) == before


@pytest.mark.parametrize("damage", ["cut", "empty", "not json", "slots"])
def test_a_damaged_header_ends_with_5(filled: Ebb, damage: str) -> None:
    header = filled.profile / "vault.json"
    raw = header.read_bytes()
    changed = {"cut": raw[:90], "empty": b"", "not json": b"\xff\xfe{}", "slots": b'{"format": 1, "slots": []}'}
    header.write_bytes(changed[damage])
    before = snapshot(filled.profile)
    said = filled("status", expect=5).stderr
    assert "damaged" in said
    assert "backup" in said
    assert snapshot(filled.profile) == before


def test_a_page_that_was_changed_ends_with_5(filled: Ebb) -> None:
    file = filled.profile / "vault.db"
    raw = bytearray(file.read_bytes())
    for place in range(4096 * 3, len(raw), 4096 * 5):
        raw[place + 99] ^= 1
    file.write_bytes(raw)
    said = filled("verify", expect=5)
    assert "damaged" in said.stderr or "BAD" in said.stdout


@pytest.mark.parametrize("kept", [0, 4096, 50_000])
def test_a_database_that_was_cut_off_ends_with_5(filled: Ebb, kept: int) -> None:
    file = filled.profile / "vault.db"
    file.write_bytes(file.read_bytes()[:kept])
    filled("verify", expect=5)


def test_a_header_without_its_database_is_no_empty_vault(filled: Ebb) -> None:
    """The memories are gone, or on another disk: an empty vault in their place would hide that."""
    (filled.profile / "vault.db").unlink()
    said = filled("status", expect=5).stderr
    assert "vault.db" in said
    assert not (filled.profile / "vault.db").exists()


def test_a_database_without_its_header_is_named(filled: Ebb) -> None:
    (filled.profile / "vault.json").unlink()
    for command in ("status", "init"):
        done = filled(command, expect=None)
        assert done.returncode != 0
        assert "vault.json" in done.stderr, (command, done.stderr)


def test_a_header_of_another_vault_opens_nothing(filled: Ebb, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assistant, _ = Assistant.create(other, PASSPHRASE)
    assistant.close()
    shutil.copy(other / "vault.json", filled.profile / "vault.json")
    before = (filled.profile / "vault.db").read_bytes()
    assert "vault.json" in filled("status", expect=5).stderr
    assert (filled.profile / "vault.db").read_bytes() == before


def test_a_newer_vault_is_left_alone(filled: Ebb) -> None:
    header = filled.profile / "vault.json"
    header.write_text(json.dumps(json.loads(header.read_text()) | {"format": 99}))
    before = snapshot(filled.profile)
    assert "newer Ebb" in filled("status", expect=4).stderr
    assert snapshot(filled.profile) == before


@pytest.fixture
def held(filled: Ebb) -> Iterator[Ebb]:
    """The vault while another process is in the middle of a write that does not end."""
    database = open_database(filled.profile)
    database._connection.execute("begin immediate")
    yield filled
    database._connection.execute("rollback")
    database.close()


def test_a_vault_that_another_ebb_is_writing_to_can_be_read_and_is_named_busy(held: Ebb) -> None:
    assert held.status()["memories"] == 300
    assert held.lines("search", "--json", "gannet7")[0]["refs"] == ["m7"]
    # The same command, with less patience than thirty seconds.
    impatient = "import core.store.database as d; d._BUSY_MS = 300; from app.main import run; run()"
    file = write_conversation(held.place / "more.jsonl", [message(1)])
    words = held.command("import", "conversation", file)[3:]
    done = subprocess.run(
        [sys.executable, "-c", impatient, *words],
        capture_output=True,
        encoding="utf-8",
        env=held.environment,
        timeout=30,
    )
    assert done.returncode == 6
    assert done.stderr.startswith("Another Ebb is writing to this vault")
    assert "Traceback" not in done.stderr


def test_a_migration_leaves_a_backup_that_opens(filled: Ebb, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.store import database as database_module
    from core.store import migrations

    def second_light(connection: apsw.Connection) -> None:
        connection.execute("delete from memory_that_is_not_there")

    extended = (*migrations.MIGRATIONS, second_light)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", extended)
        patch.setattr(database_module, "MIGRATIONS", extended)
        with pytest.raises(Exception, match="memory_that_is_not_there"):
            open_database(filled.profile)
    (backup,) = (filled.profile / "backups").iterdir()
    assert backup.stat().st_mode & 0o777 == 0o600
    backup.replace(filled.profile / "vault.db")
    for rest in ("vault.db-wal", "vault.db-shm"):
        (filled.profile / rest).unlink(missing_ok=True)
    filled("verify")
    assert filled.status()["memories"] == 300


def test_a_locked_assistant_says_so(ebb: Ebb) -> None:
    assistant = Assistant.unlock(ebb.profile, passphrase=PASSPHRASE)
    assistant.close()
    assistant.close()
    for use in (assistant.status, assistant.verify, lambda: assistant.search("boat"), lambda: assistant.work()):
        with pytest.raises(MachineError, match="locked"):
            use()
    assert not issubclass(MachineError, VaultDamaged)
