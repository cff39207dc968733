"""`ebb capture`: kept at once where the vault can be opened, else left for it and taken in by the next command."""

from __future__ import annotations

from pathlib import Path

from tests.faults.command import Ebb


def found(ebb: Ebb, *words: str) -> list[str]:
    return [line["text"] for line in ebb.lines("search", "--json", *words)]


def test_notes_are_kept_and_those_left_while_locked_come_in(ebb: Ebb) -> None:
    assert ebb("capture", "The heron", "came back.").stdout == "Kept.\n"
    assert found(ebb, "heron") == ["The heron came back."]
    passphrase = ebb.environment.pop("EBB_PASSPHRASE")
    assert "waits, encrypted" in ebb("capture", "Ask Ben about the mooring.").stdout
    assert "password" in ebb("capture", "Password: tr0ub4dor&3", expect=2).stderr
    assert "empty" in ebb("capture", expect=2).stderr
    ebb.environment["EBB_PASSPHRASE"] = passphrase
    assert found(ebb, "mooring") == ["Ask Ben about the mooring."]
    assert ebb.status()["memories"] == 2


def test_captures_are_listed_undone_paused_and_files_wait_too(ebb: Ebb, tmp_path: Path) -> None:
    ebb("capture", "The heron came back.")
    passphrase = ebb.environment.pop("EBB_PASSPHRASE")
    file = tmp_path / "mooring.txt"
    file.write_text("The mooring is paid until May.")
    assert "Their names wait" in ebb("capture", "--file", str(file)).stdout
    ebb.environment["EBB_PASSPHRASE"] = passphrase
    assert "before" in ebb("capture", "--pause", "15m").stdout
    (one,) = ebb.lines("capture", "--recent", "--json")
    assert (one["text"], one["kind"]) == ("The heron came back.", "note")
    assert "brings it back" in ebb("capture", "--undo", str(one["id"])).stdout
    status = ebb.status()
    assert (status["memories"], status["queued"]) == (0, 1)
