"""Copies of the database, encrypted under the same key."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import apsw

from core.store.files import make_private_file, make_private_folder

_PAGES_A_STEP = 2048


def copy_database(source: apsw.Connection, target: Path, open_with_key: Callable[[Path], apsw.Connection]) -> None:
    """Copy `source` into `target` (replaced when it is complete), readers and writers undisturbed.

    Raises:
        MachineError: the folder cannot be written.
        apsw.Error: the copy failed; an older `target` is untouched.
    """
    make_private_folder(target.parent)
    growing = target.with_name(f".{target.name}.new")
    growing.unlink(missing_ok=True)
    make_private_file(growing)
    try:
        copy = open_with_key(growing)
        try:
            with copy.backup("main", source, "main") as backup:
                while not backup.done:
                    backup.step(_PAGES_A_STEP)
        finally:
            copy.close()
        with growing.open("rb+") as file:
            os.fsync(file.fileno())
        growing.replace(target)
    finally:
        growing.unlink(missing_ok=True)
