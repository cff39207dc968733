"""Checking tables one by one, so that a check can stop between two of them and go on there."""

from __future__ import annotations

import apsw


def table_names(connection: apsw.Connection) -> list[str]:
    """The tables that hold something, those of the word index among them, by name."""
    rows = connection.execute(
        "select name from pragma_table_list where schema = 'main' and type in ('table', 'shadow') order by name"
    )
    return [row[0] for row in rows]


def faults_in(connection: apsw.Connection, table: str) -> list[str]:
    """Read all of a table and its indexes and hold them against each other. A sentence for each fault.

    Raises:
        apsw.CorruptError: a page does not read back.
    """
    name = table.replace("'", "''")
    said = (str(row[0]) for row in connection.execute(f"pragma integrity_check('{name}')"))
    return [fault for fault in said if fault != "ok"]


def count_rows(connection: apsw.Connection) -> dict[str, int]:
    """How many rows each table has. Those that only hold vectors are left out: counting means reading them all."""
    return {
        table: int(connection.execute(f'select count(*) from "{table}"').get)
        for table in table_names(connection)
        if not table.startswith(("vector_", "sqlite_"))
    }
