"""`ebb models embedding` and `ebb models cross-encoder`: which models read, and changing to another."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from app import output
from app.commands import AsJson, open_vault_of
from app.endpoint import app
from app.interrupt import stop_on_interrupt
from app.models import model_fields, models
from core.errors import Cancelled, UserError

if TYPE_CHECKING:
    from core.assistant import Assistant

__all__ = ["app"]


@models.command("embedding")
def embedding(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="A model that was downloaded, or “starter”; without it, listed.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    pause: Annotated[bool, typer.Option("--pause", help="Let a change rest, here and in the window.")] = False,
    stay: Annotated[bool, typer.Option("--stay", help="Give a change up: stay with the model in use.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say which model finds by meaning, or change to another: all memories are embedded anew, which may take long.

    The vectors of the model before stay in use until all are done. Ctrl+C stops; the same command, or the window,
    goes on from there.
    """
    if (pause or stay) and (model or (pause and stay)):
        raise UserError("Say one thing: a model, --pause or --stay.")
    with open_vault_of(context) as assistant:
        if pause:
            assistant.meaning.pause(paused=True)
        elif stay:
            assistant.meaning.give_up()
        elif model:
            _change(assistant, model, yes=yes, as_json=as_json)
        _say_standing(assistant, as_json)


def _change(assistant: Assistant, model: str, *, yes: bool, as_json: bool) -> None:
    meaning = assistant.meaning
    standing = meaning.standing
    if standing is None or not meaning.is_wanted(model):
        if meaning.is_used(model) and standing is None:
            return
        cost = meaning.cost(model)
        if as_json:
            output.emit({"cost": asdict(cost)})
        else:
            output.say(meaning.describe(cost))
        meaning.check(model)
        if not yes:
            if not sys.stdin.isatty():
                raise UserError("Nothing was changed. Without a terminal, say --yes.")
            typer.confirm("Change to it", abort=True)
    meaning.use(model)
    with stop_on_interrupt() as stop, output.progress_bars() as show:
        try:
            meaning.move(show, stop)
        except Cancelled:
            output.warn("Stopped. What was embedded stays; the same command, or the window, goes on from there.")
            raise


def _say_standing(assistant: Assistant, as_json: bool) -> None:
    found, standing = assistant.meaning.list(), assistant.meaning.standing
    if as_json:
        for one in found:
            output.emit(model_fields(one))
        if standing is not None:
            output.emit({"changing_to": asdict(standing)})
        return
    for one in found:
        output.say(f"{'*' if one.used else ' '} {one.name}  {'came with Ebb' if one.starter else one.path}")
    if standing is not None:
        rests = ", paused" if standing.paused else ""
        output.say(f"Changing to {standing.name}: {standing.done:,} of {standing.total:,} memories embedded{rests}.")


@models.command("cross-encoder")
def cross_encoder(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="One that was downloaded, or “none”; without it, they are listed.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say which model reads again what a thorough search found, or choose one."""
    with open_vault_of(context) as assistant:
        if model:
            assistant.cross_encoders.use(model)
        found = assistant.cross_encoders.list()
    if not found and not as_json:
        output.say("No cross-encoder is there. “ebb models download” lists what can be had.")
    for one in found:
        if as_json:
            output.emit(model_fields(one))
        else:
            output.say(f"{'*' if one.used else ' '} {one.name or 'none'}")
