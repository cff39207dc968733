"""Reading the development conversations of LoCoMo, which lie beside the repository where there are any."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.synthetic import Asked, Message

FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "locomo_dev.json"

_MOST_SESSIONS = 200
_UNANSWERABLE, _SEVERAL = 5, 1
_TURN = re.compile(r"D\d+:\d+")


@dataclass(frozen=True, slots=True)
class Sample:
    """One conversation and what is asked about it: `questions` it answers, and others it does not."""

    name: str
    messages: tuple[Message, ...]
    questions: tuple[Asked, ...]
    lists: frozenset[str] = frozenset()
    """Of the questions, those whose answer is a list, by their words."""
    unanswerable: tuple[Asked, ...] = ()


def read_samples() -> list[Sample]:
    """The conversations, in the order of the file; none when the file is not there."""
    if not FILE.is_file():
        return []
    return [_sample(entry) for entry in json.loads(FILE.read_text("utf-8"))]


def _sample(entry: dict[str, Any]) -> Sample:
    messages = _messages(entry["sample_id"], entry["conversation"])
    known = {message.id for message in messages}
    questions, unanswerable = [], []
    for asked in entry["qa"]:
        turns = [turn for said in asked.get("evidence", []) for turn in _TURN.findall(said) if turn in known]
        if asked["category"] == _UNANSWERABLE:
            unanswerable.append(Asked(asked["question"], (), ""))
        elif turns:
            questions.append(Asked(asked["question"], tuple(turns), str(asked.get("answer", ""))))
    lists = frozenset(asked["question"] for asked in entry["qa"] if asked["category"] == _SEVERAL)
    return Sample(entry["sample_id"], messages, tuple(questions), lists, tuple(unanswerable))


def _messages(name: str, talk: dict[str, Any]) -> tuple[Message, ...]:
    messages = []
    for number in range(1, _MOST_SESSIONS):
        session = f"session_{number}"
        if not isinstance(talk.get(session), list):
            continue
        began = datetime.strptime(talk[f"{session}_date_time"], "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC)
        for place, turn in enumerate(talk[session]):
            time = began + timedelta(seconds=20 * place)
            captions = (turn["blip_caption"],) if turn.get("blip_caption") else ()
            messages.append(Message(name, session, turn["dia_id"], time, turn["speaker"], turn["text"], captions))
    return tuple(messages)
