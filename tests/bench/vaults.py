"""Vaults that live as long as a measurement."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.assistant import Assistant
from core.model.memory import Memory
from core.store import memories
from core.store.database import Database
from core.store.vault import Vault
from tests.bench.synthetic import Message

PASSPHRASE = "measured in a hurry"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="ebb-bench-") as name:
        yield Path(name)


@contextmanager
def new_assistant(profile: Path) -> Iterator[Assistant]:
    """An open vault in `profile`, closed afterwards; the vault itself stays."""
    assistant, _ = Assistant.create(profile, PASSPHRASE)
    try:
        yield assistant
    finally:
        assistant.close()


@contextmanager
def open_store(profile: Path) -> Iterator[Database]:
    """The database of a vault that nobody has open."""
    vault = Vault.unlock(profile, passphrase=PASSPHRASE)
    database = Database(vault.database_file, vault.data_key, backups=profile / "backups")
    try:
        yield database
    finally:
        database.close()
        vault.lock()


def all_memories(database: Database) -> list[Memory]:
    """Every memory of a vault from which nothing was removed, in the order it was stored."""
    with database.reading() as connection:
        found = memories.get_memories(connection, range(1, memories.count_memories(connection) + 1))
    return [found[memory_id] for memory_id in sorted(found)]


def write_conversation(file: Path, messages: Iterable[Message]) -> Path:
    """Write messages in the conversation format, one a line."""
    with file.open("w", encoding="utf-8") as out:
        for message in messages:
            fields = {
                "conversation": message.conversation,
                "session": message.session,
                "id": message.id,
                "time": message.time.isoformat(),
                "speaker": message.speaker,
                "text": message.text,
            }
            if message.captions:
                fields["captions"] = list(message.captions)
            out.write(json.dumps(fields, ensure_ascii=False) + "\n")
    return file
