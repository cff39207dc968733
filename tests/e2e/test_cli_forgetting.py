"""Forgetting and correcting the profile through the real command, from the preview to the proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.command import Ebb, message, write_conversation

SAID = (
    "I sold the xylophone to the school on Tuesday.",
    "A pity. Who carried the xylophone down the stairs?",
    "My cousin Aurelio and his two sons, for a basket of pears.",
    "I live in Ghent now, on the second floor.",
    "We sail to the islands on Sunday.",
)


@pytest.fixture
def talked(ebb: Ebb, tmp_path: Path) -> Ebb:
    talk = [message(number, text=text) for number, text in enumerate(SAID)]
    ebb("import", "conversation", write_conversation(tmp_path / "talk.jsonl", talk))
    (tmp_path / "talk.jsonl").unlink()
    return ebb


def texts(ebb: Ebb, *words: str) -> list[str]:
    return [hit["text"] for hit in ebb.lines("search", "--json", *words)]


def test_what_is_meant_is_shown_before_anything_happens(talked: Ebb) -> None:
    shown = talked("forget", "--matching", "xylophone", expect=2)
    assert "2 memories would go" in shown.stdout
    assert SAID[0] in shown.stdout
    assert "Nothing was forgotten" in shown.stderr
    assert SAID[0] in texts(talked, "xylophone")


def test_what_is_forgotten_is_found_nowhere_and_comes_back_when_it_is_restored(talked: Ebb) -> None:
    done = talked("forget", "--matching", "xylophone", "--yes")
    assert "2 memories are hidden" in done.stdout
    assert texts(talked, "xylophone") == []
    assert "xylophone" not in talked("ask", "Who bought the xylophone?").stdout.lower().replace("the xylophone?", "")
    assert "hidden" in talked("forget", "--list").stdout
    talked("verify")
    assert "still be restored" in talked("verify", "--purged", "xylophone", expect=5).stdout

    (number,) = [line.split()[0] for line in talked("forget", "--list").stdout.splitlines()]
    assert "2 memories are back" in talked("forget", "--restore", number).stdout
    assert set(texts(talked, "xylophone")) >= set(SAID[:2])
    assert "restored already" in talked("forget", "--restore", number, expect=2).stderr
    talked("verify")


def test_what_is_forgotten_for_good_is_proven_to_be_gone(talked: Ebb) -> None:
    assert texts(talked, "xylophone")
    assert "2 memories are gone for good" in talked("forget", "--matching", "xylophone", "--for-good", "--yes").stdout
    assert talked("verify", "--purged", SAID[0]).returncode == 0
    assert talked("verify", "--purged", "xylophone").returncode == 0
    assert texts(talked, "xylophone") == []
    assert SAID[4] in texts(talked, "islands")
    (request,) = talked("forget", "--list").stdout.splitlines()
    assert "purged" in request
    assert "xylophone" not in request
    assert "cannot be brought back" in talked("forget", "--restore", request.split()[0], expect=2).stderr
    talked("verify")


def test_a_text_that_is_still_remembered_is_said_to_be(talked: Ebb) -> None:
    done = talked("verify", "--purged", "Aurelio", expect=5)
    assert "memory you keep" in done.stdout
    assert "Aurelio" not in done.stdout


def test_an_older_backup_holds_what_is_purged_until_it_is_replaced(talked: Ebb) -> None:
    assert "A backup of" in talked("sleep").stdout
    assert "1 older copies of the vault still hold them" in talked("forget", "--matching", "Aurelio", expect=2).stdout
    talked("forget", "--matching", "xylophone", "--for-good", "--yes")
    assert "It is in night-" in talked("verify", "--purged", "xylophone", expect=5).stdout
    talked("forget", "--matching", "Aurelio", "--for-good", "--backups", "--yes")
    for word in ("xylophone", "Aurelio"):
        talked("verify", "--purged", word)
    assert "go only with" in talked("forget", "--matching", "islands", "--backups", "--yes", expect=2).stderr


@pytest.mark.parametrize(
    "words", [(), ("--id", "1", "--matching", "pears"), ("--matching", "zeppelin", "--yes"), ("--restore", "99")]
)
def test_what_cannot_be_meant_changes_nothing(talked: Ebb, words: tuple[str, ...]) -> None:
    before = talked.status()["memories"]
    done = talked("forget", *words, expect=2)
    assert done.stderr.strip()
    assert talked.status()["memories"] == before
    assert talked("forget", "--list").stdout == ""


TOM = (
    "I moved to Ghent last month.",
    "I work as a baker at the mill.",
    "We sail to the islands on Sunday.",
    "My sister Ottilie lives in Oslo.",
    "The oven smokes whenever the wind turns.",
    "I like rye bread more than any other.",
)


def test_a_line_of_the_profile_is_corrected_and_taken_out(ebb: Ebb, tmp_path: Path) -> None:
    talk = [message(number, speaker="Tom", text=text) for number, text in enumerate(TOM)]
    ebb("import", "conversation", write_conversation(tmp_path / "talk.jsonl", talk))
    assert "Nothing is known" in ebb("profile").stdout
    ebb("sleep")
    (home,) = [line for line in ebb.lines("profile", "--json") if "Ghent" in line["text"]]
    assert home["origins"]

    right = "Tom lives in Bruges."
    assert ebb("profile", "edit", home["id"], right).stdout == "Corrected.\n"
    assert ebb("profile", "edit", home["id"], right).stdout == "It says so already.\n"
    assert {line["id"]: line["text"] for line in ebb.lines("profile", "--json")}[home["id"]] == right
    (page,) = ebb.lines("memories", "show", home["id"], "--json")
    assert (page["version"], [one["text"] for one in page["versions"]]) == (2, [home["text"]])

    assert "stay" in ebb("profile", "remove", home["id"]).stdout
    assert home["id"] not in [line["id"] for line in ebb.lines("profile", "--json")]
    assert ebb("profile", "remove", home["id"], expect=2).stderr.strip()
    assert TOM[0] in texts(ebb, "Ghent")
    ebb("verify")
