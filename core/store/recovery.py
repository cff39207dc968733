"""The recovery code: 130 random bits a person can write down, with two characters that catch a slip of the pen.

Crockford's base 32 (no I, L, O, U), seven groups of four; the last two characters are a checksum.
"""

from __future__ import annotations

import hashlib
import secrets

from core.errors import WrongSecret

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM, _CHECK, _GROUP = 26, 2, 4
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "-": None, " ": None, "\n": None, "\t": None})


def make_code() -> str:
    """A new code, grouped for reading: "XXXX-XXXX-…"."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    whole = body + _checksum(body)
    return "-".join(whole[i : i + _GROUP] for i in range(0, len(whole), _GROUP))


def read_code(text: str) -> bytes:
    """Turn what a person typed into the secret it stands for; forgiving of case, spaces and look-alikes.

    Raises:
        WrongSecret: it is not a code, or was mistyped.
    """
    body = text.upper().translate(_READ_AS)
    if len(body) != _RANDOM + _CHECK or any(c not in _ALPHABET for c in body):
        raise WrongSecret(f"A recovery code has {(_RANDOM + _CHECK) // _GROUP} groups of {_GROUP} letters and digits.")
    if _checksum(body[:_RANDOM]) != body[_RANDOM:]:
        raise WrongSecret("That recovery code has a slip in it: one character is not what it was. Compare it again.")
    return body[:_RANDOM].encode("ascii")


def _checksum(body: str) -> str:
    number = int.from_bytes(hashlib.sha256(body.encode("ascii")).digest()[:2], "big")
    return _ALPHABET[number >> 11] + _ALPHABET[(number >> 6) & 31]
