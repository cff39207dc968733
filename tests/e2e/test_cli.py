"""The command line as a contract: commands, formats, exit codes. No models: they do not change the format."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.faults.command import PASSPHRASE, Ebb, message, write_conversation


@pytest.fixture
def talked(ebb: Ebb, tmp_path: Path) -> Ebb:
    ebb("import", "conversation", write_conversation(tmp_path / "c.jsonl", map(message, range(30))))
    return ebb


def test_a_vault_is_made_once_and_its_recovery_code_is_shown_once(tmp_path: Path) -> None:
    ebb = Ebb(tmp_path, tmp_path / "new" / "profile")
    (made,) = ebb.lines("init", "--json")
    assert set(made) == {"profile", "recovery_code"}
    assert made["profile"] == str(ebb.profile)
    assert len(made["recovery_code"].split("-")) == 7
    assert {path.stat().st_mode & 0o077 for path in (ebb.profile, *ebb.profile.iterdir())} == {0}
    assert "There is a vault" in ebb("init", expect=2).stderr


def test_an_empty_passphrase_makes_no_vault(tmp_path: Path) -> None:
    ebb = Ebb(tmp_path, tmp_path / "profile")
    assert "empty" in ebb("init", expect=2, environment={"EBB_PASSPHRASE": ""}).stderr
    assert not (ebb.profile / "vault.json").exists()


def test_the_profile_may_stand_in_the_environment(ebb: Ebb) -> None:
    done = subprocess.run(
        [*ebb.command()[:3], "status", "--json"],
        env=ebb.environment | {"EBB_PROFILE": str(ebb.profile)},
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=ebb.place,
    )
    assert json.loads(done.stdout)["profile"] == str(ebb.profile)


def test_a_search_prints_one_object_a_line(talked: Ebb) -> None:
    hits = talked.lines("search", "Gannet7", "--json", "--limit", "3")
    assert 1 <= len(hits) <= 3
    assert hits[0]["refs"] == ["m7"]
    assert set(hits[0]) == {"rank", "score", "text", "refs", "kind", "when"}
    assert (hits[0]["rank"], hits[0]["kind"], hits[0]["when"]) == (1, "episodic", "2024-05-01T00:07:00+00:00")
    assert hits[0]["text"] == message(7)["text"]


def test_a_search_for_people_says_when_there_is_nothing(talked: Ebb) -> None:
    assert "m7" in talked("search", "gannet7").stdout
    assert talked("search", "zeppelin").stdout == "Nothing in your memory matches.\n"
    assert talked.lines("search", "--json", "zeppelin") == []


def test_a_batch_takes_any_id_and_any_text(talked: Ebb, tmp_path: Path) -> None:
    queries = {"a": "gannet7", 4: 'what "is" (NEAR AND OR) * ^ : \u2028 {}', "茶": "茶", "long": "boat " * 20_000}
    file = tmp_path / "q.jsonl"
    file.write_text(
        "\ufeff" + "\n".join(json.dumps({"id": k, "query": v}, ensure_ascii=False) for k, v in queries.items())
    )
    for command, keys in (("search", {"id", "hits", "ms"}), ("ask", None)):
        lines = talked.lines(command, "--batch", file, "--json")
        assert [line["id"] for line in lines] == list(queries)
        if keys:
            assert all(set(line) == keys for line in lines)


@pytest.mark.parametrize("line", ["not json", "[]", '{"id": 1}', '{"query": "x"}', "3"])
def test_a_broken_line_of_a_batch_is_named(talked: Ebb, tmp_path: Path, line: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"id": 1, "query": "gannet7"}\n' + line + "\n")
    done = talked("search", "--batch", file, "--json", expect=2)
    assert "Line 2 of" in done.stderr


def test_a_batch_that_is_not_there_is_named(talked: Ebb, tmp_path: Path) -> None:
    assert "gone.jsonl" in talked("ask", "--batch", tmp_path / "gone.jsonl", expect=2).stderr


def test_an_answer_has_its_fields(talked: Ebb) -> None:
    (answer,) = talked.lines("ask", "--json", "At which mooring lies Gannet7?")
    assert set(answer) == {"answer", "citations", "route", "abstained", "ms"}
    assert (answer["route"], answer["abstained"]) == ("targeted", False)
    assert answer["citations"][0]["ref"] == "m7"
    assert answer["citations"][0]["quote"] in str(message(7)["text"])


def test_a_person_reads_the_answer_and_its_source(talked: Ebb) -> None:
    said = talked("ask", "At", "which", "mooring", "lies", "Gannet7?").stdout
    assert "mooring 49" in said
    assert "[1] Tom · 1 May 2024" in said
    assert "(m7)" in said


def test_no_evidence_is_an_answer_too(talked: Ebb, ebb: Ebb) -> None:
    (answer,) = talked.lines("ask", "--json", "What colour is the zeppelin of Aunt Klara?")
    assert (answer["answer"], answer["abstained"], answer["citations"]) == ("Nothing in your memory says.", True, [])


def test_an_empty_memory_says_that_it_is_empty(ebb: Ebb) -> None:
    assert "nothing in your memory yet" in ebb("ask", "Who am I?").stdout


@pytest.mark.parametrize(
    "words", [("search",), ("ask",), ("ask", "  "), ("add",), ("nonsense",), ("search", "--limit", "0", "x")]
)
def test_a_command_that_cannot_be_meant_ends_with_2(ebb: Ebb, words: tuple[str, ...]) -> None:
    done = ebb(*words, expect=2)
    assert done.stdout == ""
    assert done.stderr.strip()


def test_the_report_of_an_import_has_its_fields(ebb: Ebb, tmp_path: Path) -> None:
    file = write_conversation(tmp_path / "c.jsonl", map(message, range(30)))
    (first,) = ebb.lines("import", "conversation", file, "--json")
    assert set(first) == {"sources", "memories", "already", "skipped", "seconds"}
    (again,) = ebb.lines("import", "conversation", file, "--json")
    assert (first["memories"], again["memories"], again["already"]) == (30, 0, 30)
    assert ebb.lines("add", file, "--json")[0]["already"] == 30


def test_a_changed_file_replaces_and_a_moved_one_is_followed(ebb: Ebb, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    note = folder / "note.md"
    note.write_text("The gannet lies at mooring seven.")
    ebb("add", folder)
    note.write_text("The heron lies at mooring nine.")
    ebb("add", folder)
    assert [hit["text"] for hit in ebb.lines("search", "--json", "lies at mooring gannet heron")] == [
        "The heron lies at mooring nine."
    ]
    note.rename(folder / "moved.md")
    (report,) = ebb.lines("add", folder, "--json")
    assert (report["memories"], report["already"]) == (0, 1)
    assert ebb.status()["sources"] == 1
    assert ebb.lines("search", "--json", "heron")[0]["refs"] == [f"{folder / 'moved.md'}#line=1"]
    ebb("verify")


def test_a_status_for_people_and_one_for_scripts(talked: Ebb) -> None:
    said = talked("status").stdout
    assert str(talked.profile) in said
    assert "30 memories" in said
    assert set(talked.status()) >= {"memories", "sources", "conversations", "embedded", "queued", "failed", "jobs"}


def test_verify_says_what_it_looked_at(talked: Ebb) -> None:
    findings = talked.lines("verify", "--json")
    assert {finding["check"] for finding in findings} >= {"pages", "references", "vectors", "words"}
    assert all(finding["ok"] for finding in findings)


def test_help_costs_neither_a_vault_nor_a_passphrase(tmp_path: Path) -> None:
    ebb = Ebb(tmp_path, tmp_path / "none")
    del ebb.environment["EBB_PASSPHRASE"]
    shown = ebb("--help").stdout
    for command in ("init", "add", "import", "search", "ask", "status", "verify"):
        assert command in shown
    assert PASSPHRASE not in shown
    assert not ebb.profile.exists()


def test_without_a_display_the_window_says_what_else_there_is(ebb: Ebb) -> None:
    assert "ebb --help" in ebb(expect=4).stderr


def test_a_reader_that_goes_away_is_no_crash(talked: Ebb) -> None:
    """`ebb search … | head -1`"""
    process = talked.start("search", "--json", "boat", "--limit", "30")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.wait(30)
    process.stderr.close()
    assert "Traceback" not in said, said


def test_a_folder_is_watched_tried_paused_and_removed(ebb: Ebb, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.md").write_text("The Gannet lies at pier three.")
    look, report = ebb.lines("folders", "add", folder, "--exclude", "*.txt", "--json")
    assert (look["new"], report["memories"]) == (1, 1)
    assert ebb.lines("search", "gannet", "--json")
    tried = json.loads(ebb("folders", "try", folder / "b.txt", "--json", expect=1).stdout)
    assert (tried["taken"], tried["by"], tried["rule"]) == (False, "exclude", "*.txt")
    assert ebb("folders", "try", folder / "a.md").stdout.startswith("Taken in")
    ebb("folders", "pause", folder)
    (listed,) = ebb.lines("folders", "list", "--json")
    assert (listed["path"], listed["state"], listed["files"], listed["exclude"]) == (
        str(folder),
        "paused",
        1,
        ["*.txt"],
    )
    (folder / "a.md").unlink()
    assert "paused" in ebb("folders", "rescan", expect=2).stderr
    assert ebb.lines("folders", "resume", folder, "--json")[0]["gone"] == 1
    assert ebb.lines("search", "gannet", "--json") == []
    ebb("folders", "remove", folder)
    assert "not watched" in ebb("folders", "remove", folder, expect=2).stderr
