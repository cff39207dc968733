"""What is said of somebody can be asked for; the newest true value is the current one, the others its history."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.model.memory import NewMemory, Trust
from core.store import triples
from core.store.database import Database
from tests.unit.store.samples import said
from tests.unit.store.test_entities import keep

DAY = datetime(2024, 3, 1, 12, tzinfo=UTC)


def at(day: int, text: str, speaker: str = "Robin", trust: Trust = Trust.IMPORTED) -> NewMemory:
    return replace(said(text, f"d{day}-{text[:9]}", speaker), said_at=DAY + timedelta(days=day), trust=trust)


def current(database: Database, subject: str, relation: str) -> tuple[list[str], list[str]]:
    with database.reading() as connection:
        settled = triples.current_value(connection, subject, relation)
    return [one.object for one in settled.holding], [one.object for one in settled.past]


def test_the_newest_value_is_the_current_one_in_whatever_order_they_came(database: Database) -> None:
    new = [at(day, f"My locker number is {100 + day} now.") for day in range(8)]
    random.Random(3).shuffle(new)
    for number, memory in enumerate(new):
        keep(database, memory, name=f"talk {number}")
    assert current(database, "robin", "locker number") == (["107"], [str(100 + day) for day in range(6, -1, -1)])


def test_a_change_counts_from_when_it_happened(database: Database) -> None:
    keep(database, at(9, "I moved to Porto on 2 March 2024."), at(5, "I live in Bergen now."))
    assert current(database, "Robin", "lives in") == (["Bergen"], ["Porto"])


def test_what_ended_is_history(database: Database) -> None:
    keep(database, at(1, "I live in Bergen now."), at(3, "I don't live in Bergen any more."))
    assert current(database, "Robin", "lives in") == ([], ["Bergen"])


def test_what_an_assistant_says_is_no_evidence(database: Database) -> None:
    keep(database, at(1, "Your name is Bob. My phone number is 0171 555 2043.", "assistant", Trust.MODEL))
    with database.reading() as connection:
        assert connection.execute("select count(*) from triple").get == 0


def test_a_correction_overrules_what_was_said_before(database: Database) -> None:
    keep(database, at(1, "My locker number is 114."), at(2, "My locker number is 238 now."))
    _, (correction,) = keep(database, at(4, "My locker number is 307.", trust=Trust.USER), name="corrections")
    with database.reading() as connection:
        overruled = triples.overruled_by(connection, correction)
    assert [one.object for one in overruled] == ["238", "114"]
    assert current(database, "Robin", "locker number")[0] == ["307"]


def test_triples_are_found_from_either_side(database: Database) -> None:
    _, ids = keep(database, at(1, "My sister Anna came."), at(2, "Nothing."))
    with database.reading() as connection:
        (one,) = triples.triples_to(connection, ["anna"])
        assert triples.triples_about(connection, ["Robin"]) == [one]
        assert triples.triples_of(connection, ids) == [one]
        assert triples.triples_with(connection, "sister") == [one]
    assert (one.subject, one.relation, one.object, one.said_by, one.said_by_subject) == (
        "Robin", "sister", "Anna", "Robin", True,
    )  # fmt: skip
    assert one.at == DAY + timedelta(days=1)


def test_what_was_said_since_is_named(database: Database) -> None:
    _, ids = keep(
        database,
        at(1, "The gate code is 4417."),
        at(2, "They want to do something about the gate code."),
        at(3, "What is the gate code?"),
    )
    with database.reading() as connection:
        since = triples.said_since(connection, ["gate", "code"], DAY + timedelta(days=1), "", [ids[0]])
        assert [memory_id for memory_id, _ in since] == [ids[1]]
        assert triples.said_since(connection, ['"', "code*"], DAY, "Nobody", []) == []
