"""A look at a folder held against what is known of it: what is new, changed, moved, gone or back."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import apsw

from core.errors import Cancelled
from core.ingest.folders.leaving import let_go
from core.ingest.folders.looking import Sight, look_through, volume_of
from core.ingest.folders.rules import Chooser, relative
from core.model.folder import Folder, FolderState, Look
from core.store import folder_files, folders, leaving
from core.store.database import Database
from core.store.folder_files import Known, Seen

T = TypeVar("T")

_BATCH = 500
_LARGE = 1024 * 1024
_CALM_NS = 30 * 1_000_000_000
_PIECE = 1024 * 1024

AWAY = "It is not there at the moment: a disk may not be connected. What Ebb remembers of it stays."


@dataclass(slots=True)
class _Found:
    """What differs between a folder as it is and as it was known."""

    waiting: list[Seen] = field(default_factory=list)
    touched: list[Seen] = field(default_factory=list)
    moved: list[tuple[Known, Seen]] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    away: int = 0


class FolderIndex:
    """Looks at folders and notes what is to be taken in; the queue does that. Looks come one after another."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looking = threading.Lock()

    def look(
        self,
        folder_id: int,
        places: Iterable[tuple[str, bool]] | None = None,
        stop: threading.Event | None = None,
        *,
        patient: bool = False,
    ) -> Look:
        """Look at a folder, or only at some places in it: (path relative to it, whether below it too).

        With `patient` a large file that is known and was written within the last half minute is left alone for now: one
        that grows all the time would be read all the time.

        What is new or changed waits in the folder from then on; what moved, is gone or is back is so at once.

        Raises:
            Cancelled: `stop` was set; what was noted stays.
            MachineError: the vault cannot be written.
        """
        with self._looking:
            began = time.monotonic()
            with self._database.reading() as connection:
                folder = folders.get_folder(connection, folder_id)
            if folder is None or folder.state is FolderState.PAUSED:
                return Look(folder_id)
            look = self._look(folder, places, stop or threading.Event(), patient=patient)
            return replace(look, seconds=time.monotonic() - began)

    def _look(
        self,
        folder: Folder,
        places: Iterable[tuple[str, bool]] | None,
        stop: threading.Event,
        *,
        patient: bool,
    ) -> Look:
        root = Path(folder.path)
        try:
            volume, device = volume_of(root)
        except OSError:
            return self._leave_alone(folder)
        before, was_device = _read_volume(folder.volume)
        wanted = None if places is None or volume != before else _joined(places)
        within = None if wanted is None else [(str(root / place), deep) for place, deep in wanted]
        with self._database.reading() as connection:
            known = folder_files.known_files(connection, folder.id, within)
            before_all = folder_files.count_files(connection, folder.id)
        chooser, sight = Chooser(root, folder.rules), Sight(devices={device})
        for place, deep in [("", True)] if wanted is None else wanted:
            if not place or chooser.judge_path(place, folder=True).taken:
                look_through(chooser, sight, place, deep=deep, stop=stop)
        if str(root) in sight.unseen or not _is_still(root, volume):
            return self._leave_alone(folder)  # what was not seen any more is not gone
        stays = {path: one for path, one in known.items() if one.state != "gone"}
        elsewhere = volume != before and bool(stays) and not any(path in sight.files for path in stays)
        if elsewhere and not sight.files:
            return self._leave_alone(folder)  # a place where a disk is connected at other times
        found = _compare(stays, sight, {was_device: device})
        if elsewhere:
            # Another folder was put in its place. Should it stay, the next look lets the files of the first go.
            found.away, found.gone = found.away + len(found.gone), []
        restless = _leave_restless(root, known, found) if patient else ()
        files = len(sight.files) if wanted is None else before_all + found.new - len(found.gone)
        self._pair(known, found, stop)
        back = self._keep(folder, found, stop)
        notice = _notice(sight, found)
        self._database.write(lambda c: folders.note_look(c, folder.id, f"{volume}:{device}", notice))
        return Look(
            folder.id,
            files=files,
            new=found.new - back,
            changed=found.changed,
            moved=len(found.moved),
            gone=len(found.gone),
            back=back,
            away=found.away,
            notice=notice,
            restless=restless,
        )

    def _leave_alone(self, folder: Folder) -> Look:
        self._database.write(lambda c: folders.set_state(c, folder.id, FolderState.AWAY, AWAY))
        return Look(folder.id, notice=AWAY)

    def _pair(self, known: dict[str, Known], found: _Found, stop: threading.Event) -> None:
        """Find out which of the new files are old ones that lie elsewhere now, and which changed ones hold the same."""
        by_content: dict[tuple[int, bytes], list[Known]] = {}
        for one in reversed(found.gone):
            if one.digest and one.request_id is None:
                by_content.setdefault((one.seen.size, one.digest), []).append(one)
        sizes = {size for size, _ in by_content}
        waiting: list[Seen] = []
        paired: set[int] = set()
        for seen in found.waiting:
            _go_on(stop)
            before = known.get(seen.path)
            same = before is not None and _is_in(before) and before.seen.size == seen.size
            digest = _digest(Path(seen.path)) if same or seen.size in sizes else None
            if same and before is not None and digest == before.digest:
                found.touched.append(seen)
                found.changed -= 1
                continue
            matches = by_content.get((seen.size, digest)) if digest else None
            if not matches:
                waiting.append(seen)
                continue
            match = matches.pop()
            paired.add(match.id)
            found.moved.append((match, seen))
            found.new -= before is None or before.state == "gone"
            found.changed -= before is not None and before.state != "gone"
        found.gone = [one for one in found.gone if one.id not in paired]
        found.waiting = waiting

    def _keep(self, folder: Folder, found: _Found, stop: threading.Event) -> int:
        """Write down what was found. Returns how many files came back whose memories were hidden."""
        for moved in _batches(found.moved):
            self._database.write(partial(_move, folder_id=folder.id, moved=moved))
        for seen in _batches(found.touched):
            self._database.write(partial(folder_files.note_stat, files=seen))
        back = self._bring_back(folder, found, stop)
        for seen in _batches(found.waiting):
            self._database.write(partial(folder_files.put_files, folder_id=folder.id, files=seen))
        asked = f"what was in {_files(len(found.gone))} no longer in “{Path(folder.path).name}”"
        let_go(self._database, found.gone, asked, stop)
        return back

    def _bring_back(self, folder: Folder, found: _Found, stop: threading.Event) -> int:
        with self._database.reading() as connection:
            sizes = leaving.sizes_of_gone(connection)
        candidates: list[tuple[Seen, bytes]] = []
        for seen in found.waiting if sizes else ():
            _go_on(stop)
            digest = _digest(Path(seen.path)) if seen.size in sizes else None
            if digest is not None:
                candidates.append((seen, digest))
        back: set[str] = set()
        for batch in _batches(candidates):
            back |= self._database.write(partial(_return, folder_id=folder.id, candidates=batch))
        found.waiting = [seen for seen in found.waiting if seen.path not in back]
        return len(back)


def _compare(known: dict[str, Known], sight: Sight, devices: dict[int, int]) -> _Found:
    """`devices` says which number a disk has now that had another one: it may change with each start of the system."""
    found = _Found()
    for path, seen in sight.files.items():
        before = known.get(path)
        if before is None:
            found.new += 1
            found.waiting.append(seen)
        elif before.seen.looks_like(seen) and (before.state != "in" or _is_in(before)):
            if before.seen.device != seen.device:
                found.touched.append(seen)
        else:
            found.changed += 1
            found.waiting.append(seen)
    for path, before in known.items():
        if path in sight.files:
            continue
        device = devices.get(before.seen.device, before.seen.device)
        if sight.may_be_in(path) or device not in sight.devices:
            found.away += 1
        else:
            found.gone.append(before)
    return found


def _leave_restless(root: Path, known: dict[str, Known], found: _Found) -> tuple[str, ...]:
    """Leave large files that are being written out of what was found. Returns where they lie."""
    since = time.time_ns() - _CALM_NS
    restless = [
        seen
        for seen in found.waiting
        if seen.size >= _LARGE and seen.modified_ns > since and seen.path in known and _is_in(known[seen.path])
    ]
    if restless:
        found.waiting = [seen for seen in found.waiting if seen not in restless]
        found.changed -= len(restless)
    places = {relative(root, Path(seen.path).parent) or "" for seen in restless}
    return tuple(sorted(places))


def _is_in(known: Known) -> bool:
    """Whether a file is taken in, and nothing of it was hidden since."""
    return known.state == "in" and known.request_id is None


def _go_on(stop: threading.Event) -> None:
    if stop.is_set():
        raise Cancelled


def _is_still(root: Path, volume: str) -> bool:
    """Whether the same folder on the same disk lies there as before the look."""
    try:
        return volume_of(root)[0] == volume
    except OSError:
        return False


def _read_volume(kept: str) -> tuple[str, int]:
    volume, _, device = kept.rpartition(":")
    return (volume, int(device)) if device else ("", 0)


def _move(connection: apsw.Connection, *, folder_id: int, moved: Sequence[tuple[Known, Seen]]) -> None:
    for known, seen in moved:
        folder_files.move_file(connection, known, seen, folder_id)


def _return(connection: apsw.Connection, *, folder_id: int, candidates: Sequence[tuple[Seen, bytes]]) -> set[str]:
    back = set()
    for seen, digest in candidates:
        if leaving.bring_back(connection, digest, seen.path):
            folder_files.put_files(connection, folder_id, [seen])
            folder_files.note_taken(connection, seen.path, digest)
            back.add(seen.path)
    return back


def _joined(places: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The same places, each once; those inside one that is looked through anyway are left out."""
    wanted: dict[str, bool] = {}
    for place, deep in places:
        wanted[place] = wanted.get(place, False) or deep
    through = [place for place, deep in wanted.items() if deep]
    return [
        (place, deep)
        for place, deep in wanted.items()
        if not any(place != other and (not other or place.startswith(f"{other}/")) for other in through)
    ]


def _digest(path: Path) -> bytes | None:
    """The SHA-256 of a file, None where it cannot be read: whoever takes it in says why."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except OSError:
        return None
    return digest.digest()


def _notice(sight: Sight, found: _Found) -> str:
    said = []
    if sight.unseen:
        said.append(f"{_named(sight.unseen)} could not be opened; what was known of it stays.")
    elif found.away:
        are = "is" if found.away == 1 else "are"
        said.append(f"{_files(found.away)} {are} away, perhaps on another disk. What is remembered of them stays.")
    if sight.nameless:
        said.append(f"{_files(sight.nameless)} left out: the name is not valid text (UTF-8). Rename what is to be in.")
    return " ".join(said)


def _named(paths: Sequence[str]) -> str:
    first = f"“{Path(paths[0]).name}”"
    return first if len(paths) == 1 else f"{first} and {len(paths) - 1:,} more"


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files"


def _batches(items: Sequence[T], most: int = _BATCH) -> Iterator[Sequence[T]]:
    for first in range(0, len(items), most):
        yield items[first : first + most]
