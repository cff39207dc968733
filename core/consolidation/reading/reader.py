"""Facts by a language model, of messages that the rules took nothing from.

It proposes; what is kept is decided as ever. Nothing of what it words is taken that does not stand in the message.
Without a model, or with one that failed its trial, nothing is read.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from core.consolidation.reading.grounding import find_ground, find_subject
from core.consolidation.reading.prompt import GRAMMAR, MOST_TOKENS, Noted, ask_about, read_noted
from core.consolidation.reading.trial import Tried, keep_trial, read_trial, try_reader
from core.consolidation.settle.fact import HOW_TO, Draft, draft_reading
from core.consolidation.settle.telling import is_hollow
from core.errors import Cancelled, ModelUnavailable
from core.inference.language import LanguageModel
from core.model.memory import Memory, Trust
from core.patience import wait_for
from core.store.database import Database
from core.store.nights import Journal

_FEWEST_WORDS = 5
_LONGEST = 1200
_LEAST_SIGNIFICANCE = 0.1
_MATTERS = {1: 0.3, 2: 0.5, 3: 0.8}


class Reader:
    """Reads messages with a language model that passed its trial."""

    def __init__(self, language: LanguageModel | None) -> None:
        self._language = language
        self._tried: Tried | None = None
        self._known = False

    @property
    def note(self) -> str:
        """How the model did in its trial, as a sentence; empty where none was asked for."""
        return self._tried.describe() if self._known and self._tried is not None else ""

    def begin(self, database: Database, cursor: str, stop: threading.Event) -> TrialPiece | None:
        """Look how the model stands; what is to be written, at `cursor`, where it was never tried on this vault.

        Raises:
            Cancelled: `stop` was set.
        """
        language = self._language
        if self._known or language is None or not language.available:
            return None
        try:
            # Reading the whole file for its checksum may take a second.
            fingerprint = wait_for(lambda: language.fingerprint, stop)
            with database.reading() as connection:
                self._tried = read_trial(connection)
            if self._tried is not None and self._tried.fingerprint == fingerprint:
                self._known = True
                return None
            loaded = language.loaded
            self._tried = try_reader(lambda who, text: self._read(who, text, stop), fingerprint, language.name)
            if not self._tried.passed and not loaded:
                wait_for(language.unload, stop)
        except ModelUnavailable:
            self._language = self._tried = None  # the model's status says why
            return None
        self._known = True
        return TrialPiece(self._tried, cursor)

    def read(self, memories: Sequence[Memory], stop: threading.Event) -> list[Draft]:
        """Return what the model finds in those of these that are worth reading.

        Raises:
            Cancelled: `stop` was set.
        """
        if self._language is None or self._tried is None or not self._tried.passed:
            return []
        drafts: list[Draft] = []
        for memory in memories:
            if not _worth_reading(memory):
                continue
            try:
                noted = self._ask(memory.speaker, memory.text, stop)
            except ModelUnavailable:
                self._language = None
                break
            for one in noted:
                ground = find_ground(one.text, memory.speaker, memory.text)
                if ground is not None:
                    subject = HOW_TO if one.kind == HOW_TO else find_subject(one.text, memory.speaker, ground)
                    matters, by = _MATTERS.get(one.matters, 0.0), self._tried.name
                    drafts.append(
                        draft_reading(memory, subject, one.text, ground.text, tells=one.kind, matters=matters, by=by)
                    )
        return drafts

    def _read(self, speaker: str, text: str, stop: threading.Event) -> Sequence[Noted]:
        """As a night would: what does not stand in the message is not taken."""
        return [one for one in self._ask(speaker, text, stop) if find_ground(one.text, speaker, text) is not None]

    def _ask(self, speaker: str, text: str, stop: threading.Event) -> list[Noted]:
        language = self._language
        assert language is not None
        spoken = wait_for(
            lambda: language.chat(
                ask_about(speaker, text[:_LONGEST]), max_tokens=MOST_TOKENS, stop=stop, grammar=GRAMMAR
            ),
            stop,
        )
        if spoken.stopped:
            raise Cancelled
        return read_noted(spoken.text)


def _worth_reading(memory: Memory) -> bool:
    """Whether a message may hold a fact: what somebody said at some length, and not talk that keeps a talk going."""
    return (
        bool(memory.speaker)
        and memory.trust is not Trust.MODEL
        and len(memory.text.split()) >= _FEWEST_WORDS
        and memory.significance >= _LEAST_SIGNIFICANCE
        and not is_hollow(memory.text)
    )


@dataclass(frozen=True, slots=True)
class TrialPiece:
    """What a trial came to, to be kept with the vault."""

    tried: Tried
    cursor: str

    @property
    def units(self) -> int:
        return 0

    def apply(self, journal: Journal) -> None:
        """Keep it. No change of a memory, so nothing to undo."""
        keep_trial(journal.connection, self.tried)
