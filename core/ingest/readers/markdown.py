"""Markdown: the words under their headings, without the marks, those of Obsidian and Logseq among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.ingest.document import MARKDOWN, Document, Draft
from core.ingest.readers.plain import decode

# Inline marks take most of the parsing time, so only text that can hold any goes through it.
_MARKS = re.compile(r"[\\`*_\[\]<>!&]")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:(.+)$", re.MULTILINE | re.IGNORECASE)
_LONGEST_FRONT_MATTER = 20_000
_KEYWORDS = (
    ("tags", "Tags"),
    ("tag", "Tags"),
    ("keywords", "Tags"),
    ("aliases", "Also called"),
    ("alias", "Also called"),
)
_MOST_KEYWORDS = 50
_LIST = r"^{}:[ \t]*(.*(?:\n[ \t]*-[ \t].*)*)"
# [[Note#Heading|shown]] and ![[embedded]] are links by name; a test of a shell, [[ -f x ]], begins with a space.
_WIKI = re.compile(r"!?\[\[([^\[\]\s|#^][^\[\]|\n]{0,200})(?:\|([^\[\]\n]{1,200}))?\]\]")
_OUTLINE = re.compile(r"^(?:id|collapsed):: .*\n?|\(\([0-9a-f-]{36}\)\)|^\[![\w-]+\][+-]?[ \t]*", re.MULTILINE)
_PROPERTY = re.compile(r"^([\w-]{1,40}):: ", re.MULTILINE)
_COMMENT = re.compile(r"%%[^%\n]{0,2000}%%")
_MARKED = re.compile(r"(?<![\w=])==(?=\S)([^=\n]{1,300})(?<=\S)==(?![\w=])")


def read(data: bytes, title: str) -> Document:
    """Read Markdown: one section for each block, with the line it starts on and the headings above it.

    Front matter gives the title, tags and other names, and is otherwise left out; raw HTML is dropped, the text of
    links is kept, and of links by name ([[Note]]) the name.

    Raises:
        UserError: the bytes are not text.
    """
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    draft = Draft(MARKDOWN)
    above = 0
    if front := _FRONT_MATTER.match(text, 0, _LONGEST_FRONT_MATTER):
        if found := _TITLE.search(front[1] or ""):
            draft.title = found[1].strip(" \t\"'")
        draft.add(" ".join(_keywords(front[1] or "")), line=1)
        text, above = text[front.end() :], front[0].count("\n")
    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    env: dict[str, Any] = {}
    _fill(draft, parser.parse(text, env), parser, env, above)
    return draft.finish(title=title)


def _fill(draft: Draft, tokens: Sequence[Token], parser: MarkdownIt, env: dict[str, Any], above: int) -> None:
    heading = 0
    cells: list[str] | None = None
    tight = first = False
    for token in tokens:
        line = token.map[0] + 1 + above if token.map else None
        if token.type == "heading_open":
            heading = int(token.tag[1])
        elif token.type == "inline":
            words = _without_marks("".join(_words(token.content, parser, env)))
            if heading:
                if heading == 1 and not draft.title:
                    draft.title = words
                draft.begin_heading(heading, words, line=line)
                heading = 0
            elif cells is not None:
                cells.append(" ".join(words.split()))
            else:
                draft.add(words, line=line, gap="\n" if tight else "\n\n")
                tight = False
        elif token.type in ("fence", "code_block"):
            opening = 1 if token.type == "fence" else 0
            draft.add(token.content, line=line + opening if line else None)
        elif token.type == "tr_open":
            cells, row = [], line
        elif token.type == "tr_close" and cells is not None:
            draft.add(" | ".join(cell for cell in cells if cell), line=row, gap="\n\n" if first else "\n")
            cells, first = None, False
        elif token.type == "list_item_open":
            tight, first = not first, False
        elif token.type in ("table_open", "bullet_list_open", "ordered_list_open"):
            first = token.level == 0


def _keywords(front: str) -> Iterator[str]:
    """What front matter says a note is about and is called, as sentences: "Tags: boat, wood."."""
    for key, shown in _KEYWORDS:
        if found := re.search(_LIST.format(key), front, re.MULTILINE | re.IGNORECASE):
            names = (name.strip(" \t\"'#[]") for name in re.split(r",|\n[ \t]*-[ \t]|^-[ \t]", found[1]))
            if named := [name for name in names if name][:_MOST_KEYWORDS]:
                yield f"{shown}: {', '.join(named)}."


def _without_marks(words: str) -> str:
    if "[[" in words:
        words = _WIKI.sub(lambda found: found[2] or found[1].split("#")[0], words)
    if "::" in words or "((" in words or "[!" in words:
        words = _PROPERTY.sub(r"\1: ", _OUTLINE.sub("", words))
    if "%%" in words or "==" in words:
        words = _MARKED.sub(r"\1", _COMMENT.sub("", words))
    return words


def _words(content: str, parser: MarkdownIt, env: dict[str, Any]) -> Iterator[str]:
    if not _MARKS.search(content):
        yield content
        return
    tokens: list[Token] = []
    parser.inline.parse(content, parser, env, tokens)
    for token in tokens:
        match token.type:
            case "text" | "code_inline" | "text_special":
                yield token.content
            case "softbreak" | "hardbreak":
                yield "\n"
            case "image":
                yield token.content
            case _:
                pass
