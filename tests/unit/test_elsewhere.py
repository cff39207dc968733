"""Answers worded on a server: checked like any other, marked as having left the machine, and only when asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from core.assistant import Assistant
from core.errors import MachineError, ModelUnavailable, NotNear, UserError
from core.inference import models
from core.model.answer import Answer, Means
from core.model.events import AskEvent, Said, Sending
from core.model.status import ModelState
from core.store import keychain
from tests.faults.command import message, write_conversation
from tests.unit.inference.model_server import ModelServer, serve
from tests.unit.store.test_keychain import MemoryKeyring

CAPTAIN = "What is the captain of the ferry to Vinge called?"
SAID = "The captain of the ferry to Vinge is called Solveig Dahl."


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serve(ModelServer([f"{word} " for word in SAID.split()])) as server:
        yield server


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def assistant(profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.setattr(models, "_catalogue", lambda: {"language": [], "embedding": []})
    monkeypatch.delenv(models.OVERRIDE, raising=False)
    monkeypatch.setattr(keychain, "_TRUSTED", (MemoryKeyring.__module__,))
    opened, _ = Assistant.create(profile, "seven quiet boats")
    lines = [
        message(1, text="The ferry to Vinge leaves at seven, and its captain is called Solveig Dahl."),
        message(2, text="My cousin keeps bees behind the mill."),
    ]
    opened.import_conversation(write_conversation(tmp_path / "talk.jsonl", lines))
    opened.work()
    yield opened
    opened.close()


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return backend


def ask(assistant: Assistant, question: str = CAPTAIN, **how: object) -> Answer:
    answer = assistant.ask(question, **how).answer
    assert answer is not None
    return answer


def test_an_answer_from_a_server_is_checked_cited_and_marked(assistant: Assistant, server: ModelServer) -> None:
    assert ask(assistant).elsewhere == "", "off until it is set"
    assert assistant.elsewhere.set(server.url).model == "small-model"
    events: list[AskEvent] = []
    answer = ask(assistant, on_event=events.append)
    assert (answer.means, answer.text, answer.model) == (Means.MODEL, SAID, "small-model")
    assert (answer.citations[0].ref, answer.elsewhere) == ("m1", server.where)
    assert Sending("small-model", server.where) in events
    assert "".join(event.text for event in events if isinstance(event, Said)).strip() == SAID
    (asked,) = server.asked
    assert "bees" not in str(asked), "what is not about the question stays here"
    (status,) = (one for one in assistant.status().models if one.role == "endpoint")
    assert (status.state, status.elsewhere, status.name) == (ModelState.READY, server.where, "small-model")
    chat = assistant.chats()[0]
    kept = assistant.turns(chat.id)[-1].answer
    assert kept is not None
    assert kept.elsewhere == server.where, "it says so for good"


def test_what_the_evidence_does_not_carry_is_not_said_and_still_marked(
    assistant: Assistant, server: ModelServer
) -> None:
    assistant.elsewhere.set(server.url)
    server.words = ["Its captain is called Ragnhild Moe."]
    answer = ask(assistant)
    assert "Ragnhild" not in answer.text
    assert answer.means in (Means.SPAN, Means.QUOTE)
    assert answer.elsewhere == server.where
    count = len(server.asked)
    unknown = ask(assistant, "Who composed the opera Aida?")
    assert (unknown.abstained, unknown.elsewhere, len(server.asked)) == (True, "", count), "nothing was found to send"
    assert ask(assistant, "Hello!").elsewhere == ""
    assert assistant.search("captain")
    assistant.sleep()
    assert len(server.asked) == count


def test_a_server_that_is_gone_is_said_and_the_answer_made_here(assistant: Assistant) -> None:
    with serve(ModelServer([SAID])) as server:
        assistant.elsewhere.set(server.url)
    answer = ask(assistant)
    assert "Solveig Dahl" in answer.text
    assert "cannot be reached" in answer.notice
    assert answer.elsewhere == "", "nothing was sent"
    with serve(ModelServer([SAID], models=["other"])) as server, pytest.raises(UserError, match="has no model called"):
        assistant.elsewhere.set(server.url, "small-model")


def test_an_answer_can_be_stopped(assistant: Assistant, server: ModelServer) -> None:
    assistant.elsewhere.set(server.url)
    server.hold = 2
    stop = threading.Event()
    answer = ask(assistant, stop=stop, on_event=lambda event: stop.set() if isinstance(event, Said) else None)
    assert answer.stopped
    assert answer.elsewhere == server.where


def test_it_can_be_left_kept_in_mind_and_forgotten(assistant: Assistant, server: ModelServer) -> None:
    with pytest.raises(UserError, match="No endpoint was set"):
        assistant.elsewhere.use(on=True)
    assistant.elsewhere.set(server.url)
    assistant.elsewhere.use(on=False)
    assert ask(assistant).elsewhere == ""
    assert "endpoint" not in {one.role for one in assistant.status().models}
    assistant.elsewhere.use(on=True)
    assert ask(assistant).elsewhere == server.where
    assistant.elsewhere.remove()
    assert assistant.elsewhere.endpoint is None
    assert ask(assistant).elsewhere == ""


def test_a_key_is_kept_in_the_keyring_for_its_address_alone(
    assistant: Assistant, server: ModelServer, profile: Path, ring: MemoryKeyring
) -> None:
    server.key = "sk-secret-4711"
    with pytest.raises(ModelUnavailable, match="asks for a key"):
        assistant.elsewhere.set(server.url)
    with pytest.raises(ModelUnavailable, match="does not accept the key"):
        assistant.elsewhere.set(server.url, key="wrong")
    assert not ring.kept
    assistant.elsewhere.set(server.url, key=server.key)
    assert list(ring.kept.values()) == [server.key]
    assert ask(assistant).elsewhere == server.where
    assert not any(server.key.encode() in file.read_bytes() for file in profile.rglob("*") if file.is_file())
    with assistant._database.reading() as connection:
        assert server.key not in str(connection.execute("select key, value from setting").fetchall())
    with serve(ModelServer([SAID])) as other:
        assistant.elsewhere.set(other.url)
        assert all("Authorization" not in headers for _, _, headers in other.seen), "another server never gets it"
    assert not ring.kept
    ring.refuses = True
    with pytest.raises(MachineError, match="nothing was stored"):
        assistant.elsewhere.set(server.url, key=server.key)
    assert assistant.elsewhere.endpoint is not None
    assert assistant.elsewhere.endpoint.url == other.url


def test_a_key_can_come_from_the_environment(
    assistant: Assistant, server: ModelServer, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.key = "sk-secret-4711"
    monkeypatch.setenv("EBB_ENDPOINT_KEY", server.key)
    assistant.elsewhere.set(server.url)
    assert ask(assistant).elsewhere == server.where
    assert not ring.kept


def test_a_server_that_is_not_on_the_own_network_needs_to_be_meant(assistant: Assistant) -> None:
    # Addresses for documents (RFC 5737): nobody is there, and nothing is connected to.
    with pytest.raises(NotNear, match=r"not on your own network\. With each question you ask"):
        assistant.elsewhere.set("https://192.0.2.7/v1", "m")
    for far in (False, True):
        with pytest.raises(UserError, match=r"must begin with https://"):
            assistant.elsewhere.set("http://192.0.2.7/v1", "m", far=far)
    assert assistant.elsewhere.endpoint is None
