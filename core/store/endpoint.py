"""Which language model elsewhere a vault knows of. Its key is not here, but in the OS keyring."""

from __future__ import annotations

import json
from dataclasses import asdict

from core.model.endpoint import Endpoint
from core.store.database import Connection
from core.store.settings import forget_setting, get_setting, set_setting

_KEY = "models.endpoint"


def read_endpoint(connection: Connection) -> Endpoint | None:
    """The endpoint that was set; None where none was."""
    kept = get_setting(connection, _KEY)
    return None if kept is None else Endpoint(**json.loads(kept))


def write_endpoint(connection: Connection, endpoint: Endpoint | None) -> None:
    """Keep an endpoint; with None, keep it no longer."""
    if endpoint is None:
        forget_setting(connection, _KEY)
    else:
        set_setting(connection, _KEY, json.dumps(asdict(endpoint)))
