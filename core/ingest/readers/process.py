"""The process that reads: one path or picture in, one document or one reason out, and no way to do anything else.

The audit hook and the limits guard against what a hostile document makes a parser do. They hold back Python code
fully and native code by the kernel's limits: no files written, no dumps, bounded memory and time.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

from core.errors import EbbError, MachineError
from core.ingest import readers
from core.ingest.document import Document
from core.ingest.readers import pace, picture, wire

USER, MACHINE, MEMORY, DOCUMENT, WORKING = b"u", b"m", b"o", b"d", b"w"
"""The first byte of an answer: a sentence of either kind, out of memory, a document, or that more time is needed."""

LONGEST_REQUEST = 64 * 1024
MOST_CONTENT = 128 * 1024 * 1024
"""Bytes of a picture that is sent along instead of being named."""
_REFUSED = (
    *("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.system", "os.startfile"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.chown", "os.link"),
    *("os.symlink", "os.utime", "os.kill", "pty.", "shutil.", "tempfile.", "urllib.", "ftplib.", "http.", "smtplib."),
    *("webbrowser.", "sqlite3.", "winreg.", "msvcrt."),
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(PermissionError):
    """A reader tried something that reading does not need."""


def serve() -> None:
    """Answer requests on standard input until it closes."""
    requests = sys.stdin.buffer
    # Native libraries print what they please; nothing of it may end up between the frames.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _die_with_parent(requests.fileno())
    confine()
    while (request := wire.receive(requests, LONGEST_REQUEST)) is not None:
        order = json.loads(request)
        read = _reading(order, requests)
        _begin(answers, order["memory"], order["seconds"])
        wire.send(answers, _answer(read))


def _reading(order: dict[str, Any], requests: IO[bytes]) -> Callable[[], Document]:
    """What is to be read: the file that is named, or the picture that follows. What lies on no disk stays off it."""
    if "path" in order:
        return partial(readers.read, Path(order["path"]))
    return partial(picture.read, wire.receive(requests, MOST_CONTENT) or b"", order["title"])


def _begin(answers: IO[bytes], memory: int, seconds: float) -> None:
    def step() -> None:
        _limit(memory, seconds)
        wire.send(answers, WORKING)

    _limit(memory, seconds)
    pace.begin(step)


def confine() -> None:
    """Give up, for the rest of this process, the network, writing files and starting programs."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)
    sys.dont_write_bytecode = True
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold the user's text in clear
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        if (isinstance(flags, int) and flags & _WRITING) or (isinstance(mode, str) and set(mode) & set("wax+")):
            raise Refused("A reader may not write files.")
    elif event.startswith(_REFUSED):
        raise Refused(f"A reader may not do this: {event}.")


def _limit(memory: int, seconds: float) -> None:
    """Bound this process for one document: bytes of address space, seconds of processor and of waiting."""
    if sys.platform == "win32":
        return  # the parent watches memory and time
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = usage.ru_utime + usage.ru_stime
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent + seconds) + 1, hard))
    if sys.platform == "linux":  # macOS takes the number and ignores it
        resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    # The parent stops a slow reader; this is for when the parent is gone.
    signal.setitimer(signal.ITIMER_REAL, seconds + 5)


def _answer(read: Callable[[], Document]) -> bytes:
    try:
        return DOCUMENT + wire.pack_document(read())
    except (MemoryError, RecursionError):
        return MEMORY
    except MachineError as error:
        return MACHINE + str(error).encode()
    except EbbError as error:
        return USER + str(error).encode()
    finally:
        if sys.platform != "win32":
            signal.setitimer(signal.ITIMER_REAL, 0)


def _die_with_parent(descriptor: int) -> None:
    """End this process as soon as nobody holds the other end of its input, even in the middle of a document."""
    import select

    if not hasattr(select, "poll"):
        return  # the next read ends it

    def watch() -> None:
        poll = select.poll()
        poll.register(descriptor, 0)
        while not any(state & (select.POLLHUP | select.POLLERR) for _, state in poll.poll()):
            pass
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
