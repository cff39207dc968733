"""Files that are empty, locked, cut off, huge or lying: each is named in a sentence, and the good one is kept."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.faults.command import ROOT, Ebb, message, write_conversation

BROKEN = ROOT / "tests" / "golden" / "broken"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    shutil.copytree(BROKEN, folder)
    (folder / "good.md").write_text("# Boathouse\n\nThe spare oar stands behind the stove.\n")
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(2 * 1024**3)
    (folder / "page.html").write_text(
        "<title>Tides</title><body onload='steal()'><script>document.write('scripted secret')</script>"
        "<p>High water was at six.</p><img src='http://example.org/pixel.png'><style>p{color:red}</style>"
    )
    return folder


def test_every_bad_file_is_named_and_the_good_ones_are_kept(ebb: Ebb, folder: Path) -> None:
    (report,) = ebb.lines("add", folder, "--json")
    reasons = {Path(entry["where"]).name: entry["reason"] for entry in report["skipped"]}
    expected = {
        "binary.txt": "holds data, not text",
        "blank.pdf": "no text",
        "empty.txt": "This file is empty",
        "locked.pdf": "password",
        "picture-mislabelled.pdf": "picture",
        "pictures-only.pdf": "picture",
        "truncated.docx": "damaged",
        "truncated.pdf": "damaged",
        "huge.txt": "2.0 GB",
        "bomb.pptx": "far more than a document holds",
        "deep.json": "without end",
        "laughs.odt": "damaged",
        "laughs.xlsx": "damaged",
        "locked.epub": "locked",
        "locked.odt": "password",
        "locked.xlsx": "password",
        "traversal.epub": "damaged",
    }
    for name, words in expected.items():
        assert words in reasons[name], (name, reasons[name])
        assert reasons[name].endswith("."), reasons[name]
    assert "good.md" not in reasons
    assert "page.html" not in reasons

    assert [hit["text"] for hit in ebb.lines("search", "--json", "spare", "oar")] == [
        "The spare oar stands behind the stove."
    ]
    found = json.dumps(ebb.lines("search", "--json", "high", "water", "scripted", "secret"))
    assert "High water was at six." in found
    assert "scripted" not in found
    now = ebb.status()
    assert (now["sources"], now["failed"], now["queued"]) == (2, len(expected), 0)
    assert {Path(job["subject"]).name for job in now["jobs"]} == set(expected)
    ebb("verify")


def test_a_huge_file_is_refused_without_being_read(ebb: Ebb, tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(200 * 1024**3)
    (report,) = ebb.lines("add", huge, "--json", expect=2)
    assert report["seconds"] < 5
    assert "200.0 GB" in report["skipped"][0]["reason"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nothing-here", "There is nothing at this path."),
        ("n" * 300, "There is nothing at this path."),
        ("~nobody-of-this-name/x", "There is nothing at this path."),
        (os.fsdecode(b"caf\xe9.txt"), "not valid text"),
    ],
)
def test_a_path_that_leads_nowhere_is_said(ebb: Ebb, name: str, sentence: str) -> None:
    if not name.startswith(("nothing", "nnn", "~")):
        (ebb.place / name).write_text("Coffee.")
    done = ebb("add", name, expect=2)
    assert sentence in done.stderr


def test_a_strange_name_in_a_folder_stops_nothing(ebb: Ebb, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("Coffee.")
    (folder / "tea, “green” & 茶.txt").write_text("Tea is kept in the blue tin.")
    done = ebb("add", folder)
    assert "1 memories from 1 sources" in done.stdout or "1 memory from 1 source" in done.stdout
    assert "not valid text" in done.stderr
    assert ebb.lines("search", "--json", "tea")[0]["refs"] == [f"{folder}/tea, “green” & 茶.txt#line=1"]


def test_a_conversation_in_a_file_with_a_strange_name_is_refused_in_a_sentence(ebb: Ebb) -> None:
    path = ebb.place / os.fsdecode(b"caf\xe9.jsonl")
    write_conversation(path, [message(1)])
    done = ebb("import", "conversation", path, expect=2)
    assert "not valid text" in done.stderr


def test_a_pipe_and_a_device_are_not_waited_for(ebb: Ebb, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (report,) = ebb.lines("add", tmp_path / "pipe.txt", "/dev/zero", "--json", expect=2)
    assert [entry["reason"] for entry in report["skipped"]] == ["This is not a file."] * 2


def test_broken_lines_of_a_conversation_are_named_and_the_rest_is_kept(ebb: Ebb, tmp_path: Path) -> None:
    silent = {key: value for key, value in message(4).items() if key != "speaker"}
    secret = '{"conversation": "harbour", "text": "the unfinished secret'
    file = write_conversation(
        tmp_path / "c.jsonl",
        [message(1), secret, message(2), "[1, 2]", silent, message(5, time="next Tuesday"), "", message(6)],
    )
    (report,) = ebb.lines("import", "conversation", file, "--json")
    assert report["memories"] == 3
    broken = [entry for entry in report["skipped"] if entry["where"] != "embedding"]
    assert [entry["where"] for entry in broken] == [f"{file}:{line}" for line in (2, 4, 5, 6)]
    said = " ".join(entry["reason"] for entry in broken)
    assert "“speaker” is missing" in said
    assert "unfinished secret" not in said
    assert ebb.status()["jobs"][0]["skipped"] == broken
    ebb("verify")


def test_what_a_memory_holds_does_not_steer_the_terminal(ebb: Ebb, tmp_path: Path) -> None:
    hostile = "gannet \x1b]0;owned\x07\x1b[2J\x9b31m\rhidden"
    ebb("import", "conversation", write_conversation(tmp_path / "c.jsonl", [message(1, text=hostile, id="m\x1b[1m")]))
    for words in (("search", "gannet"), ("ask", "gannet?"), ("status",)):
        done = ebb(*words)
        assert not set(done.stdout + done.stderr) & {"\x1b", "\x07", "\x9b", "\r"}, words
    assert ebb.lines("search", "--json", "gannet")[0]["text"] == hostile
