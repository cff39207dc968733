"""What answers, and how it does: one quiet line at the foot of the rail, all of it in its tooltip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.model.plan import Place
from core.model.status import ModelState, ModelStatus, who_words
from ui import ops
from ui.background import Reads
from ui.bridge import Bridge
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.notice import Mark

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class RailStatus(QWidget):
    """The model that words answers: its name, whether it is loading or resting, how fast it wrote its last answer.

    Where it is not on this machine, a mark says so for as long as it is used.
    """

    def __init__(self, theme: Theme, assistant: Assistant, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._reads = Reads(self)
        self.line = ElidedLabel(size=Size.NOTE, tone="muted")
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._icon = Mark(theme, "leaves", "warn", size=16)
        self.mark = Label(self.tr("leaves this machine"), size=Size.NOTE, tone="warn", wrap=True)
        self.mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.SMALL, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.mark)
        column.addWidget(self.line)
        self._narrow = False
        self._show(None)
        bridge.model_changed.connect(self._hear)
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(0, super().sizeHint().height())

    def set_narrow(self, narrow: bool) -> None:
        """Where there is no room for words, the mark is an icon alone."""
        self._narrow = narrow
        self.mark.setVisible(not narrow and not self._icon.isHidden())

    def refresh(self) -> None:
        """Read how the models stand."""
        self._reads.read(ops.model_statuses(assistant=self._assistant).success(self._know).failure(lambda _: None))

    def _hear(self, _: ModelStatus) -> None:
        """A model moved. Of two that are told at once the second may be the older: how they stand is read anew."""
        self._reads.drop()
        self.refresh()

    def _know(self, models: tuple[ModelStatus, ...]) -> None:
        self._show(who_words(models))

    def _show(self, model: ModelStatus | None) -> None:
        elsewhere = model is not None and bool(model.elsewhere)
        self._icon.setVisible(elsewhere)
        self.mark.setVisible(elsewhere and not self._narrow)
        self.line.setText("" if model is None else in_short(model))
        self.line.set_tone("warn" if model is not None and model.state is ModelState.FAILED else "muted")
        told = "" if model is None else in_full(model)
        self.line.tell(told)
        for part in (self._icon, self.mark):
            part.setToolTip(told)
        self.setAccessibleName(told)


def in_short(model: ModelStatus) -> str:
    """The one thing to know of it now, in a word or two."""
    rate = _rate(model)
    match model.state:
        case ModelState.LOADING:
            return _tr("loading…")
        case ModelState.FAILED:
            return _tr("not working")
        case ModelState.ABSENT:
            return _tr("no model")
        case ModelState.IDLE if not model.elsewhere:
            return _tr("resting")
    if model.place is Place.FLASH:
        return _tr("flash · {rate}/s").format(rate=rate) if rate else _tr("from flash")
    if model.place in (Place.GPU, Place.SPLIT):
        return _tr("card · {rate}/s").format(rate=rate) if rate else _tr("on the card")
    return _tr("{rate} tokens/s").format(rate=rate) if rate else model.name


def in_full(model: ModelStatus) -> str:
    """All that is known of it, in one sentence."""
    state = {
        ModelState.LOADING: _tr("loading"),
        ModelState.IDLE: "" if model.elsewhere else _tr("resting: it is loaded with the next question"),
        ModelState.FAILED: _tr("not working"),
        ModelState.ABSENT: _tr("not there: answers are quoted"),
    }.get(model.state, "")
    place = {
        Place.FLASH: _tr("a part of it is read from flash"),
        Place.GPU: _tr("on the graphics card"),
        Place.SPLIT: _tr("partly on the graphics card"),
    }.get(model.place or Place.MEMORY, "")
    rate = _rate(model)
    speed = _tr("the last answer at {rate} tokens per second").format(rate=rate) if rate else ""
    leaves = _tr("at {where}: your questions, and what is found for them, leave this machine")
    where = leaves.format(where=model.elsewhere) if model.elsewhere else ""
    said = ", ".join(filter(None, (state, where, place, speed)))
    name = model.name or _tr("No language model")
    return ". ".join(filter(None, (f"{name}: {said}" if said else name, model.detail)))


def _rate(model: ModelStatus) -> str:
    if not model.tokens_per_second:
        return ""
    return f"{model.tokens_per_second:.0f}" if model.tokens_per_second >= 10 else f"{model.tokens_per_second:.1f}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("RailStatus", text)
