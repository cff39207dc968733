"""Secrets in a text: keys, tokens, card numbers, passwords. What is copied by the way should not be remembered.

Only what is a secret by its own shape, or is called one. A code that a person writes a sentence around ("the gate code
is 5512") is what a memory is for, and is none.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from itertools import pairwise


class Secret(StrEnum):
    """What sort of secret it is."""

    PRIVATE_KEY = "private key"
    TOKEN = "token"  # noqa: S105  the name of a kind
    CARD = "card number"
    PASSWORD = "password"  # noqa: S105
    RECOVERY = "recovery phrase"


def find_secret(text: str) -> Secret | None:
    """The first sort of secret that `text` holds; None where it holds none."""
    text = text[:_MOST_READ]
    return next((kind for kind, holds in _LOOKS if holds(text)), None)


_MOST_READ = 200_000
_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[0-9A-Z]{20}"
    r"|\b[5KL][1-9A-HJ-NP-Za-km-z]{50,51}\b|\bxprv[1-9A-HJ-NP-Za-km-z]{90}"
)
# What issuers put before their tokens, from their public documentation.
_TOKENS = re.compile(
    r"\b(?:gh[opusr]_[A-Za-z0-9]{30}|github_pat_\w{40}|glpat-[\w-]{18}|xox[abeoprs]-[\w-]{10}|xapp-\d-\w{8}"
    r"|(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b|AIza[\w-]{35}|ya29\.[\w-]{20}|sk-(?:ant-|proj-|or-v1-)?[\w-]{20}"
    r"|[rsp]k_(?:live|test)_[A-Za-z0-9]{16}|whsec_[A-Za-z0-9]{20}|SG\.[\w-]{16,}\.[\w-]{20}|key-[0-9a-f]{32}\b"
    r"|hf_[A-Za-z0-9]{30}|npm_[A-Za-z0-9]{30}|pypi-AgE[\w-]{40}|dop_v1_[0-9a-f]{60}|shp(?:at|ss|ca)_[0-9a-fA-F]{30}"
    r"|EAAC[A-Za-z0-9]{40}|AC[0-9a-f]{32}:[0-9a-f]{32}|sq0(?:atp|csp)-[\w-]{20}|rzp_(?:live|test)_\w{10}"
    r"|figd_[\w-]{30}|lin_api_\w{30}|dckr_pat_[\w-]{20}|tskey-[a-z]+-\w{10}|gsk_\w{40}|AQ\.[\w-]{40})"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"
    r"|https://hooks\.slack\.com/services/T\w+/B\w+/\w{20}|otpauth://\S+secret=|\bBearer [\w.~+/-]{24}"
    r"|discord(?:app)?\.com/api/webhooks/\d+/[\w-]{30}|\b\d{8,10}:AA[\w-]{30,}\b"
)
_IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{0,80}:([^\s:/@]{3,120})@[\w.-]+")
_ASSIGNED = re.compile(
    r"(?<![\w-])(?:[\w.-]{0,30}?(?:pass(?:word|wd|phrase|code)?|pwd|secret|api[_ -]?key|access[_ -]?key|auth[_ -]?token"
    r"|client[_ -]?secret|private[_ -]?key|token|passwort|kennwort|contraseña|mot de passe|密码)|PIN|TAN)"
    r"[\"'’]?\s*(?:[:=：]|=>|\bis\b|\bist\b|\best\b)\s*[\"'‘“]?(\S{4,200}?)[\"'’”]?(?=[\s,;]|$)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w.,/#-])(?:\d[ -]?){12,18}\d(?![\w-]|[.,]\d)")
_WORD = re.compile(r"\S+")
_PLAIN_WORD = re.compile(r"[^\W\d_][^\W\d_A-Z]*[.!?,;:…)\]}>\"']*|[A-Z]+[.!?,;:)]*|\d{1,3}|https?://.*")
_HEX = re.compile(r"(?:0x)?[0-9a-f]+", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ADDRESS = re.compile(r".*://.*|[^@]+@[^@]+\.[^@]+|.*/.*/.*")
_ODD = re.compile(r"[!@#$%^&*?~+=|<>§€]")
_SHORTEST_PASSWORD, _LONGEST_PASSWORD = 8, 64
_OFTEN = 0.45
_SEED_WORDS = (12, 15, 18, 21, 24)
_SEED_WORD = re.compile(r"[a-z]{3,8}")
# Common words that no list of words for recovery phrases has: who writes a sentence uses some of them.
_SENTENCE_WORD_LIST = """
the and of to in is are was were it that this with for on at by from as be have has had not but they you she his her him
them my your our its an or so if we he who what when where how why there here all no do did does went
"""
_SENTENCE_WORDS = frozenset(_SENTENCE_WORD_LIST.split())


def _holds_key(text: str) -> bool:
    return _PRIVATE_KEY.search(text) is not None


def _holds_token(text: str) -> bool:
    return _TOKENS.search(text) is not None


def _holds_card(text: str) -> bool:
    """Whether a number of 13 to 19 digits begins as cards do and its last digit is right (Luhn, ISO/IEC 7812-1)."""
    for found in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if _begins_as_card(digits) and _luhn(digits) and len(set(digits)) > 1:
            return True
    return False


def _begins_as_card(digits: str) -> bool:
    length, two, four = len(digits), int(digits[:2]), int(digits[:4])
    if digits[0] == "4":
        return length in (13, 16, 19)
    if 51 <= two <= 55 or 2221 <= four <= 2720:
        return length == 16
    if two in (34, 37):
        return length == 15
    if two in (36, 38, 39) or 300 <= int(digits[:3]) <= 305:
        return length == 14
    return (two in (50, 62, 64, 65, 67) or four == 6011 or 3528 <= four <= 3589 or two in (56, 57, 58, 60, 81)) and (
        length >= 16
    )


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _holds_password(text: str) -> bool:
    for found in _IN_ADDRESS.finditer(text):
        if not _stands_for_one(found[1]):
            return True
    for found in _ASSIGNED.finditer(text):
        if not _stands_for_one(found[1]) and not _PLAIN_WORD.fullmatch(found[1]):
            return True
    return _is_password_alone(text.strip())


def _stands_for_one(value: str) -> bool:
    """Whether it only stands where a password would: "<password>", "${TOKEN}", "****"."""
    return bool(re.fullmatch(r"[<\[{$%(].*|[*•.xX_-]+|(?:None|null|true|false|password|secret|changeme)[,;]?", value))


def _is_password_alone(text: str) -> bool:
    """Whether the whole text is one word as password managers make them: long, mixed, and no name of anything."""
    if not _SHORTEST_PASSWORD <= len(text) <= _LONGEST_PASSWORD or _WORD.fullmatch(text) is None:
        return False
    if _HEX.fullmatch(text) or _UUID.fullmatch(text) or _ADDRESS.fullmatch(text):
        return False
    kinds = sum(bool(re.search(kind, text)) for kind in ("[a-z]", "[A-Z]", r"\d")) + bool(_ODD.search(text))
    if kinds == 4:
        return _bits(text) > 2.5
    return kinds == 3 and len(text) >= 12 and _changes(text) > _OFTEN * len(text) and _bits(text) > 3.0


def _bits(text: str) -> float:
    """Shannon's entropy of its characters, in bits a character."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def _changes(text: str) -> int:
    """How often the kind of character changes from one to the next; "Invoice2023" does so rarely."""
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" if c.islower() else "o" for c in text]
    return sum(one != other for one, other in pairwise(kinds))


def _holds_recovery_phrase(text: str) -> bool:
    """Whether it is nothing but 12 to 24 short words in small letters, as wallets give them (BIP 39)."""
    words = text.split()
    if len(words) not in _SEED_WORDS:
        return False
    return all(_SEED_WORD.fullmatch(word) for word in words) and not _SENTENCE_WORDS.intersection(words)


_LOOKS: tuple[tuple[Secret, Callable[[str], bool]], ...] = (
    (Secret.PRIVATE_KEY, _holds_key),
    (Secret.TOKEN, _holds_token),
    (Secret.CARD, _holds_card),
    (Secret.PASSWORD, _holds_password),
    (Secret.RECOVERY, _holds_recovery_phrase),
)
