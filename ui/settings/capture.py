"""What may be captured: asked for and unasked, where from, and not before when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model import times
from core.model.capture import CaptureRules, next_morning
from ui import words
from ui.background import Reads
from ui.bridge import Bridge
from ui.capture import ops
from ui.capture.desk import CaptureDesk
from ui.capture.desktop import Desktop
from ui.settings.capture_now import CaptureNow
from ui.settings.captured import LastCaptures
from ui.settings.excluded import ExcludedFields
from ui.settings.section import Section
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button, TickBox
from ui.widgets.labels import Label, rule
from ui.widgets.notice import Notice

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class CaptureSection(Section):
    screen_wanted = Signal()

    def __init__(
        self, theme: Theme, assistant: Assistant, bridge: Bridge, desk: CaptureDesk, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Capture"), parent)
        self._assistant, self._desk = assistant, desk
        self._reads = Reads(self)
        self._rules: CaptureRules | None = None
        self.standing = Label(bold=True, wrap=True)
        self.pauses = {
            "minutes": Button(self.tr("15 minutes")),
            "hour": Button(self.tr("1 hour")),
            "tomorrow": Button(self.tr("Until tomorrow")),
            "resumed": Button(self.tr("Until I go on")),
        }
        self.resume = Button(self.tr("Go on"), look="primary")
        self.clipboard = TickBox(theme, self.tr("Take in what I copy, without asking"))
        self.screenshots = TickBox(theme, self.tr("Let words be read from the screen, when I ask for it"))
        self.read_screen = Button(self.tr("Read from the screen…"), theme=theme, icon="search")
        self.told = Label(size=Size.NOTE, tone="warn", wrap=True)
        self.excluded = ExcludedFields(theme)
        self.now = CaptureNow(theme, assistant, desk)
        self.last = LastCaptures(theme, assistant)
        self.notice = Notice(theme)
        self._over = QTimer(self, singleShot=True)
        self._arrange()
        self._connect(bridge)

    def enter(self) -> None:
        """The place was opened."""
        self.refresh()
        self.now.refresh()
        self.last.refresh()
        ops.tells(desktops=self._desk.desktops).success(self._describe).failure(self._complain).run(self)

    def leave(self) -> None:
        """The vault is about to be locked."""
        self.excluded.settle()

    def refresh(self) -> None:
        """Read the rules anew."""
        self._reads.read(ops.rules(assistant=self._assistant).success(self._show).failure(self._complain))

    # -- showing ---------------------------------------------------------------------------------------------------

    def _show(self, rules: CaptureRules) -> None:
        self._rules = rules
        self.clipboard.setChecked(rules.clipboard)
        self.screenshots.setChecked(rules.screenshots)
        self.read_screen.setEnabled(rules.screenshots)
        self.excluded.show_rules(rules)
        paused = rules.pause is not None
        self.resume.setVisible(paused)
        self._pausing.setVisible(not paused and rules.clipboard)
        self.standing.setText(self._standing(rules))
        if rules.pause is not None and rules.pause.until is not None:
            left = rules.pause.until - times.now()
            self._over.start(min(max(0, round(left.total_seconds() * 1000)) + 500, 24 * 3600 * 1000))

    def _standing(self, rules: CaptureRules) -> str:
        if rules.pause is not None and rules.pause.until is not None:
            until = words.moment(rules.pause.until.astimezone())
            return self.tr("Paused until {time}. What you ask for is kept.").format(time=until)
        if rules.pause is not None:
            return self.tr("Paused until you go on. What you ask for is kept.")
        if rules.clipboard:
            return self.tr("What you copy is taken in.")
        return self.tr("Nothing is taken in unasked.")

    def _describe(self, desktop: Desktop) -> None:
        told = []
        if not desktop.unseen:
            told.append(
                self.tr(
                    "This desktop (Wayland) tells a program what is copied only while its window is in front. "
                    "“Keep clipboard” works from the window; what you copy elsewhere is not seen."
                )
            )
        if not desktop.tells_app:
            told.append(
                self.tr(
                    "It does not tell which application is in front: where you leave out some, nothing is taken in "
                    "unasked."
                )
            )
        elif not desktop.tells_title:
            told.append(self.tr("It does not tell the titles of windows, so none can be left out by its title."))
        if not desktop.grabs:
            told.append(
                self.tr(
                    "Which part of the screen is read is asked by the desktop; it hands the picture over as a file, "
                    "which Ebb removes at once."
                )
            )
        self.told.setText(" ".join(told))
        self.told.setVisible(bool(told))

    # -- doing -----------------------------------------------------------------------------------------------------

    def _pause(self, until: Callable[[], datetime | None]) -> None:
        operation = ops.pause(assistant=self._assistant, until=until())
        self._reads.change(operation.success(self._changed).failure(self._complain))

    def _resume(self) -> None:
        operation = ops.resume(assistant=self._assistant)
        self._reads.change(operation.success(self._changed).failure(self._complain))

    def _set(self) -> None:
        if self._rules is None:
            return
        on = replace(self._rules, clipboard=self.clipboard.isChecked(), screenshots=self.screenshots.isChecked())
        rules = self.excluded.into(on)
        operation = ops.set_rules(assistant=self._assistant, rules=rules)
        self._reads.change(operation.success(self._changed).failure(self._complain))

    def _changed(self, _: None) -> None:
        self.notice.dismiss()
        self.refresh()
        self.now.refresh()

    def _hear(self, left_out: int) -> None:
        if left_out:
            told = words.count(left_out, self.tr("capture that waited was"), self.tr("captures that waited were"))
            self.notice.say(self.tr("{what} left out by these rules, and removed.").format(what=told), "info")
        self.refresh()

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")
        self.refresh() if self._rules is not None else None

    def _connect(self, bridge: Bridge) -> None:
        self.pauses["minutes"].clicked.connect(lambda: self._pause(lambda: times.now() + timedelta(minutes=15)))
        self.pauses["hour"].clicked.connect(lambda: self._pause(lambda: times.now() + timedelta(hours=1)))
        self.pauses["tomorrow"].clicked.connect(lambda: self._pause(lambda: next_morning(times.now())))
        self.pauses["resumed"].clicked.connect(lambda: self._pause(lambda: None))
        self.resume.clicked.connect(self._resume)
        self.clipboard.clicked.connect(self._set)
        self.screenshots.clicked.connect(self._set)
        self.read_screen.clicked.connect(self.screen_wanted)
        self.excluded.edited.connect(self._set)
        self._over.timeout.connect(self.refresh)
        bridge.capture_changed.connect(self._hear)
        bridge.memories_changed.connect(self._follow)
        self._desk.kept.connect(self._kept)
        self._desk.refused.connect(self._refused)

    def _follow(self) -> None:
        if self.isVisible():
            self.last.refresh()

    def _kept(self, kept: ops.Kept) -> None:
        if self.isVisible():
            self.last.refresh()

    def _refused(self, error: EbbError) -> None:
        if self.isVisible():
            self.notice.say(str(error), "warn")

    def _arrange(self) -> None:
        self._pausing = QWidget()
        row = QHBoxLayout(self._pausing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.SMALL)
        row.addWidget(Label(self.tr("Pause for"), tone="muted"))
        for button in self.pauses.values():
            row.addWidget(button)
        row.addStretch(1)
        head = QHBoxLayout()
        head.addWidget(self.standing, 1)
        head.addWidget(self.resume)
        what = Label(
            self.tr(
                "Only words, never twice, never what a program marks as secret, and nothing that looks like a "
                "password, key or card number. It is nobody's word: Ebb knows that you copied it, not that you said it."
            ),
            tone="muted",
            wrap=True,
        )
        what.setContentsMargins(32, 0, 0, 0)
        unasked = QVBoxLayout()
        unasked.setSpacing(0)
        unasked.addWidget(self.clipboard, 0, Qt.AlignmentFlag.AlignLeft)
        unasked.addWidget(what)
        self.body.addLayout(head)
        self.body.addWidget(self._pausing)
        self.body.addLayout(unasked)
        screen = QHBoxLayout()
        screen.addWidget(self.screenshots, 1)
        screen.addWidget(self.read_screen)
        shown = self.tr("You choose a part and see its words before they are kept. The picture itself is kept nowhere.")
        said = Label(shown, tone="muted", wrap=True)
        said.setContentsMargins(32, 0, 0, 0)
        reading = QVBoxLayout()
        reading.setSpacing(0)
        reading.addLayout(screen)
        reading.addWidget(said)
        self.body.addLayout(reading)
        self.body.addWidget(self.told)
        self.body.addWidget(rule())
        self.body.addWidget(self.excluded)
        self.body.addWidget(self.now)
        self.body.addWidget(rule())
        self.body.addWidget(self.last)
        self.body.addWidget(self.notice)
        self.resume.hide()
        self._pausing.hide()
        self.told.hide()
