"""The command line with the starter models: take in, search, ask, in the formats that scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.command import Ebb

pytestmark = pytest.mark.model

QUESTIONS = {
    "piano": "Who carried the piano that was sold to the school?",
    "dog": "Where does the dog sleep when there is thunder?",
    7: "Which football club won the cup in 1998?",
}


def batch(lived: Ebb) -> Path:
    file = lived.place / "questions.jsonl"
    file.write_text("\n".join(json.dumps({"id": id_, "query": text}) for id_, text in QUESTIONS.items()) + "\n\n")
    return file


def test_everything_was_taken_in_and_embedded(lived: Ebb) -> None:
    skipped = {Path(entry["where"]).name: entry["reason"] for entry in lived.report["skipped"]}
    assert skipped.pop("harbour-mislabelled.txt") == "Page 2 holds no text, only pictures, and could not be read."
    mail = skipped.pop("harbour-plan.eml")  # its attachments are told of with it
    assert mail.startswith("harbour.pdf: Page 2 holds no text")
    assert "mole.png" in mail
    assert skipped == {}
    now = lived.status()
    assert now["memories"] == now["embedded"] == lived.report["memories"]
    assert (now["conversations"], now["queued"], now["failed"], now["dimension"]) == (1, 0, 0, 384)
    assert now["embedding_model"] == "all-MiniLM-L6-v2"
    assert {model["state"] for model in now["models"]} == {"idle"}
    lived("verify")


def test_a_batch_of_searches_gives_a_line_for_each(lived: Ebb) -> None:
    lines = lived.lines("search", "--batch", batch(lived), "--json", "--limit", "5")
    assert [line["id"] for line in lines] == list(QUESTIONS)
    for line in lines:
        assert set(line) == {"id", "hits", "ms"}
        assert 0 < line["ms"] < 20_000
        assert [hit["rank"] for hit in line["hits"]] == [1, 2, 3, 4, 5]
        scores = [hit["score"] for hit in line["hits"]]
        assert scores == sorted(scores, reverse=True)
        for hit in line["hits"]:
            assert set(hit) == {"rank", "score", "text", "refs", "kind", "when"}
    found = {line["id"]: [hit["refs"][0] for hit in line["hits"]] for line in lines}
    assert "D1:2" in found["piano"]
    assert found["dog"][0] == "D1:6"
    whens = [hit["when"] for line in lines for hit in line["hits"] if hit["refs"] == ["D1:6"]]
    assert set(whens) == {"2024-02-11T18:06:00+01:00"}


def test_a_batch_of_questions_is_answered_from_what_was_said_and_nothing_else(lived: Ebb) -> None:
    lines = {line["id"]: line for line in lived.lines("ask", "--batch", batch(lived), "--json")}
    assert list(lines) == list(QUESTIONS)
    for line in lines.values():
        assert set(line) == {"id", "answer", "citations", "route", "abstained", "ms"}
        assert isinstance(line["ms"], int)
        assert all(set(citation) == {"ref", "quote"} for citation in line["citations"])
        assert "[1]" not in line["answer"]
        assert line["abstained"] == (not line["citations"])
        # What an assistant said is never evidence.
        assert "D1:5" not in [citation["ref"] for citation in line["citations"]]
    assert "bathtub" in lines["dog"]["answer"]
    assert lines["dog"]["citations"][0]["ref"] == "D1:6"
    assert lines[7]["abstained"]
    assert lines[7]["answer"] == "Nothing in your memory says."
