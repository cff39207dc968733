"""What runs inside a child process: one engine, one queue of calls, a heartbeat.

Started as `python -P -m core.inference.worker ENGINE`. Standard input and output carry frames (`wire`); whatever a
library prints goes to standard error, which the parent throws away. The child ends when its parent does. With a host
and a port after the engine's name it may reach these, and nothing else.
"""

from __future__ import annotations

import importlib
import itertools
import os
import queue
import sys
import threading
from typing import Any, BinaryIO, Protocol

from core.inference import wire
from core.network import Door, forbid_network

BEAT_SECONDS = 2.0
_ENGINES = {
    "language": "core.inference.engines.language",
    "encoder": "core.inference.engines.encoder",
    "light": "core.inference.engines.light",
    "crossing": "core.inference.engines.crossing",
    "endpoint": "core.inference.engines.endpoint",
}


class Call:
    """One call being answered: what was asked, and the way to send parts of the answer."""

    def __init__(self, header: wire.Header, payload: bytes, out: Outbox) -> None:
        self.header, self.payload = header, payload
        self.stop = threading.Event()
        self._out = out

    def part(self, **fields: Any) -> None:
        """Send a part of the answer now."""
        self._out.send({"id": self.header["id"], "kind": "part", **fields})


class Engine(Protocol):
    """A model and what can be asked of it."""

    def answer(self, operation: str, call: Call) -> tuple[wire.Header, bytes]:
        """Do one operation; the header and payload returned are the end of the answer."""
        ...


class Refused(Exception):
    """The engine cannot do what was asked; the text is a sentence for the user."""


class Outbox:
    """The one way out, shared by the heartbeat and the engine."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._lock = stream, threading.Lock()

    def send(self, header: wire.Header, payload: bytes = b"") -> None:
        with self._lock:
            wire.send(self._stream, header, payload)


def main() -> None:
    """Serve until standard input ends."""
    incoming, out = _take_over_streams()
    engine_name, *address = sys.argv[1:]
    if engine_name == "language":
        from core.inference.hardware import spin_count  # psutil; the small engines start without it

        os.environ.setdefault("GOMP_SPINCOUNT", spin_count())
    doors = [Door(address[0], int(address[1]))] if address else []
    forbid_network(*doors)
    threading.Thread(target=_beat, args=(out,), daemon=True).start()
    calls: queue.PriorityQueue[tuple[int, int, Call | None]] = queue.PriorityQueue()
    open_calls: dict[int, Call] = {}
    threading.Thread(target=_listen, args=(incoming, out, calls, open_calls), daemon=True).start()
    engine: Engine = importlib.import_module(_ENGINES[engine_name]).make_engine(*doors)
    while True:
        _, _, call = calls.get()
        if call is None:
            return
        _serve(engine, call, out)
        open_calls.pop(call.header["id"], None)


def _serve(engine: Engine, call: Call, out: Outbox) -> None:
    number = call.header["id"]
    try:
        header, payload = engine.answer(call.header["operation"], call)
        out.send({"id": number, "kind": "end", **header}, payload)
    except Refused as refusal:
        out.send({"id": number, "kind": "refused", "said": str(refusal)})
    except MemoryError:
        out.send({"id": number, "kind": "refused", "said": "There is not enough memory for this model."})
    except wire.Closed:
        os._exit(0)


def _listen(
    incoming: BinaryIO,
    out: Outbox,
    calls: queue.PriorityQueue[tuple[int, int, Call | None]],
    open_calls: dict[int, Call],
) -> None:
    order = itertools.count()
    try:
        while True:
            header, payload = wire.receive(incoming)
            if header["operation"] == "cancel":
                if (call := open_calls.get(header["id"])) is not None:
                    call.stop.set()
                continue
            call = open_calls[header["id"]] = Call(header, payload, out)
            calls.put((int(header.get("urgency", 1)), next(order), call))
    except wire.Closed:
        # The parent is gone or lets go: nothing that is still computed would be read.
        os._exit(0)


def _beat(out: Outbox) -> None:
    pause = threading.Event()
    while not pause.wait(BEAT_SECONDS):
        try:
            out.send({"id": 0, "kind": "beat"})
        except wire.Closed:
            os._exit(0)


def _take_over_streams() -> tuple[BinaryIO, Outbox]:
    """Keep the pipes for frames; what libraries print on standard output goes to standard error instead."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    return incoming, Outbox(outgoing)


if __name__ == "__main__":
    # By its name: the engines import this module, and must raise the very `Refused` that is caught here.
    importlib.import_module("core.inference.worker").main()
