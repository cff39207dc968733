"""Hearing of what changes below folders."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from core.ingest.folders.rules import Chooser

if TYPE_CHECKING:
    # Imported when there is a folder to watch.
    from watchdog.observers.api import BaseObserver, ObservedWatch

FULL = (errno.ENOSPC, errno.EMFILE)
"""What the system says when it allows no more watches."""


def start_observer(chooser_of: Callable[[str], Chooser], lost: Callable[[str], None]) -> BaseObserver:
    """Start what listens to folders.

    `chooser_of` gives a new chooser for a folder that is listened to, by its path; `lost` is told of one of which the
    system had more to tell than it could hold.
    """
    observer: BaseObserver
    if sys.platform == "linux":
        from core.ingest.folders.sparing import SparingObserver

        observer = SparingObserver(chooser_of, lost)
    else:
        from watchdog.observers import Observer

        observer = Observer()
    observer.start()
    return observer


def hears(observer: BaseObserver, watch: ObservedWatch) -> bool:
    """Whether a watch still hears everything: what listens for it runs, and was refused nothing."""
    return any(
        one.watch == watch and one.is_alive() and not getattr(one, "refused", False) for one in observer.emitters
    )
