"""The place for settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from core import __version__
from core.errors import EbbError
from core.model.status import ModelStatus, Status
from ui import ops
from ui.background import Reads
from ui.bridge import Bridge
from ui.capture.desk import CaptureDesk
from ui.preferences import Preferences
from ui.settings.answering import AnsweringSection
from ui.settings.capture import CaptureSection
from ui.settings.crossing import CrossingSection
from ui.settings.desktop import DesktopSection
from ui.settings.downloads import DownloadSection
from ui.settings.elsewhere import ElsewhereSection
from ui.settings.index import SectionIndex
from ui.settings.learning import LearningSection
from ui.settings.meaning import MeaningSection
from ui.settings.models import ModelsSection
from ui.settings.section import Section
from ui.settings.vault import VaultSection
from ui.surroundings import Surroundings
from ui.theme.theme import Theme, ThemeChoice
from ui.theme.tokens import MEASURE, Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


_MEMORY_MS = 3000
_INDEX_BESIDE = 900
"""From this width of the place on, the names of its sections stand beside them."""


class SettingsPlace(QWidget):
    lock_wanted = Signal()
    transfer_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        assistant: Assistant,
        bridge: Bridge,
        profile: Path,
        preferences: Preferences,
        desk: CaptureDesk,
        surroundings: Surroundings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._status, self._memory = Reads(self), Reads(self)
        self._clock = QTimer(self, interval=_MEMORY_MS, singleShot=True)
        self._clock.timeout.connect(self._measure)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Settings"))
        self.notice = Notice(theme)
        self.vault = VaultSection(theme, assistant, profile, self._status)
        self.vault.changed.connect(self.refresh)
        self.vault.lock_wanted.connect(self.lock_wanted)
        self.appearance = AppearanceSection(theme, preferences)
        self.desktop = DesktopSection(theme, preferences, surroundings)
        self.capture = CaptureSection(theme, assistant, bridge, desk)
        self.models = ModelsSection(theme)
        self.answering = AnsweringSection(theme, assistant)
        self.elsewhere = ElsewhereSection(theme, assistant)
        self.meaning = MeaningSection(theme, assistant)
        self.crossing = CrossingSection(theme, assistant)
        self.downloads = DownloadSection(theme, assistant)
        self.downloads.downloaded.connect(self.answering.refresh)
        for section in (self.meaning, self.crossing):
            self.downloads.downloaded.connect(section.refresh)
            section.removed.connect(self.downloads.refresh)
        self.learning = LearningSection(theme, assistant)
        self.transfer = Section(self.tr("Import, export, backups"))
        self.open_transfer = Button(self.tr("Open…"))
        self.open_transfer.clicked.connect(self.transfer_wanted)
        bridge.model_changed.connect(self._hear_model)
        bridge.meaning_changed.connect(self.meaning.hear)
        self._arrange()

    def enter(self) -> None:
        """The place was opened."""
        self.setFocus()
        self.refresh()
        self.answering.refresh()
        self.elsewhere.refresh()
        self.meaning.refresh()
        self.crossing.refresh()
        self.downloads.refresh()
        self.desktop.enter()
        self.capture.enter()
        self._measure()

    def refresh(self) -> None:
        self._status.read(ops.status(assistant=self._assistant).success(self._know).failure(self._complain))

    def leave(self) -> None:
        """The vault is about to be locked."""
        self._clock.stop()
        self.downloads.leave()
        self.capture.leave()

    def _know(self, status: Status) -> None:
        self.vault.show_status(status)
        self.models.show_models(status.models)

    def _measure(self) -> None:
        """Look what Ebb takes of the machine's memory, and again for as long as that can be seen."""
        if self.isVisible():
            reading = ops.memory_use(assistant=self._assistant).success(self.models.show_memory)
            self._memory.read(reading.failure(self._complain))
            self._clock.start()

    def _hear_model(self, model: ModelStatus) -> None:
        """A model moved: how it stood a moment ago is not to be shown again."""
        self._status.drop()
        self.models.show_model(model)
        self.refresh()

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")

    def _arrange(self) -> None:
        inside = QWidget()
        inside.setObjectName("inside")
        column = QVBoxLayout()
        column.setSpacing(Space.WIDE)
        column.addWidget(Label(self.tr("Settings"), size=Size.TITLE, bold=True))
        column.addWidget(self.notice)
        what = self.tr("Chats from other products, archives to keep or move elsewhere, copies of the vault.")
        row = QHBoxLayout()
        row.addWidget(Label(what, tone="muted", wrap=True), 1)
        row.addWidget(self.open_transfer)
        self.transfer.body.addLayout(row)
        sections = (
            self.vault,
            self.transfer,
            self.desktop,
            self.capture,
            self.appearance,
            self.answering,
            self.elsewhere,
            self.meaning,
            self.crossing,
            self.downloads,
            self.models,
            self.learning,
            about(),
        )
        for section in sections:
            column.addWidget(section)
        column.addStretch(1)
        box = QWidget()
        box.setMaximumWidth(MEASURE)
        box.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(inside)
        row.setContentsMargins(Space.ROOM, Space.WIDE, Space.ROOM, Space.ROOM)
        row.addWidget(box, 1000)
        row.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.index = SectionIndex(sections, scroll)
        beside = QVBoxLayout()
        beside.setContentsMargins(Space.ROOM, Space.WIDE, 0, Space.WIDE)
        beside.addWidget(self.index)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(beside)
        outer.addWidget(scroll, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.index.setVisible(self.width() >= _INDEX_BESIDE)


class AppearanceSection(Section):
    def __init__(self, theme: Theme, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Appearance"), parent)
        self._theme = theme
        self._preferences = preferences
        self._group = QButtonGroup(self)
        names = {
            ThemeChoice.SYSTEM: self.tr("As the system has it"),
            ThemeChoice.LIGHT: self.tr("Light"),
            ThemeChoice.DARK: self.tr("Dark"),
        }
        row = QHBoxLayout()
        row.setSpacing(Space.LARGE)
        self.choices: dict[ThemeChoice, QRadioButton] = {}
        for choice, name in names.items():
            button = QRadioButton(name)
            button.setAccessibleName(name)
            button.setChecked(choice is theme.choice)
            self._group.addButton(button)
            self.choices[choice] = button
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self._group.buttonClicked.connect(self._choose)
        theme.changed.connect(self._show_choice)

    def _show_choice(self) -> None:
        self.choices[self._theme.choice].setChecked(True)

    def _choose(self, button: QRadioButton) -> None:
        choice = next(choice for choice, known in self.choices.items() if known is button)
        self._preferences.set("appearance/theme", choice.value)
        self._theme.choose(choice)


def about() -> Section:
    """What this program is."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("About", text)

    section = Section(tr("About"))
    section.body.addWidget(Label(tr("Nothing leaves this machine, unless you set a server to word your answers.")))
    section.body.addWidget(Label(f"Ebb {__version__} · Apache-2.0", tone="muted"))
    return section
