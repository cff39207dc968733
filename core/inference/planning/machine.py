"""What the machine has, as far as running a language model depends on it. A record that can be kept as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.inference.hardware import threads_of

_LEAST_HEADROOM = 1 << 30
_HEADROOM_SHARE = 0.1
_GPU_HEADROOM_SHARE = 0.08
_GPU_HEADROOM = (512 << 20, 1 << 30)
"""At least and at most: a card has the screen and other programs to serve, however large it is."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a processor or a graphics card goes through weights.

    `bytes_per_second` of weights that are multiplied with one token's vector, `flops` per second where many tokens
    share the weights, `layer_seconds` that a layer takes beside either (threads that meet, kernels that start),
    `pass_seconds` that a pass takes to begin and end, `cache_bytes_per_second` of keys and values that attention goes
    through, counted at 16 bits a number.
    """

    bytes_per_second: float
    flops: float
    layer_seconds: float = 0.0
    pass_seconds: float = 0.0
    cache_bytes_per_second: float = math.inf

    def scaled(self, share: float) -> Speed:
        """The speed of a `share` of the cores, taken to be proportional: never too fast a guess."""
        return Speed(
            self.bytes_per_second * share, self.flops * share, self.layer_seconds, self.pass_seconds,
            self.cache_bytes_per_second * share,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics card as llama.cpp sees it. `shared`: its memory is the machine's own."""

    name: str
    backend: str
    memory_total: int
    memory_free: int
    speed: Speed
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Hardware:
    """One machine at one moment. Sizes in bytes, `disk_bandwidth` in bytes a second.

    `cores` are the physical ones, `free_cores` those that nobody else keeps busy; `speed` is that of `cores`, and
    `mapped_speed` where weights stay as they lie in the file, None where that makes no difference.
    `instructions` is the widest vector unit: "avx512", "avx2", "avx", "neon", or "" for none that is known.
    """

    system: str
    processor: str
    instructions: str
    cores: int
    free_cores: int
    memory_total: int
    memory_available: int
    speed: Speed
    disk_bandwidth: float
    gpus: tuple[Gpu, ...] = ()
    on_battery: bool = False
    mapped_speed: Speed | None = None

    @property
    def room(self) -> int:
        """Bytes of memory a model may take and leave everything else its own."""
        return max(0, self.memory_available - max(_LEAST_HEADROOM, int(self.memory_total * _HEADROOM_SHARE)))

    @property
    def gpu_room(self) -> int:
        """Bytes a model may take of the graphics cards; the screen and other programs need some of it."""
        least, most = _GPU_HEADROOM
        room = sum(
            max(0, gpu.memory_free - min(max(least, int(gpu.memory_total * _GPU_HEADROOM_SHARE)), most))
            for gpu in self.gpus
        )
        return min(room, self.room) if self.shared_memory else room

    @property
    def shared_memory(self) -> bool:
        """Whether what lies on the graphics card takes the machine's own memory."""
        return any(gpu.shared for gpu in self.gpus)

    @property
    def threads(self) -> int:
        """How many threads to compute with: the free cores; on battery at most half of all."""
        return threads_of(self.cores, self.free_cores, self.on_battery)


def as_fields(hardware: Hardware) -> dict[str, Any]:
    """The record as JSON can hold it."""
    return asdict(hardware)


def from_fields(fields: Mapping[str, Any]) -> Hardware:
    """The record that `as_fields` wrote.

    Raises:
        TypeError, KeyError: it is not one.
    """
    plain = {name: value for name, value in fields.items() if name not in ("speed", "gpus", "mapped_speed")}
    gpus = tuple(Gpu(**{**gpu, "speed": Speed(**gpu["speed"])}) for gpu in fields.get("gpus", ()))
    mapped = fields.get("mapped_speed")
    return Hardware(
        **plain, speed=Speed(**fields["speed"]), gpus=gpus, mapped_speed=None if mapped is None else Speed(**mapped)
    )
