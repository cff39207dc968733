"""Memories as a folder of Markdown for people: readable with anything, and able to come back.

One file for each source. Every memory is a quotation under a line that says who said it and when; a comment above it,
which no viewer shows, holds what else is known of it. `read_folder` makes records of the archive format from that.
Names, triples, links and topics are found again; chats are there to be read and do not come back.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import psutil

from core.errors import UserError
from core.model import times
from core.store import travelling
from core.store.database import Connection
from core.store.files import machine_error, make_private_folder, sync_folder
from core.store.travelling import Ids, Record
from core.transfer.pace import Told

SOURCE_MARK, MEMORY_MARK = "<!-- ebb source ", "<!-- ebb memory "
MARK_END = " -->"
PLACES = {"conversation": "conversations", "file": "files", "capture": "notes", "import": "imports"}
SHOWN_BY_OTHERS = ("text", "names", "aliases", "triples", "understood_in", "type", "source", "id")
"""Fields of a memory that its comment need not hold: they stand beside it, or are found again."""

_README = """# My memories

Written by Ebb on {day}: {memories:,} memories from {sources:,} sources. **Nothing here is encrypted.**

- `conversations/`: what was said, one file for each conversation
- `files/`: the passages Ebb read from files
- `notes/`: notes, corrections, and what Ebb made of it all in its sleep
- `chats/`: what you asked Ebb, and what it answered

“ebb import markdown” takes this folder in again. It goes by the comments between the lines, which a viewer does not
show; leave them where they are.
"""
_UNFIT = re.compile(r"[^\w \-.,()]+")
_LONGEST_NAME = 80
_EVERY = 64


class FolderWriter:
    """Writes a folder; `counts` says how many sources, memories and chats."""

    def __init__(self, connection: Connection, folder: Path, told: Told) -> None:
        self._connection, self._folder, self._told = connection, folder, told
        self._names: set[str] = set()
        self.counts = {"source": 0, "memory": 0, "chat": 0}

    def write(self, chosen: Ids, *, whole: bool) -> None:
        """Write these memories; with `whole` also the chats."""
        for source in travelling.source_records(self._connection, chosen, every=False):
            ids = travelling.ids_of_source(self._connection, source["id"], chosen)
            self._write_source(source, ids, chosen)
        if whole:
            self._write_chats()
        counted = {"memories": self.counts["memory"], "sources": self.counts["source"]}
        readme = _README.format(day=f"{times.now():%Y-%m-%d}", **counted)
        with self._file(Path("README.md")) as write:
            write(readme)

    def _write_source(self, source: Record, ids: Ids, chosen: Ids) -> None:
        parents = {
            record["memory"]: record["of"] for record in travelling.parent_records(self._connection, ids, among=chosen)
        }
        with self._file(Path(PLACES[source["kind"]]) / self._name(source["title"])) as write:
            write(f"# {_line(source['title'])}\n\n{SOURCE_MARK}{_comment(source)}{MARK_END}\n")
            session: str | None = None
            for record in travelling.memory_records(self._connection, ids, contexts=False, by="position"):
                if record["session"] != session:
                    session = record["session"]
                    write(f"\n## {_line(session)}\n" if session else "")
                write(_memory(record, parents.get(record["id"], [])))
                self._count()
        self.counts["source"] += 1

    def _count(self) -> None:
        if not self.counts["memory"] % _EVERY:
            self._told(self.counts["memory"], 0)
        self.counts["memory"] += 1

    def _write_chats(self) -> None:
        titles = {chat["id"]: chat["title"] for chat in travelling.chat_records(self._connection)}
        turns: dict[int, list[Record]] = {}
        for turn in travelling.turn_records(self._connection):
            turns.setdefault(turn["chat"], []).append(turn)
        for chat_id, title in titles.items():
            with self._file(Path("chats") / self._name(title)) as write:
                write(f"# {_line(title)}\n")
                for turn in turns.get(chat_id, []):
                    who = "You" if turn["role"] == "user" else "Ebb"
                    write(f"\n**{who}** · {_when(turn['said_at'], turn['said_zone'])}\n\n{_quoted(turn['text'])}\n")
            self.counts["chat"] += 1

    def _name(self, title: str) -> str:
        """A file name of its own for a title. Nothing in it leads anywhere."""
        plain = " ".join(_UNFIT.sub(" ", title).split())[:_LONGEST_NAME].strip(" .") or "untitled"
        name, number = plain, 1
        while name.lower() in self._names:
            number += 1
            name = f"{plain} ({number})"
        self._names.add(name.lower())
        return f"{name}.md"

    @contextmanager
    def _file(self, place: Path) -> Iterator[Callable[[str], object]]:
        path = self._folder / place
        make_private_folder(path.parent)
        opened = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8", newline="") as file:
            yield file.write
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def growing_folder(target: Path) -> Iterator[Path]:
    """A private folder that becomes `target` when it is complete; whatever ends it before, there is none.

    Raises:
        UserError: there is something at `target` already. MachineError: the disk is full or refuses.
    """
    neighbour = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise UserError(f"There is something at {target} already. Name a folder that is new or empty.")
        for left in target.parent.glob(f".{target.name}.*.new"):
            owner = left.suffixes[-2].removeprefix(".") if len(left.suffixes) > 1 else ""
            if owner.isdecimal() and not psutil.pid_exists(int(owner)):
                shutil.rmtree(left, ignore_errors=True)
        make_private_folder(neighbour)
        yield neighbour
        with suppress(FileNotFoundError):
            target.rmdir()
        neighbour.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise machine_error(error, target) from error
    finally:
        shutil.rmtree(neighbour, ignore_errors=True)


def _memory(record: Record, parents: list[int]) -> str:
    kept = {name: value for name, value in record.items() if name not in SHOWN_BY_OTHERS}
    about = {"id": record["id"], **kept, **({"of": parents} if parents else {})}
    who = _line(record["speaker"] or record["heading"] or record["form"].capitalize())
    when = "" if record["said_at"] is None else f" · {_when(record['said_at'], record['said_zone'])}"
    pictures = "".join(f"\n*Picture: {_line(caption)}*\n" for caption in record["captions"])
    return f"\n{MEMORY_MARK}{_comment(about)}{MARK_END}\n**{who}**{when}\n\n{_quoted(record['text'])}\n{pictures}"


def _comment(fields: Record) -> str:
    """JSON in which no comment can end."""
    return (
        json.dumps(fields, ensure_ascii=False, separators=(",", ":")).replace(">", "\\u003e").replace("--", "-\\u002d")
    )


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def _line(text: str) -> str:
    return " ".join(text.split())


def _when(milliseconds: int, zone: int) -> str:
    at: datetime = times.from_store(milliseconds, zone)
    return f"{at.day} {at:%B %Y, %H:%M}"
