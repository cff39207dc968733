"""Watched folders: the first index of real files against bare readers and encoder, and what changes cost after it.

The files are those of the installed packages, of Python and of the system's documentation, each content once, at most
`EBB_BENCH_LARGEST` bytes (65,536) large. `EBB_BENCH_FILES` (10,000) says how many a look goes over, `EBB_BENCH_INDEXED`
(300) how many the real encoder takes in; for the rest a stand-in counts what it is given: what is asked of it is how
much is embedded again, not how well.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sysconfig
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil

from core.assistant import Assistant
from core.embedding.choosing import ChoosingEmbedder
from core.embedding.embedder import Vector
from core.errors import EbbError, ModelUnavailable
from core.indexing import Indexing
from core.inference.models import find_model
from core.ingest.folders.feeding import Feed
from core.ingest.folders.looking import Sight, look_through
from core.ingest.folders.rules import Chooser
from core.ingest.queue import IngestQueue
from core.ingest.sandbox import Reader
from core.ingest.segment import segment
from core.model.folder import Look, Rules
from core.store.database import Database
from tests.bench.figure import Figure, say
from tests.bench.timing import quantile
from tests.bench.vaults import new_assistant, temporary_folder

FILES = int(os.environ.get("EBB_BENCH_FILES", "10000"))
INDEXED = int(os.environ.get("EBB_BENCH_INDEXED", "300"))
RENAMED, SAVES, PAGES, PARAGRAPHS = 2000, 10, 300, 6
LARGEST = int(os.environ.get("EBB_BENCH_LARGEST", str(64 * 1024)))
PARTS = 10
"""Bare readers and encoder take so many turns with the index: what else the machine does hinders both alike."""

KEY = bytes(range(32))
_WARM = "loaded before the clock starts"


def figures() -> Iterator[Figure]:
    """Rates, seconds, and how much was embedded again."""
    with temporary_folder() as folder:
        files = real_files()
        say(f"folders: {len(files):,} real files of at most {LARGEST:,} bytes are there")
        yield from _afterwards(folder, files[:FILES])
        try:
            find_model("embedding")
        except ModelUnavailable as error:
            yield Figure("first index", None, "passages/s", note=str(error))
            return
        yield from _first_index(folder, files[:: max(1, len(files) // INDEXED)][:INDEXED])
        yield _findable(folder)


def real_files() -> list[Path]:
    """Files that would be taken in, each content once, in an order that mixes where they come from."""
    paths = sysconfig.get_paths()
    found: dict[bytes, Path] = {}
    for root in (Path(paths["purelib"]), Path(paths["stdlib"]), Path("/usr/share/doc")):
        sight = Sight()
        look_through(Chooser(root, Rules(largest=LARGEST)), sight)
        for path in sorted(sight.files):
            found.setdefault(hashlib.sha256(Path(path).read_bytes()).digest(), Path(path))
    return [found[digest] for digest in sorted(found)]


def copy_files(files: Sequence[Path], root: Path) -> list[Path]:
    """Copy files into folders of a hundred, the first 2,000 below one folder of their own."""
    made = []
    for number, file in enumerate(files):
        above = root / ("first" if number < RENAMED else "rest") / f"{number // 100:03}"
        above.mkdir(parents=True, exist_ok=True)
        made.append(Path(shutil.copyfile(file, above / f"{number:05}-{file.name}")))
    return made


@dataclass
class Counting:
    """An embedder that counts what it is given; its vectors say nothing."""

    name, fingerprint, dimension, ready = "counting", "c" * 64, 16, True
    texts: int = 0
    size: int = 0

    def load(self) -> None:
        pass

    def encode_query(self, text: str) -> Vector:
        return np.eye(1, self.dimension, dtype=np.float32)[0]

    def encode_bulk(self, texts: Sequence[str], stop: threading.Event | None = None) -> Vector:
        self.texts += len(texts)
        self.size += sum(len(text.encode()) for text in texts)
        return np.tile(np.eye(1, self.dimension, dtype=np.float32), (len(texts), 1))


class _Counted:
    """A vault that watches one folder and counts what it embeds."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.database = Database(folder / "counted.db", KEY, backups=folder / "backups")
        feed = Feed(self.database)
        self.embedder = Counting()
        self.indexing = Indexing(self.database, folder / "profile", feed, lambda _: None, lambda: None)
        self.queue = IngestQueue(self.database, self.embedder, feed=feed)
        self.folder = self.indexing.add(root)

    def look(self) -> tuple[Look, float, int, int]:
        """Look and take in: what was found, seconds of all, texts and bytes embedded."""
        self.embedder.texts = self.embedder.size = 0
        began = time.perf_counter()
        (look,) = self.indexing.look(self.folder.id)
        self.queue.run()
        return look, time.perf_counter() - began, self.embedder.texts, self.embedder.size


def _afterwards(folder: Path, files: Sequence[Path]) -> Iterator[Figure]:
    root = folder / "many"
    copy_files(files, root)
    paper = root / "paper.txt"
    pages = [[_paragraph(page, number) for number in range(PARAGRAPHS)] for page in range(PAGES)]
    paper.write_text("\n\n".join("\n\n".join(page) for page in pages))
    counted = _Counted(folder, root)
    say(f"folders: taking in {len(files):,} files with a stand-in for the encoder")
    resident = _Resident()
    with _watched(resident):
        look, seconds, texts, size = counted.look()
    note = f"{texts:,} passages, {size / 1e6:.0f} MB of text; the encoder is a stand-in"
    yield Figure("files taken in without an encoder", look.new / seconds, "files/s", note=note)
    yield resident.figure("memory while taking in, without an encoder")
    looks = [counted.look() for _ in range(3)]
    seconds = sorted(look.seconds for look, *_ in looks)[1]
    yield Figure("look at a folder that did not change", seconds, "s", note=f"{looks[0][0].files:,} files, median of 3")
    yield Figure("embedded after it", sum(size for *_, size in looks), "bytes", note="target: 0")
    pages[PAGES // 2][2] = pages[PAGES // 2][2].replace(".", ", twice as long as before, and then some.", 1)
    paper.write_text("\n\n".join("\n\n".join(page) for page in pages))
    _, seconds, texts, _ = counted.look()
    note = f"one paragraph of {PAGES} pages in one text file changed, taken in {seconds:.2f} s; target: at most 3"
    yield Figure("passages embedded again", texts, "passages", note=note)
    (root / "first").rename(root / "renamed")
    look, seconds, texts, _ = counted.look()
    note = f"a folder of {look.moved:,} files renamed, looked at in {look.seconds:.2f} s; target: 0"
    yield Figure("passages embedded after a rename", texts, "passages", note=note)
    shutil.rmtree(root / "renamed")
    look, seconds, _, _ = counted.look()
    yield Figure("a deleted folder let go", seconds, "s", note=f"{look.gone:,} files; restorable for 30 days")
    counted.indexing.close()
    counted.database.close()


def _first_index(folder: Path, files: Sequence[Path]) -> Iterator[Figure]:
    root = folder / "few"
    parts = [files[number::PARTS] for number in range(PARTS)]
    bare, indexed, resident = _Spent(), _Spent(), _Resident()
    failed = 0
    with new_assistant(folder / "first") as assistant:
        assistant.warm_up()
        assistant.search("a first question, so that nothing is set up inside the clock", wait_for_model=True)
        root.mkdir()
        watched = assistant.indexing.add(root)
        for number, part in enumerate(parts, 1):
            made = copy_files(part, root / f"part {number}")
            _go_bare(made, bare)
            with _watched(resident):
                began = time.perf_counter()
                assistant.indexing.look(watched.id)
                report = assistant.work()
                indexed.add(report.memories, time.perf_counter() - began)
            failed += len(report.skipped)
            say(f"folders: {number} of {PARTS}: {bare.last:.0f} passages/s bare, {indexed.last:.0f} indexed")
    ratios = sorted(one / other for one, other in zip(indexed.rates, bare.rates, strict=True))
    note = (
        f"{len(files):,} files of packages and documentation of at most {LARGEST:,} bytes, {bare.passages:,} passages; "
        f"baseline: the same readers, segments and encoder, one after another, {_WARM}; {PARTS} parts by turns, ratio "
        f"in each {ratios[0]:.2f} to {ratios[-1]:.2f}; {failed} could not be read; target: ratio at least 0.8"
    )
    yield Figure("first index", indexed.rate, "passages/s", bare.rate, note)
    yield resident.figure("memory while indexing")


@dataclass
class _Spent:
    """Passages, and the seconds they took, part by part."""

    passages: int = 0
    seconds: float = 0.0
    rates: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.passages / self.seconds

    @property
    def last(self) -> float:
        return self.rates[-1]

    def add(self, passages: int, seconds: float) -> None:
        self.passages += passages
        self.seconds += seconds
        self.rates.append(passages / seconds)


def _go_bare(files: Sequence[Path], spent: _Spent) -> None:
    """The same without a vault, in processes that are gone afterwards."""
    embedder = ChoosingEmbedder()
    embedder.load()
    embedder.encode_bulk(["so that it is loaded"])
    texts: list[str] = []
    with Reader() as reader:
        began = time.perf_counter()
        for file in files:
            with suppress(EbbError):
                texts += [
                    f"{one.heading}: {one.text}" if one.heading else one.text for one in segment(reader.read(file))
                ]
        for first in range(0, len(texts), 512):
            embedder.encode_bulk(texts[first : first + 512])
        spent.add(len(texts), time.perf_counter() - began)
    embedder.close()


def _findable(folder: Path) -> Figure:
    root = folder / "living"
    root.mkdir()
    with new_assistant(folder / "alive") as assistant:
        assistant.indexing.add(root)
        assistant.start_work()
        (root / "first.md").write_text("A first note, so that everything runs.")
        _wait_for(assistant, "everything runs")
        spent = []
        for number in range(SAVES):
            word = f"gannet{number}harbour"
            began = time.perf_counter()
            (root / f"note{number}.md").write_text(f"The {word} lies at pier {number}.")
            _wait_for(assistant, word)
            spent.append(time.perf_counter() - began)
    note = (
        f"from the save to the first search by word that gives it, {SAVES} saves; slowest {max(spent):.2f} s; target: 2"
    )
    return Figure("a saved file is found by word after", quantile(spent, 0.5), "s", note=note)


def _wait_for(assistant: Assistant, word: str) -> None:
    began = time.monotonic()
    while not any(word in hit.memory.text for hit in assistant.find(word).hits):
        if time.monotonic() - began > 60:
            raise RuntimeError(f"“{word}” is not found after a minute.")
        time.sleep(0.02)


@dataclass
class _Resident:
    """What this process and its children hold, twice a second, in bytes."""

    seen: list[int] = field(default_factory=list)

    def figure(self, name: str) -> Figure:
        quarter = max(1, len(self.seen) // 4)
        second, last = self.seen[quarter : 2 * quarter], self.seen[-quarter:]
        grown = (max(last) - max(second or last)) / 1e6
        note = (
            "peak of the resident sets of all processes together, shared pages twice, this bench included; "
            f"from the second to the last quarter of the run {grown:+.0f} MB; target: at most 1,200 and flat"
        )
        return Figure(name, max(self.seen) / 1e6, "MB", note=note)


@contextmanager
def _watched(resident: _Resident) -> Iterator[None]:
    done = threading.Event()

    def watch() -> None:
        own = psutil.Process()
        while True:
            total = 0
            for process in (own, *own.children(recursive=True)):
                with suppress(psutil.Error):
                    total += process.memory_info().rss
            resident.seen.append(total)
            if done.wait(0.5):
                return

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _paragraph(page: int, number: int) -> str:
    return " ".join(f"{word} {page}.{number}.{at}" for at, word in enumerate(_WORDS * 4)) + "."


_WORDS = ("tide", "kelp", "skerry", "harbour", "gannet", "lantern", "rope", "pier", "oar", "sail")
