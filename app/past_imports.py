"""`ebb import --list` and `--undo N`: what imports there were, and taking one back."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from app import output, wording
from app.commands import AsJson, importing, open_vault_of
from app.imports import app
from app.interrupt import stop_on_interrupt
from core.errors import UserError
from core.model.transfer import ImportGoing, ImportState, PastImport

__all__ = ["app"]

_STATES = {
    ImportState.BEGUN: "unfinished: import the same file again to go on",
    ImportState.DONE: "",
    ImportState.PURGED: "undone, and purged",
}


@importing.callback(invoke_without_command=True)
def past(
    context: typer.Context,
    listed: Annotated[bool, typer.Option("--list", help="List the imports there were.")] = False,
    undo: Annotated[
        int | None, typer.Option(metavar="N", help="Take an import back; N is its number in --list.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before undoing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in what another program kept; list what was taken in, or take it back."""
    if context.invoked_subcommand is not None:
        return
    if listed:
        _list(context, as_json=as_json)
    elif undo is not None:
        _undo(context, undo, yes=yes, as_json=as_json)
    else:
        output.say(context.get_help())


def _list(context: typer.Context, *, as_json: bool) -> None:
    with open_vault_of(context) as assistant:
        found = assistant.imports.list()
    for one in found:
        if as_json:
            output.emit(_fields(one))
        else:
            output.say(f"{one.id:>4}  {one.begun_at:%Y-%m-%d %H:%M}  {_name(one)}  {one.path}  {_state(one)}".rstrip())
    if not found and not as_json:
        output.say("Nothing was imported yet.")


def _undo(context: typer.Context, import_id: int, *, yes: bool, as_json: bool) -> None:
    with open_vault_of(context) as assistant:
        going = assistant.imports.preview_undo(import_id)
        if not yes:
            output.say(f"{_name(going.past)}, {going.past.begun_at:%Y-%m-%d %H:%M}")
            _tell(going, "would be")
            if not sys.stdin.isatty():
                raise UserError("Nothing was undone. Without a terminal, say --yes.")
            typer.confirm("Undo this import", abort=True)
        with stop_on_interrupt() as stop, output.progress_bars() as show:
            done = assistant.imports.undo(import_id, show, stop)
    if as_json:
        output.emit(
            {**_fields(done.past), "state": ImportState.UNDONE.value, "forgotten": done.memories,
             "derived": done.derived, "put_back": done.put_back, "changed": done.changed, "chats": done.chats,
             "chats_kept": done.chats_kept, "request": done.request_id, "until": done.until.isoformat(),
             "stays": list(done.stays)}
        )  # fmt: skip
        return
    _tell(done, "were")
    if done.request_id is not None:
        output.say(f"“ebb forget --restore {done.request_id}” brings them back until {done.until:%Y-%m-%d}.")


def _tell(going: ImportGoing, were: str) -> None:
    made = f", {going.derived:,} of them made from the others" if going.derived else ""
    output.say(f"{going.memories:,} memories {were} forgotten{made}.")
    if going.put_back:
        output.say(f"{going.put_back:,} memories of which it held a later version {were} put back as they read before.")
    if going.changed:
        output.say(f"{going.changed:,} were changed again since and were left as they are.")
    if going.chats:
        output.say(f"{going.chats:,} chats that came with it {were} removed; importing it again brings them back.")
    if going.chats_kept:
        output.say(f"{going.chats_kept:,} chats that came with it were gone on with and stay.")
    for sentence in going.stays:
        output.say(sentence)


def _name(one: PastImport) -> str:
    memories = "1 memory" if one.memories == 1 else f"{one.memories:,} memories"
    return f"{memories} from {wording.count(one.sources, 'source')} of {one.product}"


def _state(one: PastImport) -> str:
    if one.left:
        return f"undone but for {one.left:,}: undo it again to go on"
    if one.state is ImportState.UNDONE:
        return "undone" if one.until is None else f"undone; can be restored until {one.until:%Y-%m-%d}"
    return _STATES[one.state]


def _fields(one: PastImport) -> dict[str, object]:
    return {"id": one.id, "product": one.product, "path": one.path, "begun_at": one.begun_at.isoformat(),
            "state": one.state.value, "memories": one.memories, "sources": one.sources, "request": one.request_id,
            "left": one.left,
            "until": None if one.until is None else one.until.isoformat()}  # fmt: skip
