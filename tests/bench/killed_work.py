"""Work that is killed: `kill -9` at random moments of an index, an import, an export and a backup, and what is left."""

from __future__ import annotations

import contextlib
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.store.contents import hash_contents
from core.store.database import Database
from core.store.verification import verify_database
from tests.bench.figure import Figure, say
from tests.bench.vaults import PASSPHRASE, new_assistant, open_store, temporary_folder
from tests.faults.command import Ebb, copy_profile, message, write_conversation
from tests.faults.test_transfer_faults import open_files
from tests.unit.transfer.importers.exports import plain, write_zip

KILLS, IN_A_ROW, SEED = 25, 5, 19
FILES, TALKS, SAID, MESSAGES = 400, 500, 8, 6_000
ARCHIVE = {"EBB_ARCHIVE_PASSPHRASE": "two grey gulls", "EBB_PASSPHRASE": PASSPHRASE}

Kept = frozenset[tuple[str, str]]


@dataclass
class Tally:
    """What became of the vaults whose work was killed. `amid`: kills that came after it had begun to read or write."""

    killed: int = 0
    amid: int = 0
    finished: int = 0
    lost: int = 0
    half: int = 0
    wrong: int = 0

    @property
    def note(self) -> str:
        return f"{self.killed} kills, {self.amid} of them amid it; {self.finished} vaults gone on with to the end"


@dataclass
class Ground:
    """Where it happens: `moments` are drawn from between `quickest` and what a whole run takes."""

    folder: Path
    empty: Path
    full: Path
    moments: random.Random
    quickest: float


def figures() -> Iterator[Figure]:
    """For each kind of work, how often something stored was lost, half a file was left, or the end was another."""
    with temporary_folder() as folder:
        with new_assistant(folder / "empty"):
            pass
        began = time.perf_counter()
        _ebb(folder, folder / "empty")("status", "--json")
        quickest = time.perf_counter() - began
        full = copy_profile(folder / "empty", folder / "full")
        talk = write_conversation(folder / "talk.jsonl", map(message, range(MESSAGES)))
        _ebb(folder, full)("import", "conversation", talk)
        ground = Ground(folder, folder / "empty", full, random.Random(SEED), quickest)
        total = Tally()
        for name, kill in (("index", _index), ("import", _import), ("export", _export), ("backup", _backup)):
            say(f"killed work: {name}")
            tally = kill(ground)
            say(f"killed work: {name}: {tally}")
            yield Figure(f"kills of an {name}" if name[0] in "aei" else f"kills of a {name}", tally.killed, "kills")
            yield Figure(f"{name}: lost after it was stored", tally.lost, "cases", note=tally.note)
            yield Figure(f"{name}: half a file taken for whole", tally.half, "cases", note=tally.note)
            yield Figure(f"{name}: another end, or a vault that does not verify", tally.wrong, "cases", note=tally.note)
            total.killed += tally.killed
        yield Figure("kills of work", total.killed, "kills", note="kill -9, at moments drawn from a whole run's time")


def _index(ground: Ground) -> Tally:
    root = ground.folder / "papers"
    for number in range(FILES):
        place = root / str(number % 7)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.md").write_text(f"Gannet{number} lies at pier {number}.\n\n" * 3)
    return _go_on(ground, ("folders", "add", root), ("folders", "rescan"))


def _import(ground: Ground) -> Tally:
    talks = [plain(f"t{n}", *(f"Talk {n}: Gannet{n} lies at mooring {m}." for m in range(SAID))) for n in range(TALKS)]
    path = write_zip(ground.folder / "export.zip", {"conversations.json": talks})
    tally = _go_on(ground, ("import", "chatgpt", path), ("import", "chatgpt", path), imports=1)
    archive = ground.folder / "all.ebb"
    _ebb(ground.folder, ground.full)("export", archive)
    return _all_or_nothing(ground, archive, tally)


def _go_on(ground: Ground, first: tuple[object, ...], then: tuple[object, ...], *, imports: int | None = None) -> Tally:
    """Work that is resumed: what was stored is there after each kill, and in the end all is, once."""
    tally = Tally()
    quiet = copy_profile(ground.empty, ground.folder / "quiet")
    seconds = _time(lambda: _ebb(ground.folder, quiet)(*first))
    expected = _kept(quiet)
    shutil.rmtree(quiet)
    while tally.killed < KILLS:
        profile = copy_profile(ground.empty, ground.folder / "killed")
        ebb, before = _ebb(ground.folder, profile), Kept()
        for number in range(IN_A_ROW):
            _kill(ground, tally, ebb, seconds, _writes(profile), *(first if not number else then))
            now = _kept(profile)
            tally.lost += not before <= now
            before = now
        ebb(*first)
        ebb(*then)
        tally.wrong += _kept(profile) != expected or not _verifies(profile)
        if imports is not None:
            tally.wrong += len(ebb.lines("import", "--list", "--json")) != imports
        tally.finished += 1
        shutil.rmtree(profile)
    return tally


def _all_or_nothing(ground: Ground, archive: Path, tally: Tally) -> Tally:
    """An archive is in the vault whole, or not at all."""
    whole, empty = _hash(ground.full), _hash(ground.empty)
    quiet = copy_profile(ground.empty, ground.folder / "quiet")
    seconds = _time(lambda: _ebb(ground.folder, quiet)("import", "archive", archive, "--yes"))
    shutil.rmtree(quiet)
    until = tally.killed + KILLS
    while tally.killed < until:
        profile = copy_profile(ground.empty, ground.folder / "killed")
        ebb = _ebb(ground.folder, profile)
        _kill(ground, tally, ebb, seconds, _reads(archive), "import", "archive", archive, "--yes")
        now = _hash(profile)
        tally.half += now not in (empty, whole)
        ebb("import", "archive", archive, "--yes")
        tally.wrong += _hash(profile) != whole or not _verifies(profile)
        tally.finished += 1
        shutil.rmtree(profile)
    return tally


def _export(ground: Ground) -> Tally:
    tally, place = Tally(), ground.folder / "out"
    place.mkdir()
    target, ebb = place / "all.ebb", _ebb(ground.folder, ground.full)
    seconds = _time(lambda: ebb("export", target))
    before = _hash(ground.full)
    target.unlink()
    while tally.killed < KILLS:
        _kill(ground, tally, ebb, seconds, _grows(place), "export", target)
        if target.exists():
            (said,) = ebb.lines("import", "archive", target, "--dry-run", "--json")
            tally.half += said["already"] != MESSAGES
            target.unlink()
    ebb("export", target)
    tally.finished = 1
    tally.wrong += [file.name for file in place.iterdir()] != ["all.ebb"] or _hash(ground.full) != before
    return tally


def _backup(ground: Ground) -> Tally:
    tally = Tally()
    profile = copy_profile(ground.full, ground.folder / "backed")
    ebb, expected = _ebb(ground.folder, profile), _hash(ground.full)
    seconds = _time(lambda: ebb("backups", "make"))
    while tally.killed < KILLS:
        _kill(ground, tally, ebb, seconds, _grows(profile / "backups"), "backups", "make")
        for said in ebb.lines("backups", "--json"):
            tally.half += not _is_whole(profile, Path(said["path"]), expected)
            Path(said["path"]).unlink()
    ebb("backups", "make")
    tally.finished = 1
    tally.wrong += len(ebb.lines("backups", "--json")) != 1 or _hash(profile) != expected or not _verifies(profile)
    return tally


def _is_whole(profile: Path, backup: Path, expected: str) -> bool:
    copy = profile / "looked-into.db"
    shutil.copyfile(backup, copy)
    try:
        with open_store(profile) as database:
            opened = Database(copy, bytes(database._key), backups=profile / "none")
            try:
                return _hash_of(opened) == expected and all(one.ok for one in verify_database(opened))
            finally:
                opened.close()
    finally:
        for left in profile.glob("looked-into.db*"):
            left.unlink()


def _kill(ground: Ground, tally: Tally, ebb: Ebb, seconds: float, begun: Callable[[int], bool], *words: object) -> None:
    """Start and kill: half of the times at any moment of a whole run, half of the times soon after it has `begun`."""
    process = ebb.start(*words)
    if ground.moments.random() < 0.5:
        time.sleep(ground.moments.uniform(ground.quickest / 2, seconds))
    else:
        while process.poll() is None and not begun(process.pid):
            time.sleep(0.002)
        time.sleep(ground.moments.uniform(0.0, seconds / 3))
    amid = process.poll() is None and begun(process.pid)
    process.kill()
    died = process.wait() != 0
    process.communicate()
    tally.killed += died
    tally.amid += died and amid


def _writes(profile: Path) -> Callable[[int], bool]:
    """Tells whether more was written into the log of a vault than is there now."""
    log = profile / "vault.db-wal"
    before = log.stat().st_size if log.exists() else 0
    return lambda _: log.exists() and log.stat().st_size > before


def _grows(folder: Path) -> Callable[[int], bool]:
    """Tells whether a file in a folder is being written that is not there now."""
    before = set(folder.glob(".*.new"))
    return lambda _: not before.issuperset(folder.glob(".*.new"))


def _reads(file: Path) -> Callable[[int], bool]:
    """Tells whether a process has a file open."""

    def reads(process: int) -> bool:
        with contextlib.suppress(OSError):  # it has just ended
            return str(file) in open_files(process)
        return False

    return reads


def _ebb(folder: Path, profile: Path) -> Ebb:
    ebb = Ebb(folder, profile)
    ebb.environment |= ARCHIVE
    return ebb


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _kept(profile: Path) -> Kept:
    """Every message and passage with its place, as often as it is there."""
    with open_store(profile) as database, database.reading() as connection:
        rows = connection.execute(
            "select s.location || ' ' || m.position || ' ' || m.ref, m.text from memory m "
            "join source s on s.id = m.source_id where m.state <> 'forgotten'"
        ).fetchall()
    assert len(set(rows)) == len(rows)
    return frozenset(rows)


def _verifies(profile: Path) -> bool:
    with open_store(profile) as database:
        return all(finding.ok for finding in verify_database(database))


def _hash(profile: Path) -> str:
    with open_store(profile) as database:
        return _hash_of(database)


def _hash_of(database: Database) -> str:
    with database.reading() as connection:
        return hash_contents(connection)
