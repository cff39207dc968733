"""Files encrypted with a passphrase in the age format (age-encryption.org/v1, https://c2sp.org/age), as streams.

Any age program opens what is written here, and what such a program encrypted with a passphrase is read here. The
library for Python, pyrage, takes a passphrase only for content that is held in memory whole, so the format is put
together here from the primitives of `cryptography`; the tests hold it against pyrage in both directions.
"""

from __future__ import annotations

import base64
import io
import re
import secrets
import unicodedata
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from core.errors import UserError, WrongSecret

MAGIC = b"age-encryption.org/v1\n"
CHUNK = 64 * 1024
WORK = 18
"""Log2 of scrypt's N: 256 MB of memory and about a second, what age itself takes."""
MOST_WORK = 20
"""More is refused: a file must not be able to ask for any amount of memory."""

_TAG, _SALT, _FILE_KEY, _NONCE = 16, 16, 16, 16
_LONGEST_HEADER = 4096
_STANZA = re.compile(rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n")
_MAC = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")


class Unsealable(UserError):
    """The file is not encrypted as it should be, or not as it was written any more."""


class Sealing(io.RawIOBase):
    """A stream that encrypts what is written to it, into `file`, which it leaves open. `close` ends it."""

    def __init__(self, file: BinaryIO, passphrase: str, *, work: int = WORK) -> None:
        """Write the header.

        Raises:
            UserError: the passphrase is empty.
        """
        if not passphrase:
            raise UserError("The passphrase is empty. Choose one that only you know; a few unrelated words are good.")
        self._file, self._waiting = file, bytearray()
        file_key, salt, nonce = secrets.token_bytes(_FILE_KEY), secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
        wrapped = ChaCha20Poly1305(_wrapping_key(passphrase, salt, work)).encrypt(bytes(12), file_key, None)
        header = MAGIC + b"-> scrypt %s %d\n%s\n---" % (_encode(salt), work, _encode(wrapped))
        mac = _header_mac(file_key, header)
        file.write(header + b" " + _encode(mac.finalize()) + b"\n" + nonce)
        self._chunks = _Chunks(_derive(file_key, nonce, b"payload"))

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take in `data`; whole chunks go on to the file, but for one that may be the last."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._file.write(self._chunks.seal(bytes(self._waiting[:CHUNK]), last=False))
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Write the last chunk; the file is complete only then."""
        if not self.closed:
            self._file.write(self._chunks.seal(bytes(self._waiting), last=True))
            self._waiting.clear()
        super().close()


class Unsealing(io.RawIOBase):
    """A stream of what `file` holds decrypted. Nothing is given out that was not authenticated."""

    def __init__(self, file: BinaryIO, passphrase: str, file_key: bytes | None = None) -> None:
        """Read the header. With the `file_key` of an earlier stream of the same file, scrypt is not paid for again.

        Raises:
            WrongSecret: the passphrase does not open it, or the part of the header that it opens was changed.
            Unsealable: it is not encrypted with a passphrase, or is damaged.
        """
        self._file, self._clear, self._at, self._over = file, b"", 0, False
        self.file_key = _open_header(file, passphrase, file_key)
        nonce = file.read(_NONCE)
        if len(nonce) < _NONCE:
            raise Unsealable(CUT_SHORT)
        self._chunks = _Chunks(_derive(self.file_key, nonce, b"payload"))
        self._next = file.read(CHUNK + _TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with what comes next.

        Raises:
            Unsealable: the next chunk is not as it was written, or is missing.
        """
        if self._at == len(self._clear) and not self._over:
            self._open_chunk()
        part = self._clear[self._at : self._at + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _open_chunk(self) -> None:
        sealed, self._next = self._next, self._file.read(CHUNK + _TAG)
        last = not self._next
        first = self._chunks.number == 0
        if len(sealed) < _TAG or (len(sealed) == _TAG and not first):
            raise Unsealable(CUT_SHORT)
        self._clear, self._at, self._over = self._chunks.open(sealed, last=last), 0, last


class _Chunks:
    """The chunks of the content in their order: each under a nonce of its number and whether it is the last."""

    def __init__(self, key: bytes) -> None:
        self._cipher, self.number = ChaCha20Poly1305(key), 0

    def seal(self, clear: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last), clear, None)

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        nonce = self._nonce(last)
        try:
            return self._cipher.decrypt(nonce, sealed, None)
        except InvalidTag:
            pass
        try:
            self._cipher.decrypt(nonce[:-1] + bytes([not last]), sealed, None)
        except InvalidTag:
            raise Unsealable(DAMAGED) from None
        raise Unsealable(CUT_SHORT if last else DAMAGED)

    def _nonce(self, last: bool) -> bytes:
        nonce = self.number.to_bytes(11, "big") + bytes([last])
        self.number += 1
        return nonce


def _open_header(file: BinaryIO, passphrase: str, file_key: bytes | None) -> bytes:
    head = b""
    while not head.count(b"\n---") and len(head) < _LONGEST_HEADER:
        line = file.readline(_LONGEST_HEADER)
        if not line:
            raise Unsealable(CUT_SHORT)
        head += line
    stanzas, mac = head[len(MAGIC) :].rsplit(b"---", 1) if head.count(b"---") else (head, b"")
    found, sealed = _STANZA.fullmatch(stanzas), _MAC.fullmatch(b"---" + mac)
    if not head.startswith(MAGIC) or found is None or sealed is None:
        raise Unsealable(
            "This file is not encrypted with a passphrase in a way Ebb knows, or its first lines are damaged."
        )
    if file_key is None:
        file_key = _unwrap(passphrase, _decode(found[1]), int(found[2]), _decode(found[3]))
    try:
        _header_mac(file_key, head[: len(head) - len(mac)]).verify(_decode(sealed[1]))
    except InvalidSignature:
        raise Unsealable(DAMAGED) from None
    return file_key


def _unwrap(passphrase: str, salt: bytes, work: int, wrapped: bytes) -> bytes:
    if work > MOST_WORK:
        raise Unsealable("This file asks for far more memory than Ebb gives a passphrase. It was not opened.")
    try:
        return ChaCha20Poly1305(_wrapping_key(passphrase, salt, work)).decrypt(bytes(12), wrapped, None)
    except InvalidTag:
        raise WrongSecret("That passphrase does not open this archive. Nothing was changed; try again.") from None


DAMAGED = "This archive is damaged: a part of it is not as it was written. Nothing was changed."
CUT_SHORT = "This archive is cut short: its end is missing. Nothing was changed."


def _wrapping_key(passphrase: str, salt: bytes, work: int) -> bytes:
    # The same letters typed on another keyboard may come decomposed: NFKC makes them one.
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8")
    return Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=1 << work, r=8, p=1).derive(secret)


def _derive(file_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=salt, info=purpose).derive(file_key)


def _header_mac(file_key: bytes, header: bytes) -> HMAC:
    mac = HMAC(_derive(file_key, b"", b"header"), hashes.SHA256())
    mac.update(header)
    return mac


def _encode(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _decode(text: bytes) -> bytes:
    data = base64.b64decode(text + b"=" * (-len(text) % 4))
    if _encode(data) != text:
        raise Unsealable(DAMAGED)
    return data
