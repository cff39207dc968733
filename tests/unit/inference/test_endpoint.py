"""A language model on a server: spoken to through one door, listened to with suspicion, and let go of at once."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ModelUnavailable, Unreached, UserError
from core.inference.endpoint import EndpointModel, look_at
from core.inference.engines import endpoint as endpoint_engine
from core.inference.engines.completion import Completion, Garbage, read_models
from core.inference.engines.endpoint import EndpointEngine
from core.inference.spoken import Spoken
from core.inference.worker import Call, Outbox
from core.model.endpoint import Endpoint, read_url
from core.model.status import ModelState, ModelStatus
from core.network import Door, is_near
from tests.faults.command import ROOT
from tests.unit.inference.model_server import ModelServer, serve

ASKED = [{"role": "user", "content": "When does the ferry leave?"}]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with serve(ModelServer(["The ", "ferry ", "leaves ", "at ", "seven."])) as server:
        yield server


@pytest.fixture
def told() -> list[ModelStatus]:
    return []


@pytest.fixture
def model(server: ModelServer, told: list[ModelStatus]) -> Iterator[EndpointModel]:
    model = EndpointModel(told.append, lambda endpoint: server.key)
    model.choose(Endpoint(server.url, "small-model"))
    yield model
    model.close()


def ask(model: EndpointModel, **how: Any) -> Spoken:
    model.go_on("")
    return model.chat(ASKED, max_tokens=64, stop_at=["\n"], **how)


def test_an_answer_is_streamed_and_nothing_but_the_prompt_is_sent(server: ModelServer, model: EndpointModel) -> None:
    server.key = "secret"
    heard: list[str] = []
    spoken = ask(model, on_text=heard.append)
    assert (spoken.text, heard, spoken.stopped) == ("The ferry leaves at seven.", server.words, False)
    assert spoken.tokens == 5
    assert spoken.tokens_per_second is not None
    (asked,) = server.asked
    assert (asked["model"], asked["messages"], asked["stream"]) == ("small-model", ASKED, True)
    assert set(asked) == {"model", "messages", "stream", "temperature", "max_tokens"}
    for _, _, headers in server.seen:
        assert set(headers) <= {"Host", "Accept", "Accept-Encoding", "Connection", "User-Agent", "Authorization",
                                "Content-Length", "Content-Type"}  # fmt: skip
        assert headers["User-Agent"] == "Ebb"
    assert model.status().state is ModelState.READY
    assert model.status().tokens_per_second == spoken.tokens_per_second


def test_what_is_thought_aloud_is_not_said_and_an_answer_ends_with_its_line(
    server: ModelServer, model: EndpointModel
) -> None:
    server.words = ["<th", "ink>Hm\n", "or", "</think>", "\n\n", "At ", "seven.", "\nAnd ", "more."]
    assert ask(model).text == "At seven."
    server.streams = False
    assert ask(model).text == "At seven."


def test_an_answer_that_is_stopped_ends_at_once_and_the_server_hears_of_it(
    server: ModelServer, model: EndpointModel
) -> None:
    server.words, server.hold = ["At ", *["seven "] * 50_000], 1
    stop = threading.Event()
    spoken = ask(model, stop=stop, on_text=lambda text: stop.set())
    assert (spoken.text, spoken.stopped) == ("At ", True)
    server.released.set()
    assert server.gone.wait(30), "it may stop computing"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"status": 401}, "asks for a key"),
        ({"status": 404, "body": b'{"error": {"message": "model not loaded"}}'}, "no such model.*model not loaded"),
        ({"status": 307}, "points to another address"),
        ({"status": 503, "body": b"<html>busy"}, "the error 503"),
        ({"body": b"<html>", "kind": "text/html"}, "not what a language model's server answers"),
        ({"body": b"data: [1, 2\n\n"}, "not what a language model's server answers"),
        ({"body": b'data: {"error": {"message": "out of memory"}}\n\n'}, "out of memory"),
        ({"body": b'{"choices": "' + b"x" * 2_000_000 + b'"}', "kind": "application/json"}, "far more"),
        ({"body": b"data: " + b"x" * 200_000 + b"\n\n"}, "not what a language model's server answers"),
        ({"cut": 2}, ""),
    ],
    ids=["key", "model", "redirect", "busy", "page", "json", "complaint", "large", "event", "cut"],
)
def test_what_goes_wrong_is_a_sentence(
    server: ModelServer, model: EndpointModel, told: list[ModelStatus], how: dict[str, Any], said: str
) -> None:
    for name, value in how.items():
        setattr(server, name, value)
    if not said:
        assert ask(model).text == "The ferry "  # it is held against the evidence like any other
        return
    with pytest.raises(ModelUnavailable, match=said) as caught:
        ask(model)
    assert not isinstance(caught.value, Unreached), "the question has left this machine"
    assert server.where in str(caught.value)
    assert (told[-1].state, told[-1].detail) == (ModelState.FAILED, str(caught.value))
    server.status, server.body, server.kind = 200, b"", "text/event-stream"
    assert ask(model).text == "The ferry leaves at seven."
    assert model.status().state is ModelState.READY


def test_an_answer_is_cut_where_it_is_far_longer_than_asked_for(server: ModelServer, model: EndpointModel) -> None:
    server.words = ["on and "] * 50_000
    spoken = ask(model)
    assert spoken.tokens == 64
    assert not spoken.stopped


def test_a_server_that_is_not_there_gets_nothing_and_is_said(server: ModelServer) -> None:
    with serve(ModelServer()) as other:
        url = other.url
    model = EndpointModel(lambda status: None, lambda endpoint: "")
    try:
        model.choose(Endpoint(url, "small-model"))
        with pytest.raises(Unreached, match=r"cannot be reached\. Look whether its server is running"):
            ask(model)
        server.key = "secret"
        model.choose(Endpoint(server.url, "small-model"))
        with pytest.raises(Unreached, match="asks for a key"):
            ask(model)
        assert server.asked == []
        model.choose(None)
        with pytest.raises(Unreached):
            ask(model)
    finally:
        model.close()


def test_a_name_or_a_key_that_cannot_be_is_said(server: ModelServer) -> None:
    with pytest.raises(ModelUnavailable, match="nobody on this network knows the name"):
        look_at(Endpoint(f"http://{'a' * 70}:80/v1", "m"), "")
    for key in ("schlüssel", "two\nlines"):
        with pytest.raises(ModelUnavailable, match="signs that no key has"):
            look_at(Endpoint(server.url, "m"), key)
    assert server.seen == []


def test_a_process_that_dies_is_started_anew(server: ModelServer, model: EndpointModel) -> None:
    server.hold = 1

    def kill(text: str) -> None:
        child = model._child
        assert child is not None
        assert child._process is not None
        child._process.kill()

    with pytest.raises(ModelUnavailable, match="vault is not affected"):
        ask(model, on_text=kill)
    server.hold = -1
    assert ask(model).text == "The ferry leaves at seven."


def test_nothing_is_said_to_a_server_that_is_not_near_unless_that_is_meant() -> None:
    # An address that is for documents only (RFC 5737): nothing is connected to.
    looked = look_at(Endpoint("https://192.0.2.1/v1", "m"), "secret")
    assert (looked.near, looked.models) == (False, ())


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("127.0.0.1", True), ("10.1.2.3", True), ("172.31.0.1", True), ("192.168.0.9", True), ("169.254.3.4", True),
        ("::1", True), ("fe80::1%eth0", True), ("fd12::1", True), ("::ffff:10.0.0.1", True),
        ("8.8.8.8", False), ("172.32.0.1", False), ("100.64.0.1", False), ("0.0.0.0", False), ("::", False),
        ("::ffff:8.8.8.8", False), ("2606:4700::1", False), ("ff02::1", False), ("nas", False), ("", False),
    ],
)  # fmt: skip
def test_near_is_what_is_on_this_machine_or_its_own_network(address: str, near: bool) -> None:
    assert is_near(address) is near


@pytest.fixture
def engine(server: ModelServer) -> EndpointEngine:
    """What runs in the process of its own, here without it."""
    host, _, port = server.where.partition(":")
    engine = EndpointEngine(Door(host, int(port)))
    engine.answer("open", Call({"id": 1, "url": server.url, "where": server.where, "key": "", "far": False}, b"", OUT))
    return engine


OUT = Outbox(io.BytesIO())


def chat_call() -> Call:
    asked = {"id": 2, "model": "small-model", "messages": ASKED, "max_tokens": 64, "stop_at": []}
    return Call(asked, b"", OUT)


@pytest.mark.parametrize(
    ("limit", "said"), [("_SILENCE_SECONDS", "fell silent"), ("_WHOLE_SECONDS", "took too long to answer")]
)
def test_a_server_that_is_slow_is_not_waited_for_for_ever(
    server: ModelServer, engine: EndpointEngine, monkeypatch: pytest.MonkeyPatch, limit: str, said: str
) -> None:
    server.hold = 2
    monkeypatch.setattr(endpoint_engine, limit, 0.2)
    ended, _ = engine.answer("chat", chat_call())
    assert said in ended["failed"]


def test_what_is_stopped_before_it_was_sent_is_never_sent(
    server: ModelServer, engine: EndpointEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, over = chat_call(), threading.Event()
    connect = socket.create_connection

    def slow(*arguments: Any, **how: Any) -> socket.socket:
        call.stop.set()
        over.wait()
        return connect(*arguments, **how)

    monkeypatch.setattr(socket, "create_connection", slow)
    ended, _ = engine.answer("chat", call)
    assert (ended["stopped"], ended["sent"]) == (True, False)
    over.set()
    for thread in threading.enumerate():
        if thread.name == "exchange":
            thread.join()
    assert server.asked == []


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(server: ModelServer, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="does not speak https"):
        look_at(Endpoint(server.url.replace("http:", "https:"), "m"), "")
    with serve(ModelServer(certificate=self_signed(tmp_path / "server.pem"))) as secure:
        with pytest.raises(ModelUnavailable, match=r"certificate of .* is none that this machine trusts"):
            look_at(Endpoint(secure.url.replace("http:", "https:"), "m"), "sk-4711")
        assert secure.seen == []


def self_signed(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    form = serialization.Encoding.PEM
    secret = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.sign(key, hashes.SHA256()).public_bytes(form))
    return path


ATTEMPTS = {
    "socket.create_connection(('localhost', {port}), 2)": 0,
    "socket.create_connection(('localhost', {other}), 2)": 42,
    "socket.create_connection(('127.0.0.1', {other}), 2)": 42,
    "socket.socket().connect(('127.0.0.2', {port}))": 42,
    "socket.getaddrinfo('example.org', {port})": 42,
    "socket.gethostbyname('localhost')": 42,
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))": 42,
    "socket.socket().bind(('127.0.0.1', 0))": 42,
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_door_opens_to_one_address_and_no_other(server: ModelServer, attempt: str) -> None:
    port = int(server.where.split(":")[1])
    code = (
        "import socket\nfrom core.network import Door, NetworkRefused, forbid_network\n"
        f"door = Door('localhost', {port})\nforbid_network(door)\ndoor.look_up()\n"
        f"try:\n    {attempt.format(port=port, other=port + 1)}\nexcept NetworkRefused:\n    raise SystemExit(42)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=30)
    assert done.returncode == ATTEMPTS[attempt], done.stderr.decode()


def test_an_address_is_kept_in_one_form() -> None:
    for written, url in {
        "nas:8080": "http://nas:8080/v1",
        " http://192.168.1.4:11434/ ": "http://192.168.1.4:11434/v1",
        "https://models.example.org/api/v1/chat/completions": "https://models.example.org/api/v1",
        "http://[fd00::5]:8000/v1/": "http://[fd00::5]:8000/v1",
    }.items():
        assert read_url(written) == url
        assert read_url(url) == url
    known = Endpoint("http://[fd00::5]:8000/v1", "m")
    assert (known.host, known.port, known.where) == ("fd00::5", 8000, "[fd00::5]:8000")
    assert replace(known, url="https://nas/v1").port == 443
    assert [replace(known, model=one).name for one in ("m", "meta/llama-3:8b", "/models/x.gguf")] == [
        "m",
        "llama-3:8b",
        "x.gguf",
    ]
    for wrong in ("", "ftp://nas", "http://", "http://me:key@nas", "http://nas?key=1", "http://nas:99999", "a b"):
        with pytest.raises(UserError):
            read_url(wrong)


@given(st.one_of(st.text(max_size=200), st.recursive(st.none() | st.integers() | st.text(max_size=20),
       lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
           st.sampled_from(["choices", "delta", "content", "message", "data", "id", "error"]), inner, max_size=3),
       max_leaves=8)))  # fmt: skip
def test_whatever_a_server_says_is_text_or_garbage(said: Any) -> None:
    data = said if isinstance(said, str) else json.dumps(said)
    for read in (Completion(["\n"], 64).hear, read_models):
        with suppress(Garbage):  # whatever else is raised fails the test
            read(data)
