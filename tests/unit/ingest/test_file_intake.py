"""A file is stored once, replaced when it changes, followed when it moves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.errors import Cancelled
from core.ingest import file_intake
from core.ingest.document import Document
from core.ingest.file_intake import take_file
from core.ingest.outcome import Outcome, Unreadable
from core.ingest.sandbox import Reader
from core.model.work import JobKind
from core.store import jobs, words
from core.store.database import Database
from core.store.verification import verify_database


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


class Taking:
    def __init__(self, database: Database, reader: Reader) -> None:
        self.database, self.reader = database, reader

    def __call__(
        self,
        path: Path,
        *,
        stored: Callable[[int], None] = lambda count: None,
        stop: threading.Event | None = None,
        reader: Reader | None = None,
    ) -> Outcome:
        self.database.write(lambda c: jobs.enqueue(c, JobKind.FILE, [str(path)]))
        claimed = self.database.write(lambda c: jobs.claim_next(c, jobs.this_process()))
        assert claimed is not None
        job, cursor = claimed
        outcome = Outcome()
        try:
            take_file(
                self.database, reader or self.reader, path, job, cursor, outcome, stored, stop or threading.Event()
            )
        except Cancelled:
            self.database.write(lambda c: jobs.release(c, job.id))
            raise
        return outcome

    @property
    def texts(self) -> list[str]:
        with self.database.reading() as connection:
            return [row[0] for row in connection.execute("select text from memory order by source_id, position")]

    @property
    def refs(self) -> list[str]:
        with self.database.reading() as connection:
            return [row[0] for row in connection.execute("select ref from memory order by source_id, position")]

    @property
    def locations(self) -> list[str]:
        with self.database.reading() as connection:
            return [row[0] for row in connection.execute("select location from source order by id")]

    def finds(self, word: str) -> bool:
        with self.database.reading() as connection:
            return bool(words.search_words(connection, [word], text_weight=1.0, context_weight=1.0, limit=5))


@pytest.fixture
def taking(database: Database, reader: Reader) -> Iterator[Taking]:
    yield Taking(database, reader)
    assert all(finding.ok for finding in verify_database(database))


def test_a_file_is_stored_with_where_it_stands(taking: Taking, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("# Boathouse\n\nThe oar stands behind the stove.\n")
    outcome = taking(file)
    assert (outcome.memories, outcome.sources, outcome.already) == (1, 1, 0)
    assert taking.texts == ["The oar stands behind the stove."]
    assert taking.refs == [f"{file}#line=3"]


def test_the_same_content_twice_is_stored_once(taking: Taking, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The oar stands behind the stove.")
    taking(tmp_path / "a.txt")
    outcome = taking(tmp_path / "b.txt")
    assert (outcome.memories, outcome.sources, outcome.already) == (0, 0, 1)
    assert taking(tmp_path / "a.txt").already == 1
    assert taking.locations == [str(tmp_path / "a.txt")]


def test_a_changed_file_replaces_its_old_memories(taking: Taking, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("The gannet lies at mooring seven.")
    taking(file)
    file.write_text("The heron lies at mooring nine.")
    taking(file)
    assert taking.texts == ["The heron lies at mooring nine."]
    assert taking.locations == [str(file)]
    assert not taking.finds("gannet")


def test_a_changed_file_that_cannot_be_read_keeps_its_old_memories(taking: Taking, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("The gannet lies at mooring seven.")
    taking(file)
    file.write_bytes(b"\x00\x01\x02" * 500)
    with pytest.raises(Unreadable):
        taking(file)
    assert taking.texts == ["The gannet lies at mooring seven."]


def test_a_file_that_became_a_copy_of_another_loses_its_old_memories(taking: Taking, tmp_path: Path) -> None:
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text("The gannet lies at mooring seven.")
    b.write_text("The heron lies at mooring nine.")
    taking(a)
    taking(b)
    a.write_text(b.read_text())
    taking(a)
    assert taking.texts == ["The heron lies at mooring nine."]
    assert not taking.finds("gannet")


def test_a_moved_file_is_recognised_and_cited_where_it_lies_now(taking: Taking, tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("The gannet lies at mooring seven.")
    taking(old)
    old.rename(new)
    outcome = taking(new)
    assert (outcome.memories, outcome.already) == (0, 1)
    assert taking.locations == [str(new)]
    assert taking.refs == [f"{new}#line=1"]


def test_a_file_that_moved_onto_another_replaces_it(taking: Taking, tmp_path: Path) -> None:
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text("The gannet lies at mooring seven.")
    b.write_text("The heron lies at mooring nine.")
    taking(a)
    taking(b)
    a.replace(b)
    taking(b)
    assert taking.texts == ["The gannet lies at mooring seven."]
    assert taking.locations == [str(b)]


def test_the_same_content_taken_in_meanwhile_is_stored_once(taking: Taking, tmp_path: Path) -> None:
    """Another Ebb may store a copy while this one still reads."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The oar stands behind the stove.")

    class Slow(Reader):
        def read(self, path: Path, stop: threading.Event | None = None) -> Document:
            document = taking.reader.read(path, stop)
            taking(tmp_path / "b.txt")
            return document

    taking(tmp_path / "a.txt", reader=Slow())
    assert taking.texts == ["The oar stands behind the stove."]


def test_a_stopped_file_goes_on_where_it_stood(taking: Taking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_intake, "_BATCH", 3)
    file = tmp_path / "long.md"
    file.write_text("".join(f"# Part {n}\n\nThe boat number {n} lies at mooring {n * 7}.\n\n" for n in range(20)))
    stop = threading.Event()
    with pytest.raises(Cancelled):
        taking(file, stored=lambda count: stop.set(), stop=stop)
    assert len(taking.texts) == 3
    assert taking(file).memories == 17
    assert len(taking.texts) == len(set(taking.texts)) == 20


class Interrupted(Reader):
    """A reader during whose first turns somebody else writes the file."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    def read(self, path: Path, stop: threading.Event | None = None) -> Document:
        document = super().read(path, stop)
        if self.left:
            self.left -= 1
            path.write_text(f"{path.read_text()} And {'more ' * self.left}after.")
        return document


@pytest.mark.parametrize("times", [1, 9])
def test_a_file_that_is_written_while_it_is_read_is_read_again(taking: Taking, tmp_path: Path, times: int) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("The gannet lies at pier three.")
    with Interrupted(times) as reader:
        taking(path, reader=reader)
    assert len(taking.texts) == 1
    if times == 1:
        assert taking.texts == [path.read_text()]
        assert taking(path).already == 1
    else:  # written again and again: what it says now is taken in when it is looked at next
        assert reader.left == 6
        taking(path)
        assert " ".join(taking.texts) == path.read_text()


def test_a_file_that_changed_while_it_waited_is_read_anew(
    taking: Taking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_intake, "_BATCH", 3)
    file = tmp_path / "long.md"
    file.write_text("".join(f"# Part {n}\n\nThe boat number {n} lies at mooring {n * 7}.\n\n" for n in range(20)))
    stop = threading.Event()
    with pytest.raises(Cancelled):
        taking(file, stored=lambda count: stop.set(), stop=stop)
    file.write_text("There are no boats any more.")
    taking(file)
    assert taking.texts == ["There are no boats any more."]


@pytest.mark.parametrize("kind", ["folder", "gone", "empty", "data"])
def test_what_cannot_be_read_is_named(taking: Taking, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.txt"
    if kind == "folder":
        path.mkdir()
    elif kind != "gone":
        path.write_bytes(b"" if kind == "empty" else bytes(range(256)) * 4)
    with pytest.raises(Unreadable) as unreadable:
        taking(path)
    assert str(unreadable.value).endswith(".")
    assert taking.texts == []
