"""Models that can be downloaded, and what became of a download."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Offer:
    """A model of the catalogue. `size` is what its files take on disk, in bytes; `repository` where the hub has them.

    `role` is "language", "embedding" or "cross-encoder". The first of `files` holds the weights. `layers`, and `heads`
    for keys and values of `width` numbers each, are what a plan needs of a model that is not there. `size_class` is
    small, balanced, large or larger.
    """

    id: str
    name: str
    role: str
    size_class: str
    repository: str
    files: tuple[str, ...]
    size: int
    licence: str
    origin: str
    languages: str
    layers: int
    heads: int
    width: int
    kind: str
    context: int


@dataclass(frozen=True, slots=True)
class Pin:
    """What the hub said of a downloaded file, and what its bytes were held against.

    `checksum` is that of the hub: the SHA-256 of a large file, git's SHA-1 of a small one.
    """

    file: str
    size: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A model that is there now. `commit` is the state of the repository it was taken from."""

    offer: Offer
    folder: Path
    commit: str
    pins: tuple[Pin, ...]
