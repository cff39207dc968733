"""Which paths of a folder are taken in: the built-in rules, the folder's own, and its `.ebbignore` files.

Later ones overrule earlier ones, as in git: built-in, then `exclude`, then the `.ebbignore` of each folder on the way
down. Only the folder's own rules, which the user wrote, can take back what is built in: an `.ebbignore` may have come
with somebody else's files.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

from core.errors import UserError
from core.ingest.folders import built_in
from core.ingest.readers import LARGEST, SUFFIXES
from core.model.folder import Decider, Rules, Verdict

IGNORE_FILE = ".ebbignore"
_LONGEST_IGNORE_FILE = 256 * 1024

_TAKEN = Verdict(True, Decider.NOTHING, "", reason="Nothing leaves it out.")


@dataclass(frozen=True, slots=True)
class _Lines:
    """Patterns that were compiled together, with the lines they were made from."""

    spec: GitIgnoreSpec
    lines: tuple[str, ...]

    def last_that_fits(self, path: str) -> tuple[bool, str] | None:
        """Whether the last line that fits a path leaves it out, and the line; None where none fits."""
        found = self.spec.check_file(path)
        if found.include is None or found.index is None:
            return None
        return found.include, self.lines[found.index]


def read_lines(lines: Sequence[str]) -> _Lines:
    """Compile lines in the syntax of `.gitignore`.

    Raises:
        UserError: a line cannot be read as a pattern.
    """
    kept = tuple(line.rstrip("\r\n") for line in lines)
    for line in kept:
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            raise UserError(f"“{line}” is no pattern that Ebb understands. Nothing was changed.") from None
    return _Lines(GitIgnoreSpec.from_lines(kept), kept)


_BUILT_IN = read_lines(built_in.LINES)


@dataclass(slots=True)
class Chooser:
    """Decides about the paths of one folder. Holds what it read of the folder's `.ebbignore` files: make one a look."""

    root: Path
    rules: Rules
    _include: _Lines | None = field(init=False)
    _exclude: _Lines = field(init=False)
    _by_name: dict[tuple[str, bool], tuple[bool, str] | None] = field(default_factory=dict)
    _files: dict[str, _Lines | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._include = read_lines(self.rules.include) if self.rules.include else None
        self._exclude = read_lines(self.rules.exclude)

    @property
    def largest(self) -> int:
        """The most bytes a file may have."""
        return min(self.rules.largest, LARGEST)

    def judge_folder(self, path: str) -> Verdict:
        """Whether a folder is entered; `path` is relative to the root, with `/`."""
        return self._judge(path, folder=True) or _TAKEN

    def judge_file(self, path: str) -> Verdict:
        """Whether a file is taken in, whatever its size, given that the folders above it are entered."""
        fitting = self._judge(path, folder=False)
        if fitting is not None and not fitting.taken:
            return fitting
        included = self._judge_inclusion(path)
        if not included.taken:
            return included
        suffix = PurePosixPath(path).suffix.lower()
        if suffix not in SUFFIXES:
            return Verdict(False, Decider.KIND, path, suffix, reason=_said_of_kind(suffix))
        return fitting or included

    def judge_size(self, path: str, size: int) -> Verdict | None:
        """What leaves a file of so many bytes out, or None."""
        if 0 < size <= self.largest:
            return None
        return Verdict(False, Decider.SIZE, path, reason=_said_of_size(size, self.largest))

    def judge_path(self, path: str, size: int | None = None, *, folder: bool = False) -> Verdict:
        """Whether a path is taken in, by all that stands above it too: the first folder that is left out decides.

        Without `size` any size will do.
        """
        parts = PurePosixPath(path).parts
        for number in range(1, len(parts)):
            above = self.judge_folder("/".join(parts[:number]))
            if not above.taken:
                return above
        if folder:
            return self.judge_folder(path)
        verdict = self.judge_file(path)
        return verdict if size is None or not verdict.taken else self.judge_size(path, size) or verdict

    def _judge(self, path: str, *, folder: bool) -> Verdict | None:
        """What the lines say of a path itself; None where none fits. One that takes back is a verdict too."""
        slashed = f"{path}/" if folder else path
        verdict: Verdict | None = None
        built = self._built_in(path, folder=folder)
        if built is not None:
            reason = f"Built-in rule “{built[1]}”: {built_in.said_of(built[1])}."
            verdict = Verdict(False, Decider.BUILT_IN, path, built[1], reason=reason)
        own = self._exclude.last_that_fits(slashed)
        if own is not None and not (verdict is not None and self._fits_above(path, own)):
            verdict = _by_line(path, Decider.EXCLUDE, own, "")
        if verdict is not None and verdict.decider is Decider.BUILT_IN:
            return verdict
        parts = PurePosixPath(path).parts
        for depth in range(len(parts)):
            above = "/".join(parts[:depth])
            lines = self._ignore_file(above)
            if lines is None:
                continue
            found = lines.last_that_fits(slashed[len(above) + 1 :] if above else slashed)
            if found is not None:
                where = f"{above}/{IGNORE_FILE}" if above else IGNORE_FILE
                verdict = _by_line(path, Decider.IGNORE_FILE, found, where)
        return verdict

    def _fits_above(self, path: str, own: tuple[bool, str]) -> bool:
        """Whether a line means a folder above a path: to take that back in does not take back a key that lies in it."""
        above = PurePosixPath(path).parent.as_posix()
        return above != "." and self._exclude.last_that_fits(f"{above}/") == own

    def _judge_inclusion(self, path: str) -> Verdict:
        if self._include is None:
            return Verdict(True, Decider.NOTHING, path, reason="Nothing leaves it out.")
        found = self._include.last_that_fits(path)
        if found is None or not found[0]:
            rule = found[1] if found else ""
            return Verdict(False, Decider.INCLUDE, path, rule, reason="No line of what to take in names it.")
        return Verdict(True, Decider.INCLUDE, path, found[1], reason=f"Your rule “{found[1]}” takes it in.")

    def _built_in(self, path: str, *, folder: bool) -> tuple[bool, str] | None:
        key = PurePosixPath(path).name, folder
        if key not in self._by_name:
            self._by_name[key] = _BUILT_IN.last_that_fits(f"{key[0]}/" if folder else key[0])
        return self._by_name[key]

    def _ignore_file(self, folder: str) -> _Lines | None:
        if folder not in self._files:
            self._files[folder] = _read_ignore_file(self.root / folder / IGNORE_FILE)
        return self._files[folder]


def is_wanted(name: str) -> bool:
    """Whether a file is taken in by its name alone, where there are no rules but the built-in ones: in an archive."""
    *above, last = PurePosixPath(name).parts or ("",)
    fits = [_BUILT_IN.last_that_fits(f"{part}/") for part in above] + [_BUILT_IN.last_that_fits(last)]
    return not any(found is not None and found[0] for found in fits) and PurePosixPath(last).suffix.lower() in SUFFIXES


def relative(root: Path, path: Path) -> str | None:
    """A path as the rules name it, or None where it is not inside the folder."""
    try:
        inside = path.relative_to(root).as_posix()
    except ValueError:
        return None
    return None if inside == "." else inside


def _read_ignore_file(file: Path) -> _Lines | None:
    """The lines of an `.ebbignore`; a line that is no pattern is passed over, as git does."""
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as opened:
            text = opened.read(_LONGEST_IGNORE_FILE).decode("utf-8-sig", "replace")
    except OSError:
        return None
    kept = []
    for line in text.splitlines():
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            continue
        kept.append(line)
    return _Lines(GitIgnoreSpec.from_lines(kept), tuple(kept))


def _by_line(path: str, decider: Decider, found: tuple[bool, str], where: str) -> Verdict:
    out, line = found
    whose = f"The rule “{line}” of {where}" if where else f"Your rule “{line}”"
    return Verdict(not out, decider, path, line, where, f"{whose} {'leaves it out' if out else 'takes it back in'}.")


def _said_of_kind(suffix: str) -> str:
    kind = f"Files ending in “{suffix}” are" if suffix else "Files without an ending are"
    return f"{kind} not looked at in folders. Add one by itself to have it read."


def _said_of_size(size: int, largest: int) -> str:
    if not size:
        return "It is empty."
    return f"It has {size / 1024**2:,.1f} MB, and at most {largest / 1024**2:,.1f} MB are read of this folder's files."
