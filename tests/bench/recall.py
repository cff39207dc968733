"""How much of what is asked for is found, and how soon, against plain cosine and plain BM25 over the same vault.

With an ablation: the same search without one of its channels after the other, and each tier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from core.assistant import Assistant
from core.errors import ModelUnavailable
from core.inference.models import find_model
from core.model.answer import Hit, Tier
from core.model.wording import word_text
from core.retrieval.configuration import Configuration
from core.retrieval.recall import Recall
from core.store import vectors
from tests.bench.encoder import encode_bare
from tests.bench.figure import Figure, say
from tests.bench.locomo import FILE, Sample, read_samples
from tests.bench.ranking import Bm25, rank_by_cosine
from tests.bench.synthetic import Asked, Message, world
from tests.bench.timing import Times
from tests.bench.vaults import all_memories, new_assistant, open_store, temporary_folder, write_conversation

CUTS = (5, 10, 20)
SEED = 7

_LIMIT = 50
_GROUPS = (("LoCoMo 1–3", slice(0, 3)), ("LoCoMo 4–5", slice(3, 5)))
_PEOPLE, _FACTS, _CHATTER = 8, 6, 70
_THOROUGH = 40
_CHANNELS = (
    "words", "vector", "window", "session_words", "session_vector", "speaker", "length", "asking", "time", "period",
    "entities", "strength", "clues", "decisiveness", "exhaustive",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Tried:
    """One question searched for in another way."""

    evidence: tuple[str, ...]
    balanced: list[str]
    found: list[str]


@dataclass(slots=True)
class _Ranked:
    """For each question its evidence, and the refs in the order in which each method gave them."""

    evidence: list[tuple[str, ...]] = field(default_factory=list)
    ebb: list[list[str]] = field(default_factory=list)
    others: dict[str, list[_Tried]] = field(default_factory=dict)
    cosine: list[list[str]] = field(default_factory=list)
    bm25: list[list[str]] = field(default_factory=list)
    times: Times = field(default_factory=Times)
    alone: Times = field(default_factory=Times)
    thorough: Times = field(default_factory=Times)

    def add(self, other: _Ranked) -> None:
        self.evidence += other.evidence
        self.ebb += other.ebb
        self.cosine += other.cosine
        self.bm25 += other.bm25
        for mine, theirs in ((self.times, other.times), (self.alone, other.alone), (self.thorough, other.thorough)):
            mine.values += theirs.values
        for way, tried in other.others.items():
            self.others.setdefault(way, []).extend(tried)


def figures() -> Iterator[Figure]:
    """Recall at 5, 10 and 20, all of the evidence in 10, and the time of a search."""
    try:
        find_model("embedding")
    except ModelUnavailable as error:
        yield Figure("recall", None, "share", note=str(error))
        return
    samples = read_samples()
    for name, part in _GROUPS:
        if not samples[part]:
            yield Figure(f"{name}, recall@10", None, "share", note=f"{FILE.name} is not there")
            continue
        ranked = _Ranked()
        for sample in samples[part]:
            say(f"recall: {sample.name}")
            ranked.add(_measure(sample))
        yield from _score(name, ranked)
    say("recall: synthetic")
    made = world(_PEOPLE, _FACTS, _CHATTER, SEED)
    yield from _score("synthetic", _measure(Sample("synthetic", made.messages, made.answerable)))


def _measure(sample: Sample) -> _Ranked:
    with temporary_folder() as folder:
        ranked = _search(folder / "profile", sample.messages, sample.questions, folder)
        _rank_plainly(folder, sample.questions, ranked)
    return ranked


def _search(profile: Path, messages: Sequence[Message], questions: Sequence[Asked], folder: Path) -> _Ranked:
    ranked = _Ranked()
    with new_assistant(profile) as assistant:
        assistant.import_conversation(write_conversation(folder / "talk.jsonl", messages))
        assistant.work()
        assistant.search("a first question, so that nothing is set up inside the clock", wait_for_model=True)
        for asked in questions:
            with ranked.times.measuring():
                hits = assistant.search(asked.query, _LIMIT, wait_for_model=True)
            ranked.evidence.append(asked.evidence)
            ranked.ebb.append(_refs(hits))
        _ablate(assistant, questions, ranked)
    return ranked


def _ablate(assistant: Assistant, questions: Sequence[Asked], ranked: _Ranked) -> None:
    """Search again without each channel, without the second round, and at the other tiers."""
    whole = assistant._recall
    ways: dict[str, tuple[Recall, Tier]] = {"tier fast": (whole, Tier.FAST)}
    for channel in _CHANNELS:
        chosen = replace(Configuration(), **{channel: 0})
        ways[f"without {channel}"] = Recall(assistant._database, assistant._embedder, chosen), Tier.BALANCED
    try:
        find_model("language")
        ways["tier thorough"] = whole, Tier.THOROUGH
    except ModelUnavailable:
        say("recall: no language model, so no thorough search")
    for way, (recall, tier) in ways.items():
        say(f"recall: {way}")
        asked_here = questions[:_THOROUGH] if tier is Tier.THOROUGH else questions
        for asked, balanced in zip(asked_here, ranked.ebb, strict=False):
            with (ranked.thorough if tier is Tier.THOROUGH else Times()).measuring():
                hits = recall.recall(asked.query, _LIMIT, wait_for_model=True, tier=tier).hits
            ranked.others.setdefault(way, []).append(_Tried(asked.evidence, balanced, _refs(hits)))


def _refs(hits: Sequence[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.memory.span.ref for hit in hits))


def _rank_plainly(folder: Path, questions: Sequence[Asked], ranked: _Ranked) -> None:
    """Fill in both baselines, from the texts and vectors that the vault holds."""
    with open_store(folder / "profile") as database:
        kept = all_memories(database)
        with database.reading() as connection:
            space = vectors.current_space(connection)
            assert space is not None
            known = vectors.vectors_of(connection, space, [memory.id for memory in kept])
    rows = np.stack([known[memory.id] for memory in kept])
    refs = [memory.span.ref for memory in kept]
    words = Bm25([word_text(memory.speaker, memory.text, memory.captions) for memory in kept])
    queries = [asked.query for asked in questions]
    encoded = encode_bare(folder, [queries], queries)
    ranked.alone = Times(encoded.singles_ms)
    for asked, vector in zip(questions, encoded.rows, strict=True):
        ranked.cosine.append([refs[row] for row in rank_by_cosine(rows, vector, _LIMIT)])
        ranked.bm25.append([refs[row] for row in words.rank(asked.query, _LIMIT)])


def _score(name: str, ranked: _Ranked) -> Iterator[Figure]:
    asked = f"{len(ranked.evidence)} questions"
    for label, cut, whole in (*((f"recall@{cut}", cut, False) for cut in CUTS), ("all@10", 10, True)):
        ebb, cosine, bm25 = (
            _recall(refs, ranked.evidence, cut, whole=whole) for refs in (ranked.ebb, ranked.cosine, ranked.bm25)
        )
        note = f"{asked}; plain cosine {cosine:.3f}, plain BM25 {bm25:.3f}; baseline: the better of the two"
        yield Figure(f"{name}, {label}", ebb, "share", max(cosine, bm25), note)
    yield from _compare(name, ranked)
    note = f"{asked}, embedding of the question included; baseline: the bare encoder on the question alone"
    yield Figure(f"{name}, search p50", ranked.times.p50, "ms", ranked.alone.p50, note)
    yield Figure(f"{name}, search p95", ranked.times.p95, "ms", ranked.alone.p95, note)


def _compare(name: str, ranked: _Ranked) -> Iterator[Figure]:
    """What each channel adds, and what the tiers give: recall@10 beside the balanced search on the same questions."""
    for way, tried in ranked.others.items():
        evidence = [one.evidence for one in tried]
        value = _recall([one.found for one in tried], evidence, 10, whole=False)
        balanced = _recall([one.balanced for one in tried], evidence, 10, whole=False)
        note = f"{len(tried)} questions; baseline: the balanced search with all of it"
        yield Figure(f"{name}, recall@10, {way}", value, "share", balanced, note)
    if ranked.thorough.values:
        yield Figure(f"{name}, thorough search p50", ranked.thorough.p50, "ms", ranked.times.p50, "baseline: balanced")


def _recall(found: Sequence[Sequence[str]], evidence: Sequence[tuple[str, ...]], cut: int, *, whole: bool) -> float:
    """Mean share of the evidence among the first `cut` refs; with `whole`, the share of questions with all of it."""
    shares = [
        sum(ref in refs[:cut] for ref in wanted) / len(wanted) for refs, wanted in zip(found, evidence, strict=True)
    ]
    return sum(share == 1 if whole else share for share in shares) / len(shares)
