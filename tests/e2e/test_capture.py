"""`ebb capture`: kept at once where the vault can be opened, else left for it and taken in by the next command."""

from __future__ import annotations

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
