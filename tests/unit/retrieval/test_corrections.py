"""A correction speaks for itself and against what it corrects, for its own question and for those like it."""

from __future__ import annotations

import numpy as np
import pytest

from core.model.answer import Tier
from core.retrieval.configuration import Configuration
from core.retrieval.corrections import bearing_on, favour
from core.retrieval.search import find
from core.store import corrections, memories
from core.store.database import Connection, Database
from tests.unit.retrieval.test_search import EAST, talk
from tests.unit.store.samples import keep, said


def correct(database: Database, question: str, text: str, *wrong: int) -> int:
    def store(connection: Connection) -> int:
        source_id, position = corrections.place_correction(connection)
        (memory_id,) = memories.insert_memories(connection, source_id, position, [said(text, context=question)])
        corrections.add_parents(connection, memory_id, wrong)
        return memory_id

    return database.write(store)


def test_the_nearest_question_comes_first_and_of_equals_the_newest(database: Database) -> None:
    _, (wrong, other) = keep(database, said("in Paris"), said("in May"))
    first = correct(database, "Where was the wedding?", "in Lyon", wrong, 999)
    near = correct(database, "Where did the wedding take place?", "in a barn", other)
    newest = correct(database, "Where was the wedding?", "in Nice", first)
    correct(database, "When was the wedding?", "in June", other)
    with database.reading() as connection:
        found = bearing_on("where was the wedding", connection)
        assert bearing_on("What is the gate code?", connection) == []
        assert bearing_on("", connection) == []
    assert [one.correction.memory_id for one in found] == [newest, first, near]
    assert found[1].corrected == {wrong}
    said_of = favour(found)
    assert said_of[newest] == 1.0
    assert said_of[first] == said_of[wrong] == -1.0
    assert 0.5 <= said_of[near] == -said_of[other] < 1.0


def test_a_conversation_of_that_name_is_no_correction(database: Database) -> None:
    keep(database, said("in Paris", context="Where was the wedding?"), name=corrections.LOCATION)
    with database.reading() as connection:
        assert bearing_on("Where was the wedding?", connection) == []


def test_one_that_is_forgotten_says_nothing_any_more(database: Database) -> None:
    memory_id = correct(database, "Where was the wedding?", "in Lyon")
    database.write(lambda c: c.execute("update memory set state = 'archived' where id = ?", (memory_id,)).fetchall())
    with database.reading() as connection:
        assert bearing_on("Where was the wedding?", connection) == []


@pytest.mark.parametrize("tier", [Tier.FAST, Tier.BALANCED])
@pytest.mark.parametrize("vector", [None, EAST])
@pytest.mark.parametrize("exhaustive", [0, 2000])
def test_it_moves_what_it_speaks_of(tier: Tier, vector: np.ndarray | None, exhaustive: int) -> None:
    settings = Configuration(exhaustive=exhaustive, words_limit=2, vectors_limit=2)
    plain = find("the boat", vector, talk(), settings, 6, tier=tier).hits
    best = plain[0].memory_id
    moved = find("the boat", vector, talk(), settings, 6, tier=tier, favoured={best: -1.0, 4: 1.0, 99: 1.0}).hits
    by_id = {hit.memory_id: hit for hit in moved}
    assert by_id[best].channels["correction"] == -settings.correction
    assert by_id[4].channels["correction"] == settings.correction
    assert by_id[best].score < plain[0].score
    for hit in moved:
        assert sum(hit.channels.values()) == pytest.approx(hit.score)
    within = find("the boat", vector, talk(), settings, 6, tier=tier, allowed=[2, 6], favoured={4: 1.0}).hits
    assert {hit.memory_id for hit in within} <= {2, 6}
