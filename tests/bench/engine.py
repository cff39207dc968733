"""The engine: several tokens in a pass by drafting, and nothing of a prompt computed twice.

Drafts: the same answers with and without, word for word; what a token costs beside another depends on the model and
the machine, so three cases stand side by side. From flash needs Linux and root.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.answering.evidence import Evidence
from core.answering.prompt import build_prompt
from core.answering.reading import opening, reading_prompt
from core.answering.running import Running
from core.errors import ModelUnavailable
from core.inference.going_on import GoingOn
from core.inference.language import LanguageModel
from core.inference.models import find_model
from core.store.database import Database
from core.store.prompt_state import OPENING_FILE, PromptStates
from tests.bench.control_group import control_group, drop_caches, may_limit, peak, read_ahead
from tests.bench.figure import Figure, say
from tests.bench.random_model import Shape, write_model
from tests.bench.synthetic import conversation
from tests.bench.timing import quantile
from tests.bench.vaults import temporary_folder
from tests.unit.answering.samples import evidence

LARGE = Shape(layers=12, width=2048, inner=8192, heads=16, kv_heads=4)
_TOKENS, _LARGE_TOKENS, _FLASH_TOKENS = 48, 48, 24
_RUNS = 3
_ROUNDS = 5
_NOTES = 5
BUDGET = 148_000_000
"""For the starter model: the process itself takes most of it, and about half of the weights find room."""


def figures() -> Iterator[Figure]:
    """Tokens/s with drafts over plain decoding, and time to the first token over that of a cold prompt."""
    try:
        starter = find_model("language").path
    except ModelUnavailable as error:
        yield Figure("drafts, prompts", None, "", note=str(error))
        return
    with temporary_folder() as folder:
        yield from _drafts(folder, starter)
    with temporary_folder() as folder:
        yield from _never_twice(folder)
    with temporary_folder() as folder:
        yield _opening(folder)


def _drafts(folder: Path, starter: Path) -> Iterator[Figure]:
    say("engine: drafts, the starter model in memory")
    plain, drafts = _both(starter, 0, _TOKENS)
    yield _speed(
        "drafts, starter model in memory", drafts, plain, "Q4_1, whose rows cost as much each as a pass of one"
    )
    say("engine: drafts, a larger model in memory")
    large, script = folder / "large.gguf", folder / "script.json"
    write_model(large, LARGE, starter)
    script.write_text(json.dumps(plain["said"]))
    said = f"{large.stat().st_size / 1e6:.0f} MB of random weights, Q4_0, led along what the starter model said"
    yield _speed("drafts, larger model in memory", *reversed(_both(large, 0, _LARGE_TOKENS, script, 1)), said)
    if not may_limit():
        yield Figure("drafts from flash", None, "tokens/s", note="needs Linux and root")
        return
    say("engine: drafts from flash")
    with read_ahead(large, 128):
        yield from _from_flash("larger model", large, large.stat().st_size * 2 // 3, _FLASH_TOKENS, script)
        large.unlink()
        # Its own copy: pages of the file that another process holds would count for that one's group.
        own = Path(shutil.copy(starter, folder / "starter.gguf"))
        yield from _from_flash("starter model", own, BUDGET, _TOKENS, None)


def _from_flash(name: str, model: Path, budget: int, tokens: int, script: Path | None) -> Iterator[Figure]:
    mapped, _ = _limited("plain", model, 0, budget, tokens, script)
    without, _ = _limited("plain", model, budget, 2 * budget, tokens, script)
    flash, most = _limited("drafts", model, budget, 2 * budget, tokens, script)
    note = f"{budget / 1e6:.0f} MB for the whole process, read-ahead 128 KB; baseline: plain mmap under that limit"
    yield _speed(f"drafts, {name} from flash", flash, mapped, note)
    yield _speed(f"no drafts, {name} from flash", without, mapped, note)
    peaked = f"peak of the control group, {name} with drafts"
    yield Figure(peaked, most / 1e6, "MB", budget / 1e6, "baseline: the budget")


def _speed(name: str, one: dict[str, Any], other: dict[str, Any], note: str) -> Figure:
    same = "the same words" if one["said"] == other["said"] else "OTHER WORDS"
    told = f"{one['tokens'] / max(1, one['passes']):.2f} tokens a pass, {same}, after a first answer; {note}"
    return Figure(name, one["tokens"] / one["seconds"], "tokens/s", other["tokens"] / other["seconds"], told)


def _both(
    model: Path, budget: int, tokens: int, script: Path | None = None, count: int = _RUNS
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The middle one of several runs, without drafts and with; one after the other, so that both meet the same."""
    runs = [[_run(way, model, budget, tokens, "-", script) for way in ("plain", "drafts")] for _ in range(count)]
    middle = [sorted(each, key=lambda run: run["seconds"])[count // 2] for each in zip(*runs, strict=True)]
    return middle[0], middle[1]


def _limited(
    way: str, model: Path, budget: int, limit: int, tokens: int, script: Path | None
) -> tuple[dict[str, Any], int]:
    drop_caches()
    with control_group(limit) as group:
        return _run(way, model, budget, tokens, str(group), script), peak(group)


def _run(way: str, model: Path, budget: int, tokens: int, group: str, script: Path | None) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.engine_run", way, str(model), str(budget), str(tokens), group]
    command += [str(script)] if script is not None else []
    # As the engine's own process has it (core/inference/worker.py).
    environment = {**os.environ, "GOMP_SPINCOUNT": "200"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _never_twice(folder: Path) -> Iterator[Figure]:
    say("engine: prompts")
    database = Database(folder / "vault.db", os.urandom(32), backups=folder / "backups")
    states = PromptStates(database, folder)
    cold: list[float] = []
    cases: dict[str, list[float]] = {"the same evidence": [], "one of five new": [], "all new": []}
    after: list[float] = []
    started: tuple[list[float], list[float]] = [], []
    try:
        for number in range(_ROUNDS):
            found = _evidence(number)
            for name, fresh in zip(cases, (0, 1, _NOTES), strict=True):
                model = LanguageModel(states=states)
                began = time.perf_counter()
                model.load()
                started[0].append(time.perf_counter() - began)
                cold.append(_ask(model, f"{number} {name}", found, found[:_NOTES], "Who was there that day?"))
                second = found[fresh : fresh + _NOTES]
                cases[name].append(_ask(model, f"{number} {name}", found, second[::-1], "And what did they say of it?"))
                model.close()
                if fresh:
                    continue
                model = LanguageModel(states=states)
                began = time.perf_counter()
                model.load()
                started[1].append(time.perf_counter() - began)
                after.append(_ask(model, f"{number} {name}", found, found[:_NOTES], "Where was it?"))
                model.close()
    finally:
        database.close()
    first = quantile(cold, 0.5)
    for name, times in cases.items():
        note = f"median of {_ROUNDS}, starter model; baseline: the first question, cold"
        yield Figure(f"second question to its first token, {name}", quantile(times, 0.5), "ms", first, note)
    note = f"the chat's third question, its state taken from disk; median of {_ROUNDS}; the model is loaded in both"
    yield Figure("question after a restart to its first token", quantile(after, 0.5), "ms", first, note)
    whole = quantile(started[1], 0.5) * 1000 + quantile(after, 0.5), quantile(started[0], 0.5) * 1000 + first
    yield Figure("the same, start of the process and loading included", whole[0], "ms", whole[1], "")


def _opening(folder: Path) -> Figure:
    say("engine: the opening of readings")
    database = Database(folder / "vault.db", os.urandom(32), backups=folder / "backups")
    openings = PromptStates(database, folder, OPENING_FILE)
    times: tuple[list[float], list[float]] = [], []
    try:
        for number in range(_ROUNDS + 1):
            asked = reading_prompt("Who was there that day?", _evidence(number)[:_NOTES])
            for kept, spent in zip((openings, None), times, strict=True):
                model = LanguageModel(openings=kept)
                model.load()
                began = time.perf_counter()
                model.expect(opening())
                model.score([(asked, " Tom"), (asked, " at the pier")], most=1)
                if number:  # the first one has nothing to take over
                    spent.append((time.perf_counter() - began) * 1000)
                model.close()
    finally:
        database.close()
    note = f"five passages read, median of {_ROUNDS}, starter model loaded in both; baseline: nothing taken over"
    return Figure("first reading after a restart", quantile(times[0], 0.5), "ms", quantile(times[1], 0.5), note)


def _evidence(number: int) -> list[Evidence]:
    return evidence(*((one.speaker, one.text) for one in conversation(2 * _NOTES, 100 + number)))


def _ask(model: LanguageModel, chat: str, kept: Sequence[Evidence], found: Sequence[Evidence], question: str) -> float:
    """Milliseconds from the question to its first token, all that stands between counted; `kept` is in the vault."""
    heard: list[float] = []
    began = time.perf_counter()
    running = Running.read(model.go_on(chat))
    running.keep_standing([item.memory for item in kept])
    prompt, _ = build_prompt(
        question, found, context=model.context, count=model.count, most_tokens=700, running=running
    )  # fmt: skip
    model.chat(
        prompt,
        max_tokens=8,
        on_text=lambda text: heard.append(time.perf_counter()),
        going_on=GoingOn(chat, running.write()),
    )
    return (heard[0] - began) * 1000
