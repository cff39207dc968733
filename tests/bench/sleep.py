"""What a night costs and what it makes: time and memory over 5,000 messages, waking, one fact told fifty times."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.errors import ModelUnavailable
from core.inference.models import OVERRIDE, find_model
from core.model.change import ChangeKind
from tests.bench.figure import Figure, say
from tests.bench.synthetic import conversation
from tests.bench.vaults import new_assistant, open_store, temporary_folder, write_conversation
from tests.unit.consolidation.paraphrases import TOLD

MESSAGES = 5_000
SEED = 11
_WAKINGS = 10


def figures() -> Iterator[Figure]:
    """Seconds and megabytes of a night, milliseconds until it stops, sources of one fact told fifty times."""
    try:
        find_model("embedding")
    except ModelUnavailable as error:
        yield Figure("a night", None, "s", note=str(error))
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OVERRIDE, "none")
        with temporary_folder() as folder:
            yield from _night(folder)
        with temporary_folder() as folder:
            yield _fifty(folder)


def _night(folder: Path) -> Iterator[Figure]:
    say(f"sleep: taking in {MESSAGES:,} messages")
    with new_assistant(folder / "profile") as assistant:
        talk = conversation(MESSAGES, SEED)
        assistant.import_conversation(write_conversation(folder / "talk.jsonl", talk))
        assistant.work()
        say("sleep: waking")
        waits = [_wake(assistant.sleep, 0.3 + 0.17 * number) for number in range(_WAKINGS)]
        say("sleep: a night")
        peak = _Peak()
        with peak:
            report = assistant.sleep()
        assert report.night is not None
        # The nights that were woken did a part of it.
        seconds = sum(assistant.sleep_report(night.id).seconds for night in assistant.nights())
        note = f"{MESSAGES:,} messages, without a language model; in {_WAKINGS + 1} nights, all but one of them woken"
        yield Figure("all nights", seconds, "s", note=note)
        yield Figure("memory of a night, all processes, peak", peak.most / 1e6, "MB", note=note)
        yield Figure("from stop to its end, worst", max(waits) * 1000, "ms", note=f"of {_WAKINGS}")
        learned = sum(change.kind is ChangeKind.LEARNED for change in report.changes)
        yield Figure("facts learned", learned, "facts", note="of invented small talk")


def _wake(sleep: object, after: float) -> float:
    """Seconds from `stop` until a cycle ended that was `after` seconds old."""
    stop, asleep = threading.Event(), threading.Thread()
    asleep = threading.Thread(target=lambda: sleep(stop=stop))  # type: ignore[operator]
    asleep.start()
    time.sleep(after)
    began = time.perf_counter()
    stop.set()
    asleep.join()
    return time.perf_counter() - began


class _Peak:
    """The most memory this process and its children held at once."""

    def __init__(self) -> None:
        self.most = 0
        self._end = threading.Event()

    def __enter__(self) -> None:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._end.wait(0.2):
            total = me.memory_info().rss
            for child in me.children(recursive=True):
                try:
                    total += child.memory_info().rss
                except psutil.Error:
                    continue
            self.most = max(self.most, total)


def _fifty(folder: Path) -> Figure:
    say("sleep: one fact told fifty times")
    profile = folder / "profile"
    with new_assistant(profile) as assistant:
        talk = conversation(len(TOLD), SEED)
        speaker = talk[0].speaker
        told = [
            type(message)(message.conversation, message.session, message.id, message.time, speaker, text)
            for message, text in zip(talk, TOLD, strict=True)
        ]
        assistant.import_conversation(write_conversation(folder / "talk.jsonl", told))
        assistant.work()
        assistant.sleep()
    with open_store(profile) as database, database.reading() as connection:
        counts = [
            row[0]
            for row in connection.execute(
                "select count(*) from parent p join memory m on m.id = p.memory_id where m.form = 'fact' "
                "and m.kind <> 'core' group by m.id order by 1 desc"
            )
        ]
    note = f"told {len(TOLD)} times in other words; {len(counts)} memory of it" if counts else "no fact was made"
    return Figure("sources of one fact told fifty times", max(counts, default=0), "messages", note=note)
