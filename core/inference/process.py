"""A child process that holds a model: started on demand, spoken to, unloaded when idle, started again when it dies."""

from __future__ import annotations

import contextlib
import itertools
import math
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Sequence
from typing import IO, Any

import psutil

from core.errors import Cancelled, ModelUnavailable
from core.inference import wire

SILENCE_SECONDS = 60.0
_POLL_SECONDS = 0.02
_BETWEEN_CALLS = 0.5
"""Seconds in which who has just been answered may ask the next thing."""
_GRACE_SECONDS = 2.0

Part = Callable[[dict[str, Any]], None]


class ProcessDied(ModelUnavailable):
    """A child's process is gone; `how` says in words how it ended."""

    def __init__(self, how: str) -> None:
        super().__init__(
            f"The model's process {how}. Your vault is not affected; ask again and it will be started anew."
        )
        self.how = how

    def while_loading(self, name: str) -> ModelUnavailable:
        """The same of a process that was loading the model `name`: to ask again may not help."""
        return ModelUnavailable(
            f"{name} cannot be loaded: the process that tried {self.how}. Your vault is not affected. If that happens "
            "again, choose another model in Settings › Models."
        )


class Child:
    """One engine in a process of its own. Safe to call from several threads; calls are answered by urgency, in order.

    `prepare` is called with a function that makes a call, each time a fresh process was started: it loads the model.
    `idle_seconds` without a call end the process; the next call starts it again. `leave` is called before it ends so,
    or by `retire`: it may fetch what is to outlast the process. The engine gets `arguments`, and the environment
    `without` these variables. `ended` is called, on a thread of its own, whenever a process is gone.
    """

    def __init__(
        self,
        engine: str,
        prepare: Callable[[Child], None],
        *,
        idle_seconds: float,
        nice: int = 0,
        leave: Callable[[Child], None] | None = None,
        arguments: Sequence[str] = (),
        without: Collection[str] = (),
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._ended = ended
        self._arguments, self._without = tuple(arguments), frozenset(without)
        self._engine, self._prepare, self._nice, self._leave = engine, prepare, nice, leave
        self._idle_seconds = idle_seconds
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._answers: dict[int, queue.SimpleQueue[tuple[wire.Header, bytes]]] = {}
        self._writing = threading.Lock()
        self._last_heard = self._last_used = 0.0
        self._calls = 0
        self._retiring = False
        self._closed = False

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        process = self._process
        return process is not None and process.poll() is None

    @property
    def resident(self) -> int:
        """Bytes of memory the process holds now; 0 when there is none."""
        process = self._process
        if process is None:
            return 0
        try:
            return int(psutil.Process(process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def start(self) -> None:
        """Make sure that the process runs and the model is loaded.

        Raises:
            ModelUnavailable: it cannot be started or loaded.
        """
        with self._lock:
            if self._closed:
                raise Cancelled
            if self.running:
                self._last_used = time.monotonic()  # or it might go idle between here and the call
                return
            self.end()  # what is left of one that died: its pipe
            self._spawn()
            try:
                self._prepare(self)
            except BaseException:
                self.end()
                raise

    def renew(self) -> None:
        """End the process and start another, without a model: for `prepare`, whose first try may have killed it.

        Raises:
            ModelUnavailable: it cannot be started.
            Cancelled: this was closed meanwhile.
        """
        with self._lock:
            if self._closed:
                raise Cancelled
            self.end()
            self._spawn()

    def call(
        self,
        operation: str,
        *,
        payload: bytes = b"",
        on_part: Part | None = None,
        stop: threading.Event | None = None,
        urgency: int = 1,
        **fields: Any,
    ) -> tuple[wire.Header, bytes]:
        """Ask the engine and wait for the end of its answer: (header, payload).

        `on_part` is called on this thread with each part. When `stop` is set the engine is told, and its answer ends
        early; what ends it is still returned. Lower `urgency` goes first.

        Raises:
            ModelUnavailable: the engine refused, was killed, or fell silent; the next call starts a new one.
        """
        self.start()
        return self.ask(operation, payload=payload, on_part=on_part, stop=stop, urgency=urgency, **fields)

    def ask(
        self,
        operation: str,
        *,
        payload: bytes = b"",
        on_part: Part | None = None,
        stop: threading.Event | None = None,
        urgency: int = 1,
        patience: float = math.inf,
        **fields: Any,
    ) -> tuple[wire.Header, bytes]:
        """`call` without starting the process: for `prepare` and `leave`. After `patience` seconds it is ended."""
        process = self._process
        if process is None or process.stdin is None:
            raise self._gone(None)
        number = next(self._numbers)
        answers = self._answers[number] = queue.SimpleQueue()
        self._calls += 1
        try:
            self._send(process.stdin, {"id": number, "operation": operation, "urgency": urgency, **fields}, payload)
            return self._await(process, process.stdin, number, answers, on_part, stop, time.monotonic() + patience)
        except wire.Closed:
            raise self._gone(process) from None
        finally:
            self._answers.pop(number, None)
            self._calls -= 1
            self._last_used = time.monotonic()

    @property
    def idle(self) -> bool:
        """Whether the process is there and nothing is asked of it."""
        return self.running and self._calls == 0

    def retire(self) -> None:
        """End the process, after `leave` where nothing is asked of it. The next call starts a new one."""
        with self._lock:
            if self._leave is not None and self.idle:
                self._leave(self)
            self.end()

    def retire_soon(self) -> None:
        """End the process as `retire` does, but not before what is asked of it now has been answered."""
        with self._lock:
            if self._calls:
                self._retiring = True
            else:
                self.retire()

    def end(self) -> None:
        """End the process, politely first. The next call starts a new one."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(OSError):  # it is gone already
                process.stdin.close()
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def close(self) -> None:
        """End the process for good; later calls raise `Cancelled`."""
        self._closed = True
        self.end()

    def _spawn(self) -> None:
        try:
            process = subprocess.Popen(
                child_command(self._engine, *self._arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                close_fds=True,
                env={name: value for name, value in os.environ.items() if name not in self._without},
                # A Ctrl+C at the terminal is for Ebb, which then cancels; it must not tear the child out of its call.
                start_new_session=os.name == "posix",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise ModelUnavailable(f"The model's process could not be started: {error.strerror}.") from error
        if self._nice and os.name == "posix":
            os.setpriority(os.PRIO_PROCESS, process.pid, self._nice)
        self._process, self._last_heard, self._last_used = process, time.monotonic(), time.monotonic()
        self._retiring = False
        assert process.stdout is not None
        threading.Thread(target=self._listen, args=(process, process.stdout), daemon=True).start()
        threading.Thread(target=self._watch_idleness, args=(process,), daemon=True).start()

    def _await(
        self,
        process: subprocess.Popen[bytes],
        stdin: IO[bytes],
        number: int,
        answers: queue.SimpleQueue[tuple[wire.Header, bytes]],
        on_part: Part | None,
        stop: threading.Event | None,
        latest: float,
    ) -> tuple[wire.Header, bytes]:
        told = False
        while True:
            if stop is not None and stop.is_set() and not told:
                self._send(stdin, {"id": number, "operation": "cancel"})
                told = True
            try:
                header, payload = answers.get(timeout=_POLL_SECONDS if stop is not None else 0.5)
            except queue.Empty:
                if process.poll() is not None and answers.empty():
                    raise wire.Closed from None
                now = time.monotonic()
                if now - self._last_heard > SILENCE_SECONDS or now > latest:
                    process.kill()
                    raise wire.Closed from None
                continue
            if header["kind"] == "part":
                if on_part is not None:
                    on_part(header)
            elif header["kind"] == "end":
                return header, payload
            elif header["kind"] == "refused":
                raise ModelUnavailable(str(header["said"]))
            else:
                raise wire.Closed

    def _send(self, stream: IO[bytes], header: wire.Header, payload: bytes = b"") -> None:
        with self._writing:
            wire.send(stream, header, payload)

    def _listen(self, process: subprocess.Popen[bytes], stdout: IO[bytes]) -> None:
        try:
            while True:
                header, payload = wire.receive(stdout)
                self._last_heard = time.monotonic()
                if (answers := self._answers.get(header["id"])) is not None:
                    answers.put((header, payload))
        except wire.Closed:
            stdout.close()
            process.wait()
            self._ended()

    def _watch_idleness(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            time.sleep(min(1.0, self._idle_seconds / 4))
            with self._lock:
                patience = _BETWEEN_CALLS if self._retiring else self._idle_seconds
                idle = self._calls == 0 and time.monotonic() - self._last_used > patience
                if idle and self._process is process:
                    self.retire()
                    return

    def _gone(self, process: subprocess.Popen[bytes] | None) -> ModelUnavailable:
        if process is not None:
            with self._lock:
                if self._process is process:
                    self.end()
        if self._closed:
            raise Cancelled
        code = process.returncode if process is not None else None
        reason = f"was ended by signal {-code}" if code is not None and code < 0 else "ended unexpectedly"
        if os.name == "posix" and code == -signal.SIGKILL:
            reason += ", perhaps by the system for want of memory"
        if os.name == "posix" and code == -signal.SIGILL:
            reason = "met an instruction that this processor does not have: its library was built for another machine"
        if os.name == "posix" and code == -signal.SIGBUS:
            reason = "could not read the model's file any more; look whether its disk is still there"
        return ProcessDied(reason)


def child_command(engine: str, *arguments: str) -> list[str]:
    """How to start a child: the same interpreter, without the current folder on its path."""
    return [sys.executable, "-P", "-m", "core.inference.worker", engine, *arguments]
