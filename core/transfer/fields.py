"""What the records of an archive hold: every field, and what it may be. `docs/archive-format.md` says what it means."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core.model.answer import Means
from core.model.entity import EntityKind, Naming, Standing
from core.model.kept import LinkKind
from core.model.memory import Form, Kind, Precision, SourceKind, State, Trust
from core.model.period import Grain
from core.transfer.lines import Damaged, Record

Check = Callable[[Any], bool]

_MOST = 2**53
"""Whole numbers beyond this are not the same in every JSON reader."""
_LONGEST_NAME = 2**16


def _whole(least: int = -_MOST, most: int = _MOST) -> Check:
    return lambda value: type(value) is int and least <= value <= most


def _real(least: float, most: float = math.inf) -> Check:
    return lambda value: type(value) in (int, float) and math.isfinite(value) and least <= value <= most


def _text(longest: int = 2**62) -> Check:
    return lambda value: type(value) is str and len(value) <= longest


def _one_of(words: Iterable[str]) -> Check:
    known = frozenset(str(word) for word in words)
    return lambda value: type(value) is str and value in known


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _list(check: Check) -> Check:
    return lambda value: type(value) is list and all(map(check, value))


def _row(*checks: Check) -> Check:
    def check(value: Any) -> bool:
        return (
            type(value) is list and len(value) == len(checks) and all(c(v) for c, v in zip(checks, value, strict=True))
        )

    return check


def _hexadecimal(value: Any) -> bool:
    return type(value) is str and len(value) in (0, 64) and not value.strip("0123456789abcdef")


def _answer(value: Any) -> bool:
    """How an answer was made, as `chats` reads it back; empty for what the user said."""
    if value == "":
        return True
    fields = _object(value)
    if fields is None or not {"route", "abstained", "milliseconds"} <= fields.keys() <= _ANSWER.keys():
        return False
    means = fields.get("means", fields["route"])
    return means in list(Means) and all(_ANSWER[name](said) for name, said in fields.items())


def _shares(value: Any) -> bool:
    """What spoke for a citation: a number for each channel."""
    fields = _object(value)
    return fields is not None and all(map(_real(-1e12, 1e12), fields.values()))


def _object(value: Any) -> Record | None:
    try:
        fields = json.loads(value) if type(value) is str else None
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


_id, _name, _moment, _flag = _whole(1), _text(_LONGEST_NAME), _whole(-(2**47), 2**48), _whole(0, 1)
_zone = _whole(-24 * 60, 24 * 60)
_ANSWER: Mapping[str, Check] = {
    "route": _text(100), "means": _text(100), "abstained": lambda value: type(value) is bool,
    "milliseconds": _real(0), "considered": _whole(0), "model": _name, "tokens_per_second": _or_null(_real(0)),
    "first_token_ms": _or_null(_real(0)), "stopped": lambda value: type(value) is bool, "notice": _text(),
    "elsewhere": _name,
}  # fmt: skip

FIELDS: Mapping[str, Mapping[str, Check]] = {
    "source": {
        "id": _id, "kind": _one_of(SourceKind), "title": _name, "location": _name, "content_hash": _hexadecimal,
        "media_type": _name, "size": _whole(0), "added_at": _moment, "modified_at": _or_null(_moment),
    },
    "entity": {"id": _id, "name": _name, "folded": _name, "kind": _one_of(EntityKind)},
    "memory": {
        "id": _id, "kind": _one_of(Kind), "form": _one_of(Form), "text": _text(), "captions": _list(_text()),
        "context": _or_null(_text()), "source": _id, "position": _whole(0), "ref": _name, "span_start": _whole(0),
        "span_end": _whole(0), "page": _or_null(_whole(0)), "line": _or_null(_whole(0)), "heading": _text(),
        "speaker": _name, "session": _name, "said_at": _or_null(_moment), "said_zone": _zone,
        "true_from": _or_null(_moment), "true_to": _or_null(_moment), "true_grain": _one_of(("", *Grain)),
        "stored_at": _moment, "significance": _real(0, 1), "stability": _real(1e-9, 1e9), "reinforced_at": _moment,
        "recalls": _whole(0),
        "state": _one_of([state for state in State if state is not State.FORGOTTEN]), "trust": _one_of(Trust),
        "pinned": _flag, "version": _whole(1), "precision": _one_of(Precision), "understood_in": _whole(0),
        "revisions": _list(_row(_whole(0), _text(), _moment, _text())),
        "tags": _list(_row(_one_of(("keyword", "tag", "role")), _name, _real(-1e9, 1e9))),
        "recurrence": _or_null(_row(_real(1e-9, 1e9), _moment, _text())),
        "names": _list(_row(_id, _whole(0), _whole(0), _one_of(Naming))),
        "aliases": _list(_row(_name, _id)),
        "triples": _list(
            _row(_text(), _text(), _name, _text(), _text(), _whole(0), _whole(0), _flag, _one_of(Standing),
                 _or_null(_moment), _or_null(_moment))
        ),
    },
    "parents": {"memory": _id, "of": _list(_id)},
    "link": {
        "first": _id, "second": _id, "kind": _one_of(LinkKind), "weight": _real(1e-12, 1e9), "reason": _text(),
        "made_at": _moment, "used_at": _moment,
    },
    "topic": {"memory": _id, "above": _or_null(_id), "size": _whole(0)},
    "chat": {"id": _id, "title": _text(), "started_at": _moment, "last_at": _moment},
    "turn": {
        "id": _id, "chat": _id, "role": _one_of(("user", "assistant")), "text": _text(), "said_at": _moment,
        "said_zone": _zone, "answer": _answer,
        "citations": _list(_row(_whole(0), _id, _name, _text(), _text(), _shares, _flag)),
    },
    "setting": {"key": _name, "value": _text()},
}  # fmt: skip
"""The types of records in the order they come in, and their fields."""

ORDER = {type_: number for number, type_ in enumerate(FIELDS)}
NUMBERED = frozenset({"source", "entity", "memory", "chat", "turn"})
"""The types whose records have an `id`: it grows from record to record."""


class Sequence:
    """Holds records against the format, one after another: their fields, their order, that no id comes twice."""

    def __init__(self) -> None:
        self._type, self._last = "", 0

    def check(self, record: Record, line: int) -> None:
        """Accept the next record.

        Raises:
            Damaged: it is not as the format says.
        """
        type_ = record["type"]
        fields = FIELDS.get(type_)
        if fields is None:
            raise Damaged(f"Line {line} of the archive is of a type that does not exist. Nothing was changed.")
        for name, is_good in fields.items():
            if name not in record or not is_good(record[name]):
                said = f"“{name}” of a {type_} is missing or cannot be used"
                raise Damaged(f"Line {line} of the archive: {said}. Nothing was changed.")
        if ORDER[type_] < ORDER.get(self._type, 0):
            raise Damaged(f"Line {line} of the archive: a {type_} comes too late. Nothing was changed.")
        self._last = self._last if type_ == self._type else 0
        self._type = type_
        if type_ in NUMBERED:
            if record["id"] <= self._last:
                raise Damaged(
                    f"Line {line} of the archive: the id of a {type_} comes twice or out of order. Nothing was changed."
                )
            self._last = record["id"]
