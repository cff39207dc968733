"""A vault with a bit of everything that travels, for tests of what leaves and what comes in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.ingest.understanding import store_understood
from core.keeping import Keeping
from core.model.answer import AccessKind, Answer, Citation, Means, Role, Route
from core.model.memory import NewMemory, SourceKind, Span, Trust
from core.model.transfer import Selection
from core.model.wording import CONTEXT_MEMORIES, word_context, word_text
from core.sleeping import Sleeping
from core.store import accesses, chats, settings, sources
from core.store.contents import hash_contents
from core.store.database import Connection, Database
from core.store.links import strengthen
from core.store.sources import NewSource
from core.transferring import OpenArchive, Transferring
from tests.conftest import KEY

MAY = datetime(2023, 5, 8, 13, 56, tzinfo=UTC)
_THINGS = ("canoe", "kayak", "bench", "bicycle", "telescope", "oven", "loom", "piano", "violin")
_PLACES = ("Lisbon", "Oslo", "Ghent", "Turin", "Galway", "Porto", "Bergen", "Lucca", "Tartu")


def told(number: int) -> str:
    """One of the things people tell, with enough that lasts in it."""
    thing, place = _THINGS[number % 9], _PLACES[number // 9 % 9]
    return (
        f"I bought a {thing} number {number} from a workshop in {place} yesterday.",
        f"We decided to paint the {thing} {number} before the winter. #garden",
        "Haha, that is so nice of you, thank you!",
        f"I moved to {place} with my {thing} last month.",
    )[number % 4]


def message(number: int, text: str = "", days: int = 0) -> NewMemory:
    said = text or told(number)
    before = [word_text("", told(n), pictures(n)) for n in range(number - 1, number // 20 * 20 - 1, -1)]
    said_at = MAY + timedelta(days=number // 20 + days, minutes=number)
    return NewMemory(
        said,
        Span(f"m{number}", 0, len(said)),
        speaker=("Ines", "Tom")[number % 2],
        session=f"s{number // 20}",
        said_at=said_at,
        context=word_context(before[:CONTEXT_MEMORIES], said_at),
        captions=pictures(number),
    )


def pictures(number: int) -> tuple[str, ...]:
    return ("a photo of a boat",) if number % 7 == 0 else ()


def passage(number: int) -> NewMemory:
    text = f"Chapter {number} of the manual explains how the ferry {number} is moored."
    start = number * 100
    span = Span(f"/papers/manual.md#line={number}", start, start + len(text), line=number, heading="Mooring")
    return NewMemory(text, span, trust=Trust.FILE, context="manual.md Mooring")


def talk(connection: Connection, first: int, count: int, name: str = "harbour") -> int:
    """Store messages of a conversation; returns its source."""
    about = NewSource(SourceKind.CONVERSATION, name, name, "application/jsonl")
    found = sources.find_by_location(connection, SourceKind.CONVERSATION, name)
    source = sources.insert_source(connection, about) if found is None else found.id
    store_understood(connection, source, first, [message(number) for number in range(first, first + count)])
    return source


def papers(connection: Connection) -> int:
    about = NewSource(SourceKind.FILE, "manual.md", "/papers/manual.md", "text/markdown", 900, bytes(range(32)), MAY)
    source = sources.insert_source(connection, about)
    store_understood(connection, source, 0, [passage(number) for number in range(12)])
    return source


def ask(connection: Connection, question: str, says: str, memory_id: int) -> int:
    """Keep a question and an answer that rests on a memory; returns the chat."""
    chat = chats.begin_chat(connection, question)
    chats.add_turn(connection, chat, Role.USER, question)
    cited = Citation(1, memory_id, "m1", says, "Ines", {"words": 1.5})
    answer = Answer(says, (cited,), Route.TARGETED, Means.QUOTE, False, 12)
    chats.add_turn(connection, chat, Role.ASSISTANT, says, answer)
    return chat


def live(database: Database, messages: int = 80) -> None:
    """Talk, papers, a night, an edit, links, a chat, settings."""
    database.write(lambda c: talk(c, 0, messages))
    database.write(papers)
    Sleeping(database, None, lambda event: None).sleep()
    Keeping(database, lambda: None).edit(3, "I moved to Bergen with my kayak in April.")
    Keeping(database, lambda: None).pin(5, on=True)

    def use(connection: Connection) -> None:
        accesses.log_accesses(connection, [1, 2], AccessKind.OPENED)
        strengthen(connection, [(1, 2), (2, 4)], 0.3, MAY)
        ask(connection, "Where is the canoe from?", "I bought a canoe number 0", 1)
        made = [row[0] for row in connection.execute("select id from memory where form = 'event' order by id limit 2")]
        connection.executemany(
            "insert or ignore into topic(memory_id, above_id, size) values (?, ?, 4)",
            [(made[1], None), (made[0], made[1])],
        )
        settings.set_setting(connection, "search.tier", "thorough")
        settings.set_setting(connection, "queue.paused", "yes")

    database.write(use)


def open_new(folder: Path) -> Database:
    folder.mkdir(parents=True, exist_ok=True)
    return Database(folder / "vault.db", KEY, backups=folder / "backups")


@dataclass
class Vault:
    """A vault with what transfers of it need."""

    database: Database
    transferring: Transferring

    @classmethod
    def at(cls, folder: Path) -> Vault:
        database = open_new(folder)
        return cls(database, Transferring(database, lambda: None))

    def export(self, path: Path, selection: Selection | None = None, passphrase: str | None = None) -> Path:
        self.transferring.export(path, passphrase, selection or Selection(), replace_file=True)
        return path

    def open(self, path: Path, passphrase: str = "") -> OpenArchive:
        return self.transferring.open_archive(path, lambda: passphrase)

    def take(self, path: Path, *, with_purged: bool = False):
        return self.open(path).import_all(with_purged=with_purged).merged

    @property
    def hash(self) -> str:
        with self.database.reading() as connection:
            return hash_contents(connection)

    def rows(self, query: str, *values: object) -> list:
        with self.database.reading() as connection:
            return connection.execute(query, values).fetchall()
