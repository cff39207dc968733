"""A memory in words: what it is, who said it and when, how it stands."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.model.capture import CAPTURE_LOCATIONS, CaptureKind, origin_of
from core.model.kept import Line, MemoryPage
from core.model.memory import Form, Kind, Memory, Source, SourceKind, State, Trust
from core.model.wording import on_one_line
from ui import placing, words
from ui.why import strength

_LONGEST_TITLE = 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("Memories", text)


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return on_one_line(text)


def form_name(memory: Memory) -> str:
    """What a memory is, in a word."""
    if memory.kind is Kind.CORE:
        return _tr("profile line")
    if memory.form is Form.CHUNK:
        return _tr("message") if memory.speaker else _tr("passage")
    return {
        Form.FACT: _tr("fact"),
        Form.TRIPLE: _tr("fact"),
        Form.EVENT: _tr("event"),
        Form.SUMMARY: _tr("summary"),
        Form.CONCEPT: _tr("topic"),
        Form.LESSON: _tr("how-to"),
    }[memory.form]


def state_name(state: State) -> str:
    """A state in a word."""
    return {
        State.ACTIVE: _tr("in everyday reach"),
        State.FADED: _tr("fading"),
        State.ARCHIVED: _tr("archived"),
        State.SUPERSEDED: _tr("superseded"),
        State.FORGOTTEN: _tr("forgotten"),
    }[state]


def who(memory: Memory) -> str:
    """Who said it, as far as anybody did."""
    return memory.speaker or (_tr("you") if memory.trust is Trust.USER else "")


def when(memory: Memory) -> str:
    """The day it was said, else kept. What was copied or read from the screen nobody said then."""
    origin = origin_of(memory.span)
    if origin is not None and origin.kind is not CaptureKind.NOTE:
        return _tr("captured {day}").format(day=words.day(memory.said_at or memory.stored_at))
    if memory.said_at is not None:
        return _tr("said {day}").format(day=words.day(memory.said_at))
    return _tr("kept {day}").format(day=words.day(memory.stored_at))


def describe(line: Line) -> str:
    """The second line of a row: "fact · Nora · said 9 Jun 2023 · 3 sources"."""
    memory = line.memory
    parts = [form_name(memory), who(memory), when(memory)]
    if place := placing.brief(memory):
        parts.insert(1, f"{shortened(line.title)}, {place}")
    elif line.origins:
        parts.append(words.count(line.origins, _tr("source"), _tr("sources")))
    elif not memory.speaker and line.title:
        parts.insert(1, shortened(line.title))
    if line.note:
        parts.append(line.note)
    elif memory.state is State.ARCHIVED:
        parts.append(_tr("archived"))
    return " · ".join(filter(None, parts))


def spoken(line: Line) -> str:
    """A row as a screen reader says it."""
    return f"{one_line(line.memory.text)}. {describe(line)}. {standing(line)}."


def standing(line: Line) -> str:
    """The strength in a figure and words: "82 %, strong · 2 uses, last on 8 May 2023"."""
    return f"{strength.figure(line.retention)}, {strength.in_words(line.memory)}"


def shortened(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def with_source(page: MemoryPage) -> str:
    """The words as they go to the clipboard, and on a second line where they are from."""
    memory = page.memory
    said = "" if memory.said_at is None else words.day(memory.said_at)
    parts = (who(memory), said, page.source.title, placing.steps(memory))
    return f"{memory.text}\n— " + ", ".join(filter(None, parts))


def kind_name(source: Source) -> str:
    """What sort of source it is."""
    if source.made_in_sleep:
        return _tr("by Ebb, from your memories")
    captured = {
        CaptureKind.CLIPBOARD: _tr("copied"),
        CaptureKind.SCREENSHOT: _tr("read from the screen"),
    }.get(CAPTURE_LOCATIONS.get(source.location, CaptureKind.NOTE), _tr("note"))
    return {
        SourceKind.FILE: _tr("file"),
        SourceKind.CONVERSATION: _tr("conversation"),
        SourceKind.CAPTURE: captured,
        SourceKind.IMPORT: _tr("import"),
    }[source.kind]
