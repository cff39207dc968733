"""The sections of the settings by name, beside them: a click goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.settings.section import Section
from ui.theme.tokens import Space
from ui.widgets.buttons import Button

_WIDTH = 190


class SectionIndex(QWidget):
    """A name for each section that is shown. The one that stands at the top of `scroll` is marked."""

    def __init__(self, sections: Sequence[Section], scroll: QScrollArea, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections, self._scroll = tuple(sections), scroll
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(self.tr("Sections"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        self.buttons = {section: Button(section.title, look="row") for section in self._sections}
        for section, button in self.buttons.items():
            button.setCheckable(True)
            button.setAutoExclusive(False)
            button.clicked.connect(lambda _=False, one=section: self.go(one))
            section.installEventFilter(self)
            column.addWidget(button)
            button.setHidden(section.isHidden())
        column.addStretch(1)
        bar = scroll.verticalScrollBar()
        bar.valueChanged.connect(lambda: self._mark())
        bar.rangeChanged.connect(lambda: self._mark())

    def go(self, section: Section) -> None:
        """Bring a section to the top, as far as what follows it allows, and the keyboard to its first control."""
        self._scroll.verticalScrollBar().setValue(section.y() - Space.LARGE)
        first = section.nextInFocusChain()
        while first is not section and section.isAncestorOf(first):
            if first.isVisible() and first.isEnabled() and first.focusPolicy() & Qt.FocusPolicy.TabFocus:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
                break
            first = first.nextInFocusChain()
        self._mark(section)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent) and isinstance(watched, Section):
            self.buttons[watched].setVisible(not watched.isHidden())
        return False

    def _mark(self, chosen: Section | None = None) -> None:
        """Mark the section that was chosen, else the last that begins in the upper third of what is seen."""
        third = self._scroll.verticalScrollBar().value() + self._scroll.viewport().height() // 3
        begun = [section for section in self._sections if not section.isHidden() and section.y() <= third]
        marked = chosen or (begun[-1] if begun else self._sections[0])
        for section, button in self.buttons.items():
            button.setChecked(section is marked)
