"""Taking a correction in: the user's own word on what an answer had wrong becomes a memory that outranks it."""

from __future__ import annotations

import re

import apsw

from core.answering.correction import word_correction
from core.answering.evidence import label_of
from core.answering.phrasing import phrasing_of
from core.answering.wording import stems
from core.errors import UserError
from core.ingest.understanding import store_understood
from core.model import times
from core.model.answer import AccessKind, Answer, Citation, Means, Role, Route, Turn
from core.model.memory import Form, Kind, NewMemory, Span, Trust
from core.model.objection import read_objection
from core.retrieval.learning import learn_from_corrected
from core.store import accesses, chats, corrections, memories, sources
from core.understanding.tongue import tell_tongue

LONGEST = 5000
# A thing is not the place or the time it was at: "Where was the wedding?" "In Lyon".
_PLACE_OR_TIME = re.compile(r"\W*(?:where|when)\b", re.IGNORECASE)


def read_right(text: str) -> str:
    """What `text` says is right, without the words before it that say that something is wrong.

    Raises:
        UserError: it says nothing, or more than a correction can hold.
    """
    objected = read_objection(text)
    right = text.strip() if objected is None else objected
    if not right:
        raise UserError("The correction is empty. Write what is right instead.")
    if len(right) > LONGEST:
        raise UserError(
            f"This correction is longer than {LONGEST:,} characters. Nothing was changed; say in a few sentences what "
            "is right, or add the text as a file."
        )
    return right


def take_correction(connection: apsw.Connection, turn_id: int, text: str) -> Turn:
    """Store what is right instead of the answer of this turn, and the two turns in which that is said.

    `text` is what the user wrote: "That's wrong: …", or only what is right.

    Raises:
        UserError: there is no such answer any more, or `text` says nothing, or too much.
    """
    right = read_right(text)
    wrong, question = _find_answer(connection, turn_id)
    assert wrong.answer is not None
    cited = list(dict.fromkeys(citation.memory_id for citation in wrong.answer.citations))
    source_id, position = corrections.place_correction(connection)
    worded = _word(question, right)
    said = NewMemory(
        text=worded,
        span=Span(f"{corrections.LOCATION}#{position + 1}", 0, len(worded)),
        kind=Kind.SEMANTIC,
        form=Form.FACT,
        trust=Trust.USER,
        context=question,
        said_at=times.now(),
        significance=1.0,
    )
    (memory_id,) = store_understood(connection, source_id, position, [said])
    corrections.add_parents(connection, memory_id, cited)
    accesses.log_accesses(connection, cited, AccessKind.CORRECTED, turn_id)
    learn_from_corrected(connection, [one.channels for one in wrong.answer.citations if one.channels])
    objects = read_objection(text) is not None
    language = tell_tongue(text if objects or not question else question)
    return _note(connection, wrong.chat_id, right, memory_id, language)


def last_answer(connection: apsw.Connection, chat_id: int) -> int | None:
    """The newest turn of a chat that answers something; None where there is none."""
    answered = [turn.id for turn in chats.list_turns(connection, chat_id) if _is_answer(turn)]
    return answered[-1] if answered else None


def ask_back(objection: str) -> Answer:
    """What is said to somebody who says that an answer is wrong, and not what is right."""
    said = phrasing_of(tell_tongue(objection)).ask_back
    return Answer(said, (), Route.TALK, Means.PHRASE, abstained=False, milliseconds=0)


def _find_answer(connection: apsw.Connection, turn_id: int) -> tuple[Turn, str]:
    """An answer and the question it was given to: of a correction that was noted, the question that was corrected."""
    try:
        wrong = chats.get_turn(connection, turn_id)
    except KeyError:
        wrong = None
    if wrong is None or not _is_answer(wrong):
        raise UserError("This answer is no longer there, so nothing was changed. Ask again and correct the new answer.")
    assert wrong.answer is not None
    if wrong.answer.means is Means.PHRASE:
        noted = corrections.get_corrections(connection, [citation.memory_id for citation in wrong.answer.citations])
        if noted:
            return wrong, next(iter(noted.values())).question
    asked = [
        turn.text
        for turn in chats.list_turns(connection, wrong.chat_id)
        if turn.role is Role.USER and turn.id < turn_id
    ]
    return wrong, asked[-1] if asked else ""


def _is_answer(turn: Turn) -> bool:
    """Whether a turn can be corrected: small talk cannot."""
    return turn.role is Role.ASSISTANT and turn.answer is not None and turn.answer.route is not Route.TALK


def _word(question: str, right: str) -> str:
    """Make what is right understood by itself: as a statement, else behind the question if it has no word of it."""
    stated = word_correction(question, right)
    if stated is not None and not (_PLACE_OR_TIME.match(question) and stated.endswith(" now.")):
        return stated
    if not question or stems(question) & stems(right) or not stems(question):
        return right
    return f"{question}{' ' if question.endswith(('?', '？')) else ': '}{right}"


def _note(connection: apsw.Connection, chat_id: int, right: str, memory_id: int, language: str) -> Turn:
    phrasing = phrasing_of(language)
    memory = memories.get_memories(connection, [memory_id])[memory_id]
    source = sources.get_source(connection, memory.source_id)
    assert source is not None
    chats.add_turn(connection, chat_id, Role.USER, phrasing.wrong.format(right=right))
    citation = Citation(1, memory_id, memory.span.ref, right, label_of(memory, source, language))
    answer = Answer(
        phrasing.noted.format(right=right), (citation,), Route.PROFILE, Means.PHRASE, abstained=False, milliseconds=0
    )
    return chats.get_turn(connection, chats.add_turn(connection, chat_id, Role.ASSISTANT, answer.text, answer))
