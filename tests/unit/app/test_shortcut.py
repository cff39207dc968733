"""A shortcut of the desktop opens the note of the Ebb that runs; whatever else is asked for, the commands see to."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported, by anything

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.shortcut import opens_note
from ui.instance import FirstInstance


def test_only_the_bare_wish_for_a_note_is_handed_over(
    qtbot: QtBot, qapp: QCoreApplication, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EBB_PROFILE", str(profile))
    assert not opens_note(["capture", "--window"]), "no Ebb runs"
    first = FirstInstance(profile)
    handed: list[bool] = []
    for words in (["capture", "--window"], ["--profile", str(profile), "capture", "--window"]):
        with qtbot.waitSignal(first.note_wanted):
            thread = threading.Thread(target=lambda words=words: handed.append(opens_note(words)))
            thread.start()
        thread.join()
    assert handed == [True, True]
    for words in (["capture", "a note"], ["capture", "--window", "--help"], ["capture"], []):
        assert not opens_note(words)
    first.close()
    first.deleteLater()


def test_nothing_heavy_is_imported_for_it() -> None:
    code = (
        "import sys; from app.shortcut import opens_note; "
        "opens_note(['--profile', '/nowhere', 'capture', '--window']); "
        "print([n for n in ('typer', 'numpy', 'apsw', 'PySide6.QtWidgets', 'core.assistant') if n in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
