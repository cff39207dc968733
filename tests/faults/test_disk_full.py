"""No space on the disk: a sentence, an exit code of its own, and what was saved before is all there."""

from __future__ import annotations

import contextlib
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.inference.downloading.fetching import Refused, Request, fetch
from tests.faults.command import Ebb, copy_profile, message, write_conversation
from tests.unit.inference.hub import Hub, serve

SMALL = 6 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes; needs the right to mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_stops_an_import_and_loses_nothing(template: Path, tmp_path: Path, small_disk: Path) -> None:
    ebb = Ebb(tmp_path, copy_profile(template, small_disk / "profile"))
    (tmp_path / "kept.txt").write_text("The spare oar stands behind the stove.")
    ebb("add", tmp_path / "kept.txt")
    done = ebb(
        "import",
        "conversation",
        write_conversation(tmp_path / "c.jsonl", map(message, range(20_000))),
        expect=4,
    )
    assert "disk is full" in done.stderr
    stored = ebb.status()
    assert stored["queued"] == 1
    assert stored["failed"] == 0
    ebb("verify")
    assert ebb.lines("search", "--json", "spare oar")[0]["text"] == "The spare oar stands behind the stove."

    subprocess.run(["mount", "-o", "remount,size=200M", str(small_disk)], check=True)
    ebb("import", "conversation", tmp_path / "c.jsonl")
    now = ebb.status()
    assert (now["memories"], now["queued"]) == (20_001, 0)


def test_no_room_for_a_vault_is_said_and_leaves_none(tmp_path: Path, small_disk: Path) -> None:
    ebb = Ebb(tmp_path, small_disk / "profile")
    with (small_disk / "ballast").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\1" * 4096):
            pass
    done = ebb("init", expect=4)
    assert "disk is full" in done.stderr
    assert done.stdout == ""
    (small_disk / "ballast").unlink()
    assert "Recovery code" in ebb("init").stdout


def test_a_file_size_limit_is_an_answer_not_a_crash(ebb: Ebb, tmp_path: Path) -> None:
    file = write_conversation(tmp_path / "c.jsonl", map(message, range(20_000)))
    done = subprocess.run(
        ebb.command("import", "conversation", file),
        capture_output=True,
        encoding="utf-8",
        env=ebb.environment,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL)),
        timeout=60,
    )
    assert done.returncode == 4, done
    assert "What was saved before is safe" in done.stderr
    assert "Traceback" not in done.stderr
    ebb("verify")
    ebb("import", "conversation", file)
    assert ebb.status()["memories"] == 20_000


def test_a_disk_that_fills_during_a_download_is_said_and_nothing_passes_for_whole(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room was there when it was looked at, and was taken by others before all was written."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 0, 10**9))
    with serve(Hub(bytes(2 * SMALL))) as hub:
        request = Request("somebody/small", ("small.gguf",), small_disk, hub.endpoint)
        with pytest.raises(Refused, match="The disk is full"):
            fetch(request)
    assert [file.suffix for file in small_disk.iterdir()] == [".part"]  # which whoever asked for it removes
