"""What was captured while the vault was locked: it waits beside the vault, sealed so that only the open vault reads it.

The vault has a key pair (X25519, RFC 7748). The public half lies in the profile; the private half stands in the vault
alone. Each capture is sealed with a key of its own: a fresh key pair's agreement with the vault's, through HKDF-SHA256
(RFC 5869) over both public halves, for ChaCha20-Poly1305 (RFC 8439), as ECIES does. Who can write into the profile
could put another public key there and read what is captured later; so it is held against the private one whenever the
vault is opened.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import MachineError
from core.model.capture import CaptureKind, Origin
from core.store.database import Database
from core.store.files import machine_error, make_private_folder, remove_file, write_atomically
from core.store.settings import get_setting, set_setting

FOLDER, PUBLIC = "waiting", "capture.pub"
_KEY = "capture.key"
_RAW = 32
_NONCE = bytes(12)
"""Each key seals one message, so the nonce may be the same."""
_INFO = b"ebb capture 1"
_TYPED = Origin()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A capture that waits. `name` tells it from all others, also after it was taken in."""

    name: str
    text: str
    at: datetime
    origin: Origin = _TYPED


def prepare(database: Database, profile: Path) -> None:
    """Make the key pair where there is none, and put its public half where captures find it.

    Raises:
        MachineError: it cannot be written.
    """
    with database.reading() as connection:
        kept = get_setting(connection, _KEY)
    if kept is None:
        kept = X25519PrivateKey.generate().private_bytes_raw().hex()
        made = kept
        database.write(lambda connection: set_setting(connection, _KEY, made))
    public = X25519PrivateKey.from_private_bytes(bytes.fromhex(kept)).public_key().public_bytes_raw()
    file = profile / PUBLIC
    if not file.exists() or file.read_bytes() != public:
        write_atomically(file, public)


def put(profile: Path, text: str, at: datetime, origin: Origin = _TYPED) -> str:
    """Seal a capture and let it wait. Returns its name; it is on the disk then.

    Raises:
        MachineError: there is no vault that it could wait for, or the disk refuses.
    """
    try:
        public = (profile / PUBLIC).read_bytes()
    except FileNotFoundError:
        raise MachineError(
            f"There is no vault in {profile} that a note could wait for. Create one, or open it once with this Ebb."
        ) from None
    except OSError as error:
        raise machine_error(error, profile / PUBLIC) from error
    if len(public) != _RAW:
        raise MachineError(f"{profile / PUBLIC} is damaged. Open the vault once: that writes it anew.")
    own = X25519PrivateKey.generate()
    mine = own.public_key().public_bytes_raw()
    key = _derive(own.exchange(X25519PublicKey.from_public_bytes(public)), mine, public)
    parts = {"text": text, "at": at.isoformat(), "kind": origin.kind, "app": origin.app, "title": origin.title}
    told = json.dumps(parts).encode("utf-8")
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    make_private_folder(profile / FOLDER)
    write_atomically(profile / FOLDER / name, mine + ChaCha20Poly1305(key).encrypt(_NONCE, told, None))
    return name


def waiting(database: Database, profile: Path) -> Iterator[Waiting]:
    """What waits, the oldest first. What cannot be opened was not sealed for this vault, and is set aside."""
    with database.reading() as connection:
        kept = get_setting(connection, _KEY)
    if kept is None:
        return
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(kept))
    public = private.public_key().public_bytes_raw()
    for file in names(profile):
        try:
            sealed = file.read_bytes()
            key = _derive(private.exchange(X25519PublicKey.from_public_bytes(sealed[:_RAW])), sealed[:_RAW], public)
            told = json.loads(ChaCha20Poly1305(key).decrypt(_NONCE, sealed[_RAW:], None))
            yield Waiting(file.name, str(told["text"]), datetime.fromisoformat(told["at"]), _origin(told))
        except FileNotFoundError:
            continue  # another process took it in
        except (InvalidTag, ValueError, KeyError, TypeError):
            with contextlib.suppress(OSError):
                file.rename(file.with_name(f"{file.name}.unreadable"))


def names(profile: Path) -> list[Path]:
    """The files that wait, the oldest first."""
    return sorted(file for file in (profile / FOLDER).glob("*") if file.is_file() and "." not in file.name)


def done(profile: Path, name: str) -> None:
    """It is in the vault: it no longer waits."""
    remove_file(profile / FOLDER / name)


def take_back(profile: Path, name: str) -> bool:
    """It is no longer wanted. False where it waits no longer."""
    file = profile / FOLDER / name
    there = bool(name) and file.parent == profile / FOLDER and file.is_file()
    if there:
        remove_file(file)
    return there


def _origin(told: dict[str, Any]) -> Origin:
    """Where it comes from; a note where an older Ebb, which knew nothing else, has left it."""
    return Origin(CaptureKind(told.get("kind", CaptureKind.NOTE)), str(told.get("app", "")), str(told.get("title", "")))


def _derive(shared: bytes, one: bytes, other: bytes) -> bytes:
    return HKDF(SHA256(), _RAW, salt=one + other, info=_INFO).derive(shared)
