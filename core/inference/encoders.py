"""Downloaded models that read instead of write: whether their files are what they should be, what they take."""

from __future__ import annotations

import json
from pathlib import Path

import psutil

from core.errors import ModelUnavailable
from core.inference.downloading.download import find_downloaded
from core.inference.models import ModelFile, digest_file
from core.model.offers import Offer
from core.model.plan import Fit

EMBEDDING, CROSS_ENCODER = "embedding", "cross-encoder"
_TORCH = 500_000_000
"""What a process with torch in it takes before it holds any weights, in bytes."""
_SHA256 = 64


def check_encoder(offer: Offer, folder: Path) -> None:
    """Look at what was downloaded, without loading it.

    Raises:
        ModelUnavailable: it is no model of the kind that the catalogue says it is.
    """
    try:
        shape = json.loads((folder / "config.json").read_text("utf-8"))
        kinds = [str(kind) for kind in shape.get("architectures") or ()]
        if offer.role == EMBEDDING:
            modules = json.loads((folder / "modules.json").read_text("utf-8"))
            fits = bool(modules) and "hidden_size" in shape
        else:
            fits = any(kind.endswith("ForSequenceClassification") for kind in kinds)
    except (OSError, ValueError, AttributeError, TypeError):
        fits = False
    if not fits:
        raise ModelUnavailable(f"What was downloaded of {offer.repository} is no {offer.role}. It was removed again.")


def find_encoder(offer: Offer, models: Path) -> ModelFile | None:
    """A downloaded model of these roles, pinned by the SHA-256 of its weights; None where it is not there."""
    got = find_downloaded(offer, models)
    if got is None:
        return None
    weights = got.folder / offer.files[0]
    pinned = next((pin.checksum for pin in got.pins if pin.file == offer.files[0]), "")
    # Git's own checksum, which the hub gives of small files, is of no use for telling weights apart.
    sha256 = pinned if len(pinned) == _SHA256 else digest_file(weights)
    return ModelFile(offer.role, offer.name, weights, sha256, offer.licence)


def needed_memory(size: int) -> int:
    """About the bytes that weights of this size take while sentence-transformers runs them."""
    return _TORCH + size


def judge_encoder(size: int) -> tuple[Fit, str]:
    """Whether weights of this size can be run here now, and what they take in words."""
    needed, free = needed_memory(size), psutil.virtual_memory().available
    if needed > free:
        return Fit.WONT_FIT, f"It needs about {needed / 1e9:.1f} GB of memory; {free / 1e9:.1f} GB are free now."
    return Fit.FITS, f"It takes about {needed / 1e9:.1f} GB of memory while it is used."
