"""What stands in the transcript."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from core.model.answer import Answer, Citation, Means, Route
from ui import words


class MessageKind(Enum):
    QUESTION = auto()
    ANSWER = auto()
    WAITING = auto()
    FAILURE = auto()


@dataclass(frozen=True, slots=True)
class Message:
    """One entry. `status` says in words what a waiting answer is at, or why a correction was not taken; `question` is
    what a retry asks again. `turn` is the id of an answer's turn, 0 when it has none; `corrected` is what the user
    said is right instead.
    """

    kind: MessageKind
    text: str
    answer: Answer | None = None
    status: str = ""
    question: str = ""
    turn: int = 0
    correcting: bool = False
    corrected: str = ""

    @property
    def correctable(self) -> bool:
        """Whether "That's wrong" can be said to it: there is no wrong small talk."""
        talk = self.answer is not None and self.answer.route is Route.TALK
        return self.kind is MessageKind.ANSWER and self.turn > 0 and not talk and not self.correcting

    @property
    def evidence(self) -> tuple[Citation, ...]:
        """The passages behind the message, in the order they are shown."""
        if self.answer is None or self.answer.route is Route.TALK:
            return ()
        return self.answer.closest if self.answer.abstained else self.answer.citations


def _tr(text: str) -> str:
    return QCoreApplication.translate("Message", text)


def spoken(message: Message) -> str:
    """The whole message as a screen reader says it."""
    if message.kind is MessageKind.QUESTION:
        return _tr("You: {text}").format(text=message.text)
    if message.kind is MessageKind.FAILURE:
        return _tr("Not answered: {text}").format(text=message.text)
    if message.kind is MessageKind.WAITING:
        return _tr("Ebb: {text}").format(text=" ".join(filter(None, (message.text, message.status))))
    parts = [_tr("Ebb: {text}").format(text=message.text)]
    if message.evidence:
        lead = _tr("Closest:") if message.answer is not None and message.answer.abstained else _tr("Sources:")
        sources = "; ".join(f"{citation.number} {citation.label}" for citation in message.evidence)
        parts.append(f"{lead} {sources}.")
    if message.answer is not None and message.answer.notice:
        parts.append(message.answer.notice)
    if message.answer is not None and message.answer.elsewhere:
        parts.append(left_machine(message.answer))
    if message.corrected:
        parts.append(_tr("Corrected by you: {text}").format(text=message.corrected))
    return " ".join(parts)


def plain(message: Message) -> str:
    """The message as it goes to the clipboard: the answer, then its sources line by line."""
    lines = [message.text]
    if message.corrected:
        lines += ["", _tr("Corrected by you: {text}").format(text=message.corrected)]
    if message.evidence:
        lines.append("")
        lines += [f"[{citation.number}] {citation.label}: “{citation.quote}”" for citation in message.evidence]
    return "\n".join(lines)


def left_machine(answer: Answer) -> str:
    """The mark of an answer that was worded elsewhere, or was to be."""
    return _tr("This question and what was found for it left this machine, to {where}.").format(where=answer.elsewhere)


def facts(answer: Answer) -> str:
    """Which way the question went and how the answer was made, in one technical line."""
    route = {
        Route.TALK: _tr("small talk"),
        Route.PROFILE: _tr("profile"),
        Route.TARGETED: _tr("targeted recall"),
        Route.DEEP: _tr("deep recall"),
        Route.TABLE: _tr("lists and counts"),
    }[answer.route]
    means = {
        Means.MODEL: _tr("told by the model, checked"),
        Means.SPAN: _tr("taken from memory"),
        Means.TIME: _tr("worked out from memory"),
        Means.VALUE: _tr("known from memory"),
        Means.TABLE: _tr("counted in memory"),
        Means.QUOTE: _tr("quoted from memory"),
        Means.PHRASE: _tr("nothing was looked up"),
        Means.NOTHING: _tr("looked, found nothing"),
    }[answer.means]
    parts = [route, means]
    if answer.considered:
        used = 0 if answer.abstained else len({citation.memory_id for citation in answer.citations})
        total = words.count(answer.considered, _tr("memory"), _tr("memories"))
        parts.append(_tr("{used} of {total}").format(used=words.number(used), total=total))
    parts.append(_tr("{seconds} s").format(seconds=f"{answer.milliseconds / 1000:.1f}"))
    if answer.model:
        parts.append(answer.model)
    if answer.tokens_per_second:
        parts.append(_tr("{n} tokens/s").format(n=f"{answer.tokens_per_second:.0f}"))
    if answer.stopped:
        parts.append(_tr("stopped"))
    return " · ".join(parts)
