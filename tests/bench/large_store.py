"""A vault as large as a life, made from a seed: words as common as words are, and vectors laid out like real ones.

The vectors have what those of MiniLM have on conversations: a mean of length 0.54, a spectrum that falls as
exp(-k / 120) / (k + 8), and topics and sessions whose messages are nearer to each other than to strangers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.model.memory import NewMemory, SourceKind, Span
from core.store import memories, sources, vectors
from core.store.database import Connection, Database
from core.store.sources import NewSource
from tests.bench.phrases import PEOPLE

DIMENSION = 384
SESSION, CONVERSATION = 24, 2400
MODEL, FINGERPRINT = "seeded", "5eed" * 16

_BATCH = 24_000
_MEAN, _TOPIC, _SITTING = 0.54, 0.45, 0.35
_ASKED = 0.64
_TOPICS = 2000
_VOCABULARY, _EXPONENT, _OFFSET = 50_000, 1.05, 2.7
_TYPICAL, _SPREAD, _SHORTEST, _LONGEST = 11, 0.6, 3, 60
_NEAREST = 10

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions with their vectors, and for each the positions (from 0) of the memories that are truly nearest."""

    texts: list[str]
    vectors: Vectors
    nearest: NDArray[np.int64]
    common: list[str]


class World:
    """Draws messages and vectors. The same seed, the same world."""

    def __init__(self, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        scale = np.sqrt(np.exp(-np.arange(DIMENSION) / 120) / (np.arange(DIMENSION) + 8))
        turn = np.linalg.qr(self.chance.normal(size=(DIMENSION, DIMENSION)))[0]
        self._shape = (scale[:, None] / np.linalg.norm(scale) * turn).astype(np.float32)
        self._mean = unit(self.chance.normal(size=(1, DIMENSION)).astype(np.float32))
        self._topics = self.shaped(_TOPICS)
        share = 1 / (np.arange(_VOCABULARY) + _OFFSET) ** _EXPONENT
        self._common = np.cumsum(share / share.sum())
        self.words = [_word(number) for number in range(_VOCABULARY)]

    def shaped(self, count: int) -> Vectors:
        """Vectors of length about 1 with the spectrum of real ones and no mean."""
        return self.chance.normal(size=(count, DIMENSION)).astype(np.float32) @ self._shape

    def meanings(self, count: int) -> Vectors:
        """Unit vectors of `count` messages in their order: those of a session are about one topic."""
        sittings = -(-count // SESSION)
        about = _TOPIC * self._topics[self.chance.integers(0, _TOPICS, sittings)] + _SITTING * self.shaped(sittings)
        own = np.sqrt(1 - _TOPIC**2 - _SITTING**2)
        said = np.repeat(about, SESSION, axis=0)[:count] + own * self.shaped(count)
        return unit(_MEAN * self._mean + np.sqrt(1 - _MEAN**2) * said)

    def questions(self, meant: Vectors) -> Vectors:
        """Unit vectors that lie as near to what they ask for as questions do."""
        return unit(_ASKED * meant + np.sqrt(1 - _ASKED**2) * self.shaped(len(meant)))

    def texts(self, count: int) -> list[str]:
        """Messages of 3 to 60 words."""
        long = np.round(self.chance.lognormal(0, _SPREAD, count) * _TYPICAL)
        lengths = np.clip(long, _SHORTEST, _LONGEST).astype(int)
        drawn = np.searchsorted(self._common, self.chance.random(int(lengths.sum()))).tolist()
        words = [self.words[number] for number in drawn]
        ends = np.cumsum(lengths).tolist()
        return [" ".join(words[end - length : end]) for end, length in zip(ends, lengths.tolist(), strict=True)]


def unit(rows: Vectors) -> Vectors:
    """The rows, each brought to length 1."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def store_world(database: Database, count: int, queries: int, seed: int) -> Iterator[tuple[int, Asked]]:
    """Store `count` memories through the store's own functions; yields after each batch how many there are.

    With it come the questions, whose true neighbours are known when the last batch is stored.
    """
    world = World(seed)
    best, nearest = np.zeros((queries, 0), np.float32), np.zeros((queries, 0), np.int64)
    asked: Asked | None = None
    for first in range(0, count, _BATCH):
        many = min(_BATCH, count - first)
        rows, texts = world.meanings(many), world.texts(many)
        if asked is None:
            asked = _ask(world, rows, texts, queries)
        _store(database, first, texts, rows)
        best = np.concatenate([best, asked.vectors @ rows.T], axis=1)
        nearest = np.concatenate([nearest, np.tile(np.arange(first, first + many), (queries, 1))], axis=1)
        chosen = np.argsort(-best, axis=1, kind="stable")[:, :_NEAREST]
        best, nearest = np.take_along_axis(best, chosen, 1), np.take_along_axis(nearest, chosen, 1)
        yield first + many, Asked(asked.texts, asked.vectors, nearest, asked.common)


def _ask(world: World, rows: Vectors, texts: list[str], queries: int) -> Asked:
    """Questions as people put them: a few words of what they ask for among words that say little."""
    meant = world.chance.integers(0, len(rows), queries)
    asked = []
    for number in meant.tolist():
        said = texts[number].split()
        told = world.chance.choice(said, min(4, len(said)), replace=False).tolist()
        filled = [world.words[word] for word in world.chance.integers(0, 60, 4)]
        asked.append("what did we " + " ".join(filled + told))
    common = [" ".join(world.words[word] for word in world.chance.integers(0, 12, 4)) for _ in range(queries // 5)]
    return Asked(asked, world.questions(rows[meant]), np.zeros((queries, 0), np.int64), common)


def _store(database: Database, first: int, texts: list[str], rows: Vectors) -> None:
    def keep(connection: Connection) -> None:
        space = vectors.use_space(connection, MODEL, FINGERPRINT, DIMENSION)
        for start in range(0, len(texts), CONVERSATION):
            name = f"talk {(first + start) // CONVERSATION}"
            source = sources.insert_source(
                connection, NewSource(SourceKind.CONVERSATION, name, name, "application/jsonl")
            )
            said = texts[start : start + CONVERSATION]
            ids = memories.insert_memories(connection, source, 0, [_message(said, n) for n in range(len(said))])
            vectors.put_vectors(connection, space, ids, rows[start : start + CONVERSATION])

    database.write(keep)


def _message(said: list[str], number: int) -> NewMemory:
    return NewMemory(
        said[number],
        Span(f"m{number}", 0, len(said[number])),
        context=said[number - 1] if number % SESSION else "",
        speaker=PEOPLE[number % len(PEOPLE)],
        session=str(number // SESSION),
    )


def _word(number: int) -> str:
    """A word that can be spoken, another for each number."""
    consonants, vowels = "bcdfghklmnprstvz", "aeiou"
    made, left = "", number + 100
    while left:
        left, place = divmod(left, len(consonants))
        made += consonants[place]
        left, place = divmod(left, len(vowels))
        made += vowels[place]
    return made
