"""How long Ebb takes to be there: the window, and commands from cold, each in a fresh process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
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

_WITHOUT_LIGHT = (
    "import core.embedding.choosing as choosing; from core.embedding.sentences import SentenceEmbedder; "
    "choosing.ChoosingEmbedder = SentenceEmbedder; from app.main import run; run()"
)
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
        yield _time_note(profile)
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


def _time_note(profile: Path) -> Figure:
    with bare_process("note", str(profile), module="tests.bench.first_paint") as process:
        told, _ = process.hear()
    note, empty = (Times([value * 1000 for value in told[name]]) for name in ("note", "empty"))
    words = (
        f"quick note of a running Ebb, asked for to painted, median of {len(note.values)}, the first of them "
        f"{note.values[0]:.0f} ms, Qt platform {os.environ['QT_QPA_PLATFORM']}; baseline: an empty window of its size"
    )
    return Figure("quick note opens", note.p50, "ms", empty.p50, words)


def _seconds_to_paint(*words: str) -> float:
    with bare_process(*words, module="tests.bench.first_paint") as process:
        _, seconds = process.hear()
    return seconds


def _time_commands(profile: Path) -> Iterator[Figure]:
    bare = _time_command(["-c", "pass"], profile, COMMANDS)
    baseline = "baseline: the same Python doing nothing"
    status = _time_command(["-m", "app.main", "status", "--json"], profile, COMMANDS)
    yield Figure("ebb status", status.p50, "ms", bare.p50, f"whole process, median of {COMMANDS}, {_WARM}; {baseline}")
    words = ["search", "the harbour", "--json"]
    search = _time_command(["-m", "app.main", *words], profile, COMMANDS)
    note = f"whole process, the question embedded, median of {COMMANDS}, {_WARM}; {baseline}"
    yield Figure("ebb search", search.p50, "ms", bare.p50, note)
    say("start: a search from cold")
    hit = _time_command(["-m", "app.main", *words], profile, COMMANDS, first_line=True)
    whole = _time_command(["-c", _WITHOUT_LIGHT, *words], profile, SEARCHES, first_line=True)
    note = (
        f"process start to the first hit, question embedded, median of {COMMANDS}, {_WARM}; baseline: the same with "
        f"sentence-transformers in place of the light embedder, median of {SEARCHES}"
    )
    yield Figure("cold ebb search to first hit", hit.p50, "ms", whole.p50, note)


def _time_command(words: list[str], profile: Path, count: int, *, first_line: bool = False) -> Times:
    """Times of the whole process, or up to its first line."""
    times = Times()
    environment = {**os.environ, "EBB_PROFILE": str(profile), "EBB_PASSPHRASE": PASSPHRASE}
    # Compiled modules are kept, as they are wherever Ebb is installed.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for _ in range(count + 1):
        began = time.perf_counter()
        with subprocess.Popen([sys.executable, *words], env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            first = time.perf_counter()
            process.stdout.read()
        ended = time.perf_counter()
        if process.returncode or (first_line and not line):
            raise RuntimeError(f"{words} ended with {process.returncode}")
        times.values.append(((first if first_line else ended) - began) * 1000)
    return Times(times.values[1:])
