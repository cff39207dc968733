"""Without a display the program says what to do instead."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.desktop import open_desktop
from core.errors import MachineError


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are named on Linux")
def test_no_display_points_to_the_command_line(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(MachineError, match="ebb --help"):
        open_desktop(profile)
    assert not profile.exists()
