"""The rules for captures as the vault keeps them.

What is excluded travels with the vault. What is turned on and a pause do not: they are about this machine.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from core.model.capture import CaptureRules, Pause
from core.store.database import Connection
from core.store.settings import forget_setting, get_setting, set_setting
from core.understanding.capture_rules import checked_patterns

EXCLUDED = "capture.excluded"
_ON, _PAUSE = "capture.on", "capture.pause"


@dataclass(frozen=True, slots=True)
class _Excluded:
    apps: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    built_in: bool = True


def read_rules(connection: Connection) -> CaptureRules:
    """The rules, with the pause as it was set, whether it is over or not."""
    excluded, on = _read(connection, EXCLUDED), _read(connection, _ON)
    return CaptureRules(
        apps=_patterns(excluded.get("apps")),
        titles=_patterns(excluded.get("titles")),
        built_in=excluded.get("built_in") is not False,
        clipboard=on.get("clipboard") is True,
        screenshots=on.get("screenshots") is True,
        pause=_read_pause(connection),
    )


def write_rules(connection: Connection, rules: CaptureRules) -> None:
    """Keep the rules; a pause is kept by `write_pause`."""
    excluded = _Excluded(rules.apps, rules.titles, rules.built_in)
    if excluded == _Excluded():
        forget_setting(connection, EXCLUDED)
    else:
        set_setting(connection, EXCLUDED, json.dumps(asdict(excluded), ensure_ascii=False))
    set_setting(connection, _ON, json.dumps({"clipboard": rules.clipboard, "screenshots": rules.screenshots}))


def write_pause(connection: Connection, pause: Pause | None) -> None:
    """Keep a pause, or end it."""
    if pause is None:
        forget_setting(connection, _PAUSE)
    else:
        set_setting(connection, _PAUSE, json.dumps({"until": pause.until and pause.until.isoformat()}))


def _read(connection: Connection, key: str) -> dict[str, Any]:
    """What is kept under a key; nothing where it is no record, as an archive from elsewhere may bring it."""
    try:
        kept = json.loads(get_setting(connection, key) or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _patterns(kept: object) -> tuple[str, ...]:
    return checked_patterns(one for one in kept if isinstance(one, str)) if isinstance(kept, list) else ()


def _read_pause(connection: Connection) -> Pause | None:
    if get_setting(connection, _PAUSE) is None:
        return None
    until = _read(connection, _PAUSE).get("until")
    return Pause(None if until is None else datetime.fromisoformat(until))
