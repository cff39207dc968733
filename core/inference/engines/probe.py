"""What llama.cpp finds on this machine, and how fast it is there.

Run as `python -P -m core.inference.engines.probe KIND THREADS` (or `… probe look`), in a process of its own: a
llama.cpp that was built for another processor, or a driver that is broken, ends the process it is loaded into. Prints a
JSON line after each stage, so that the last line tells how far it came: {"stage": "loaded", …}, then "processor", then
"gpu".
"""

from __future__ import annotations

import ctypes
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import llama_cpp.llama_cpp as low

from core.inference.planning.sample import (
    DEEP,
    LARGER,
    SHALLOW,
    Sample,
    bytes_of,
    large_sample,
    measured_kind,
    write_sample,
)
from core.network import forbid_network

_GPU, _SHARED_GPU = 1, 2
_WORDS, _PROMPT, _PROMPTS, _WARM = 32, 64, 6, 4
_LEVELS = ("AVX512", "AVX2", "AVX", "NEON")


def main(kind: str, threads: int) -> None:
    """Print what is there, then how fast the processor is, then how fast the graphics cards are together.

    With the `kind` "look", only what is there.
    """
    forbid_network()
    low.llama_backend_init()
    devices = find_devices()
    features = low.llama_print_system_info().decode("ascii", "replace")
    level = next((level for level in _LEVELS if f"{level} = 1" in features), "")
    _say(stage="loaded", instructions=level.lower(), gpus=devices)
    if kind == "look":
        return
    kind = measured_kind(kind)
    with tempfile.TemporaryDirectory(prefix="ebb-probe-") as folder:
        large, deep, shallow = (Path(folder) / f"{name}.gguf" for name in ("large", "deep", "shallow"))
        sample = large_sample(_last_level_cache(), kind)
        for path, size in ((large, sample), (deep, DEEP), (shallow, SHALLOW)):
            write_sample(path, size, kind)
        repacked, mapped = (
            _measure((large, deep, shallow), sample, kind, threads=threads, repack=repack) for repack in (True, False)
        )
        _say(stage="processor", repacked=repacked, mapped=mapped)
        if devices:
            write_sample(large, LARGER, kind)
            _say(stage="gpu", speed=_measure((large, deep, shallow), LARGER, kind, threads=threads, gpu=True))


def find_devices() -> list[dict[str, Any]]:
    """The graphics cards llama.cpp would use: discrete ones, else those that share the machine's memory."""
    found = []
    for number in range(_call("ggml_backend_dev_count", ctypes.c_size_t)):
        device = ctypes.c_void_p(_call("ggml_backend_dev_get", ctypes.c_void_p, ctypes.c_size_t(number)))
        type_ = _call("ggml_backend_dev_type", ctypes.c_int, device)
        if type_ not in (_GPU, _SHARED_GPU):
            continue
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        _call("ggml_backend_dev_memory", None, device, ctypes.byref(free), ctypes.byref(total))
        registry = ctypes.c_void_p(_call("ggml_backend_dev_backend_reg", ctypes.c_void_p, device))
        backend = _text(_call("ggml_backend_reg_name", ctypes.c_char_p, registry))
        found.append({
            "name": _text(_call("ggml_backend_dev_description", ctypes.c_char_p, device)),
            "backend": backend,
            "memory_total": total.value,
            "memory_free": free.value,
            "shared": type_ == _SHARED_GPU or backend in ("MTL", "Metal"),
        })  # fmt: skip
    return [one for one in found if not one["shared"]] or found


def _measure(
    paths: tuple[Path, Path, Path], sample: Sample, kind: str, *, threads: int, repack: bool = True, gpu: bool = False
) -> dict[str, float]:
    """The speed. A shallow model and a deep one give seconds a pass and a layer, a large one then bytes a second.

    What a long context adds to the deep one gives the bytes of keys and values a second.
    """
    (large, many, _), (deep, _, longer), (shallow, _, _) = (_time(path, threads, repack, gpu) for path in paths)
    layer = max(0.0, (deep - shallow) / (DEEP.layers - SHALLOW.layers))
    begin = max(0.0, shallow - layer)
    # A busy machine measures nonsense: whatever came, half of the time is left to the weights.
    beside = min(begin + sample.layers * layer, large / 2)
    return {
        "bytes_per_second": bytes_of(sample, kind) / (large - beside),
        "flops": 2 * sample.weights * _PROMPT / max(many - beside, many / 2),
        "layer_seconds": layer,
        "pass_seconds": begin,
        "cache_bytes_per_second": DEEP.cache * _PROMPTS * _PROMPT / max(longer - deep, deep / 1000),
    }


def _time(path: Path, threads: int, repack: bool, gpu: bool) -> tuple[float, float, float]:
    """Seconds of a pass over one token, over many, and over one after many: the quickest, as others disturb the rest.

    With keys and values as the language model's engine has them.
    """
    chosen = low.llama_model_default_params()
    chosen.n_gpu_layers = 999 if gpu else 0
    chosen.use_extra_bufts = repack
    model = low.llama_model_load_from_file(str(path).encode(), chosen)
    if not model:
        raise SystemExit(f"{path.name} could not be loaded")
    settings = low.llama_context_default_params()
    settings.n_ctx, settings.n_batch, settings.n_ubatch = 512, _PROMPT, _PROMPT
    settings.n_threads = settings.n_threads_batch = threads
    settings.offload_kqv = gpu
    settings.type_k = settings.type_v = low.GGML_TYPE_Q8_0
    settings.flash_attn_type = low.LLAMA_FLASH_ATTN_TYPE_ENABLED
    context = low.llama_init_from_model(model, settings)
    if not context:
        raise SystemExit(f"{path.name} could not be used")
    try:
        _pass(context, _WARM)
        before = min(_pass(context, 1) for _ in range(_WORDS))
        many = min(_pass(context, _PROMPT) for _ in range(_PROMPTS))
        return before, many, min(_pass(context, 1) for _ in range(_WORDS))
    finally:
        low.llama_free(context)
        low.llama_model_free(model)


def _pass(context: Any, tokens: int) -> float:
    numbers = (low.llama_token * tokens)(*(place % 200 for place in range(tokens)))
    began = time.perf_counter()
    if low.llama_decode(context, low.llama_batch_get_one(numbers, tokens)):
        raise SystemExit("llama.cpp could not compute")
    low.llama_synchronize(context)
    return time.perf_counter() - began


def _call(name: str, result: Any, *arguments: Any) -> Any:
    """Call a function of ggml, which llama.cpp's own library brings along."""
    try:
        function = getattr(low._lib, name)
    except AttributeError:  # where a library's symbols are not found through those that use it: Windows
        from llama_cpp._ggml import libggml

        function = getattr(libggml, name)
    function.restype = result
    return function(*arguments)


def _last_level_cache() -> int:
    """Bytes of the processor's largest cache; 32 MB where the system does not tell."""
    sizes = [32]
    for file in Path("/sys/devices/system/cpu/cpu0/cache").glob("index*/size"):
        text = file.read_text("ascii").strip()
        if text.endswith("K") and text[:-1].isdigit():
            sizes.append(int(text[:-1]) >> 10)
    return max(sizes) << 20


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")


def _say(**fields: Any) -> None:
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1)
