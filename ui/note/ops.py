"""Keeping a note and taking it back, whether the vault is open or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.model.forgetting import Meant
from ui.background import Operation
from ui.ops import Assistants

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


@dataclass(frozen=True, slots=True)
class Kept:
    """A note that was kept: in the vault by its memories, or sealed beside it under `name`."""

    text: str
    memory_ids: tuple[int, ...]
    name: str

    @property
    def waits(self) -> bool:
        """Whether it waits for the vault to be opened."""
        return not self.memory_ids


def keep_note(
    *, assistants: Assistants, assistant: Assistant | None, profile: Path, text: str, anyway: bool
) -> Operation[Kept]:
    """Keep a note in the open vault, or seal it for the one that is locked."""

    def work(_: object) -> Kept:
        if assistant is None:
            captured = assistants().leave_note(profile, text, anyway=anyway)
        else:
            captured = assistant.capturing.capture(text, anyway=anyway)
        return Kept(captured.text, captured.memory_ids, captured.name)

    return Operation(work)


def take_back(*, assistants: Assistants, assistant: Assistant | None, profile: Path, kept: Kept) -> Operation[bool]:
    """Undo the keeping of a note. False where it can no longer be reached: the vault took it in, or was locked."""

    def work(_: object) -> bool:
        if kept.waits:
            return assistants().take_back_note(profile, kept.name)
        if assistant is None:
            return False
        for memory_id in kept.memory_ids:
            assistant.forget(Meant(memory_id=memory_id), for_good=True)
        return True

    return Operation(work)
