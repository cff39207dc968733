"""What a model has computed of a prompt, kept across restarts: one file beside the vault, its key inside the vault.

Such a state is made from what it was computed from, and is as private. Each is sealed with a random key of its own
(ChaCha20-Poly1305, RFC 8439), which stands in the vault alone: when something is forgotten for good, the key goes in
the same transaction, and the file is noise from then on. It is in no backup and in no archive. A state is only ever a
shortcut: whatever is wrong with it, it is removed and computed again.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import struct
from pathlib import Path
from typing import Any

import apsw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from core.errors import MachineError
from core.store.database import Connection, Database
from core.store.files import remove_file, write_atomically
from core.store.settings import get_setting, set_setting

MOST_BYTES = 128 << 20
"""The largest state that is kept."""
FILE = "prompt.state"
OPENING_FILE = "opening.state"
"""Where the state of what was said by nobody is: nothing has to be forgotten of it."""
_NONCE_BYTES = 12
_LENGTH = struct.Struct(">I")


class PromptStates:
    """The state of one vault's last prompt, on disk in `folder`; or that of another kind, in a file of its own."""

    def __init__(self, database: Database, folder: Path, file: str = FILE) -> None:
        self._database, self._file = database, folder / file

    def mark(self) -> str:
        """What changes whenever something is forgotten: ask before a prompt is made, and give it to `keep`."""
        with self._database.reading() as connection:
            return self._entry(connection)[0]

    def keep(self, mark: str, name: str, made_by: str, about: dict[str, Any], state: bytes) -> bool:
        """Keep the state of the prompt `name`, instead of the last one.

        `made_by` names all that has to be the same to use it again.

        False where nothing was kept: too large, no room on the disk, or something was forgotten since `mark`.
        """
        told = json.dumps(about).encode("utf-8")
        if len(told) + len(state) > MOST_BYTES:
            return False
        key, nonce = ChaCha20Poly1305.generate_key(), secrets.token_bytes(_NONCE_BYTES)
        sealed = ChaCha20Poly1305(key).encrypt(nonce, _LENGTH.pack(len(told)) + told + state, made_by.encode("utf-8"))
        self.discard()  # what a process that was killed began to write goes, too
        try:
            write_atomically(self._file, nonce + sealed)
        except MachineError:
            return False
        kept = self._database.write(lambda connection: self._set_key(connection, mark, name, key))
        if not kept:
            self.discard()
        return kept

    def recall(self, name: str, made_by: str) -> tuple[dict[str, Any], bytes] | None:
        """What was kept of the prompt `name`, as (about, state); None where there is nothing of it.

        What was altered, cut short, or made by another model or under other settings is removed.
        """
        with self._database.reading() as connection:
            _, kept, key = self._entry(connection)
        if not key or kept != name:
            return None
        try:
            sealed = self._file.read_bytes() if self._file.stat().st_size <= 2 * MOST_BYTES else b""
            opened = ChaCha20Poly1305(bytes.fromhex(key)).decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], made_by.encode("utf-8")
            )
        except (OSError, ValueError, InvalidTag):
            self.discard()
            return None
        (length,) = _LENGTH.unpack_from(opened)
        about: dict[str, Any] = json.loads(opened[_LENGTH.size : _LENGTH.size + length])
        return about, opened[_LENGTH.size + length :]

    def discard(self) -> None:
        """Remove the file, if there is one."""
        with contextlib.suppress(MachineError, OSError):
            for file in (self._file, *self._file.parent.glob(f".{self._file.name}.*.new")):
                remove_file(file)

    def _entry(self, connection: Connection) -> tuple[str, str, str]:
        """Mark, name and key."""
        mark, _, rest = (get_setting(connection, self._file.name) or "").partition(":")
        key, _, name = rest.partition(":")
        return mark, name, key

    def _set_key(self, connection: Connection, mark: str, name: str, key: bytes) -> bool:
        if self._entry(connection)[0] != mark:
            return False
        set_setting(connection, self._file.name, f"{mark}:{key.hex()}:{name}")
        return True


def forget_prompt_state(connection: apsw.Connection) -> None:
    """Make what was kept unreadable for good, and refuse what was begun before now."""
    set_setting(connection, FILE, secrets.token_hex(8))
