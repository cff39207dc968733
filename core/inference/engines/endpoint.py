"""Speaks to a language model elsewhere, in the OpenAI protocol, through the one door that its process has.

No proxy, no cookies, no redirects, nothing from the environment; one connection for each question, closed when the
answer is complete or no longer wanted. What comes back is bounded in size and time, and is text.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx2

from core.inference import wire
from core.inference.engines.completion import MOST_SAID, Completion, Garbage, read_complaint, read_models
from core.inference.worker import Call, Refused
from core.network import Door, NetworkRefused, is_near

_CONNECT_SECONDS, _SILENCE_SECONDS, _WHOLE_SECONDS, _LOOK_SECONDS = 5.0, 90.0, 300.0, 15.0
_MOST_BODY = 1024 * 1024
_POLL_SECONDS = 0.02
_THINKING_TOKENS = 960
"""What a model may spend on thinking aloud; it is not shown. What is not needed of it is never computed."""


class Failed(Exception):
    """The server could not be used; the text is a sentence for the user."""


class EndpointEngine:
    """Holds one address, its key and whether it may be spoken to."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._url = self._key = self._where = ""

    def answer(self, operation: str, call: Call) -> tuple[wire.Header, bytes]:
        """`open` (url, where, key, far) → near, models; `chat` (model, messages, max_tokens, stop_at) in parts."""
        if operation == "open":
            return self._open(call.header), b""
        if operation == "chat" and self._url:
            return self._chat(call), b""
        raise Refused(f"The endpoint does not know “{operation}”.")

    def _open(self, header: wire.Header) -> wire.Header:
        """Look whether it is near before a word is said to it, then which models it has."""
        where = header["where"]
        try:
            near = all(map(is_near, self._door.look_up()))
        except (OSError, UnicodeError):  # no such name, or none that there could be
            raise Refused(f"{where} cannot be reached: nobody on this network knows the name.") from None
        if not near and not (header["far"] and header["url"].startswith("https:")):
            return {"near": False, "models": []}
        self._url, self._key, self._where = header["url"], header["key"], where
        try:
            with self.client(_LOOK_SECONDS) as client, self.told(), client.stream("GET", "/models") as response:
                body = _read_body(response)
                if response.status_code in (404, 405, 501):
                    return {"near": near, "models": []}  # not every server has a list
                self.check(response, body)
            return {"near": near, "models": read_models(body)}
        except (Failed, Garbage) as failure:
            self._url = ""
            raise Refused(self.said(failure)) from None

    def _chat(self, call: Call) -> wire.Header:
        """Pass on what is said, until it is over or nobody wants it any more; what waits for the server is a thread."""
        exchange = _Exchange(self, call.header)
        threading.Thread(target=exchange.run, name="exchange", daemon=True).start()
        latest = time.monotonic() + _WHOLE_SECONDS
        while True:
            if call.stop.is_set():
                exchange.hang_up()
                return exchange.outcome(stopped=True)
            if time.monotonic() > latest:
                exchange.hang_up()
                return exchange.outcome(failed=f"{self._where} took too long to answer.")
            try:
                kind, value = exchange.heard.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if kind == "said":
                call.part(text=value)
            else:
                return exchange.outcome(failed=value)

    def client(self, silence: float) -> httpx2.Client:
        """A connection to be, that waits so many seconds for the next word.

        Raises:
            Failed: its key can be none.
        """
        headers = {"User-Agent": "Ebb", "Accept-Encoding": "identity", "Connection": "close"}
        if not (self._key.isascii() and self._key.isprintable()):
            raise Failed("The key holds signs that no key has. Look whether it was copied whole.")
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        return httpx2.Client(
            base_url=self._url,
            headers=headers,
            trust_env=False,
            follow_redirects=False,
            verify=ssl.create_default_context(),
            timeout=httpx2.Timeout(silence, connect=_CONNECT_SECONDS),
        )

    @contextmanager
    def told(self) -> Iterator[None]:
        """Put what goes wrong on the way into sentences."""
        where = self._where
        try:
            yield
        except httpx2.ConnectTimeout:
            raise Failed(f"{where} cannot be reached: nothing answers there.") from None
        except (httpx2.ConnectError, NetworkRefused) as error:
            if _is_of(error, ssl.SSLCertVerificationError):
                raise Failed(f"The certificate of {where} is none that this machine trusts.") from None
            if _is_of(error, ssl.SSLError):
                raise Failed(f"{where} does not speak https. Its address may begin with http:// instead.") from None
            raise Failed(f"{where} cannot be reached. Look whether its server is running.") from None
        except httpx2.TimeoutException:
            raise Failed(f"{where} fell silent, and was not waited for any longer.") from None
        except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, httpx2.SSEError) as error:
            if isinstance(error, httpx2.ReadError | httpx2.RemoteProtocolError):
                raise Failed(f"{where} broke off in the middle of its answer.") from None
            raise Garbage("") from None

    def check(self, response: httpx2.Response, body: str) -> None:
        """Look whether the server does what it is asked for.

        Raises:
            Failed: it does not.
        """
        status, where = response.status_code, self._where
        said = read_complaint(body) if status != 200 else ""
        if status in (401, 403):
            raise Failed(f"{where} does not accept the key." if self._key else f"{where} asks for a key.")
        if status == 404:
            raise Failed(f"{where} has no such model, or no such address ({said or 404}).")
        if 300 <= status < 400:
            raise Failed(f"{where} points to another address. Give the one it points to.")
        if status != 200:
            raise Failed(f"{where} answered with the error {status}{f' (“{said}”)' if said else ''}.")

    def said(self, failure: Exception) -> str:
        """What went wrong, as a sentence."""
        if isinstance(failure, Garbage):
            reason = f" (“{failure}”)" if str(failure) else ""
            return f"What {self._where} answers is not what a language model's server answers{reason}."
        return str(failure)


class _Exchange:
    """One question to the server. `heard` brings ("said", text), and at last ("over", what went wrong or "")."""

    def __init__(self, engine: EndpointEngine, asked: wire.Header) -> None:
        self._engine, self._asked = engine, asked
        self._completion = Completion(asked["stop_at"], int(asked["max_tokens"]))
        self._socket: socket.socket | None = None
        self._began = self._first = self._last = time.monotonic()
        self._turn = threading.Lock()
        self._sent = self._over = False
        self.heard: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()

    def run(self) -> None:
        """Ask, and hear the answer to its end."""
        problem = ""
        try:
            self._ask()
        except (Failed, Garbage) as failure:
            problem = self._engine.said(failure)
        except BaseException:
            problem = "The process that speaks to the server met a fault of its own."
            raise
        finally:
            self.heard.put(("over", problem))

    def hang_up(self) -> None:
        """Let the server know at once that nothing more is wanted; what was not sent yet never is."""
        with self._turn:
            self._over = True
        if self._socket is not None:
            with suppress(OSError):  # not that of an encrypted connection: another thread reads from it
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def outcome(self, *, failed: str = "", stopped: bool = False) -> wire.Header:
        """What it came to. `sent` says whether a word of it left this machine."""
        pieces, spent = self._completion.pieces, self._last - self._first
        return {
            "failed": failed,
            "stopped": stopped,
            "sent": self._sent,
            "tokens": pieces,
            "first_token_ms": round((self._first - self._began) * 1000) if pieces else None,
            "tokens_per_second": round((pieces - 1) / spent, 2) if pieces > 1 and spent > 0 else None,
        }

    def _ask(self) -> None:
        asked, engine, completion = self._asked, self._engine, self._completion
        body = {
            "model": asked["model"],
            "messages": asked["messages"],
            "temperature": 0,
            "max_tokens": int(asked["max_tokens"]) + _THINKING_TOKENS,
            "stream": True,
        }
        watched = {"trace": self._trace}
        self._began = time.monotonic()
        with (
            engine.client(_SILENCE_SECONDS) as client,
            engine.told(),
            client.stream("POST", "/chat/completions", json=body, extensions=watched) as response,
        ):
            if response.status_code != 200:
                engine.check(response, _read_body(response))
            if "json" in response.headers.get("content-type", ""):
                self._hear(_read_body(response))  # a server that does not stream
            else:
                for event in httpx2.EventSource(response, max_event_size=MOST_SAID):
                    if event.data.strip() == "[DONE]" or completion.over:
                        break
                    self._hear(event.data)
        if said := completion.rest():
            self.heard.put(("said", said))

    def _hear(self, data: str) -> None:
        before = self._completion.pieces
        said = self._completion.hear(data)
        if self._completion.pieces > before:
            self._last = time.monotonic()
            self._first = self._first if before else self._last
        if said:
            self.heard.put(("said", said))

    def _trace(self, event: str, about: dict[str, Any]) -> None:
        """Told by httpx2 of each step that a request takes, before it takes it.

        Raises:
            Failed: nobody waits for it any more.
        """
        with self._turn:
            connected = about["return_value"] if event.endswith("connect_tcp.complete") else None
            if self._over:
                if connected is not None:
                    connected.close()
                raise Failed("The answer was no longer wanted.")
            if connected is not None:
                self._socket = connected.get_extra_info("socket")
            elif event.endswith("send_request_headers.started"):
                self._sent = True


def _read_body(response: httpx2.Response) -> str:
    """All of a body that is no stream, if it is of a bearable size.

    Raises:
        Garbage: it is not.
    """
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > _MOST_BODY:
            raise Garbage("far more than was asked for")
    return body.decode("utf-8", "replace")


def _is_of(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether an error, or what led to it, is of a kind."""
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def make_engine(door: Door) -> EndpointEngine:
    """An endpoint that was not opened yet."""
    return EndpointEngine(door)
