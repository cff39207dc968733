"""Watching real folders: what is saved, renamed or removed is heard, looked at, and found; events are waited for."""

from __future__ import annotations

import errno
import queue
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from core.indexing import Indexing
from core.ingest.folders.feeding import Feed
from core.ingest.folders.watching import FolderWatch
from core.ingest.queue import IngestQueue
from core.ingest.worker import QueueWorker
from core.model.events import LibraryChanged
from core.model.folder import FolderState, Rules
from core.store.database import Database
from core.store.words import search_words
from tests.conftest import HashEmbedder

_PATIENCE = 60


class Living:
    """A vault whose folders are watched and whose queue is worked off, as in the window."""

    def __init__(self, database: Database, embedder: HashEmbedder, profile: Path) -> None:
        self._database = database
        self._told: queue.Queue[object] = queue.Queue()
        feed = Feed(database)
        stored = IngestQueue(database, embedder, lambda: self._told.put(LibraryChanged()), feed)
        self.worker = QueueWorker(database, stored, self._told.put)
        self.indexing = Indexing(database, profile, feed, self._told.put, self.worker.wake)
        self.worker.start()
        self.indexing.start()

    def until(self, true: Callable[[], object]) -> None:
        """Wait, from event to event, until something is so."""
        while not true():
            self._told.get(timeout=_PATIENCE)

    def found(self, word: str) -> list[str]:
        with self._database.reading() as connection:
            ids = [id_ for id_, _ in search_words(connection, [word], text_weight=1, context_weight=0, limit=9)]
            rows = [connection.execute("select ref from memory where id = ?", (id_,)).get for id_ in ids]
        return sorted(Path(str(ref).partition("#")[0]).name for ref in rows)

    def close(self) -> None:
        self.indexing.close()
        self.worker.close()


@pytest.fixture
def living(database: Database, embedder: HashEmbedder, tmp_path: Path) -> Iterator[Living]:
    made = Living(database, embedder, tmp_path / "profile")
    yield made
    made.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "letters.txt").write_text("Kay wrote from Oban about the kelp.")
    return folder


def test_what_is_saved_renamed_and_removed_is_heard(living: Living, root: Path, embedder: HashEmbedder) -> None:
    living.indexing.add(root)
    living.until(lambda: living.found("kelp") == ["letters.txt"])
    assert living.indexing.standings()[0].live
    note = root / "sub" / "note.md"
    note.write_text("The Gannet lies at pier three.")
    living.until(lambda: living.found("gannet") == ["note.md"])
    note.write_text("The lantern is broken.")
    living.until(lambda: living.found("lantern") and not living.found("gannet"))
    living.until(lambda: len(embedder.encoded) == 3)
    (root / "sub").rename(root / "post")
    note.with_name("x").parent.mkdir()
    (root / "sub" / "new.md").write_text("A skerry off the point.")
    living.until(lambda: living.found("skerry"))
    living.until(lambda: living.indexing.standings()[0].files == 3)
    with living._database.reading() as connection:
        refs = [row[0] for row in connection.execute("select ref from memory where ref like '%/post/%'")]
    assert len(refs) == 2
    living.until(lambda: len(embedder.encoded) == 4)
    shutil.rmtree(root / "post")
    living.until(lambda: not living.found("lantern") and not living.found("kelp"))
    assert living.found("skerry") == ["new.md"]


def test_what_is_left_out_is_not_taken_in_by_an_event(living: Living, root: Path) -> None:
    (root / "node_modules" / "x").mkdir(parents=True)
    living.indexing.add(root, Rules(exclude=("*.txt",)))
    living.until(lambda: living.indexing.folders()[0].looked_at)
    (root / "node_modules" / "x" / "readme.md").write_text("A gannet in a machine.")
    (root / "plain.txt").write_text("A gannet in a text.")
    (root / "seen.md").write_text("A skerry.")
    living.until(lambda: living.found("skerry"))
    assert living.found("gannet") == []


def test_a_folder_that_goes_and_comes_back_is_heard_again(
    living: Living, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.ingest.folders.watching.GLANCE_SECONDS", 0.05)
    living.indexing.add(root)
    living.until(lambda: living.found("kelp"))
    root.rename(root.with_name("unplugged"))
    living.until(lambda: living.indexing.folders()[0].state is FolderState.AWAY)
    assert living.found("kelp")
    (root.with_name("unplugged") / "later.md").write_text("A skerry.")
    root.with_name("unplugged").rename(root)
    living.until(lambda: living.found("skerry"))
    assert living.indexing.folders()[0].state is FolderState.WATCHED


def test_where_the_system_allows_no_more_watches_it_is_said_and_looked_through(
    living: Living, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchdog.observers.inotify_c import InotifyFD

    listen = InotifyFD.add_callback

    def full(self: InotifyFD, path: bytes, *given: Any) -> Any:
        if path.endswith(b"sub"):
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        return listen(self, path, *given)

    monkeypatch.setattr(InotifyFD, "add_callback", full)
    monkeypatch.setattr("core.ingest.folders.watching.DEAF_SECONDS", 0.05)
    living.indexing.add(root)
    living.until(lambda: living.found("kelp"))
    (standing,) = living.indexing.standings()
    assert not standing.live
    assert "allows no more watches" in standing.notice
    (root / "later.md").write_text("A skerry.")
    living.until(lambda: living.found("skerry"))


def test_a_new_folder_that_may_not_be_listened_to_is_said_and_looked_through(
    living: Living, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchdog.observers.inotify_c import InotifyFD

    listen = InotifyFD.add_callback

    def full(self: InotifyFD, path: bytes, *given: Any) -> Any:
        if path.endswith(b"later"):
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        return listen(self, path, *given)

    monkeypatch.setattr(InotifyFD, "add_callback", full)
    monkeypatch.setattr("core.ingest.folders.watching.DEAF_SECONDS", 0.05)
    living.indexing.add(root)
    living.until(lambda: living.found("kelp"))
    assert living.indexing.standings()[0].live
    (root / "later").mkdir()
    (root / "later" / "note.md").write_text("A skerry.")
    living.until(lambda: living.found("skerry"))
    living.until(lambda: not living.indexing.standings()[0].live)


def test_rules_that_let_more_in_are_listened_by(living: Living, root: Path) -> None:
    folder = living.indexing.add(root, Rules(exclude=("sub/",)))
    (root / "top.md").write_text("The Gannet lies at pier three.")
    living.until(lambda: living.found("gannet"))
    (root / ".ebbignore").write_text("*.txt")
    living.indexing.set_rules(folder.id, Rules())
    (root / "sub" / "note.md").write_text("A skerry.")
    living.until(lambda: living.found("skerry"))
    (root / "sub" / "more.md").write_text("A lantern.")
    living.until(lambda: living.found("lantern"))
    (root / ".ebbignore").unlink()
    living.until(lambda: living.found("kelp"))


def test_a_paused_folder_is_not_heard_and_caught_up_with(living: Living, root: Path) -> None:
    folder = living.indexing.add(root)
    living.until(lambda: living.found("kelp"))
    living.indexing.pause(folder.id, True)
    (root / "later.md").write_text("A skerry.")
    living.indexing.pause(folder.id, False)
    living.until(lambda: living.found("skerry"))


def test_a_save_is_found_by_word_while_others_are_still_embedded(
    database: Database, root: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()
    encode = embedder.encode_bulk

    def slow(*given: object) -> object:
        begun.set()
        go_on.wait(_PATIENCE)
        return encode(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(embedder, "encode_bulk", slow)
    living = Living(database, embedder, root.parent / "profile")
    try:
        living.indexing.add(root)
        assert begun.wait(_PATIENCE)
        (root / "note.md").write_text("The Gannet lies at pier three.")
        living.until(lambda: living.found("gannet"))
        assert embedder.encoded == []
    finally:
        go_on.set()
        living.close()


def test_a_watch_that_never_heard_of_a_folder_ends(tmp_path: Path) -> None:
    watch = FolderWatch(list, lambda *_: pytest.fail("nothing to look at"), lambda: False, lambda: None)
    watch.start()
    watch.close()
    watch.close()
