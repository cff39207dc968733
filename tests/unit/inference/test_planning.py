"""The plan: where a model's weights lie, with which settings, how fast; on recorded machines and on any."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference.gguf_header import read_header
from core.inference.models import find_model
from core.inference.planning.choice import BATCH, PROMPT, plan, seconds_of_pass
from core.inference.planning.figures import Figures, catalogue_figures, figures_of
from core.inference.planning.machine import Gpu, Hardware, Speed, as_fields, from_fields
from core.inference.planning.words import describe, details
from core.model.plan import Fit, Place

GIB = 1 << 30
RECORDED = Path(__file__).parents[2] / "golden" / "hardware"
STARTER = catalogue_figures(98_000_000, 30, 23_040, kind="Q4_1", trained_context=8192)
SMALL = catalogue_figures(2_000_000_000, 28, 114_688)
EIGHT_BILLION = catalogue_figures(4_900_000_000, 32, 131_072)
MIXTURE = catalogue_figures(18_600_000_000, 48, 98_304, experts=128, experts_used=8, active=0.11)
SEVENTY_BILLION = catalogue_figures(42_500_000_000, 80, 327_680)


def recorded(name: str) -> Hardware:
    return from_fields(json.loads((RECORDED / f"{name}.json").read_text("utf-8"))["hardware"])


speeds = st.builds(
    Speed, st.floats(1e9, 1e12), st.floats(1e9, 1e14), st.floats(0, 1e-3), st.floats(0, 1e-3), st.floats(1e8, 1e12)
)  # fmt: skip
machines = st.builds(
    Hardware,
    system=st.sampled_from(["Linux", "Darwin", "Windows"]),
    processor=st.just("one"),
    instructions=st.sampled_from(["avx2", ""]),
    cores=st.integers(1, 64),
    free_cores=st.integers(1, 64),
    memory_total=st.integers(2 * GIB, 256 * GIB),
    memory_available=st.integers(0, 200 * GIB),
    speed=speeds,
    disk_bandwidth=st.floats(1e7, 1e10),
    gpus=st.lists(
        st.builds(
            Gpu, st.just("card"), st.just("CUDA"), st.just(24 * GIB), st.integers(0, 24 * GIB), speeds, st.booleans()
        ),
        max_size=2,
    ).map(tuple),
    on_battery=st.booleans(),
    mapped_speed=st.none() | speeds,
)
models = st.one_of(
    st.builds(catalogue_figures, st.integers(10**7, 10**12), st.integers(1, 120), st.integers(10**3, 10**6)),
    st.builds(
        catalogue_figures, st.integers(10**9, 10**12), st.integers(1, 120), st.integers(10**3, 10**6),
        experts=st.integers(8, 256), experts_used=st.integers(1, 7), active=st.floats(0.05, 0.9),
    ),
)  # fmt: skip
budgets = st.none() | st.integers(10**6, 10**12)


@given(machines, models, budgets)
def test_no_plan_takes_more_than_there_is(machine: Hardware, model: Figures, budget: int | None) -> None:
    planned = plan(machine, model, budget=budget)
    assert (planned.fit is Fit.WONT_FIT) == (planned.place is Place.NOWHERE) == (planned.lacking > 0)
    if planned.fit is Fit.WONT_FIT:
        return
    most = max(machine.room, machine.memory_available if model.size < 500_000_000 else 0)
    assert planned.memory <= (most if budget is None else budget)
    assert planned.gpu_memory <= machine.gpu_room
    assert 0 <= planned.gpu_layers <= model.layers + 1
    assert 1 <= planned.threads <= machine.cores
    assert 0 <= planned.resident <= planned.weights
    assert planned.tokens_per_second > 0
    assert planned.first_token_seconds > 0
    assert (planned.budget is not None) == (planned.place is Place.FLASH)


@given(machines, models, st.integers(0, 64 * GIB))
def test_more_memory_never_makes_a_model_fit_less(machine: Hardware, model: Figures, more: int) -> None:
    order = [Fit.WONT_FIT, Fit.SLOW, Fit.FITS]
    richer = replace(machine, memory_available=machine.memory_available + more)
    assert order.index(plan(richer, model).fit) >= order.index(plan(machine, model).fit)


@given(machines, models, st.integers(1, 8), st.integers(0, 10**11))
def test_a_longer_pass_and_a_fuller_disk_queue_take_no_less_time(
    machine: Hardware, model: Figures, tokens: int, missing: int
) -> None:
    once = seconds_of_pass(machine, model, tokens, missing=missing)
    assert seconds_of_pass(machine, model, tokens + 1, missing=missing) >= once
    assert seconds_of_pass(machine, model, tokens, missing=missing + 10**9) >= once
    assert once >= missing / machine.disk_bandwidth


@given(machines)
def test_a_machine_can_be_kept_as_json(machine: Hardware) -> None:
    assert from_fields(json.loads(json.dumps(as_fields(machine)))) == machine


@pytest.mark.parametrize(
    ("machine", "model", "place", "fit"),
    [
        ("desktop_rtx4090", EIGHT_BILLION, Place.GPU, Fit.FITS),
        ("desktop_rtx4090", MIXTURE, Place.GPU, Fit.FITS),
        ("desktop_rtx4090", SEVENTY_BILLION, Place.SPLIT, Fit.SLOW),
        ("laptop_rtx3060", SMALL, Place.GPU, Fit.FITS),
        ("laptop_rtx3060", EIGHT_BILLION, Place.SPLIT, Fit.FITS),
        ("laptop_rtx3060", SEVENTY_BILLION, Place.NOWHERE, Fit.WONT_FIT),
        ("macbook_m3_pro", EIGHT_BILLION, Place.GPU, Fit.FITS),
        ("macbook_m3_pro", MIXTURE, Place.NOWHERE, Fit.WONT_FIT),
        ("macbook_air_m1", STARTER, Place.GPU, Fit.FITS),
        ("macbook_air_m1", EIGHT_BILLION, Place.NOWHERE, Fit.WONT_FIT),
        ("office_laptop", STARTER, Place.MEMORY, Fit.FITS),
        ("office_laptop", EIGHT_BILLION, Place.FLASH, Fit.SLOW),
        ("old_desktop", STARTER, Place.MEMORY, Fit.FITS),
        ("old_desktop", SEVENTY_BILLION, Place.NOWHERE, Fit.WONT_FIT),
    ],
)
def test_recorded_machines(machine: str, model: Figures, place: Place, fit: Fit) -> None:
    planned = plan(recorded(machine), model)
    assert (planned.place, planned.fit) == (place, fit), planned


def test_on_a_recorded_graphics_card_the_prediction_is_near_what_was_measured() -> None:
    record = json.loads((RECORDED / "server_h200.json").read_text("utf-8"))
    for model in record["measured"]:
        measured = model.pop("tokens_per_second")
        planned = plan(from_fields(record["hardware"]), catalogue_figures(**model))
        assert planned.place is Place.GPU
        assert planned.tokens_per_second == pytest.approx(measured, rel=0.3)


def test_where_a_graphics_card_has_failed_the_plan_goes_back_step_by_step() -> None:
    machine = recorded("desktop_rtx4090")
    whole, half, none = (plan(machine, EIGHT_BILLION, gpu_share=share) for share in (1.0, 0.5, 0.0))
    assert (whole.gpu_layers, half.gpu_layers, none.gpu_layers) == (33, 16, 0)
    assert whole.tokens_per_second > half.tokens_per_second > none.tokens_per_second
    assert none.place is Place.MEMORY
    assert not none.device


def test_a_card_with_too_little_memory_left_gets_fewer_layers() -> None:
    machine = recorded("desktop_rtx4090")
    (card,) = machine.gpus
    crowded = replace(machine, gpus=(replace(card, memory_free=3 * GIB),))
    planned = plan(crowded, EIGHT_BILLION)
    assert planned.place is Place.SPLIT
    assert 0 < planned.gpu_layers < 33
    full = replace(machine, gpus=(replace(card, memory_free=GIB // 4),))
    assert plan(full, EIGHT_BILLION).place is Place.MEMORY


def test_a_shorter_context_where_that_lets_the_model_stay_in_memory() -> None:
    machine = replace(recorded("office_laptop"), memory_total=16 * GIB)
    heavy = catalogue_figures(4_900_000_000, 32, 524_288)
    roomy, tight = (replace(machine, memory_available=available * 10**8) for available in (95, 87))
    assert (plan(roomy, heavy).place, plan(roomy, heavy).context) == (Place.MEMORY, 4096)
    assert (plan(tight, heavy).place, plan(tight, heavy).context) == (Place.MEMORY, 2048)
    assert plan(roomy, replace(heavy, trained_context=1024)).context == 1024


def test_on_battery_half_of_the_cores_compute() -> None:
    machine = recorded("office_laptop")
    assert plan(machine, STARTER).threads == 5
    assert plan(replace(machine, on_battery=False), STARTER).threads == 10


def test_drafting_pays_where_the_disk_is_the_limit() -> None:
    machine = recorded("office_laptop")
    assert plan(machine, EIGHT_BILLION).drafting
    slow = replace(machine, speed=Speed(3e10, 3e10 * EIGHT_BILLION.weights_per_byte * 2), memory_available=64 * GIB)
    assert not plan(slow, EIGHT_BILLION).drafting
    assert (plan(machine, EIGHT_BILLION).row or 0.0) < (plan(slow, EIGHT_BILLION).row or 0.0)


def test_a_mixture_is_predicted_by_the_experts_that_a_token_meets() -> None:
    machine = replace(recorded("desktop_rtx4090"), gpus=(), memory_available=30 * GIB)
    dense = catalogue_figures(MIXTURE.size, MIXTURE.layers, MIXTURE.cache)
    assert plan(machine, MIXTURE).tokens_per_second > 5 * plan(machine, dense).tokens_per_second
    # A prompt of many tokens meets nearly all of them.
    assert MIXTURE.used(BATCH) == pytest.approx(MIXTURE.weights, rel=0.01)
    # On a processor they are multiplied token by token: no quicker in a prompt than in an answer.
    planned, experts = plan(machine, MIXTURE), MIXTURE.used(1) - MIXTURE.dense
    assert planned.first_token_seconds > PROMPT * experts / machine.speed.bytes_per_second
    assert not planned.drafting


@pytest.mark.model
def test_a_header_and_a_catalogue_say_much_the_same_of_a_model() -> None:
    header = figures_of(read_header(find_model("language").path))
    assert header.cache == STARTER.cache
    assert header.layers == STARTER.layers
    assert header.used() == pytest.approx(STARTER.used(), rel=0.03)
    assert header.least < header.size
    assert plan(recorded("office_laptop"), header).tokens_per_second == pytest.approx(
        plan(recorded("office_laptop"), STARTER).tokens_per_second, rel=0.1
    )


def test_a_plan_is_said_in_plain_sentences() -> None:
    machine = recorded("office_laptop")
    assert describe(plan(machine, STARTER)).startswith("Runs fully in memory on the processor, about ")
    assert "reads the rest from the disk" in describe(plan(machine, EIGHT_BILLION))
    assert "graphics card (NVIDIA GeForce RTX 4090)" in describe(plan(recorded("desktop_rtx4090"), EIGHT_BILLION))
    refused = describe(plan(recorded("macbook_air_m1"), EIGHT_BILLION))
    assert refused.startswith("It needs at least 5.")
    assert details(plan(recorded("macbook_air_m1"), EIGHT_BILLION)) == []
    assert "16 of its 32 layers lie on the graphics card." in details(
        plan(recorded("desktop_rtx4090"), EIGHT_BILLION, gpu_share=0.5)
    )
