"""The decrypted pages of a database file, read as somebody would read them who had the file and the key.

Not through SQLite, which shows what is valid: here are all pages of the file, the free ones too, and every frame of a
write-ahead log, those of transactions long over too. The format is that of SQLite3 Multiple Ciphers' "chacha20": each
page ends with a nonce of 16 bytes, of which the last four are a counter, and a Poly1305 tag of 16; page number and
counter give the block whose first half is the key of the tag and whose second half encrypts the page. The first page
has 24 bytes in clear, of which 16 stand in place of SQLite's own mark.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.poly1305 import Poly1305

from core.errors import VaultDamaged

_NONCE, _TAG = 16, 16
_CLEAR = 24
_PAGE_SIZE = slice(16, 18)
_LOG_HEADER, _FRAME_HEADER = 32, 24
_LOG_MARKS = (0x377F0682, 0x377F0683)


def decrypted_pages(file: Path, key: bytes) -> Iterator[tuple[int, bytes]]:
    """Every page of a database file, as (number from 1, content without nonce and tag).

    Raises:
        VaultDamaged: a page does not read back under the 32-byte `key`.
        OSError: the file cannot be read.
    """
    with file.open("rb") as opened:
        first = opened.read(_CLEAR)
        if len(first) < _CLEAR:
            return
        size = _size_of(first)
        opened.seek(0)
        number = 0
        while len(page := opened.read(size)) == size:
            number += 1
            # What was never written holds nothing: its page stands in the log till that can be emptied.
            if any(page):
                yield number, _decrypt(page, number, key, file)


def decrypted_log(file: Path, key: bytes) -> Iterator[tuple[int, bytes]]:
    """Every frame of a write-ahead log, as (page number, content), the last one written last.

    Raises:
        VaultDamaged: a frame does not read back under the 32-byte `key`.
        OSError: the file cannot be read.
    """
    with file.open("rb") as opened:
        header = opened.read(_LOG_HEADER)
        if len(header) < _LOG_HEADER:
            return
        mark, _, size = struct.unpack_from(">III", header)
        if mark not in _LOG_MARKS:
            raise VaultDamaged(f"{file} is no write-ahead log.")
        while len(frame := opened.read(_FRAME_HEADER + size)) == _FRAME_HEADER + size:
            number = struct.unpack_from(">I", frame)[0]
            yield number, _decrypt(frame[_FRAME_HEADER:], number, key, file)


def _size_of(first: bytes) -> int:
    size = int.from_bytes(first[_PAGE_SIZE], "big")
    return 65536 if size == 1 else size


def _decrypt(page: bytes, number: int, key: bytes, file: Path) -> bytes:
    end = len(page) - _NONCE - _TAG
    counter = struct.unpack_from("<I", page, end + _NONCE - 4)[0] ^ number
    nonce = page[end : end + _NONCE - 4]
    keys = _stream(key, counter, nonce, bytes(64))
    try:
        Poly1305.verify_tag(keys[:32], page[: end + _NONCE], page[end + _NONCE :])
    except InvalidSignature:
        raise VaultDamaged(f"{file} does not read back under this vault's key: it is damaged or not its own.") from None
    clear = _CLEAR if number == 1 else 0
    return page[:clear] + _stream(keys[32:], counter + 1, nonce, page[clear:end])


def _stream(key: bytes, counter: int, nonce: bytes, data: bytes) -> bytes:
    cipher = Cipher(algorithms.ChaCha20(key, struct.pack("<I", counter & 0xFFFFFFFF) + nonce), mode=None)
    return cipher.encryptor().update(data)
