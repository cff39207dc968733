"""The messages of one chat, as a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.model.answer import Role, Turn
from core.model.objection import read_objection
from ui.ask.message import Message, MessageKind, spoken

PAGE = 60
"""A long chat is laid out this many messages at a time, so that none makes the window wait."""


class TranscriptRole(IntEnum):
    MESSAGE = Qt.ItemDataRole.UserRole + 1


class Transcript(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages: list[Message] = []
        self._earlier: list[Message] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._messages)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._messages):
            return None
        message = self._messages[index.row()]
        if role == TranscriptRole.MESSAGE:
            return message
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(message)
        if role == Qt.ItemDataRole.DisplayRole:
            return message.text
        return None

    def message(self, row: int) -> Message:
        return self._messages[row]

    def last_correctable(self) -> int:
        """The row of the newest answer that can be called wrong, or -1."""
        return _newest(self._messages)

    def append(self, message: Message) -> int:
        """Add a message at the end; returns its row."""
        row = len(self._messages)
        self.beginInsertRows(QModelIndex(), row, row)
        self._messages.append(message)
        self.endInsertRows()
        return row

    def replace(self, row: int, message: Message) -> None:
        self._messages[row] = message
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def remove_from(self, row: int) -> None:
        """Drop the messages from `row` on."""
        if row < len(self._messages):
            self.beginRemoveRows(QModelIndex(), row, len(self._messages) - 1)
            del self._messages[row:]
            self.endRemoveRows()

    def show(self, turns: Iterable[Turn]) -> None:
        """Hold the turns of a chat and nothing else: the last page at once, the rest as it is asked for."""
        messages: list[Message] = []
        question = right = ""
        for turn in turns:
            if turn.role is Role.USER:
                question, right = turn.text, read_objection(turn.text) or ""
                messages.append(Message(MessageKind.QUESTION, turn.text))
                continue
            about = _newest(messages) if right else -1
            if about >= 0:
                messages[about] = replace(messages[about], corrected=right)
            number = 0 if about >= 0 else turn.id
            messages.append(Message(MessageKind.ANSWER, turn.text, turn.answer, question=question, turn=number))
        self.beginResetModel()
        self._earlier, self._messages = messages[:-PAGE], messages[-PAGE:]
        self.endResetModel()

    def show_earlier(self) -> bool:
        """Put one more page before the first message. False if that was all."""
        page = self._earlier[-PAGE:]
        if page:
            self.beginInsertRows(QModelIndex(), 0, len(page) - 1)
            self._messages[:0] = page
            del self._earlier[-PAGE:]
            self.endInsertRows()
        return bool(page)

    def clear(self) -> None:
        self.show(())


def _newest(messages: Sequence[Message]) -> int:
    """The last answer that can be called wrong, or -1."""
    return next((row for row in reversed(range(len(messages))) if messages[row].correctable), -1)
