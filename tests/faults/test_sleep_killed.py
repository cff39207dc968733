"""Whatever ends a sleep cycle, and whenever: the vault verifies, nothing is lost, nothing is done twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

from core.store import nights
from core.store.contents import hash_contents
from tests.faults.command import Ebb, message, wait_until, write_conversation
from tests.faults.conftest import open_database

MESSAGES, KILLS = 700, 30
_THINGS = ("canoe", "kayak", "garden bench", "blue bicycle", "telescope", "bread oven", "loom", "piano", "violin")
_PLACES = ("Lisbon", "Oslo", "Ghent", "Turin", "Galway", "Porto", "Bergen", "Lucca", "Tartu")


def diary(number: int) -> dict[str, object]:
    """One of the things people tell, with enough that lasts in it."""
    thing, place = _THINGS[number % 9], _PLACES[number // 9 % 9]
    text = (
        f"I bought a {thing} number {number} from a workshop in {place} yesterday.",
        f"We decided to paint the {thing} {number} before the winter.",
        "Haha, that is so nice of you, thank you!",
        f"I moved to {place} with my {thing} last month.",
    )[number % 4]
    return message(number, text=text)


def memories_of(profile: Path) -> tuple[list[tuple[str, str]], Counter[tuple[str, str, int]], int]:
    """The messages; the derived memories, each with how often it is there; how many messages stand in two events."""
    database = open_database(profile)
    try:
        with database.reading() as connection:
            said = connection.execute("select ref, text from memory where form = 'chunk' order by position").fetchall()
            made = connection.execute(
                "select form, text, said_at from memory where form in ('event', 'fact', 'concept') and kind <> 'core'"
            ).fetchall()
            twice = connection.execute(
                "select count(*) from (select p.parent_id from parent p join memory d on d.id = p.memory_id "
                "where d.form = 'event' group by p.parent_id having count(*) > 1)"
            ).get
        return said, Counter(made), int(twice)
    finally:
        database.close()


def test_a_cycle_killed_anywhere_goes_on_and_does_nothing_twice(ebb: Ebb, tmp_path: Path) -> None:
    talk = write_conversation(tmp_path / "diary.jsonl", (diary(n) for n in range(MESSAGES)))
    ebb("import", "conversation", talk)
    before, _, _ = memories_of(ebb.profile)
    moments, wal = random.Random(5), ebb.profile / "vault.db-wal"
    killed = 0
    for _ in range(KILLS):
        process = ebb.start("sleep")
        size = wal.stat().st_size if wal.exists() else 0
        wait_until(
            lambda size=size, process=process: (
                process.poll() is not None or (wal.exists() and wal.stat().st_size != size)
            )
        )
        time.sleep(moments.uniform(0.0, 0.08))
        process.kill()
        killed += process.wait() != 0
        process.communicate()
    assert killed >= KILLS // 2

    ebb("sleep")
    said, made, twice = memories_of(ebb.profile)
    assert said == before
    assert twice == 0
    assert {form for form, _, _ in made} >= {"event", "fact"}
    assert all(count == 1 for (form, _, _), count in made.items() if form == "fact")
    assert "there was nothing to do" in ebb("sleep").stdout.lower()
    ebb("verify")


def test_undoing_every_night_leaves_all_memories_as_they_were(ebb: Ebb, tmp_path: Path) -> None:
    talk = write_conversation(tmp_path / "diary.jsonl", (diary(n) for n in range(80)))
    ebb("import", "conversation", talk)
    database = open_database(ebb.profile)
    with database.reading() as connection:
        before = hash_contents(connection)
    database.close()

    ebb("sleep")

    database = open_database(ebb.profile)
    with database.reading() as connection:
        assert hash_contents(connection) != before
        slept = nights.list_nights(connection)
    for night in slept:
        assert database.write(lambda c, night=night: nights.undo_night(c, night.id)).left == ()
    with database.reading() as connection:
        assert hash_contents(connection) == before
    database.close()
    ebb("verify")


def test_a_dry_run_tells_what_would_be_and_changes_nothing(ebb: Ebb, tmp_path: Path) -> None:
    talk = write_conversation(tmp_path / "diary.jsonl", (diary(n) for n in range(60)))
    ebb("import", "conversation", talk)
    before = memories_of(ebb.profile)
    files = {file.name for file in ebb.profile.iterdir()}
    lines = ebb.lines("sleep", "--dry-run", "--json")
    assert lines[-1]["counts"]["learned"] > 0
    assert lines[-1]["night"] is None
    assert memories_of(ebb.profile) == before
    assert {file.name for file in ebb.profile.iterdir()} <= files | {"vault.db-wal", "vault.db-shm"}
    learned = [line["after"] for line in ebb.lines("sleep", "--json") if line.get("change") == "learned"]
    assert learned == [line["after"] for line in lines if line.get("change") == "learned"]
