"""`ebb export` and `ebb import archive`: everything out, and in again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import output
from app.capture import app
from app.commands import AsJson, WithPurged, importing, open_vault_of
from app.interrupt import stop_on_interrupt
from core.errors import UserError
from core.model import times
from core.model.memory import Kind, SourceKind
from core.model.transfer import ArchivePreview, Merged, Selection

if TYPE_CHECKING:
    from core.assistant import Assistant
    from core.transferring import OpenArchive

__all__ = ["app"]

VARIABLE = "EBB_ARCHIVE_PASSPHRASE"
_SHOWN = 20
_NOTE = "note"  # what people call a capture, as in `kind:note`
_PLAIN = "Without a passphrase anybody who gets hold of the file can read everything in it."

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command()
def export(
    context: typer.Context,
    file: Path,
    since: Annotated[str, typer.Option(help="Only what was said from this time on.")] = "",
    until: Annotated[str, typer.Option(help="Only what was said before this time.")] = "",
    kind: Annotated[list[str] | None, typer.Option(help="Only of this kind; may be given again.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only from sources with this in their name.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Only with this tag.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Write a folder that people can read.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Do not encrypt the file.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a file that is there already.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Write your memories into one file, encrypted with a passphrase of its own, or as Markdown into a folder."""
    selection = _selection(since, until, kind or [], source or [], tag or [])
    with open_vault_of(context) as assistant:
        if plain or markdown:
            _confirm(_PLAIN, "Write it all the same", yes=yes)
        passphrase = None if plain or markdown else _new_passphrase()
        with stop_on_interrupt() as stop, output.progress_bars() as show:
            if markdown:
                done = assistant.transferring.export_folder(file, selection, progress=show, stop=stop)
            else:
                done = assistant.transferring.export(
                    file, passphrase, selection, replace_file=replace, progress=show, stop=stop
                )
    if as_json:
        output.emit(
            {"path": str(done.path), "encrypted": done.encrypted, "memories": done.memories, "sources": done.sources,
             "chats": done.chats, "hidden": done.hidden, "bytes": done.size, "seconds": round(done.seconds, 3)}
        )  # fmt: skip
        return
    output.say(
        f"{done.memories:,} memories from {done.sources:,} sources and {done.chats:,} chats are in {done.path} "
        f"({done.size / 1e6:.1f} MB, {'encrypted' if done.encrypted else 'not encrypted'})."
    )
    if done.hidden:
        output.say(f"{done.hidden:,} memories that are forgotten were left out.")


@importing.command("archive")
def import_archive(
    context: typer.Context,
    file: Path,
    with_purged: WithPurged = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Bring an archive together with what is here: all of it, or nothing."""
    with open_vault_of(context) as assistant, stop_on_interrupt() as stop:
        with output.progress_bars() as show:
            found = assistant.transferring.open_archive(file, _passphrase, show, stop)
        _take(assistant, found, stop, with_purged=with_purged, dry_run=dry_run, yes=yes, as_json=as_json)


@importing.command("markdown")
def import_markdown(
    context: typer.Context,
    folder: Path,
    with_purged: WithPurged = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Take in again a folder that “ebb export --markdown” wrote: all of it, or nothing."""
    with open_vault_of(context) as assistant, stop_on_interrupt() as stop:
        with output.progress_bars() as show:
            found = assistant.transferring.open_folder(folder, show, stop)
        _take(assistant, found, stop, with_purged=with_purged, dry_run=dry_run, yes=yes, as_json=as_json)


def _take(
    assistant: Assistant, found: OpenArchive, stop: Event, *, with_purged: bool, dry_run: bool, yes: bool, as_json: bool
) -> None:
    preview = found.preview
    for place in preview.left_out[:_SHOWN]:
        output.warn(f"{place}: This is no memory that Ebb wrote, or no longer one; it is left out.")
    if dry_run or not yes:
        _tell(_preview_fields(preview), preview.merged, "would be", as_json)
        if dry_run:
            return
    _confirm("", "Import it", yes=yes)
    with output.progress_bars() as show:
        done = found.import_all(with_purged=with_purged, progress=show, stop=stop)
    about = {"dry_run": False, "seconds": round(done.seconds, 3), "import": done.import_id}
    _tell(about, done.merged, "were", as_json)
    for note in done.notes:
        output.warn(note)
    with output.progress_bars() as show:
        for entry in assistant.work(show, stop).skipped:
            output.warn(f"{entry.where}: {entry.reason}")


def _selection(since: str, until: str, kinds: list[str], sources: list[str], tags: list[str]) -> Selection:
    return Selection(
        since=times.parse(since) if since else None,
        until=times.parse(until) if until else None,
        kinds=tuple(map(_kind, kinds)),
        sources=tuple(sources),
        tags=tuple(tags),
    )


def _kind(word: str) -> Kind | SourceKind:
    if word in list(Kind):
        return Kind(word)
    if word == _NOTE:
        return SourceKind.CAPTURE
    if word in list(SourceKind):
        return SourceKind(word)
    known = ", ".join([*Kind, *SourceKind, _NOTE])
    raise UserError(f"There is no kind “{word}”. There are: {known}.")


def _new_passphrase() -> str:
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    from app.secret import ask

    first = ask("Choose a passphrase for the archive: ", VARIABLE)
    if first != ask("Once more: ", VARIABLE):
        raise UserError("The two passphrases differ. Nothing was written; try again.")
    return first


def _passphrase() -> str:
    given = os.environ.get(VARIABLE)
    from app.secret import ask

    return given if given is not None else ask("Passphrase of the archive: ", VARIABLE)


def _confirm(warning: str, question: str, *, yes: bool) -> None:
    if warning:
        output.warn(warning)
    if yes:
        return
    if not sys.stdin.isatty():
        raise UserError("Nothing was done. Without a terminal, say --yes.")
    typer.confirm(question, abort=True)


def _preview_fields(preview: ArchivePreview) -> dict[str, Any]:
    return {
        "dry_run": True,
        "made_at": preview.made_at.isoformat(),
        "encrypted": preview.encrypted,
        "memories": preview.memories,
        "since": None if preview.since is None else preview.since.isoformat(),
        "until": None if preview.until is None else preview.until.isoformat(),
        "unread": list(preview.left_out),
    }


def _tell(fields: dict[str, Any], merged: Merged, are: str, as_json: bool) -> None:
    if as_json:
        output.emit(
            {**fields, "new": merged.new, "already": merged.already, "forgotten": merged.forgotten,
             "newer": merged.newer, "purged": merged.purged, "left_out": merged.left_out, "sources": merged.sources,
             "chats": merged.chats, "settings": merged.settings, "conflicting": merged.conflicting,
             "conflicts": [{"ref": one.ref, "said": one.said} for one in merged.conflicts]}
        )  # fmt: skip
        return
    if "made_at" in fields:
        span = f", from {fields['since'][:10]} to {fields['until'][:10]}" if fields["since"] else ""
        output.say(f"An archive of {fields['made_at'][:10]} with {fields['memories']:,} memories{span}.")
    output.say(
        f"{merged.new:,} memories {are} new, {merged.already:,} {are} here already, and of {merged.newer:,} a later "
        f"version {are} taken. {merged.sources:,} sources and {merged.chats:,} chats {are} new."
    )
    if merged.forgotten:
        output.say(
            f"{merged.forgotten:,} are forgotten here and stay so; “ebb forget --list” says how to restore them."
        )
    if merged.purged:
        output.say(f"{merged.purged:,} were purged here and stay away; --with-purged brings them back.")
    if merged.left_out:
        output.say(f"{merged.left_out:,} were made from those and stay away with them.")
    for conflict in merged.conflicts[:_SHOWN]:
        output.warn(f"{conflict.ref}: {conflict.said}")
    if merged.conflicting > _SHOWN:
        output.warn(f"… and {merged.conflicting - _SHOWN:,} more; --json lists the first {len(merged.conflicts):,}.")
