"""Downloading a model of the catalogue: nothing is half there, and what was interrupted goes on where it stopped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.errors import Cancelled, MachineError, ModelUnavailable, UserError
from core.inference.downloading.claim import claimed
from core.model.offers import Downloaded, Offer, Pin
from core.model.work import Progress
from core.network import is_near
from core.store.files import make_private_folder, write_atomically

HUB = "https://huggingface.co"
_UNFINISHED = "unfinished"
_PIN = "pin.json"


def hub_endpoint() -> str:
    """Where models are downloaded from: `HF_ENDPOINT`, which names a mirror, else the hub itself.

    Raises:
        UserError: it would be asked in clear over a network.
    """
    endpoint = os.environ.get("HF_ENDPOINT", "").rstrip("/") or HUB
    parts = urlsplit(endpoint)
    if parts.scheme == "https" or (
        parts.scheme == "http" and (parts.hostname == "localhost" or is_near(parts.hostname or ""))
    ):
        return endpoint
    raise UserError(f"HF_ENDPOINT says “{endpoint}”. It must begin with https://, unless it is on your own network.")


def download(
    offer: Offer,
    models: Path,
    *,
    on_progress: Callable[[Progress], None] = lambda step: None,
    pause: threading.Event | None = None,
    cancel: threading.Event | None = None,
    limit: int = 0,
) -> Downloaded:
    """Download a model into a folder of its own under `models`, from where an earlier try stopped.

    `limit` is in bytes a second. With `pause`, and where the connection is lost, what was loaded stays for the next
    try; in any other case that ends without a model nothing of it stays.

    Raises:
        Cancelled: `pause` or `cancel` was set.
        ModelUnavailable: it is not to be had, does not fit on the disk, is not what the hub said, or is being
            downloaded by another process. UserError: `HF_ENDPOINT` cannot be used.
    """
    endpoint = hub_endpoint()
    if (there := find_downloaded(offer, models)) is not None:
        return there
    with _claimed(offer, models) as claim:
        # Who had the claim before may have brought it.
        there = find_downloaded(offer, models)
        return there or _download(offer, models, endpoint, on_progress, (pause, cancel), limit, claim)


def _download(
    offer: Offer,
    models: Path,
    endpoint: str,
    on_progress: Callable[[Progress], None],
    stops: tuple[threading.Event | None, threading.Event | None],
    limit: int,
    claim: int,
) -> Downloaded:
    unfinished = models / _UNFINISHED / offer.id
    make_private_folder(unfinished)
    asked = {"repository": offer.repository, "files": offer.files, "folder": str(unfinished), "endpoint": endpoint,
             "limit": limit}  # fmt: skip
    ended = _follow(asked, on_progress, stops, claim)
    if ended["kind"] == "end":
        return _finish(offer, models, unfinished, endpoint, ended)
    if ended["kind"] == "interrupted":
        if unfinished_bytes(offer, models):
            raise ModelUnavailable(f"{ended['said']} What was downloaded stays; start again to go on from there.")
        _discard(offer, models)
        raise ModelUnavailable(ended["said"])
    cancel = stops[1]
    if ended["kind"] == "refused" or (cancel is not None and cancel.is_set()):
        _discard(offer, models)
    if ended["kind"] == "refused":
        raise ModelUnavailable(ended["said"])
    raise Cancelled


def discard_unfinished(offer: Offer, models: Path) -> int:
    """Remove what an interrupted download left. Returns how many bytes that were.

    Raises:
        ModelUnavailable: it is being downloaded.
    """
    with _claimed(offer, models):
        return _discard(offer, models)


def _claimed(offer: Offer, models: Path) -> AbstractContextManager[int]:
    for folder in (models, models / _UNFINISHED):
        make_private_folder(folder)
    return claimed(models / _UNFINISHED / f"{offer.id}.lock")


def _discard(offer: Offer, models: Path) -> int:
    size = unfinished_bytes(offer, models)
    shutil.rmtree(models / _UNFINISHED / offer.id, ignore_errors=True)
    return size


def unfinished_bytes(offer: Offer, models: Path) -> int:
    """How much of an interrupted download is there."""
    folder = models / _UNFINISHED / offer.id
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0


def find_downloaded(offer: Offer, models: Path) -> Downloaded | None:
    """The model, if it was downloaded and its files are still there as long as they were."""
    try:
        kept = json.loads((models / offer.id / _PIN).read_text("utf-8"))
        pins = tuple(Pin(**pin) for pin in kept["pins"])
        whole = all((models / offer.id / pin.file).stat().st_size == pin.size for pin in pins)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Downloaded(offer, models / offer.id, str(kept.get("commit", "")), pins) if whole else None


def remove_downloaded(offer_id: str, models: Path) -> None:
    """Delete the files of a model that was downloaded.

    Raises:
        MachineError: they cannot be deleted.
    """
    try:
        shutil.rmtree(models / offer_id)
    except FileNotFoundError:
        return
    except OSError as error:
        raise MachineError(f"The files in {models / offer_id} cannot be deleted: {error.strerror}.") from error


def _finish(offer: Offer, models: Path, unfinished: Path, endpoint: str, ended: dict[str, Any]) -> Downloaded:
    """Give the model its place: one rename, when all of it is there and checked."""
    pins = tuple(Pin(**pin) for pin in ended["pins"])
    kept = {"repository": offer.repository, "endpoint": endpoint, "commit": ended["commit"],
            "licence": offer.licence, "pins": [asdict(pin) for pin in pins]}  # fmt: skip
    for left in unfinished.rglob("*.part"):
        left.unlink()  # of a file that has changed at the hub since
    write_atomically(unfinished / _PIN, json.dumps(kept, indent=2).encode())
    place = models / offer.id
    shutil.rmtree(place, ignore_errors=True)
    unfinished.rename(place)
    return Downloaded(offer, place, ended["commit"], pins)


def _follow(
    asked: dict[str, Any],
    on_progress: Callable[[Progress], None],
    stops: tuple[threading.Event | None, ...],
    claim: int,
) -> dict[str, Any]:
    """Run the process that downloads. Returns the line it ended with; one of the kind "stopped" where it was ended.

    It has the file `claim` open as long as it lives.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "core.inference.downloading.fetching"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=_environment(),
        start_new_session=os.name == "posix",
        pass_fds=(claim,) if os.name == "posix" else (),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    over = threading.Event()
    watch = threading.Thread(target=_end_when_asked, args=(process, stops, over), daemon=True)
    watch.start()
    began, first = time.monotonic(), -1
    try:
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            said: dict[str, Any] = json.loads(line)
            if said["kind"] not in ("progress", "checking"):
                return said
            first = said["done"] if first < 0 else first
            rate = (said["done"] - first) / max(1e-3, time.monotonic() - began)
            left = (said["total"] - said["done"]) / rate if rate else None
            stage = "downloading" if said["kind"] == "progress" else "checking"
            on_progress(Progress(stage, said["done"], said["total"], "bytes", rate, left))
    except BrokenPipeError:
        pass
    finally:
        over.set()
        process.kill()
        process.wait()
        watch.join()
        process.stdin.close()
        process.stdout.close()
    if any(stop is not None and stop.is_set() for stop in stops):
        return {"kind": "stopped"}
    return {"kind": "interrupted", "said": "The process that downloads ended unexpectedly."}


def _end_when_asked(
    process: subprocess.Popen[str], stops: tuple[threading.Event | None, ...], over: threading.Event
) -> None:
    while not over.wait(0.05):
        if any(stop is not None and stop.is_set() for stop in stops):
            process.kill()
            return


def _environment() -> dict[str, str]:
    """No account's token, no telemetry, no detour over the hub's own transfer protocol, which cannot be throttled."""
    told = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1", "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1"}  # fmt: skip
    secret = ("EBB_PASSPHRASE", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
    return {**{key: value for key, value in os.environ.items() if key not in secret}, **told}
