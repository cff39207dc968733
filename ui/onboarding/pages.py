"""The pages of onboarding."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import words
from ui.theme.line import EbbLine
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button, TickBox
from ui.widgets.drop import DropZone
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import Mark, Notice
from ui.widgets.page import Page
from ui.widgets.passphrase import PassphraseField
from ui.widgets.recovery import RecoveryCode
from ui.widgets.strength import StrengthHint

_WIDTH = 520
STEPS = 4


class _Step(Page):
    """A page with the ebb line above it: its dot stands where one is on the way."""

    def __init__(self, theme: Theme, number: int, parent: QWidget | None = None) -> None:
        super().__init__(_WIDTH, parent)
        self.column.addWidget(EbbLine(theme, QSize(88, 40), share=0.06 + 0.29 * (number - 1)))
        step = self.tr("Step {n} of {all}").format(n=number, all=STEPS)
        self.column.addWidget(Label(step, size=Size.NOTE, tone="muted"))


class WelcomePage(_Step):
    done = Signal()

    def __init__(self, theme: Theme, profile: Path, parent: QWidget | None = None) -> None:
        super().__init__(theme, 1, parent)
        self.add_heading(
            self.tr("A memory that is yours"),
            self.tr(
                "Ebb takes in your conversations and files, answers from them, and shows where each answer comes from. "
                "All of it happens on this machine."
            ),
        )
        card = QFrame()
        card.setObjectName("card")
        inside = QHBoxLayout(card)
        inside.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.MEDIUM)
        inside.setSpacing(Space.MEDIUM)
        inside.addWidget(Mark(theme, "lock", "accent"), 0, Qt.AlignmentFlag.AlignTop)
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(Label(self.tr("Your data lives here, encrypted"), bold=True))
        text.addWidget(ElidedLabel(str(profile), tone="muted", mode=Qt.TextElideMode.ElideMiddle))
        inside.addLayout(text, 1)
        self.column.addWidget(card)
        self.begin = Button(self.tr("Begin"), look="primary")
        self.begin.clicked.connect(self.done)
        self.column.addSpacing(Space.SMALL)
        self.column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)

    def enter(self) -> None:
        self.begin.setFocus()


class PassphrasePage(_Step):
    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, 2, parent)
        self.add_heading(
            self.tr("Choose a passphrase"),
            self.tr("It is the key to your vault. Nobody can reset it for you, so the next step gives you a way back."),
        )
        self.first = PassphraseField(theme, self.tr("Passphrase"))
        self.second = PassphraseField(theme, self.tr("The same once more"))
        self.hint = StrengthHint(theme)
        self.notice = Notice(theme, closable=False)
        self.make = Button(self.tr("Create the vault"), look="primary")
        for part in (self.first, self.hint, self.second, self.notice):
            self.column.addWidget(part)
        self.column.addSpacing(Space.SMALL)
        self.column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeft)
        self.first.edited.connect(self._edited)
        self.second.edited.connect(self._edited)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self._choose)
        self.make.clicked.connect(self._choose)
        self._edited()

    def enter(self) -> None:
        self.first.setFocus()

    def set_busy(self, busy: bool) -> None:
        for part in (self.first, self.second, self.make):
            part.setEnabled(not busy)
        self.make.setText(self.tr("Creating the vault…") if busy else self.tr("Create the vault"))

    def wipe(self) -> None:
        self.first.clear()
        self.second.clear()

    def _edited(self) -> None:
        self.hint.judge(self.first.text())
        self.notice.dismiss()
        self.make.setEnabled(bool(self.first.text()) and bool(self.second.text()))

    def _choose(self) -> None:
        if not self.make.isEnabled():
            return
        if self.first.text() != self.second.text():
            self.notice.say(self.tr("The two are not the same. Type the second one again."), "warn")
            self.second.setFocus()
            return
        self.chosen.emit(self.first.text())


class RecoveryPage(_Step):
    done = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, 3, parent)
        self.add_heading(
            self.tr("Your recovery code"),
            self.tr(
                "It opens the vault if the passphrase is lost. It is shown only now: write it down, "
                "and keep it away from this machine."
            ),
        )
        self.code = RecoveryCode(theme, done=self.tr("Go on"))
        self.code.kept.connect(self._kept)
        self.column.addWidget(self.code)

    def _kept(self) -> None:
        self.code.forget()
        self.done.emit()


class FilesPage(_Step):
    """`done` carries what is to be taken in, and the folders that are to be watched."""

    done = Signal(list, list)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, 4, parent)
        self._paths: list[Path] = []
        self.add_heading(
            self.tr("Something to remember"),
            self.tr("Text, PDF, Word and web pages, or a conversation. They stay where they are; Ebb reads them."),
        )
        self.zone = DropZone(theme)
        self._count = Label(tone="muted")
        self._count.hide()
        self.watch = TickBox(theme, self.tr("Keep up with the folder: what is saved there later is taken in too"))
        self.watch.setChecked(True)
        self.watch.hide()
        self.finish = Button(self.tr("Skip for now"))
        self.column.addWidget(self.zone)
        self.column.addWidget(self._count)
        self.column.addWidget(self.watch)
        self.column.addSpacing(Space.SMALL)
        self.column.addWidget(self.finish, 0, Qt.AlignmentFlag.AlignLeft)
        self.zone.dropped.connect(self.take)
        self.zone.files_wanted.connect(self._choose_files)
        self.zone.folder_wanted.connect(self._choose_folder)
        self.finish.clicked.connect(self._finish)

    def enter(self) -> None:
        self.finish.setFocus()

    def take(self, paths: list[Path]) -> None:
        """Remember what is to be added."""
        self._paths = list(dict.fromkeys((*self._paths, *paths)))
        if self._paths:
            number = words.count(len(self._paths), self.tr("thing chosen"), self.tr("things chosen"))
            names = ", ".join(path.name for path in self._paths[:3])
            self._count.setText(f"{number}: {names}{'…' if len(self._paths) > 3 else ''}")
            self._count.show()
            self.watch.setVisible(bool(self._folders()))
            self.finish.setText(self.tr("Add and open Ebb"))
            self.finish.setProperty("look", "primary")
            self.finish.style().unpolish(self.finish)
            self.finish.style().polish(self.finish)
            self.finish.setFocus()

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Add files"))
        self.take([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Add a folder"))
        if name:
            self.take([Path(name)])

    def _folders(self) -> list[Path]:
        return [path for path in self._paths if path.is_dir()]

    def _finish(self) -> None:
        watched = self._folders() if self.watch.isChecked() else []
        self.done.emit([path for path in self._paths if path not in watched], watched)
