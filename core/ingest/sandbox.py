"""Reading documents in a child process that can be stopped, starved and killed without harm."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from core.errors import Cancelled, MachineError, UserError
from core.ingest.document import Document
from core.ingest.readers import process, wire

_FILES_PER_CHILD = 200
"""A child is replaced after so many files: what native libraries leak goes with it."""

_POLL_SECONDS = 0.05
_ROOT = Path(__file__).resolve().parents[2]
_START = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from core.ingest.readers.process import serve; serve()"
_KEPT_VARIABLES = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "WINDIR")

_DIED = "Reading this file made the reader stop, so the file is probably damaged. Nothing else is affected."
_MEMORY = (
    "Reading this file takes more memory than Ebb allows. Split it into smaller files, or save it in a simpler form."
)
_SLOW = "Reading this file took more than {:.0f} seconds and was stopped. Split it, or save it in a simpler form."


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: bytes of memory, and seconds, of which a larger file gets more.

    Each page whose words are recognised in a picture gets as many seconds again, up to `longest` for the document.
    """

    memory: int = 3 * 1024**3
    seconds: float = 20.0
    seconds_per_megabyte: float = 2.0
    longest: float = 3600.0

    def seconds_for(self, size: int) -> float:
        """Seconds allowed for a file of `size` bytes."""
        return self.seconds + self.seconds_per_megabyte * size / 1e6


def command() -> list[str]:
    """How the reading process is started."""
    # Isolated: neither the user's site packages nor variables of the environment reach the child.
    encoding = ["-X", "utf8"] if sys.flags.utf8_mode else []
    return [sys.executable, "-I", "-B", *encoding, "-c", _START]


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be read: `what` names it, `size` is its bytes, `content` they themselves where it is in no file."""

    what: dict[str, object]
    size: int
    content: bytes | None = None


class Reader:
    """Reads one document after another in a child process, which is started when first needed.

    Not to be shared by threads. Use as a context manager, or call `close`.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        child, self._child = self._child, None
        if child:
            child.end()

    def read(self, path: Path, stop: threading.Event | None = None) -> Document:
        """Read the document at `path`. When `stop` is set, give up within 100 ms.

        Raises:
            UserError: the document cannot be read; the sentence says why and what to do.
            MachineError: the file is gone, may not be read, or no child process can be started.
            Cancelled: `stop` was set.
        """
        path = Path(os.path.abspath(path))  # noqa: PTH100 - links are kept, so that what is opened is what was named
        return self._read(_Order({"path": str(path)}, _size(path)), stop)

    def read_picture(self, picture: bytes, title: str, stop: threading.Event | None = None) -> Document:
        """Read the words in a picture that lies in memory: it goes to the child through the pipe, and onto no disk.

        Raises:
            UserError: there are no words in it, or it cannot be read. MachineError, Cancelled: as `read`.
        """
        return self._read(_Order({"title": title}, len(picture), picture), stop)

    def _read(self, order: _Order, stop: threading.Event | None) -> Document:
        while True:
            used = self._child.files if self._child else 0
            try:
                return self._read_once(order, stop)
            except _ChildDied:
                # What a long-lived child had gathered may have been the cause: a fresh one gets a second try.
                if not used:
                    raise UserError(_DIED) from None
            except _OutOfMemory:
                if not used:
                    raise UserError(_MEMORY) from None

    def _read_once(self, order: _Order, stop: threading.Event | None) -> Document:
        if self._child and self._child.files >= _FILES_PER_CHILD:
            self.close()
        if self._child is None:
            self._child = _Child()
        try:
            answer = self._exchange(self._child, order, stop)
            kind, body = answer[:1], answer[1:]
            if kind == process.USER:
                raise UserError(_sentence(body))
            if kind == process.MACHINE:
                raise MachineError(_sentence(body))
            if kind == process.MEMORY:
                raise _OutOfMemory
            if kind != process.DOCUMENT:
                raise wire.Nonsense
            return wire.unpack_document(body)
        except wire.Nonsense:
            self.close()
            raise _ChildDied from None
        except (_ChildDied, _OutOfMemory, _TooSlow, Cancelled) as reason:
            self.close()
            if isinstance(reason, _TooSlow):
                raise UserError(_SLOW.format(reason.seconds)) from None
            raise

    def _exchange(self, child: _Child, order: _Order, stop: threading.Event | None) -> bytes:
        seconds = self._limits.seconds_for(order.size)
        child.ask({**order.what, "memory": self._limits.memory, "seconds": seconds}, order.content)
        began = time.monotonic()
        deadline = began + seconds
        while (answer := child.answer(_POLL_SECONDS)) in (None, process.WORKING):
            if answer is not None:
                deadline = min(time.monotonic() + seconds, began + self._limits.longest)
            if stop and stop.is_set():
                raise Cancelled
            if time.monotonic() > deadline:
                raise _TooSlow(deadline - began)
            if child.memory() > self._limits.memory:
                raise _OutOfMemory
        return answer


class _ChildDied(Exception):
    pass


class _OutOfMemory(Exception):
    pass


class _TooSlow(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


@dataclass(slots=True)
class _Child:
    """One reading process, and the thread that waits for what it says."""

    files: int = 0
    _answers: queue.SimpleQueue[bytes | None] = field(default_factory=queue.SimpleQueue)
    _process: subprocess.Popen[bytes] = field(init=False)
    _thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        # Secrets stand in the environment (EBB_PASSPHRASE): the child gets what it needs by name.
        environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        try:
            self._process = subprocess.Popen(
                command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                close_fds=True,
                cwd=_ROOT.anchor,
                env=environment,
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            raise MachineError(
                "The process that reads files could not be started. Close other programs and try again; "
                "nothing was changed."
            ) from error
        self._thread = threading.Thread(target=self._listen, name="reading process", daemon=True)
        self._thread.start()

    def ask(self, order: dict[str, object], content: bytes | None) -> None:
        assert self._process.stdin
        self.files += 1
        try:
            wire.send(self._process.stdin, json.dumps(order).encode("ascii"))
            if content is not None:
                wire.send(self._process.stdin, content)
        except OSError as error:
            raise _ChildDied from error

    def answer(self, seconds: float) -> bytes | None:
        """What the child said, or None when it said nothing for so long.

        Raises:
            _ChildDied: it is gone, or talks nonsense.
        """
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            return None
        if answer is None:
            raise _ChildDied
        return answer

    def memory(self) -> int:
        """Bytes the child holds; for systems whose kernel does not keep the limit itself."""
        try:
            return int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._thread.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()

    def _listen(self) -> None:
        assert self._process.stdout
        try:
            while (answer := wire.receive(self._process.stdout)) is not None:
                self._answers.put(answer)
        except (wire.Nonsense, OSError):
            pass  # said as the end below
        self._answers.put(None)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # the child says what is wrong with it


def _sentence(body: bytes) -> str:
    return body[:500].decode("utf-8", errors="replace")
