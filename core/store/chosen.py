"""Which models a vault knows of, and which ones are to be used: paths of this machine, which do not travel."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from core.store.database import Connection
from core.store.settings import get_setting, set_setting

_KEY = "models.language"
_CROSSING = "models.cross-encoder"


@dataclass(frozen=True, slots=True)
class Chosen:
    """`added` are the paths of models that were added; `use` is one of them, "none", or empty for the starter model."""

    added: tuple[str, ...] = ()
    use: str = ""

    def with_model(self, path: str) -> Chosen:
        """The same with one more model; as it is where that is known."""
        return self if path in self.added else replace(self, added=(*self.added, path))

    def without(self, path: str) -> Chosen:
        """The same without a model; if it was in use, the starter model is."""
        added = tuple(one for one in self.added if one != path)
        return Chosen(added, "" if self.use == path else self.use)


def read_chosen(connection: Connection) -> Chosen:
    """What was chosen; nothing where nothing was."""
    kept = get_setting(connection, _KEY)
    if not kept:
        return Chosen()
    known = json.loads(kept)
    return Chosen(tuple(known["added"]), str(known["use"]))


def write_chosen(connection: Connection, chosen: Chosen) -> None:
    """Keep what was chosen."""
    set_setting(connection, _KEY, json.dumps({"added": chosen.added, "use": chosen.use}))


def read_crossing(connection: Connection) -> str:
    """Which cross-encoder is to be used: its id in the catalogue, "none", or empty for whichever was downloaded."""
    return get_setting(connection, _CROSSING) or ""


def write_crossing(connection: Connection, use: str) -> None:
    """Keep which cross-encoder is to be used."""
    set_setting(connection, _CROSSING, use)
