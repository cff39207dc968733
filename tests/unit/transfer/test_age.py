"""Encrypted files are age files: any age program reads them, and what was changed in them is not read."""

from __future__ import annotations

import io
import re

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError, WrongSecret
from core.transfer import age
from core.transfer.age import CHUNK, Sealing, Unsealable, Unsealing

QUICK = 10
"""Log2 of the work for tests of anything but the work."""

lengths = st.one_of(st.integers(0, 300), st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7]))


def seal(clear: bytes, passphrase: str, work: int = QUICK, piece: int = 50_000) -> bytes:
    file = io.BytesIO()
    with Sealing(file, passphrase, work=work) as sealing:
        for start in range(0, len(clear), piece):
            sealing.write(clear[start : start + piece])
    return file.getvalue()


def unseal(sealed: bytes, passphrase: str) -> bytes:
    return io.BufferedReader(Unsealing(io.BytesIO(sealed), passphrase)).read()


@given(lengths, st.text("ab é🙂", min_size=1, max_size=12), st.integers(1, 70_000))
@settings(max_examples=30, deadline=None)
def test_what_is_sealed_any_age_program_opens(length: int, passphrase: str, piece: int) -> None:
    clear = bytes(number % 251 for number in range(length))
    sealed = seal(clear, passphrase, piece=piece)
    assert unseal(sealed, passphrase) == clear
    assert pyrage.passphrase.decrypt(sealed, passphrase) == clear


@pytest.mark.parametrize("length", [0, CHUNK, CHUNK + 1])
def test_what_another_age_program_sealed_is_opened(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "MOST_WORK", 22)  # pyrage takes as much work as a second on this machine allows
    assert unseal(pyrage.passphrase.encrypt(bytes(length), "boat"), "boat") == bytes(length)


def test_by_default_as_much_work_as_age_itself_takes() -> None:
    assert re.search(rb"-> scrypt \S{22} 18\n", seal(b"x", "boat", work=age.WORK))


def test_the_same_letters_composed_otherwise_are_the_same_passphrase() -> None:
    assert unseal(seal(b"x", "café"), "cafe\u0301") == b"x"


def test_a_wrong_passphrase_is_said_to_be_one() -> None:
    with pytest.raises(WrongSecret):
        unseal(seal(b"x", "boat"), "coat")
    with pytest.raises(UserError):
        seal(b"x", "")


@given(st.data(), st.sampled_from([0, 5, 200, CHUNK, CHUNK + 9]))
@settings(max_examples=60, deadline=None)
def test_one_changed_bit_is_noticed_wherever_it_is(data: st.DataObject, length: int) -> None:
    sealed = bytearray(seal(bytes(length), "boat"))
    # A changed digit of the work would make the test take as long as that work does.
    work = re.search(rb"-> scrypt \S{22} (\d\d)\n", sealed)
    assert work is not None
    place = data.draw(st.integers(0, len(sealed) - 1).filter(lambda n: not work.start(1) <= n < work.end(1)))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(UserError):
        unseal(bytes(sealed), "boat")


@given(st.data(), st.sampled_from([0, 200, CHUNK, 2 * CHUNK, CHUNK + 9]))
@settings(max_examples=60, deadline=None)
def test_what_is_cut_short_is_never_taken_for_the_whole(data: st.DataObject, length: int) -> None:
    sealed = seal(bytes(length), "boat")
    with pytest.raises(UserError):
        unseal(sealed[: data.draw(st.integers(0, len(sealed) - 1))], "boat")


def test_whole_chunks_that_are_missing_are_noticed() -> None:
    sealed = seal(bytes(3 * CHUNK), "boat")
    with pytest.raises(Unsealable, match="cut short"):
        unseal(sealed[: -(CHUNK + 16)], "boat")
    with pytest.raises(Unsealable):
        unseal(sealed + bytes(CHUNK), "boat")


def test_a_file_cannot_ask_for_any_amount_of_memory() -> None:
    sealed = re.sub(rb"(-> scrypt \S{22}) \d\d\n", rb"\1 30\n", seal(b"x", "boat"))
    with pytest.raises(Unsealable, match="memory"):
        unseal(sealed, "boat")


def test_a_file_for_a_key_is_not_opened_by_a_passphrase() -> None:
    key = pyrage.x25519.Identity.generate().to_public()
    with pytest.raises(Unsealable):
        unseal(pyrage.encrypt(b"x", [key]), "boat")
