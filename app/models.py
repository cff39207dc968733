"""`ebb models`: which language models there are, which one is used, and what one would do on this machine."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import output
from app.commands import AsJson, open_vault_of
from app.interrupt import stop_on_interrupt
from app.past_imports import app
from core.errors import Cancelled, MachineError, UserError
from core.model.models import InstalledModel
from core.model.offers import Downloaded

if TYPE_CHECKING:
    from core.assistant import Assistant
    from core.inference.planning.planner import Planned

__all__ = ["app"]

models = typer.Typer(help="Models on this machine: which answers, which finds by meaning.", rich_markup_mode=None)
app.add_typer(models, name="models")

Model = Annotated[str, typer.Argument(help="A GGUF file; without one, the model that Ebb uses.")]


@models.callback(invoke_without_command=True)
def list_models(context: typer.Context, as_json: AsJson = False) -> None:
    """List the language models that Ebb knows; the one in use is marked."""
    if context.invoked_subcommand is not None:
        return
    with open_vault_of(context) as assistant:
        found, overridden = assistant.models.list(), assistant.models.overridden
        elsewhere = assistant.elsewhere.endpoint
    for one in found:
        if as_json:
            output.emit(model_fields(one))
            continue
        about = [f"{one.size / 1e6:,.0f} MB"] if one.path is not None and not one.problem else []
        about += [one.problem] if one.problem else []
        about += ["came with Ebb" if one.starter else str(one.path)] if one.path is not None else []
        output.say(f"{'*' if one.used else ' '} {one.name or 'none'}  {'  '.join(about)}".rstrip())
    if overridden and not as_json:
        output.warn(f"EBB_LANGUAGE_MODEL says “{overridden}”, and counts more than what is chosen here.")
    if elsewhere is not None and elsewhere.used and not as_json:
        output.warn(f"Answers are worded by {elsewhere.name} at {elsewhere.where}, which leaves this machine.")


@models.command("list")
def list_again(context: typer.Context, as_json: AsJson = False) -> None:
    """The same as “ebb models”."""
    context.invoked_subcommand = None
    list_models(context, as_json)


@models.command("add")
def add(context: typer.Context, file: Path, as_json: AsJson = False) -> None:
    """Make a GGUF file known. It stays where it is; “ebb models use” uses it."""
    with open_vault_of(context) as assistant:
        added = assistant.models.add(file)
    if as_json:
        output.emit(model_fields(added))
    else:
        output.say(f"{added.name} is known now. “ebb models plan {added.path}” says how it would run here.")


@models.command("use")
def use(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="A name or path that was added, “starter”, or “none”.")],
) -> None:
    """Use another language model from the next question on."""
    with open_vault_of(context) as assistant:
        if model in ("starter", "none"):
            assistant.models.use(None, starter=model == "starter")
        else:
            assistant.models.use(_path_of(assistant, model))
        overridden = assistant.models.overridden
    output.say(f"From the next question on: {model}.")
    if overridden:
        output.warn(f"EBB_LANGUAGE_MODEL says “{overridden}”, and counts more than what is chosen here.")


@models.command("remove")
def remove(
    context: typer.Context, model: Annotated[str, typer.Argument(help="A name or path that was added.")]
) -> None:
    """Forget a model that was added. Its file stays where it is; one that was downloaded is deleted."""
    with open_vault_of(context) as assistant:
        for kind in (assistant.cross_encoders, assistant.meaning):
            if kind.names(model):
                kind.remove(model)
                output.say(f"{model} was deleted.")
                return
        path = _path_of(assistant, model)
        assistant.models.remove(path)
    output.say(f"{model} is no longer known. Its file was {'left where it is' if path.exists() else 'deleted'}.")


def _path_of(assistant: Assistant, model: str) -> Path:
    """The path of a model by its name, where one only is called so, or the path that was given."""
    named = [one.path for one in assistant.models.list() if one.name == model and one.path and not one.starter]
    if len(named) > 1:
        raise UserError(f"Several models are called {model}. Give the path of the one you mean.")
    return named[0] if named else Path(model).expanduser().absolute()


def model_fields(one: InstalledModel) -> dict[str, Any]:
    """A model for `--json`."""
    return {"name": one.name or "none", "path": None if one.path is None else str(one.path), "bytes": one.size,
            "starter": one.starter, "used": one.used, "problem": one.problem}  # fmt: skip


@models.command("download")
def download(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A model of the catalogue; without one, they are listed.")] = "",
    limit: Annotated[float, typer.Option(help="At most so many megabytes a second.", min=0)] = 0,
    discard: Annotated[bool, typer.Option("--discard", help="Remove what an interrupted download left.")] = False,
    as_json: AsJson = False,
) -> None:
    """Download a model. Nothing but its files is asked for; Ctrl+C pauses, and the next call goes on."""
    from core.inference.downloading.catalogue import find_offer

    with open_vault_of(context) as assistant:
        if not name:
            _list_offers(assistant, as_json)
        elif discard:
            output.say(f"{assistant.models.discard(find_offer(name)) / 1e6:,.0f} MB were removed.")
        else:
            _download(assistant, name, limit, as_json)


def _download(assistant: Assistant, name: str, limit: float, as_json: bool) -> None:
    if not as_json:
        output.say(f"From {assistant.models.source}.")
    with stop_on_interrupt() as stop, output.progress_bars() as show:
        try:
            got = assistant.models.download(name, on_progress=show, pause=stop, limit=int(limit * 1e6))
        except Cancelled:
            output.warn("Paused. The same command goes on from there; --discard removes what is there.")
            raise
    path = got.folder / got.offer.files[0]
    if as_json:
        sums = {pin.file: pin.checksum for pin in got.pins}
        output.emit({"id": got.offer.id, "path": str(path), "commit": got.commit, "checksums": sums})
        return
    for pin in got.pins:
        output.say(f"{pin.file}  {pin.size:,} bytes  {pin.checksum}")
    output.say(f"{got.offer.name} is there. {_next_step(got)}")


def _next_step(got: Downloaded) -> str:
    if got.offer.role == "cross-encoder":
        return "Thorough searches use it from now on; “ebb models cross-encoder none” ends that."
    if got.offer.role == "embedding":
        return f"“ebb models embedding {got.offer.id}” says what it costs to use it, and asks."
    return f"“ebb models use {Path(got.offer.files[0]).stem}” uses it."


def _list_offers(assistant: Assistant, as_json: bool) -> None:
    for offer in assistant.models.offers():
        fit, text = assistant.models.judge(offer)
        left = assistant.models.unfinished(offer)
        if as_json:
            output.emit({"id": offer.id, "name": offer.name, "role": offer.role, "class": offer.size_class,
                         "bytes": offer.size, "licence": offer.licence, "repository": offer.repository,
                         "fit": fit.value, "said": text, "unfinished": left})  # fmt: skip
            continue
        kind = offer.size_class if offer.role == "language" else offer.role
        begun = f"  {left / 1e6:,.0f} MB of it are there" if left else ""
        output.say(f"{offer.id}  {offer.size / 1e6:,.0f} MB  {offer.licence}  {kind}  {fit.value}{begun}")
        output.say(f"  {text}")


@models.command("plan")
def plan(model: Model = "", as_json: AsJson = False) -> None:
    """Say how a model would run here: where its weights lie, and how fast it would be. The first time measures."""
    from core.inference.models import find_model
    from core.inference.planning.planner import plan_file
    from core.inference.planning.words import describe, details

    if model:
        path = Path(model).expanduser()
        if not path.is_file():
            raise UserError(f"There is no model file at {path}.")
    else:
        path = find_model("language").path
    try:
        planned = plan_file(path)
    except OSError as error:
        raise MachineError(f"{path} cannot be read: {error.strerror}.") from error
    if as_json:
        output.emit(_fields(path, planned))
        return
    output.say(f"{path.name}: {planned.plan.fit.value}")
    output.say(describe(planned.plan))
    for said in details(planned.plan):
        output.say(f"  {said}")
    if planned.gpu_problem:
        output.warn(planned.gpu_problem)


def _fields(path: Path, planned: Planned) -> dict[str, Any]:
    from core.inference.planning.words import describe

    fields = asdict(planned.plan)
    rate, wait = planned.plan.tokens_per_second, planned.plan.first_token_seconds
    return {
        "model": path.name,
        **fields,
        "fit": planned.plan.fit.value,
        "place": planned.plan.place.value,
        "tokens_per_second": round(rate, 2),
        "first_token_seconds": round(wait, 2),
        "said": describe(planned.plan),
        "gpu_problem": planned.gpu_problem,
    }
