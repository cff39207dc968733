"""Proof of a purge: a text is looked for in every row, on every decrypted page, in every file of the vault."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import VaultDamaged
from core.model import times
from core.model.status import Finding
from core.store import words
from core.store.database import Connection, Database
from core.store.needles import Haystack, Needle, fold_text, runs_of, whole_of
from core.store.telling import is_everyday, split

_PLACES = {
    "turn": "chats", "chat": "chats", "citation": "chats", "change": "the history of changes",
    "revision": "older versions of memories", "job": "the queue", "skipped": "the queue", "source": "sources",
    "entity": "names", "alias": "names", "triple": "what is known", "setting": "settings", "tag": "tags",
    "request": "requests to forget",
}  # fmt: skip


@dataclass(slots=True)
class _Found:
    """Where needles stand in the rows of the vault. `inside`: as a part of longer words there."""

    remembered: set[Needle] = field(default_factory=set)
    hidden: set[Needle] = field(default_factory=set)
    rows: dict[str, set[Needle]] = field(default_factory=dict)
    inside: set[Needle] = field(default_factory=set)
    memories: int = 0

    @property
    def all(self) -> set[Needle]:
        return self.remembered | self.hidden | {needle for found in self.rows.values() for needle in found}


def prove_purged(database: Database, text: str, files: Sequence[Path] = ()) -> list[Finding]:
    """Look for a text, for runs of its words, and for each word of it that no memory says, in all there is of a vault.

    Everyday words, and words that memories still say, are looked for as parts of the text only. `files` are those that
    are not encrypted. The findings say where something was found, without repeating it.

    Raises:
        VaultDamaged: a page of the vault itself does not read back.
    """
    emptied = database.checkpoint()
    with database.reading() as connection:
        alone = [word for word in dict.fromkeys(split(text)) if not is_everyday(word)]
        said = {word for word in alone if words.is_said(connection, word)}
        whole = whole_of(text)
        needles = [whole, *runs_of(text), *(Needle(fold_text(word)) for word in alone if word not in said)]
        found = _look_through_rows(connection, dict.fromkeys(needles))
        findings = [
            _say_remembered(whole, found),
            _say_hidden(connection, found),
            _say_rows(found),
            _say_words(connection, [word for word in alone if word not in said]),
        ]
        sought = [needle for needle in needles if needle not in found.remembered]
        unseen = [needle for needle in sought if needle not in found.all]
        pages = [(number, page) for number, page in _pages_with(database, database.file, unseen, found.inside)]
        findings.append(_say_pages(connection, [number for number, _ in pages]))
    log = database.file.with_name(database.file.name + "-wal")
    findings += [
        _say_log(any(_pages_with(database, log, sought, found.inside)), emptied=emptied),
        _look_through_files(files, sought, found.inside),
        _look_through_backups(database, sought, found.inside),
    ]
    if said:
        findings.append(Finding("words", True, f"{len(said)} of its words are said by other memories and stay."))
    return findings


def _look_through_rows(connection: Connection, needles: Iterable[Needle]) -> _Found:
    found, sought = _Found(), list(needles)
    rows = connection.execute(
        "select state <> 'forgotten', speaker || ' ' || text || ' ' || captions, context || ' ' || heading || ' ' || "
        "session || ' ' || ref from memory"
    )
    for remembered, text, beside in rows:
        here = _in_text(sought, text, found)
        (found.remembered if remembered else found.hidden).update(here)
        found.memories += remembered and any(needle.whole for needle in here)
        found.rows.setdefault("memory", set()).update(_in_text(sought, beside, found))
    found.rows["memory"] = found.rows.get("memory", set()) - found.remembered - found.hidden
    for table in _plain_tables(connection):
        for row in connection.execute(f'select * from "{table}"'):
            text = " ".join(value for value in row if isinstance(value, str))
            if text:
                found.rows.setdefault(table, set()).update(_in_text(sought, text, found))
    # What a memory that stays says may stand in any row that was made from it.
    for traces in found.rows.values():
        traces.difference_update([needle for needle in found.remembered if not needle.whole])
    return found


def _in_text(needles: Sequence[Needle], text: str, found: _Found) -> list[Needle]:
    folded = fold_text(text)
    here = [needle for needle in needles if needle.text in folded]
    alone = [needle for needle in here if needle.stands_in(folded)]
    if len(alone) < len(here):
        found.inside.update(needle for needle in here if needle not in alone)
    return alone


def _plain_tables(connection: Connection) -> list[str]:
    return [
        row[0]
        for row in connection.execute(
            "select name from pragma_table_list where type = 'table' and schema = 'main' and name <> 'memory' "
            "and name not like 'sqlite\\_%' escape '\\' order by name"
        )
    ]


def _say_remembered(whole: Needle, found: _Found) -> Finding:
    if whole in found.remembered:
        return Finding("memories", False, f"It stands in {_count(found.memories, 'memory', 'memories')} you keep.")
    return Finding("memories", True, "No memory says it.")


def _say_hidden(connection: Connection, found: _Found) -> Finding:
    if not found.hidden - found.remembered:
        return Finding("forgotten", True, "Nothing that is forgotten but not purged yet says it.")
    until = connection.execute("select max(until) from request where state = 'hidden'").get
    last = "" if until is None else f" It is purged by {times.from_store(until).astimezone():%d %B %Y}."
    return Finding("forgotten", False, f"It is forgotten, but can still be restored.{last}")


def _say_rows(found: _Found) -> Finding:
    where = sorted(
        {_PLACES.get(table, "memories and what hangs on them") for table, here in found.rows.items() if here}
    )
    if where:
        return Finding("rows", False, f"It, or a word that only it says, stands in {', '.join(where)}.")
    return Finding("rows", True, "It stands in no chat, no history, no name and no list.")


def _say_words(connection: Connection, sought: Sequence[str]) -> Finding:
    tokens = {token for word in sought for token in words.tokens_of(connection, word)}
    if any(words.is_indexed(connection, token) for token in tokens) or words.telling_marks(connection, tokens):
        return Finding("word index", False, "The word index holds a word of it.")
    return Finding("word index", True, "The word index holds none of its words that no memory says.")


def _say_pages(connection: Connection, numbers: Sequence[int]) -> Finding:
    if not numbers:
        return Finding("pages", True, "It is on no page of the vault, the free ones included.")
    owners = connection.execute(
        "select distinct name from dbstat where pageno in (select value from json_each(?))", (json.dumps(numbers),)
    )
    named = sorted({row[0] for row in owners}) or ["pages that are free"]
    return Finding(
        "pages", False, f"It is on {_count(len(numbers), 'page', 'pages')} of the vault: {', '.join(named)}."
    )


def _say_log(there: bool, *, emptied: bool) -> Finding:
    said = f"It is {'' if there else 'not '}in the write-ahead log."
    if there and not emptied:
        said += " Another program is reading the vault and keeps the log from being emptied: close it, and look again."
    return Finding("write-ahead log", not there, said)


def _pages_with(
    database: Database, file: Path, needles: Sequence[Needle], inside: Iterable[Needle]
) -> Iterable[tuple[int, bytes]]:
    if needles and file.exists():
        haystack = Haystack(needles, inside)
        for number, page in database.raw_pages(file):
            if haystack.holds(page):
                yield number, page


def _look_through_files(files: Sequence[Path], needles: Sequence[Needle], inside: Iterable[Needle]) -> Finding:
    holding = [file.name for file in files if file.is_file() and Haystack(needles, inside).holds(file.read_bytes())]
    if holding:
        return Finding("files", False, f"It is in {', '.join(holding)}.")
    return Finding("files", True, "It is in no file beside the vault.")


def _look_through_backups(database: Database, needles: Sequence[Needle], inside: Iterable[Needle]) -> Finding:
    holding, unread = [], []
    for file in database.backups():
        try:
            if any(_pages_with(database, file, needles, inside)):
                holding.append(file.name)
        except (OSError, VaultDamaged):
            unread.append(file.name)
    if holding or unread:
        said = [f"It is in {', '.join(holding)}."] if holding else []
        said += [f"{', '.join(unread)} could not be read under this vault's key."] if unread else []
        return Finding("backups", False, " ".join(said))
    return Finding("backups", True, "It is in no backup in the vault's folder.")


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
