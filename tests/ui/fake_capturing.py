"""Captures of a fake assistant; what looks like a secret is told by the real thing."""

from __future__ import annotations

from core.capturing import Captured, check_note
from tests.ui.world import World


class FakeCapturing:
    def __init__(self, world: World) -> None:
        self.world = world

    def capture(self, text: str, *, anyway: bool = False) -> Captured:
        text = check_note(text, anyway=anyway)
        self.world.notes.append(text)
        return Captured(text, (len(self.world.notes),))


def leave_note(world: World, text: str, anyway: bool) -> Captured:
    text = check_note(text, anyway=anyway)
    name = str(len(world.waiting_notes))
    world.waiting_notes[name] = text
    return Captured(text, name=name)
