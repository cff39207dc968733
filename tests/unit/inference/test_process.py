"""A child process is started on demand, stopped in a call, given up when idle, and replaced when it dies."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psutil
import pytest

from core.errors import Cancelled, ModelUnavailable
from core.inference import process as process_module
from core.inference.process import Child
from tests.faults.command import wait_until

ROOT = Path(__file__).parents[3]


class Playing:
    """A child with the play engine, and how often it was prepared."""

    def __init__(self, idle_seconds: float = 300.0) -> None:
        self.prepared = 0
        self.child = Child("play", self._prepare, idle_seconds=idle_seconds)

    def _prepare(self, child: Child) -> None:
        self.prepared += 1
        child.ask("echo", said="ready?")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Playing]:
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import runpy; "
    start += "runpy.run_module('tests.unit.inference.play_engine', run_name='__main__')"
    monkeypatch.setattr(process_module, "child_command", lambda engine: [sys.executable, "-c", start])
    playing = Playing()
    yield playing
    playing.child.close()


def test_it_starts_with_the_first_call_and_answers(engine: Playing) -> None:
    assert not engine.child.running
    assert engine.child.resident == 0
    header, payload = engine.child.call("echo", said="grüße 茶 \ud83d", payload=b"abc")
    assert header["said"] == "grüße 茶 \ud83d"
    assert payload == b"cba"
    assert engine.child.running
    assert engine.child.resident > 1_000_000
    engine.child.call("echo", said="again")
    assert engine.prepared == 1


def test_it_retires_after_what_is_being_answered(engine: Playing) -> None:
    heard: list[int] = []
    begun = threading.Event()

    def on_part(part: dict[str, Any]) -> None:
        heard.append(part["number"])
        begun.set()

    call = threading.Thread(target=lambda: engine.child.call("count", to=5, pause=0.05, on_part=on_part))
    call.start()
    begun.wait()
    engine.child.retire_soon()
    call.join()
    assert len(heard) == 5
    wait_until(lambda: not engine.child.running)
    engine.child.call("echo", said="again")
    assert engine.prepared == 2
    engine.child.retire_soon()
    assert not engine.child.running


def test_parts_come_while_it_works_and_a_stop_is_heard_within_one(engine: Playing) -> None:
    heard: list[int] = []
    stop = threading.Event()

    def on_part(part: dict[str, Any]) -> None:
        heard.append(part["number"])
        if part["number"] == 3:
            stop.set()

    engine.child.start()
    began = time.monotonic()
    header, _ = engine.child.call("count", to=200, pause=0.1, on_part=on_part, stop=stop)
    assert header["stopped"]
    assert heard == list(range(len(heard)))
    assert len(heard) <= 6
    assert time.monotonic() - began < 3
    assert engine.child.call("echo", said="still there")[0]["pid"] == header["pid"]


def test_calls_of_several_threads_get_their_own_answers_the_urgent_first(
    engine: Playing, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    send = engine.child._send

    def count(stream: IO[bytes], header: dict[str, Any], payload: bytes = b"") -> None:
        send(stream, header, payload)
        sent.append(header["operation"])

    monkeypatch.setattr(engine.child, "_send", count)
    turns: dict[str, int] = {}

    def ask(name: str, urgency: int) -> None:
        header, payload = engine.child.call("echo", said=name, payload=name.encode(), urgency=urgency)
        assert (header["said"], payload) == (name, name.encode()[::-1])
        turns[name] = header["turn"]

    engine.child.start()
    begun, stop = threading.Event(), threading.Event()
    busy = threading.Thread(
        target=lambda: engine.child.call("count", to=10_000, pause=0.01, on_part=lambda _: begun.set(), stop=stop)
    )
    busy.start()
    assert begun.wait(30)
    others = [threading.Thread(target=ask, args=(f"bulk {n}", 1)) for n in range(5)]
    for thread in others:
        thread.start()
    wait_until(lambda: sent.count("echo") == 6)  # one of them was the preparation's
    urgent = threading.Thread(target=ask, args=("urgent", 0))
    urgent.start()
    wait_until(lambda: sent.count("echo") == 7)
    # The word to stop goes the way the calls went: when it is heard, all of them stand in the queue.
    stop.set()
    for thread in (busy, urgent, *others):
        thread.join(30)
    assert sorted(turns, key=turns.__getitem__)[0] == "urgent"
    assert len(turns) == 6


def test_a_refusal_is_a_sentence_and_the_process_lives_on(engine: Playing) -> None:
    first = engine.child.call("echo", said="")[0]["pid"]
    with pytest.raises(ModelUnavailable, match="does not do that"):
        engine.child.call("refuse")
    with pytest.raises(ModelUnavailable, match="not enough memory"):
        engine.child.call("starve")
    assert engine.child.call("echo", said="")[0]["pid"] == first


@pytest.mark.parametrize("operation", ["die", "a bug", "connect"])
def test_one_that_dies_is_named_and_started_again(engine: Playing, operation: str) -> None:
    first = engine.child.call("echo", said="")[0]["pid"]
    began = time.monotonic()
    with pytest.raises(ModelUnavailable, match="ended unexpectedly"):
        engine.child.call(operation)
    assert time.monotonic() - began < 5
    assert engine.child.call("echo", said="")[0]["pid"] != first
    assert engine.prepared == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
def test_a_library_built_for_another_processor_is_named(engine: Playing) -> None:
    with pytest.raises(ModelUnavailable, match="an instruction that this processor does not have"):
        engine.child.call("meet an illegal instruction")
    assert engine.child.call("echo", said="")[0]["said"] == ""


def test_a_killed_one_is_named_in_the_call_and_started_again(engine: Playing) -> None:
    first = engine.child.call("echo", said="")[0]["pid"]
    threading.Timer(0.3, os.kill, (first, signal.SIGKILL)).start()
    with pytest.raises(ModelUnavailable, match="ended by signal 9"):
        engine.child.call("count", to=100, pause=0.1)
    assert engine.child.call("echo", said="")[0]["pid"] != first


def test_one_that_was_killed_between_calls_is_replaced_in_silence(engine: Playing) -> None:
    first = engine.child.call("echo", said="")[0]["pid"]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not engine.child.running, 5)
    assert engine.child.call("echo", said="")[0]["pid"] != first


def test_one_that_falls_silent_is_given_up(engine: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    first = engine.child.call("echo", said="")[0]["pid"]
    monkeypatch.setattr(process_module, "SILENCE_SECONDS", 1.0)
    os.kill(first, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(ModelUnavailable, match="vault is not affected"):
        engine.child.call("echo", said="")
    assert time.monotonic() - began < 6
    assert not psutil.pid_exists(first)


def test_idleness_ends_it_and_the_next_call_starts_it(engine: Playing) -> None:
    playing = Playing(idle_seconds=0.4)
    first = playing.child.call("echo", said="")[0]["pid"]
    header, _ = playing.child.call("count", to=10, pause=0.1)
    assert header["pid"] == first, "a call that is longer than the idle time is not idleness"
    wait_until(lambda: not playing.child.running, 5)
    wait_until(lambda: not psutil.pid_exists(first), 5)
    assert playing.child.call("echo", said="")[0]["pid"] != first
    assert playing.prepared == 2
    playing.child.close()


def test_closing_ends_it_for_good(engine: Playing) -> None:
    pid = engine.child.call("echo", said="")[0]["pid"]
    failed: list[BaseException] = []

    def ask() -> None:
        try:
            engine.child.call("count", to=100, pause=0.1)
        except Cancelled as error:
            failed.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.3)
    engine.child.close()
    asking.join(5)
    assert len(failed) == 1
    assert not psutil.pid_exists(pid)
    with pytest.raises(Cancelled):
        engine.child.call("echo", said="")
    engine.child.close()


def test_what_a_library_prints_is_not_taken_for_an_answer(engine: Playing) -> None:
    assert engine.child.call("print")[0]["kind"] == "end"


def test_ctrl_c_at_the_terminal_does_not_reach_it(engine: Playing) -> None:
    pid = engine.child.call("echo", said="")[0]["pid"]
    assert os.getpgid(pid) != os.getpgid(0)


def test_it_ends_when_its_parent_is_gone(engine: Playing) -> None:
    pid = engine.child.call("echo", said="")[0]["pid"]
    process = engine.child._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    process.wait(5)
    assert not psutil.pid_exists(pid)


def test_one_that_cannot_be_started_is_named(engine: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "child_command", lambda engine: ["/nowhere/python"])
    with pytest.raises(ModelUnavailable, match="could not be started"):
        engine.child.call("echo", said="")
