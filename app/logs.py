"""The log: what happened and where, never what was said.

A traceback is written as file names and line numbers. The text of an unexpected error is left out, because it may
quote what somebody remembers; the sentences of Ebb's own errors never do.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from core.errors import EbbError
from core.store.files import make_private_folder

_MOST_BYTES, _KEPT = 512 * 1024, 3

log = logging.getLogger("ebb")

_ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def start_log(profile: Path) -> None:
    """Write to `<profile>/logs/ebb.log`, readable by its owner alone, at most 2 MB in all; catch what nobody caught."""
    folder = profile / "logs"
    make_private_folder(folder)
    handler = _PrivateFile(folder / "ebb.log", maxBytes=_MOST_BYTES, backupCount=_KEPT, encoding="utf-8")
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    sys.excepthook = _note_uncaught
    threading.excepthook = lambda args: _note_uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def describe(error: BaseException) -> str:
    """An error without what it says, unless it is one of ours: "ValueError at queue.py:41 < worker.py:80"."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-12:]))
    said = f" ({error})" if isinstance(error, EbbError) else ""
    return f"{type(error).__name__}{said} at {places or 'unknown'}"


def _note_uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt):
        log.error("uncaught %s", describe(error))
    sys.__excepthook__(kind, error if error is not None else kind(), trace)


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        return super()._open()


class _Formatter(logging.Formatter):
    def formatException(self, ei: _ErrorInfo) -> str:  # noqa: N802 - the library's name
        return describe(ei[1]) if ei[1] is not None else ""
