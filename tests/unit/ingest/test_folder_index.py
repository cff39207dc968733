"""What becomes of a folder's files as they come, change, move and go; real files, a real queue."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from core.errors import Cancelled, UserError
from core.indexing import Indexing
from core.ingest.folders.feeding import Feed
from core.ingest.folders.leaving import let_go
from core.ingest.queue import IngestQueue
from core.model import times
from core.model.folder import FolderState, Look, Rules
from core.store import folders, requests
from core.store.database import Database
from core.store.folder_files import known_files
from core.store.memories import count_memories, count_unembedded
from core.store.purge import purge_request
from core.store.words import search_words
from tests.conftest import HashEmbedder


class Watched:
    """A folder with a vault that watches it."""

    def __init__(self, root: Path, database: Database, embedder: HashEmbedder) -> None:
        self.root, self.database, self.embedder = root, database, embedder
        self.feed = Feed(database)
        self.indexing = Indexing(database, root.parent / "profile", self.feed, lambda event: None, lambda: None)
        self.queue = IngestQueue(database, embedder, feed=self.feed)
        self.folder = self.indexing.add(root)

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def look(self) -> Look:
        """Look, take in what was found, and forget what was embedded before."""
        self.embedder.encoded.clear()
        (look,) = self.indexing.look(self.folder.id)
        self.queue.run()
        return look

    def refs(self, word: str) -> list[str]:
        with self.database.reading() as connection:
            ids = [id_ for id_, _ in search_words(connection, [word], text_weight=1, context_weight=0, limit=99)]
            rows = [connection.execute("select ref from memory where id = ?", (id_,)).get for id_ in ids]
        return sorted(str(Path(str(ref).partition("#")[0]).relative_to(self.root)) for ref in rows)

    @property
    def state(self) -> FolderState:
        return self.indexing.folders()[0].state


@pytest.fixture
def watched(tmp_path: Path, database: Database, embedder: HashEmbedder) -> Iterator[Watched]:
    root = tmp_path / "papers"
    root.mkdir()
    made = Watched(root, database, embedder)
    made.write("harbour.md", "The Gannet lies at pier three.")
    made.write("sub/letters.txt", "Kay wrote from Oban about the kelp.")
    assert made.look().new == 2
    yield made
    made.indexing.close()


def test_what_did_not_change_is_neither_read_nor_embedded(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "open", None)
    look = watched.look()
    assert (look.files, look.anything, watched.embedder.encoded) == (2, False, [])


def test_a_touched_file_is_not_taken_in_again(watched: Watched) -> None:
    os.utime(watched.root / "harbour.md", ns=(1, 1))
    assert not watched.look().anything
    assert watched.embedder.encoded == []


def test_a_renamed_folder_is_recognised_by_content(watched: Watched) -> None:
    (watched.root / "sub").rename(watched.root / "post")
    look = watched.look()
    assert (look.moved, look.new, look.gone, watched.embedder.encoded) == (1, 0, 0, [])
    assert watched.refs("kelp") == ["post/letters.txt"]
    assert not watched.look().anything


def test_a_large_file_that_is_being_written_waits_where_patience_is_asked_for(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.ingest.folders.index._LARGE", 1000)
    path = watched.write("log.txt", "The tide is out.\n" * 100)
    watched.look()
    path.write_text(path.read_text() + "A skerry.")
    look = watched.indexing.look_at(watched.folder.id, None, patient=True)
    assert (look.changed, look.restless) == (0, ("",))
    assert watched.look().changed == 1
    assert len(watched.embedder.encoded) <= 3
    assert watched.refs("skerry") == ["log.txt"]


def test_two_files_that_trade_places_are_told_apart(watched: Watched) -> None:
    first, second, aside = (watched.root / name for name in ("harbour.md", "sub/letters.txt", "aside.md"))
    first.rename(aside)
    second.rename(first)
    watched.look()
    assert (watched.refs("gannet"), watched.refs("kelp")) == (["aside.md"], ["harbour.md"])


def test_a_deleted_file_takes_its_memories_along_and_brings_them_back(watched: Watched) -> None:
    path = watched.root / "harbour.md"
    text = path.read_text()
    path.unlink()
    assert watched.look().gone == 1
    assert watched.refs("gannet") == []
    with watched.database.reading() as connection:
        (request,) = requests.list_requests(connection)
    assert (request.memories, (request.until - request.asked_at).days) == (1, 30)
    assert watched.indexing.standings()[0].gone == 1
    watched.write("elsewhere.md", text)
    look = watched.look()
    assert (look.back, look.new) == (1, 0)
    assert watched.refs("gannet") == ["elsewhere.md"]
    assert watched.indexing.standings()[0].gone == 0


def test_a_request_restores_all_that_went_with_it(watched: Watched) -> None:
    for name in ("harbour.md", "sub/letters.txt"):
        (watched.root / name).unlink()
    watched.look()
    watched.database.write(lambda c: requests.restore_memories(c, 1))
    watched.look()
    assert (watched.refs("gannet"), watched.refs("kelp")) == (["harbour.md"], ["sub/letters.txt"])
    assert watched.indexing.standings()[0].gone == 0


class _StopLater(Event):
    """Set once it was asked `left` times."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self._left = left

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0


@pytest.mark.parametrize("returns", [False, True])
def test_letting_go_of_a_large_file_can_be_broken_off(
    watched: Watched, returns: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.ingest.folders.leaving._MEMORIES_A_STEP", 2)
    text = "\n\n".join(f"The cormorant sat on post {number}. " * 25 for number in range(5))
    path = watched.write("long.md", text)
    watched.look()
    passages = watched.refs("cormorant")
    path.unlink()
    with watched.database.reading() as connection:
        known = known_files(connection, watched.folder.id)
    with pytest.raises(Cancelled):
        let_go(watched.database, [known[str(path)]], "a file", _StopLater(2))
    assert 0 < len(watched.refs("cormorant")) < len(passages)
    if returns:
        path.write_text(text)
        assert watched.look().back == 1
        assert watched.refs("cormorant") == passages
        assert not watched.look().anything
    else:
        assert watched.look().gone == 1
        assert watched.refs("cormorant") == []
        with watched.database.reading() as connection:
            assert [request.memories for request in requests.list_requests(connection)] == [len(passages)]
            here = known_files(connection, watched.folder.id, [(str(watched.root), False)])
        assert {Path(file).name: one.state for file, one in here.items()} == {"harbour.md": "in", "long.md": "gone"}


def test_what_is_purged_leaves_no_name_and_a_file_that_is_there_does_not_come_back(watched: Watched) -> None:
    (watched.root / "harbour.md").unlink()
    watched.look()
    watched.database.write(lambda c: purge_request(c, 1))
    with watched.database.reading() as connection:
        paths = [row[0] for row in connection.execute("select path from folder_file")]
        kept = [row[0] for row in connection.execute("select id from memory")]
    assert paths == [str(watched.root / "sub" / "letters.txt")]
    now = times.now()
    watched.database.write(lambda c: purge_request(c, requests.hide_memories(c, kept, "", now, now)))
    assert not watched.look().anything
    assert watched.refs("kelp") == []


def test_of_two_copies_one_may_go(watched: Watched) -> None:
    watched.write("copy.md", (watched.root / "harbour.md").read_text())
    watched.look()
    (watched.root / "harbour.md").unlink()
    watched.look()
    assert watched.refs("gannet") == ["copy.md"]
    (watched.root / "copy.md").unlink()
    watched.look()
    assert watched.refs("gannet") == []


def test_a_folder_that_is_away_keeps_its_memories(watched: Watched, tmp_path: Path) -> None:
    watched.root.rename(tmp_path / "unplugged")
    assert "may not be connected" in watched.look().notice
    assert watched.state is FolderState.AWAY
    watched.root.mkdir()  # the empty place where a disk is connected at other times
    assert "may not be connected" in watched.look().notice
    assert watched.refs("gannet")
    watched.root.rmdir()
    (tmp_path / "unplugged").rename(watched.root)
    assert not watched.look().anything
    assert watched.state is FolderState.WATCHED


def test_a_folder_that_vanishes_during_a_look_keeps_its_memories(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan, left = os.scandir, 1

    def pull_the_plug(path: Path) -> object:
        nonlocal left
        left -= 1
        if left == -1:
            watched.root.rename(tmp_path / "unplugged")
        return scan(path)

    monkeypatch.setattr("core.ingest.folders.looking.os.scandir", pull_the_plug)
    assert (watched.look().gone, watched.state) == (0, FolderState.AWAY)
    assert watched.refs("kelp") == ["sub/letters.txt"]
    (tmp_path / "unplugged").rename(watched.root)
    assert not watched.look().anything
    assert watched.state is FolderState.WATCHED


def test_all_files_of_a_folder_that_is_there_may_go(watched: Watched) -> None:
    for name in ("harbour.md", "sub/letters.txt"):
        (watched.root / name).unlink()
    assert watched.look().gone == 2


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not bind this user")
def test_a_folder_that_may_not_be_opened_keeps_its_memories(watched: Watched) -> None:
    (watched.root / "sub").chmod(0)
    try:
        look = watched.look()
        assert (look.gone, look.away) == (0, 1)
        assert "could not be opened" in look.notice
    finally:
        (watched.root / "sub").chmod(0o700)
    assert watched.refs("kelp")


def test_links_lead_nowhere_and_names_that_are_no_text_are_said(watched: Watched) -> None:
    (watched.root / "sub" / "loop").symlink_to(watched.root, target_is_directory=True)
    (watched.root / "linked.md").symlink_to(watched.root / "harbour.md")
    Path(os.fsdecode(os.fsencode(watched.root) + b"/caf\xe9.md")).write_text("Nothing")
    look = watched.look()
    assert look.files == 2
    assert "not valid text" in look.notice


def test_new_rules_let_go_what_they_leave_out(watched: Watched) -> None:
    watched.indexing.set_rules(watched.folder.id, Rules(exclude=("sub/",)))
    assert watched.look().gone == 1
    assert watched.refs("kelp") == []
    watched.indexing.set_rules(watched.folder.id, Rules())
    assert watched.look().back == 1
    assert watched.refs("kelp")


def test_a_paused_folder_waits_and_its_queue_is_taken_back(watched: Watched) -> None:
    watched.write("new.md", "A skerry off the point.")
    watched.indexing.look()
    watched.database.write(lambda c: folders.feed(c, 10))
    watched.indexing.pause(watched.folder.id, True)
    watched.queue.run()
    assert watched.refs("skerry") == []
    watched.indexing.pause(watched.folder.id, False)
    watched.look()
    assert watched.refs("skerry") == ["new.md"]


def test_while_held_only_what_is_added_by_hand_is_taken_in(watched: Watched) -> None:
    watched.write("new.md", "A skerry off the point.")
    watched.feed.hold(True)
    watched.look()
    assert watched.refs("skerry") == []
    watched.feed.hold(False)
    watched.queue.run()
    assert watched.refs("skerry") == ["new.md"]


def test_what_was_read_waits_for_its_vectors_while_held(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.ingest.embedding._BATCH", 1)
    encode = watched.embedder.encode_bulk

    def unplugged(*given: Any) -> Any:
        watched.feed.hold(True)
        return encode(*given)

    monkeypatch.setattr(watched.embedder, "encode_bulk", unplugged)
    for number in range(3):
        watched.write(f"{number}.md", f"The cormorant sat on post {number}.")
    watched.indexing.look(watched.folder.id)
    watched.queue.run()
    assert len(watched.refs("cormorant")) == 3
    assert len(watched.embedder.encoded) == 3
    assert not watched.queue.waits()
    watched.feed.hold(False)
    assert watched.queue.waits()
    watched.queue.run()
    with watched.database.reading() as connection:
        assert count_unembedded(connection) == 1


@pytest.mark.parametrize("forget", [False, True])
def test_a_removed_folder_leaves_its_memories_unless_told(watched: Watched, forget: bool) -> None:
    request = watched.indexing.remove(watched.folder.id, forget=forget)
    assert bool(watched.refs("gannet")) is not forget
    assert (request is not None) is forget
    with watched.database.reading() as connection:
        assert count_memories(connection) == (0 if forget else 2)
    # Undo: restored, and watched again; nothing is embedded but what was hidden.
    if request is not None:
        watched.database.write(lambda c: requests.restore_memories(c, request))
    watched.folder = watched.indexing.add(watched.root)
    watched.look()
    assert len(watched.embedder.encoded) == (2 if forget else 0)
    assert watched.indexing.standings()[0].files == 2


def test_a_file_that_cannot_be_read_is_counted_and_tried_when_it_changes(watched: Watched) -> None:
    broken = watched.root / "broken.txt"
    broken.write_bytes(bytes(range(256)) * 4)
    watched.look()
    assert watched.indexing.standings()[0].failed == 1
    assert not watched.look().anything
    watched.write("broken.txt", "A skerry after all.")
    watched.look()
    assert watched.indexing.standings()[0].failed == 0
    assert watched.refs("skerry") == ["broken.txt"]


@pytest.mark.parametrize("place", ["sub", "..", "nowhere"])
def test_folders_do_not_lie_in_each_other(watched: Watched, place: str) -> None:
    with pytest.raises(UserError):
        watched.indexing.add(watched.root / place)


def test_nothing_is_left_unembedded(watched: Watched, database: Database) -> None:
    with database.reading() as connection:
        assert count_unembedded(connection) == 0
