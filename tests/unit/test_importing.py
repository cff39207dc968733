"""Imports from other products: previewed, each message once, nothing that was purged, what is broken is said."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from core.errors import Cancelled, UserError
from core.importing import Importing
from core.letting_go import LettingGo
from core.model.forgetting import Meant
from core.store.database import Database
from core.store.verification import verify_database
from core.transfer import pace
from tests.unit.transfer.importers.exports import chatgpt, node, plain, write_zip

WHATSAPP = "08/05/2023, 13:56 - Nora: I sail.\n28/05/2023, 13:57 - Ben: So do I.\n28/05/2023, 13:58 - ChatGPT: Ahoy.\n"


@pytest.fixture
def importing(database: Database) -> Importing:
    return Importing(database, lambda: None)


def export(path: Path, *conversations: object) -> Path:
    return write_zip(path, {"conversations.json": list(conversations)})


def rows(database: Database, query: str) -> list:
    with database.reading() as connection:
        return connection.execute(query).fetchall()


def test_every_message_comes_in_once(importing: Importing, database: Database, tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "x.zip", {"conversations.json": [plain("a", "I bought a canoe.", "Nice!"), plain("b", "Hi")]}
    )
    found = importing.preview(path)
    assert (found.product, found.talks, found.messages, found.speakers) == ("ChatGPT", 2, 3, ("me", "ChatGPT"))
    assert rows(database, "select count(*) from memory") == [(0,)]
    done = importing.take(path, "chatgpt")
    assert (done.talks, done.new, done.already) == (2, 3, 0)
    assert rows(database, "select s.kind, s.title, s.location, m.ref, m.speaker, m.trust from memory m "
                          "join source s on s.id = m.source_id order by m.id") == [
        ("import", "Talk a", "chatgpt:a", "a-0", "me", "imported"),
        ("import", "Talk a", "chatgpt:a", "a-1", "ChatGPT", "model"),
        ("import", "Talk b", "chatgpt:b", "b-0", "me", "imported"),
    ]  # fmt: skip
    again = importing.take(path)
    assert (again.new, again.already) == (0, 3)
    longer = write_zip(
        tmp_path / "y.zip", {"conversations.json": [plain("a", "I bought a canoe.", "Nice!", "It is red.")]}
    )
    assert (importing.take(longer).new, importing.take(longer).new) == (1, 0)
    assert all(finding.ok for finding in verify_database(database))


def test_what_an_assistant_said_states_nothing(importing: Importing, database: Database, tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "x.zip", {"conversations.json": [plain("a", "My gate code is 4471.", "My gate code is 9999.")]}
    )
    importing.take(path)
    assert rows(database, "select object from triple") == [("4471",)]


def test_only_the_product_says_who_is_a_machine(importing: Importing, database: Database, tmp_path: Path) -> None:
    (tmp_path / "WhatsApp Chat with Ben.txt").write_text(WHATSAPP)
    importing.take(tmp_path / "WhatsApp Chat with Ben.txt")
    assert rows(database, "select distinct trust from memory") == [("imported",)]


def test_long_conversations_and_many_short_ones(importing: Importing, database: Database, tmp_path: Path) -> None:
    items = [
        plain("long", *(f"Message number {n}" for n in range(1203))),
        *(plain(f"s{n}", f"Short {n}") for n in range(700)),
    ]
    done = importing.take(export(tmp_path / "x.zip", *items))
    assert done.new == 1903
    order = rows(
        database,
        "select ref from memory m join source s on s.id = source_id where location = 'chatgpt:long' order by position",
    )
    assert [ref for (ref,) in order] == [f"long-{number}" for number in range(1203)]
    assert rows(database, "select count(*) from source") == [(701,)]


def test_what_was_purged_stays_away(importing: Importing, database: Database, tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "x.zip", {"conversations.json": [plain("a", "I bought a canoe.", "A canoe!", "And a loom.")]}
    )
    importing.take(path)
    LettingGo(database, lambda: None).forget(Meant(matching="canoe"), for_good=True, backups=False)
    done = importing.take(path)
    assert (done.new, done.already, done.purged) == (0, 1, 2)
    assert rows(database, "select text from memory") == [("And a loom.",)]


def test_what_is_broken_is_listed_and_the_rest_is_in(importing: Importing, tmp_path: Path) -> None:
    branch = chatgpt("b", [node("1", "root", text="One"), node("2", "root", text="Two")], current="2")
    path = export(tmp_path / "x.zip", {"title": "broken"}, plain("a", "Hello"), branch)
    done = importing.take(path)
    assert (done.new, len(done.left_out), done.unsaid) == (2, 1, {"on a branch that was left": 1})
    assert done.left_out[0].where == "conversations.json, conversation 1"
    assert importing.preview(path).left_out == done.left_out


def test_another_product_is_named(importing: Importing, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(WHATSAPP)
    with pytest.raises(UserError, match="looks like an export of WhatsApp"):
        importing.take(path, "chatgpt")
    path.write_text("nothing")
    with pytest.raises(UserError, match="does not look like an export"):
        importing.preview(path)
    with pytest.raises(UserError, match="no file"):
        importing.preview(tmp_path / "absent")


def test_a_stopped_import_goes_on_when_it_is_repeated(
    importing: Importing, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_EVERY", 0.0)
    path = export(tmp_path / "x.zip", plain("a", *(f"Number {n}" for n in range(1500))))
    stop = Event()

    def halt(progress) -> None:
        if progress.done >= 600:
            stop.set()

    with pytest.raises(Cancelled):
        importing.take(path, progress=halt, stop=stop)
    (count,) = rows(database, "select count(*) from memory")[0]
    assert count % 500 == 0
    done = importing.take(path)
    assert (done.new, done.already) == (1500 - count, count)
