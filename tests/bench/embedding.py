"""The light embedder, and bulk in the way that is the fastest here, beside sentence-transformers as it comes.

The same weights, the same texts, one after the other.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.embedding.backends import read_tried, share_nearest
from core.embedding.choosing import ChoosingEmbedder
from core.embedding.embedder import Embedder
from core.embedding.light import LightEmbedder
from core.embedding.trial import TEXTS
from core.errors import ModelUnavailable
from core.inference.models import find_model
from tests.bench.encoder import Encoded, encode_bare
from tests.bench.figure import Figure, say
from tests.bench.synthetic import conversation
from tests.bench.timing import Times
from tests.bench.vaults import temporary_folder

MESSAGES, PASSAGES, QUERIES, STARTS = 600, 100, 200, 5
PASSAGE = 700
SEED = 5

WARM = ["a first sentence, so that nothing is set up inside the clock"] * 64

_BARE = "baseline: sentence-transformers in a process of its own, every core, batches of 32"


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Bulk in the way that was found to be the fastest: how that was found, seconds of each pass, vectors, memory."""

    about: str
    seconds: Sequence[float]
    rows: NDArray[np.float32]
    working: int


@dataclass(frozen=True, slots=True)
class _Light:
    """What the light embedder came to; times in seconds, `single` in milliseconds, memory in bytes."""

    ready: Times
    single: Times
    seconds: Sequence[float]
    rows: NDArray[np.float32]
    resting: int
    working: int


def figures() -> Iterator[Figure]:
    """Time to the first vector, of a query, memory, how alike the vectors are, and texts a second in bulk."""
    messages = [message.text for message in conversation(MESSAGES, SEED)]
    passages = _passages(PASSAGES)
    queries = [f"What was said about {' '.join(text.split()[2:8])}?" for text in messages[:QUERIES]]
    say("embedding: the light form")
    try:
        light = _measure_light([messages, passages, TEXTS], queries)
    except ModelUnavailable as error:
        yield Figure("light: ready", None, "ms", note=str(error))
        return
    say("embedding: the fastest way")
    chosen = _measure_chosen([messages, passages])
    say("embedding: sentence-transformers")
    with temporary_folder() as folder:
        bare = encode_bare(folder, [messages, passages, TEXTS], queries)
    yield from _compare(light, bare, len(messages), len(passages))
    yield from _compare_chosen(chosen, bare, len(messages), len(passages))


def _compare(light: _Light, bare: Encoded, messages: int, passages: int) -> Iterator[Figure]:
    yield Figure(
        "light: ready", light.ready.p50, "ms", bare.ready_seconds * 1000,
        f"no process to the first vector, both checksums verified, median of {STARTS}; baseline: process start to a "
        "loaded sentence-transformers, once",
    )  # fmt: skip
    yield Figure(
        "light: query p50", light.single.p50, "ms", Times(bare.singles_ms).p50,
        f"{QUERIES} questions through the pipe and back, one thread; baseline: sentence-transformers called in its own "
        "process",
    )  # fmt: skip
    yield Figure("light: query p95", light.single.p95, "ms", Times(bare.singles_ms).p95, "as above")
    yield Figure("light: memory", light.resting / 1e6, "MB", bare.resident / 1e6, f"resident after queries; {_BARE}")
    yield Figure(
        "light: memory in bulk", light.working / 1e6, "MB", bare.resident / 1e6,
        "resident of the second process, which ends with the bulk work",
    )  # fmt: skip
    worst = float(np.min(np.sum(light.rows * bare.rows / np.linalg.norm(bare.rows, axis=1, keepdims=True), axis=1)))
    yield Figure(
        "light: largest difference", 1 - worst, "1 - cosine", None,
        f"to sentence-transformers' vector of the same text, {len(light.rows)} texts, those of the trial among them",
    )  # fmt: skip
    yield Figure(
        "light: ten nearest shared", share_nearest(light.rows[:messages], bare.rows[:messages]), "share", None,
        f"of each of {messages} messages the ten nearest others, with these vectors and with sentence-transformers'",
    )  # fmt: skip
    kinds = (("messages", messages, "messages of a chat"), ("passages", passages, f"passages of {PASSAGE} characters"))
    for number, (name, count, about) in enumerate(kinds):
        yield Figure(
            f"light: {name} in bulk", count / light.seconds[number], "1/s", count / bare.seconds[number],
            f"{count} {about}, as many lanes as cores; {_BARE}",
        )  # fmt: skip


def _compare_chosen(chosen: _Chosen, bare: Encoded, messages: int, passages: int) -> Iterator[Figure]:
    both = slice(0, messages + passages)
    unit = bare.rows[both] / np.linalg.norm(bare.rows[both], axis=1, keepdims=True)
    kinds = (("messages", messages, slice(0, messages)), ("passages", passages, slice(messages, messages + passages)))
    for number, (name, count, place) in enumerate(kinds):
        yield Figure(
            f"bulk: {name}", count / chosen.seconds[number], "1/s", count / bare.seconds[number],
            f"{count} {name}, {chosen.about}; {_BARE}",
        )  # fmt: skip
        yield Figure(
            f"bulk: ten nearest of {name} shared", share_nearest(chosen.rows[place], unit[place]), "share", None,
            "with these vectors and with sentence-transformers'",
        )  # fmt: skip
    yield Figure(
        "bulk: largest difference", 1 - float(np.min(np.sum(chosen.rows * unit, axis=1))), "1 - cosine", None,
        "to sentence-transformers' vector of the same text",
    )  # fmt: skip
    yield Figure("bulk: memory", chosen.working / 1e6, "MB", bare.resident / 1e6, "resident while it works")


def _measure_chosen(passes: Sequence[Sequence[str]]) -> _Chosen:
    embedder = ChoosingEmbedder()
    try:
        began = time.perf_counter()
        fast = embedder.prepare_large()
        looked = time.perf_counter() - began
        tried = read_tried(find_model("embedding"))
        rates = {} if tried is None else {one.value: rate for one, rate in tried.rates.items()}
        used: Embedder = embedder if fast is None else fast
        seconds, rows = [], []
        used.encode_bulk(WARM)
        for texts in passes:
            began = time.perf_counter()
            rows.append(used.encode_bulk(texts))
            seconds.append(time.perf_counter() - began)
        way = "the light form" if fast is None else f"sentence-transformers in lanes, bfloat16 {fast.bfloat16}"
        about = f"{way}; the trial of {looked:.0f} s or an earlier one found {rates} texts/s"
        return _Chosen(about, seconds, np.concatenate(rows), used.status().resident)
    finally:
        embedder.close()


def _measure_light(passes: Sequence[Sequence[str]], queries: Sequence[str]) -> _Light:
    ready, single = Times(), Times()
    embedder = LightEmbedder()
    try:
        embedder.encode_query(queries[0])  # its files in the system's cache
        for _ in range(STARTS):
            embedder.unload()
            with ready.measuring():
                embedder.encode_query(queries[0])
        for query in queries:
            with single.measuring():
                embedder.encode_query(query)
        resting = embedder.resident
    finally:
        embedder.close()
    bulk = LightEmbedder()
    try:
        bulk.encode_bulk(passes[0][:64])
        seconds, rows = [], []
        for texts in passes:
            began = time.perf_counter()
            rows.append(bulk.encode_bulk(texts))
            seconds.append(time.perf_counter() - began)
        return _Light(ready, single, seconds, np.concatenate(rows), resting, bulk.resident)
    finally:
        bulk.close()


def _passages(count: int) -> list[str]:
    """Pieces of a long talk, as long as those a document is cut into."""
    words = " ".join(message.text for message in conversation(count * 10, SEED + 1))
    return [words[place * PASSAGE : (place + 1) * PASSAGE] for place in range(count)]
