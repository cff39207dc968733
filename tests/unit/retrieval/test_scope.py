"""What a search may not find takes no place among the best: by words, by vectors, and through operators."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.answer import Tier
from core.model.memory import NewMemory, State
from core.model.times import to_store
from core.retrieval.configuration import Configuration
from core.retrieval.lexicon import Lexicon
from core.retrieval.recall import Recall
from core.retrieval.resident import Resident
from core.retrieval.scope import EVERYTHING, Scope
from core.store import reach, vectors
from core.store.database import Database
from core.store.reach import Conditions
from tests.conftest import HashEmbedder
from tests.unit.store.samples import keep, said

_MAY = datetime(2024, 5, 7, 10, tzinfo=UTC)
_TIGHT = Configuration(words_limit=5, vectors_limit=5, exhaustive=0)


@given(st.sets(st.integers(1, 60)), st.lists(st.integers(1, 60)), st.booleans())
def test_a_scope_holds_its_memories_or_all_others(ids: set[int], asked: list[int], only: bool) -> None:
    scope = Scope(np.array(sorted(ids), np.int64), only=only)
    assert scope.holds(np.array(asked, np.int64)).tolist() == [(id_ in ids) == only for id_ in asked]
    assert scope.limits == (only or bool(ids))


def test_everything_leaves_nothing_out() -> None:
    assert not EVERYTHING.limits
    assert EVERYTHING.holds(np.array([1, 2], np.int64)).all()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1), only=st.booleans(), seed=st.integers(0, 2**32), count=st.sampled_from([40, 3000]))
def test_the_nearest_in_scope_are_the_nearest_of_those_in_scope(
    tmp_path_factory: pytest.TempPathFactory, share: float, only: bool, seed: int, count: int
) -> None:
    chance = np.random.default_rng(seed)
    database = Database(
        tmp_path_factory.mktemp("vault") / "vault.db", bytes(range(32)), backups=tmp_path_factory.mktemp("b")
    )
    try:
        _, ids = keep(database, *(said(f"m{n}") for n in range(count)))
        rows = chance.normal(size=(count, 16)).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)

        def put(connection):
            space = vectors.use_space(connection, "m", "f", 16)
            vectors.put_vectors(connection, space, ids, rows)
            return space

        space = database.write(put)
        chosen = np.array(ids)[chance.random(count) < share]
        scope = Scope(chosen, only=only)
        with database.reading() as connection:
            found = [id_ for id_, _ in Resident().nearest(connection, space, rows[0], 5, scope)]
        inside = np.array(ids)[scope.holds(np.array(ids))]
        assert scope.holds(np.array(found, np.int64)).all()
        assert len(found) == min(5, len(inside))
        if count < 2048:
            best = inside[np.argsort(-(rows[inside - ids[0]] @ rows[0]), kind="stable")][:5]
            assert found == best.tolist()
    finally:
        database.close()


def test_the_best_by_words_are_those_in_scope(database: Database) -> None:
    _, ids = keep(database, *(said("snow " * (9 - n), f"r{n}") for n in range(9)))
    lexicon = Lexicon()
    with database.reading() as connection:
        lexicon.follow(connection)
        for scope, wanted in ((Scope(np.array(ids[3:])), ids[:3]), (Scope(np.array(ids[3:]), only=True), ids[3:6])):
            found = lexicon.search(
                connection, ["snow"], text_weight=1, context_weight=1, limit=3, most_postings=100, scope=scope
            )
            assert {id_ for id_, _ in found} <= set(ids[:3] if not scope.only else ids[3:])
            assert len(found) == len(wanted)


def test_what_is_archived_takes_no_place_in_a_large_vault(database: Database, embedder: HashEmbedder) -> None:
    old = [said(f"The boat, the boat, number {number}", f"o{number}") for number in range(40)]
    _, ids = keep(database, *old, said("Of late there is also a long tale of how a boat came to us at last", "new"))
    rows = embedder.encode_bulk([*(memory.text for memory in old), "The boat"])

    def embed(connection):
        space = vectors.use_space(connection, embedder.name, embedder.fingerprint, embedder.dimension)
        vectors.put_vectors(connection, space, ids, rows)
        connection.execute("update memory set state = 'archived' where id <= ?", (ids[-2],))

    database.write(embed)
    recall = Recall(database, embedder, _TIGHT)  # type: ignore[arg-type]

    def found(query: str, **how: object) -> list[int]:
        return [hit.memory.id for hit in recall.recall(query, 3, wait_for_model=True, **how).hits]  # type: ignore[arg-type]

    assert found("the boat") == [ids[-1]]
    assert found("the boat", operators=True) == [ids[-1]]
    assert set(found("the boat", tier=Tier.THOROUGH)) <= set(ids[:-1])
    assert set(found("the boat", archived=True)) <= set(ids[:-1])
    database.write(lambda c: c.execute("update memory set state = 'active' where id = ?", (ids[0],)))
    assert ids[0] in found("the boat"), "what came back is found at once"


_conditions = st.builds(
    Conditions,
    speakers=st.sampled_from([(), ("Nora",), ("Nora", "Ben"), ("Nobody",)]),
    places=st.sampled_from([(), ("harbour",), ("talk",), ("a", "b"), ("nowhere",)]),
    kinds=st.sampled_from([(), ("episodic",), ("semantic",)]),
    source_kinds=st.sampled_from([(), ("conversation",), ("file",)]),
    since=st.sampled_from([None, to_store(_MAY + timedelta(days=2))[0]]),
    until=st.sampled_from([None, to_store(_MAY + timedelta(days=5))[0]]),
    excluded=st.sampled_from([(), ("boat",)]),
    phrases=st.sampled_from([(), ("the boat",)]),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Two conversations, of which one memory is archived, one superseded, and some tell of another time."""
    folder = tmp_path_factory.mktemp("vault")
    database = Database(folder / "vault.db", bytes(range(32)), backups=folder / "backups")
    for name in ("talk at the harbour", "talk of boats"):
        keep(database, *(_said(number) for number in range(8)), name=name)

    def change(connection):
        connection.execute("update memory set state = 'archived' where id = 3")
        connection.execute("update memory set state = 'superseded' where id = 4")
        then = to_store(_MAY + timedelta(days=4))[0]
        connection.execute(
            "update memory set true_from = ?, true_to = ?, true_grain = 'day' where id in (1, 9)", (then, then + 1)
        )

    database.write(change)
    return database


def _said(number: int) -> NewMemory:
    speaker = ("Nora", "Ben", "")[number % 3]
    memory = said(f"{'the boat' if number % 2 else 'the pier'} {number}", f"m{number}", speaker=speaker)
    return replace(memory, said_at=_MAY + timedelta(days=number))


@settings(max_examples=150, deadline=None)
@given(conditions=_conditions, deep=st.booleans())
def test_what_fits_is_the_same_whichever_index_leads(told: Database, conditions: Conditions, deep: bool) -> None:
    states = reach.DEEP if deep else reach.EVERYDAY
    with told.reading() as connection:
        listed = reach.memories_within(connection, conditions, 100, states=states)
        every = reach.ids_within(connection, conditions, states=states)
        among = reach.memories_within(connection, conditions, 100, list(range(1, 20)), states=states)
        rows = connection.execute(
            "select m.id, speaker, m.kind, s.title, s.kind, said_at, true_from, true_to, text, state from memory m "
            "join source s on s.id = source_id order by said_at desc, m.id desc"
        ).fetchall()
    wanted = [row[0] for row in rows if State(row[9]) in states and _fits(conditions, row)]
    assert listed == among == wanted
    assert every is not None
    assert every.tolist() == sorted(wanted)


def _fits(conditions: Conditions, row: tuple) -> bool:
    _, speaker, kind, title, source_kind, at, true_from, true_to, text, _ = row
    since = conditions.since if conditions.since is not None else -(2**62)
    until = conditions.until if conditions.until is not None else 2**62
    return all(
        (
            not conditions.speakers or speaker in conditions.speakers,
            not conditions.places or any(place in title for place in conditions.places),
            not (conditions.kinds or conditions.source_kinds)
            or kind in conditions.kinds
            or source_kind in conditions.source_kinds,
            since <= at < until or (true_from is not None and true_from < until and true_to > since),
            all(phrase in text for phrase in conditions.phrases),
            not any(phrase in text for phrase in conditions.excluded),
        )
    )


@pytest.mark.parametrize("most", [0, 100_000])
def test_operators_narrow_where_too_much_fits_to_score_it_all(
    database: Database, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(reach, "_MOST_LED", most)
    monkeypatch.setattr(reach, "_MOST_READ", most)
    crowd = [said(f"The boat again, number {number}", f"w{number}", speaker="Will") for number in range(300)]
    few = [said(f"A boat and a tale, a long one, number {number}", f"n{number}", speaker="Nora") for number in range(7)]
    keep(database, *crowd, *few)
    recall = Recall(database, embedder, _TIGHT)  # type: ignore[arg-type]
    found = recall.recall("boat from:nora", 5, wait_for_model=False, operators=True)
    assert [hit.memory.speaker for hit in found.hits] == ["Nora"] * 5
