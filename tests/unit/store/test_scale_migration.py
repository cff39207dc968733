"""A vault of the first shape, with its vectors in `vec0`, is brought to the one that scales."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.store import codes, database, memories, migrations, vectors
from core.store.database import Connection, Database
from core.store.verification import verify_database
from tests.conftest import KEY
from tests.unit.store.samples import keep, said

DIMENSION = 70


def test_vectors_are_taken_over_and_coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = migrations.MIGRATIONS[: migrations.MIGRATIONS.index(migrations.scale)]
    rows = np.random.default_rng(3).normal(size=(codes.CHUNK + 10, DIMENSION)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)

    def embed(connection: Connection) -> None:
        connection.execute(
            "insert into space(model, fingerprint, dimension, created_at, current) values ('m','f',70,0,1)"
        )
        connection.execute(
            f"create virtual table vector_1 using vec0("
            f"memory_id integer primary key, embedding float[{DIMENSION}] distance_metric=cosine)"
        )
        for id_, row in enumerate(rows, 1):
            connection.execute("insert into vector_1(memory_id, embedding) values (?, ?)", (id_, row.tobytes()))
            connection.execute("update memory set embedded_in = 1 where id = ?", (id_,))

    with monkeypatch.context() as earlier:
        earlier.setattr(migrations, "MIGRATIONS", before)
        earlier.setattr(database, "MIGRATIONS", before)
        old = Database(tmp_path / "vault.db", KEY, backups=tmp_path / "backups")
        source, _ = keep(old, *(said(f"m{n}") for n in range(len(rows) + 2)))
        old.write(embed)
        old.close()
    new = Database(tmp_path / "vault.db", KEY, backups=tmp_path / "backups")
    try:
        with new.reading() as connection:
            space = vectors.current_space(connection)
            assert space is not None
            found, kept = vectors.read_vectors(connection, space, range(1, len(rows) + 3))
            chunks = {chunk.number: chunk for chunk in codes.changed_chunks(connection, 1, DIMENSION, 0)}
            assert memories.count_memories(connection) == len(rows) + 2
            assert connection.execute("select count(*) from sqlite_master where name glob 'vector_1_*'").get == 0
        assert found == list(range(1, len(rows) + 1))
        assert (kept == rows).all()
        assert all(
            (chunks[n // codes.CHUNK].codes[n % codes.CHUNK] == codes.encode(rows[n - 1 : n])[0]).all() for n in found
        )
        assert [finding for finding in verify_database(new) if not finding.ok] == []
        assert (tmp_path / "backups" / "before-scale.db").exists()
        changes = new.write(memories.count_changes)
        new.write(lambda c: memories.delete_memories_of(c, source))
        assert new.write(memories.count_memories) == 0
        assert new.write(memories.count_changes) == changes + len(rows) + 2
    finally:
        new.close()
