"""Which files of a folder are taken in, and what is said of the others."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core.ingest.finding import find_files
from core.ingest.readers import SUFFIXES
from core.model.work import JobKind

LINE = json.dumps({"conversation": "c", "id": "1", "speaker": "Ines", "text": "Hello."}) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.md", "a.txt", "deep/er/c.PDF", ".hidden.txt", ".git/d.txt", "node_modules/e.txt", "photo.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("words")
    (tmp_path / "chat.jsonl").write_text(LINE)
    (tmp_path / "log.jsonl").write_text('{"level": "info"}\n')
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "round").symlink_to(tmp_path)
    return tmp_path


def test_a_folder_is_walked_without_its_machinery_and_links(folder: Path) -> None:
    found, skipped = find_files([folder])
    names = {str(path.relative_to(folder)): kind for kind, path in found}
    assert names == {
        "a.txt": JobKind.FILE,
        "b.md": JobKind.FILE,
        "deep/er/c.PDF": JobKind.FILE,
        "chat.jsonl": JobKind.CONVERSATION,
    }
    (entry,) = skipped
    assert entry.where == str(folder)
    assert "2 files" in entry.reason
    assert ".jpg" in entry.reason


def test_a_file_that_is_named_is_taken_whatever_it_is_called(folder: Path) -> None:
    found, skipped = find_files([folder / "photo.jpg", folder / ".hidden.txt", folder / "log.jsonl"])
    assert [kind for kind, _ in found] == [JobKind.FILE] * 3
    assert skipped == []


def test_what_is_named_twice_is_taken_once(folder: Path) -> None:
    found, _ = find_files([folder / "a.txt", folder, folder / "a.txt"])
    assert len(found) == len({path for _, path in found}) == 4


def test_relative_paths_become_whole_ones(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    ((_, path),) = find_files([Path("a.txt")])[0]
    assert path == folder / "a.txt"


def test_every_kind_that_can_be_read_is_looked_for(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        (tmp_path / f"x{suffix}").write_text("words")
    assert {path.suffix for _, path in find_files([tmp_path])[0]} == set(SUFFIXES)


@pytest.mark.parametrize("path", ["gone", "a.txt/inside", "x" * 300, "~nobody-of-this-name/y", "a\0b"])
def test_a_path_that_leads_nowhere_is_said_and_the_others_are_taken(folder: Path, path: str) -> None:
    given = Path(path) if path.startswith("~") else folder / path
    found, skipped = find_files([given, folder / "a.txt"])
    assert [path.name for _, path in found] == ["a.txt"]
    assert [entry.reason for entry in skipped] == ["There is nothing at this path."]


def test_a_name_that_is_no_text_is_said_in_text(tmp_path: Path) -> None:
    strange = tmp_path / os.fsdecode(b"caf\xe9.txt")
    strange.write_text("Coffee.")
    for given in (tmp_path, strange):
        found, skipped = find_files([given])
        assert found == []
        assert skipped[0].where == f"{tmp_path}/caf\ufffd.txt"
        assert "not valid text" in skipped[0].reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look everywhere")
def test_a_folder_that_is_closed_is_said(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "a.txt").write_text("words")
    closed.chmod(0)
    for given in (tmp_path, closed / "a.txt"):
        _, skipped = find_files([given])
        assert len(skipped) == 1
    closed.chmod(0o700)
