"""What a night did, for `ebb sleep`: in plain words for people, one JSON object a line for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from core.model.change import Change, ChangeKind
from core.model.night import NightState, SleepReport

_SAID = {
    ChangeKind.GATHERED: ("put together 1 event or topic", "put together {n:,} events and topics"),
    ChangeKind.LEARNED: ("learned 1 fact", "learned {n:,} facts"),
    ChangeKind.MERGED: ("found 1 fact said again", "found {n:,} facts said again"),
    ChangeKind.SUPERSEDED: ("replaced 1 that no longer holds", "replaced {n:,} that no longer hold"),
    ChangeKind.LINKED: ("linked what is alike", "linked what is alike"),
    ChangeKind.TAGGED: ("noted what 1 memory is about", "noted what {n:,} memories are about"),
    ChangeKind.FADED: ("let 1 memory fade", "let {n:,} memories fade"),
    ChangeKind.ARCHIVED: ("archived 1 memory", "archived {n:,} memories"),
    ChangeKind.RESTORED: ("restored 1 memory", "restored {n:,} memories"),
    ChangeKind.HELD: ("held 1 memory that returns", "held {n:,} memories that return"),
    ChangeKind.FORGOTTEN: ("purged 1 memory", "purged {n:,} memories"),
    ChangeKind.TUNED: ("tuned the search", "tuned the search {n:,} times"),
}
_NAMES = {
    ChangeKind.SUPERSEDED: "No longer true",
    ChangeKind.MERGED: "Said again",
    ChangeKind.FORGOTTEN: "Removed",
}
_SHOWN = (ChangeKind.SUPERSEDED, ChangeKind.LEARNED, ChangeKind.MERGED, ChangeKind.ARCHIVED, ChangeKind.FORGOTTEN)
_MOST_OF_EACH = 8
_LONGEST = 140


def describe_report(report: SleepReport, *, dry_run: bool) -> Iterator[str]:
    """Sentences for a person: how much of what, then the changes worth reading, each with its reason."""
    counts = Counter(change.kind for change in report.changes)
    parts = [_count(kind, counts[kind]) for kind in ChangeKind if counts[kind]]
    what = ", ".join(parts) if parts else "there was nothing to do"
    lead = "A cycle would have" if dry_run and parts else "Ebb"
    yield f"{lead} {what} · {report.seconds:.1f} s" if parts else f"{what.capitalize()} · {report.seconds:.1f} s"
    for kind in _SHOWN:
        here = [change for change in report.changes if change.kind is kind]
        for change in here[:_MOST_OF_EACH]:
            yield f"  {_describe(change)}"
        if len(here) > _MOST_OF_EACH:
            yield f"  … and {len(here) - _MOST_OF_EACH:,} more of this kind."
    yield from report.notes
    if report.night is not None and report.night.state is NightState.DONE and parts:
        yield f"Night {report.night.id}. It can be undone as a whole or change by change in the window, under Sleep."


def report_fields(report: SleepReport, *, dry_run: bool) -> Iterator[dict[str, Any]]:
    """One object for each change, and a last one for the whole."""
    for change in report.changes:
        yield {
            "change": change.kind.value,
            "memory": change.memory_id,
            "step": change.step,
            "reason": change.reason,
            "before": change.before,
            "after": change.after,
        }
    night = report.night
    yield {
        "night": None if night is None else night.id,
        "state": "dry run" if dry_run else None if night is None else night.state.value,
        "counts": dict(Counter(change.kind.value for change in report.changes)),
        "seconds": round(report.seconds, 3),
        "notes": list(report.notes),
    }


def _count(kind: ChangeKind, number: int) -> str:
    one, several = _SAID.get(kind, (f"{kind.value} 1 memory", f"{kind.value} {{n:,}} memories"))
    return one if number == 1 else several.format(n=number)


def _describe(change: Change) -> str:
    words = " ".join((change.after or change.before or change.about).split())
    shown = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
    name = _NAMES.get(change.kind, change.kind.value.capitalize())
    return f"{name}: {shown} ({change.reason})" if shown else f"{name}: {change.reason}"
