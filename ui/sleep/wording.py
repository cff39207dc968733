"""Nights in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

from core.model import times
from core.model.change import ChangeKind
from core.model.night import Cause, Night, NightState, SleepProgress, SleepReport, StepName
from ui import words


def _tr(text: str) -> str:
    return QCoreApplication.translate("Sleep", text)


GROUPS = (
    ChangeKind.LEARNED,
    ChangeKind.MERGED,
    ChangeKind.SUPERSEDED,
    ChangeKind.GATHERED,
    ChangeKind.HELD,
    ChangeKind.RESTORED,
    ChangeKind.FADED,
    ChangeKind.ARCHIVED,
    ChangeKind.LINKED,
    ChangeKind.TAGGED,
    ChangeKind.TUNED,
)
"""Kinds in the order a report tells them: what matters most to a person comes first."""
_MOST_TOLD = 4


def deed(kind: ChangeKind, n: int) -> str:
    """What was done so many times, to go after "Ebb": "learned 5 facts"."""
    number = words.number(n)
    one, many = {
        ChangeKind.LEARNED: (_tr("learned {n} fact"), _tr("learned {n} facts")),
        ChangeKind.MERGED: (_tr("found {n} thing said again"), _tr("found {n} things said again")),
        ChangeKind.SUPERSEDED: (_tr("replaced {n} fact that no longer holds"), _tr("replaced {n} that no longer hold")),
        ChangeKind.GATHERED: (_tr("put together {n} event or topic"), _tr("put together {n} events and topics")),
        ChangeKind.HELD: (_tr("held {n} for its day of the year"), _tr("held {n} for their days of the year")),
        ChangeKind.RESTORED: (_tr("brought {n} back"), _tr("brought {n} back")),
        ChangeKind.FADED: (_tr("let {n} fade"), _tr("let {n} fade")),
        ChangeKind.ARCHIVED: (_tr("put {n} in the archive"), _tr("put {n} in the archive")),
        ChangeKind.LINKED: (_tr("linked what is alike"), _tr("linked what is alike")),
        ChangeKind.TAGGED: (_tr("noted what {n} memory is about"), _tr("noted what {n} memories are about")),
        ChangeKind.TUNED: (_tr("tuned the search"), _tr("tuned the search")),
        ChangeKind.EDITED: (_tr("changed {n}"), _tr("changed {n}")),
        ChangeKind.PINNED: (_tr("pinned {n}"), _tr("pinned {n}")),
        ChangeKind.UNPINNED: (_tr("unpinned {n}"), _tr("unpinned {n}")),
        ChangeKind.FORGOTTEN: (_tr("removed {n}"), _tr("removed {n}")),
    }[kind]
    return (one if n == 1 else many).format(n=number)


def group_name(kind: ChangeKind) -> str:
    """The heading over changes of one kind."""
    return {
        ChangeKind.LEARNED: _tr("Learned"),
        ChangeKind.MERGED: _tr("Said again"),
        ChangeKind.SUPERSEDED: _tr("No longer true"),
        ChangeKind.GATHERED: _tr("Put together"),
        ChangeKind.HELD: _tr("Held for their day"),
        ChangeKind.RESTORED: _tr("Brought back"),
        ChangeKind.FADED: _tr("Let fade"),
        ChangeKind.ARCHIVED: _tr("Put in the archive"),
        ChangeKind.LINKED: _tr("Linked"),
        ChangeKind.TAGGED: _tr("Noted what it is about"),
        ChangeKind.TUNED: _tr("Search tuned"),
        ChangeKind.EDITED: _tr("Edited"),
        ChangeKind.PINNED: _tr("Pinned"),
        ChangeKind.UNPINNED: _tr("Unpinned"),
        ChangeKind.FORGOTTEN: _tr("Removed"),
    }[kind]


def sentence(report: SleepReport, now: datetime | None = None) -> str:
    """A night in one sentence: "Last night Ebb learned 5 facts, merged 3 repetitions and let 41 fade."."""
    night = report.night
    counts = night.counts if night is not None and not report.changes else _counted(report)
    when = _tr("So far") if night is None else when_it_was(night, now or times.now())
    done = [deed(kind, counts[kind]) for kind in GROUPS if counts.get(kind)]
    if not done and night is not None and night.state is NightState.STOPPED:
        return _tr("{when} Ebb was woken before it had tidied anything up.").format(when=when)
    if not done:
        return _tr("{when} Ebb found nothing to tidy up.").format(when=when)
    told, left = done[:_MOST_TOLD], len(done) - _MOST_TOLD
    if left > 0:
        told.append(_tr("did smaller things"))
    return _tr("{when} Ebb {deeds}.").format(when=when, deeds=_listed(told))


def when_it_was(night: Night, now: datetime) -> str:
    """As in “Last night”, “Today at 06:10”, “On 12 Nov 2026”."""
    begun, today = night.begun_at.astimezone(), now.astimezone()
    slept_in = begun.hour >= 20 or begun.hour < 6
    if slept_in and timedelta() <= today - begun < timedelta(hours=30) and night.cause is Cause.IDLE:
        return _tr("Last night")
    if begun.date() == today.date():
        return _tr("Today at {time}").format(time=f"{begun:%H:%M}")
    if begun.date() == (today - timedelta(days=1)).date():
        return _tr("Yesterday at {time}").format(time=f"{begun:%H:%M}")
    return _tr("On {day}").format(day=words.day(begun))


def ending(night: Night) -> str:
    """How a night came to its end, in a few words."""
    long = "" if night.ended_at is None else words.duration((night.ended_at - night.begun_at).total_seconds())
    asked = _tr("you asked for it") if night.cause is Cause.HAND else _tr("the machine was idle")
    how = {
        NightState.RUNNING: _tr("still going on"),
        NightState.STOPPED: _tr("stopped before its end, the next one goes on there"),
        NightState.DONE: _tr("complete"),
        NightState.UNDONE: _tr("taken back"),
    }[night.state]
    return " · ".join(filter(None, (words.moment(night.begun_at.astimezone()), asked, how, long)))


def step_name(step: StepName) -> str:
    """What a step does, said while it does it."""
    return {
        StepName.SETTLE: _tr("Going through what is new"),
        StepName.CONNECT: _tr("Connecting what belongs together"),
        StepName.FADE: _tr("Letting the unused fade"),
        StepName.KEEP: _tr("Backing up and checking"),
        StepName.REHEARSE: _tr("Practising with questions of its own"),
    }[step]


def left(progress: SleepProgress) -> str:
    """As in “Step 2 of 5 · 212 of about 1,204”."""
    parts = [_tr("step {n} of {all}").format(n=progress.number, all=progress.steps)]
    if progress.total and not progress.done:
        # The first piece of a step may take long, and "0 of about 212" reads as if nothing went on.
        parts.append(_tr("about {total} to look at").format(total=words.number(progress.total)))
    elif progress.total:
        done, total = words.number(min(progress.done, progress.total)), words.number(progress.total)
        parts.append(_tr("{done} of about {total}").format(done=done, total=total))
    text = " · ".join(parts)
    return f"{text[:1].upper()}{text[1:]}"


def share(progress: SleepProgress) -> float:
    """How much of a cycle is done, 0..1, its steps taken as equally long."""
    within = min(progress.done / progress.total, 1.0) if progress.total else 0.0
    return min((progress.number - 1 + within) / max(progress.steps, 1), 1.0)


def _counted(report: SleepReport) -> Mapping[ChangeKind, int]:
    return Counter(change.kind for change in report.changes if change.undone_at is None)


def _listed(parts: list[str]) -> str:
    return (
        parts[0] if len(parts) == 1 else _tr("{these} and {last}").format(these=", ".join(parts[:-1]), last=parts[-1])
    )
