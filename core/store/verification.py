"""Checking a vault by reading all of it."""

from __future__ import annotations

from core.model.status import Finding
from core.store import codes, vectors, words
from core.store.database import Connection, Database
from core.store.memories import count_memories, count_unembedded


def verify_database(database: Database) -> list[Finding]:
    """Read every page (each is authenticated as it is decrypted) and hold the indexes against the rows.

    Raises:
        VaultDamaged: a page does not read back as it was written.
    """
    faults = list(database.pages_verified())
    pages = Finding("pages", not faults, "; ".join(faults) or "Every page reads back as it was written.")
    with database.reading() as connection:
        rows = [_check_references(connection), _check_vectors(connection)]
    agree = database.write(words.check_words)
    said = "The word index agrees with the memories." if agree else "The word index does not agree with the memories."
    return [pages, *rows, Finding("words", agree, said)]


def _check_references(connection: Connection) -> Finding:
    broken = connection.execute("pragma foreign_key_check").fetchall()
    said = f"{len(broken)} rows point to rows that are gone." if broken else "Every row that is pointed to is there."
    return Finding("references", not broken, said)


def _check_vectors(connection: Connection) -> Finding:
    space = vectors.current_space(connection)
    if space is None:
        return Finding("vectors", True, "No vectors yet.")
    beside = [other for other in vectors.spaces(connection) if other != space and not _is_whole(connection, other)]
    if beside:
        return Finding("vectors", False, f"What is kept of another model's vectors is damaged ({beside[0].model}).")
    kept, expected = vectors.count_vectors(connection, space), count_memories(connection) - count_unembedded(connection)
    coded, misshapen = (
        codes.count_codes(connection, space.id, space.dimension),
        vectors.count_misshapen(connection, space),
    )
    said = f"{kept:,} vectors and {coded:,} codes for {expected:,} embedded memories"
    said += f"; {misshapen:,} are no vectors of {space.dimension} numbers." if misshapen else "."
    return Finding("vectors", kept == coded == expected and not misshapen, said)


def _is_whole(connection: Connection, space: vectors.Space) -> bool:
    """Whether each vector of a space that is in the making, or about to go, has its code, and the right shape."""
    coded = codes.count_codes(connection, space.id, space.dimension)
    return vectors.count_vectors(connection, space) == coded and not vectors.count_misshapen(connection, space)
