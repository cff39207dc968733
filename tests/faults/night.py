"""A night in a process of its own that can be killed: `python -m tests.faults.night PROFILE VECTORS NOW`.

Its clock stands still at NOW, and its vectors are those of the file VECTORS, so that nights over the same vault can be
compared. Where there is no such file the real model makes them, and they are kept there. It prints "asleep"
when it begins and "awake" when it is over. The passphrase is in EBB_PASSPHRASE.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from core.embedding.choosing import ChoosingEmbedder
from core.embedding.embedder import Embedder
from core.model import times
from core.store.database import Database
from tests.conftest import HashEmbedder
from tests.faults.command import ROOT

HASHED = Path("hashed")
"""In place of a file: vectors drawn from a hash of the text."""


@dataclass
class KnownVectors:
    """What an embedder once said. A text it was not asked then has a vector drawn from its hash.

    After a kill the rest of a talk may be divided otherwise than in an undisturbed night, so that its events read so.
    """

    fingerprint: str
    rows: dict[str, Any]
    name: str = "known"
    ready: bool = True

    @classmethod
    def read(cls, file: Path) -> KnownVectors:
        with np.load(file) as kept:
            return cls(str(kept["fingerprint"]), dict(zip(json.loads(str(kept["texts"])), kept["rows"], strict=True)))

    @property
    def dimension(self) -> int:
        return len(next(iter(self.rows.values())))

    def load(self) -> None:
        pass

    def encode_query(self, text: str) -> Any:
        if text not in self.rows:
            drawn = HashEmbedder(self.fingerprint)
            drawn.dimension = self.dimension
            self.rows[text] = drawn.encode_query(text)
        return self.rows[text]

    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Any:
        return np.stack([self.encode_query(text) for text in texts])


@dataclass
class Recording:
    """Asks an embedder, and remembers what it said."""

    inner: Embedder
    said: dict[str, Any] = field(default_factory=dict)
    name: str = "recording"
    ready: bool = True

    @property
    def fingerprint(self) -> str:
        return self.inner.fingerprint

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    def load(self) -> None:
        self.inner.load()

    def encode_query(self, text: str) -> Any:
        return self.encode_bulk([text])[0]

    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Any:
        rows = self.inner.encode_bulk(texts, stop)
        self.said.update(zip(texts, rows, strict=True))
        return rows

    def write(self, file: Path) -> None:
        np.savez(
            file, texts=json.dumps(list(self.said)), rows=np.stack([*self.said.values()]), fingerprint=self.fingerprint
        )


@dataclass(frozen=True)
class Held:
    """What a night has to leave, whatever happened to it.

    `said`: the messages, with the state they are in. `facts`: what was learned, each with the messages it rests on, and
    how often it is there. `astray`: how many messages that are remembered rest in no event, or in several.
    """

    said: tuple[tuple[Any, ...], ...]
    facts: Counter[tuple[str, str]]
    astray: int


def held_by(database: Database) -> Held:
    """Look into a vault."""
    with database.reading() as connection:
        said = connection.execute(
            "select id, ref, text, state, precision, embedded_in <> 0 from memory where form = 'chunk' order by id"
        ).fetchall()
        facts = connection.execute(
            "select m.text, (select group_concat(o.ref order by o.id) from parent p join memory o on o.id = "
            "p.parent_id where p.memory_id = m.id) from memory m where m.form = 'fact' and m.kind <> 'core'"
        ).fetchall()
        astray = connection.execute(
            "select count(*) from memory m where m.form = 'chunk' and m.state <> 'forgotten' and 1 <> (select count(*) "
            "from parent p join memory e on e.id = p.memory_id where p.parent_id = m.id and e.form = 'event')"
        ).get
    return Held(tuple(said), Counter(facts), int(astray))


def start(profile: Path, vectors: Path, now: datetime, passphrase: str) -> subprocess.Popen[str]:
    """Start a night, and wait until it is asleep."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.night", str(profile), str(vectors), now.isoformat()],
        cwd=ROOT,
        env=os.environ | {"EBB_PASSPHRASE": passphrase},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said == "asleep\n", (said, process.communicate())
    return process


def sleep(profile: Path, vectors: Path, now: datetime, passphrase: str) -> None:
    """Sleep through a whole night."""
    process = start(profile, vectors, now, passphrase)
    said, trouble = process.communicate()
    assert (said, process.returncode) == ("awake\n", 0), trouble


def main(profile: Path, vectors: Path, now: datetime) -> None:
    times.now = lambda: now  # before anything takes it as a default
    from core.sleeping import Sleeping
    from core.store.vault import Vault

    vault = Vault.unlock(profile, passphrase=os.environ["EBB_PASSPHRASE"])
    database = Database(vault.database_file, vault.data_key, backups=vault.backup_folder)
    embedder: Embedder
    if vectors == HASHED:
        embedder = HashEmbedder()
    else:
        embedder = KnownVectors.read(vectors) if vectors.exists() else Recording(ChoosingEmbedder())
    print("asleep", flush=True)
    Sleeping(database, embedder, lambda event: None).sleep()
    print("awake", flush=True)
    database.close()
    if isinstance(embedder, Recording):
        embedder.write(vectors)
        assert isinstance(embedder.inner, ChoosingEmbedder)
        embedder.inner.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
