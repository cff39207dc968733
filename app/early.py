"""What is begun before the vault is open: the process that embeds questions takes as long to start as all the rest."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.embedding.choosing import ChoosingEmbedder


def begin_embedder() -> ChoosingEmbedder:
    """Start loading the embedding model beside this thread, which goes on. Whoever asks for it waits for it."""
    from core.embedding.choosing import ChoosingEmbedder
    from core.errors import Cancelled, ModelUnavailable

    embedder = ChoosingEmbedder()

    def load() -> None:
        # Whoever asks for it is told why it is not there.
        with contextlib.suppress(ModelUnavailable, Cancelled):
            embedder.load()

    threading.Thread(target=load, name="embedder-ahead", daemon=True).start()
    return embedder
