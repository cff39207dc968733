"""Whatever ends an export or an import, and whenever: a whole archive or none, all of it in the vault or nothing."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import time
from pathlib import Path

import pytest

from core.store.contents import hash_contents
from tests.faults.command import Ebb, copy_profile, interrupt, message, wait_until, write_conversation
from tests.faults.conftest import open_database
from tests.faults.test_disk_full import small_disk
from tests.unit.transfer.importers.exports import plain, write_zip

__all__ = ["small_disk"]

MESSAGES = 6_000
KILLS = int(os.environ.get("EBB_KILLS", "6"))
ARCHIVE = {"EBB_ARCHIVE_PASSPHRASE": "two grey gulls"}


def content_of(profile: Path) -> str:
    database = open_database(profile)
    try:
        with database.reading() as connection:
            return hash_contents(connection)
    finally:
        database.close()


def open_files(process: int) -> set[str]:
    """The files a process has open."""
    found = set()
    for entry in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(OSError):
            found.add(str(entry.readlink()))
    return found


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Ebb:
    """A vault with a long talk."""
    place = tmp_path_factory.mktemp("full")
    ebb = Ebb(place, copy_profile(template, place / "profile"))
    ebb.environment |= ARCHIVE
    ebb("import", "conversation", write_conversation(place / "talk.jsonl", map(message, range(MESSAGES))))
    return ebb


@pytest.fixture(scope="module")
def archive(full: Ebb) -> Path:
    """It, in a file."""
    (said,) = full.lines("export", full.place / "all.ebb", "--json")
    assert said["memories"] == MESSAGES
    assert said["encrypted"]
    return Path(said["path"])


@pytest.fixture
def receiving(ebb: Ebb) -> Ebb:
    ebb.environment |= ARCHIVE
    return ebb


def test_a_killed_export_leaves_no_half_archive(full: Ebb, tmp_path: Path) -> None:
    target = tmp_path / "all.ebb"
    moments, killed = random.Random(3), 0
    for _ in range(KILLS):
        process = full.start("export", target)
        wait_until(lambda process=process: process.poll() is not None or any(tmp_path.glob(".all.ebb.*.new")))
        time.sleep(moments.uniform(0.0, 0.4))
        process.kill()
        killed += process.wait() != 0
        process.communicate()
        if target.exists():
            (said,) = full.lines("import", "archive", target, "--dry-run", "--json")
            assert said["already"] == MESSAGES
            target.unlink()
    assert killed >= KILLS // 2
    full("export", target)
    assert [file.name for file in tmp_path.iterdir()] == ["all.ebb"]


def test_a_killed_import_leaves_the_vault_as_it_was(template: Path, full: Ebb, archive: Path, tmp_path: Path) -> None:
    trial = Ebb(tmp_path, copy_profile(template, tmp_path / "trial"))
    trial.environment |= ARCHIVE
    empty, whole = content_of(trial.profile), content_of(full.profile)
    began = time.monotonic()
    trial("import", "archive", archive, "--yes")
    seconds = time.monotonic() - began
    moments, killed = random.Random(4), 0
    for number in range(KILLS):
        ebb = Ebb(tmp_path, copy_profile(template, tmp_path / f"profile{number}"))
        ebb.environment |= ARCHIVE
        process = ebb.start("import", "archive", archive, "--yes")
        # Every third is killed while it commits, which is when the log grows.
        if number % 3:
            time.sleep(moments.uniform(0.3, 1.0) * seconds)
        else:
            wal = ebb.profile / "vault.db-wal"
            wait_until(
                lambda process=process, wal=wal: (
                    process.poll() is not None or (wal.exists() and wal.stat().st_size > 200_000)
                )
            )
        process.kill()
        killed += process.wait() != 0
        process.communicate()
        assert content_of(ebb.profile) in (empty, whole)
    ebb("import", "archive", archive, "--yes")
    assert content_of(ebb.profile) == whole
    ebb("verify")
    assert killed >= KILLS // 2


def test_an_interrupted_import_changes_nothing(receiving: Ebb, archive: Path) -> None:
    empty = content_of(receiving.profile)
    process = receiving.start("import", "archive", archive, "--yes")
    wait_until(lambda: process.poll() is not None or str(archive) in open_files(process.pid))
    interrupt(process)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    assert process.returncode == 130
    assert content_of(receiving.profile) == empty


def test_a_killed_export_of_a_vault_with_something_forgotten_leaves_no_copy(full: Ebb, tmp_path: Path) -> None:
    profile = copy_profile(full.profile, tmp_path / "profile")
    ebb = Ebb(tmp_path, profile)
    ebb.environment |= ARCHIVE
    ebb("forget", "--matching", "Gannet17", "--yes")
    process = ebb.start("export", tmp_path / "all.ebb")
    wait_until(lambda: process.poll() is not None or any(profile.glob("export-*/*.db*")))
    process.kill()
    process.communicate()
    (said,) = ebb.lines("export", tmp_path / "all.ebb", "--json", "--replace")
    assert (said["hidden"], said["memories"]) == (1, MESSAGES - 1)
    assert not list(profile.glob("export-*"))
    ebb("forget", "--restore", 1)


def test_a_killed_backup_is_none_and_the_next_one_is_whole(full: Ebb, tmp_path: Path) -> None:
    profile = copy_profile(full.profile, tmp_path / "profile")
    ebb, content = Ebb(tmp_path, profile), content_of(full.profile)
    process = ebb.start("backups", "make")
    wait_until(lambda: process.poll() is not None or any(profile.glob("backups/.hand-*.new")))
    process.kill()
    process.communicate()
    made = {said["path"] for said in ebb.lines("backups", "--json")}
    (said,) = ebb.lines("backups", "make", "--json")
    for path in {*made, said["path"]}:  # the killed one was finished just before, or is not there
        name = Path(path).name
        ebb("backups", "restore", name, tmp_path / name)
        assert content_of(tmp_path / name) == content


def test_what_is_wrong_with_an_archive_is_a_sentence_and_an_exit_code(
    receiving: Ebb, archive: Path, tmp_path: Path
) -> None:
    ebb = receiving
    before = content_of(ebb.profile)
    wrong = ebb("import", "archive", archive, "--yes", expect=3, environment={"EBB_ARCHIVE_PASSPHRASE": "x"})
    assert "That passphrase does not open this archive" in wrong.stderr
    content = bytearray(archive.read_bytes())
    broken = tmp_path / "broken.ebb"
    content[len(content) // 2] ^= 1
    broken.write_bytes(content)
    assert "damaged" in ebb("import", "archive", broken, "--yes", expect=2).stderr
    broken.write_bytes(archive.read_bytes()[:-1])
    assert "damaged" in ebb("import", "archive", broken, "--yes", expect=2).stderr
    broken.write_text("hello")
    assert "no archive" in ebb("import", "archive", broken, "--yes", expect=2).stderr
    assert "say --yes" in ebb("import", "archive", archive, expect=2).stderr
    assert "--yes" in ebb("export", tmp_path / "x.ebb", "--plain", expect=2).stderr
    assert "nothing to export" in ebb("export", tmp_path / "x.ebb", expect=2).stderr
    assert not (tmp_path / "x.ebb").exists()
    assert content_of(ebb.profile) == before


def test_no_word_of_a_memory_is_readable_in_an_encrypted_archive(archive: Path) -> None:
    content = archive.read_bytes()
    assert b"Gannet" not in content
    assert content.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert archive.stat().st_mode & 0o077 == 0


def test_a_full_disk_stops_an_import_and_an_export_and_leaves_nothing(
    template: Path, archive: Path, tmp_path: Path, small_disk: Path
) -> None:
    ebb = Ebb(tmp_path, copy_profile(template, small_disk / "profile"))
    ebb.environment |= ARCHIVE
    empty = content_of(ebb.profile)
    with (small_disk / "ballast").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while free(small_disk) > 300_000 and file.write(b"\1" * 4096):
            pass
    assert "disk is full" in ebb("import", "archive", archive, "--yes", expect=4).stderr
    (small_disk / "ballast").unlink()
    assert content_of(ebb.profile) == empty
    ebb("verify")

    other = Ebb(tmp_path, copy_profile(template, tmp_path / "roomy"))
    other.environment |= ARCHIVE
    other("import", "archive", archive, "--yes")
    with (small_disk / "ballast").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while free(small_disk) > 100_000 and file.write(b"\1" * 4096):
            pass
    for words in (("export", small_disk / "x.ebb"), ("export", "--markdown", small_disk / "out", "--yes")):
        assert "disk is full" in other(*words, expect=4).stderr
    assert not [file for file in small_disk.iterdir() if "x.ebb" in file.name or "out" in file.name]


def free(place: Path) -> int:
    return shutil.disk_usage(place).free


def test_a_killed_import_of_chats_goes_on_and_stores_every_message_once(ebb: Ebb, tmp_path: Path) -> None:
    talks = [
        plain(f"t{n}", *(f"Talk {n}: the boat Gannet{n} lies at mooring {m}." for m in range(8))) for n in range(400)
    ]
    path = write_zip(tmp_path / "export.zip", {"conversations.json": talks})
    wal, moments, killed = ebb.profile / "vault.db-wal", random.Random(6), 0
    for _ in range(4):
        process = ebb.start("import", "chatgpt", path)
        size = wal.stat().st_size if wal.exists() else 0
        wait_until(
            lambda size=size, process=process: (
                process.poll() is not None or (wal.exists() and wal.stat().st_size > size)
            )
        )
        time.sleep(moments.uniform(0.0, 0.3))
        process.kill()
        killed += process.wait() != 0
        process.communicate()
    assert killed
    ebb("import", "chatgpt", path)
    database = open_database(ebb.profile)
    with database.reading() as connection:
        stored = connection.execute("select ref from memory order by source_id, position").fetchall()
    database.close()
    assert sorted(ref for (ref,) in stored) == sorted(f"t{n}-{m}" for n in range(400) for m in range(8))
    ebb("verify")
