"""The plan for a model on a machine. A pure function: the same numbers give the same plan.

Speeds are a roofline: a pass takes the longer of moving its weights and computing with them (Williams, Waterman and
Patterson, "Roofline", Communications of the ACM 52:4, 2009), both at rates that were measured on this machine; weights
that are not in memory come at the disk's rate, beside the computing. See `seconds_of_pass`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.inference.planning.figures import Figures
from core.inference.planning.machine import Hardware, Speed
from core.model.plan import Fit, Place, Plan

BATCH = 256
"""Tokens of a prompt that go through the model together."""
PROMPT = 800
"""Tokens of a prompt as Ebb usually builds it."""
CONTEXTS = (4096, 2048)
LIKELIHOOD_CELLS = 2048
"""Tokens of context that likelihoods have beside the conversation's, at 16 bits."""
BESIDE = 300 << 20
"""Bytes that llama.cpp, its buffers and Python take beside weights, keys and values; generous."""
WORTH_STREAMING = 500_000_000
"""A smaller file is not streamed unless it is asked for: what it would save is less than what the process takes."""
READABLE = 4.0
"""Tokens a second below which one waits for the words: people read about five."""
DRAFT = 4
"""Tokens of a draft that the choice for or against drafting reckons with."""
_WORTH_DRAFTING = 2.5
"""A pass over a draft may take so many times as long as one over a token: about what quoting answers accept of it."""
_NARROW = 34 / 32 / 2
"""Bytes of a number at 8 bits over those at 16: blocks of 32 numbers have a scale of two bytes."""
_GPU_BESIDE = 300 << 20
_NEARLY = 0.9


@dataclass(frozen=True, slots=True)
class _Settings:
    """What can be chosen freely, in the order of comfort."""

    context: int
    cache_type: str

    def cache(self, figures: Figures) -> float:
        """Bytes of keys and values of the conversation."""
        return figures.cache * self.context * (_NARROW if self.cache_type == "q8_0" else 1.0)


def plan(hardware: Hardware, figures: Figures, *, budget: int | None = None, gpu_share: float = 1.0) -> Plan:
    """Choose where the weights lie and the settings that go with it, and predict what comes of them.

    `budget` is what the user lets the model take of the memory, in bytes. `gpu_share` below 1 uses less of the graphics
    card than there is room for, 0 none of it: the steps back after it has failed. Among ways that fit, the one with the
    longer context and the more exact cache is taken unless another is noticeably faster.
    """
    ways = list(_ways(hardware, figures, budget, gpu_share))
    if not ways:
        return _too_large(hardware, figures, budget)
    # From the disk only where no other way is open: neither a longer context nor an exact cache is worth that.
    ways = [way for way in ways if way.place is not Place.FLASH] or ways
    fastest = max(way.tokens_per_second for way in ways)
    return next(way for way in ways if way.tokens_per_second >= _NEARLY * fastest)


def seconds_of_pass(
    hardware: Hardware, figures: Figures, tokens: int, *, on_gpu: float = 0.0, missing: float = 0.0
) -> float:
    """Predict how long a pass of so many tokens takes.

    time = Σ over devices max(bytes / bandwidth, operations / flops) + layers · overhead, and not less than
    missing bytes / disk bandwidth. `on_gpu` is the share of the weights on the graphics card, `missing` the bytes of
    weights that have to be read for the pass.
    """
    speed = hardware.mapped_speed if missing and hardware.mapped_speed is not None else hardware.speed
    seconds = _computing(speed.scaled(hardware.threads / hardware.cores), figures, tokens, 1 - on_gpu)
    if on_gpu:
        seconds += _computing(_slowest(hardware), figures, tokens, on_gpu)
    return max(seconds, missing / hardware.disk_bandwidth) if missing else seconds


def _computing(speed: Speed, figures: Figures, tokens: int, share: float) -> float:
    if share <= 0:
        return 0.0
    moving = share * figures.used(tokens) / speed.bytes_per_second
    computing = share * tokens * figures.operations() / speed.flops
    return max(moving, computing) + share * figures.layers * speed.layer_seconds


def _slowest(hardware: Hardware) -> Speed:
    """Of several cards, a pass goes through one after the other; the slowest is taken for all."""
    return min((gpu.speed for gpu in hardware.gpus), key=lambda speed: speed.bytes_per_second)


def _ways(hardware: Hardware, figures: Figures, budget: int | None, gpu_share: float) -> Iterator[Plan]:
    room = hardware.room if budget is None else budget
    for settings in _settings(figures):
        for layers in _gpu_layers(hardware, figures, settings, gpu_share):
            yield from _on_gpu(hardware, figures, settings, layers, room)
        yield from _in_memory(hardware, figures, settings, room, chosen=budget is not None)
        yield from _from_flash(hardware, figures, settings, room, chosen=budget is not None)


def _settings(figures: Figures) -> Iterator[_Settings]:
    longest = figures.trained_context or CONTEXTS[0]
    for context in dict.fromkeys(min(context, longest) for context in CONTEXTS):
        yield _Settings(context, "f16")
        if figures.narrow_cache:
            yield _Settings(context, "q8_0")


def _gpu_layers(hardware: Hardware, figures: Figures, settings: _Settings, share: float) -> list[int]:
    """How many layers the graphics cards hold: the output too, or as many as there is room for."""
    if not hardware.gpus or share <= 0 or not figures.layers:
        return []
    each = figures.layer + settings.cache(figures) / figures.layers
    room = hardware.gpu_room - _GPU_BESIDE
    all_of_it = figures.layers * each + figures.output
    if share >= 1 and all_of_it <= room:
        return [figures.layers + 1]
    most = min(figures.layers, int(room / each)) if each else 0
    chosen = int(min(most, share * figures.layers))
    return [chosen] if chosen > 0 else []


def _on_gpu(hardware: Hardware, figures: Figures, settings: _Settings, layers: int, room: int) -> Iterator[Plan]:
    whole = layers > figures.layers
    share = 1.0 if whole else layers * figures.layer / max(1.0, figures.dense + figures.expert_weights)
    on_card = (layers - whole) * (figures.layer + settings.cache(figures) / figures.layers) + whole * figures.output
    beside = BESIDE + LIKELIHOOD_CELLS * figures.cache * (0 if whole else 1)
    left = 0 if whole else figures.size * (1 - share) + settings.cache(figures) * (1 - layers / figures.layers)
    if left + beside + (on_card if hardware.shared_memory else 0) > room:
        return
    yield _way(
        hardware, figures, settings, Place.GPU if whole else Place.SPLIT, on_gpu=share, gpu_layers=layers,
        memory=left + beside, gpu_memory=on_card + _GPU_BESIDE, resident=figures.weights,
    )  # fmt: skip


def _in_memory(hardware: Hardware, figures: Figures, settings: _Settings, room: int, *, chosen: bool) -> Iterator[Plan]:
    needed = figures.size + settings.cache(figures) + _beside(figures)
    small = figures.size < WORTH_STREAMING and not chosen
    if needed <= room or (small and needed <= hardware.memory_available):
        yield _way(
            hardware, figures, settings, Place.MEMORY, memory=needed, resident=figures.weights,
        )  # fmt: skip


def _from_flash(
    hardware: Hardware, figures: Figures, settings: _Settings, room: int, *, chosen: bool
) -> Iterator[Plan]:
    """By itself only on Linux, where it was measured; elsewhere where the user has set how much memory it may take."""
    if not figures.streamable or not (chosen or (hardware.system == "Linux" and figures.size >= WORTH_STREAMING)):
        return
    beside = settings.cache(figures) + _beside(figures)
    if figures.size + beside <= room or figures.least + beside > room:
        return
    resident = min(figures.weights, room - int(beside))
    yield _way(
        hardware, figures, settings, Place.FLASH, memory=room, resident=resident, budget=room,
    )  # fmt: skip


def _way(
    hardware: Hardware, figures: Figures, settings: _Settings, place: Place, *, memory: float, resident: int,
    on_gpu: float = 0.0, gpu_layers: int = 0, gpu_memory: float = 0.0, budget: int | None = None,
) -> Plan:  # fmt: skip
    def seconds(tokens: int) -> float:
        missing = _missing(figures, resident, tokens) if place is Place.FLASH else 0.0
        return seconds_of_pass(hardware, figures, tokens, on_gpu=on_gpu, missing=missing)

    whole, rest = divmod(PROMPT, BATCH)
    rate = 1 / seconds(1)
    narrow = settings.cache_type == "q8_0"
    return Plan(
        fit=Fit.FITS if rate >= READABLE and place is not Place.FLASH else Fit.SLOW,
        place=place,
        layers=figures.layers,
        gpu_layers=gpu_layers,
        threads=hardware.threads,
        context=settings.context,
        cache_type=settings.cache_type,
        flash_attention=narrow or (on_gpu > 0 and figures.narrow_cache),
        budget=budget,
        weights=figures.weights,
        resident=resident,
        memory=int(memory),
        gpu_memory=int(gpu_memory),
        drafting=seconds(1 + DRAFT) <= _WORTH_DRAFTING * seconds(1),
        tokens_per_second=rate,
        first_token_seconds=whole * seconds(BATCH) + (seconds(rest) if rest else 0.0),
        device=" + ".join(gpu.name for gpu in hardware.gpus) if on_gpu else "",
    )


def _missing(figures: Figures, resident: int, tokens: int) -> float:
    """Bytes that a pass has to read: what it uses, less what of it is kept. Dense weights are kept before experts."""
    kept_dense = min(figures.dense, resident)
    kept_experts = (resident - kept_dense) / figures.expert_weights if figures.expert_weights else 0.0
    experts = figures.used(tokens) - figures.dense
    return figures.dense - kept_dense + experts * max(0.0, 1 - kept_experts)


def _beside(figures: Figures) -> float:
    return BESIDE + figures.cache * LIKELIHOOD_CELLS


def _too_large(hardware: Hardware, figures: Figures, budget: int | None) -> Plan:
    """The least that it would take: streamed where this machine does that, whole where it does not."""
    room = hardware.room if budget is None else budget
    beside = _beside(figures) + figures.cache * CONTEXTS[-1] * (_NARROW if figures.narrow_cache else 1.0)
    streams = figures.streamable and (hardware.system == "Linux" or budget is not None)
    needed = int(beside + (figures.least if streams else figures.size))
    return Plan(
        Fit.WONT_FIT, Place.NOWHERE, figures.layers, weights=figures.weights, memory=needed,
        lacking=max(1, needed - room),
    )  # fmt: skip
