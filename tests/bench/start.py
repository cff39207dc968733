"""How long Ebb takes to be there: the window, and commands from cold, each in a fresh process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.bare import bare_process
from tests.bench.figure import Figure, say
from tests.bench.synthetic import conversation
from tests.bench.timing import Times
from tests.bench.vaults import PASSPHRASE, new_assistant, temporary_folder, write_conversation

WINDOWS, COMMANDS, SEARCHES = 5, 5, 3
MESSAGES = 50
SEED = 11

_WARM = "files in the system's cache after one start that is not counted"


def figures() -> Iterator[Figure]:
    """Time to the window, and of `ebb status` and `ebb search` as whole processes."""
    with temporary_folder() as folder:
        profile = folder / "profile"
        with new_assistant(profile) as assistant:
            assistant.import_conversation(write_conversation(folder / "talk.jsonl", conversation(MESSAGES, SEED)))
            assistant.work()
        say("start: the window")
        yield _time_window(profile)
        say("start: commands")
        yield from _time_commands(profile)


def _time_window(profile: Path) -> Figure:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    ebb, empty = Times(), Times()
    for number in range(WINDOWS + 1):
        shown = _seconds_to_paint("ebb", str(profile)), _seconds_to_paint("empty")
        if number:
            ebb.values.append(shown[0] * 1000)
            empty.values.append(shown[1] * 1000)
    note = (
        f"process start to first paint of a locked vault's window, median of {WINDOWS}, "
        f"Qt platform {os.environ['QT_QPA_PLATFORM']}, {_WARM}; baseline: PySide6 and an empty window"
    )
    return Figure("time to window", ebb.p50, "ms", empty.p50, note)


def _seconds_to_paint(*words: str) -> float:
    with bare_process(*words, module="tests.bench.first_paint") as process:
        _, seconds = process.hear()
    return seconds


def _time_commands(profile: Path) -> Iterator[Figure]:
    bare = _time_command(["-c", "pass"], profile, COMMANDS)
    baseline = "baseline: the same Python doing nothing"
    status = _time_command(["-m", "app.main", "status", "--json"], profile, COMMANDS)
    yield Figure("ebb status", status.p50, "ms", bare.p50, f"whole process, median of {COMMANDS}, {_WARM}; {baseline}")
    search = _time_command(["-m", "app.main", "search", "the harbour", "--json"], profile, SEARCHES)
    note = f"whole process, the embedding model is loaded for it, median of {SEARCHES}, {_WARM}; {baseline}"
    yield Figure("ebb search", search.p50, "ms", bare.p50, note)


def _time_command(words: list[str], profile: Path, count: int) -> Times:
    times = Times()
    environment = {**os.environ, "EBB_PROFILE": str(profile), "EBB_PASSPHRASE": PASSPHRASE}
    for _ in range(count + 1):
        with times.measuring():
            subprocess.run([sys.executable, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
    return Times(times.values[1:])
