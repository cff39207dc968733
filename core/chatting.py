"""Chatting: questions and corrections in, turns out, all of it kept in chats."""

from __future__ import annotations

import threading
from collections.abc import Callable
from threading import Event as Flag

from core.answering.asking import Asking
from core.correcting import ask_back, last_answer, take_correction
from core.errors import UserError
from core.forgetting.use import note_accesses
from core.model.answer import AccessKind, Answer, Chat, Role, Turn
from core.model.events import AskEvent
from core.model.objection import read_objection
from core.model.typed import storable
from core.retrieval.shown import Shown
from core.store import chats
from core.store.database import Connection, Database

_LONGEST_QUESTION = 50_000


class Chatting:
    """The chats of one vault. One question is answered at a time; what an answer cites is noted in `shown`.

    `corrected` is called, on the thread that corrects, when a correction has become a memory.
    """

    def __init__(self, database: Database, answers: Asking, shown: Shown, corrected: Callable[[], None]) -> None:
        self._database, self._answers, self._shown, self._corrected = database, answers, shown, corrected
        self._asking = threading.Lock()

    def ask(self, question: str, chat_id: int | None, on_event: Callable[[AskEvent], None], stop: Flag) -> Turn:
        """Answer from memory, or take “That's wrong: …” as a correction: see `Assistant.ask`.

        Raises:
            UserError: the question is empty, or the chat is gone.
        """
        asked = storable(question.strip()[:_LONGEST_QUESTION])
        if not asked:
            raise UserError("The question is empty. Write what you would like to know.")
        with self._asking:
            objected = self._hear_objection(asked, chat_id)
            if objected is not None:
                return objected
            chat = self._database.write(lambda c: _note_question(c, asked, chat_id))
            made = self._answers.ask(asked, on_event=on_event, stop=stop, chat=str(chat))
            answer = made.answer

            def keep(connection: Connection) -> Turn:
                turn_id = chats.add_turn(connection, chat, Role.ASSISTANT, answer.text, answer)
                note_accesses(connection, made.read, AccessKind.RETRIEVED, turn_id)
                cited = [citation.memory_id for citation in answer.citations]
                note_accesses(connection, cited, AccessKind.CITED, turn_id)
                return chats.get_turn(connection, turn_id)

            self._shown.note((one.memory_id, one.channels) for one in answer.citations or answer.closest)
            return self._database.write(keep)

    def correct(self, turn_id: int, text: str) -> Turn:
        """Note what is right instead of an answer: see `Assistant.correct`.

        Raises:
            UserError: the answer is gone, or the correction is empty or too long.
        """
        with self._asking:
            return self._correct(turn_id, text)

    def chats(self, limit: int) -> list[Chat]:
        """Chats, newest first."""
        with self._database.reading() as connection:
            return chats.list_chats(connection, limit)

    def turns(self, chat_id: int) -> list[Turn]:
        """A chat's turns, oldest first."""
        with self._database.reading() as connection:
            return chats.list_turns(connection, chat_id)

    def delete(self, chat_id: int) -> None:
        """Remove a chat and its turns for good."""
        self._database.write(lambda c: chats.delete_chat(c, chat_id))

    def _correct(self, turn_id: int, text: str) -> Turn:
        turn = self._database.write(lambda c: take_correction(c, turn_id, text))
        self._corrected()
        return turn

    def _hear_objection(self, text: str, chat_id: int | None) -> Turn | None:
        """Take "That's wrong: …" as a correction of the chat's last answer; None where it is a question."""
        objected = None if chat_id is None else read_objection(text)
        if chat_id is None or objected is None:
            return None
        with self._database.reading() as connection:
            wrong = last_answer(connection, chat_id)
        if wrong is None:
            return None
        if objected:
            return self._correct(wrong, text)
        return self._database.write(lambda c: _note_answer(c, _note_question(c, text, chat_id), ask_back(text)))


def _note_question(connection: Connection, question: str, chat_id: int | None) -> int:
    if chat_id is not None and not chats.chat_exists(connection, chat_id):
        raise UserError("This chat was deleted. Ask again in a new one.")
    chat = chats.begin_chat(connection, question) if chat_id is None else chat_id
    chats.add_turn(connection, chat, Role.USER, question)
    return chat


def _note_answer(connection: Connection, chat_id: int, answer: Answer) -> Turn:
    return chats.get_turn(connection, chats.add_turn(connection, chat_id, Role.ASSISTANT, answer.text, answer))
