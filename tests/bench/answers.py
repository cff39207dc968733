"""How soon and how well Ebb answers, against naive RAG with the same models: five nearest passages, no check."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.answering.check import says_nothing
from core.answering.prompt import ANSWER_TOKENS
from core.assistant import Assistant
from core.embedding.embedder import SentenceEmbedder
from core.errors import ModelUnavailable
from core.inference.language import LanguageModel
from core.inference.models import find_model
from core.ingest.embedding import text_to_embed
from core.model.events import AskEvent, Said
from core.store import vectors
from tests.bench.figure import Figure, say
from tests.bench.ranking import rank_by_cosine
from tests.bench.synthetic import Asked, World, world
from tests.bench.timing import Times
from tests.bench.vaults import all_memories, new_assistant, open_store, temporary_folder, write_conversation

PEOPLE, FACTS, CHATTER = 6, 5, 50
ANSWERABLE, UNANSWERABLE = 24, 12
SEED = 13

_PASSAGES = 5
_PLAIN = "Answer the question from these notes.\n\n{notes}\n\nQuestion: {question}"


@dataclass(slots=True)
class _Record:
    """What came of the questions, of those with an answer in the vault and of those without."""

    whole: Times = field(default_factory=Times)
    first: Times = field(default_factory=Times)
    rates: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    sourced: list[bool] = field(default_factory=list)
    silent: list[bool] = field(default_factory=list)

    def judge(self, asked: Asked, said: str, refs: Sequence[str], *, abstained: bool) -> None:
        if asked.evidence:
            self.right.append(not abstained and asked.answer.casefold() in said.casefold())
            self.sourced.append(not abstained and bool(set(refs) & set(asked.evidence)))
        else:
            self.silent.append(abstained)


def figures() -> Iterator[Figure]:
    """Times of an answer, how many are right and rightly sourced, and abstention where nothing is known."""
    try:
        find_model("embedding")
        find_model("language")
    except ModelUnavailable as error:
        yield Figure("answers", None, "share", note=str(error))
        return
    made = world(PEOPLE, FACTS, CHATTER, SEED, UNANSWERABLE)
    questions = [*made.answerable[:ANSWERABLE], *made.unanswerable]
    with temporary_folder() as folder:
        say("answers: Ebb")
        ebb = _ask_ebb(folder, made, questions)
        say("answers: naive RAG")
        naive = _ask_naively(folder / "profile", questions)
    yield from _compare(ebb, naive)


def _ask_ebb(folder: Path, made: World, questions: Sequence[Asked]) -> _Record:
    record = _Record()
    with new_assistant(folder / "profile") as assistant:
        assistant.import_conversation(write_conversation(folder / "talk.jsonl", made.messages))
        assistant.work()
        assistant.ask(made.answerable[-1].query)  # loads both models
        for asked in questions:
            _ask_once(assistant, asked, record)
    return record


def _ask_once(assistant: Assistant, asked: Asked, record: _Record) -> None:
    heard: list[float] = []

    def hear(event: AskEvent) -> None:
        if isinstance(event, Said):
            heard.append(time.perf_counter())

    began = time.perf_counter()
    with record.whole.measuring():
        answer = assistant.ask(asked.query, on_event=hear).answer
    assert answer is not None
    if heard:
        record.first.values.append((heard[0] - began) * 1000)
    if answer.tokens_per_second is not None:
        record.rates.append(answer.tokens_per_second)
    record.judge(asked, answer.text, [citation.ref for citation in answer.citations], abstained=answer.abstained)


def _ask_naively(profile: Path, questions: Sequence[Asked]) -> _Record:
    record = _Record()
    with open_store(profile) as database:
        kept = all_memories(database)
        with database.reading() as connection:
            space = vectors.current_space(connection)
            assert space is not None
            known = vectors.vectors_of(connection, space, [memory.id for memory in kept])
    rows = np.stack([known[memory.id] for memory in kept])
    embedder, language = SentenceEmbedder(), LanguageModel()
    try:
        embedder.load()
        language.chat([{"role": "user", "content": "Say hello."}], max_tokens=8)
        embedder.encode_query("a first question, so that nothing is set up inside the clock")
        for asked in questions:
            heard: list[float] = []
            began = time.perf_counter()
            with record.whole.measuring():
                found = rank_by_cosine(rows, embedder.encode_query(asked.query), _PASSAGES)
                notes = "\n".join(text_to_embed(kept[row]) for row in found)
                prompt = _PLAIN.format(notes=notes, question=asked.query)
                spoken = language.chat(
                    [{"role": "user", "content": prompt}],
                    max_tokens=ANSWER_TOKENS,
                    on_text=lambda text, heard=heard: heard.append(time.perf_counter()),
                )
            if heard:
                record.first.values.append((heard[0] - began) * 1000)
            if spoken.tokens_per_second is not None:
                record.rates.append(spoken.tokens_per_second)
            # It names no source; the passage it read first is what such tools show as one.
            record.judge(asked, spoken.text, [kept[found[0]].span.ref], abstained=says_nothing(spoken.text))
    finally:
        language.close()
        embedder.close()
    return record


def _compare(ebb: _Record, naive: _Record) -> Iterator[Figure]:
    plain = "baseline: naive RAG, the same models, five nearest passages"
    heard = f"{len(ebb.first.values)} answers that the model wrote, models loaded, recall included; {plain}"
    yield Figure("time to first token p50", ebb.first.p50, "ms", naive.first.p50, heard)
    rate, plain_rate = Times(ebb.rates), Times(naive.rates)
    yield Figure("generation p50", rate.p50, "tokens/s", plain_rate.p50, f"after the first token; {plain}")
    asked = f"{len(ebb.whole.values)} questions, answerable or not, models loaded; {plain}"
    yield Figure("answer p50", ebb.whole.p50, "ms", naive.whole.p50, asked)
    yield Figure("answer p95", ebb.whole.p95, "ms", naive.whole.p95, asked)
    known = f"{len(ebb.right)} questions with an answer in the vault"
    yield Figure("right answer", _share(ebb.right), "share", _share(naive.right), f"{known}; {plain}")
    yield Figure(
        "right source", _share(ebb.sourced), "share", _share(naive.sourced),
        f"{known}, a citation is the message that says it; {plain}, its first passage taken as its source",
    )  # fmt: skip
    yield Figure(
        "abstained when nothing is known", _share(ebb.silent), "share", _share(naive.silent),
        f"{len(ebb.silent)} questions without an answer in the vault; {plain}",
    )  # fmt: skip


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values)
