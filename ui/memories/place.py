"""The place of memories: the list, a memory's page in its stead, the profile, and the passage beside them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from core.model.answer import Citation
from core.model.forgetting import ForgetRequest
from core.model.kept import MemoryPage
from core.model.memory import Source
from ui.ask.evidence import EvidencePanel
from ui.bridge import Bridge
from ui.calm import Calm
from ui.forgetting.page import ForgetPage
from ui.memories.browser import Browser
from ui.memories.page import MemoryPageView
from ui.profile.page import ProfilePage
from ui.search.results import label
from ui.theme.theme import Theme
from ui.theme.tokens import NARROW, PANEL

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


class MemoriesPlace(QWidget):
    """Back leads the way one came: from page to page, to the profile, to the list, or out of here (`left`)."""

    left = Signal()
    sleep_wanted = Signal()
    library_wanted = Signal()

    def __init__(self, theme: Theme, assistant: Assistant, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evidence_made = False
        self._way: list[int | None] = []
        """Where Back leads: the pages one came through, None for the profile."""
        self._outside = False
        """Whether the first of them was opened from another place."""
        self.setAccessibleName(self.tr("Memories"))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._theme, self._assistant = theme, assistant
        self.browser = Browser(theme, assistant, bridge)
        self._stack = QStackedWidget()
        self._take(self.browser)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._stack, 1)
        self._row = row
        self._calm = Calm(self._refresh, self)
        bridge.memories_changed.connect(self._calm.ask)
        self.browser.opened.connect(self.open_memory)
        self.browser.people_wanted.connect(self.open_profile)
        self.browser.sleep_wanted.connect(self.sleep_wanted)
        self.browser.library_wanted.connect(self.library_wanted)
        self.browser.forget_wanted.connect(self.open_forgetting)

    # Each is made when it is first wanted: all at once would hold the window up.

    @cached_property
    def page(self) -> MemoryPageView:
        page = MemoryPageView(self._theme, self._assistant)
        page.left.connect(self.go_back)
        page.opened.connect(self.open_memory)
        page.source_wanted.connect(self._open_source)
        page.forgotten.connect(self._forgotten)
        page.forget_source_wanted.connect(lambda source: self.open_forgetting(source=source))
        self._take(page)
        return page

    @cached_property
    def profile(self) -> ProfilePage:
        profile = ProfilePage(self._theme, self._assistant)
        profile.left.connect(self.go_back)
        profile.opened.connect(self.open_memory)
        self._take(profile)
        return profile

    @cached_property
    def forgetting(self) -> ForgetPage:
        forgetting = ForgetPage(self._theme, self._assistant)
        forgetting.left.connect(self.go_back)
        forgetting.forgot.connect(self._way.clear)  # the page one came from may be gone
        self._take(forgetting)
        return forgetting

    @cached_property
    def evidence(self) -> EvidencePanel:
        evidence = EvidencePanel(self._theme, self._assistant, self)
        evidence.hide()
        evidence.closed.connect(self._close_evidence)
        evidence.memory_wanted.connect(self.open_memory)
        self._theme.dress(evidence)
        self._evidence_made = True
        return evidence

    def _take(self, page: QWidget) -> None:
        self._stack.addWidget(page)
        self._theme.dress(page)  # each apart: to dress those that are not looked at can wait

    def enter(self) -> None:
        """The place was opened."""
        current = self._stack.currentWidget()
        if current is self.browser:
            self.browser.enter()
        else:
            current.setFocus()
            self._refresh()

    def open_memory(self, memory_id: int, *, outside: bool = False) -> None:
        """Show a memory's page; if it is opened from another place, Back leads out of here again."""
        current = self._stack.currentWidget()
        if outside or current is self.browser:
            self._way.clear()
            self._outside = outside
        elif isinstance(current, MemoryPageView):
            if memory_id != current.memory_id:
                self._way.append(current.memory_id)
        elif isinstance(current, ProfilePage):
            self._way.append(None)
        else:
            self._way.clear()
        self._show_page(memory_id)

    def open_profile(self) -> None:
        """Show what is known of the user and of people."""
        self._close_evidence()
        self._way.clear()
        self._stack.setCurrentWidget(self.profile)
        self.profile.refresh()
        self.profile.setFocus()

    def open_forgetting(self, words: str = "", source: Source | None = None) -> None:
        """Show where more than one memory is forgotten, and what was forgotten lately."""
        self._close_evidence()
        current = self._stack.currentWidget()
        if isinstance(current, MemoryPageView):
            self._way.append(current.memory_id)
        elif current is not self.forgetting:
            self._way.clear()
        self._stack.setCurrentWidget(self.forgetting)
        self.forgetting.enter(words, source)

    def go_back(self) -> None:
        """To where one came from."""
        self._close_evidence()
        if self._stack.currentWidget() is not self.browser and self._way:
            before = self._way.pop()
            if before is not None:
                self._show_page(before)
                return
            self._stack.setCurrentWidget(self.profile)
            self.profile.setFocus()
            return
        self._way.clear()
        self._stack.setCurrentWidget(self.browser)
        if self._outside:
            self._outside = False
            self.left.emit()
        else:
            self.browser.enter()

    def _show_page(self, memory_id: int) -> None:
        self._close_evidence()
        self.page.show_memory(memory_id)
        self._stack.setCurrentWidget(self.page)
        self.page.setFocus()

    def _forgotten(self, request: ForgetRequest) -> None:
        self._way.clear()
        self._outside = False  # the way back to the memory is offered here
        self.go_back()
        self.browser.offer_undo(request)
        self.browser.refresh()

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        current = self._stack.currentWidget()
        if isinstance(current, MemoryPageView | ProfilePage | ForgetPage):
            current.refresh()

    # -- the passage -----------------------------------------------------------------------------------------------

    def _open_source(self, page: MemoryPage) -> None:
        """Show the passage a memory was taken from; of what sleep made, that of the first memory it rests on."""
        memory = page.origins[0] if page.origins else page.memory
        citation = Citation(0, memory.id, memory.span.ref, "", label(memory, page.source), {})
        self.evidence.show()
        self._place_evidence()
        self.evidence.show_citation(citation)
        self.evidence.setFocus()

    def _close_evidence(self) -> None:
        if self._evidence_made and not self.evidence.isHidden():
            self.evidence.hide()
            self._row.removeWidget(self.evidence)
            self.page.setFocus()

    def _place_evidence(self) -> None:
        if not self._evidence_made or self.evidence.isHidden():
            return
        if self.window().width() < NARROW:
            self._row.removeWidget(self.evidence)
            width = min(PANEL, self.width())
            self.evidence.setFixedWidth(width)
            self.evidence.setGeometry(self.width() - width, 0, width, self.height())
            self.evidence.raise_()
        elif self._row.indexOf(self.evidence) < 0:
            self.evidence.setFixedWidth(PANEL)
            self._row.addWidget(self.evidence)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._place_evidence()
