"""`ebb import PRODUCT FILE`: what other products exported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from app import output
from app.commands import AsJson, WithPurged, importing, open_vault_of
from app.interrupt import stop_on_interrupt
from app.transfers import DryRun, app
from core.model.transfer import Talks, TalksTaken
from core.model.work import Skipped
from core.transfer.reporting import record_of, write_report

__all__ = ["app"]

PRODUCTS = {
    "chatgpt": "Take in your chats with ChatGPT: the zip archive of “Export data”, or what was unpacked of it.",
    "claude": "Take in your chats with Claude: the zip archive of “Export data”, or what was unpacked of it.",
    "browser": "Take in bookmarks (the HTML file every browser exports) or Chrome's history from Google Takeout.",
    "copilot": "Take in your chats with Copilot: the CSV file of the privacy dashboard's export.",
    "gemini": "Take in your chats with Gemini: Google Takeout, My Activity, Gemini Apps, as JSON.",
    "joplin": "Take in Joplin notes: the JEX file of “Export all”, or a folder of RAW.",
    "letta": "Take in a Letta agent: its memory blocks and messages, from an agent file (.af).",
    "mbox": "Take in a mailbox of any size: what Thunderbird, Apple Mail or Google Takeout wrote as mbox.",
    "mem0": "Take in what mem0 kept: the JSON that its API lists.",
    "discord": "Take in Discord messages: your data package, or channels that DiscordChatExporter wrote as JSON.",
    "signal": "Take in Signal chats: the folder that signal-export wrote; Signal has no export of its own.",
    "slack": "Take in a Slack workspace: the zip archive of its export, or what was unpacked of it.",
    "telegram": "Take in Telegram chats: the “result.json” of Telegram Desktop, or its folder.",
    "whatsapp": "Take in a WhatsApp chat: the file of “Export chat”, a text or a zip archive.",
    "chats": "Take in an export of any product that is known, told by its content.",
}
_SHOWN = 20

Report = Annotated[Path | None, typer.Option("--report", help="Write all that came of it into this file, as JSON.")]


def _command(product: str | None) -> Callable[..., None]:
    def run(
        context: typer.Context,
        file: Path,
        with_purged: WithPurged = False,
        dry_run: DryRun = False,
        report: Report = None,
        as_json: AsJson = False,
    ) -> None:
        with open_vault_of(context) as assistant, stop_on_interrupt() as stop:
            with output.progress_bars() as show:
                if dry_run:
                    found = assistant.importing.preview(file, product, show, stop)
                else:
                    done = assistant.importing.take(file, product, show, stop, with_purged=with_purged)
            if report is not None:
                write_report(report, found if dry_run else done)
            if as_json:
                output.emit(record_of(found if dry_run else done))
            else:
                output.say(_describe(found) if dry_run else _describe_taken(done))
                for note in () if dry_run else done.notes:
                    output.warn(note)
                _say_left_out(found.left_out if dry_run else done.left_out)
            if not dry_run:
                with output.progress_bars() as show:
                    for entry in assistant.work(show, stop).skipped:
                        output.warn(f"{entry.where}: {entry.reason}")

    return run


for _name, _help in PRODUCTS.items():
    importing.command(_name, help=_help)(_command(None if _name == "chats" else _name))


def _describe(found: Talks) -> str:
    span = "" if found.since is None or found.until is None else f", {found.since:%Y-%m-%d} to {found.until:%Y-%m-%d}"
    by = f", by {', '.join(found.speakers)}" if found.speakers else ""
    said = f"{found.product}: {found.talks:,} conversations with {found.messages:,} messages{span}{by}."
    if found.purged:
        said += f" {found.purged:,} were purged here and would stay away without --with-purged."
    return said + _unsaid(found.unsaid)


def _describe_taken(done: TalksTaken) -> str:
    said = (
        f"{done.product}: {done.new:,} messages from {done.talks:,} conversations are in, {done.already:,} were here."
    )
    if done.forgotten:
        said += f" {done.forgotten:,} of these are forgotten and stay so; “ebb forget --list” says how to restore them."
    if done.purged:
        said += f" {done.purged:,} were purged here and stay away; --with-purged brings them back."
    if done.import_id is not None:
        said += f" “ebb import --undo {done.import_id}” takes it all back."
    return said + _unsaid(done.unsaid)


def _unsaid(counts: Mapping[str, int]) -> str:
    return "".join(f" Not taken in: {count:,} {what}." for what, count in counts.items())


def _say_left_out(entries: tuple[Skipped, ...]) -> None:
    for entry in entries[:_SHOWN]:
        output.warn(f"{entry.where}: {entry.reason}")
    if len(entries) > _SHOWN:
        output.warn(f"… and {len(entries) - _SHOWN:,} more; --report FILE keeps them all.")
