"""The watched folders: how each stands, its rules, pausing, removing and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.folder import Folder, FolderStanding, FolderState, Rules, WorkTimes
from ui import words
from ui.background import Operation, Reads
from ui.library import folder_ops as ops
from ui.library.rules import RulesCard
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import TickBox
from ui.widgets.labels import Label
from ui.widgets.notice import Notice
from ui.widgets.rows import RowAction, RowList, RowRole

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

PAUSE, RESUME, RULES, REMOVE = "pause", "resume", "rules", "remove"
_MOST_SHOWN = 4


class FolderModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._standings: list[FolderStanding] = []
        self._held = False

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._standings)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        standing = self._standings[index.row()]
        state = standing.folder.state
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return PurePath(standing.folder.path).name or standing.folder.path
            case RowRole.DETAIL:
                return describe(standing, held=self._held)
            case RowRole.ICON:
                return "warning" if hindered(standing) else "pause" if state is FolderState.PAUSED else "folder"
            case RowRole.TONE:
                return "warn" if hindered(standing) else "muted"
            case RowRole.ACTIONS:
                paused = state is FolderState.PAUSED
                way = RowAction(RESUME, self.tr("Go on")) if paused else RowAction(PAUSE, self.tr("Pause"))
                return (RowAction(RULES, self.tr("Rules")), way, RowAction(REMOVE, self.tr("Remove")))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{standing.folder.path}, {describe(standing, held=self._held)}"
        return None

    def standing(self, row: int) -> FolderStanding:
        return self._standings[row]

    def show_standings(self, standings: list[FolderStanding], *, held: bool) -> None:
        same = [one.folder.id for one in standings] == [one.folder.id for one in self._standings]
        if same:  # the row that the keyboard stands on stays
            self._standings, self._held = standings, held
            if standings:
                self.dataChanged.emit(self.index(0), self.index(len(standings) - 1))
            return
        self.beginResetModel()
        self._standings, self._held = standings, held
        self.endResetModel()


class Folders(QWidget):
    """Nothing of it is seen while no folder is watched. `once` carries a folder to take in without watching it."""

    once = Signal(object)

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._reads = Reads(self)
        self._reading = self._stale = False
        self._times = WorkTimes()
        self._removed: Folder | None = None
        self.model = FolderModel(self)
        self.list = RowList(theme, self.tr("Watched folders"), self.model)
        self.rules = RulesCard(theme, assistant)
        self.notice = Notice(theme)
        self.only_idle = TickBox(theme, self.tr("Only while I am away"))
        self.on_battery = TickBox(theme, self.tr("On battery too"))
        self._card = QFrame()
        self._card.setObjectName("card")
        self._card.hide()
        self._arrange()
        self.list.acted.connect(self._act)
        self.rules.accepted.connect(self.watch)
        self.rules.once.connect(self.once)
        self.notice.acted.connect(self._take_back)
        self.only_idle.clicked.connect(self._choose_times)
        self.on_battery.clicked.connect(self._choose_times)

    def refresh(self) -> None:
        """Read anew how they stand; of a large folder that takes a while, so one read follows another."""
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        operation = ops.folder_state(assistant=self._assistant)
        self._reads.read(operation.success(self._arrive).failure(self._fail_to_read))

    def _arrive(self, state: ops.FolderState) -> None:
        self._show(state)
        self._read_on()

    def _fail_to_read(self, error: EbbError) -> None:
        self._complain(error)
        self._read_on()

    def _read_on(self) -> None:
        self._reading = False
        if self._stale:
            self.refresh()

    def choose(self, path: Path) -> None:
        """Ask by which rules a folder is to be watched."""
        self.notice.dismiss()
        self.rules.edit(path, Rules(), new=True)

    def _show(self, state: ops.FolderState) -> None:
        self._times = state.times
        self.only_idle.setChecked(state.times.only_idle)
        self.on_battery.setChecked(state.times.on_battery)
        self.model.show_standings(state.standings, held=state.held)
        number = len(state.standings)
        self._card.setVisible(number > 0)
        self.list.setFixedHeight(max(1, min(number, _MOST_SHOWN)) * self.list.row_height())

    def _act(self, index: QModelIndex, action: str) -> None:
        folder = self.model.standing(index.row()).folder
        if action == RULES:
            self.rules.edit(Path(folder.path), folder.rules, new=False)
        elif action == REMOVE:
            self._remove(folder)
        else:
            self._change(ops.pause_folder(assistant=self._assistant, folder_id=folder.id, paused=action == PAUSE))

    def _remove(self, folder: Folder) -> None:
        def done(_: object) -> None:
            self._removed = folder
            name = PurePath(folder.path).name
            said = self.tr("“{name}” is no longer watched. What is remembered of it stays.").format(name=name)
            self.notice.say(said, "good", self.tr("Watch it again"))

        self._change(ops.remove_folder(assistant=self._assistant, folder_id=folder.id), done)

    def _take_back(self) -> None:
        folder, self._removed = self._removed, None
        self.notice.dismiss()
        if folder is not None:
            self._change(ops.watch_folder(assistant=self._assistant, path=Path(folder.path), rules=folder.rules))

    def watch(self, path: Path, rules: Rules) -> None:
        """Watch a folder by these rules from now on."""
        operation = ops.watch_folder(assistant=self._assistant, path=path, rules=rules)
        self._change(operation, lambda _: self.rules.put_away(), self.rules.complain)

    def _choose_times(self) -> None:
        self._times = replace(self._times, only_idle=self.only_idle.isChecked(), on_battery=self.on_battery.isChecked())
        self._change(ops.set_work_times(assistant=self._assistant, times=self._times))

    def _change(
        self,
        operation: Operation[Any],
        done: Callable[[Any], None] = lambda _: None,
        complain: Callable[[EbbError], None] | None = None,
    ) -> None:
        def ended(value: object) -> None:
            done(value)
            self._read_anew()

        def failed(error: EbbError) -> None:
            (complain or self._complain)(error)
            self._read_anew()

        self._reads.change(operation.success(ended).failure(failed))

    def _read_anew(self) -> None:
        self._reading = False  # a read that is still under way began before the change, and is dropped
        self.refresh()

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(Space.LARGE, Space.SMALL, Space.LARGE, 0)
        head.setSpacing(Space.LARGE)
        head.addWidget(Label(self.tr("Watched folders"), size=Size.BODY, bold=True), 1)
        head.addWidget(self.only_idle)
        head.addWidget(self.on_battery)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(Space.HAIR, 1, Space.HAIR, Space.HAIR)
        inside.setSpacing(0)
        inside.addLayout(head)
        inside.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.LARGE)
        column.addWidget(self.notice)
        column.addWidget(self.rules)
        column.addWidget(self._card)


def hindered(standing: FolderStanding) -> bool:
    """Whether something about a folder is not as it should be."""
    return bool(standing.notice) or standing.folder.state is FolderState.AWAY


def describe(standing: FolderStanding, *, held: bool) -> str:
    """`212 files · 3,204 memories · 12 wait · 2 failed · /home/…`; what hinders comes first."""
    parts = [standing.notice] if standing.notice else []
    if standing.folder.state is FolderState.PAUSED:
        parts.append(_tr("Paused"))
    elif standing.folder.looked_at is None:
        parts.append(_tr("Looking through it"))
    parts.append(words.count(standing.files, _tr("file"), _tr("files")))
    parts.append(words.count(standing.memories, _tr("memory"), _tr("memories")))
    if standing.waiting:
        left = _tr("{n} wait until you are away or on mains") if held else _tr("{n} to go")
        parts.append(left.format(n=words.number(standing.waiting)))
    if standing.failed:
        parts.append(_tr("{n} could not be read").format(n=words.number(standing.failed)))
    if standing.gone:
        parts.append(_tr("{n} gone, restorable for 30 days").format(n=words.number(standing.gone)))
    return " · ".join([*parts, standing.folder.path])


def _tr(text: str) -> str:
    return QCoreApplication.translate("FolderModel", text)
