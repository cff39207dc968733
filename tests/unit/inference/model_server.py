"""A server on loopback that speaks the OpenAI protocol, and everything that can go wrong with one."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class ModelServer:
    """What the server says, and how it behaves.

    It answers with `words`, one an event. `key` is the one it wants. `status` and `body` take the place of any answer.
    After `hold` words it waits for `released`; after `cut` words it breaks off.
    """

    words: list[str] = field(default_factory=list)
    models: list[str] | None = field(default_factory=lambda: ["small-model"])
    key: str = ""
    status: int = 200
    body: bytes = b""
    kind: str = "text/event-stream"
    hold: int = -1
    cut: int = -1
    streams: bool = True
    released: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)
    asked: list[dict[str, Any]] = field(default_factory=list)
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    certificate: Path | None = None
    url: str = ""

    @property
    def where(self) -> str:
        return self.url.removeprefix("http://").removesuffix("/v1")


class _Handler(BaseHTTPRequestHandler):
    model: ModelServer

    def log_message(self, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        if self._refused():
            return
        if self.model.models is None or self.path != "/v1/models":
            self.send_error(404)
            return
        self._answer(200, json.dumps({"data": [{"id": name} for name in self.model.models]}).encode())

    def do_POST(self) -> None:
        if self._refused():
            return
        self.model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if self.model.status != 200 or self.model.body:
            self._answer(self.model.status, self.model.body, self.model.kind)
            return
        if not self.model.streams:
            said = {"choices": [{"message": {"content": "".join(self.model.words)}}]}
            self._answer(200, json.dumps(said).encode())
            return
        self.send_response(200)
        self.send_header("Content-Type", self.model.kind)
        self.end_headers()
        try:
            for number, word in enumerate(self.model.words):
                if number == self.model.cut:
                    return
                if number == self.model.hold:
                    self.model.released.wait()
                self._event(json.dumps({"choices": [{"delta": {"content": word}}]}))
            self._event("[DONE]")
        except OSError:
            self.model.gone.set()

    def _refused(self) -> bool:
        self.model.seen.append((self.command, self.path, dict(self.headers)))
        if self.model.key and self.headers.get("Authorization") != f"Bearer {self.model.key}":
            self._answer(401, b'{"error": {"message": "no"}}')
            return True
        return False

    def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if 300 <= status < 400:
            self.send_header("Location", "http://127.0.0.1:9/v1")
        self.end_headers()
        self.wfile.write(body)

    def _event(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()


@contextmanager
def serve(server: ModelServer) -> Iterator[ModelServer]:
    """Serve until the block ends."""

    served = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"model": server}))
    served.daemon_threads = True
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    if server.certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server.certificate)
        served.socket = context.wrap_socket(served.socket, server_side=True)
    server.url = f"http://127.0.0.1:{served.server_address[1]}/v1"
    try:
        yield server
    finally:
        server.released.set()
        served.shutdown()
        served.server_close()
        thread.join()
