from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.answering.tables import TableAnswer, Tally, answer_table, plan
from core.model.memory import NewMemory, SourceKind, Span, Trust
from core.store import memories, sources
from core.store.database import Connection, Database
from core.store.sources import NewSource
from tests.unit.answering.tables.told import ADDED, COUNTED, LISTED, NOT_COUNTED
from tests.unit.store.samples import keep

NOW = datetime(2024, 8, 20, 12, tzinfo=UTC)
FIRST = datetime(2024, 3, 4, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("vault")
    opened = Database(folder / "vault.db", bytes(range(32)), backups=folder / "backups")
    yield opened
    opened.close()


@pytest.fixture
def database(empty: Database) -> Iterator[Database]:
    yield empty

    def clear(connection: Connection) -> None:
        for source in sources.list_sources(connection, 100, 0):
            memories.delete_memories_of(connection, source.id)
            sources.delete_source(connection, source.id)

    empty.write(clear)


def told(database: Database, *texts: str, speaker: str = "Nora", name: str = "diary", first: datetime = FIRST) -> None:
    """One entry a day from `first` on."""
    entries = [
        NewMemory(text, Span(f"{name}{n}", 0, len(text)), speaker=speaker, said_at=first + timedelta(n))
        for n, text in enumerate(texts)
    ]
    keep(database, *entries, name=name)


def ask(database: Database, question: str, now: datetime = NOW) -> TableAnswer | None:
    made = plan(question, now)
    if made is None:
        return None
    with database.reading() as connection:
        return answer_table(made, connection)


@pytest.mark.parametrize(("question", "text"), [(q, text) for q, texts in COUNTED.items() for text in texts])
def test_what_happened_is_counted(database: Database, question: str, text: str) -> None:
    told(database, text)
    answer = ask(database, question)
    assert answer is not None
    assert answer.value == 1


@pytest.mark.parametrize(("question", "text"), [(q, text) for q, texts in NOT_COUNTED.items() for text in texts])
def test_what_did_not_happen_is_not_counted(database: Database, question: str, text: str) -> None:
    assert plan(question, NOW) is not None
    told(database, text)
    assert ask(database, question) is None


@pytest.mark.parametrize(("question", "text", "things"), [(q, t, v) for q, c in LISTED.items() for t, v in c.items()])
def test_things_are_listed(database: Database, question: str, text: str, things: tuple[str, ...]) -> None:
    told(database, text)
    answer = ask(database, question)
    assert (() if answer is None else answer.value) == things


@pytest.mark.parametrize(("question", "text", "right"), [(q, t, v) for q, c in ADDED.items() for t, v in c.items()])
def test_amounts_are_added(database: Database, question: str, text: str, right: float) -> None:
    told(database, text)
    answer = ask(database, question)
    assert (0 if answer is None else answer.value) == pytest.approx(right, abs=0.01)


def test_a_count_says_when(database: Database) -> None:
    told(database, "Went swimming.", "Rain.", "I swam at the lido.", "Yesterday's swim was great.")
    answer = ask(database, "How many times did I go swimming?")
    assert answer is not None
    assert (answer.tally, answer.value) == (Tally.COUNT, 2)
    assert answer.text == "Twice: 4 March and 6 March 2024."
    assert [carrier.quote for carrier in answer.carriers] == [
        "Went swimming.",
        "I swam at the lido.",
        "Yesterday's swim was great.",
    ]
    assert all(carrier.ref.startswith("diary") for carrier in answer.carriers)


def test_what_is_told_the_day_after_is_of_the_day_before(database: Database) -> None:
    told(database, "Yesterday I went swimming.", first=datetime(2024, 4, 1, 9, tzinfo=UTC))
    march, april = ask(database, "How often did I swim in March 2024?"), ask(database, "How often did I swim in April?")
    assert march is not None
    assert march.value == 1
    assert april is None


def test_the_day_is_that_of_the_writers_clock(database: Database) -> None:
    told(database, "Went swimming.", first=datetime.fromisoformat("2024-03-31T23:30:00-05:00"))
    answer = ask(database, "When did I last swim?")
    assert answer is not None
    assert answer.value == date(2024, 3, 31)


def test_a_week_that_may_or_may_not_belong_to_the_month_gives_no_answer(database: Database) -> None:
    told(database, "Last week I went swimming.", first=datetime(2024, 5, 8, 9, tzinfo=UTC))  # 29 April to 5 May
    assert ask(database, "How many times did I swim in April?") is None
    whole = ask(database, "How many times did I swim?")
    assert whole is not None
    assert whole.value == 1


def test_a_week_with_a_day_in_it_is_counted_once(database: Database) -> None:
    told(database, "Went swimming.", *["Rain."] * 8, "Last week I went swimming.")
    answer = ask(database, "How many times did I swim?")
    assert answer is not None
    assert answer.value == 1


def test_weekdays(database: Database) -> None:
    told(database, *["Went for a swim."] * 15)  # from Monday, 4 March, to Monday, 18 March
    answer = ask(database, "How many times did I swim on a Monday?")
    assert answer is not None
    assert answer.value == 3


def test_two_amounts_of_one_day_are_added_and_one_told_twice_is_not(database: Database) -> None:
    told(database, "Ran 5 km before work. Ran 5 km after work.", "Yesterday I ran 5 km twice? No.", "Ran 3 km.")
    told(database, "Ran 3 km.", name="copy", first=FIRST + timedelta(2))
    answer = ask(database, "How many kilometres did I run?")
    assert answer is not None
    assert answer.value == 13
    assert answer.text == "13 km in total, from 3 entries."


def test_two_currencies_are_not_added(database: Database) -> None:
    told(database, "Spent 20 € on groceries.", "Spent $20 on groceries.")
    assert ask(database, "How much did I spend on groceries?") is None


def test_of_a_talk_between_two_only_the_one_who_is_named_is_counted(database: Database) -> None:
    talk = [("Nora", "I went sailing today."), ("Ben", "I went sailing too."), ("Ben", "Nora went sailing again.")]
    entries = [
        NewMemory(text, Span(f"t{n}", 0, 1), speaker=who, said_at=FIRST + timedelta(n))
        for n, (who, text) in enumerate(talk)
    ]
    keep(database, *entries, name="talk")
    nora, ben = ask(database, "How many times did Nora go sailing?"), ask(database, "How often did Ben go sailing?")
    assert nora is not None
    assert nora.value == 2
    assert ben is not None
    assert ben.value == 1
    # Who "I" is cannot be said.
    assert ask(database, "How many times did I go sailing?") is None
    made = plan("How many times did I go sailing?", NOW)
    assert made is not None
    with database.reading() as connection:
        mine = answer_table(made, connection, owners=["Ben"])
    assert mine is not None
    assert mine.value == 1


def test_what_an_assistant_said_is_never_counted(database: Database) -> None:
    keep(database, NewMemory("I went swimming.", Span("a", 0, 1), trust=Trust.MODEL, speaker="Nora", said_at=FIRST))
    assert ask(database, "How many times did I go swimming?") is None


def write_file(database: Database, media_type: str, *entries: tuple[str, str]) -> None:
    source = NewSource(SourceKind.FILE, "Diary", f"/home/nora/{media_type}", media_type)
    source_id = database.write(lambda c: sources.insert_source(c, source))
    new = [
        NewMemory(text, Span(f"f#{n}", 0, 1, heading=head), trust=Trust.FILE) for n, (head, text) in enumerate(entries)
    ]
    database.write(lambda c: memories.insert_memories(c, source_id, 0, new))


def test_headings_date_the_entries_of_a_file(database: Database) -> None:
    entries = (
        ("March 2024 › 2024-03-02", "Went swimming."),
        ("March 2024 › Saturday, 9 March 2024", "I swam."),
        ("", "Swam."),
    )
    write_file(database, "text/markdown", *entries)
    month, whole = ask(database, "How often did I swim in March 2024?"), ask(database, "How often did I swim?")
    assert month is not None
    assert month.text == "Twice: 2 March and 9 March 2024."
    assert whole is not None
    assert whole.text == "3 times."


def test_the_i_of_a_web_page_is_not_the_users(database: Database) -> None:
    write_file(database, "text/html", ("2024-03-02", "I went swimming."))
    assert ask(database, "How many times did I go swimming?") is None


@pytest.mark.parametrize(
    "question",
    [
        "How many siblings does Anna have?",
        "How many children do I have?",
        "What is my sister's name?",
        "When did I move to Ghent?",
        "What did Caroline research?",
        "Where did I go?",
        "Why did I swim?",
        "How long have I lived here?",
        "How much is the rent?",
        "What did she buy?",
        "How often do I swim?",
        "",
        "?",
        "how many times",
        "how many times did",
    ],
)
def test_other_questions_have_no_plan(question: str) -> None:
    assert plan(question, NOW) is None


@pytest.mark.parametrize(
    "question",
    [
        "How many times did I '; drop table memory; --?",
        'How many times did I swim" OR text MATCH "a?',
        "How often did I see the x' union select text from memory --?",
        "Which books did I read; delete from memory?",
        "How many times did I go to text:* NEAR( ) ^ ?",
        "How much did I spend on {text} : (a)?",
    ],
)
def test_sql_and_search_syntax_in_a_question_do_nothing(database: Database, question: str) -> None:
    told(database, "Went swimming.")
    ask(database, question)
    with database.reading() as connection:
        assert memories.count_memories(connection) == 1


NUMBERS = count()
WORDS = """how many times did I Anna go swimming list all the books read in March 2024 first when spend on groceries
    km far total average last
    ' " ; -- select * ( ) : € “ ” who meet what was my longest run and , . ? often most the 30 February"""
PIECES = st.sampled_from([*WORDS.split(), "\0"])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=80))
@example("How many times did I " + "a" * 290)
@example("List all the " + "x " * 140)
@example("x" * 50_000)
@example("How often did I swim on 30 February 2024?")
@example("How many times did I go \ud800?")
def test_no_question_is_too_strange(empty: Database, question: str) -> None:
    made = plan(question, NOW)
    if made is not None:
        with empty.reading() as connection:
            assert answer_table(made, connection) is None


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(PIECES | st.sampled_from(["went", "swam", "ran 5 km", "“Dune”", "didn't", "my", "20 €", "—"]), max_size=14)
)
def test_no_entry_is_too_strange(database: Database, words: list[str]) -> None:
    text = " ".join(words).replace("\0", "") or "x"
    told(database, text, name=str(next(NUMBERS)))
    for question in ("How many times did I swim?", "Which books did I read?", "How much did I spend on groceries?"):
        ask(database, question)
