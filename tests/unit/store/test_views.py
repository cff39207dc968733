from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.memory import NewMemory, Span, Trust
from core.store.database import Database
from core.store.views import TooMuch, select_rows, voices_of, written_with
from tests.unit.store.samples import keep, said


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "vault.db", bytes(range(32)), backups=tmp_path / "backups")
    keep(
        opened,
        said("I went swimming.", "a", "Nora"),
        said("I swam again.", "b", "Nora"),
        NewMemory("You went swimming.", Span("c", 0, 3), trust=Trust.MODEL, speaker="assistant"),
        said("An old swim.", "d", "Nora"),
    )
    opened.write(lambda c: c.execute("update memory set state = 'archived' where ref = 'd'").fetchall())
    yield opened
    opened.close()


def test_only_what_may_be_evidence_is_seen(database: Database) -> None:
    with database.reading() as connection:
        assert select_rows(connection, "select ref, speaker from said order by position") == [
            ("a", "Nora"),
            ("b", "Nora"),
        ]


def test_days_are_of_the_clock_of_the_one_who_said_it(database: Database) -> None:
    late = datetime.fromisoformat("2024-02-29T23:30:00-05:00")
    keep(
        database,
        NewMemory("Late.", Span("late", 0, 5), said_at=late),
        NewMemory("Later.", Span("later", 0, 6), said_at=late.astimezone(UTC)),
        name="other",
    )
    with database.reading() as connection:
        rows = select_rows(
            connection, "select said_day, said_year, said_month from said where ref in ('late', 'later') order by ref"
        )
    assert rows == [("2024-02-29", 2024, 2), ("2024-03-01", 2024, 3)]


def test_words_are_found_through_the_view(database: Database) -> None:
    query = "select ref from said where memory_id in (select memory_id from said_word where words match ?) order by ref"
    with database.reading() as connection:
        assert select_rows(connection, query, ('"swimming" OR "swam"',)) == [("a",), ("b",)]
        assert select_rows(connection, "select count(*), max(said_day) from said") == [(2, None)]


@pytest.mark.parametrize(
    "statement",
    [
        "select text from memory",
        "select title from source",
        "select count(*) from memory",
        "select count(*) from said, source",
        "select words from said_word, memory",
        "select * from word",
        "select * from word_data",
        "select * from word_content",
        "select * from worded",
        "select * from vocabulary",
        "select name from sqlite_master",
        "select name from pragma_table_info('memory')",
        "select value from setting",
        "with said as (select text from memory) select text from said",
        "select text from (select text from memory) as said",
        "select (select text from memory limit 1) from said",
        "select text from said union select text from memory",
        "select memory.text from said join memory on memory.id = said.memory_id",
        "pragma table_info(memory)",
        "pragma query_only = off",
        "pragma data_version",
        "pragma key = 'x'",
        "attach ':memory:' as other",
        "detach temp",
        "delete from memory",
        "update memory set text = ''",
        "insert into memory(text) values ('x')",
        "create table t(x)",
        "create temp table t(x)",
        "drop view said",
        "create temp trigger t instead of insert on said begin select 1; end",
        "begin",
        "commit",
        "rollback",
        "savepoint x",
        "vacuum",
        "reindex",
        "analyze",
        "select load_extension('x')",
        "select randomblob(10)",
        "select vec_version()",
        "explain select * from memory",
        "select 1; select 2",
        "select 1; delete from memory",
        "select ref from said; select text from word_data",
    ],
)
def test_everything_else_is_refused(database: Database, statement: str) -> None:
    with database.reading() as connection:
        # Both when the word index was used before on this connection and when it was not.
        for _ in range(2):
            with pytest.raises(apsw.Error):
                select_rows(connection, statement)
            select_rows(connection, "select memory_id from said_word where words match 'swimming'")
        assert connection.in_transaction
        assert select_rows(connection, "select count(*) from said") == [(2,)]


def test_after_a_query_the_connection_is_what_it_was(database: Database) -> None:
    with database.reading() as connection:
        select_rows(connection, "select ref from said")
        with pytest.raises(apsw.AuthError):
            select_rows(connection, "select text from memory")
        assert connection.execute("select count(*) from memory").get == 4
        with pytest.raises(apsw.ReadOnlyError):
            connection.execute("delete from memory")


def test_a_query_that_never_ends_is_stopped(database: Database) -> None:
    endless = "select count(*) from said a, json_each(?1) b, json_each(?1) c, json_each(?1) d"
    with database.reading() as connection:
        with pytest.raises(TooMuch):
            select_rows(connection, endless, (str(list(range(1000))),), most_seconds=0.2)
        assert select_rows(connection, "select count(*) from said") == [(2,)]


def test_more_rows_than_wanted_are_too_much(database: Database) -> None:
    with database.reading() as connection:
        assert len(select_rows(connection, "select ref from said", most_rows=2)) == 2
        with pytest.raises(TooMuch):
            select_rows(connection, "select ref from said", most_rows=1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60)
    | st.sampled_from(["'; drop table memory; --", '" or 1=1 --', "x' union select text from memory"])
)
def test_a_parameter_is_never_sql(database: Database, hostile: str) -> None:
    with database.reading() as connection:
        assert select_rows(connection, "select ref from said where text = ?", (hostile.replace("\0", ""),)) == []
        assert select_rows(connection, "select count(*) from said") == [(2,)]


def test_what_was_written_with_a_word(database: Database) -> None:
    with database.reading() as connection:
        assert [one.ref for one in written_with(connection, ["swimming", "swam"])] == ["a", "b"]
        assert [one.ref for one in written_with(connection, ["swims"])] == ["a"]
        assert written_with(connection, []) == []
        assert voices_of(connection, 1, 2) == ["Nora"]
        with pytest.raises(TooMuch):
            written_with(connection, ["swimming", "swam"], most=1)


@pytest.mark.parametrize(
    "word", ['"', '") OR text : ("swam', "text:*", "NEAR(a b)", "^", "-", "", "\0", "'; drop table memory; --"]
)
def test_search_syntax_in_a_word_does_nothing(database: Database, word: str) -> None:
    with database.reading() as connection:
        assert len(written_with(connection, [word])) <= 1
        assert written_with(connection, ["zebra", word, "zebra"]) == written_with(connection, [word])
