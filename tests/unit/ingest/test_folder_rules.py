"""Which paths of a folder are taken in, and which rule decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import UserError
from core.ingest.folders.rules import Chooser, read_lines
from core.model.folder import Decider, Rules


def judge(root: Path, path: str, rules: Rules | None = None, size: int = 10) -> tuple[bool, Decider, str]:
    verdict = Chooser(root, rules or Rules()).judge_path(path, size)
    assert verdict.reason
    return verdict.taken, verdict.decider, verdict.rule


@pytest.mark.parametrize(
    ("path", "decider"),
    [
        ("notes/a.md", Decider.NOTHING),
        ("lib/node_modules/x/readme.md", Decider.BUILT_IN),
        (".git/config.txt", Decider.BUILT_IN),
        ("safe/id_rsa.txt", Decider.BUILT_IN),
        ("bank/vault.kdbx", Decider.BUILT_IN),
        ("a/google-chrome/Default/history.txt", Decider.BUILT_IN),
        ("password-store/mail.txt", Decider.BUILT_IN),
        ("film.mp4", Decider.KIND),
    ],
)
def test_what_is_built_in(tmp_path: Path, path: str, decider: Decider) -> None:
    taken, by, _ = judge(tmp_path, path)
    assert (taken, by) == (decider is Decider.NOTHING, decider)


def test_the_last_of_the_users_lines_that_fits_decides(tmp_path: Path) -> None:
    rules = Rules(exclude=("drafts/", "*.txt", "!keep.txt"))
    assert judge(tmp_path, "a.txt", rules) == (False, Decider.EXCLUDE, "*.txt")
    assert judge(tmp_path, "x/keep.txt", rules) == (True, Decider.EXCLUDE, "!keep.txt")
    assert judge(tmp_path, "x/drafts/keep.txt", rules) == (False, Decider.EXCLUDE, "drafts/")


def test_with_lines_of_what_to_take_in_nothing_else_is(tmp_path: Path) -> None:
    rules = Rules(include=("*.md", "!old.md"))
    assert judge(tmp_path, "x/a.md", rules) == (True, Decider.INCLUDE, "*.md")
    assert not judge(tmp_path, "x/old.md", rules)[0]
    assert judge(tmp_path, "x/a.txt", rules) == (False, Decider.INCLUDE, "")


def test_an_ignore_file_counts_for_what_is_below_it_and_the_nearest_decides(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / ".ebbignore").write_text("*.txt\n# a remark\n")
    (tmp_path / "a" / "b" / ".ebbignore").write_text("!here.txt\n/top.md\n")
    assert judge(tmp_path, "a/x.txt") == (False, Decider.IGNORE_FILE, "*.txt")
    assert judge(tmp_path, "a/b/here.txt") == (True, Decider.IGNORE_FILE, "!here.txt")
    assert not judge(tmp_path, "a/b/top.md")[0]
    assert judge(tmp_path, "a/b/c/top.md")[0]


def test_only_the_user_takes_back_what_is_built_in_and_no_key_with_a_folder(tmp_path: Path) -> None:
    (tmp_path / ".ebbignore").write_text("!.notes/\n!id_rsa.txt\n")
    assert judge(tmp_path, ".notes/a.md")[1] is Decider.BUILT_IN
    assert judge(tmp_path, "id_rsa.txt")[1] is Decider.BUILT_IN
    rules = Rules(exclude=("!.notes/",))
    assert judge(tmp_path, ".notes/a.md", rules)[0]
    assert judge(tmp_path, ".notes/id_rsa.txt", rules)[1] is Decider.BUILT_IN
    assert judge(tmp_path, "id_rsa.txt", Rules(exclude=("!id_rsa.txt",)))[0]


def test_size_is_capped_and_nothing_is_empty(tmp_path: Path) -> None:
    assert judge(tmp_path, "a.md", Rules(largest=100), size=101)[1] is Decider.SIZE
    assert judge(tmp_path, "a.md", size=0)[1] is Decider.SIZE


def test_a_line_that_is_no_pattern_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="“!”"):
        read_lines(["*.md", "!"])
