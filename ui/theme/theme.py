"""The theme that is worn now: chosen, or the system's, followed while the program runs."""

from __future__ import annotations

from enum import StrEnum
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyleFactory, QWidget

from ui.theme import icons
from ui.theme.fonts import font
from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import DARK, LIGHT, MOTION_MS, Tokens, mix

_SOON_MS = 30


class ThemeChoice(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Dresses the parts of the window, and tells with `changed` when the colours are others.

    Each part wears a style sheet of its own. One for the whole application would be applied to every widget anew with
    each step in which a part is put together, and a change of colours would hold the window up for a third of a second.
    """

    changed = Signal()

    def __init__(self, application: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM) -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self._tokens: Tokens | None = None
        self._worn: WeakKeyDictionary[QWidget, Tokens] = WeakKeyDictionary()
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._dress_next)
        style = QStyleFactory.create("Fusion")
        application.setStyle(style)
        application.setFont(font())
        application.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    @property
    def tokens(self) -> Tokens:
        assert self._tokens is not None
        return self._tokens

    @property
    def choice(self) -> ThemeChoice:
        return self._choice

    def dress(self, part: QWidget) -> None:
        """Give a part of the window its style sheet, now that it is built, and another whenever the colours change."""
        part.installEventFilter(self)
        self._wear(part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            self._wear(watched)
        return super().eventFilter(watched, event)

    def _wear(self, part: QWidget) -> None:
        if self._worn.get(part) is not self.tokens:
            self._worn[part] = self.tokens
            part.setStyleSheet(stylesheet(self.tokens))

    def _undressed(self) -> list[QWidget]:
        """Parts that still wear other colours."""
        return [part for part, worn in self._worn.items() if worn is not self._tokens and shiboken6.isValid(part)]

    def _dress_next(self) -> None:
        """What is not seen comes later, a part in a turn of the event loop, or when it is shown if that is sooner."""
        left = self._undressed()
        if left:
            self._wear(left[0])
            self._soon.start()

    def choose(self, choice: ThemeChoice) -> None:
        """Wear `choice` from now on."""
        self._choice = choice
        self._follow()

    def icon(self, name: str, ink: str = "muted", size: int = 20, *, gap: int = 0) -> QIcon:
        """An icon tinted with the colour of a token."""
        colour = getattr(self.tokens, ink)
        disabled = self.tokens.muted if ink == "on_accent" else mix(colour, self.tokens.surface, 0.5)
        return icons.icon(name, colour, size, disabled=disabled, gap=gap)

    def motion(self) -> int:
        """How long a movement may take in milliseconds; 0 when the system asks for stillness."""
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return MOTION_MS if self._application.style().styleHint(hint) > 0 else 0

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is self._tokens:
            return
        self._tokens = wanted
        self._application.setPalette(palette(wanted))
        for part in self._undressed():
            if part.isVisible():
                self._wear(part)
        self._soon.start()
        self.changed.emit()

    def _wanted(self) -> Tokens:
        if self._choice is ThemeChoice.SYSTEM:
            return DARK if system_is_dark() else LIGHT
        return DARK if self._choice is ThemeChoice.DARK else LIGHT


def system_is_dark() -> bool:
    """Whether the system wears a dark theme now."""
    return QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def palette(tokens: Tokens) -> QPalette:
    """The tokens as a palette, for what a style sheet does not reach."""
    made = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: tokens.background,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.background,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.Accent: tokens.accent,
        role.Light: tokens.surface,
        role.Mid: tokens.line,
        role.Dark: tokens.line,
    }
    for which, colour in pairs.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.muted))
    return made
