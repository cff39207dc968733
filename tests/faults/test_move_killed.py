"""A change of the embedding model that is killed anywhere: the vault finds as before, and goes on from there."""

from __future__ import annotations

import hashlib
import json
import random
import time
from pathlib import Path

import pytest

from core.store import moving, vectors
from tests.faults.command import Ebb, copy_profile, message, wait_until, write_conversation
from tests.faults.conftest import open_database
from tests.unit.inference.stand_ins import embedding_files

pytestmark = pytest.mark.model

NAME = "multilingual-minilm"
MESSAGES, KILLS = 700, 4


def put_model(profile: Path) -> None:
    """A stand-in, as a download leaves it."""
    folder, files = profile / "models" / NAME, embedding_files()
    pins = []
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        pins.append({"file": name, "size": len(content), "checksum": hashlib.sha256(content).hexdigest()})
    (folder / "pin.json").write_text(json.dumps({"commit": "c" * 40, "pins": pins}))


def standing(profile: Path) -> tuple[str, int, int]:
    """The model in use, how many vectors are in use, and how many of the next there are."""
    database = open_database(profile)
    try:
        with database.reading() as connection:
            space = vectors.current_space(connection)
            assert space is not None
            made = moving.count_to_move(connection)[0]
            return moving.read_moving(connection).use, vectors.count_vectors(connection, space), made
    finally:
        database.close()


def test_a_change_killed_anywhere_leaves_a_vault_that_finds_and_goes_on(template: Path, tmp_path: Path) -> None:
    ebb = Ebb(tmp_path, copy_profile(template, tmp_path / "profile"), models=True)
    texts = [f"The ferry carried {n} crates of pears to Vinge." for n in range(MESSAGES)]
    talk = write_conversation(tmp_path / "c.jsonl", (message(n, text=text) for n, text in enumerate(texts)))
    ebb("import", "conversation", talk)
    put_model(ebb.profile)
    moments, wal, seen = random.Random(5), ebb.profile / "vault.db-wal", 0
    for _ in range(KILLS):
        process = ebb.start("models", "embedding", NAME, "--yes")
        size = wal.stat().st_size if wal.exists() else 0
        wait_until(
            lambda size=size, process=process: (
                process.poll() is not None or (wal.exists() and wal.stat().st_size != size)
            )
        )
        time.sleep(moments.uniform(0.0, 0.5))
        process.kill()
        process.communicate()
        use, in_use, made = standing(ebb.profile)
        assert in_use == MESSAGES
        assert use == NAME or made >= seen, "what was made stays"
        seen = made
    assert ebb.lines("search", "--json", texts[7])[0]["text"] == texts[7]
    said = ebb("models", "embedding", NAME, "--yes").stdout
    assert "Changing to" not in said
    assert standing(ebb.profile)[:2] == (NAME, MESSAGES)
    ebb("verify")
    assert ebb.lines("search", "--json", texts[7])[0]["text"] == texts[7]
