"""`ebb capture`: kept at once where the vault can be opened, else left for it; and what was captured, and its rules."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import output
from app.backups import app
from app.commands import AsJson, open_vault_of
from app.pausing import pause_until
from app.secret import VARIABLE
from core.errors import SecretRefused, UserError
from core.model import times
from core.model.capture import Capture, CaptureKind, Origin, Wanted
from core.model.wording import on_one_line

if TYPE_CHECKING:
    from core.capturing import Captured  # imported by the command: the window comes up without it

__all__ = ["app"]

_RECENT = 10
_REACH = 1000
"""Of how many of the last captures one can be undone."""


@app.command()
def capture(
    context: typer.Context,
    note: Annotated[list[str] | None, typer.Argument(help="The note; else what comes on standard input.")] = None,
    file: Annotated[list[Path] | None, typer.Option("--file", help="Take in a file instead; may be repeated.")] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Keep it also if it looks like a secret.")] = False,
    window: Annotated[
        bool, typer.Option("--window", help="Open the quick note, for a shortcut of the desktop.")
    ] = False,
    pause: Annotated[
        str, typer.Option("--pause", help="Take in nothing unasked for 15m, 2h, 3d, until tomorrow or resumed.")
    ] = "",
    resume: Annotated[bool, typer.Option("--resume", help="End a pause.")] = False,
    recent: Annotated[bool, typer.Option("--recent", help="List what was captured last.")] = False,
    undo: Annotated[int, typer.Option("--undo", help="Let a capture go, by its number in --recent.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Keep a note. Where the vault cannot be opened without asking, it waits, encrypted, until it is opened."""
    chosen = [bool(note), bool(file), window, bool(pause), resume, recent, bool(undo)]
    if sum(chosen) > 1:
        raise UserError("Say one thing at a time: a note, files, or one of the options.")
    if window:
        from app.desktop import open_desktop

        raise typer.Exit(open_desktop(context.obj, wish="note"))
    if pause or resume:
        _set_pause(context, pause, as_json)
    elif recent or undo:
        _look_back(context, undo, as_json)
    elif file:
        _keep_files(context, [path.expanduser().absolute() for path in file], as_json)
    else:
        _keep_note(context, " ".join(note) if note else sys.stdin.read(), anyway, as_json)


def _keep_note(context: typer.Context, text: str, anyway: bool, as_json: bool) -> None:
    from core.capturing import check_note, leave_note

    try:
        text = check_note(text, anyway=anyway)
    except SecretRefused as refused:
        raise UserError(f"{refused} Say --anyway to keep it.") from refused
    if _opens_by_itself(context):
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


def _keep_files(context: typer.Context, files: list[Path], as_json: bool) -> None:
    missing = [path for path in files if not path.exists()]
    if missing:
        raise UserError(f"There is no file at {missing[0]}. Nothing was taken in.")
    kept = _opens_by_itself(context)
    if kept:
        with open_vault_of(context) as assistant:
            assistant.add(files)
            assistant.work()
    else:
        from core.capturing import leave

        for path in files:
            leave(context.obj, Wanted(str(path)), Origin(CaptureKind.FILE))
    if as_json:
        output.emit({"kept": kept, "files": len(files)})
    else:
        output.say("Taken in." if kept else "Their names wait, encrypted; they are read when the vault is next opened.")


def _set_pause(context: typer.Context, pause: str, as_json: bool) -> None:
    until = pause_until(pause, times.now()) if pause else None
    with open_vault_of(context) as assistant:
        if pause:
            assistant.capturing.pause(until)
        else:
            assistant.capturing.resume()
        state = assistant.capturing.state
    if as_json:
        output.emit({"paused": state.paused, "until": None if state.until is None else state.until.isoformat()})
    elif not state.paused:
        output.say("Capture goes on.")
    elif state.until is None:
        output.say("Nothing is taken in unasked until “ebb capture --resume”.")
    else:
        output.say(f"Nothing is taken in unasked before {state.until:%Y-%m-%d %H:%M}.")


def _look_back(context: typer.Context, undo: int, as_json: bool) -> None:
    with open_vault_of(context) as assistant:
        if not undo:
            for one in assistant.capturing.recent(_RECENT):
                _tell(one, as_json)
            return
        known = assistant.capturing.recent(_REACH)
        meant = next((one for one in known if undo in one.memory_ids), None)
        if meant is None:
            raise UserError(f"There is no capture {undo}. “ebb capture --recent” lists the last ones.")
        request = assistant.capturing.undo(meant.memory_ids)
    if as_json:
        output.emit({"undone": list(meant.memory_ids), "request": request.id})
    else:
        output.say(f"Undone. “ebb forget --restore {request.id}” brings it back within 30 days.")


def _tell(one: Capture, as_json: bool) -> None:
    if as_json:
        kind, app, title = one.origin.kind, one.origin.app, one.origin.title
        fields = {"id": one.memory_ids[0], "ids": list(one.memory_ids), "text": one.text, "at": one.at.isoformat()}
        output.emit({**fields, "kind": kind.value, "app": app, "title": title})
    else:
        where = " · ".join(filter(None, (one.origin.kind.value, one.origin.app, one.origin.title)))
        output.say(f"{one.memory_ids[0]:>6}  {one.at.astimezone():%Y-%m-%d %H:%M}  {where}")
        output.say(f"        {on_one_line(one.text)[:200]}")


def _opens_by_itself(context: typer.Context) -> bool:
    """Whether the vault opens without anybody being asked."""
    from core.assistant import Assistant

    return VARIABLE in os.environ or Assistant.keyring_offered(context.obj)
