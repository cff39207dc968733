"""What runs in the process that downloads: huggingface_hub, one file after another, each held against its checksum.

Started as `python -P -m core.inference.downloading.fetching`; one JSON object on standard input says what to fetch,
lines of JSON on standard output say how far it is. This is the only code of Ebb that talks to the network. It sends
nothing but the names of the files: no account's token, no telemetry, nothing that it could know of a vault.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.model.offers import Pin

_PIECE = 256 * 1024
_SPARE = 200 * 1000 * 1000
"""Bytes that stay free on the disk: the vault lives there too, and needs room to write."""
_SAID_EVERY = 0.2


class Refused(Exception):
    """It cannot be downloaded; the text is a sentence for the user. What was loaded so far is of no use."""


class Interrupted(Exception):
    """The connection was lost; what was loaded so far stays, and the next download goes on from there."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to fetch into which folder. `limit` is in bytes a second, 0 for none."""

    repository: str
    files: tuple[str, ...]
    folder: Path
    endpoint: str
    limit: int = 0


class Throttled(io.FileIO):
    """A file that is written no faster than `limit` bytes a second, and says how far it is."""

    def __init__(self, path: Path, limit: int, said: Callable[[int], None]) -> None:
        super().__init__(path, "r+b" if path.exists() else "w+b")
        path.chmod(0o600)
        self.seek(0, os.SEEK_END)
        self._limit, self._said = limit, said
        self._began, self._written = time.monotonic(), 0

    def write(self, data: Any, /) -> int:
        view = memoryview(data)
        done = 0
        while done < len(view):
            done += super().write(view[done:]) or 0
        self._written += done
        if self._limit and (ahead := self._written / self._limit - (time.monotonic() - self._began)) > 0:
            time.sleep(ahead)
        self._said(self.tell())
        return done


def main() -> None:
    """Fetch what standard input asks for. Ends when the parent closes standard input."""
    given = json.loads(sys.stdin.readline())
    request = Request(**{**given, "files": tuple(given["files"]), "folder": Path(given["folder"])})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        commit, pins = fetch(request)
        say(kind="end", commit=commit, pins=[asdict(pin) for pin in pins])
    except Refused as refusal:
        say(kind="refused", said=str(refusal))
    except Interrupted as interruption:
        say(kind="interrupted", said=str(interruption))


def say(**fields: Any) -> None:
    """Tell the parent."""
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def fetch(request: Request) -> tuple[str, list[Pin]]:
    """Download all files. Returns the commit they were taken from, and what each was held against.

    Raises:
        Refused: they are not there, do not fit on the disk, or are not what the hub said.
        Interrupted: the connection was lost.
    """
    from httpx2 import HTTPError  # what huggingface_hub speaks HTTP with
    from huggingface_hub import constants
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    constants.DOWNLOAD_CHUNK_SIZE = _PIECE  # else 10 MB are lost with every broken connection
    try:
        found = [_look_up(request, name) for name in request.files]
        commits = {commit for _, commit in found}
        if len(commits) > 1:
            raise Interrupted(f"{request.repository} was changed at this moment. Start again.")
        _check_space(request, found)
        total, before = sum(pin.size for pin, _ in found), 0
        for pin, _ in found:
            _load(request, pin, before, total)
            before += pin.size
        return commits.pop(), [pin for pin, _ in found]
    except OfflineModeIsEnabled as error:
        raise Refused("Downloads are switched off by the environment (HF_HUB_OFFLINE).") from error
    except HfHubHTTPError as error:
        status = error.response.status_code if error.response is not None else 0
        if status in (401, 403, 404):
            raise Refused(f"{request.endpoint} has no such model: {request.repository} ({status}).") from error
        raise Interrupted(f"{request.endpoint} answered with the error {status}.") from error
    except HTTPError as error:
        raise Interrupted(f"{request.endpoint} could not be reached, or fell silent.") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused("The disk is full. What was downloaded was removed again.") from error
        if error.errno is not None:
            raise Refused(f"The model cannot be written: {error.strerror}.") from error
        # huggingface_hub's own check of the length
        raise Refused("The file changed at the source while it was downloaded. Start again.") from error


def _look_up(request: Request, name: str) -> tuple[Pin, str]:
    from huggingface_hub import get_hf_file_metadata, hf_hub_url

    url = hf_hub_url(request.repository, name, endpoint=request.endpoint)
    found = get_hf_file_metadata(url, token=False, endpoint=request.endpoint)
    if not found.size or not found.etag or len(found.etag) not in (40, 64):
        raise Refused(f"{request.endpoint} gives no size or checksum for {name}, so it cannot be trusted.")
    return Pin(name, found.size, found.etag), found.commit_hash or ""


def _check_space(request: Request, found: list[tuple[Pin, str]]) -> None:
    there = sum(_part(request, pin).stat().st_size for pin, _ in found if _part(request, pin).exists())
    missing = sum(pin.size for pin, _ in found) - there
    free = shutil.disk_usage(request.folder).free
    if missing + _SPARE > free:
        raise Refused(
            f"There is not enough room: {(missing + _SPARE) / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free."
        )


def _load(request: Request, pin: Pin, before: int, total: int) -> None:
    """Go on with one file where it stopped, and check it when it is whole."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get

    part, latest = _part(request, pin), 0.0

    def said(size: int) -> None:
        nonlocal latest
        if size >= pin.size or time.monotonic() - latest > _SAID_EVERY:
            latest = time.monotonic()
            say(kind="progress", done=before + size, total=total)

    part.parent.mkdir(parents=True, exist_ok=True)
    with Throttled(part, request.limit, said) as file:
        have = file.tell()
        if have > pin.size:
            file.truncate(0)
            have = file.seek(0)
        http_get(
            hf_hub_url(request.repository, pin.file, endpoint=request.endpoint),
            file,
            resume_size=have,
            expected_size=pin.size,
        )
        os.fsync(file.fileno())
    say(kind="checking", done=before + pin.size, total=total)
    if _digest(part, pin) != pin.checksum:
        raise Refused(f"{pin.file} is not what the hub says it is: its checksum differs. It was removed again.")
    part.rename(request.folder / pin.file)


def _part(request: Request, pin: Pin) -> Path:
    """Where a file lies until it is whole: named by its checksum, so that a changed one is begun anew."""
    whole = request.folder / pin.file
    return whole if whole.exists() else whole.with_name(f"{whole.name}.{pin.checksum[:16]}.part")


def _digest(path: Path, pin: Pin) -> str:
    """The checksum in the hub's way: SHA-256 for what Git LFS keeps, git's own for the rest."""
    digest = hashlib.sha256() if len(pin.checksum) == 64 else hashlib.sha1(usedforsecurity=False)
    if len(pin.checksum) == 40:
        digest.update(f"blob {path.stat().st_size}\0".encode())
    with path.open("rb") as file:
        while piece := file.read(4 * _PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
