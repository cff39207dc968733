"""What is listened to below a folder; the system itself is asked which watches there are."""

from __future__ import annotations

import queue
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.ingest.folders.listening import start_observer
from core.ingest.folders.rules import Chooser
from core.model.folder import Rules

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems listen to a folder as a whole")

_PATIENCE = 60


def count_watches() -> int:
    """How many folders this process listens to, by what the system says."""
    texts = [file.read_text() for file in Path("/proc/self/fdinfo").iterdir() if file.exists()]
    return sum(text.count("\ninotify wd:") + text.startswith("inotify wd:") for text in texts)


class Heard:
    def __init__(self, root: Path) -> None:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler

        self.lost: queue.Queue[str] = queue.Queue()
        self.paths: queue.Queue[str] = queue.Queue()
        paths = self.paths

        class Handler(FileSystemEventHandler):
            def on_created(self, event: FileSystemEvent) -> None:
                paths.put(str(event.src_path))

        before = count_watches()
        self.observer = start_observer(lambda path: Chooser(Path(path), Rules(exclude=("drafts/",))), self.lost.put)
        self.observer.schedule(Handler(), str(root), recursive=True)
        self.watches = count_watches() - before


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("notes/old", "node_modules/left-pad/lib", ".git/objects", "drafts/one"):
        (tmp_path / "papers" / name).mkdir(parents=True)
    (tmp_path / "papers" / "link").symlink_to(tmp_path / "papers" / "notes")
    return tmp_path / "papers"


@pytest.fixture
def heard(root: Path) -> Iterator[Heard]:
    made = Heard(root)
    yield made
    made.observer.stop()
    made.observer.join()


def test_what_is_left_out_is_not_listened_to(root: Path, heard: Heard) -> None:
    assert heard.watches == 3  # the folder itself, notes, and old
    (root / "node_modules" / "left-pad" / "readme.md").write_text("Unheard.")
    (root / "new" / "node_modules").mkdir(parents=True)
    (root / "notes" / "old" / "letter.md").write_text("Heard.")
    paths = []
    while not paths or not paths[-1].endswith("letter.md"):
        paths.append(heard.paths.get(timeout=_PATIENCE))
    assert not any("left-pad" in path for path in paths)


def test_what_was_too_much_to_tell_is_said(root: Path, heard: Heard) -> None:
    from watchdog.observers.inotify import InotifyObserver
    from watchdog.observers.inotify_c import InotifyConstants, InotifyEvent, Mask, WatchDescriptor

    assert isinstance(heard.observer, InotifyObserver)
    overflow = InotifyEvent(WatchDescriptor(-1), Mask(InotifyConstants.IN_Q_OVERFLOW), 0, b"")
    heard.observer._inotify_fd.handle_event(overflow)
    assert heard.lost.get(timeout=_PATIENCE) == str(root)
