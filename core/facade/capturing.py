"""Capturing: notes kept at once, and notes that were left while the vault was locked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import EbbError
from core.ingest.worker import QueueWorker
from core.later import later
from core.model.capture import Origin, Verdict, Wanted
from core.model.events import CaptureChanged, Event, LibraryChanged, MemoriesChanged
from core.model.forgetting import ForgetRequest, Meant
from core.model.work import Skipped
from core.store.database import Database
from core.store.vault import Vault

if TYPE_CHECKING:
    from core.capturing import Captured, Capturing  # imported when it is first used

_LOOK_SECONDS = 2.0


class CapturePart:
    """What can be captured."""

    add: Callable[[Sequence[Path]], tuple[int, tuple[Skipped, ...]]]
    forget: Callable[[Meant], ForgetRequest]

    _database: Database
    _vault: Vault
    _worker: later[QueueWorker]
    _tell: Callable[[Event], None]

    @property
    def capturing(self) -> Capturing:
        """Keep notes and other captures, by rules; list and undo them; take in what was left."""
        from core.capturing import Capturing

        return Capturing(
            self._database,
            self._vault.profile,
            changed=self._go_on_after_capture,
            told=lambda left_out: self._tell(CaptureChanged(left_out)),
            add=self.add,
            forget=self.forget,
        )

    @staticmethod
    def judge_while_locked(wanted: Wanted, origin: Origin) -> Verdict:
        """What the rules say that count while the vault is locked. Nothing is kept."""
        from core.capturing import judge_while_locked

        return judge_while_locked(wanted, origin)

    @staticmethod
    def leave(profile: Path, wanted: Wanted, origin: Origin) -> Captured:
        """Let a capture wait, sealed, for the vault in `profile`, which need not be open.

        Raises:
            NotCaptured: the rules that count while the vault is locked speak against it; `SecretRefused`.
            MachineError: there is no vault, or the disk refuses.
        """
        from core.capturing import leave

        return leave(profile, wanted, origin)

    @staticmethod
    def leave_note(profile: Path, text: str, *, anyway: bool = False) -> Captured:
        """Let a note wait: see `leave`."""
        from core.capturing import leave_note

        return leave_note(profile, text, anyway=anyway)

    @staticmethod
    def take_back_note(profile: Path, name: str) -> bool:
        """Take back a note or another capture that waits. False where it waits no longer."""
        from core.capturing import take_back_note

        return take_back_note(profile, name)

    def _go_on_after_capture(self) -> None:
        if "_worker" in vars(self):  # a command works the queue itself
            self._worker.wake()
        self._tell(MemoriesChanged())
        self._tell(LibraryChanged())

    @later
    def _capture_watch(self) -> CaptureWatch:
        return CaptureWatch(self.capturing)

    def _start_capture_watch(self) -> None:
        self._capture_watch.start()

    def _end_capture_watch(self) -> None:
        if "_capture_watch" in vars(self):
            self._capture_watch.close()


class CaptureWatch:
    """Takes in what is left for the vault while it is open: it looks every two seconds at a folder, mostly empty."""

    def __init__(self, capturing: Capturing) -> None:
        self._capturing = capturing
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="captures", daemon=True)

    def start(self) -> None:
        """Begin; beginning twice changes nothing."""
        if self._thread.ident is None:
            self._thread.start()

    def close(self) -> None:
        """End, and wait for what is being taken in."""
        self._ended.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        prepared = False
        while True:
            try:
                if not prepared:
                    self._capturing.prepare()
                    prepared = True
                self._capturing.take_in_waiting()
            except EbbError:
                pass  # the disk is full, another process writes: what waits goes on waiting
            if self._ended.wait(_LOOK_SECONDS):
                return
