"""How soon and how well Ebb answers, against naive RAG with the same models: five nearest passages, no check."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.answering.check import says_nothing
from core.answering.prompt import ANSWER_TOKENS
from core.assistant import Assistant
from core.embedding.sentences import SentenceEmbedder
from core.errors import ModelUnavailable
from core.inference.language import LanguageModel
from core.inference.models import find_model
from core.ingest.embedding import text_to_embed
from core.model.memory import Memory
from core.store import vectors
from tests.bench.figure import Figure, say
from tests.bench.grades import Grades, mean
from tests.bench.locomo import FILE, Sample, read_samples
from tests.bench.ranking import rank_by_cosine
from tests.bench.synthetic import Asked, World, world
from tests.bench.timing import Times
from tests.bench.vaults import all_memories, new_assistant, open_store, temporary_folder, write_conversation

PEOPLE, FACTS, CHATTER = 6, 5, 50
ANSWERABLE, UNANSWERABLE = 24, 12
SEED = 13
DRAWN = 20
"""Questions drawn from each development conversation."""

Vectors = NDArray[np.float32]
_PASSAGES = 5
_MARK = re.compile(r" ?\[\d+\]")
_PLAIN = "Answer the question from these notes.\n\n{notes}\n\nQuestion: {question}"


@dataclass(slots=True)
class _Record:
    """What came of the questions, of those with an answer in the vault and of those without."""

    whole: Times = field(default_factory=Times)
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
    yield from conversation_figures()


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
    with record.whole.measuring():
        answer = assistant.ask(asked.query).answer
    assert answer is not None
    record.judge(asked, answer.text, [citation.ref for citation in answer.citations], abstained=answer.abstained)


def _ask_naively(profile: Path, questions: Sequence[Asked]) -> _Record:
    record = _Record()
    with naive_setting(profile) as answer_one:
        for asked in questions:
            with record.whole.measuring():
                said, read = answer_one(asked.query)
            # It names no source; the passage it read first is what such tools show as one.
            record.judge(asked, said, read[:1], abstained=says_nothing(said))
    return record


@contextmanager
def naive_setting(profile: Path) -> Iterator[Callable[[str], tuple[str, list[str]]]]:
    """Naive RAG over a vault that nobody has open, its models loaded."""
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
        yield lambda query: answer_naively(query, kept, rows, embedder, language)
    finally:
        language.close()
        embedder.close()


def answer_naively(
    query: str, kept: Sequence[Memory], rows: Vectors, embedder: SentenceEmbedder, language: LanguageModel
) -> tuple[str, list[str]]:
    """What a plain tool says, and the refs of the passages it read: the nearest ones in the prompt, and no check."""
    found = rank_by_cosine(rows, embedder.encode_query(query), _PASSAGES)
    notes = "\n".join(text_to_embed(kept[row]) for row in found)
    prompt = _PLAIN.format(notes=notes, question=query)
    spoken = language.chat([{"role": "user", "content": prompt}], max_tokens=ANSWER_TOKENS)
    return spoken.text, [kept[row].span.ref for row in found]


def conversation_figures() -> Iterator[Figure]:
    """Token F1, citations and abstention on the development conversations, where they are there."""
    samples = read_samples()
    if not samples:
        yield Figure("LoCoMo token F1", None, "share", note=f"not measured: there is no {FILE.name} beside the project")
        return
    ebb, naive = Grades(), Grades()
    for sample in samples:
        say(f"answers: {sample.name}")
        _grade(sample, ebb, naive)
    asked = f"{len(ebb.f1)} questions with and {len(ebb.silent)} without an answer, of {len(samples)} conversations"
    plain = "baseline: naive RAG, the same models, five nearest passages"
    for name, mine, theirs in (
        ("LoCoMo token F1", ebb.f1, naive.f1),
        ("LoCoMo citation precision", ebb.precision, naive.precision),
        ("LoCoMo citation recall", ebb.recall, naive.recall),
        ("LoCoMo abstained when unanswerable", ebb.silent, naive.silent),
        ("LoCoMo abstained when answerable", ebb.shy, naive.shy),
    ):
        yield Figure(name, mean(mine), "share", mean(theirs), f"{asked}; {plain}")


def _grade(sample: Sample, ebb: Grades, naive: Grades) -> None:
    drawn = random.Random(SEED).sample([*sample.questions, *sample.unanswerable], DRAWN)
    with temporary_folder() as folder:
        with new_assistant(folder / "profile") as assistant:
            assistant.import_conversation(write_conversation(folder / "talk.jsonl", sample.messages))
            assistant.work()
            for asked in drawn:
                answer = assistant.ask(asked.query).answer
                assert answer is not None
                cited = [citation.ref for citation in answer.citations]
                said = _MARK.sub("", answer.text)
                ebb.grade(asked, said, cited, abstained=answer.abstained, several=asked.query in sample.lists)
        with naive_setting(folder / "profile") as answer_one:
            for asked in drawn:
                said, read = answer_one(asked.query)
                naive.grade(asked, said, read, abstained=says_nothing(said), several=asked.query in sample.lists)


def _compare(ebb: _Record, naive: _Record) -> Iterator[Figure]:
    plain = "baseline: naive RAG, the same models, five nearest passages"
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
