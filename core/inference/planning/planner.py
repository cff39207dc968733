"""Planning for a model file, or for a model of the catalogue that is not there yet, on this machine as it is now."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import ModelUnavailable
from core.inference import hardware
from core.inference.gguf_header import read_header
from core.inference.planning.choice import WORTH_STREAMING, plan
from core.inference.planning.figures import Figures, figures_of
from core.inference.planning.survey import assume, survey
from core.model.plan import Plan

_GPU_LIBRARIES = ("cuda", "metal", "vulkan", "hip", "sycl", "opencl", "cann", "musa")
_UNMEASURED = "The machine could not be measured; its graphics cards are not used."


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and why the graphics cards are not used where they are there; empty where nothing is wrong."""

    plan: Plan
    gpu_problem: str = ""


def plan_file(path: Path) -> Planned:
    """Plan for the model file at `path`; `EBB_MODEL_MEMORY` counts.

    Raises:
        BadModelFile: it is not a model.
        OSError: it cannot be read.
        UserError: `EBB_MODEL_MEMORY` is not a number.
        ModelUnavailable: llama.cpp cannot run here.
    """
    return _plan(figures_of(read_header(path)), path, 1.0)


def plan_loading(path: Path, gpu_share: float = 1.0) -> Planned:
    """Plan for a model file that is about to be loaded, with up to `gpu_share` of its layers on the graphics cards.

    Nothing is measured for a model whose settings do not depend on it: what the plan then says of its speed is worth
    nothing. Where the machine cannot be measured (no room for the samples, say), the processor is planned with: whether
    llama.cpp runs will show.

    Raises:
        BadModelFile: it is not a model.
        OSError: it cannot be read.
        UserError: `EBB_MODEL_MEMORY` is not a number.
    """
    figures, problem = figures_of(read_header(path)), ""
    if figures.size >= WORTH_STREAMING or may_use_gpu():
        try:
            return _plan(figures, path, gpu_share)
        except ModelUnavailable:
            problem = _UNMEASURED if may_use_gpu() else ""
    made_up = plan(assume(), figures, budget=hardware.memory_budget(), gpu_share=0.0)
    return Planned(replace(made_up, row=None), problem)


def plan_figures(figures: Figures, near: Path | None = None) -> Planned:
    """Plan for a model of which only `figures` are known; the disk is judged by the file `near`.

    Raises:
        UserError: `EBB_MODEL_MEMORY` is not a number.
        ModelUnavailable: llama.cpp cannot run here.
    """
    return _plan(figures, near, 1.0)


def may_use_gpu() -> bool:
    """Whether the installed llama.cpp was built for graphics cards, by the names of its libraries."""
    package = importlib.util.find_spec("llama_cpp")
    folders = [Path(folder) / "lib" for folder in (package.submodule_search_locations or ())] if package else []
    names = [path.name for folder in folders if folder.is_dir() for path in folder.iterdir()]
    return any(f"ggml-{kind}" in name for name in names for kind in _GPU_LIBRARIES)


def _plan(figures: Figures, near: Path | None, gpu_share: float) -> Planned:
    budget = hardware.memory_budget()
    machine, problem = survey(figures.kind, near)
    return Planned(plan(machine, figures, budget=budget, gpu_share=gpu_share), problem)
