"""Searching and asking, and the chats that come of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from threading import Event as Flag
from typing import TYPE_CHECKING

from core.embedding.switching import SwitchingEmbedder
from core.errors import Cancelled, ModelUnavailable
from core.inference.endpoint import EndpointModel
from core.inference.language import LanguageModel
from core.later import later
from core.model.answer import Chat, Hit, Passage, Tier, Turn
from core.model.completion import Completion
from core.model.events import AskEvent
from core.model.found import Explained, Found
from core.retrieval.learning import reset_learned
from core.retrieval.recall import Recall
from core.retrieval.shown import Shown
from core.retrieval.tuned import reset_tuned
from core.searching import Searching
from core.store.database import Connection, Database

if TYPE_CHECKING:
    # Imported by its first use: reading a question takes longer to import than all the rest, and a search needs none.
    from core.chatting import Chatting


class AskingPart:
    """What can be asked and looked for."""

    _database: Database
    _recall: Recall
    _embedder: SwitchingEmbedder
    _language: LanguageModel
    _endpoint: EndpointModel
    _look_up_model: Callable[[], None]
    _shown: Shown
    _searching: Searching
    _go_on_after_correction: Callable[[], None]

    def search(
        self, query: str, limit: int = 20, *, wait_for_model: bool = False, tier: Tier | None = None
    ) -> list[Hit]:
        """The memories that fit the query best. By word alone while the embedding model is not there.

        The query's operators (`from: in: since: until: kind: tag: -word "phrase"`) are obeyed; one of nothing else
        lists the newest first. With `wait_for_model` the embedding model is loaded first, if there is one. Without a
        `tier` the vault's own setting decides.

        Raises:
            UserError: an operator holds what does not exist, or the operators contradict each other.
        """
        return self.explain(query, limit, wait_for_model=wait_for_model, tier=tier).hits

    def explain(
        self, query: str, limit: int = 20, *, wait_for_model: bool = False, tier: Tier | None = None
    ) -> Explained:
        """`search`, with what was made of the query."""
        return self._searching.explain(query, limit, wait_for_model=wait_for_model, tier=tier)

    @property
    def tier(self) -> Tier:
        """How much a search may cost when it does not say: `EBB_TIER`, else the vault's setting, else balanced."""
        return self._searching.tier

    def completions(self, text: str, cursor: int) -> list[Completion]:
        """How a query that is being typed may go on, with the cursor after `cursor` characters."""
        return self._searching.completions(text, cursor)

    def find(self, query: str, limit: int = 8) -> Found:
        """Everything that fits a query while it is typed, by its words alone; `search` goes by meaning too.

        Raises:
            UserError: as in `search`.
        """
        return self._searching.find(query, limit)

    def ask(
        self,
        question: str,
        *,
        chat_id: int | None = None,
        on_event: Callable[[AskEvent], None] | None = None,
        stop: Flag | None = None,
    ) -> Turn:
        """Answer from memory. Question and answer are kept in the chat; a new one is begun without `chat_id`.

        `on_event` is called on this thread. When `stop` is set the answer ends within one token and says `stopped`.

        Raises:
            UserError: the question is empty, or the chat is gone.
        """
        self._look_up_model()
        return self._chatting.ask(question, chat_id, on_event or (lambda event: None), stop or Flag())

    def correct(self, turn_id: int, text: str) -> Turn:
        """Note what is right instead of an answer. Returns the turn that says so.

        `text` says what is right, with or without "That's wrong:" before it. It is kept as the user's own word and
        outranks what had it wrong, which stays as it is; the same question is answered with it from then on.

        Raises:
            UserError: the answer is gone, or the correction is empty or too long.
        """
        return self._chatting.correct(turn_id, text)

    def reset_learning(self) -> None:
        """Forget what was learned from use and in nights about searching; corrections stay."""

        def reset(connection: Connection) -> None:
            reset_learned(connection)
            reset_tuned(connection)

        self._database.write(reset)

    def warm_up(self) -> None:
        """Load the embedding model and the codes, so that the first question need not wait. Silent without a model."""
        self._recall.prepare()
        with contextlib.suppress(ModelUnavailable, Cancelled):
            self._embedder.load()

    def chats(self, limit: int = 100) -> list[Chat]:
        """Chats, newest first."""
        return self._chatting.chats(limit)

    def turns(self, chat_id: int) -> list[Turn]:
        """A chat's turns, oldest first."""
        return self._chatting.turns(chat_id)

    def delete_chat(self, chat_id: int) -> None:
        """Remove a chat and its turns for good."""
        self._chatting.delete(chat_id)
        self._language.forget()

    def passage(self, memory_id: int, around: int = 3) -> Passage:
        """A memory with `around` neighbours on each side. Counts as opened.

        Raises:
            UserError: there is no such memory any more.
        """
        return self._searching.passage(memory_id, around)

    @later
    def _chatting(self) -> Chatting:
        from core.answering.asking import Asking
        from core.chatting import Chatting

        endpoint = self._endpoint
        answers = Asking(
            self._database,
            self._recall,
            self._embedder,
            self._language,
            lambda: self.tier,
            lambda: endpoint if endpoint.chosen else None,
        )
        return Chatting(self._database, answers, self._shown, self._go_on_after_correction)
