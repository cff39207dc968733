"""Settings that belong to the vault and travel with it."""

from __future__ import annotations

import apsw


def get_setting(connection: apsw.Connection, key: str) -> str | None:
    """The value kept under `key`, or None."""
    row = connection.execute("select value from setting where key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def set_setting(connection: apsw.Connection, key: str, value: str) -> None:
    """Keep `value` under `key`."""
    connection.execute("insert or replace into setting(key, value) values (?, ?)", (key, value))


def forget_setting(connection: apsw.Connection, key: str) -> None:
    """Keep nothing under `key` any more."""
    connection.execute("delete from setting where key = ?", (key,))
