"""Watched folders, as the façade offers them: adding, rules, looking, pausing, removing, trying a path."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from core.errors import Cancelled, MachineError, UserError
from core.ingest.folders.feeding import Feed
from core.ingest.folders.index import FolderIndex
from core.ingest.folders.leaving import let_go
from core.ingest.folders.rules import Chooser, read_lines, relative
from core.ingest.folders.watching import FolderWatch
from core.model.events import Event, LibraryChanged
from core.model.folder import Decider, Folder, FolderStanding, FolderState, Look, Rules, Verdict, WorkTimes
from core.store import folder_files, folders
from core.store.database import Connection, Database
from core.store.settings import get_setting, set_setting

_TIMES = "folders.when"


class Indexing:
    """The watched folders of one vault. `wake` is called when there is something to take in."""

    def __init__(
        self, database: Database, profile: Path, feed: Feed, tell: Callable[[Event], None], wake: Callable[[], None]
    ) -> None:
        self._database, self._profile, self._feed, self._tell, self._wake = database, profile, feed, tell, wake
        self._index = FolderIndex(database)
        self._stop = threading.Event()
        self._watch: FolderWatch | None = None
        self._noticed: dict[int, str] = {}
        """What hindered the last look at each folder, so that it is told when that changes."""

    def start(self) -> None:
        """Watch the folders from now on, in a thread of their own."""
        if self._watch is None and not self._stop.is_set():
            look, tell = partial(self.look_at, patient=True), lambda: self._tell(LibraryChanged())
            self._watch = FolderWatch(self.folders, look, lambda: self._feed.held, tell)
            self._watch.start()

    def add(self, path: Path, rules: Rules | None = None) -> Folder:
        """Watch a folder from now on; `look` finds what is in it. A folder that is watched already gets these rules.

        Raises:
            UserError: there is no such folder, its name is no text, it lies in a watched folder or holds one, or a rule
                cannot be read.
        """
        rules = _checked(rules or Rules())
        place = _whole(path)
        if not place.is_dir():
            raise UserError(f"There is no folder at {place}. Nothing was changed.")
        if place == self._profile or place.is_relative_to(self._profile):
            raise UserError("That is where Ebb keeps its vault. Choose another folder.")

        def work(connection: Connection) -> Folder:
            for other in folders.list_folders(connection):
                if other.path == str(place):
                    folders.set_rules(connection, other.id, rules)
                    return _existing(connection, other.id)
                if place.is_relative_to(other.path):
                    raise UserError(f"{place} lies in {other.path}, which is watched already. Nothing was changed.")
                if Path(other.path).is_relative_to(place):
                    raise UserError(f"{other.path}, which is watched, lies in {place}. Remove it first, then add this.")
            return _existing(connection, folders.add_folder(connection, str(place), rules))

        folder = self._database.write(work)
        self._changed()
        return folder

    def set_rules(self, folder_id: int, rules: Rules) -> None:
        """Change what of a folder is taken in; the next look goes by it. What they leave out goes as if it were gone.

        Raises:
            UserError: there is no such folder, or a rule cannot be read.
        """
        rules = _checked(rules)
        self._database.write(lambda c: folders.set_rules(c, _existing(c, folder_id).id, rules))
        self._changed()

    def find(self, path: Path) -> Folder:
        """The folder that is watched at a path.

        Raises:
            UserError: none is.
        """
        place = _whole(path)
        with self._database.reading() as connection:
            found = folders.find_folder(connection, str(place))
        if found is None:
            raise UserError(f"{place} is not watched. “ebb folders list” shows the folders that are.")
        return found

    def folders(self) -> list[Folder]:
        """All folders, in the order they were added."""
        with self._database.reading() as connection:
            return folders.list_folders(connection)

    def standings(self) -> list[FolderStanding]:
        """How every folder stands."""
        with self._database.reading() as connection:
            standings = [folders.standing_of(connection, folder) for folder in folders.list_folders(connection)]
        watch = self._watch
        if watch is None:
            return standings
        return [
            replace(one, live=watch.live(one.folder.id), notice=one.notice or watch.notice(one.folder.id))
            for one in standings
        ]

    def pause(self, folder_id: int, paused: bool) -> None:
        """Look at a folder no more and take nothing more in, or go on. Remembered.

        Raises:
            UserError: there is no such folder.
        """
        state = FolderState.PAUSED if paused else FolderState.WATCHED
        self._database.write(lambda c: folders.set_state(c, _existing(c, folder_id).id, state))
        if not paused:
            self._wake()
        self._changed()

    def remove(self, folder_id: int, *, forget: bool = False) -> int | None:
        """Watch a folder no more. What is remembered of it stays, unless it is to be forgotten too.

        Returns the request to forget, by which that can be restored for 30 days, or None.

        Raises:
            UserError: there is no such folder.
        """
        with self._database.reading() as connection:
            folder = _existing(connection, folder_id)
            files = [one for one in folder_files.known_files(connection, folder_id).values() if one.state != "gone"]
        self._database.write(lambda c: folders.set_state(c, folder_id, FolderState.PAUSED))
        asked = f"the folder “{Path(folder.path).name}”"
        request = let_go(self._database, files, asked, self._stop) if forget else None
        self._database.write(lambda c: folders.remove_folder(c, folder_id))
        self._changed()
        return request

    def look(self, folder_id: int | None = None, stop: threading.Event | None = None) -> list[Look]:
        """Look at a folder, or at all that are not paused, and note what is new, changed, moved, gone or back.

        Raises:
            Cancelled: `stop` was set, or the vault is being closed.
            MachineError: the vault cannot be written.
        """
        wanted = [one for one in self.folders() if folder_id in (None, one.id) and one.state is not FolderState.PAUSED]
        return [self.look_at(folder.id, None, stop) for folder in wanted]

    def look_at(
        self,
        folder_id: int,
        places: list[tuple[str, bool]] | None,
        stop: threading.Event | None = None,
        *,
        patient: bool = False,
    ) -> Look:
        """Look at some places of one folder: see `FolderIndex.look`."""
        if self._stop.is_set():
            raise Cancelled
        look = self._index.look(folder_id, places, stop or self._stop, patient=patient)
        if look.anything or self._noticed.get(folder_id) != look.notice:
            self._noticed[folder_id] = look.notice
            self._tell(LibraryChanged())
        if look.new or look.changed or look.back:
            self._wake()
        return look

    def try_path(self, path: Path) -> Verdict:
        """Whether a path is taken in by the folder that it lies in, and which rule decides.

        Raises:
            UserError: it lies in no watched folder.
        """
        place = _whole(path)
        folder = next((one for one in self.folders() if place.is_relative_to(one.path)), None)
        if folder is None:
            raise UserError(f"{place} lies in no watched folder.")
        return self.try_rules(Path(folder.path), folder.rules, place)

    def try_rules(self, folder: Path, rules: Rules, path: Path) -> Verdict:
        """The same for rules that are not kept yet. A path that is not there is judged by its name.

        Raises:
            UserError: a rule cannot be read, or the path does not lie in the folder.
        """
        root = _whole(folder)
        inside = relative(root, _whole(path if path.is_absolute() else root / path))
        if inside is None:
            raise UserError(f"This does not lie in {root}.")
        place = root / inside
        for above in (place, *place.parents):
            if above == root:
                break
            if above.is_symlink():
                at = relative(root, above) or ""
                return Verdict(False, Decider.LINK, at, reason=f"“{at}” is a link, and links are not followed.")
        try:
            size = place.stat().st_size if place.is_file() else None
        except OSError:
            size = None
        return Chooser(root, _checked(rules)).judge_path(inside, size, folder=place.is_dir())

    def work_times(self) -> WorkTimes:
        """When folders are worked on."""
        with self._database.reading() as connection:
            kept = get_setting(connection, _TIMES)
        try:
            return WorkTimes(**json.loads(kept)) if kept else WorkTimes()
        except (ValueError, TypeError) as error:
            raise MachineError("The setting of when folders are worked on cannot be read. Set it again.") from error

    def set_work_times(self, chosen: WorkTimes) -> None:
        """Decide when folders are worked on."""
        self._database.write(lambda c: set_setting(c, _TIMES, json.dumps(asdict(chosen))))

    @property
    def held(self) -> bool:
        """Whether folders wait for the machine to be idle, or on mains."""
        return self._feed.held

    def hold(self, held: bool) -> None:
        """Let folders wait for now, or go on; what is added by hand never waits."""
        if held != self._feed.held:
            self._feed.hold(held)
            self._wake()
            self._changed()

    def close(self) -> None:
        """Stop a running look and watch nothing more. May be called twice."""
        self._stop.set()
        if self._watch is not None:
            self._watch.close()

    def _changed(self) -> None:
        if self._watch is not None:
            self._watch.changed()
        self._tell(LibraryChanged())


def _existing(connection: Connection, folder_id: int) -> Folder:
    folder = folders.get_folder(connection, folder_id)
    if folder is None:
        raise UserError("This folder is not watched any more. Nothing was changed.")
    return folder


def _checked(rules: Rules) -> Rules:
    if rules.largest <= 0:
        raise UserError("The largest size must be above nothing. Nothing was changed.")
    read_lines(rules.include)
    read_lines(rules.exclude)
    return rules


def _whole(path: Path) -> Path:
    """The absolute path, its `..` worked out but no link followed: what is named is what is watched."""
    try:
        place = Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - Path.resolve follows links
        str(place).encode()
    except (RuntimeError, ValueError) as error:
        raise UserError("The name is not valid text (UTF-8). Rename it, then try again.") from error
    return place
