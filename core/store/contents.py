"""What the vault holds, as one number: equal before and after means that nothing of it is different."""

from __future__ import annotations

import hashlib
import json

import apsw

_TABLES = {
    "memory": (
        "id, kind, form, text, captions, context, source_id, position, ref, span_start, span_end, page, line, heading, "
        "speaker, session, said_at, said_zone, true_from, true_to, true_grain, stored_at, significance, stability, "
        "reinforced_at, recalls, state, trust, pinned, version, precision"
    ),
    "parent": "memory_id, parent_id",
    "revision": "memory_id, version, text",
    "link": "first_id, second_id, kind, weight",
    "tag": "memory_id, kind, tag, weight",
    "topic": "memory_id, above_id, size",
    "recurrence": "memory_id, days, next_at",
    "triple": "memory_id, subject, relation, object, standing, true_from, true_to",
}


def hash_contents(connection: apsw.Connection) -> str:
    """SHA-256 (hexadecimal) over all memories with what hangs on them. Vectors are left out: the words tell them."""
    digest = hashlib.sha256()
    for table, columns in _TABLES.items():
        digest.update(table.encode())
        for row in connection.execute(f"select {columns} from {table} order by {columns}"):
            digest.update(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
