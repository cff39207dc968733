"""Captures of a fake assistant; what looks like a secret is told by the real thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.capturing import TYPED, Captured, check_capture
from core.model import times
from core.model.capture import Capture, CaptureRules, CaptureState, Origin, Pause, Verdict, Wanted
from core.model.forgetting import ForgetRequest, RequestState
from core.understanding.capture_rules import may_capture
from tests.ui.records import NOW
from tests.ui.world import World


class FakeCapturing:
    """Keeps captures in the world, by the real rules."""

    def __init__(self, world: World) -> None:
        self.world = world

    def capture(self, text: str, origin: Origin = TYPED, *, anyway: bool = False, **wanted: bool) -> Captured:
        text = check_capture(Wanted(text, anyway=anyway, **wanted), origin, self.rules, times.now())
        self.world.notes.append(text)
        captured = Captured(text, (len(self.world.notes),))
        self.world.captures.insert(0, Capture(text, times.now(), origin, captured.memory_ids))
        return captured

    @property
    def rules(self) -> CaptureRules:
        return self.world.capture_rules

    def set_rules(self, rules: CaptureRules) -> None:
        self.world.capture_rules = replace(rules, pause=self.rules.pause)

    @property
    def state(self) -> CaptureState:
        pause = self.rules.pause
        until = None if pause is None else pause.until
        return CaptureState(pause is not None, until, self.rules.clipboard, self.rules.screenshots)

    def pause(self, until: datetime | None = None) -> None:
        self.world.capture_rules = replace(self.rules, pause=Pause(until))

    def resume(self) -> None:
        self.world.capture_rules = replace(self.rules, pause=None)

    def judge(self, wanted: Wanted, origin: Origin = TYPED) -> Verdict:
        return may_capture(wanted, origin, self.rules, times.now())

    def recent(self, limit: int = 10) -> list[Capture]:
        return self.world.captures[:limit]

    def undo(self, memory_ids: Sequence[int]) -> ForgetRequest:
        self.world.forgotten += [(number, False) for number in memory_ids]
        self.world.captures = [kept for kept in self.world.captures if not set(kept.memory_ids) & set(memory_ids)]
        return ForgetRequest(memory_ids[0], NOW, NOW + timedelta(days=30), "", 1, RequestState.HIDDEN)


def leave(world: World, wanted: Wanted, origin: Origin = TYPED) -> Captured:
    text = check_capture(wanted, origin, CaptureRules(), NOW)
    name = str(len(world.waiting_notes))
    world.waiting_notes[name] = text
    return Captured(text, name=name)
