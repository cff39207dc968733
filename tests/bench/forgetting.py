"""Forgetting over two simulated years: the laws against each other, then ours in a real vault, night after night."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.forgetting.curve import CURVE, Curve
from core.forgetting.fading import FadeStep
from core.forgetting.use import note_accesses
from core.ingest.understanding import store_understood
from core.model import times
from core.model.answer import AccessKind
from core.model.memory import NewMemory, SourceKind, Span, State
from core.model.night import Cause, StepName
from core.retrieval.search import find
from core.retrieval.vault_index import VaultIndex
from core.store import memories, nights, sources, vectors
from core.store.database import Connection, Database
from core.store.nights import Journal
from core.store.sources import NewSource
from core.understanding.significance import judge_significance
from core.understanding.words import read_words
from tests.bench.figure import Figure, say
from tests.bench.large_store import DIMENSION, FINGERPRINT, MODEL, World
from tests.bench.rival_curves import Fsrs, MemoryBank, Plain
from tests.bench.simulated_life import DAYS, Lived, Sort, day, live
from tests.bench.vaults import new_assistant, open_store, temporary_folder

SEED = 11
_SOON, _FIRST_LOOK = 30, 60
_LATELY = 180
_FOUND = 10
_JUDGED = 2000


def figures() -> Iterator[Figure]:
    """Strength of what is used over what is not, the promised retentions, what a vault saves and still finds."""
    life = live(SEED)
    say(f"forgetting: {len(life)} memories, {sum(len(one.wanted) for one in life):,} uses in two years")
    yield from _laws(life)
    with temporary_folder() as folder:
        yield from _vault(life, folder)
    yield _speed(life)


# -- the laws alone ----------------------------------------------------------------------------------------------------


def _laws(life: Sequence[Lived]) -> Iterator[Figure]:
    ours, fsrs, plain, bank = (_replay(life, curve) for curve in (CURVE, Fsrs(), Plain(), MemoryBank()))
    note = "mean R of memories that were ever used over that of those that never were, after two years"
    yield Figure("strength of used over unused", ours.ratio, "x", fsrs.ratio, f"{note}; baseline: FSRS 6.3.2")
    yield Figure("strength of used over unused, plain exp", plain.ratio, "x", note="one S = 30 days, uses restart t")
    yield Figure("strength of used over unused, MemoryBank", bank.ratio, "x", note="exp(-t / 5 * S) as in its code")
    note = f"chance that R ranks what is wanted within {_SOON} days above what is not, all months pooled"
    yield Figure("ranking what is wanted soon", ours.ranking, "AUC", fsrs.ranking, f"{note}; baseline: FSRS 6.3.2")
    yield Figure("ranking what is wanted soon, plain exp", plain.ranking, "AUC")
    yield Figure("ranking what is wanted soon, MemoryBank", bank.ranking, "AUC")
    for curve, name in ((CURVE, ""), (Plain(), ", plain exp"), (MemoryBank(), ", MemoryBank")):
        yield Figure(
            f"R after ten uses in a month and 90 idle days{name}", _after_ten(curve), "R", _after_ten(Fsrs()),
            "of a memory without any significance; baseline: FSRS 6.3.2",
        )  # fmt: skip
        yield Figure(
            f"R of an unused trivial memory after 60 days{name}", _trivial(curve), "R", _trivial(Fsrs()),
            "baseline: FSRS 6.3.2",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Replay:
    ratio: float
    ranking: float


def _replay(life: Sequence[Lived], curve: Curve) -> _Replay:
    kept, soon = [], []
    used, unused = [], []
    for one in life:
        strength = curve.bear(_significance(one.text), day(one.told))
        turns = iter([*one.wanted, DAYS + 1])
        following = next(turns)
        for month in range(_FIRST_LOOK, DAYS + 1, _SOON):
            while following < month:
                strength = curve.reinforce(strength, day(following))
                following = next(turns)
            if one.told < month <= DAYS - _SOON:
                kept.append(curve.retention(strength, day(month)))
                soon.append(following < month + _SOON)
        while following <= DAYS:
            strength = curve.reinforce(strength, day(following))
            following = next(turns)
        (used if one.wanted else unused).append(curve.retention(strength, day(DAYS)))
    return _Replay(float(np.mean(used) / np.mean(unused)), _auc(np.array(kept), np.array(soon)))


def _auc(values: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """The share of pairs in which the positive one has the higher value; equal ones count half."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    many, few = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - many * (many + 1) / 2) / (many * few))


def _after_ten(curve: Curve) -> float:
    strength = curve.bear(0.0, day(0))
    for number in range(1, 11):
        strength = curve.reinforce(strength, day(3 * number))
    return curve.retention(strength, day(30 + 90))


def _trivial(curve: Curve) -> float:
    return curve.retention(curve.bear(0.0, day(0)), day(60))


def _significance(text: str) -> float:
    return judge_significance(text, read_words(text))


# -- in a vault --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lived:
    """A vault after two years: bytes of its vectors, recall on what was used lately and ever, states on their day."""

    size: int
    lately: float
    ever: float
    on_their_day: float
    states: dict[State, int]
    nights: list[float]


def _vault(life: Sequence[Lived], folder: Path) -> Iterator[Figure]:
    world = World(SEED)
    rows = world.meanings(len(life))
    asked = world.questions(rows)
    lived = []
    for name, fades in (("fading", True), ("whole", False)):
        say(f"forgetting: two years in a vault, {name}")
        with new_assistant(folder / name):
            pass
        with open_store(folder / name) as database:
            lived.append(_live(database, life, rows, asked, fades=fades))
    fading, whole = lived
    many = ", ".join(f"{count} {state}" for state, count in fading.states.items())
    yield Figure("vector bytes after fading", fading.size, "bytes", whole.size, f"of {len(life)} memories; {many}")
    note = (
        "by meaning alone, questions as near to what they ask for as real ones are; baseline: the same without fading"
    )
    yield Figure(f"recall@10 on what was used in {_LATELY} days", fading.lately, "share", whole.lately, note)
    yield Figure("recall@10 on what was ever used", fading.ever, "share", whole.ever, note)
    yield Figure("yearly memories active on their day", fading.on_their_day, "share", note="told by their words")
    slowest = max(fading.nights)
    yield Figure(
        "slowest night of FADE", slowest * 1000, "ms", note=f"{len(life)} memories, {len(fading.nights)} nights"
    )


def _live(
    database: Database, life: Sequence[Lived], rows: NDArray[np.float32], asked: NDArray[np.float32], *, fades: bool
) -> _Lived:
    ids: list[int] = []

    def embed(connection: Connection) -> None:
        _embed(connection, ids, rows)

    source_id = database.write(
        lambda c: sources.insert_source(c, NewSource(SourceKind.CONVERSATION, "talk", "talk", "application/jsonl"))
    )
    days: dict[int, list[int]] = {}
    for number, one in enumerate(life):
        for when in one.wanted:
            days.setdefault(when, []).append(number)
    active, spent = [], []
    for today in range(DAYS):
        told = [one for one in life[len(ids) :] if one.told == today]
        if told:
            ids += database.write(partial(_tell, source_id=source_id, position=len(ids), told=told, today=today))
        database.write(embed)
        wanted = days.get(today, ())
        active += _active(database, [ids[n] for n in wanted if life[n].sort is Sort.YEARLY])
        if wanted:
            database.write(partial(_use, used=[ids[n] for n in wanted], today=today))
        if fades and today % 7 == 0:
            began = time.perf_counter()
            _sleep(database, today)
            spent.append(time.perf_counter() - began)
    database.write(embed)
    lately = [n for n, one in enumerate(life) if one.wanted and one.wanted[-1] >= DAYS - _LATELY]
    ever = [n for n, one in enumerate(life) if one.wanted]
    with database.reading() as connection:
        space = vectors.current_space(connection)
        assert space is not None
        kept = memories.get_memories(connection, ids).values()
        states = {state: sum(one.state is state for one in kept) for state in State}
        return _Lived(
            vectors.count_bytes(connection, space),
            _recall(connection, ids, asked, lately),
            _recall(connection, ids, asked, ever),
            float(np.mean(active)),
            {state: count for state, count in states.items() if count},
            spent,
        )


def _tell(connection: Connection, source_id: int, position: int, told: Sequence[Lived], today: int) -> list[int]:
    new = [
        NewMemory(one.text, Span(f"m{position + n}", 0, len(one.text)), said_at=day(today), session=str(today))
        for n, one in enumerate(told)
    ]
    ids = store_understood(connection, source_id, position, new)
    at = times.to_store(day(today))[0]
    connection.executemany("update memory set stored_at = ?1, reinforced_at = ?1 where id = ?2", [(at, i) for i in ids])
    return ids


def _embed(connection: Connection, ids: Sequence[int], rows: NDArray[np.float32]) -> None:
    waiting = [memory.id for memory in memories.unembedded(connection, 0, len(ids))]
    if waiting:
        place = {id_: number for number, id_ in enumerate(ids)}
        space = vectors.use_space(connection, MODEL, FINGERPRINT, DIMENSION)
        vectors.put_vectors(connection, space, waiting, rows[[place[id_] for id_ in waiting]])


def _use(connection: Connection, used: Sequence[int], today: int) -> None:
    for id_ in used:
        note_accesses(connection, [id_], AccessKind.CITED, at=day(today))


def _active(database: Database, ids: Sequence[int]) -> list[bool]:
    with database.reading() as connection:
        return [one.state is State.ACTIVE for one in memories.get_memories(connection, ids).values()]


def _sleep(database: Database, today: int) -> None:
    step, stop = FadeStep(lambda: day(today + 0.5)), threading.Event()
    night_id = database.write(lambda c: nights.begin_night(c, Cause.HAND, "bench", [StepName.FADE]))
    piece = step.plan(database, "", stop)
    while piece is not None:
        database.write(lambda c, piece=piece: piece.apply(Journal(c, night_id, StepName.FADE)))
        piece = step.plan(database, piece.cursor, stop)


def _recall(connection: Connection, ids: Sequence[int], asked: NDArray[np.float32], numbers: Sequence[int]) -> float:
    now = times.to_store(day(DAYS))[0]
    index = VaultIndex(connection, FINGERPRINT)
    found = 0
    for number in numbers:
        hits = find("", asked[number], index, None, _FOUND, now=now).hits
        found += any(hit.memory_id == ids[number] for hit in hits)
    return found / len(numbers)


def _speed(life: Sequence[Lived]) -> Figure:
    texts = [life[n % len(life)].text for n in range(_JUDGED)]
    words = [read_words(text) for text in texts]
    began = time.perf_counter()
    for text, its in zip(texts, words, strict=True):
        judge_significance(text, its, names=1)
    spent = (time.perf_counter() - began) / len(texts)
    return Figure("judging significance", spent * 1e6, "µs", note="a message, its words already cut")
