"""Keywords and tags: what a memory is about, in single words and in names."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass

from core.consolidation.connect.keywords import choose_keywords, count_words
from core.errors import Cancelled
from core.model.change import ChangeKind
from core.model.memory import Form
from core.store import connecting, memories, words
from core.store.database import Database
from core.store.nights import Journal, Piece
from core.understanding.folding import fold

_FORMS = (Form.EVENT, Form.FACT, Form.SUMMARY, Form.LESSON)
_ALONE = (Form.FACT, Form.LESSON)
"""What stands for itself: a message that it was taken from may speak of other things too."""

_ROLE = "named"
_AT_ONCE = 12
_MOST_WORDS, _MOST_NAMES = 4, 4
_BOUND = 100_000


class Naming:
    """Finds the keywords and names of derived memories that have none yet."""

    def count(self, database: Database) -> int:
        with database.reading() as connection:
            return connecting.count_without_role(connection, _ROLE, _FORMS)

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> Piece | None:
        named: list[_Named] = []
        with database.reading() as connection:
            ids = connecting.without_role(connection, _ROLE, _FORMS, int(cursor or 0), _AT_ONCE)
            kept = memories.get_memories(connection, ids)
            total = memories.count_memories(connection)
            for id_ in ids:
                if stop.is_set():
                    raise Cancelled
                one = kept[id_]
                alone = one.form in _ALONE
                names = connecting.names_below(connection, id_, _MOST_NAMES)
                if alone:
                    names = [name for name in names if name in one.text]
                counted = count_words([one.text, *(() if alone else connecting.texts_below(connection, id_))])
                in_names = set(fold(" ".join(names)).split())
                counted = Counter({word: n for word, n in counted.items() if fold(word) not in in_names})
                if stop.is_set():
                    raise Cancelled
                frequency = words.document_frequency(connection, list(counted), _BOUND)
                named.append(_Named(id_, choose_keywords(counted, frequency, total, _MOST_WORDS), names))
        return _NamingPiece(named) if named else None


@dataclass(frozen=True, slots=True)
class _Named:
    memory_id: int
    words: list[tuple[str, float]]
    names: list[str]


@dataclass(frozen=True, slots=True)
class _NamingPiece:
    named: list[_Named]

    @property
    def cursor(self) -> str:
        return str(self.named[-1].memory_id)

    @property
    def units(self) -> int:
        return len(self.named)

    def apply(self, journal: Journal) -> None:
        for one in self.named:
            about = ", ".join(dict.fromkeys([*one.names, *(word for word, _ in one.words)]))
            with journal.change(ChangeKind.TAGGED, f"It is about: {about or 'nothing in particular'}.") as change:
                change.memory_id = one.memory_id
                change.insert("tag", {"memory_id": one.memory_id, "kind": "role", "tag": _ROLE, "weight": 1.0})
                for word, weight in one.words:
                    change.insert("tag", {"memory_id": one.memory_id, "kind": "keyword", "tag": word, "weight": weight})
                for name in one.names:
                    change.insert("tag", {"memory_id": one.memory_id, "kind": "tag", "tag": name, "weight": 1.0})
