"""`ebb models`: what language models would do on this machine."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app import output
from app.commands import AsJson
from app.imports import app
from core.errors import MachineError, UserError

if TYPE_CHECKING:
    from core.inference.planning.planner import Planned

__all__ = ["app"]

models = typer.Typer(help="Language models on this machine.", rich_markup_mode=None)
app.add_typer(models, name="models")

Model = Annotated[str, typer.Argument(help="A GGUF file; without one, the model that Ebb uses.")]


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
