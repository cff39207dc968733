"""Text as it comes from a keyboard or a shell."""

from __future__ import annotations


def storable(text: str) -> str:
    """`text` with “?” for what UTF-8 cannot hold: half pairs, as a shell argument in another encoding gives."""
    return text.encode("utf-8", "replace").decode("utf-8")
