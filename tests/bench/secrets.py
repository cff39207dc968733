"""How many secrets in made-up clipboard contents are left out of captures, and how many harmless ones with them."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator

from core.understanding.secret import find_secret
from tests.bench.figure import Figure

SEED, SECRETS, HARMLESS = 20, 250, 250
_ALNUM = string.ascii_letters + string.digits
_B64, _CAPITALS = _ALNUM + "+/", string.ascii_uppercase
_WORD_LIST = """
heron pier mooring ferry lantern kitchen violin harbour pepper garden window bicycle letter stove planet copper river
basket candle orchard saddle ticket blanket engine
"""
_WORDS = _WORD_LIST.split()
_Make = Callable[[random.Random], str]


def figures() -> Iterator[Figure]:
    """Secrets left out; harmless contents left out with them."""
    chance = random.Random(SEED)
    secret = [_SECRET[number % len(_SECRET)](chance) for number in range(SECRETS)]
    harmless = [_PLAIN[number % len(_PLAIN)](chance) for number in range(HARMLESS)]
    found = sum(find_secret(text) is not None for text in secret)
    wrong = sum(find_secret(text) is not None for text in harmless)
    kinds = f"of {SECRETS} made-up ones in {len(_SECRET)} forms"
    yield Figure("secrets left out", found / SECRETS, "share", note=kinds)
    kinds = f"of {HARMLESS} made-up ones in {len(_PLAIN)} forms"
    yield Figure("harmless contents left out", wrong / HARMLESS, "share", note=kinds)


def _some(chance: random.Random, length: int, letters: str = _ALNUM) -> str:
    return "".join(chance.choice(letters) for _ in range(length))


def _number(chance: random.Random, length: int) -> str:
    return _some(chance, length, string.digits)


def _password(chance: random.Random) -> str:
    """As password managers make them: 16 to 24 characters, one of each kind at least."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!@#$%^&*")
    made = [chance.choice(kind) for kind in kinds]
    made += _some(chance, chance.randint(12, 20), "".join(kinds))
    chance.shuffle(made)
    return "".join(made)


def _card(chance: random.Random) -> str:
    prefix, length = chance.choice((("4", 16), ("51", 16), ("55", 16), ("37", 15), ("6011", 16), ("2221", 16)))
    body = prefix + _some(chance, length - len(prefix) - 1, string.digits)
    digits = body + next(last for last in string.digits if _luhn(body + last))
    cut = chance.choice(("", " ", "-"))
    return cut.join(digits[place : place + 4] for place in range(0, length, 4))


def _luhn(digits: str) -> bool:
    odd = [int(digit) for digit in digits[-1::-2]]
    even = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(odd) + sum(even)) % 10 == 0


def _sentence(chance: random.Random) -> str:
    return (
        f"We left the {chance.choice(_WORDS)} by the {chance.choice(_WORDS)} and went to the {chance.choice(_WORDS)}."
    )


_SECRET: tuple[_Make, ...] = (
    lambda c: f"-----BEGIN {c.choice(('RSA ', 'EC ', 'OPENSSH ', ''))}PRIVATE KEY-----\n{_some(c, 64, _B64)}\n",
    lambda c: f"ghp_{_some(c, 36)}",
    lambda c: f"github_pat_{_some(c, 22)}_{_some(c, 59)}",
    lambda c: f"glpat-{_some(c, 20)}",
    lambda c: f"AKIA{_some(c, 16, string.ascii_uppercase + '234567')}",
    lambda c: f"aws_secret_access_key = {_some(c, 40, _B64)}",
    lambda c: f"sk-proj-{_some(c, 48)}",
    lambda c: f"sk-ant-api03-{_some(c, 90)}",
    lambda c: f"xoxb-{_some(c, 12, string.digits)}-{_some(c, 24)}",
    lambda c: f"AIza{_some(c, 35)}",
    lambda c: f"hf_{_some(c, 34)}",
    lambda c: f"npm_{_some(c, 36)}",
    lambda c: f"sk_live_{_some(c, 24)}",
    lambda c: f"eyJ{_some(c, 30)}.eyJ{_some(c, 60)}.{_some(c, 43)}",
    lambda c: f"Authorization: Bearer {_some(c, 40)}",
    lambda c: f"otpauth://totp/Site:me?secret={_some(c, 32, string.ascii_uppercase)}&issuer=Site",
    _card,
    lambda c: f"Card number {_card(c)} valid 05/28",
    _password,
    _password,
    lambda c: f"Username: nora\nPassword: {_password(c)}",
    lambda c: f"DB_PASSWORD={_some(c, 14)}",
    lambda c: f'"api_key": "{_some(c, 32, "0123456789abcdef")}"',
    lambda c: f"postgres://ebb:{_some(c, 12)}@db.example.org:5432/vault",
    lambda c: f"the wifi password is {c.choice(_WORDS)}-{c.choice(_WORDS)}-{c.randint(10, 99)}",
    lambda c: f"Passwort: {c.choice(_WORDS).title()}{c.randint(100, 999)}!",
    lambda c: " ".join(c.choice(_WORDS) for _ in range(12)),
)
_PLAIN: tuple[_Make, ...] = (
    _sentence,
    lambda c: f"The gate code is {c.randint(1000, 9999)}.",
    lambda c: _some(c, 40, "0123456789abcdef"),
    lambda c: f"commit {_some(c, 7, '0123456789abcdef')}: mend the {c.choice(_WORDS)}",
    lambda c: "-".join(_some(c, n, "0123456789abcdef") for n in (8, 4, 4, 4, 12)),
    lambda c: f"+45 {c.randint(20, 99)} {c.randint(10, 99)} {c.randint(10, 99)} {c.randint(10, 99)}",
    lambda c: f"https://example.org/{c.choice(_WORDS)}/{_some(c, 11)}?ref={_some(c, 8)}",
    lambda c: f"{c.choice(_WORDS)}.{c.choice(_WORDS)}@example.org",
    lambda c: f"Invoice {c.randint(2015, 2026)}-{_number(c, 4)} of {c.randint(1, 28)} May, {c.randint(10, 999)} euros",
    lambda c: f"DE{_number(c, 2)} {' '.join(_number(c, 4) for _ in range(4))} {_number(c, 2)}",
    lambda c: f"ISBN 978-{c.randint(0, 9)}-{c.randint(10, 99)}-{c.randint(100000, 999999)}-{c.randint(0, 9)}",
    lambda c: f"I forgot my password for the {c.choice(_WORDS)} shop again.",
    lambda c: f"password: <your {c.choice(_WORDS)} password>",
    lambda c: f"{c.choice(_WORDS).title()}{c.choice(_WORDS).title()}{c.choice(_WORDS).title()}",
    lambda c: f"{c.choice(_WORDS)}_{c.choice(_WORDS)}_{c.randint(2015, 2026)}-{c.randint(10, 12)}.pdf",
    lambda c: f"def {c.choice(_WORDS)}(self, token: str) -> None:",
    lambda c: f"/home/nora/{c.choice(_WORDS)}/{c.choice(_WORDS)}.md",
    lambda c: f"{c.randint(1, 28)}.{c.randint(1, 12)}.{c.randint(1990, 2026)} {c.randint(10, 23)}:{c.randint(10, 59)}",
    lambda c: f"{c.randint(10**15, 10**16 - 1)}1",
    lambda c: " ".join(_sentence(c) for _ in range(4)),
    lambda c: f"ssh-ed25519 AAAA{_some(c, 60, _B64)} nora@laptop",
    lambda c: f"Flight {_some(c, 2, _CAPITALS)}{_number(c, 4)}, booking {_some(c, 6, _CAPITALS + string.digits)}",
    lambda c: f"v{c.randint(0, 9)}.{c.randint(0, 20)}.{c.randint(0, 20)}-rc.{c.randint(1, 9)}",
    lambda c: f"{c.choice(_WORDS)} {c.choice(_WORDS)} {c.choice(_WORDS)}",
    lambda c: f"Parcel JJD{_some(c, 18, string.digits)} is on its way",
)
