"""The memories of a list: all their ids at once, and their lines page by page as they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from core.errors import EbbError
from core.model.kept import Line, Month, Sieve
from ui.memories import ops, wording

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

PAGE = 64
_KEPT = 4000
"""Lines that are held; those looked at longest ago go first."""
_WANTED = 6
"""Pages that wait; who scrolls past more than these does not want the first of them any more."""
_AT_ONCE = 2
_SOON_MS = 8


class MemoryRole(IntEnum):
    """`LINE` is the line itself, None until it has come. `MONTH` is set in the first row of a month."""

    LINE = Qt.ItemDataRole.UserRole + 1
    MONTH = Qt.ItemDataRole.UserRole + 2
    DAY = Qt.ItemDataRole.UserRole + 3


class MemoryModel(QAbstractListModel):
    """`sifted` tells that the ids are there, `failed` why they are not. No call of it waits for the vault."""

    sifted = Signal()
    failed = Signal(str)

    def __init__(self, assistant: Assistant, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._ids: list[int] = []
        self._lines: OrderedDict[int, Line] = OrderedDict()
        self._fresh: set[int] = set()
        self._first: dict[int, Month] = {}
        self.months: list[Month] = []
        self._asked: tuple[Sieve, bool] | None = None
        self._running = False
        self._again = False
        self._wanted: list[int] = []
        self._fetching: set[int] = set()
        self._generation = 0
        self.known = False
        """Whether anything has come yet."""
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._fetch)

    # -- what the view asks ----------------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not 0 <= row < len(self._ids):
            return None
        if role == MemoryRole.MONTH:
            return self._first.get(row)
        if role not in (
            MemoryRole.LINE,
            MemoryRole.DAY,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        line = self._line(row)
        if role == MemoryRole.LINE:
            return line
        if role == MemoryRole.DAY:
            return line is not None and self._begins_day(row, line)
        if line is None:
            return self.tr("Memory {n}, not read yet").format(n=row + 1)
        return (
            wording.spoken(line) if role == Qt.ItemDataRole.AccessibleTextRole else wording.one_line(line.memory.text)
        )

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def row_of(self, memory_id: int) -> int:
        """Where a memory stands, -1 where it does not."""
        try:
            return self._ids.index(memory_id)
        except ValueError:
            return -1

    def line_at(self, row: int) -> Line | None:
        """A line that has come already."""
        return self._lines.get(self._ids[row]) if 0 <= row < len(self._ids) else None

    # -- what is shown ---------------------------------------------------------------------------------------------

    def show(self, sieve: Sieve, *, months: bool) -> None:
        """List what passes the sieve. What comes for an earlier one is dropped."""
        self._asked = (sieve, months)
        if self._running:
            self._again = True
            return
        self._running, self._again = True, False
        operation = ops.sift(assistant=self._assistant, sieve=sieve, months=months)
        operation.success(self._take).failure(self._fail).cancelled(self._rest).run(self)

    def refresh(self) -> None:
        """Something was changed: read what is shown again."""
        if self._asked is not None:
            self.show(self._asked[0], months=self._asked[1])

    def _take(self, found: ops.Sifted) -> None:
        if self._rest():
            return
        self._generation += 1
        self._fresh.clear()
        self.known = True
        if found.ids == self._ids and found.months == self.months:
            if self._ids:
                self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))
        else:
            self.beginResetModel()
            self._ids, self.months = found.ids, found.months
            self._first = {month.first: month for month in found.months}
            self.endResetModel()
        self.sifted.emit()

    def _fail(self, error: EbbError) -> None:
        if not self._rest():
            self.failed.emit(str(error))

    def _rest(self) -> bool:
        """One is done. True where another is wanted already, which then begins."""
        self._running = False
        if self._again:
            self.refresh()
            return True
        return False

    # -- lines -----------------------------------------------------------------------------------------------------

    def _line(self, row: int) -> Line | None:
        """The line of a row; one that is old or missing is fetched, and an old one shown until then."""
        memory_id = self._ids[row]
        if memory_id not in self._fresh:
            page = row // PAGE
            if page not in self._fetching and page not in self._wanted[-1:]:
                self._wanted = [*(one for one in self._wanted if one != page), page][-_WANTED:]
                if not self._soon.isActive():
                    self._soon.start()
        return self._lines.get(memory_id)

    def _begins_day(self, row: int, line: Line) -> bool:
        before = self.line_at(row - 1)
        return row == 0 or row in self._first or (before is not None and _day(before) != _day(line))

    def _fetch(self) -> None:
        while self._wanted and len(self._fetching) < _AT_ONCE:
            self._fetch_page(self._wanted.pop())

    def _fetch_page(self, page: int) -> None:
        ids = self._ids[page * PAGE : (page + 1) * PAGE]
        if not ids or all(id_ in self._fresh for id_ in ids):
            return
        generation = self._generation
        self._fetching.add(page)

        def arrived(found: list[Line]) -> None:
            self._fetching.discard(page)
            self._soon.start()
            if generation != self._generation:
                return
            self._keep(found)
            self._fresh.update(ids)  # those that are gone too: they are not asked for again
            first, last = page * PAGE, min((page + 1) * PAGE, len(self._ids)) - 1
            self.dataChanged.emit(self.index(first), self.index(last))

        def failed(error: EbbError) -> None:
            self._fetching.discard(page)
            self.failed.emit(str(error))

        operation = ops.lines(assistant=self._assistant, ids=ids).success(arrived).failure(failed)
        operation.cancelled(lambda: self._fetching.discard(page)).run(self)

    def _keep(self, found: list[Line]) -> None:
        for line in found:
            self._lines[line.memory.id] = line
            self._lines.move_to_end(line.memory.id)
        while len(self._lines) > _KEPT:
            gone, _ = self._lines.popitem(last=False)
            self._fresh.discard(gone)


def _day(line: Line) -> tuple[int, int, int]:
    at = line.memory.said_at or line.memory.stored_at
    return at.year, at.month, at.day
