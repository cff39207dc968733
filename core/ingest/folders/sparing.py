"""Listening on Linux to what is wanted of a folder, and not to what is left out of it.

The system allows a user so many watches, one a folder, and a `node_modules` alone takes thousands. watchdog listens to
all there is and passes over in silence what it is refused; here no more is asked for than is wanted, and what is
refused is known. What is overridden is no public interface of watchdog, so its version is pinned.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchdog.observers.inotify import InotifyEmitter, InotifyObserver, InotifyWatchGroup
from watchdog.observers.inotify_c import WATCHDOG_ALL_EVENTS, InotifyConstants, Mask

from core.ingest.folders.listening import FULL
from core.ingest.folders.rules import Chooser, relative

# Who only reads changes nothing, and nobody reads more of a folder than Ebb itself.
_MASK = Mask(WATCHDOG_ALL_EVENTS & ~(InotifyConstants.IN_OPEN | InotifyConstants.IN_CLOSE_NOWRITE))


class SparingObserver(InotifyObserver):
    """See `listening.start_observer`."""

    def __init__(self, chooser_of: Callable[[str], Chooser], lost: Callable[[str], None]) -> None:
        super().__init__()
        self._emitter_class = _Emitter
        self._emitter_kwargs |= {"chooser_of": chooser_of, "lost": lost}


class _Emitter(InotifyEmitter):
    """Listens to one folder. `refused` says that a folder in it could not be listened to."""

    def __init__(
        self, *given: Any, chooser_of: Callable[[str], Chooser], lost: Callable[[str], None], **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.chooser_of, self.lost = chooser_of, lost
        self.refused = False

    def on_thread_start(self) -> None:
        self._inotify = _Group(self, os.fsencode(self.watch.path))


class _Group(InotifyWatchGroup):
    """The watches of one folder, on it and on all in it that is not left out."""

    def __init__(self, emitter: _Emitter, path: bytes) -> None:
        self._emitter = emitter
        super().__init__(emitter._inotify_fd, path, event_mask=_MASK, is_recursive=True)

    def on_queue_overflow(self) -> None:
        super().on_queue_overflow()
        self._emitter.lost(os.fsdecode(self.path))

    def _activate(self) -> None:
        try:
            super()._activate()
        except OSError:
            self._remove_callbacks(list(self._active_callbacks_by_watch))
            raise

    def _add_all_callbacks(self, path: bytes) -> None:
        chooser = self._emitter.chooser_of(os.fsdecode(self.path))
        if path != self.path and not _is_entered(chooser, path):
            return
        self._add_callback(path)
        for above, names, _ in os.walk(path):
            wanted = {name: above + os.sep.encode() + name for name in names}
            names[:] = [name for name, below in wanted.items() if _is_entered(chooser, below)]
            for name in names:
                self._add_callback(wanted[name])

    def _add_callback(self, path: bytes) -> None:
        try:
            watch = self._inotify_fd.add_callback(path, self.event_mask, self._callback, self._id)
        except OSError as error:
            refused = error.errno in FULL
            if path == self.path or (refused and not self.is_active):
                raise
            # Another error says that it went meanwhile, or may not be opened: the look deals with that.
            self._emitter.refused |= refused
            return
        self._active_callbacks_by_path[path] = watch
        self._active_callbacks_by_watch[watch] = path


def _is_entered(chooser: Chooser, path: bytes) -> bool:
    try:
        place = Path(path.decode())
    except UnicodeDecodeError:
        return False
    inside = relative(chooser.root, place)
    return inside is not None and not place.is_symlink() and chooser.judge_folder(inside).taken
