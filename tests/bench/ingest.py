"""How fast Ebb takes in conversations and files, against the bare encoder on the same texts in the same run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.assistant import Assistant
from core.errors import ModelUnavailable
from core.inference.models import find_model
from core.ingest.embedding import text_to_embed
from tests.bench.encoder import encode_bare
from tests.bench.figure import Figure, say
from tests.bench.synthetic import conversation, write_documents
from tests.bench.vaults import all_memories, new_assistant, open_store, temporary_folder, write_conversation

MESSAGES, DOCUMENTS, COLD_MESSAGES = 1500, 40, 500
ROUNDS = 2
SEED = 20

_WARM = (
    "ready for questions before the clock starts, the process for bulk starts inside it; baseline: "
    "sentence-transformers alone, loaded, all texts in one call, batch 32"
)
_COLD = "process start and model load inside the clock, on both sides"


@dataclass(frozen=True, slots=True)
class _Batch:
    """One thing taken in: its size in bytes, the seconds it took, and the texts that were embedded for it."""

    size: int
    seconds: float
    texts: list[str]


def figures() -> Iterator[Figure]:
    """Messages/s, passages/s and MB/s, each with the encoder's own rate."""
    try:
        find_model("embedding")
    except ModelUnavailable as error:
        yield Figure("messages", None, "messages/s", note=str(error))
        return
    with temporary_folder() as folder:
        talk = write_conversation(folder / "talk.jsonl", conversation(MESSAGES, SEED))
        papers = write_documents(folder / "papers", DOCUMENTS, SEED)
        rounds = []
        for number in range(ROUNDS):
            say(f"ingest: round {number + 1} of {ROUNDS}")
            messages, documents = _take_in(folder / f"warm-{number}", talk, papers)
            bare = encode_bare(folder, [messages.texts, documents.texts])
            rounds.append((messages, documents, *bare.seconds))
        yield from _compare("messages", "messages/s", [(row[0], row[2]) for row in rounds])
        yield from _compare("documents", "passages/s", [(row[1], row[3]) for row in rounds])
        say("ingest: cold")
        yield _cold(folder)


def _take_in(profile: Path, talk: Path, papers: Sequence[Path]) -> tuple[_Batch, _Batch]:
    with new_assistant(profile) as assistant:
        assistant.warm_up()
        assistant.search("a first question, so that nothing is set up inside the clock", wait_for_model=True)
        seconds = [_seconds(assistant, [talk]), _seconds(assistant, papers)]
    with open_store(profile) as database:
        texts = [text_to_embed(memory) for memory in all_memories(database)]
    return (
        _Batch(talk.stat().st_size, seconds[0], texts[:MESSAGES]),
        _Batch(sum(path.stat().st_size for path in papers), seconds[1], texts[MESSAGES:]),
    )


def _seconds(assistant: Assistant, paths: Sequence[Path]) -> float:
    """Take files in and work until every memory of them has its vector.

    Raises:
        RuntimeError: something was left out, so that the time would flatter.
    """
    began = time.perf_counter()
    assistant.add(paths)
    report = assistant.work()
    spent = time.perf_counter() - began
    if report.skipped:
        raise RuntimeError(f"left out: {report.skipped[0].reason}")
    return spent


def _compare(name: str, unit: str, rounds: Sequence[tuple[_Batch, float]]) -> Iterator[Figure]:
    spent, bare = sum(batch.seconds for batch, _ in rounds), sum(seconds for _, seconds in rounds)
    count, size = sum(len(batch.texts) for batch, _ in rounds), sum(batch.size for batch, _ in rounds)
    note = f"{len(rounds[0][0].texts):,} {unit.removesuffix('/s')}, rounds: {len(rounds)}; {_WARM}"
    yield Figure(name, count / spent, unit, count / bare, note)
    yield Figure(f"{name}, bytes of the files", size / spent / 1e6, "MB/s", size / bare / 1e6, note)


def _cold(folder: Path) -> Figure:
    talk = write_conversation(folder / "cold.jsonl", conversation(COLD_MESSAGES, SEED + 1))
    profile = folder / "cold"
    with new_assistant(profile) as assistant:
        spent = _seconds(assistant, [talk])
    with open_store(profile) as database:
        texts = [text_to_embed(memory) for memory in all_memories(database)]
    bare = encode_bare(folder, [texts], warm=False)
    seconds = bare.ready_seconds + bare.seconds[0]
    note = f"{len(texts):,} messages; {_COLD}"
    return Figure("messages, cold", len(texts) / spent, "messages/s", len(texts) / seconds, note)
