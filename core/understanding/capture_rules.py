"""Whether something may be captured: by the user's rules, by what whoever put it there says, by what it holds.

`may_capture` is pure. Where an application cannot be told, what nobody asked for is left out as soon as the user has
excluded anything of his own: it might be that.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from core.model.capture import CaptureKind, CaptureRules, LeftOut, Origin, Verdict, Wanted
from core.understanding.secret import find_secret

LONGEST = 100_000
"""Longer texts are no notes; they belong in a file."""

LONGEST_PATTERN, MOST_PATTERNS = 200, 500

BUILT_IN_APPS = (
    "keepass", "1password", "bitwarden", "lastpass", "dashlane", "enpass", "nordpass", "proton pass", "protonpass",
    "roboform", "keeper password", "password safe", "pwsafe", "passwordsafe", "qtpass", "buttercup", "strongbox",
    "macpass", "seahorse", "org.gnome.world.secrets", "kwalletmanager", "keychain access", "schlüsselbundverwaltung",
    "com.apple.passwords", "pinentry", "gcr-prompter", "polkit", "credentialuibroker", "logonui", "securityagent",
    "authy", "yubico", "ledger live", "trezor suite", "electrum", "exodus",
)  # fmt: skip
"""What keeps passwords, codes and coins, and what asks for passwords, as their windows and programs are called."""

BUILT_IN_TITLES = (
    # private windows, as browsers word them in the languages Ebb speaks
    "private browsing", "(private)", "inprivate", "incognito", "privater modus", "privates fenster", "inkognito",
    "navigation privée", "navegación privada", "incógnito", "隐私浏览", "无痕",
    # banks
    "online banking", "onlinebanking", "internet banking", "e-banking", "netbanking", "banque en ligne",
    "banca en línea", "banca online", "网上银行", "网银",
    # where passwords are set and codes are shown
    "change password", "reset password", "recovery codes", "two-factor", "passwort ändern", "passwort zurücksetzen",
    "mot de passe", "contraseña", "修改密码",
)  # fmt: skip


def may_capture(wanted: Wanted, origin: Origin, rules: CaptureRules, now: datetime) -> Verdict:
    """Say whether this may be captured. The first reason that speaks against it is the one that is told.

    A pause holds back what nobody asked for; what the user asks for is judged by everything else.
    """
    if wanted.own:
        return Verdict(LeftOut.OWN)
    if wanted.concealed:
        return Verdict(LeftOut.CONCEALED)
    text = wanted.text.strip()
    if not text:
        return Verdict(LeftOut.EMPTY)
    if len(text) > LONGEST:
        return Verdict(LeftOut.TOO_LONG)
    if (wanted.watched and not rules.clipboard) or (origin.kind is CaptureKind.SCREENSHOT and not rules.screenshots):
        return Verdict(LeftOut.NOT_ON)
    if wanted.watched and rules.pause is not None and rules.pause.holds(now):
        return Verdict(LeftOut.PAUSED)
    return _by_origin(wanted, origin, rules) or _by_secret(wanted, text) or Verdict()


def _by_origin(wanted: Wanted, origin: Origin, rules: CaptureRules) -> Verdict | None:
    """A note is typed into Ebb and a file is chosen in it: no other application has a say in them."""
    if origin.kind in (CaptureKind.NOTE, CaptureKind.FILE):
        return None
    built_in_apps, built_in_titles = (BUILT_IN_APPS, BUILT_IN_TITLES) if rules.built_in else ((), ())
    for why, name, patterns in (
        (LeftOut.APP, origin.app, (*rules.apps, *built_in_apps)),
        (LeftOut.APP, wanted.by, (*rules.apps, *built_in_apps)),
        (LeftOut.TITLE, origin.title, (*rules.titles, *built_in_titles)),
    ):
        if (pattern := find_pattern(name, patterns)) is not None:
            return Verdict(why, pattern)
    if wanted.watched and not origin.told and (rules.apps or rules.titles):
        return Verdict(LeftOut.NOT_TOLD)
    return None


def _by_secret(wanted: Wanted, text: str) -> Verdict | None:
    kind = None if wanted.anyway else find_secret(text)
    return None if kind is None else Verdict(LeftOut.SECRET, kind)


def find_pattern(name: str, patterns: Iterable[str]) -> str | None:
    """The first of the patterns that fits `name`."""
    folded = _fold(name)
    return next((pattern for pattern in patterns if folded and _fits(folded, _fold(pattern))), None)


def checked_patterns(patterns: Iterable[str]) -> tuple[str, ...]:
    """The patterns as they are kept: trimmed, each once; those that would fit everything or nothing are dropped."""
    kept: dict[str, str] = {}
    for pattern in patterns:
        pattern = " ".join(pattern.split())[:LONGEST_PATTERN]
        if pattern.strip("* "):
            kept.setdefault(_fold(pattern), pattern)
    return tuple(kept.values())[:MOST_PATTERNS]


def _fits(name: str, pattern: str) -> bool:
    """Whether the parts between the stars stand in `name`, one after another. Linear, whatever the pattern."""
    place = 0
    for part in pattern.split("*"):
        found = name.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return bool(pattern.strip("* "))


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
