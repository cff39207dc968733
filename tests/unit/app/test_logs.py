"""The log says what happened and where, and never what somebody remembers."""

from __future__ import annotations

import logging
import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs
from core.errors import MachineError

SECRET = "Nora's PIN is 4711"


@pytest.fixture
def log_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    logs.start_log(tmp_path)
    yield tmp_path / "logs/ebb.log"
    for handler in list(logs.log.handlers):
        handler.close()
        logs.log.removeHandler(handler)


def fail() -> None:
    raise ValueError(SECRET)


def caught() -> ValueError:
    with pytest.raises(ValueError, match="PIN") as info:
        fail()
    return info.value


def test_an_uncaught_error_is_logged_without_its_text(log_file: Path) -> None:
    error = caught()
    sys.excepthook(type(error), error, error.__traceback__)
    written = log_file.read_text()
    assert "ValueError at test_logs.py:" in written
    assert "4711" not in written


def test_an_error_in_a_thread_is_logged_without_its_text(log_file: Path) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "ValueError at test_logs.py:" in log_file.read_text()
    assert "4711" not in log_file.read_text()


def test_logging_an_exception_leaves_out_its_text(log_file: Path) -> None:
    try:
        fail()
    except ValueError:
        logs.log.exception("it failed")
    assert "it failed" in log_file.read_text()
    assert "4711" not in log_file.read_text()


def test_our_own_sentences_are_kept() -> None:
    assert "The disk is full." in logs.describe(MachineError("The disk is full."))


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_the_owner_reads_the_log(log_file: Path) -> None:
    logs.log.log(logging.INFO, "started")
    assert stat.S_IMODE(log_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(log_file.parent.stat().st_mode) == 0o700
