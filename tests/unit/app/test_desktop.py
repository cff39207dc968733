"""Without a display the program says what to do instead."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app import desktop
from app.desktop import open_desktop
from core.errors import MachineError


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are named on Linux")
def test_no_display_points_to_the_command_line(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(MachineError, match="ebb --help"):
        open_desktop(profile)
    assert not profile.exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these libraries are X11's")
def test_a_missing_system_library_is_named_with_its_package(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setattr(desktop, "find_library", lambda name: None if name == "xcb-icccm" else f"lib{name}.so")
    with pytest.raises(MachineError, match="libxcb-icccm4"):
        open_desktop(profile)
    assert not profile.exists()
