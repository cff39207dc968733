"""`ebb memories` and `ebb profile`: looking through what is kept, and correcting the profile line by line."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from app import output, wording
from app.commands import AsJson, open_vault_of
from app.folders import app
from core.model.kept import Line, MemoryPage, Order, Sieve
from core.model.memory import Memory, State

__all__ = ["app"]

profile_app = typer.Typer(help="Say what is known of you and of people.", rich_markup_mode=None)
app.add_typer(profile_app, name="profile")


@app.command()
def memories(
    context: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="Words and operators, or “show N” for one memory.")] = None,
    state: Annotated[list[State] | None, typer.Option(help="Only in this state; may be given again.")] = None,
    order: Annotated[Order, typer.Option(help="What comes first.")] = Order.BEST,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what is kept with its strength; “ebb memories show N” tells everything about one memory."""
    asked = query or []
    with open_vault_of(context) as assistant:
        if len(asked) == 2 and asked[0] == "show" and asked[1].isdecimal():
            _tell_page(assistant.memory_page(int(asked[1])), as_json)
            return
        ids = assistant.memory_ids(Sieve(" ".join(asked), states=tuple(state or ()), order=order))
        for line in assistant.lines(ids[:limit]):
            if as_json:
                output.emit(_line_fields(line))
            else:
                strength = f"{round(line.retention * 100):>3} %"
                output.say(
                    f"{line.memory.id:>7}  {strength}  {wording.sort_of(line.memory):<8}  {wording.told(line.memory)}"
                )
        if not as_json:
            shown = min(limit, len(ids))
            output.say(f"{shown:,} of {len(ids):,}" if ids else "Nothing in your memory fits.")


@profile_app.callback(invoke_without_command=True)
def profile(context: typer.Context, as_json: AsJson = False) -> None:
    """Say what is known of you and of people, each line with how many memories it rests on."""
    if context.invoked_subcommand is not None:
        return
    with open_vault_of(context) as assistant:
        lines = assistant.profile()
    for line in lines:
        if as_json:
            output.emit(
                {"id": line.memory.id, "about": line.about, "text": line.memory.text,
                 "origins": [origin.id for origin in line.origins]}
            )  # fmt: skip
        else:
            about = f"{line.about}: " if line.about else ""
            sources = wording.count(len(line.origins), "source")
            output.say(f"{line.memory.id:>7}  {about}{wording.shorten(line.memory.text)}  ({sources})")
    if not lines and not as_json:
        output.say("Nothing is known of anybody yet. “ebb sleep” draws it from what was said.")


@profile_app.command("edit")
def edit_line(context: typer.Context, number: int, text: str) -> None:
    """Correct a line of the profile: your word counts from then on."""
    with open_vault_of(context) as assistant:
        changed = assistant.edit_profile_line(number, text)
    output.say("Corrected." if changed is not None else "It says so already.")


@profile_app.command("remove")
def remove_line(context: typer.Context, number: int) -> None:
    """Take a line out of the profile; the memories it rests on stay."""
    with open_vault_of(context) as assistant:
        assistant.remove_profile_line(number)
    output.say("Removed. The memories it was made from stay.")


def _tell_page(page: MemoryPage, as_json: bool) -> None:
    if as_json:
        output.emit(_page_fields(page))
        return
    memory = page.memory
    output.say(memory.text)
    output.say(f"{memory.form.value} · {memory.speaker or page.source.title} · {memory.span.ref}")
    fades = "" if page.fades_at is None else f", fades on {page.fades_at.date().isoformat()} if it is not used"
    pinned = ", pinned" if memory.pinned else fades
    output.say(f"{round(page.retention * 100)} %, {memory.state.value}{pinned}")
    for title, others in (("Made from", page.origins), ("Made from it", page.derived)):
        for other in others:
            output.say(f"  {title}: {other.id} {wording.shorten(other.text)}")
    for link in page.links:
        output.say(f"  Linked: {link.memory.id} {wording.shorten(link.memory.text)} ({link.reason or link.kind.value})")
    for revision in page.revisions:
        output.say(f"  Version {revision.version}: {wording.shorten(revision.text)}")
    for change in page.changes:
        undone = " (undone)" if change.undone_at is not None else ""
        output.say(f"  {change.at.date().isoformat()} {change.kind.value}: {change.reason}{undone}")


def _line_fields(line: Line) -> dict[str, Any]:
    return {
        **_memory_fields(line.memory),
        "source": line.title,
        "retention": round(line.retention, 4),
        "origins": line.origins,
        "note": line.note,
    }


def _page_fields(page: MemoryPage) -> dict[str, Any]:
    return {
        **_memory_fields(page.memory),
        "source": page.source.title,
        "retention": round(page.retention, 4),
        "fades_at": None if page.fades_at is None else page.fades_at.isoformat(),
        "archived_at": None if page.archived_at is None else page.archived_at.isoformat(),
        "uses": [{"kind": use.kind.value, "at": use.at.isoformat(), "question": use.question} for use in page.uses],
        "origins": [memory.id for memory in page.origins],
        "derived": [memory.id for memory in page.derived],
        "links": [{"id": one.memory.id, "kind": one.kind.value, "reason": one.reason} for one in page.links],
        "versions": [{"version": one.version, "text": one.text} for one in page.revisions],
        "changes": [
            {"id": one.id, "kind": one.kind.value, "at": one.at.isoformat(), "reason": one.reason,
             "undone": one.undone_at is not None}
            for one in page.changes
        ],
        "tags": list(page.tags),
    }  # fmt: skip


def _memory_fields(memory: Memory) -> dict[str, Any]:
    return {
        "id": memory.id,
        "text": memory.text,
        "form": memory.form.value,
        "kind": memory.kind.value,
        "speaker": memory.speaker,
        "when": None if memory.said_at is None else memory.said_at.isoformat(),
        "state": memory.state.value,
        "pinned": memory.pinned,
        "version": memory.version,
        "ref": memory.span.ref,
    }
