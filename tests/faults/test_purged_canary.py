"""After a purge a text is nowhere: not on a page, in the log, a later backup, the queue, a log file or a cache."""

from __future__ import annotations

from pathlib import Path

from core.store.integrity import table_names
from tests.faults.command import Ebb, message, write_conversation
from tests.faults.conftest import open_database
from tests.faults.test_privacy import traces

CANARY = "Zygoptera"
FILE = "owlishly"
NEEDLES = tuple(
    form.encode(encoding)
    for word in (CANARY, FILE)
    for form in (word, word.lower(), word.upper())
    for encoding in ("utf-8", "utf-16-le")
)


def where_it_stands(ebb: Ebb) -> list[str]:
    """Every place inside the vault and around it that still holds a piece of what is to be gone."""
    database = open_database(ebb.profile)
    try:
        found = []
        with database.reading() as connection:
            for table in table_names(connection):
                for row in connection.execute(f'select * from "{table}"'):
                    held = b"\0".join(value.encode() if isinstance(value, str) else value for value in row
                                      if isinstance(value, str | bytes))  # fmt: skip
                    if any(needle in held for needle in NEEDLES):
                        found.append(f"the table {table}")
        files = [database.file, database.file.with_name("vault.db-wal"), *database.backups()]
        found += [
            f"the pages of {file.name}"
            for file in files
            if any(needle in page for _, page in database.raw_pages(file) for needle in NEEDLES)
        ]
    finally:
        database.close()
    return sorted({*found, *traces(ebb.place)})


def test_what_was_purged_is_nowhere(ebb: Ebb, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    note = outside / f"{FILE}.md"
    note.write_text(f"# The {FILE} note\n\nThe {CANARY} sleeps under the bridge of Turin, said the baker.\n")
    broken = outside / f"{FILE}.pdf"
    broken.write_bytes(b"%PDF-1.7 and no more")
    talk = [
        message(1, text=f"I bought a {CANARY} from a workshop in Turin yesterday.", speaker="Tom"),
        message(2, text="Good for you.", speaker="Ines"),
        message(3, text=f"My {CANARY} lives in Oslo now.", speaker="Tom"),
        *(message(n, text=f"The boat number {n} lies at Ghent.", speaker="Tom") for n in range(4, 12)),
    ]
    ebb("add", note, broken, expect=None)
    ebb("import", "conversation", write_conversation(outside / f"{FILE}.jsonl", talk))
    ebb("sleep")
    ebb("ask", f"Where does the {CANARY} live?")
    ebb("ask", f"Who said what of the {CANARY} in {FILE}?")
    ebb("search", CANARY)
    there = where_it_stands(ebb)
    assert "the pages of vault.db" in there, "the canary must be there, or its absence says nothing"
    assert any(place.startswith("the pages of night-") for place in there)

    ebb("forget", "--source", note, "--for-good", "--yes")
    ebb("forget", "--matching", CANARY, "--for-good", "--backups", "--yes")
    ebb("sleep")
    assert where_it_stands(ebb) == []
    ebb("verify", "--purged", CANARY)
    ebb("verify")
    assert [hit["text"] for hit in ebb.lines("search", "--json", "boat number 7")]

    ebb("import", "conversation", write_conversation(outside / "again.jsonl", talk))
    assert where_it_stands(ebb) == []


def test_the_look_would_find_it_in_the_log(ebb: Ebb) -> None:
    database = open_database(ebb.profile)
    try:
        database.write(lambda c: c.execute("insert into setting values ('x', ?)", (f"about the {CANARY}",)).fetchall())
        log = database.file.with_name("vault.db-wal")
        assert any(needle in page for _, page in database.raw_pages(log) for needle in NEEDLES)
    finally:
        database.close()
    assert "the table setting" in where_it_stands(ebb)
