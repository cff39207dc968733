"""What all tests share: a profile of their own, an open store, and an embedder that needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from core.embedding.embedder import Vector
from core.store.database import Database

KEY = bytes(range(32))

# No example fails for how long it took: that tells about the machine.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


_PATIENCE_MS = 30_000


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Waits longer than five seconds for what a busy machine is slow with."""
    for name in ("waitUntil", "waitSignal", "waitSignals"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=_PATIENCE_MS))
    return qtbot


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "vault.db", KEY, backups=tmp_path / "backups")
    yield opened
    opened.close()


class HashEmbedder:
    """Unit vectors drawn from a hash of the text: the same text, the same vector."""

    name, dimension = "hash", 16
    ready = True

    def __init__(self, fingerprint: str = "f" * 64) -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def load(self) -> None:
        pass

    def encode_query(self, text: str) -> Vector:
        seed = int.from_bytes(hashlib.sha256((self.fingerprint + text).encode()).digest()[:8], "big")
        row = np.random.default_rng(seed).normal(size=self.dimension).astype(np.float32)
        return row / np.linalg.norm(row)

    def encode_bulk(self, texts: Sequence[str], stop: Event | None = None) -> Vector:
        self.encoded += texts
        return np.stack([self.encode_query(text) for text in texts])


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()
