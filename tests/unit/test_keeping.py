"""What is kept, looked through and changed by hand: every list is complete and in order, every change can be undone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from core.consolidation.settle.piece import store as keep_derived
from core.errors import UserError
from core.ingest.understanding import store_understood, understand_waiting
from core.keeping import Keeping
from core.model.answer import AccessKind
from core.model.change import ChangeKind
from core.model.kept import Order, Sieve
from core.model.memory import Form, Kind, NewMemory, SourceKind, Span, State, Trust
from core.store import accesses, derived, sources, triples
from core.store.changes import Recorder
from core.store.contents import hash_contents
from core.store.database import Database
from core.store.sources import NewSource
from core.store.verification import verify_database
from tests.conftest import KEY

MAY = datetime(2023, 5, 8, 13, 56, tzinfo=UTC)
TALK = (
    ("Nora", "I signed up at the sailing club."),
    ("Mira", "When do they let you on the water?"),
    ("Nora", "My gate code is 4471."),
    ("Ben", "I bake when I cannot sleep."),
)


class Told:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "vault.db", KEY, backups=tmp_path / "backups")


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def keeping(database: Database, told: Told) -> Keeping:
    made = Keeping(database, told)
    store(database, [message(number) for number in range(len(TALK))])
    yield made
    database.close()


def message(number: int) -> NewMemory:
    speaker, text = TALK[number]
    at = MAY + timedelta(days=20 * number)
    return NewMemory(text, Span(f"m{number}", 0, len(text)), speaker=speaker, said_at=at)


def store(database: Database, new: list[NewMemory], name: str = "talk") -> list[int]:
    def work(connection):
        source = sources.find_by_location(connection, SourceKind.CONVERSATION, name)
        source_id = (
            source.id
            if source
            else sources.insert_source(connection, NewSource(SourceKind.CONVERSATION, name, name, "application/jsonl"))
        )
        return store_understood(connection, source_id, 0, new)

    return database.write(work)


def learn(database: Database, text: str, parents: list[int], **more: object) -> int:
    """What sleep would have made of memories."""

    def work(connection):
        source_id = sources.insert_source(connection, NewSource(SourceKind.CAPTURE, "Sleep", text, "text/plain"))
        with Recorder(connection, ChangeKind.LEARNED, "Said twice.") as change:
            new = NewMemory(text, Span("s", 0, len(text)), **{"kind": Kind.SEMANTIC, "form": Form.FACT, **more})
            (made,) = change.store_memories(source_id, 0, [new])
            for parent in parents:
                change.insert("parent", {"memory_id": made, "parent_id": parent})
        return made

    return database.write(work)


def learn_in_sleep(database: Database, text: str, parent: int) -> int:
    """What sleep makes, where it makes it."""

    def work(connection):
        new = NewMemory(text, Span("s", 0, len(text)), form=Form.FACT, understood_in=derived.NEVER_UNDERSTOOD)
        with Recorder(connection, ChangeKind.LEARNED, "Said once.") as change:
            return keep_derived(change, derived.sleep_source(connection), new, [parent])

    return database.write(work)


def put(database: Database, memory_id: int, **columns: object) -> None:
    names = ", ".join(f"{name} = ?" for name in columns)
    database.write(lambda c: c.execute(f"update memory set {names} where id = ?", (*columns.values(), memory_id)))


def test_everything_is_listed_newest_first_but_what_is_forgotten(keeping: Keeping, database: Database) -> None:
    put(database, 2, state="forgotten")
    put(database, 3, state="archived")
    assert keeping.memory_ids(Sieve()) == [4, 3, 1]
    assert keeping.memory_ids(Sieve(order=Order.OLDEST)) == [1, 3, 4]
    assert keeping.memory_ids(Sieve(states=(State.ARCHIVED,))) == [3]
    assert keeping.memory_ids(Sieve(states=(State.FORGOTTEN,))) == [2]
    tally = keeping.tally()
    assert (tally.active, tally.archived, tally.forgotten, tally.faded) == (2, 1, 1, 0)


def test_a_list_is_narrowed_by_person_source_form_kind_and_pin(keeping: Keeping, database: Database) -> None:
    fact = learn(database, "Nora sails.", [1])
    put(database, 4, pinned=1)
    assert keeping.memory_ids(Sieve(speakers=("Nora",))) == [3, 1]
    assert keeping.memory_ids(Sieve(forms=(Form.FACT,))) == [fact]
    assert keeping.memory_ids(Sieve(kinds=(Kind.SEMANTIC,))) == [fact]
    assert keeping.memory_ids(Sieve(source_id=1, speakers=("Ben", "Mira"))) == [4, 2]
    assert keeping.memory_ids(Sieve(pinned=True)) == [4]
    assert keeping.speakers() == [("Nora", 2), ("Ben", 1), ("Mira", 1)]


def test_words_and_operators_narrow_what_is_archived_too(keeping: Keeping, database: Database) -> None:
    put(database, 1, state="archived")
    assert keeping.memory_ids(Sieve("sailing")) == [1]
    assert keeping.memory_ids(Sieve("sail")) == [1]
    assert keeping.memory_ids(Sieve("sailing", states=(State.ACTIVE,))) == []
    assert keeping.memory_ids(Sieve("from:Nora")) == [3, 1]
    assert keeping.memory_ids(Sieve("from:Nora since:2023-06")) == [3]
    assert keeping.memory_ids(Sieve("from:Nora code")) == [3]
    with pytest.raises(UserError, match="Nobody called"):
        keeping.memory_ids(Sieve("from:Zoe"))
    with pytest.raises(UserError, match="no kind"):
        keeping.memory_ids(Sieve("kind:ship"))


def test_strength_orders_and_bounds(keeping: Keeping, database: Database) -> None:
    for memory_id, stability in ((1, 1.0), (2, 1000.0), (3, 30.0)):
        put(database, memory_id, stability=stability, reinforced_at=0)
    now = datetime.now(UTC)
    put(database, 3, reinforced_at=int((now - timedelta(days=30)).timestamp() * 1000))
    put(database, 1, pinned=1)
    put(database, 4, reinforced_at=int(now.timestamp() * 1000))
    strongest = keeping.memory_ids(Sieve(order=Order.STRONGEST))
    assert strongest[2:] == [3, 2]
    assert set(strongest[:2]) == {1, 4}, "what is pinned stays whole"
    assert keeping.memory_ids(Sieve(order=Order.WEAKEST))[:2] == [2, 3]
    assert keeping.memory_ids(Sieve(weakest=0.2, strongest=0.5)) == [3]
    (line,) = keeping.lines([3])
    assert line.retention == pytest.approx(0.368, abs=0.01)


def test_months_cover_the_list_without_gaps(keeping: Keeping, database: Database) -> None:
    ids = keeping.memory_ids(Sieve())
    months = keeping.months(ids)
    assert [(m.year, m.month, m.first, m.memories) for m in months] == [
        (2023, 7, 0, 1), (2023, 6, 1, 1), (2023, 5, 2, 2)
    ]  # fmt: skip
    upwards = keeping.months(ids[::-1])
    assert [(m.month, m.first, m.memories) for m in upwards] == [(5, 0, 2), (6, 2, 1), (7, 3, 1)]


def test_clocks_that_differ_begin_no_month_twice(keeping: Keeping, database: Database) -> None:
    edge = datetime(2023, 5, 31, 23, 30, tzinfo=UTC)
    zones = [timedelta(0), timedelta(hours=2), timedelta(0)]
    new = [
        NewMemory(f"Edge {n}.", Span(f"e{n}", 0, 7), said_at=(edge + timedelta(minutes=n)).astimezone(timezone(zone)))
        for n, zone in enumerate(zones)
    ]  # fmt: skip
    ids = store(database, new, "edge")
    months = keeping.months(ids)
    assert sum(month.memories for month in months) == 3
    assert len({(month.year, month.month) for month in months}) == len(months)


def test_lines_say_how_memories_stand(keeping: Keeping, database: Database) -> None:
    fact = learn(database, "The gate code is 5512 now.", [3, 1])
    put(database, 3, state="superseded")
    database.write(lambda c: c.execute("insert into recurrence values (1, 365.2, 0, 'each May')"))
    told = {line.memory.id: line for line in keeping.lines([3, fact, 1, 999])}
    assert list(told) == [3, fact, 1]
    assert told[3].note == "superseded by “The gate code is 5512 now.”"
    assert told[1].note == "held every year"
    assert told[fact].origins == 2
    assert told[1].title == "talk"


def test_a_page_tells_everything(keeping: Keeping, database: Database) -> None:
    fact = learn(database, "Nora sails.", [1, 3])
    database.write(lambda c: c.execute("insert into link values (1, 4, 'alike', 0.8, 'Both at night.', 0, 0)"))
    database.write(lambda c: accesses.log_accesses(c, [1], AccessKind.CITED))
    page = keeping.page(1)
    assert [memory.id for memory in page.derived] == [fact]
    assert [memory.id for memory in keeping.page(fact).origins] == [3, 1]
    assert [(linked.memory.id, linked.reason) for linked in page.links] == [(4, "Both at night.")]
    assert [use.kind for use in page.uses] == [AccessKind.CITED]
    assert page.source.title == "talk"
    assert page.fades_at is not None
    assert page.archived_at > page.fades_at
    assert page.curve[0].at <= page.curve[-1].at
    keeping.pin(1, True)
    assert keeping.page(1).fades_at is None


def test_looking_at_a_page_is_no_use(keeping: Keeping) -> None:
    keeping.page(1)
    assert keeping.page(1).uses == ()


def test_pin_is_told_and_undone(keeping: Keeping, database: Database, told: Told) -> None:
    with database.reading() as connection:
        before = hash_contents(connection)
    change = keeping.pin(1, True)
    assert keeping.pin(1, True) is None, "it is so already"
    assert told.times == 1
    assert keeping.page(1).memory.pinned
    assert keeping.page(1).changes[0].reason == "You pinned it, so it does not fade."
    keeping.undo_change(change)
    with database.reading() as connection:
        assert hash_contents(connection) == before


def test_an_edit_is_a_new_version_found_by_its_words_and_understood(keeping: Keeping, database: Database) -> None:
    change = keeping.edit(3, "My gate code is 5512.")
    page = keeping.page(3)
    assert (page.memory.text, page.memory.version) == ("My gate code is 5512.", 2)
    assert [(revision.version, revision.text) for revision in page.revisions] == [(1, "My gate code is 4471.")]
    assert keeping.memory_ids(Sieve("5512")) == [3]
    assert keeping.memory_ids(Sieve("4471")) == []
    with database.reading() as connection:
        assert [triple.object for triple in triples.triples_about(connection, ["nora"], "gate code")] == ["5512"]
    assert (page.changes[0].before, page.changes[0].after) == ("My gate code is 4471.", "My gate code is 5512.")
    keeping.undo_change(change)
    understand_waiting(database, threading.Event())
    assert keeping.page(3).memory.version == 1
    assert keeping.memory_ids(Sieve("4471")) == [3]
    assert all(finding.ok for finding in verify_database(database))


def test_what_sleep_made_is_the_users_word_once_edited(keeping: Keeping, database: Database) -> None:
    fact = learn(database, "Nora sails.", [1])
    keeping.edit(fact, "Nora sails on Sundays.")
    assert keeping.page(fact).memory.trust is Trust.USER
    keeping.edit(1, "I signed up at the club.")
    assert keeping.page(1).memory.trust is Trust.IMPORTED, "who said it still said it"


def test_what_sleep_made_is_never_read_unless_the_user_worded_it(keeping: Keeping, database: Database) -> None:
    fact = learn_in_sleep(database, "Nora’s gate code is 4471.", 3)
    change = keeping.edit(fact, "My gate code is 5512.")
    with database.reading() as connection:
        assert triples.triples_of(connection, [fact])
    keeping.undo_change(change)
    assert understand_waiting(database, threading.Event()) == 0
    with database.reading() as connection:
        assert not triples.triples_of(connection, [fact]), "what was read of his words went with them"
        read_in = connection.execute("select understood_in from memory where id = ?", (fact,)).get
    assert read_in == derived.NEVER_UNDERSTOOD


@pytest.mark.parametrize(("text", "said"), [("  ", "empty"), ("x" * 20_001, "longer than 20,000")])
def test_an_edit_that_makes_no_sense_changes_nothing(keeping: Keeping, told: Told, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        keeping.edit(1, text)
    assert keeping.edit(1, TALK[0][1]) is None
    assert told.times == 0


def test_what_is_gone_says_so(keeping: Keeping, database: Database) -> None:
    put(database, 2, state="forgotten")
    for memory_id in (2, 999):
        for call in (keeping.page, keeping.confirm, keeping.remove_profile_line):
            with pytest.raises(UserError, match="no longer there"):
                call(memory_id)


def test_a_confirmation_is_a_use(keeping: Keeping) -> None:
    keeping.confirm(1)
    assert [use.kind for use in keeping.page(1).uses] == [AccessKind.CONFIRMED]


def test_profile_lines_are_corrected_one_by_one(keeping: Keeping, database: Database) -> None:
    sails = learn(database, "Sails on Sundays.", [1], kind=Kind.CORE, speaker="Nora")
    bakes = learn(database, "Bakes at night.", [4], kind=Kind.CORE, speaker="Ben")
    assert [(line.about, line.memory.id) for line in keeping.profile()] == [("Ben", bakes), ("Nora", sails)]
    assert [memory.id for memory in keeping.profile()[1].origins] == [1]
    keeping.edit(sails, "Sails on Saturdays.")
    change = keeping.remove_profile_line(bakes)
    assert [line.memory.text for line in keeping.profile()] == ["Sails on Saturdays."]
    assert keeping.page(4), "what it rested on stays"
    keeping.undo_change(change)
    assert [line.memory.id for line in keeping.profile()] == [bakes, sails]
