"""A model hub on loopback: what huggingface_hub asks of one, and everything that can go wrong with it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Hub:
    """What the hub holds, and how it behaves.

    `content` is that of any GGUF file; `others` are further files by their name in the repository, of which those that
    end in “.json” are small, kept by git itself. `cut` ends the first answer after so many bytes; with `stall` it keeps
    still instead, with `ill` the next ones fail.
    """

    content: bytes = b""
    others: dict[str, bytes] = field(default_factory=dict)
    endpoint: str = ""
    checksum: str = ""
    commit: str = "c" * 40
    cut: int = 0
    stall: bool = False
    ill: bool = False
    grows: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def etag(self) -> str:
        return self.checksum or hashlib.sha256(self.content).hexdigest()

    def find(self, path: str) -> tuple[bytes, str] | None:
        """What is asked for, and its checksum."""
        name = path.partition("/resolve/")[2].partition("/")[2]
        if name in self.others:
            content = self.others[name]
            if name.endswith(".json"):
                blob = b"blob %d\0" % len(content) + content
                return content, hashlib.sha1(blob, usedforsecurity=False).hexdigest()
            return content, self.checksum or hashlib.sha256(content).hexdigest()
        return (self.content, self.etag) if path.endswith(".gguf") else None


@contextmanager
def serve(hub: Hub) -> Iterator[Hub]:
    """Serve `hub` until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self._note()
            found = hub.find(self.path)
            if found is None:
                self.send_error(404)
                return
            content, checksum = found
            self.send_response(200)
            self.send_header("X-Repo-Commit", hub.commit)
            self.send_header("X-Linked-Etag", f'"{checksum}"')
            self.send_header("X-Linked-Size", str(len(content)))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()

        def do_GET(self) -> None:
            self._note()
            if hub.ill and not hub.cut:
                self.send_error(503)
                return
            found = hub.find(self.path)
            content = (b"" if found is None else found[0]) + bytes(hub.grows)
            begin = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").split("-")[0])
            self.send_response(206 if begin else 200)
            if begin:
                self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - begin))
            self.end_headers()
            piece = content[begin:]
            cut, hub.cut = hub.cut, 0
            self.wfile.write(piece[:cut] if cut else piece)
            self.wfile.flush()
            if cut and hub.stall:
                hub.released.wait()

        def _note(self) -> None:
            hub.asked.append((self.command, self.path, self.headers.get("Range", "")))
            hub.headers.append(dict(self.headers))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        hub.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
