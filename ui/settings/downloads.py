"""Models that can be downloaded: how each would run here, and the download with its progress."""

from __future__ import annotations

from functools import partial
from threading import Event as Flag
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import EbbError
from core.model.offers import Downloaded, Offer
from core.model.plan import Fit
from core.model.work import Progress
from ui import words
from ui.background import Reads
from ui.settings import ops
from ui.settings.section import Section
from ui.settings.verdict import show_verdict
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.notice import Notice
from ui.widgets.progress import ProgressLine
from ui.widgets.scrolled import empty_out

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class DownloadSection(Section):
    """`downloaded` tells that a model is there now. One is fetched at a time."""

    downloaded = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Models to download"), parent)
        self._theme, self._assistant = theme, assistant
        self._reads = Reads(self)
        self._judged: dict[str, ops.Planned] = {}
        self._pause, self._cancel = Flag(), Flag()
        self._under_way = ""
        self.rows: dict[str, OfferRow] = {}
        self._rows = QVBoxLayout()
        self._what = Label(size=Size.BODY, tone="muted", wrap=True)
        self.notice = Notice(theme)
        self._rows.setSpacing(Space.MEDIUM)
        self.body.addWidget(self._what)
        self.body.addLayout(self._rows)
        self.body.addWidget(self.notice)

    def refresh(self) -> None:
        """Read anew what can be downloaded, unless something is being fetched."""
        if not self._under_way:
            self._reads.read(ops.offers(assistant=self._assistant).success(self._show).failure(self._complain))

    def leave(self) -> None:
        """The vault is about to be locked: what is there of a download stays, and is gone on from."""
        self._pause.set()

    def _show(self, found: ops.Offers) -> None:
        text = self.tr(
            "They come from {source}, once you press Download. Nothing but the model's file is asked for, and nothing "
            "about you is sent."
        )
        self._what.setText(text.format(source=found.source))
        self.setVisible(bool(found.offers))
        empty_out(self._rows)
        self.rows = {}
        for offer, unfinished in found.offers:
            row = self.rows[offer.id] = OfferRow(self._theme, offer, unfinished)
            row.wanted.connect(partial(self._download, offer))
            row.paused.connect(self._pause_it)
            row.cancelled.connect(partial(self._cancel_it, offer))
            self._rows.addWidget(row)
            if offer.id in self._judged:
                row.show_plan(self._judged[offer.id])
        self._judge_next()

    def _judge_next(self) -> None:
        for id_, row in self.rows.items():
            if id_ not in self._judged:
                operation = ops.judge(assistant=self._assistant, offer=row.offer)
                operation.success(partial(self._judge, id_)).failure(partial(self._cannot_judge, id_)).run(self)
                return

    def _judge(self, id_: str, planned: ops.Planned) -> None:
        self._judged[id_] = planned
        if id_ in self.rows:
            self.rows[id_].show_plan(planned)
        self._judge_next()

    def _cannot_judge(self, id_: str, error: EbbError) -> None:
        self._judge(id_, ops.Planned(Fit.WONT_FIT, str(error)))

    def _download(self, offer: Offer) -> None:
        self.notice.hide()
        self._pause, self._cancel = Flag(), Flag()
        self._under_way = offer.id
        for id_, row in self.rows.items():
            row.begin() if id_ == offer.id else row.allow(on=False)
        operation = ops.download(assistant=self._assistant, offer=offer, pause=self._pause, cancel=self._cancel)
        operation.told(self.rows[offer.id].tell).cancelled(self._stopped)
        operation.success(self._done).failure(self._failed).run(self)

    def _pause_it(self) -> None:
        self._pause.set()

    def _cancel_it(self, offer: Offer) -> None:
        if self._under_way == offer.id:
            self._cancel.set()
            return
        operation = ops.discard(assistant=self._assistant, offer=offer)
        self._reads.change(operation.success(lambda _: self.refresh()).failure(self._complain))

    def _done(self, got: Downloaded) -> None:
        self._under_way = ""
        pin = got.pins[0]
        text = self.tr("{name} is there, and is what the hub says it is (checksum {sum}…). Choose it above to use it.")
        if got.offer.role == "cross-encoder":
            text = self.tr("{name} is there, and is what the hub says it is (checksum {sum}…). It is used from now on.")
        self.notice.say(text.format(name=got.offer.name, sum=pin.checksum[:12]), "good")
        self.downloaded.emit()
        self.refresh()

    def _stopped(self) -> None:
        self._under_way = ""
        self.refresh()

    def _failed(self, error: EbbError) -> None:
        self._under_way = ""
        self._complain(error)
        self.refresh()

    def _complain(self, error: EbbError) -> None:
        self.notice.say(str(error), "danger")


class OfferRow(QFrame):
    """One model that is not there yet, with the verdict before it is fetched."""

    wanted = Signal()
    paused = Signal()
    cancelled = Signal()

    def __init__(self, theme: Theme, offer: Offer, unfinished: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.offer = offer
        self.verdict = Label(size=Size.NOTE, bold=True)
        about = (words.size(offer.size), offer.licence, offer.languages, _purpose(offer.role))
        self.about = Label(" · ".join(filter(None, about)), size=Size.BODY, tone="muted", wrap=True)
        self.plan = Label(size=Size.BODY, tone="muted", wrap=True)
        self.progress = ProgressLine(theme, self.tr("Progress"))
        self.detail = Label(size=Size.NOTE, tone="muted")
        begun = self.tr("Go on ({n} %)").format(n=100 * unfinished // max(1, offer.size))
        self.fetch = Button(begun if unfinished else self.tr("Download"))
        self.fetch.setAccessibleName(f"{self.fetch.text()}: {offer.name}")
        self.pause = Button(self.tr("Pause"), theme=theme, icon="pause")
        self.cancel = Button(self.tr("Cancel") if not unfinished else self.tr("Discard"), look="link")
        self._unfinished = unfinished > 0
        head = QHBoxLayout()
        head.setSpacing(Space.SMALL)
        head.addWidget(Label(offer.name, size=Size.BODY, bold=True))
        head.addWidget(self.verdict, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        for button in (self.cancel, self.pause, self.fetch):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addLayout(head)
        for widget in (self.about, self.plan, self.progress, self.detail):
            column.addWidget(widget)
        self.fetch.clicked.connect(self.wanted)
        self.pause.clicked.connect(self._pause)
        self.cancel.clicked.connect(self.cancelled)
        self.plan.hide()
        self._show_running(on=False)

    def show_plan(self, planned: ops.Planned) -> None:
        """Show how it would run here."""
        show_verdict(self.verdict, planned.fit)
        self.plan.setText(planned.text)
        self.plan.show()

    def begin(self) -> None:
        """Its download has begun."""
        self.cancel.setText(self.tr("Cancel"))
        self.progress.set_share(None)
        self.detail.setText(self.tr("Asking for it"))
        self._show_running(on=True)

    def tell(self, progress: Progress) -> None:
        """Show how far it is."""
        share = progress.done / progress.total if progress.total else None
        self.progress.set_share(share)
        parts = [
            self.tr("{done} of {total}").format(done=words.size(progress.done), total=words.size(progress.total)),
            self.tr("{rate} a second").format(rate=words.size(round(progress.rate))) if progress.rate else "",
            self.tr("{time} left").format(time=words.duration(progress.remaining)) if progress.remaining else "",
        ]
        self.detail.setText(" · ".join(filter(None, parts)))
        self.progress.setAccessibleDescription(self.detail.text())

    def allow(self, *, on: bool) -> None:
        """Whether its download may begin."""
        self.fetch.setEnabled(on)

    def _pause(self) -> None:
        self.pause.setEnabled(False)
        self.paused.emit()

    def _show_running(self, *, on: bool) -> None:
        for widget in (self.progress, self.detail, self.pause):
            widget.setVisible(on)
        self.cancel.setVisible(on or self._unfinished)
        self.fetch.setVisible(not on)


def _purpose(role: str) -> str:
    """What a model is for that does not answer."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("OfferRow", text)

    return {"embedding": tr("finds by meaning"), "cross-encoder": tr("reads again what a thorough search found")}.get(
        role, ""
    )
