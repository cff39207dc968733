"""The text of one message: Markdown that loads nothing, with its citation marks made visible."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from ui.theme.fonts import font
from ui.theme.theme import Theme
from ui.theme.tokens import Size, Space

CITE = "cite:"
_MARK = re.compile(r"\s*\[\d+\]")
_NUMBER = re.compile(r"\[(\d+)\]")
_SENTENCE_END = re.compile(r"[.!?…](?=\s+\S)")
_FACT_LENGTH = 60
_LEADING = 142.0


class MessageDocument(QTextDocument):
    """A document that never loads a resource, wherever its text points."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        return None


def is_fact(text: str) -> bool:
    """Whether an answer is one short fact: one sentence of at most 60 characters, marks not counted."""
    bare = _MARK.sub("", text).strip()
    return 0 < len(bare) <= _FACT_LENGTH and "\n" not in bare and _SENTENCE_END.search(bare) is None


def plain_document(text: str, size: Size = Size.READ) -> QTextDocument:
    """The user's own words, taken literally."""
    document = _new(size)
    document.setPlainText(text)
    _lead(document, gap=0)
    return document


def answer_document(text: str, theme: Theme, cited: Collection[int], *, calm: bool = False) -> QTextDocument:
    """An answer's Markdown. `[n]` becomes a link to citation n if there is one.

    A single short fact is set large, unless `calm`.
    """
    fact = not calm and is_fact(text)
    document = _new(Size.TITLE if fact else Size.READ, bold=fact)
    document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
    edit = QTextCursor(document)
    edit.beginEditBlock()
    _name_pictures(document)
    _plain_links(document)
    _level_headings(document)
    _lead(document)
    _mark_citations(document, theme, cited)
    edit.endEditBlock()
    return document


def _new(size: Size, *, bold: bool = False) -> MessageDocument:
    document = MessageDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setIndentWidth(Space.LARGE)
    document.setDefaultFont(font(size, bold=bold))
    return document


def slack(document: QTextDocument) -> float:
    """The room Qt leaves below the last line for the leading it adds to each."""
    return QFontMetricsF(document.defaultFont()).height() * (_LEADING - 100) / 100


def _lead(document: QTextDocument, gap: int = Space.SMALL) -> None:
    block = document.begin()
    before = False
    while block.isValid():
        listed = block.textList() is not None
        spacing = QTextBlockFormat()
        spacing.setLineHeight(_LEADING, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        first = block.blockNumber() == 0
        spacing.setTopMargin(0 if first else Space.HAIR if listed and before else gap)
        spacing.setBottomMargin(0)
        QTextCursor(block).mergeBlockFormat(spacing)
        before = listed
        block = block.next()


def _fragments(document: QTextDocument) -> list[tuple[int, int, QTextCharFormat]]:
    found = []
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            found.append((piece.position(), piece.length(), piece.charFormat()))
            pieces += 1
        block = block.next()
    return found


def _name_pictures(document: QTextDocument) -> None:
    """A picture is not loaded; its name stands in its place."""
    for position, length, form in reversed(_fragments(document)):
        if form.isImageFormat():
            image = form.toImageFormat()
            name = image.property(QTextCharFormat.Property.ImageAltText) or image.name() or "picture"
            cursor = _select(document, position, length)
            cursor.insertText(f"[{name}]", QTextCharFormat())


def _plain_links(document: QTextDocument) -> None:
    """Links from a model or a file are not followed, so they do not look as if they were; the address is in the tip."""
    for position, length, form in _fragments(document):
        if form.isAnchor():
            bare = QTextCharFormat(form)
            bare.setAnchor(False)
            bare.setAnchorHref("")
            bare.setToolTip(form.anchorHref())
            bare.clearForeground()
            bare.setFontUnderline(False)
            _select(document, position, length).setCharFormat(bare)


def _level_headings(document: QTextDocument) -> None:
    """A heading inside an answer is bold text of the same size: the window has its own headings."""
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            level = QTextCharFormat()
            level.setFontWeight(QFont.Weight.DemiBold)
            level.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
            _select(document, block.position(), block.length() - 1).mergeCharFormat(level)
        block = block.next()


def _mark_citations(document: QTextDocument, theme: Theme, cited: Collection[int]) -> None:
    if not cited:
        return
    mark = QTextCharFormat()
    mark.setAnchor(True)
    mark.setForeground(QColor(theme.tokens.accent))
    mark.setFont(font(Size.BODY, bold=True))
    mark.setFontUnderline(False)
    text = document.toPlainText()
    for found in _NUMBER.finditer(text):
        number = int(found[1])
        if number in cited:
            mark.setAnchorHref(f"{CITE}{number}")
            start = len(text[: found.start()].encode("utf-16-le")) // 2  # Qt counts UTF-16, Python characters
            _select(document, start, len(found[0])).mergeCharFormat(mark)


def _select(document: QTextDocument, position: int, length: int) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(position)
    cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
    return cursor
