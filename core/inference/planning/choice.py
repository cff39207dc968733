"""The plan for a model on a machine. A pure function: the same numbers give the same plan.

Speeds are a roofline: a pass takes the longer of moving its weights and computing with them (Williams, Waterman and
Patterson, "Roofline", Communications of the ACM 52:4, 2009), both at rates that were measured on this machine; weights
that are not in memory come at the disk's rate, beside the computing. See `seconds_of_pass`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
"""Tokens of a draft by which it is worked out what one of them costs."""
_NARROW = 34 / 32 / 2
"""Bytes of a number at 8 bits over those at 16: blocks of 32 numbers have a scale of two bytes."""
_GPU_BESIDE = 700 << 20
"""Bytes that CUDA and the buffers of a pass take on the card. Measured on an H200: 680 to 730 MB."""
_NEARLY = 0.9
_MANY = 32
"""Tokens of a pass from which on it is part of a prompt, which has half of itself before it on average."""
_SPEAKING = 0.25e-3
"""Seconds a token takes outside the passes: choosing it, making words of it. Measured."""
_SUSTAINED, _SUSTAINED_FLOPS = 0.72, 0.6
"""Of what a processor does in the quickest pass of a probe, what it does for the length of an answer, and of a prompt.
Measured with models of 0.1 to 1.9 GB on two cores: 0.6 (a mixture of experts) to 0.75, and 0.4 to 0.85."""
_EXPERT_LAYER = 1.8
"""A layer of experts has so many times the kernels of another. Measured on an H200 and on processors."""


def plan(hardware: Hardware, figures: Figures, *, budget: int | None = None, gpu_share: float = 1.0) -> Plan:
    """Choose where the weights lie and the settings that go with it, and predict what comes of them.

    `budget` is what the user lets the model take of the memory, in bytes. `gpu_share` below 1 uses less of the graphics
    card than there is room for, 0 none of it: the steps back after it has failed. Among ways that fit, the one with the
    longer context is taken unless another is noticeably faster.
    """
    ways = list(_ways(hardware, figures, budget, gpu_share))
    if not ways:
        return _too_large(hardware, figures, budget)
    # From the disk only where no other way is open: a longer context is not worth that.
    ways = [way for way in ways if way.place is not Place.FLASH] or ways
    fastest = max(way.tokens_per_second for way in ways)
    return next(way for way in ways if way.tokens_per_second >= _NEARLY * fastest)


def seconds_of_pass(
    hardware: Hardware, figures: Figures, tokens: int, *, on_gpu: float = 0.0, missing: float | None = None
) -> float:
    """Predict how long a pass of so many tokens takes.

    time = Σ over devices max(bytes / bandwidth, operations / flops) + keys and values / their bandwidth
    + layers · overhead, and not less than missing bytes / disk bandwidth. On the processor the experts come to that as
    bytes / bandwidth of every single token. `on_gpu` is the share of the weights on the graphics card, `missing` the
    bytes of weights that have to be read for the pass; None where the model is not run from the disk.
    """
    from_disk = missing is not None
    speed = hardware.mapped_speed if from_disk and hardware.mapped_speed is not None else hardware.speed
    share = hardware.threads / hardware.cores
    sustained = replace(
        speed.scaled(share), bytes_per_second=speed.bytes_per_second * share * _SUSTAINED,
        flops=speed.flops * share * _SUSTAINED_FLOPS,
    )  # fmt: skip
    seconds = _computing(sustained, figures, tokens, 1 - on_gpu, one_by_one=True)
    if on_gpu:
        seconds += _computing(_slowest(hardware), figures, tokens, on_gpu)
    return seconds if missing is None else max(seconds, missing / hardware.disk_bandwidth)


def _computing(speed: Speed, figures: Figures, tokens: int, share: float, *, one_by_one: bool = False) -> float:
    """`one_by_one`: experts are multiplied with one token after another, as ggml's kernels for processors do it.

    Measured: a prompt of 751 tokens for a mixture of 32 took 7.1 s on one core; as matrices it would have been 3.3.
    """
    if share <= 0:
        return 0.0
    together, met = (figures.dense, figures.dense) if one_by_one else (figures.used(tokens), figures.used(1))
    moving = share * together / speed.bytes_per_second
    computing = share * tokens * 2 * figures.weights_per_byte * met / speed.flops
    alone = share * tokens * (figures.used(1) - met) / speed.bytes_per_second
    before = PROMPT if tokens < _MANY else PROMPT / 2
    attending = share * tokens * before * figures.cache / speed.cache_bytes_per_second
    layers = share * figures.layers * speed.layer_seconds * (_EXPERT_LAYER if figures.experts else 1.0)
    return max(moving, computing) + alone + attending + layers + speed.pass_seconds


def _slowest(hardware: Hardware) -> Speed:
    """Of several cards, a pass goes through one after the other; the slowest is taken for all."""
    return min((gpu.speed for gpu in hardware.gpus), key=lambda speed: speed.bytes_per_second)


def _ways(hardware: Hardware, figures: Figures, budget: int | None, gpu_share: float) -> Iterator[Plan]:
    room = hardware.room if budget is None else budget
    for context in _contexts(figures):
        cache = _cache(figures, context)
        for layers in _gpu_layers(hardware, figures, cache, gpu_share):
            yield from _on_gpu(hardware, figures, context, layers, room)
        needed = figures.size + cache + _beside(figures)
        small = budget is None and figures.size < WORTH_STREAMING
        if needed <= room or (small and needed <= hardware.memory_available):
            yield _way(hardware, figures, context, Place.MEMORY, memory=needed, resident=figures.weights)
        elif _streams(hardware, figures, budget) and figures.least + needed - figures.size <= room:
            resident = min(figures.weights, room - int(needed - figures.size))
            yield _way(hardware, figures, context, Place.FLASH, memory=room, resident=resident, budget=room)


def _streams(hardware: Hardware, figures: Figures, budget: int | None) -> bool:
    """By itself only on Linux, where it was measured; elsewhere where the user has set how much memory it may take."""
    if not figures.streamable:
        return False
    return budget is not None or (hardware.system == "Linux" and figures.size >= WORTH_STREAMING)


def _contexts(figures: Figures) -> list[int]:
    """The lengths of context to choose from, longest first."""
    longest = figures.trained_context or CONTEXTS[0]
    return list(dict.fromkeys(min(context, longest) for context in CONTEXTS))


def _cache(figures: Figures, context: int) -> float:
    """Bytes of the conversation's keys and values: in 8 bits wherever the model's heads allow it.

    In half the memory, a token is then computed alike alone and beside others: drafts change nothing of what is said.
    """
    return figures.cache * context * (_NARROW if figures.narrow_cache else 1.0)


def _beside(figures: Figures) -> float:
    """Bytes beside weights and conversation: the program, its buffers, the keys and values of likelihoods."""
    return BESIDE + figures.cache * LIKELIHOOD_CELLS


def _gpu_layers(hardware: Hardware, figures: Figures, cache: float, share: float) -> list[int]:
    """How many layers the graphics cards hold: the output too, or as many as there is room for."""
    if not hardware.gpus or share <= 0 or not figures.layers:
        return []
    each = figures.layer + cache / figures.layers
    room = hardware.gpu_room - _GPU_BESIDE
    if share >= 1 and figures.layers * each + figures.output <= room:
        return [figures.layers + 1]
    chosen = int(min(room / each, share * figures.layers))
    return [chosen] if chosen > 0 else []


def _on_gpu(hardware: Hardware, figures: Figures, context: int, layers: int, room: int) -> Iterator[Plan]:
    whole = layers > figures.layers
    share = 1.0 if whole else layers * figures.layer / max(1.0, figures.dense + figures.expert_weights)
    cache = _cache(figures, context)
    on_card = min(layers, figures.layers) * (figures.layer + cache / figures.layers) + whole * figures.output
    left = 0.0 if whole else figures.size * (1 - share) + cache * (1 - layers / figures.layers)
    beside = BESIDE if whole else _beside(figures)
    if left + beside + (on_card if hardware.shared_memory else 0) > room:
        return
    yield _way(
        hardware, figures, context, Place.GPU if whole else Place.SPLIT, on_gpu=share, gpu_layers=layers,
        memory=left + beside, gpu_memory=on_card + _GPU_BESIDE, resident=figures.weights,
    )  # fmt: skip


def _way(
    hardware: Hardware, figures: Figures, context: int, place: Place, *, memory: float, resident: int,
    on_gpu: float = 0.0, gpu_layers: int = 0, gpu_memory: float = 0.0, budget: int | None = None,
) -> Plan:  # fmt: skip
    def seconds(tokens: int) -> float:
        missing = _missing(figures, resident, tokens) if place is Place.FLASH else None
        return seconds_of_pass(hardware, figures, tokens, on_gpu=on_gpu, missing=missing)

    whole, rest = divmod(PROMPT, BATCH)
    rate = 1 / (seconds(1) + _SPEAKING)
    return Plan(
        fit=Fit.FITS if rate >= READABLE and place is not Place.FLASH else Fit.SLOW,
        place=place,
        layers=figures.layers,
        gpu_layers=gpu_layers,
        threads=hardware.threads,
        context=context,
        cache_type="q8_0" if figures.narrow_cache else "f16",
        budget=budget,
        weights=figures.weights,
        resident=resident,
        memory=int(memory),
        gpu_memory=int(gpu_memory),
        row=(seconds(1 + DRAFT) / seconds(1) - 1) / DRAFT,
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


def _too_large(hardware: Hardware, figures: Figures, budget: int | None) -> Plan:
    """The least that it would take: streamed where this machine does that, whole where it does not.

    The settings are those with which it is tried all the same, should somebody ask it something.
    """
    room = hardware.room if budget is None else budget
    context = _contexts(figures)[-1]
    streams = _streams(hardware, figures, budget)
    needed = int(_beside(figures) + _cache(figures, context) + (figures.least if streams else figures.size))
    return Plan(
        Fit.WONT_FIT, Place.NOWHERE, figures.layers, threads=hardware.threads, context=context,
        cache_type="q8_0" if figures.narrow_cache else "f16", budget=room if streams else None,
        weights=figures.weights, memory=needed, lacking=max(1, needed - room),
    )  # fmt: skip
