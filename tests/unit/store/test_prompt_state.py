"""A kept prompt state comes back as it was, or not at all; and not after anything was forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.model import times
from core.store import chats, requests
from core.store.database import Connection, Database
from core.store.prompt_state import FILE, PromptStates
from core.store.purge import purge_memories

ABOUT, STATE = {"tokens": [1, 2, 3], "about": {"notes": "the ferry to Vinge"}}, bytes(range(256)) * 40


@pytest.fixture
def states(database: Database, tmp_path: Path) -> PromptStates:
    kept = PromptStates(database, tmp_path)
    assert kept.keep(kept.mark(), "7", "a model", ABOUT, STATE)
    return kept


def test_it_comes_back_for_its_chat_and_is_readable_by_nobody_else(states: PromptStates, tmp_path: Path) -> None:
    file = tmp_path / FILE
    assert b"ferry" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert states.recall("8", "a model") is None
    assert states.recall("7", "a model") == (ABOUT, STATE)
    assert states.recall("7", "a model") == (ABOUT, STATE)


def test_what_a_killed_process_began_to_write_goes_with_the_next(states: PromptStates, tmp_path: Path) -> None:
    begun = tmp_path / f".{FILE}.123.new"
    begun.write_bytes(b"half")
    assert states.keep(states.mark(), "7", "a model", ABOUT, STATE)
    assert not begun.exists()


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def flip(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1] + bytes([file.read_bytes()[-1] ^ 1]))


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("harm", [cut, flip, empty, Path.unlink])
def test_what_was_harmed_is_removed(states: PromptStates, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    harm(tmp_path / FILE)
    assert states.recall("7", "a model") is None
    assert not (tmp_path / FILE).exists()


def test_what_another_model_made_is_removed(states: PromptStates, tmp_path: Path) -> None:
    assert states.recall("7", "another model") is None
    assert not (tmp_path / FILE).exists()


def _hide(connection: Connection) -> None:
    requests.hide_memories(connection, [], "", times.now(), times.now())


def _purge(connection: Connection) -> None:
    purge_memories(connection, [])


def _delete(connection: Connection) -> None:
    chats.delete_chat(connection, chats.begin_chat(connection, "Where is the ferry?"))


@pytest.mark.parametrize("forget", [_hide, _purge, _delete])
def test_forgetting_takes_the_key_and_refuses_what_was_begun_before(
    states: PromptStates, database: Database, tmp_path: Path, forget: Callable[[Connection], None]
) -> None:
    before = states.mark()
    sealed = (tmp_path / FILE).read_bytes()
    database.write(forget)
    assert states.recall("7", "a model") is None
    assert not states.keep(before, "7", "a model", ABOUT, STATE)
    assert not (tmp_path / FILE).exists()
    (tmp_path / FILE).write_bytes(sealed)
    assert states.recall("7", "a model") is None, "its key is gone"
    assert states.keep(states.mark(), "7", "a model", ABOUT, STATE)
    assert states.recall("7", "a model") == (ABOUT, STATE)


def test_a_disk_without_room_keeps_nothing(
    states: PromptStates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.prompt_state.MOST_BYTES", 100)
    assert not states.keep(states.mark(), "7", "a model", ABOUT, STATE)
    elsewhere = PromptStates(states._database, tmp_path / "not there")
    monkeypatch.undo()
    assert not elsewhere.keep(elsewhere.mark(), "7", "a model", ABOUT, STATE)
    assert states.recall("7", "a model") == (ABOUT, STATE)
