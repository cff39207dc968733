"""Past chats: a list that opens below its button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.answer import Chat
from ui import ops, words
from ui.background import Reads
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.rows import RowAction, RowList, RowRole

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

WIDTH = 380
_DELETE = "delete"


class ChatModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chats: list[Chat] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._chats)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        chat = self._chats[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return chat.title
            case RowRole.DETAIL:
                return words.moment(chat.last_at.astimezone())
            case RowRole.ICON:
                return "ask"
            case RowRole.ACTIONS:
                return (RowAction(_DELETE, self.tr("Delete…")),)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{chat.title}, {words.moment(chat.last_at.astimezone())}"
        return None

    def chat(self, row: int) -> Chat:
        return self._chats[row]

    def show(self, chats: list[Chat]) -> None:
        self.beginResetModel()
        self._chats = chats
        self.endResetModel()


class ChatsPopover(QFrame):
    """Newest chat first. A chat is deleted after one more word, in place."""

    chosen = Signal(object)
    deleted = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("popover")
        self.setAccessibleName(self.tr("Past chats"))
        self._assistant = assistant
        self._doomed: Chat | None = None
        self._reads = Reads(self)
        self._model = ChatModel(self)
        self.list = RowList(theme, self.tr("Past chats"), self._model)
        self.list.opened.connect(self._choose)
        self.list.acted.connect(self._consider)
        self._empty = Label(self.tr("No past chats yet."), tone="muted")
        self._empty.setContentsMargins(Space.LARGE, Space.SMALL, 0, Space.MEDIUM)
        self._question = Label(wrap=True)
        self._confirm = Button(self.tr("Delete for good"), look="danger")
        self._keep = Button(self.tr("Keep"))
        self._confirm.clicked.connect(self._delete)
        self._keep.clicked.connect(self._spare)
        self._asking = QWidget()
        self._arrange()
        self._asking.hide()
        self.setFixedWidth(WIDTH)
        self.hide()

    def open(self) -> None:
        """Show what is there now."""
        self._spare()
        self._refresh()
        self.show()
        self.raise_()
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self._doomed is not None:
                self._spare()
            else:
                self.closed.emit()
        elif event.key() == Qt.Key.Key_Delete and self.list.currentIndex().isValid():
            self._consider(self.list.currentIndex(), _DELETE)
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._confirm)
        buttons.addWidget(self._keep)
        buttons.addStretch(1)
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(Space.LARGE, Space.MEDIUM, Space.LARGE, Space.SMALL)
        asking.addWidget(self._question)
        asking.addLayout(buttons)
        head = Label(self.tr("Past chats"), size=Size.BODY, bold=True)
        head.setContentsMargins(Space.LARGE, Space.SMALL, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.SMALL, Space.SMALL, Space.SMALL, Space.SMALL)
        column.setSpacing(Space.HAIR)
        column.addWidget(head)
        column.addWidget(self._empty)
        column.addWidget(self.list)
        column.addWidget(self._asking)

    def _refresh(self) -> None:
        self._reads.read(ops.chats(assistant=self._assistant).success(self._show).failure(self._fail))

    def _show(self, chats: list[Chat]) -> None:
        self._model.show(chats)
        self._empty.setText(self.tr("No past chats yet."))
        self._empty.setVisible(not chats)
        self.list.setVisible(bool(chats))
        self.list.setFixedHeight(min(max(len(chats), 1), 6) * self.list.row_height())
        self._fit()
        if chats and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self._model.index(0))

    def _fail(self, error: EbbError) -> None:
        self._empty.setText(str(error))
        self._empty.show()

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None
        layout.activate()
        height = layout.totalHeightForWidth(WIDTH) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        self.setFixedSize(WIDTH, height)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.chat(index.row()))

    def _consider(self, index: QModelIndex, _: str) -> None:
        self._doomed = self._model.chat(index.row())
        self._question.setText(
            self.tr("Delete “{title}” for good? What you remember stays.").format(title=self._doomed.title)
        )
        self._asking.show()
        self._fit()
        self._keep.setFocus()

    def _spare(self) -> None:
        self._doomed = None
        self._asking.hide()
        self._fit()
        self.list.setFocus()

    def _delete(self) -> None:
        doomed = self._doomed
        if doomed is None:
            return
        self._spare()

        def done(_: None) -> None:
            self.deleted.emit(doomed.id)
            self._refresh()

        operation = ops.delete_chat(assistant=self._assistant, chat_id=doomed.id)
        self._reads.change(operation.success(done).failure(self._fail))
