"""`ebb models endpoint`: a language model on a server, best on one's own network. Off until it is set."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import output
from app.commands import AsJson, open_vault_of
from app.models import app, models
from core.errors import NotNear, UserError
from core.model.endpoint import KEY_VARIABLE, LEAVES, Endpoint

if TYPE_CHECKING:
    from core.assistant import Assistant

__all__ = ["app"]


@models.command("endpoint")
def endpoint(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Where the server is, or “none”; without either, what is set.")] = "",
    model: Annotated[str, typer.Option("--model", help="Which of its models; needed where it has several.")] = "",
    key: Annotated[
        bool,
        typer.Option("--key", help=f"Ask for its key, or take it from {KEY_VARIABLE}, and keep it in the keyring."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, even where it is not on your own network.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let a language model on a server of your own network word the answers. What you ask then leaves this machine."""
    given = _ask_for_key() if key and url not in ("", "none") else ""
    with open_vault_of(context) as assistant:
        if url == "none":
            assistant.elsewhere.remove()
        elif url:
            _set(assistant, url, model, given, yes=yes)
        found = assistant.elsewhere.endpoint
    if as_json:
        output.emit(_fields(found))
    elif found is None:
        output.say("No endpoint is set. Nothing leaves this machine.")
    elif not found.used:
        output.say(f"{found.name} at {found.where} is set, and not used. Nothing leaves this machine.")
    else:
        output.say(f"From the next question on: {found.name} at {found.where}.")
        output.warn(LEAVES.format(where=found.where))


def _set(assistant: Assistant, url: str, model: str, key: str, *, yes: bool) -> None:
    try:
        assistant.elsewhere.set(url, model, key=key, far=yes)
    except NotNear as warning:
        output.warn(str(warning))
        if not sys.stdin.isatty():
            raise UserError("Nothing was changed. Without a terminal, say --yes if this is what you want.") from None
        typer.confirm("Send your questions there", abort=True)
        assistant.elsewhere.set(url, model, key=key, far=True)


def _ask_for_key() -> str:
    """The key, from the environment or typed unseen: on the command line others could read it.

    Raises:
        UserError: there is neither.
    """
    given = os.environ.get(KEY_VARIABLE, "")
    if not given and not sys.stdin.isatty():
        raise UserError(f"There is no terminal to ask for the key. Set {KEY_VARIABLE}.")
    return given or getpass.getpass("Key of the server: ").strip()


def _fields(found: Endpoint | None) -> dict[str, Any]:
    if found is None:
        return {"url": None, "model": None, "used": False, "own_network": None}
    return {"url": found.url, "model": found.model, "used": found.used, "own_network": not found.far}
