"""Whether what holds now is answered when everything was said several times, and not in order.

Sixteen things each change three times in the chat of two friends; the messages are imported in an order that has
nothing to do with when they were said. Asked is for the value of today. Everything here is invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

from core.answering.profile import look_up
from core.errors import ModelUnavailable
from core.inference.models import find_model
from core.model.memory import Memory
from core.model.wording import word_text
from core.store import vectors
from tests.bench.encoder import encode_bare
from tests.bench.figure import Figure, say
from tests.bench.overwrite_phrases import KEYS, OTHERWISE, TEMPTATIONS
from tests.bench.ranking import Bm25, rank_by_cosine
from tests.bench.synthetic import Message, chatter
from tests.bench.vaults import all_memories, new_assistant, open_store, temporary_folder, write_conversation

SEEDS = (11, 12, 13, 14, 15, 16)
VALUES_EACH = 4
CHATTER = 240

_BEGIN = datetime(2023, 2, 1, 9, 0, tzinfo=UTC)
_FRIENDS = ("Robin", "Kim")


@dataclass(frozen=True, slots=True)
class Stream:
    """Messages in the order of import, and for each question the value that holds now and those that held before."""

    messages: tuple[Message, ...]
    asked: tuple[tuple[str, str, tuple[str, ...]], ...]


def stream(seed: int, *, otherwise: bool = False) -> Stream:
    """`VALUES_EACH` values for each key at random times among `CHATTER` other messages, imported shuffled.

    With `otherwise` half of them are put in the words of `OTHERWISE`.
    """
    chance = random.Random(seed)
    said: list[tuple[str, str]] = []
    turns = [(number, value) for number, key in enumerate(KEYS) for value in chance.sample(key.values, VALUES_EACH)]
    chance.shuffle(turns)
    told: dict[int, list[str]] = {}
    for number, value in turns:
        words = OTHERWISE[number] if otherwise and chance.random() < 0.5 else KEYS[number].statements
        said.append((KEYS[number].speaker, chance.choice(words).format(value=value)))
        told.setdefault(number, []).append(value)
    for number, text in TEMPTATIONS:
        value, other = chance.choice(KEYS[number].values), "Felix"
        said.insert(chance.randint(0, len(said)), (chance.choice(_FRIENDS), text.format(value=value, other=other)))
    for text in islice(chatter(seed), CHATTER):
        said.insert(chance.randint(0, len(said)), (chance.choice(_FRIENDS), text))
    messages: list[Message] = []
    time = _BEGIN
    for place, (speaker, text) in enumerate(said):
        time += timedelta(hours=chance.randint(2, 60))
        messages.append(Message("friends", f"day {time:%Y-%m-%d}", f"f-{place}", time, speaker, text))
    asked = tuple(
        (chance.choice(KEYS[key].questions), values[-1], tuple(values[:-1])) for key, values in sorted(told.items())
    )
    chance.shuffle(messages)
    return Stream(tuple(messages), asked)


@dataclass(slots=True)
class _Record:
    """For each question: whether the current value was looked up, another one, and what plain RAG would have read."""

    right: list[bool] = field(default_factory=list)
    wrong: list[bool] = field(default_factory=list)
    asked: list[bool] = field(default_factory=list)
    plain: list[bool] = field(default_factory=list)


def figures() -> Iterator[Figure]:
    """The share of keys whose value of today is looked up, and is answered, against the best message of plain RAG."""
    try:
        find_model("embedding")
    except ModelUnavailable as error:
        yield Figure("current value", None, "share", note=str(error))
        return
    for label, otherwise in (("", False), (", in other words", True)):
        record = _Record()
        for seed in SEEDS:
            say(f"overwrites: stream {seed}{label}")
            _measure(stream(seed, otherwise=otherwise), record, ask=seed == SEEDS[0])
        count = len(record.right)
        keys = f"{len(KEYS)} keys, {len(KEYS) * VALUES_EACH} values, shuffled; {count} questions"
        best = sum(record.plain) / count
        note = (
            f"{keys}; baseline: the value is in the first message of plain BM25 or plain cosine, the better of the two"
        )
        yield Figure(f"current value looked up{label}", sum(record.right) / count, "share", best, note)
        yield Figure(f"outdated or wrong value looked up{label}", sum(record.wrong) / count, "share", note=keys)
        asked = sum(record.asked) / len(record.asked)
        yield Figure(f"current value asked{label}", asked, "share", best, f"{len(record.asked)} questions, one stream")


def _measure(made: Stream, record: _Record, *, ask: bool) -> None:
    rights = [_shown(right) for _, right, _ in made.asked]
    with temporary_folder() as folder:
        known, answers = _run(folder / "profile", made, folder, ask=ask)
        record.plain += _best_messages(folder, made)
    record.right += [value == right for value, right in zip(known, rights, strict=True)]
    record.wrong += [value not in ("", right) for value, right in zip(known, rights, strict=True)]
    if ask:
        record.asked += [
            _answers(answer, right, past) for answer, (_, right, past) in zip(answers, made.asked, strict=True)
        ]


def _answers(answer: str, right: str, past: Sequence[str]) -> bool:
    """Whether the current value is in the answer, and no older one before it."""
    said = _shown(answer)
    place = said.find(_shown(right))
    return place >= 0 and not any(_shown(value) in said[:place] for value in past)


def _run(profile: Path, made: Stream, folder: Path, *, ask: bool) -> tuple[list[str], list[str]]:
    """Import a stream and ask: (values looked up, empty where there is none; answers of the assistant)."""
    with new_assistant(profile) as assistant:
        assistant.import_conversation(write_conversation(folder / "talk.jsonl", made.messages))
        assistant.work()
        answers = [assistant.ask(question).text for question, _, _ in made.asked] if ask else []
    with open_store(profile) as database, database.reading() as connection:
        known = [look_up(question, connection) for question, _, _ in made.asked]
    return ["" if value is None else _shown(value.value) for value in known], answers


def _best_messages(folder: Path, made: Stream) -> list[bool]:
    """Whether the first message that the better of two plain rankings gives holds the current value."""
    with open_store(folder / "profile") as database:
        kept = all_memories(database)
        with database.reading() as connection:
            space = vectors.current_space(connection)
            assert space is not None
            known = vectors.vectors_of(connection, space, [memory.id for memory in kept])
    rows = np.stack([known[memory.id] for memory in kept])
    words = Bm25([word_text(memory.speaker, memory.text, memory.captions) for memory in kept])
    queries = [question for question, _, _ in made.asked]
    encoded = encode_bare(folder, [queries], queries[:1])
    by_words = [
        _holds(kept, words.rank(query, 1), right) for query, (_, right, _) in zip(queries, made.asked, strict=True)
    ]
    by_meaning = [
        _holds(kept, rank_by_cosine(rows, vector, 1), right)
        for vector, (_, right, _) in zip(encoded.rows, made.asked, strict=True)
    ]
    return max(by_words, by_meaning, key=sum)


def _holds(kept: Sequence[Memory], ranked: Sequence[int], right: str) -> bool:
    return bool(ranked) and _shown(right) in _shown(kept[ranked[0]].text)


def _shown(text: str) -> str:
    return " ".join(text.casefold().split())
