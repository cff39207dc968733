"""Whether llama.cpp runs on this machine, which graphics cards it finds, and how fast it is: asked in a child process.

What came of it is kept in the user's cache, for a processor, a number of cores and a version of the library; it says
nothing about the user.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import MachineError, ModelUnavailable
from core.inference.hardware import spin_count
from core.inference.light import cache_folder
from core.inference.planning.machine import Gpu, Speed
from core.inference.planning.sample import measured_kind
from core.store.files import make_private_folder, write_atomically

_LONGEST_SECONDS = 60.0
_ILLEGAL = {-signal.SIGILL, 0xC000001D, 0xC000001D - (1 << 32)}
"""How a process ends at an instruction that the processor does not have: POSIX, and Windows in two readings."""
_FORMAT = 3
_PROBE = (sys.executable, "-P", "-m", "core.inference.engines.probe")


@dataclass(frozen=True, slots=True)
class Probed:
    """What a probe found. `speed` is that of weights as llama.cpp likes them, `mapped_speed` as they lie in the file.

    `gpu_problem` says why graphics cards that are there are not used; empty where they are, or where there are none.
    `busy`: others kept the machine busy, so that it may be faster than this.
    """

    instructions: str
    speed: Speed
    mapped_speed: Speed
    gpus: tuple[Gpu, ...] = ()
    gpu_problem: str = ""
    busy: bool = False


def probe(kind: str, cores: int, free: int, *, command: Sequence[str] | None = None) -> Probed:
    """What is kept of an earlier probe for weights of this `kind`, else a new one: two to three seconds of work.

    The speed is that of all `cores`. Where others keep some of them busy, it is worked out from that of the `free`
    ones, and asked for again when they do not. `command` is run in place of the probe's own (tests).

    Raises:
        ModelUnavailable: llama.cpp cannot run here; the sentence says why and what to do.
    """
    kind = measured_kind(kind)
    path, busy = _record(kind, cores), free < cores
    if command is None and (kept := _read(path)) is not None and kept.busy <= busy:
        return kept
    found = understand(*_run(command or [*_PROBE, kind, str(free)]))
    share = cores / free
    found = replace(found, busy=busy, speed=found.speed.scaled(share), mapped_speed=found.mapped_speed.scaled(share))
    if command is None and not found.gpu_problem:
        _keep(path, found)
    return found


def look_again(gpus: Sequence[Gpu]) -> tuple[Gpu, ...]:
    """The same cards with what is free of their memory now; none where they do not answer any more."""
    output, _ = _run([*_PROBE, "look"])
    try:
        now = json.loads(output.splitlines()[0])["gpus"]
        return tuple(replace(gpu, memory_free=fields["memory_free"]) for gpu, fields in zip(gpus, now, strict=True))
    except (IndexError, ValueError, KeyError, TypeError):
        return ()


@cache
def processor_name() -> str:
    """What the processor calls itself."""
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _run(command: Sequence[str]) -> tuple[bytes, int | None]:
    """What it said, and how it ended; None where it did not."""
    environment = {"GOMP_SPINCOUNT": spin_count(), **os.environ}  # as the language model's own process has it
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
            timeout=_LONGEST_SECONDS, check=False, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except subprocess.TimeoutExpired as expired:
        return expired.stdout or b"", None
    except OSError as error:
        raise ModelUnavailable(f"The probe of llama.cpp could not be started: {error.strerror}.") from error
    return done.stdout, done.returncode


def understand(output: bytes, code: int | None) -> Probed:
    """Read the stages that a probe came to; `code` is how it ended, None where it did not.

    Raises:
        ModelUnavailable: it did not come to the end of the processor's.
    """
    stages: dict[str, dict[str, Any]] = {}
    for line in output.splitlines():
        try:
            fields = json.loads(line)
            stages[fields.pop("stage")] = fields
        except (ValueError, KeyError, AttributeError, TypeError):
            continue  # cut short when it died
    try:
        loaded, processor = stages["loaded"], stages["processor"]
        found = Probed(loaded["instructions"], Speed(**processor["repacked"]), Speed(**processor["mapped"]))
        if not loaded["gpus"]:
            return found
        if "gpu" not in stages:
            names = " and ".join(str(gpu["name"]) for gpu in loaded["gpus"])
            return replace(
                found, gpu_problem=f"The graphics card ({names}) could not be used: a trial of it {_ending(code)}."
            )
        speed = Speed(**stages["gpu"]["speed"])
        return replace(found, gpus=tuple(Gpu(**gpu, speed=speed) for gpu in loaded["gpus"]))
    except (KeyError, TypeError):
        raise ModelUnavailable(_sentence(code)) from None


def _sentence(code: int | None) -> str:
    if code in _ILLEGAL:
        return (
            "Language models cannot run here: llama.cpp was built for a processor with instructions that this one does "
            "not have. Ebb answers without one. “pip install --force-reinstall --no-binary :all: llama-cpp-python” "
            "builds it for this machine."
        )
    return f"Language models cannot run here: a trial of llama.cpp {_ending(code)}. Ebb answers without one."


def _ending(code: int | None) -> str:
    if code is None:
        return f"did not end within {_LONGEST_SECONDS:.0f} seconds"
    return f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"


def _record(kind: str, cores: int) -> Path:
    from importlib.metadata import PackageNotFoundError, version  # 3 MB that a window without a plan does without

    try:
        library = version("llama-cpp-python")
    except PackageNotFoundError:
        library = "none"
    name = "".join(c if c.isalnum() else "-" for c in f"{processor_name()}-{cores}-{library}-{kind}")
    return cache_folder().parent / "speed" / f"{name}.json"


def _read(path: Path) -> Probed | None:
    try:
        fields = json.loads(path.read_text("utf-8"))
        if fields.pop("format") != _FORMAT:
            return None
        gpus = tuple(Gpu(**{**gpu, "speed": Speed(**gpu["speed"])}) for gpu in fields.pop("gpus"))
        speed, mapped = Speed(**fields.pop("speed")), Speed(**fields.pop("mapped_speed"))
        return Probed(**fields, speed=speed, mapped_speed=mapped, gpus=gpus)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, found: Probed) -> None:
    try:
        make_private_folder(path.parent)
        write_atomically(path, json.dumps({"format": _FORMAT, **asdict(found)}, indent=1).encode() + b"\n")
    except MachineError:
        return  # it is measured again next time
