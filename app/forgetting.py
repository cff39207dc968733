"""`ebb forget`: what is meant is shown first, and only then hidden, or purged for good."""

from __future__ import annotations

import sys
from datetime import datetime

import typer

from app import output
from core.errors import UserError
from core.model import times
from core.model.forgetting import ForgetPreview, Meant

LINGERS = (
    "Another program is reading the vault, so parts may stay in its log until that is done. To look: "
    "ebb verify --purged TEXT"
)

_SHOWN = 5
_LONGEST = 100


def read_meant(
    memory_id: int | None, matching: str, conversation: str, source: str, between: tuple[str, str] | None
) -> Meant:
    """What the options mean.

    Raises:
        UserError: a time cannot be read.
    """
    since: datetime | None = None
    until: datetime | None = None
    if between is not None:
        since, until = times.parse(between[0]), times.parse(between[1])
    return Meant(memory_id, matching, conversation, source, since, until)


def confirm(preview: ForgetPreview, *, for_good: bool, yes: bool) -> None:
    """Show what would go and ask.

    Raises:
        UserError: there is no terminal to ask at, and `yes` was not given.
    """
    output.say(
        f"{preview.memories:,} memories would go, {preview.derived:,} of them made from the others, and "
        f"{preview.answers:,} answers in chats rest on them."
    )
    for memory in preview.samples[:_SHOWN]:
        output.say(f"  {' '.join(memory.text.split())[:_LONGEST]}")
    if preview.backups:
        output.say(f"{preview.backups:,} older copies of the vault still hold them; --backups replaces these.")
    if yes:
        return
    if not sys.stdin.isatty():
        raise UserError("Nothing was forgotten. Without a terminal, say --yes to forget what is shown.")
    typer.confirm("Forget it for good? This cannot be undone" if for_good else "Forget it", abort=True)
