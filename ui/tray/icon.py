"""The tray's icons: the ebb line, alone, with two bars, or with a lock; told apart by their shape in any colour."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QSettings
from PySide6.QtGui import QIcon

from ui.theme.icons import drawn_icon
from ui.tray.standing import Light

BETWEEN = "#2A959D"
"""Where nobody tells which colour the panel has: at least 3:1 (WCAG 2.2, 1.4.11) on a white and on a black one."""
_ON_LIGHT, _ON_DARK = "#1E2326", "#FFFFFF"
_SIZES = (16, 20, 22, 24, 32, 44, 48, 64)
_PERSONALIZE = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"


def tray_icon(light: Light) -> QIcon:
    """The icon in the colour that can be seen on this system's panel."""
    icon = drawn_icon(f"tray-{light.value}", panel_ink(), _SIZES)
    icon.setIsMask(sys.platform == "darwin")  # macOS then paints it in the colour of its menu bar
    return icon


def panel_ink(platform: str = sys.platform, light_panel: Callable[[], bool] | None = None) -> str:
    """The colour to draw in: exact where the system tells the panel's, else one that is seen on any."""
    if platform == "darwin":
        return _ON_LIGHT
    if platform == "win32":
        return _ON_LIGHT if (light_panel or _windows_panel_is_light)() else _ON_DARK
    return BETWEEN


def _windows_panel_is_light() -> bool:
    """What Windows says of its taskbar, which may be dark while its windows are light."""
    said = QSettings(_PERSONALIZE, QSettings.Format.NativeFormat).value("SystemUsesLightTheme", 0)
    return str(said) == "1"
