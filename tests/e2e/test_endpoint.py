"""`ebb models endpoint`: a server of one's own network words the answer, and it is said what left the machine."""

from __future__ import annotations

from pathlib import Path

from tests.faults.command import Ebb, message, write_conversation
from tests.unit.inference.model_server import ModelServer, serve

CAPTAIN = "What is the captain of the ferry to Vinge called?"
SAID = "The captain of the ferry to Vinge is called Solveig Dahl."


def test_the_command_sets_uses_and_leaves_a_server(ebb: Ebb, tmp_path: Path) -> None:
    text = "The ferry to Vinge leaves at seven, and its captain is called Solveig Dahl."
    ebb("import", "conversation", write_conversation(tmp_path / "c.jsonl", [message(1, text=text)]))
    key = {"EBB_ENDPOINT_KEY": "sk-4711"}
    with serve(ModelServer([f"{word} " for word in SAID.split()], models=["one", "two"], key="sk-4711")) as server:
        done = ebb("models", "endpoint", server.where, "--model", "two", environment=key)
        assert f"two at {server.where}" in done.stdout
        assert "are sent to" in done.stderr
        done = ebb("ask", CAPTAIN, environment=key)
        assert SAID in done.stdout
        assert f"left this machine, to {server.where}" in done.stderr
    done = ebb("models", "endpoint", "https://192.0.2.7", "--model", "m", expect=2)
    assert "not on your own network" in done.stderr
    assert "--yes" in done.stderr
    (found,) = ebb.lines("models", "endpoint", "none", "--json")
    assert found == {"url": None, "model": None, "used": False, "own_network": None}
