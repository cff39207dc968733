"""What a shortcut of the desktop calls: an Ebb that runs is told before anything heavy is imported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.paths import profile_folder

_WORDS = ["capture", "--window"]


def opens_note(words: Sequence[str]) -> bool:
    """Let the Ebb that runs open its quick note, if `words` ask for just that. False where the commands have to see."""
    profile = None
    if len(words) > 1 and words[0] == "--profile":
        profile, words = Path(words[1]), words[2:]
    if list(words) != _WORDS:
        return False
    from ui.instance import Wish, hand_over

    return hand_over(profile_folder(profile), wish=Wish.NOTE)
