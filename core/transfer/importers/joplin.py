"""Joplin: File, Export all, JEX.

A tar archive of Markdown files, one for each note, notebook and tag: the title, a blank line, the words, and at the end
lines of `key: value`, of which `type_` says what it is (joplinapp.org/help/dev/spec; what the fields look like is taken
from exports on GitHub), read in November 2026. A folder of "RAW" holds the same files.

A note is a talk and each of its passages a message; notebooks and tags become captions of what stands in them, and a
link to another note becomes its words. What is encrypted is left out and said.
"""

from __future__ import annotations

import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.transfer.bundle import Bundle
from core.transfer.importers.passages import passages_of
from core.transfer.importers.talk import LONGEST_TEXT, LeftOut, Said, Talk, name_of, sound, timestamp

EMPTY = "notes without words"

_FIELD = re.compile(r"([a-z_]+): ?(.*)")
_NAME = re.compile(r"[0-9a-f]{32}\.md")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(:/[0-9a-f]{32}[^)\n]*\)")
_NOTE, _FOLDER, _TAG, _NOTE_TAG = "1", "2", "5", "6"
_MOST_MEMBERS = 1_000_000
_ENCRYPTED = "It is encrypted. Decrypt your notes in Joplin, and export them again."
_TOO_LONG = "It is longer than a note should be, and was left out."
_BROKEN = "The archive is broken from here on: what comes before is read, the rest is not."


@dataclass(slots=True)
class _Shelf:
    """Notebooks and tags: names by id, and which tags each note has."""

    folders: dict[str, tuple[str, str]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    tagged: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Joplin:
    """See `Importer`."""

    product = "Joplin"

    def recognises(self, bundle: Bundle) -> bool:
        if bundle.path.is_dir():
            raw = [name for name in bundle.names if _NAME.fullmatch(name)]
            return bool(raw) and b"\ntype_: " in bundle.head(raw[0])
        if len(bundle.names) != 1 or not tarfile.is_tarfile(bundle.path):
            return False
        return next((True for _ in _items(bundle)), False)

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        shelf = _Shelf()
        for item in _items(bundle):
            if not isinstance(item, LeftOut):
                _shelve(shelf, *item)
        for item in _items(bundle):
            if isinstance(item, LeftOut):
                yield item
            elif item[1].get("type_") == _NOTE:
                yield _read_note(*item, shelf)


def _items(bundle: Bundle) -> Iterator[tuple[str, dict[str, str]] | LeftOut]:
    """Every item of the export: its text and its fields."""
    if bundle.path.is_dir():
        for name in bundle.names:
            if _NAME.fullmatch(name):
                with bundle.open(name) as part:
                    yield _parted(part.read(LONGEST_TEXT + 1), name)
        return
    try:
        with tarfile.open(bundle.path, "r:") as archive:
            for number, member in enumerate(archive):
                if number >= _MOST_MEMBERS:
                    yield LeftOut(bundle.path.name, _BROKEN)
                    return
                file = archive.extractfile(member) if member.isfile() and _NAME.fullmatch(member.name) else None
                if file is not None:
                    yield _parted(file.read(LONGEST_TEXT + 1), member.name)
    except (tarfile.TarError, OSError, EOFError):
        yield LeftOut(bundle.path.name, _BROKEN)


def _parted(data: bytes, name: str) -> tuple[str, dict[str, str]] | LeftOut:
    if len(data) > LONGEST_TEXT:
        return LeftOut(name, _TOO_LONG)
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    fields: dict[str, str] = {}
    while lines and (found := _FIELD.fullmatch(lines[-1])):
        fields.setdefault(found[1], found[2].strip())
        lines.pop()
    return "\n".join(lines).strip(), fields


def _shelve(shelf: _Shelf, text: str, fields: dict[str, str]) -> None:
    kind, id_ = fields.get("type_"), fields.get("id", "")
    if kind == _FOLDER:
        shelf.folders[id_] = name_of(text), fields.get("parent_id", "")
    elif kind == _TAG:
        shelf.tags[id_] = name_of(text)
    elif kind == _NOTE_TAG:
        shelf.tagged[fields.get("note_id", "")].append(fields.get("tag_id", ""))


def _read_note(text: str, fields: dict[str, str], shelf: _Shelf) -> Talk | LeftOut:
    id_ = name_of(fields.get("id"))
    if fields.get("encryption_applied") == "1":
        return LeftOut(f"note {id_}", _ENCRYPTED)
    if not id_:
        return LeftOut("a note", "It has no id, so it could not be told apart from others.")
    title, _, words = text.partition("\n")
    at = timestamp(fields.get("user_created_time")) or timestamp(fields.get("created_time"))
    captions = (*_notebook(fields.get("parent_id", ""), shelf), *_tags(id_, shelf))
    messages = [
        Said(f"{id_}:{number}", at, "me", passage, captions if number == 1 else (), session=name_of(title))
        for number, passage in enumerate(passages_of(_LINK.sub(r"\1", sound(words)) or title), 1)
    ]
    return Talk(f"joplin:{id_}", name_of(title) or "Joplin", messages, Counter() if messages else Counter({EMPTY: 1}))


def _notebook(id_: str, shelf: _Shelf) -> Iterator[str]:
    names: list[str] = []
    while id_ in shelf.folders and len(names) < 10:
        name, id_ = shelf.folders[id_]
        names.insert(0, name)
    if names:
        yield f"notebook {' › '.join(names)}"


def _tags(id_: str, shelf: _Shelf) -> Iterator[str]:
    return (f"tag {shelf.tags[tag]}" for tag in shelf.tagged.get(id_, ()) if shelf.tags.get(tag))
