"""`ebb folders`: which folders are watched, by which rules, and how they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import output
from app.commands import AsJson, app, open_vault_of, work_off
from app.interrupt import stop_on_interrupt
from core.errors import UserError
from core.model.folder import LARGEST_FILE, FolderStanding, FolderState, Look, Rules

if TYPE_CHECKING:
    from core.assistant import Assistant

__all__ = ["app"]

folders_app = typer.Typer(help="Watch folders: what changes in them is taken in.", rich_markup_mode=None)
app.add_typer(folders_app, name="folders")
_MEGABYTE = 1024 * 1024

Include = Annotated[list[str] | None, typer.Option("--include", help="Take in only what fits; may be given again.")]
Exclude = Annotated[list[str] | None, typer.Option("--exclude", help="Leave out what fits; “!…” takes it back in.")]
Largest = Annotated[float, typer.Option(min=0.001, help="Leave out files above so many megabytes.")]


@folders_app.command("add")
def add_folder(
    context: typer.Context,
    path: Path,
    include: Include = None,
    exclude: Exclude = None,
    largest: Largest = LARGEST_FILE / _MEGABYTE,
    as_json: AsJson = False,
) -> None:
    """Watch a folder, and take in what is in it. Patterns are those of .gitignore; so are those of .ebbignore files."""
    rules = Rules(tuple(include or ()), tuple(exclude or ()), int(largest * _MEGABYTE))
    with open_vault_of(context) as assistant:
        folder = assistant.indexing.add(path, rules)
        _look_and_work(assistant, folder.id, as_json)


@folders_app.command("list")
def list_folders(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the folders and how each stands."""
    with open_vault_of(context) as assistant:
        standings = assistant.indexing.standings()
    for standing in standings:
        if as_json:
            output.emit(_fields(standing))
        else:
            output.say(f"{standing.folder.path}\n     {_described(standing)}")
            if standing.notice:
                output.say(f"     {standing.notice}")
    if not standings and not as_json:
        output.say("No folder is watched. “ebb folders add FOLDER” begins with one.")


@folders_app.command("remove")
def remove_folder(
    context: typer.Context,
    path: Path,
    forget: Annotated[bool, typer.Option("--forget", help="Forget what it held, too; restorable for 30 days.")] = False,
) -> None:
    """Watch a folder no more. What is remembered of it stays."""
    with open_vault_of(context) as assistant:
        request = assistant.indexing.remove(assistant.indexing.find(path).id, forget=forget)
    if request is None:
        output.say("It is no longer watched. What is remembered of it stays.")
    else:
        output.say(f"It is no longer watched, and forgotten. To bring it back: ebb forget --restore {request}")


@folders_app.command("pause")
def pause_folder(context: typer.Context, path: Path) -> None:
    """Look at a folder no more until it is resumed."""
    with open_vault_of(context) as assistant:
        assistant.indexing.pause(assistant.indexing.find(path).id, True)
    output.say("It is paused. To go on: ebb folders resume")


@folders_app.command("resume")
def resume_folder(context: typer.Context, path: Path, as_json: AsJson = False) -> None:
    """Go on with a folder that was paused, and take in what changed meanwhile."""
    with open_vault_of(context) as assistant:
        folder = assistant.indexing.find(path)
        assistant.indexing.pause(folder.id, False)
        _look_and_work(assistant, folder.id, as_json)


@folders_app.command("rescan")
def rescan(
    context: typer.Context,
    path: Annotated[Path | None, typer.Argument(help="One folder; all of them without it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look at the folders now, and take in what changed."""
    with open_vault_of(context) as assistant:
        _look_and_work(assistant, None if path is None else assistant.indexing.find(path).id, as_json)


@folders_app.command("try")
def try_path(context: typer.Context, path: Path, as_json: AsJson = False) -> None:
    """Say whether a path is taken in, and which rule decides. Ends with 1 where it is left out."""
    with open_vault_of(context) as assistant:
        verdict = assistant.indexing.try_path(path)
    if as_json:
        output.emit(
            {"taken": verdict.taken, "by": verdict.decider.value, "path": verdict.path, "rule": verdict.rule,
             "where": verdict.where, "reason": verdict.reason}
        )  # fmt: skip
    else:
        output.say(f"{'Taken in' if verdict.taken else 'Left out'}: {verdict.path}\n{verdict.reason}")
    if not verdict.taken:
        raise typer.Exit(1)


def _look_and_work(assistant: Assistant, folder_id: int | None, as_json: bool) -> None:
    with stop_on_interrupt() as stop:
        looks = assistant.indexing.look(folder_id, stop)
    if not looks:
        raise UserError("No folder is watched that is not paused.")
    paths = {standing.folder.id: standing.folder.path for standing in assistant.indexing.standings()}
    for look in looks:
        if as_json:
            output.emit({"folder": paths[look.folder_id], **_look_fields(look)})
        else:
            output.say(f"{paths[look.folder_id]}: {_found(look)}")
        if look.notice:
            output.warn(look.notice)
    work_off(assistant, as_json)


def _described(standing: FolderStanding) -> str:
    parts = [f"{standing.files:,} files", f"{standing.memories:,} memories"]
    for count, word in ((standing.waiting, "wait"), (standing.failed, "failed"), (standing.gone, "gone")):
        parts += [f"{count:,} {word}"] if count else []
    return " · ".join([*parts, *([] if standing.folder.state is FolderState.WATCHED else [standing.folder.state])])


def _found(look: Look) -> str:
    words = ("new", "changed", "moved", "gone", "back", "away")
    parts = [f"{getattr(look, word):,} {word}" for word in words if getattr(look, word)]
    files = f"{look.files:,} {'file' if look.files == 1 else 'files'}"
    return f"{files}, {', '.join(parts) or 'nothing changed'} · {look.seconds:.1f} s"


def _look_fields(look: Look) -> dict[str, Any]:
    names = ("files", "new", "changed", "moved", "gone", "back", "away", "notice")
    return {**{name: getattr(look, name) for name in names}, "seconds": round(look.seconds, 3)}


def _fields(standing: FolderStanding) -> dict[str, Any]:
    folder = standing.folder
    return {
        "path": folder.path,
        "state": folder.state.value,
        "files": standing.files,
        "memories": standing.memories,
        "waiting": standing.waiting,
        "failed": standing.failed,
        "gone": standing.gone,
        "notice": standing.notice,
        "looked_at": None if folder.looked_at is None else folder.looked_at.isoformat(),
        "include": list(folder.rules.include),
        "exclude": list(folder.rules.exclude),
        "largest": folder.rules.largest,
    }
