"""How a reader says that it still gets on, where one document may rightly take long: page by page, within bounds."""

from __future__ import annotations

from collections.abc import Callable

MOST_PICTURES = 300
"""Pictures whose words are recognised in one document: at some seconds each."""

_step: Callable[[], None] | None = None
_pictures = 0


def begin(step: Callable[[], None] | None) -> None:
    """Start a document; `step` is told of every slow page that is done."""
    global _step, _pictures
    _step, _pictures = step, 0


def may_look() -> bool:
    """Whether one more picture may be looked at in this document; counts it."""
    global _pictures
    _pictures += 1
    return _pictures <= MOST_PICTURES


def step() -> None:
    """Say that a slow page is done."""
    if _step is not None:
        _step()
