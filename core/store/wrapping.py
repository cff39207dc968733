"""Wrapping: a small secret keeps the data key, so that changing the secret never re-encrypts the data.

A slot holds the data key, sealed with ChaCha20-Poly1305 (RFC 8439) under a key that is derived from the secret:
Argon2id (RFC 9106) for what a person chose, HKDF-SHA256 (RFC 5869) for what is random already.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import VaultDamaged, WrongSecret

KEY_BYTES = 32
# RFC 9106, section 4, second recommended option: 3 passes over 64 MiB in 4 lanes.
_PASSES, _MEMORY_KIB, _LANES = 3, 64 * 1024, 4
# A header is untrusted until it opens: bounds on what deriving a key may cost.
_MOST_PASSES, _MOST_MEMORY_KIB, _MOST_LANES = 64, 4 * 1024 * 1024, 64


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the data key. Bytes are base64; `passes`, `memory_kib` and `lanes` are 0 for HKDF."""

    derivation: str
    salt: str
    nonce: str
    wrapped: str
    passes: int = 0
    memory_kib: int = 0
    lanes: int = 0

    @classmethod
    def from_json(cls, raw: Any) -> Slot:
        """Check a slot read from a header.

        Raises:
            VaultDamaged: a field is missing, has another type or is out of bounds.
        """
        try:
            slot = cls(**raw)
            bounded = (
                0 <= slot.passes <= _MOST_PASSES
                and 0 <= slot.memory_kib <= _MOST_MEMORY_KIB
                and 0 <= slot.lanes <= _MOST_LANES
            )
            sound = slot.derivation in ("argon2id", "hkdf-sha256") and bounded
            for text in (slot.salt, slot.nonce, slot.wrapped):
                base64.b64decode(text, validate=True)
        except (TypeError, ValueError):
            sound = False
        if not sound:
            raise VaultDamaged("The vault's header is damaged. Restore vault.json from a backup of this folder.")
        return slot


def wrap(data_key: bytes, secret: bytes, *, name: str, vault_id: str, chosen_by_person: bool) -> Slot:
    """Seal `data_key` (32 bytes) under `secret`. `name` and `vault_id` are bound to the seal."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    costs = (_PASSES, _MEMORY_KIB, _LANES) if chosen_by_person else (0, 0, 0)
    slot = Slot("argon2id" if chosen_by_person else "hkdf-sha256", _text(salt), _text(nonce), "", *costs)
    sealed = ChaCha20Poly1305(_derive(slot, secret)).encrypt(nonce, data_key, _bound(slot, name, vault_id))
    return Slot(slot.derivation, slot.salt, slot.nonce, _text(sealed), *costs)


def unwrap(slot: Slot, secret: bytes, *, name: str, vault_id: str) -> bytes:
    """Open a slot.

    Raises:
        WrongSecret: the secret is another one, or the slot was changed: a seal cannot tell which.
    """
    cipher = ChaCha20Poly1305(_derive(slot, secret))
    try:
        key = cipher.decrypt(base64.b64decode(slot.nonce), base64.b64decode(slot.wrapped), _bound(slot, name, vault_id))
    except (InvalidTag, ValueError):
        raise WrongSecret("That does not open this vault. Nothing was changed.") from None
    return key


def _derive(slot: Slot, secret: bytes) -> bytes:
    salt = base64.b64decode(slot.salt)
    if slot.derivation == "argon2id":
        return hash_secret_raw(secret, salt, slot.passes, slot.memory_kib, slot.lanes, KEY_BYTES, Type.ID)
    return HKDF(SHA256(), KEY_BYTES, salt, b"ebb vault slot").derive(secret)


def _bound(slot: Slot, name: str, vault_id: str) -> bytes:
    said = {k: v for k, v in asdict(slot).items() if k != "wrapped"}
    return json.dumps({"slot": name, "vault": vault_id, **said}, sort_keys=True).encode()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
