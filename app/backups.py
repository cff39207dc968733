"""`ebb backups`: what copies there are, one more now, one put into a new place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app import output
from app.commands import AsJson, open_vault_of
from app.interrupt import stop_on_interrupt
from app.kept import app
from core.errors import UserError
from core.model.backup import Backup, Occasion

__all__ = ["app"]

backups_app = typer.Typer(help="List the backups of the vault, make one, put one into a new place.",
                          rich_markup_mode=None)  # fmt: skip
app.add_typer(backups_app, name="backups")

WHY = {
    Occasion.NIGHT: "daily",
    Occasion.HOUR: "hourly",
    Occasion.HAND: "made by hand",
    Occasion.IMPORT: "made before an import",
    Occasion.UPDATE: "made before an update",
    Occasion.FORGETTING: "made after forgetting",
    Occasion.OTHER: "",
}


@backups_app.callback(invoke_without_command=True)
def list_backups(context: typer.Context, as_json: AsJson = False) -> None:
    """List the backups, the newest first."""
    if context.invoked_subcommand is not None:
        return
    with open_vault_of(context) as assistant:
        found = assistant.backups.list()
    for one in found:
        if as_json:
            output.emit(_fields(one))
        else:
            output.say(f"{one.path.name}  {one.made_at:%Y-%m-%d %H:%M}  {one.size / 1e6:,.1f} MB  {WHY[one.occasion]}")
    if not found and not as_json:
        output.say(
            "There is no backup yet. One is made every day on which something has changed; “ebb backups make” does now."
        )


@backups_app.command("make")
def make(context: typer.Context, as_json: AsJson = False) -> None:
    """Make a backup now, and read it back."""
    with open_vault_of(context) as assistant, stop_on_interrupt() as stop:
        made = assistant.backups.make(stop)
    if as_json:
        output.emit(_fields(made))
    else:
        output.say(f"{made.path} was made and read back ({made.size / 1e6:,.1f} MB).")


@backups_app.command("second")
def second(
    context: typer.Context,
    folder: Annotated[str, typer.Argument(help="A folder, on another disk at best; “none” for no second place.")] = "",
) -> None:
    """Say, or choose, where backups are copied to as well."""
    with open_vault_of(context) as assistant:
        if folder:
            assistant.backups.choose_second_place(None if folder == "none" else Path(folder))
        place = assistant.backups.second_place
    output.say(f"Backups are copied to {place}, too." if place else "Backups are kept on this disk only.")


@backups_app.command("restore")
def restore(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The backup, as “ebb backups” names it.")],
    folder: Annotated[Path, typer.Argument(help="A new or an empty folder.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is in it, and write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup into a new folder, as a vault of its own. The vault in use stays as it is."""
    with open_vault_of(context) as assistant, stop_on_interrupt() as stop, output.progress_bars() as show:
        backup = next((one for one in assistant.backups.list() if one.path.name == name), None)
        if backup is None:
            raise UserError(f"There is no backup {name}. “ebb backups” lists what there is.")
        found = assistant.backups.preview(backup, show, stop)
        done = None if dry_run else assistant.backups.restore_to(backup, folder, show, stop)
    if as_json:
        newest = None if found.newest is None else found.newest.isoformat()
        output.emit(
            {**_fields(backup), "dry_run": dry_run, "memories": found.memories, "only_there": found.only_there,
             "only_here": found.only_here, "otherwise": found.otherwise, "newest": newest,
             "profile": None if done is None else str(done.profile)}
        )  # fmt: skip
        return
    output.say(
        f"{name} holds {found.memories:,} memories: {found.only_there:,} that are no longer here, and without "
        f"{found.only_here:,} that are. {found.otherwise:,} read otherwise in it."
    )
    if found.newest is not None:
        output.say(f"The newest of them was taken in on {found.newest.astimezone():%Y-%m-%d %H:%M}.")
    if done is not None:
        output.say(
            f"It is in {done.profile} and opens with the same passphrase: ebb --profile “{done.profile}”. "
            "The vault in use is as it was."
        )


def _fields(one: Backup) -> dict[str, object]:
    return {"name": one.path.name, "path": str(one.path), "made_at": one.made_at.isoformat(), "bytes": one.size,
            "occasion": one.occasion.value}  # fmt: skip
