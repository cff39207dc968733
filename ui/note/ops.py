"""Keeping a note and taking it back, whether the vault is open or not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.model.capture import Origin
from ui.background import Operation
from ui.capture.ops import Kept
from ui.ops import Assistants

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


def keep_note(
    *, assistants: Assistants, assistant: Assistant | None, profile: Path, text: str, anyway: bool
) -> Operation[Kept]:
    """Keep a note in the open vault, or seal it for the one that is locked."""

    def work(_: object) -> Kept:
        if assistant is None:
            captured = assistants().leave_note(profile, text, anyway=anyway)
        else:
            captured = assistant.capturing.capture(text, anyway=anyway)
        return Kept(captured.text, Origin(), captured.memory_ids, captured.name)

    return Operation(work)


def take_back(*, assistants: Assistants, assistant: Assistant | None, profile: Path, kept: Kept) -> Operation[bool]:
    """Undo the keeping of something. False where it can no longer be reached: the vault took it in, or was locked."""

    def work(_: object) -> bool:
        if kept.name:
            return assistants().take_back_note(profile, kept.name)
        if assistant is None:
            return False
        assistant.capturing.undo(kept.memory_ids)
        return True

    return Operation(work)
