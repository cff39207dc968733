"""Web pages: the words a reader would see. Nothing is fetched and nothing is run."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from core.ingest.document import HTML, Document, Draft
from core.ingest.readers.plain import decode

_DROPPED = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "canvas", "audio", "video", "head"}
    | {"nav", "select", "textarea", "button", "title"}
)
_HIDDEN = '[hidden], [aria-hidden="true"], [style*="display:none"], [style*="display: none"]'
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl"}
    | {"dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "legend", "li", "main", "menu"}
    | {"ol", "p", "pre", "search", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_ROW_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_TIGHT = frozenset({"li", "dd", "dt", "tr"})
_LISTS = frozenset({"ul", "ol", "dl", "table"})
_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def read(data: bytes, title: str) -> Document:
    """Read a web page: one section for each block, numbered in the order of the source, under its headings.

    Scripts, styles, navigation and hidden parts are left out; a table is read row by row.

    Raises:
        UserError: the bytes are not text.
    """
    declared = _CHARSET.search(data, 0, 4096)
    tree = LexborHTMLParser(decode(data, declared[1].decode("ascii") if declared else "").replace("\x00", ""))
    # Not taken out of the tree: taking out a part within a part taken out before would reach into freed memory.
    # A page hidden as a whole is one that a script would have shown.
    hidden = {node.mem_id for node in tree.css(_HIDDEN) if node.tag not in ("body", "html", "main")}
    walk = _Walk(Draft(HTML), hidden)
    if found := tree.css_first("head > title"):
        walk.draft.title = found.text()
    if tree.body:
        walk.over(tree.body)
    return walk.draft.finish(title=title)


class _Walk:
    """One pass over a tree in the order of the source. Depth costs nothing: it holds no stack of calls."""

    def __init__(self, draft: Draft, hidden: set[int]) -> None:
        self.draft = draft
        self._hidden = hidden
        self._words: list[str] = []
        self._blocks = 0
        self._gap = "\n\n"
        self._first = False
        self._row: list[str] | None = None
        self._row_gap = "\n"
        self._heading = 0
        self._verbatim = 0

    def over(self, root: LexborNode) -> None:
        """Read everything below `root`."""
        node = root.first_child
        path: list[tuple[LexborNode, str]] = []
        while node is not None or path:
            if node is None:
                node, tag = path.pop()
                self._leave(tag)
                node = node.next
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._words.append(node.text_content or "")
                node = node.next
            elif tag.startswith("-") or tag in _DROPPED or (self._hidden and node.mem_id in self._hidden):
                node = node.next
            elif node.first_child is None:
                self._enter(tag)
                self._leave(tag)
                node = node.next
            else:
                self._enter(tag)
                path.append((node, tag))
                node = node.first_child
        self._flush()

    def _enter(self, tag: str) -> None:
        if tag == "br":
            self._words.append("\n" if self._verbatim else "\x1f")
        elif tag in _HEADINGS:
            self._flush()
            self._heading = _HEADINGS[tag]
        elif tag in _BLOCKS:
            self._flush()
            self._gap = "\n" if tag in _TIGHT and not self._first else "\n\n"
            self._first = tag in _LISTS or (self._first and tag in _ROW_GROUPS)
            if tag == "tr":
                self._end_row()  # a table within a cell: what the cell said before it is not lost
                self._row, self._row_gap = [], self._gap
            elif tag == "pre":
                self._verbatim += 1

    def _leave(self, tag: str) -> None:
        if tag in _HEADINGS or tag in _BLOCKS or tag in _CELLS:
            self._flush()
        if tag in _HEADINGS:
            self._heading = 0
        elif tag == "pre":
            self._verbatim -= 1
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._gap = "\n\n"

    def _end_row(self) -> None:
        if self._row is not None:
            cells, self._row = self._row, None
            self._add(" | ".join(cells), self._row_gap)

    def _flush(self) -> None:
        if not self._words:
            return
        text = "".join(self._words)
        self._words.clear()
        if not self._verbatim:
            text = "\n".join(_SPACE.sub(" ", line).strip() for line in text.split("\x1f"))
        if not text.strip():
            return
        if self._heading:
            self.draft.begin_heading(self._heading, text.replace("\n", " "), line=self._blocks + 1)
            if self._heading == 1 and not self.draft.title:
                self.draft.title = text
            self._blocks += 1
        elif self._row is not None:
            self._row.append(" ".join(text.split()))
        else:
            self._add(text, self._gap)
            self._gap = "\n\n"

    def _add(self, text: str, gap: str) -> None:
        if text.strip():
            self._blocks += 1
            self.draft.add(text, line=self._blocks, gap=gap)
