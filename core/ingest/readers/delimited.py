"""Tables in text (CSV, TSV): the delimiter is told by which one gives rows of like width."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter

from core.ingest.document import CSV, Document, Draft, clean
from core.ingest.readers import plain
from core.ingest.readers.rows import Rows

_DELIMITERS = ",;\t|"
_SAMPLE = 50
_LONGEST_CELL = 1_000_000


def read(data: bytes, title: str) -> Document:
    """Read a table in text: one section for each row, with the names of its columns.

    What has no columns is read as plain text.

    Raises:
        UserError: the bytes are not text.
    """
    text = clean(plain.decode(data))
    csv.field_size_limit(_LONGEST_CELL)
    delimiter = _delimiter(text)
    if not delimiter:
        return plain.read(data, title)
    draft = Draft(CSV)
    rows = Rows(draft)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            rows.add(number, cells)
    except csv.Error:
        return plain.read(data, title)
    return draft.finish(title=title)


def _delimiter(text: str) -> str:
    """The character that cuts most of the first rows into the same number of cells, at least two; or nothing."""
    lines = io.StringIO(text[:200_000]).readlines()
    best, score = "", 0
    for delimiter in _DELIMITERS:
        try:
            rows = itertools.islice(csv.reader(lines, delimiter=delimiter), _SAMPLE)
            widths = Counter(len(row) for row in rows if row)
        except csv.Error:
            continue
        width, alike = max(widths.items(), key=lambda found: (found[0] > 1, found[1]), default=(0, 0))
        if width > 1 and 2 * alike >= widths.total() and alike * width > score:
            best, score = delimiter, alike * width
    return best
