"""Watching folders: what the system tells of changes, a moment's rest, and a look at just those places.

The system may tell too little: its watches are bounded, network drives are silent, a machine sleeps. So every folder
is looked through at the start and now and then; where nothing is heard, more often, and its standing says so.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Cancelled, MachineError
from core.ingest.folders.listening import FULL, hears, start_observer
from core.ingest.folders.rules import IGNORE_FILE, Chooser, relative
from core.model.folder import Folder, FolderState, Look

if TYPE_CHECKING:
    # Imported when there is a folder to watch.
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver, ObservedWatch

Place = tuple[str, bool]

QUIET_SECONDS = 0.25
"""A change is looked at when nothing else has changed for so long."""

LONGEST_SECONDS = 1.0
"""Or after so long, however much goes on."""

RESCAN_SECONDS = 30 * 60.0
DEAF_SECONDS = 60.0
"""How often a folder is looked through of which changes are heard, and of which none are."""

GLANCE_SECONDS = 10.0
"""How often it is looked whether a folder is there, and whether another Ebb added one."""

_RETRY_SECONDS = 30.0
_MOST_PLACES = 500

_FULL = "The system allows no more watches, so changes are noticed within a minute or so, not at once."
_DEAF = "The system tells nothing of changes here, so they are noticed within a minute or so, not at once."


@dataclass(slots=True)
class _Watched:
    """A folder while it is watched. `due` is when it is to be looked through, in monotonic seconds.

    `chooser` says of which changes to hear, by the rules it had when it was made; `outdated` that they changed.
    """

    folder: Folder
    chooser: Chooser
    outdated: bool = False
    watch: ObservedWatch | None = None
    notice: str = ""
    due: float = 0.0
    places: set[Place] = field(default_factory=set)
    first: float = 0.0
    last: float = 0.0


class FolderWatch:
    """One thread that waits for changes of watched folders and has them looked at.

    `folders` gives the folders there are, `look` looks at places of one (None: at all of it), `held` says whether to
    wait, `tell` is called when what `live` and `notice` say became something else. `changed` is to be called when
    folders came, went, or got other rules.
    """

    def __init__(
        self,
        folders: Callable[[], list[Folder]],
        look: Callable[[int, list[Place] | None], Look],
        held: Callable[[], bool],
        tell: Callable[[], None],
    ) -> None:
        self._folders, self._look, self._held, self._tell = folders, look, held, tell
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closed = False
        self._stale = True
        self._watched: dict[int, _Watched] = {}
        self._observer: BaseObserver | None = None
        self._thread = threading.Thread(target=self._run, name="folder-watch", daemon=True)

    def start(self) -> None:
        """Begin: every folder is looked through once."""
        self._thread.start()

    def changed(self) -> None:
        """Say that folders came, went, were paused or got other rules: they are looked through."""
        self._stale = True
        self._wake.set()

    def close(self) -> None:
        """End, after a running look. May be called twice."""
        self._closed = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def live(self, folder_id: int) -> bool:
        """Whether changes of a folder are heard at once."""
        with self._lock:
            one = self._watched.get(folder_id)
            return one is not None and one.watch is not None

    def notice(self, folder_id: int) -> str:
        """Why changes of a folder are not heard at once, or nothing."""
        with self._lock:
            one = self._watched.get(folder_id)
            return "" if one is None else one.notice

    def _run(self) -> None:
        try:
            while not self._closed:
                self._wake.clear()
                rest = self._turn()
                self._wake.wait(rest)
        except Cancelled:
            pass
        finally:
            if self._observer is not None:
                self._observer.stop()
                self._observer.join()

    def _turn(self) -> float:
        """Look at what is due. Returns how long to rest, if nothing comes up."""
        try:
            due, self._stale = self._stale, False
            self._renew(due=due)
            if self._held():
                return GLANCE_SECONDS
            return min([GLANCE_SECONDS, *(self._look_if_due(one) for one in list(self._watched.values()))])
        except MachineError:
            self._stale = True  # the vault cannot be written at the moment: said by whoever takes things in
            return _RETRY_SECONDS

    def _renew(self, *, due: bool) -> None:
        """Hold what is watched against the folders there are. Those with new rules are due, or all."""
        present = {one.id: one for one in self._folders() if one.state is not FolderState.PAUSED}
        for folder_id in [id_ for id_ in self._watched if id_ not in present]:
            self._leave(self._watched[folder_id])
            with self._lock:
                del self._watched[folder_id]
        for folder_id, folder in present.items():
            known = self._watched.get(folder_id)
            if known is None:
                known = _Watched(folder, _chooser_of(folder))
                with self._lock:
                    self._watched[folder_id] = known
                self._listen(known)
            known.outdated |= known.folder.rules != folder.rules
            if due or known.outdated:
                known.due = 0.0
            known.folder = folder

    def _look_if_due(self, one: _Watched) -> float:
        now = time.monotonic()
        with self._lock:
            through = now >= one.due or (one.watch is not None and not Path(one.folder.path).is_dir())
            settled = bool(one.places) and (now - one.last >= QUIET_SECONDS or now - one.first >= LONGEST_SECONDS)
            places = None if through or len(one.places) > _MOST_PLACES else sorted(one.places)
            if through or settled:
                one.places.clear()
        if through or settled:
            said = one.watch is None, one.notice
            self._choose_anew(one, through=through)
            try:
                look = self._look(one.folder.id, places)
            except MachineError:
                with self._lock:
                    one.due = 0.0
                raise
            self._note(one, look, through=through)
            if said != (one.watch is None, one.notice):
                self._tell()
        with self._lock:
            waits = [one.due - time.monotonic()]
            if one.places:
                waits.append(min(one.last + QUIET_SECONDS, one.first + LONGEST_SECONDS) - time.monotonic())
            return max(0.0, min(waits))

    def _choose_anew(self, one: _Watched, *, through: bool) -> None:
        """Go by the rules as they are now; other rules may let in folders that are not listened to yet."""
        if one.outdated:
            one.outdated = False
            self._leave(one)
            one.chooser = _chooser_of(one.folder)
            self._listen(one)
        elif through:
            one.chooser = _chooser_of(one.folder)

    def _note(self, one: _Watched, look: Look, *, through: bool) -> None:
        """Say when to look through next; a disk that went is listened to anew when it is back."""
        if look.restless:
            with self._lock:
                one.first = one.last = time.monotonic() + _RETRY_SECONDS
                one.places |= {(place, False) for place in look.restless}
        away = not Path(one.folder.path).is_dir()
        if away or (one.watch is not None and not self._hears(one)):
            self._leave(one)
        if not away and one.watch is None and not one.notice and self._listen(one):
            one.due = 0.0  # what changed before it was listened to
            return
        if through or away:
            every = GLANCE_SECONDS if away else RESCAN_SECONDS if one.watch is not None else DEAF_SECONDS
            one.due = time.monotonic() + every

    # -- listening -------------------------------------------------------------------------------------------------

    def _listen(self, one: _Watched) -> bool:
        """Hear of changes from now on. False, with a notice, where the system does not tell."""
        from watchdog.events import FileSystemEventHandler

        hear = self._hear

        class Handler(FileSystemEventHandler):
            def dispatch(self, event: FileSystemEvent) -> None:
                hear(one, event)

        if not Path(one.folder.path).is_dir():
            return False
        if self._observer is None:
            self._observer = start_observer(self._chooser_at, self._lose)
        try:
            watch = self._observer.schedule(Handler(), one.folder.path, recursive=True)
        except OSError as error:
            one.notice = _FULL if error.errno in FULL else _DEAF
            return False
        with self._lock:
            one.watch, one.notice = watch, ""
        return True

    def _leave(self, one: _Watched) -> None:
        """Hear no more. Not to be called with the lock: the observer calls `_hear`, which takes it, under its own."""
        if one.watch is not None and self._observer is not None:
            watch, one.watch = one.watch, None
            self._observer.unschedule(watch)

    def _hears(self, one: _Watched) -> bool:
        """Whether what listens still does: it ends when the system refuses it a watch for a folder that is new."""
        return self._observer is not None and one.watch is not None and hears(self._observer, one.watch)

    def _chooser_at(self, path: str) -> Chooser:
        """A new chooser for the folder at a path."""
        with self._lock:
            return next(_chooser_of(one.folder) for one in self._watched.values() if one.folder.path == path)

    def _lose(self, path: str) -> None:
        """Some of what was told of a folder is lost: it is looked through."""
        with self._lock:
            for one in self._watched.values():
                if one.folder.path == path:
                    one.due = 0.0
        self._wake.set()

    def _hear(self, one: _Watched, event: FileSystemEvent) -> None:
        if event.event_type in ("opened", "closed_no_write") or (event.is_directory and event.event_type == "modified"):
            return
        places: set[Place] = set()
        for said in (event.src_path, event.dest_path):
            if said:
                places |= _places_of(one.chooser, Path(os.fsdecode(said)), folder=event.is_directory)
        if not places:
            return
        with self._lock:
            one.outdated |= any(
                Path(os.fsdecode(said)).name == IGNORE_FILE for said in (event.src_path, event.dest_path)
            )
            now = time.monotonic()
            one.first = one.first if one.places else now
            one.last = now
            one.places |= places
        self._wake.set()


def _chooser_of(folder: Folder) -> Chooser:
    return Chooser(Path(folder.path), folder.rules)


def _places_of(chooser: Chooser, path: Path, *, folder: bool) -> set[Place]:
    """Where to look when something was changed at `path`: nowhere, if it is left out."""
    if path == chooser.root:
        return {("", True)}
    inside = relative(chooser.root, path)
    if inside is None:
        return set()
    above = inside.rpartition("/")[0]
    if path.name == IGNORE_FILE:
        return {(above, True)}
    if not chooser.judge_path(inside, folder=folder).taken:
        return set()
    return {(above, False), (inside, True)} if folder else {(above, False)}
