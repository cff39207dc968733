"""JSON and notebooks (IPYNB): values with the way that leads to them, cells with what they printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from core.errors import UserError
from core.ingest.document import IPYNB, JSON, Document, Draft
from core.ingest.readers import markdown, plain
from core.model.place import Unit, counted, named

_DEEPEST = 64
_LONGEST_OUTPUT = 4000
_MOST_TOGETHER = 20
_LONGEST_VALUE = 100_000
_TERMINAL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_DEEP = "This file holds values within values without end, and was left closed for safety."
_PACKED = re.compile(r"[A-Za-z0-9+/=_-]{2000,}")


def read(data: bytes, title: str) -> Document:
    """Read JSON: a section for each object that holds plain values. A notebook is read cell by cell.

    What is no valid JSON is read as plain text.

    Raises:
        UserError: the bytes are not text, or hold values within values without end.
    """
    text = plain.decode(data)
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise UserError(_DEEP) from error
    except ValueError:
        return plain.read(data, title)
    if isinstance(value, dict) and isinstance(value.get("cells"), list) and "nbformat" in value:
        return _read_notebook(value, title)
    draft = Draft(JSON)
    for way, lines in _objects(value):
        place = "/".join(way)
        draft.enter((named(Unit.ENTRY, place),) if place else ())
        for level, name in enumerate(way[:9], 1):
            draft.begin_heading(level, name)
        draft.add("\n".join(lines))
    return draft.finish(title=title)


def _objects(value: object) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Every object or list that holds plain values, in order: the way to it, and a line for each of them."""
    waiting: list[tuple[tuple[str, ...], object]] = [((), value)]
    while waiting:
        way, found = waiting.pop()
        if len(way) > _DEEPEST:
            raise UserError(_DEEP)
        if not isinstance(found, dict | list):
            yield way, [_said(found)]
            continue
        inside = list(found.items()) if isinstance(found, dict) else [(str(n), one) for n, one in enumerate(found, 1)]
        said = [(name, _said(one)) for name, one in inside if not _branches(one)]
        if lines := [f"{name}: {text}" if isinstance(found, dict) else text for name, text in said if text]:
            yield way, lines
        waiting += [((*way, name), one) for name, one in reversed(inside) if _branches(one)]


def _branches(value: object) -> bool:
    """Whether a value gets sections of its own: an object, or a list of more than a few plain values."""
    if isinstance(value, list):
        return len(value) > _MOST_TOGETHER or any(isinstance(one, dict | list) for one in value)
    return isinstance(value, dict)


def _said(value: object) -> str:
    return ", ".join(filter(None, map(_shown, value))) if isinstance(value, list) else _shown(value)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "" if value is None else str(value).strip()
    return "" if _PACKED.fullmatch(text) else text[:_LONGEST_VALUE]


def _read_notebook(book: dict[str, Any], title: str) -> Document:
    draft = Draft(IPYNB)
    for number, cell in enumerate(book["cells"], 1):
        if not isinstance(cell, dict):
            continue
        within = (counted(Unit.CELL, number),)
        source = _joined(cell.get("source"))
        if cell.get("cell_type") == "markdown":
            page = markdown.read(source.encode("utf-8", "replace"), "")
            draft.title = draft.title or page.title
            draft.enter(within)
            draft.absorb(page)
            continue
        draft.enter(within)
        draft.add(source, line=1)
        for output in _outputs(cell):
            draft.enter(within)
            draft.add(output)
    return draft.finish(title=title)


def _outputs(cell: dict[str, Any]) -> Iterator[str]:
    """What a cell printed or gave, as text; pictures are left out, and so is the end of what is long."""
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        text = _joined(output.get("text")) or (_joined(data.get("text/plain")) if isinstance(data, dict) else "")
        if text := text or _joined(output.get("evalue")):
            yield _TERMINAL.sub("", text)[:_LONGEST_OUTPUT]


def _joined(lines: object) -> str:
    if isinstance(lines, list):
        return "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""
