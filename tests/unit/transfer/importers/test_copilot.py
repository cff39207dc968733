"""Copilot's table of what was said: newest first, conversations told apart by their titles."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.transfer.bundle import Bundle
from core.transfer.importers.copilot import EMPTY, Copilot
from core.transfer.importers.talk import LeftOut
from tests.unit.transfer.importers.exports import read


def write(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    out = io.StringIO()
    csv.writer(out).writerows([("Conversation", "Time", "Author", "Message"), *rows])
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode("utf-8"))
    return path


def test_conversations_by_title_oldest_first(tmp_path: Path) -> None:
    path = write(
        tmp_path / "copilot-activity-history.csv",
        ("Boats", "2026-05-03T10:05:00", "AI", "Forty euros.\nA month."),
        ("Boats", "2026-05-03T10:05:00", "Human", "And the fee?"),
        ("Boats", "2026-05-03T10:00:00", "AI", ""),
        ("Boats", "2026-05-03T10:00:00", "Human", "Where, “exactly”?"),
        ("Soup", "2026-05-01T09:00:00", "Human", "More salt?"),
    )
    (talk, said), (other, _) = (found for found in read(Copilot(), path) if not isinstance(found, LeftOut))
    assert (talk.title, talk.unsaid, other.title) == ("Boats", {EMPTY: 1}, "Soup")
    assert [(one.speaker, one.text, one.machine) for one in said] == [
        ("me", "Where, “exactly”?", False), ("me", "And the fee?", False), ("Copilot", "Forty euros.\nA month.", True),
    ]  # fmt: skip
    again = [found[0].location for found in read(Copilot(), path) if not isinstance(found, LeftOut)]
    assert again == [talk.location, other.location]


def test_other_tables_are_not_taken_for_it(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    path.write_text("Day,Amount\n2026-05-03,4\n")
    with Bundle(path) as bundle:
        assert not Copilot().recognises(bundle)


@given(st.binary(max_size=300))
def test_any_bytes_behind_the_columns_are_read_or_said(tmp_path_factory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("copilot") / "x.csv"
    path.write_bytes(b"Conversation,Time,Author,Message\n" + content)
    for found in read(Copilot(), path):
        assert isinstance(found, LeftOut) or all(one.text for one in found[1])
