"""What the command line prints: sentences for people, one JSON object a line for programs, progress on a terminal."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from core.model.answer import Answer, Hit
from core.model.night import SleepProgress
from core.model.work import IngestReport
from core.model.work import Progress as Step

_MARK = re.compile(r" ?\[\d+\]")
# A memory is untrusted text: what it holds must not steer the terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MOST_SAID = 20

out = Console(soft_wrap=True, highlight=False, markup=False)
errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


def say(text: str = "") -> None:
    """Print a line for people."""
    out.print(_CONTROL.sub("", text))


def warn(text: str) -> None:
    """Print a line on standard error."""
    errors.print(_CONTROL.sub("", text))


def emit(fields: dict[str, Any]) -> None:
    """Print one JSON object on one line."""
    sys.stdout.write(json.dumps(fields, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def hit_fields(hit: Hit) -> dict[str, Any]:
    """A hit as the command-line contract gives it."""
    memory = hit.memory
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "text": memory.text,
        "refs": list(hit.refs),
        "kind": memory.kind.value,
        "when": None if memory.said_at is None else memory.said_at.isoformat(),
    }


def answer_fields(answer: Answer) -> dict[str, Any]:
    """An answer as the command-line contract gives it; the marks in its text are left to the citations."""
    return {
        "answer": _MARK.sub("", answer.text),
        "citations": [{"ref": citation.ref, "quote": citation.quote} for citation in answer.citations],
        "route": answer.route.value,
        "abstained": answer.abstained,
        "ms": answer.milliseconds,
        **({"left_machine": answer.elsewhere} if answer.elsewhere else {}),
    }


def say_report(report: IngestReport) -> None:
    """Say what an ingest came to, and what it left out."""
    already = f", {report.already:,} were there already" if report.already else ""
    taken = f"{_count(report.memories, 'memory', 'memories')} from {_count(report.sources, 'source', 'sources')}"
    say(f"{taken}{already} · {report.seconds:.1f} s")
    for skipped in report.skipped[:_MOST_SAID]:
        warn(f"{skipped.where}: {skipped.reason}")
    if len(report.skipped) > _MOST_SAID:
        warn(f"… and {len(report.skipped) - _MOST_SAID:,} more. “ebb status” lists them.")


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


@contextmanager
def progress_bars() -> Iterator[Callable[[Step], None]]:
    """Bars on a terminal, nothing elsewhere."""
    if not errors.is_terminal:
        yield lambda step: None
        return
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} {task.fields[unit]} · {task.fields[rate]:.0f}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(step: Step) -> None:
            if step.stage not in tasks:
                tasks[step.stage] = bars.add_task(step.stage.capitalize(), total=step.total, unit=step.unit, rate=0.0)
            bars.update(tasks[step.stage], completed=step.done, total=step.total, rate=step.rate)

        yield show


@contextmanager
def sleep_bar() -> Iterator[Callable[[SleepProgress], None]]:
    """A bar for each step of a night on a terminal, nothing elsewhere."""
    if not errors.is_terminal:
        yield lambda step: None
        return
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
    )
    with Progress(*columns, console=errors, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(step: SleepProgress) -> None:
            if step.step not in tasks:
                tasks[step.step] = bars.add_task(step.step.capitalize(), total=step.total)
            bars.update(tasks[step.step], completed=step.done, total=step.total)

        yield show
