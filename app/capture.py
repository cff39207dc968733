"""`ebb capture`: a note, kept at once where the vault can be opened, else left for it."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from app import output
from app.backups import app
from app.commands import AsJson, open_vault_of
from app.secret import VARIABLE
from core.errors import SecretRefused, UserError

__all__ = ["app"]


@app.command()
def capture(
    context: typer.Context,
    note: Annotated[list[str] | None, typer.Argument(help="The note; else what comes on standard input.")] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Keep it also if it looks like a secret.")] = False,
    window: Annotated[
        bool, typer.Option("--window", help="Open the quick note, for a shortcut of the desktop.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Keep a note. Where the vault cannot be opened without asking, it waits, encrypted, until it is opened."""
    if window:
        from app.desktop import open_desktop

        raise typer.Exit(open_desktop(context.obj, wish="note"))
    from core.assistant import Assistant
    from core.capturing import Captured, check_note, leave_note

    try:
        text = check_note(" ".join(note) if note else sys.stdin.read(), anyway=anyway)
    except SecretRefused as refused:
        raise UserError(f"{refused} Say --anyway to keep it.") from refused
    if VARIABLE in os.environ or Assistant.keyring_offered(context.obj):
        with open_vault_of(context) as assistant:
            assistant.capturing.prepare()
            kept: Captured = assistant.capturing.capture(text, anyway=anyway)
            assistant.work()
    else:
        kept = leave_note(context.obj, text, anyway=anyway)
    if as_json:
        output.emit({"kept": bool(kept.memory_ids), "ids": list(kept.memory_ids), "characters": len(kept.text)})
    elif kept.memory_ids:
        output.say("Kept.")
    else:
        output.say("It waits, encrypted, and is kept when the vault is next opened.")
