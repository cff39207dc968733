"""Secrets are told from what only looks like one. Every secret here is made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.understanding.secret import Secret, find_secret

SECRETS = [
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA", Secret.PRIVATE_KEY),
    ("-----BEGIN PGP PRIVATE KEY BLOCK-----", Secret.PRIVATE_KEY),
    ("AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", Secret.PRIVATE_KEY),
    ("export GITHUB=ghp_" + "aB3dE6gH9j" * 4, Secret.TOKEN),
    ("github_pat_" + "11ABCDEFG0" * 6, Secret.TOKEN),
    ("AKIA" + "Q3EXAMPLE7" + "ABCDEF", Secret.TOKEN),
    ("sk-proj-" + "a1B2c3D4e5" * 4, Secret.TOKEN),
    ("sk_live_" + "a1B2c3D4e5" * 3, Secret.TOKEN),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", Secret.TOKEN),
    ("otpauth://totp/Ebb:nora?secret=JBSWY3DPEHPK3PXP&issuer=Ebb", Secret.TOKEN),
    ("my card: 4539 1488 0343 6467, good till May", Secret.CARD),
    ("5555-5555-5555-4444", Secret.CARD),
    ("378282246310005", Secret.CARD),
    ("Password: tr0ub4dor&3", Secret.PASSWORD),
    ("the wifi password is Heron-lane-77", Secret.PASSWORD),
    ("DB_PASSWORD=hunter2hunter2", Secret.PASSWORD),
    ('{"client_secret": "9f8a7b6c5d4e3f2a"}', Secret.PASSWORD),
    ("Passwort: Möwe!2024", Secret.PASSWORD),
    ("postgres://ebb:s3cr3t-w0rd@db.example.org/vault", Secret.PASSWORD),
    ("kV9$mQ2!xR7p", Secret.PASSWORD),
    ("aB3xK9mQ7rT2wZ5v", Secret.PASSWORD),
    ("witch collapse practice feed shame open despair creek road again ice least", Secret.RECOVERY),
]
HARMLESS = [
    "",
    "The gate code is 5512.",
    "My locker number at the baths is 519, please remind me.",
    "I forgot my password again and had to ask Ben.",
    "The password is somewhere in the drawer.",
    "A strong password needs four words.",
    "password: <your password>",
    "API_KEY=${API_KEY}",
    "token: ****",
    "3f786850e387550fdab836ed7e6dc881de23001b",
    "commit 3f78685: mend the pier",
    "550e8400-e29b-41d4-a716-446655440000",
    "ISBN 978-3-16-148410-0",
    "+45 20 12 34 56 78",
    "Order 4539148803436468 was shipped",
    "IBAN DE89 3704 0044 0532 0130 00",
    "1234567890123456",
    "https://example.org/a/b?id=aB3xK9mQ7rT2wZ5v",
    "nora.lind@example.org",
    "Invoice-2023-0815.pdf",
    "core/understanding/secret.py",
    "getElementById",
    "Donaudampfschifffahrt",
    "PostgreSQL-16.2",
    "we went to the pier and had ice cream with my sister there",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk nora@laptop",
    "-----BEGIN PUBLIC KEY-----",
    "The token of our love is a ring.",
]


@pytest.mark.parametrize(("text", "kind"), SECRETS, ids=[text[:20] for text, _ in SECRETS])
def test_a_secret_is_found(text: str, kind: Secret) -> None:
    assert find_secret(text) is kind
    assert find_secret(f"note to self\n{text}") in (kind, None if kind in (Secret.PASSWORD, Secret.RECOVERY) else kind)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert find_secret(text) is None


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert find_secret(text) in (None, *Secret)
