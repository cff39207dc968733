"""`ebb import PRODUCT FILE`, as a person would call it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.faults.command import Ebb
from tests.unit.transfer.importers.exports import plain, write_zip


def test_chats_with_chatgpt_are_previewed_taken_in_once_and_found(ebb: Ebb, tmp_path: Path) -> None:
    talk = plain("a", "My cousin Aurelio carried the piano.", "How kind of him!")
    path = write_zip(tmp_path / "export.zip", {"conversations-000.json": [talk], "conversations-001.json": [{"x": 1}]})
    (found,) = ebb.lines("import", "chatgpt", path, "--dry-run", "--json")
    assert (found["messages"], found["talks"], len(found["left_out"])) == (2, 1, 1)
    assert ebb.status()["memories"] == 0
    report = tmp_path / "report.json"
    said = ebb("import", "chats", path, "--report", report)
    assert "2 messages from 1 conversations are in" in said.stdout
    assert "conversations-001.json, conversation 1" in said.stderr
    assert json.loads(report.read_text("utf-8"))["new"] == 2
    assert ebb.lines("search", "kind:import who carried the piano", "--json")[0]["refs"] == ["a-0"]
    (again,) = ebb.lines("import", "chatgpt", path, "--json")
    assert (again["new"], again["already"]) == (0, 2)
    assert "looks like an export of ChatGPT" in ebb("import", "whatsapp", path, expect=2).stderr
    path.write_bytes(path.read_bytes()[:200])
    assert "does not look like an export" in ebb("import", "chatgpt", path, expect=2).stderr
    ebb("verify")


def test_a_whatsapp_chat(ebb: Ebb, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Nora.txt"
    path.write_text("28/05/2023, 13:57 - Nora: I signed up at the sailing club.\n29/05/2023, 10:00 - Ben: Ahoy!\n")
    assert "2 messages from 1 conversations are in" in ebb("import", "whatsapp", path).stdout
    (hit,) = ebb.lines("search", "from:Nora sailing", "--json")
    assert hit["when"].startswith("2023-05-28T13:57")
