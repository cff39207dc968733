"""What could not be taken in, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.model.work import Job, JobState, Skipped
from ui.widgets.rows import RowAction, RowRole

RETRY = "retry"
DISMISS = "dismiss"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed job, a thing a job left out, or one that was never queued (`job_id` is None then)."""

    where: str
    reason: str
    job_id: int | None = None
    again: bool = False
    """Whether trying again makes sense."""


class FailureModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._failed: list[Failure] = []
        self._skipped: list[Failure] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._failed) + len(self._skipped)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        failure = self.failure(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return PurePath(failure.where).name or failure.where
            case RowRole.DETAIL:
                return failure.reason
            case RowRole.ICON:
                return "warning"
            case RowRole.TONE:
                return "warn"
            case RowRole.ACTIONS:
                again = (RowAction(RETRY, self.tr("Try again")),) if failure.again else ()
                return (*again, RowAction(DISMISS, self.tr("Dismiss")))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.tr("Left out: {where}. {reason}").format(where=failure.where, reason=failure.reason)
        return None

    def failure(self, row: int) -> Failure:
        return self._failed[row] if row < len(self._failed) else self._skipped[row - len(self._failed)]

    def show_jobs(self, jobs: list[Job], left_out: dict[int, list[Skipped]]) -> None:
        failed = []
        for job in jobs:
            if job.state is JobState.FAILED:
                failed.append(Failure(job.subject, job.problem, job.id, again=True))
            else:
                failed += [Failure(skip.where, skip.reason, job.id) for skip in left_out.get(job.id, ())]
        if failed != self._failed:
            self.beginResetModel()
            self._failed = failed
            self.endResetModel()

    def add_skipped(self, skipped: tuple[Skipped, ...]) -> None:
        if skipped:
            self.beginResetModel()
            known = {failure.where for failure in self._skipped}
            self._skipped += [Failure(skip.where, skip.reason) for skip in skipped if skip.where not in known]
            self.endResetModel()

    def drop(self, failure: Failure) -> None:
        """Take one off the list."""
        self.beginResetModel()
        self._failed = [kept for kept in self._failed if kept is not failure]
        self._skipped = [kept for kept in self._skipped if kept is not failure]
        self.endResetModel()

    def drop_skipped(self) -> None:
        self.beginResetModel()
        self._skipped = []
        self.endResetModel()
