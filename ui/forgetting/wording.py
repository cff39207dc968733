"""Forgetting in plain words."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

from core.model.forgetting import ForgetPreview, ForgetRequest, Meant, RequestState
from ui import words

_ONE = re.compile(r"memory \d+")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forgetting", text)


def what_goes(preview: ForgetPreview) -> str:
    """What would go, in a sentence or two."""
    own = preview.memories - preview.derived
    if not own:
        return _tr("Nothing that is remembered fits.")
    if preview.meant.memory_id is not None:
        text = _tr("This memory goes")
    else:
        text = words.count(own, _tr("memory goes"), _tr("memories go"))
    if preview.derived:
        made = words.count(preview.derived, _tr("other that was"), _tr("others that were"))
        whence = _tr("it") if own == 1 else _tr("them")
        text = _tr("{these}, with {made} made from {whence}").format(these=text, made=made, whence=whence)
    text += "."
    if preview.answers:
        answers = words.count(preview.answers, _tr("answer in your chats quotes"), _tr("answers in your chats quote"))
        what = _tr("it; the quotation goes too.") if own == 1 else _tr("them; the quotations go too.")
        text += f" {answers} {what}"
    return text


def meaning(preview: ForgetPreview | None, *, for_good: bool) -> str:
    """What forgetting comes to, for a while or for good."""
    many = preview is not None and preview.memories > 1
    if for_good:
        begin = _tr("They are wiped from the vault now:") if many else _tr("It is wiped from the vault now:")
        what = _tr("the words, what was made from them, and every index of them. This cannot be undone.")
        return f"{begin} {what}"
    if many:
        return _tr("They are in no answer, search or list from now on. After 30 days they are removed for good.")
    return _tr("It is in no answer, search or list from now on. After 30 days it is removed for good.")


def from_files(preview: ForgetPreview) -> str:
    """What is to be known where memories were read from files that are still there; empty where there are none."""
    if not preview.files:
        return ""
    named = ", ".join(preview.files[:2])
    left = len(preview.files) - 2
    if left > 0:
        named = _tr("{these} and {n} more").format(these=named, n=words.number(left))
    return _tr("Read from {file}. A file that changes or is added again will be read again.").format(file=named)


def forgotten(request: ForgetRequest) -> str:
    """What was done just now."""
    if request.state is RequestState.PURGED:
        if request.lingers:
            return _tr("Forgotten for good. Parts stay in the vault's log until another Ebb that reads it is done.")
        return _tr("Forgotten for good. Nothing of it is left in the vault.")
    more = request.memories - 1
    if more < 1:
        said = _tr("Forgotten.")
    elif _ONE.fullmatch(request.words):
        said = _tr("Forgotten, with {n} made from it.").format(n=words.number(more))
    else:
        said = _tr("{n} memories are forgotten.").format(n=words.number(request.memories))
    until = words.day(request.until.astimezone())
    return f"{said} " + _tr("Until {day} this can be undone.").format(day=until)


def asked(request: ForgetRequest) -> str:
    """What was to go: "What was said about “Ben”"."""
    if not request.words:
        return _tr("Forgotten for good")
    if _ONE.fullmatch(request.words):  # its number says nothing to a person
        return _tr("One memory")
    return f"{request.words[:1].upper()}{request.words[1:]}"


def standing(request: ForgetRequest) -> str:
    """How much went, and what became of it."""
    how = {
        RequestState.HIDDEN: _tr("can be brought back until {day}").format(day=words.day(request.until.astimezone())),
        RequestState.RESTORED: _tr("brought back"),
        RequestState.PURGED: _tr("gone for good"),
    }[request.state]
    many = words.count(request.memories, _tr("memory"), _tr("memories"))
    return " · ".join((words.moment(request.asked_at.astimezone()), many, how))


def question(meant: Meant | None) -> str:
    """The heading over what would go."""
    if meant is None or meant.memory_id is not None:
        return _tr("Forget this memory?")
    return _tr("This would be forgotten")
