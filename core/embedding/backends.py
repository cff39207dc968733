"""Which way of running the embedding model is the fastest in bulk on this machine: tried once, and kept.

A record is for a model, a processor and the versions of the libraries; it lies in the user's cache and says nothing
about the user. ONNX Runtime is not tried: it was the slowest where it was measured, and its quick int8 keeps too little
of the ranking (0.8 of the ten nearest).
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from core.embedding.embedder import Vector
from core.embedding.trial import LEAST
from core.errors import MachineError
from core.inference import hardware
from core.inference.conversion import VERSION, Form
from core.inference.light import cache_folder
from core.inference.models import ModelFile
from core.inference.planning.probing import processor_name
from core.store.files import make_private_folder, write_atomically

SHARED = 0.98
"""The least share of a text's ten nearest that must be the same."""
_NEAREST = 10
_FEW = 12
_HOPELESS = 0.2
_WORTH_ITS_MEMORY = 1.25
"""How many times as fast the weights themselves must be, which take half a gigabyte more than a light form."""
_FORMAT = 1
_REST_SECONDS = 30.0


class Backend(StrEnum):
    """A way of running the model."""

    LIGHT = "light"
    LIGHT_BFLOAT16 = "light, bfloat16"
    WHOLE = "sentence-transformers"
    WHOLE_BFLOAT16 = "sentence-transformers, bfloat16"

    @property
    def is_light(self) -> bool:
        return self in (Backend.LIGHT, Backend.LIGHT_BFLOAT16)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial found: texts a second of each way that may be used, and why another may not.

    `busy`: others kept the machine busy, so that the result may not hold when they do not.
    """

    rates: Mapping[Backend, float]
    refused: Mapping[Backend, str]
    busy: bool = False

    def fastest(self, *, light: bool | None = None) -> Backend | None:
        """The fastest way, of the light ones or of the others where `light` says so; None where there is none.

        The weights themselves must be worth the memory that they take.
        """
        weighed = {
            one: rate / (1.0 if one.is_light else _WORTH_ITS_MEMORY)
            for one, rate in self.rates.items()
            if light is None or one.is_light == light
        }
        return max(weighed, key=lambda one: weighed[one]) if weighed else None


class Burst:
    """How many texts were encoded one after another, without a rest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count, self._last = 0, 0.0

    def add(self, count: int) -> int:
        """Count further texts. Returns how many there were in a row."""
        with self._lock:
            now = time.monotonic()
            self._count = count + (self._count if now - self._last < _REST_SECONDS else 0)
            self._last = now
            return self._count


def light_form(model: ModelFile) -> Form:
    """The light form that encodes faster here, as far as that was tried."""
    tried = read_tried(model)
    fastest = None if tried is None else tried.fastest(light=True)
    return Form.BFLOAT16 if fastest is Backend.LIGHT_BFLOAT16 else Form.FLOAT16


def try_backends(
    model: ModelFile, ways: Mapping[Backend, Callable[[Sequence[str]], Vector]], check: Callable[[], None]
) -> Tried:
    """Encode the same texts in each of these ways, hold the vectors against those of the weights, and keep the result.

    A way that cannot be used raises ModelUnavailable. `check` is called before each, and may raise Cancelled.

    Raises:
        ModelUnavailable: the weights themselves cannot be run.
    """
    busy = is_busy()
    rates, refused = dict[Backend, float](), dict[Backend, str]()
    reference = ways[Backend.WHOLE](TEXTS)
    for way, encode in ways.items():
        check()
        try:
            rate, problem = _try(encode, reference, max(rates.values(), default=0.0))
        except MachineError as error:
            rate, problem = 0.0, str(error)
        if problem:
            refused[way] = problem
        else:
            rates[way] = round(rate, 1)
    tried = Tried(rates, refused, busy)
    _keep(model, tried)
    return tried


def is_busy() -> bool:
    """Whether others keep cores busy now."""
    return hardware.free_threads() < hardware.physical_cores()


def read_tried(model: ModelFile) -> Tried | None:
    """What an earlier trial of this model found on this machine, None before the first."""
    try:
        kept = json.loads(_record(model).read_text("utf-8"))
        rates = {Backend(way): float(rate) for way, rate in kept["rates"].items()}
        return Tried(rates, {Backend(way): str(why) for way, why in kept["refused"].items()}, bool(kept["busy"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _try(encode: Callable[[Sequence[str]], Vector], reference: Vector, best: float) -> tuple[float, str]:
    """Texts a second, and why it may not be used. What is hopelessly slow with the first few is not tried further."""
    encode(TEXTS[:_FEW])
    began = time.perf_counter()
    encode(TEXTS[:_FEW])
    characters = sum(map(len, TEXTS[:_FEW])) / (time.perf_counter() - began)
    if characters < _HOPELESS * best * sum(map(len, TEXTS)) / len(TEXTS):
        return 0.0, "far slower"
    encode(TEXTS)  # torch prepares itself for each new shape
    began = time.perf_counter()
    rows = encode(TEXTS)
    rate = len(TEXTS) / (time.perf_counter() - began)
    if rows.shape != reference.shape:
        return 0.0, "other vectors"
    worst, shared = float(np.min(np.sum(rows * reference, axis=1))), share_nearest(rows, reference)
    if not (worst >= LEAST and shared >= SHARED):
        return 0.0, f"other vectors (cosine {worst:.4f} at worst, {shared:.3f} of the ten nearest)"
    return rate, ""


def share_nearest(one: Vector, other: Vector) -> float:
    """The share of each row's ten nearest that are the same in both."""
    nearest = []
    for rows in (one, other):
        alike = rows @ rows.T
        np.fill_diagonal(alike, -np.inf)
        nearest.append(np.argsort(-alike, axis=1)[:, :_NEAREST])
    return float(np.mean([len(set(a) & set(b)) / _NEAREST for a, b in zip(*nearest, strict=True)]))


def _keep(model: ModelFile, tried: Tried) -> None:
    path = _record(model)
    make_private_folder(path.parent)
    write_atomically(path, json.dumps(asdict(tried), indent=1).encode())


def _record(model: ModelFile) -> Path:
    libraries = [_version_of(name) for name in ("llama-cpp-python", "torch", "sentence-transformers")]
    told = [model.sha256, processor_name(), hardware.physical_cores(), *libraries, VERSION, _FORMAT]
    name = hashlib.sha256("/".join(map(str, told)).encode()).hexdigest()[:16]
    return cache_folder().parent / "speed" / f"bulk-{name}.json"


def _version_of(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # 3 MB that a window at rest does without

    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


_WHO = ("My sister", "The neighbour", "Our captain", "Dr. Lind", "Amir", "The choir", "A stranger", "Grandmother")
_DID = ("painted", "forgot", "sold", "repaired", "borrowed", "photographed", "buried", "returned", "insured")
_WHAT = (
    "the green canoe", "a box of letters", "his old accordion", "two loaves of rye bread", "the contract for the flat",
    "a telescope with a cracked lens", "the vaccination papers", "a bag of tulip bulbs", "the router in the cellar",
    "a recipe for plum dumplings", "the winter tyres",
)  # fmt: skip
_WHERE = ("in Lisbon", "behind the school", "on the ferry", "at the dentist's", "before the exam", "near the quarry",
          "after the concert")  # fmt: skip


def _sentence(number: int) -> str:
    who, did = _WHO[number % len(_WHO)], _DID[number % len(_DID)]
    return f"{who} {did} {_WHAT[number % len(_WHAT)]} {_WHERE[number % len(_WHERE)]}."


TEXTS: tuple[str, ...] = (
    *(_sentence(n) for n in range(60)),
    *(" ".join(_sentence(7 * n + 3 * m) for m in range(3)) for n in range(30)),
    *(" ".join(_sentence(11 * n + 5 * m) for m in range(11)) for n in range(20)),
)
"""Messages, longer ones, and passages of 700 characters."""
