"""Which files of a folder are worth reading."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.ingest.conversation import looks_like_conversation
from core.ingest.readers import SUFFIXES
from core.model.work import JobKind, Skipped

_NOT_TEXT = "The name is not valid text (UTF-8). Rename it, then add it again."
_LEFT_OUT = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})


def find_files(paths: Sequence[Path]) -> tuple[list[tuple[JobKind, Path]], list[Skipped]]:
    """All files to take in, with what kind of job each is, and what was left out and why.

    A path to a file is always taken: its content decides later. Of a folder, files with a readable ending are taken;
    hidden folders and those that hold machinery are not entered, links are not followed.
    """
    found: dict[Path, JobKind] = {}
    skipped: list[Skipped] = []
    for path in paths:
        try:
            place = path.expanduser().absolute()
            place.stat()
            str(place).encode()
        except (OSError, RuntimeError, ValueError) as error:
            skipped.append(Skipped(shown(path), _said_of_place(error)))
            continue
        if place.is_dir():
            others: Counter[str] = Counter()
            for file in _walk(place, skipped):
                if file.suffix.lower() in SUFFIXES:
                    found.setdefault(file, JobKind.FILE)
                elif file.suffix.lower() == ".jsonl" and looks_like_conversation(file):
                    found.setdefault(file, JobKind.CONVERSATION)
                else:
                    others[file.suffix.lower() or "no ending"] += 1
            skipped += [Skipped(str(place), _said_of(others))] if others else []
        else:
            is_conversation = place.suffix.lower() == ".jsonl" and looks_like_conversation(place)
            found.setdefault(place, JobKind.CONVERSATION if is_conversation else JobKind.FILE)
    return [(kind, file) for file, kind in found.items()], skipped


def _walk(folder: Path, skipped: list[Skipped]) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        skipped.append(Skipped(str(error.filename), f"The folder could not be opened: {error.strerror}."))

    for parent, folders, names in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _LEFT_OUT)
        for name in sorted(names):
            file = Path(parent, name)
            if name.startswith(".") or not file.is_file() or file.is_symlink():
                continue
            try:
                str(file).encode()
            except UnicodeEncodeError:
                skipped.append(Skipped(shown(file), _NOT_TEXT))
                continue
            yield file


def shown(path: Path) -> str:
    """A path that can be printed and stored: bytes of its name that are no text become “�”."""
    return os.fsencode(path).decode("utf-8", "replace")


def _said_of_place(error: OSError | RuntimeError | ValueError) -> str:
    if isinstance(error, UnicodeEncodeError):
        return _NOT_TEXT
    if isinstance(error, PermissionError):
        return "Ebb may not look here: change the rights of the folder, then try again."
    return "There is nothing at this path."


def _said_of(others: Counter[str]) -> str:
    most = ", ".join(f"{count} × {ending}" for ending, count in others.most_common(5))
    files = "1 file is" if others.total() == 1 else f"{others.total():,} files are"
    return f"{files} of a kind that Ebb does not read yet ({most})."
