"""Where a profile lies."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

VARIABLE = "EBB_PROFILE"


def profile_folder(given: Path | None) -> Path:
    """The folder of the profile: the one given, else `EBB_PROFILE`, else the system's place for a user's data."""
    chosen = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if chosen is None:
        chosen = Path(platformdirs.user_data_dir("Ebb", appauthor=False, roaming=False))
    return chosen.expanduser().absolute()
