"""Everything out and in again, through the real command with the real models: what is found is the same."""

from __future__ import annotations

from pathlib import Path

import pyrage
import pytest

from tests.faults.command import Ebb, copy_profile

pytestmark = pytest.mark.model

ARCHIVE = {"EBB_ARCHIVE_PASSPHRASE": "two grey gulls"}
QUESTIONS = ("who carried the piano", "a place that is cold", "tag:none piano", "since:2024-02-11 pears", "Pim")


def found(ebb: Ebb) -> list[list[tuple[str, object]]]:
    return [
        [(line["text"], line["refs"]) for line in ebb.lines("search", question, "--limit", "10", "--json")]
        for question in QUESTIONS
    ]


def test_another_vault_answers_alike(lived: Ebb, template: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.ebb"
    lived.environment |= ARCHIVE
    (said,) = lived.lines("export", path, "--json")
    other = Ebb(tmp_path, copy_profile(template, tmp_path / "profile"), models=True, language="")
    other.environment |= ARCHIVE
    (dry,) = other.lines("import", "archive", path, "--dry-run", "--json")
    assert dry["dry_run"]
    assert dry["new"] == said["memories"] > 0
    assert other.status()["memories"] == 0
    (done,) = other.lines("import", "archive", path, "--yes", "--json")
    assert done["new"] == said["memories"]
    now = other.status()
    assert now["embedded"] == now["memories"] == said["memories"]
    assert found(other) == found(lived)
    other("verify")
    (again,) = other.lines("import", "archive", path, "--yes", "--json")
    assert (again["new"], again["already"]) == (0, said["memories"])
    assert pyrage.passphrase.decrypt(path.read_bytes(), "two grey gulls")[:2] == b"\x1f\x8b"


def test_a_folder_of_markdown_is_read_by_people_and_taken_in_again(lived: Ebb, template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert "say --yes" in lived("export", "--markdown", folder, expect=2).stderr
    (said,) = lived.lines("export", "--markdown", folder, "--yes", "--json")
    assert not said["encrypted"]
    assert "My cousin Aurelio" in (folder / "conversations" / "ines-tom.md").read_text("utf-8")
    other = Ebb(tmp_path, copy_profile(template, tmp_path / "profile"))
    (done,) = other.lines("import", "markdown", folder, "--yes", "--json")
    assert done["new"] == said["memories"]
    assert other.lines("import", "markdown", folder, "--yes", "--json")[0]["already"] == said["memories"]
    other("verify")
