"""The plan held against what came: predicted and measured tokens a second, four shapes of model, and one from flash.

The baseline of each figure is the prediction of the same run. The quickest of five answers counts, as it does in the
probe: what others take of the machine is in neither. Models of random weights, so that nothing is downloaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from core.errors import ModelUnavailable
from core.inference.hardware import BUDGET
from core.inference.language import LanguageModel
from core.inference.models import OVERRIDE, find_model
from core.inference.planning.planner import plan_file
from core.inference.planning.words import describe
from tests.bench.figure import Figure, say
from tests.bench.random_model import Shape, write_model
from tests.bench.vaults import temporary_folder

SHAPES = {
    "dense, 1 billion weights": Shape(layers=16, width=2048, inner=8192, heads=32, kv_heads=8),
    "dense, 3 billion weights": Shape(layers=32, width=3072, inner=8192, heads=24, kv_heads=8),
    "mixture of 32 experts": Shape(layers=16, width=1024, inner=1024, heads=16, kv_heads=4, experts=32, used=4),
}
_TALK = [{"role": "user", "content": "The ferry leaves the long pier at seven in the evening. " * 60}]
_TOKENS, _RUNS = 32, 5
_FLASH_TOKENS, _FLASH_RUNS = 8, 3


def figures() -> Iterator[Figure]:
    """Tokens/s and time to the first token, the prediction as baseline."""
    try:
        starter = find_model("language").path
    except ModelUnavailable as error:
        yield Figure("tokens/s", None, "", note=str(error))
        return
    yield from _measure("starter", starter)
    for name, shape in SHAPES.items():
        with temporary_folder() as folder:
            path = folder / "model.gguf"
            say(f"plan: writing a model, {name}")
            write_model(path, shape, starter)
            yield from _measure(name, path)
            if not shape.experts and shape.width == 3072:
                budget = path.stat().st_size * 7 // 10
                yield from _measure(f"{name}, from flash", path, budget // 1_000_000)


def _measure(name: str, path: Path, budget: int | None = None) -> Iterator[Figure]:
    """Plan, load, speak; with a `budget` in MB, from flash."""
    os.environ[OVERRIDE] = str(path)
    if budget is not None:
        os.environ[BUDGET] = str(budget)
    model = LanguageModel()
    try:
        planned = plan_file(path).plan
        say(f"plan: {name}: {describe(planned)}")
        model.load()
        # As when Ebb answers: it reads beside it, which takes memory that weights cannot have.
        model.score([("The ferry leaves the long pier", " at seven")])
        first = model.chat(_TALK, max_tokens=2, draft=False)
        most, count = (_TOKENS, _RUNS) if budget is None else (_FLASH_TOKENS, _FLASH_RUNS)
        runs = [model.chat(_TALK, max_tokens=most, draft=False).tokens_per_second or 0.0 for _ in range(count)]
    finally:
        model.close()
        del os.environ[OVERRIDE]
        os.environ.pop(BUDGET, None)
    said = f"{path.stat().st_size / 1e9:.2f} GB, {planned.place.value}, {planned.threads} threads"
    yield Figure(f"tokens/s, {name}", max(runs), "tokens/s", planned.tokens_per_second,
                 f"{said}; after a prompt of {first.computed} tokens; baseline: the prediction")  # fmt: skip
    yield Figure(f"first token, {name}", (first.first_token_ms or 0) / 1000, "s", planned.first_token_seconds,
                 f"{said}; baseline: the prediction, for a prompt of 800 tokens")  # fmt: skip
