"""Everything out and in again, through the real command with the real models: what is found is the same."""

from __future__ import annotations

from pathlib import Path

import pyrage
import pytest

from tests.faults.command import Ebb, copy_profile

pytestmark = pytest.mark.model

ARCHIVE = {"EBB_ARCHIVE_PASSPHRASE": "two grey gulls"}
QUESTIONS = ("who carried the piano", "a place that is cold", "tag:none piano", "since:2024-02-11 pears", "Pim")


_ALIKE = 0.01
"""Memories ebb by the second, so two that score the same to this may change places between two searches."""


def found(ebb: Ebb) -> list[dict[tuple[str, str], float]]:
    """What is found for each question, with its score."""
    return [
        {
            (line["text"], str(line["refs"])): line["score"]
            for line in ebb.lines("search", question, "--limit", "10", "--json")
        }
        for question in QUESTIONS
    ]


def assert_alike(ones: list[dict[tuple[str, str], float]], others: list[dict[tuple[str, str], float]]) -> None:
    """The same is found with the same score; at the end of a list another may stand that scores the same."""
    for one, other in zip(ones, others, strict=True):
        assert len(one) == len(other)
        for here, there in ((one, other), (other, one)):
            last = min(there.values(), default=0.0)
            for hit, score in here.items():
                assert score == pytest.approx(there.get(hit, last), abs=_ALIKE), hit


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
    assert_alike(found(other), found(lived))
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
