"""An assistant with a queue of answers: everything above the façade becomes deterministic."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event as Flag
from types import SimpleNamespace
from typing import Any

from core.assistant import Assistant
from core.capturing import Captured
from core.errors import EbbError, UserError, WrongSecret
from core.model.answer import Chat, Hit, Means, Passage, Role, Route, Turn
from core.model.capture import Origin, Wanted
from core.model.completion import Completion
from core.model.events import AskEvent, Checking, Event, Loading, Recalled, Said, SleepChanged
from core.model.forgetting import ForgetPreview, ForgetRequest, Meant, RequestState
from core.model.found import Found
from core.model.kept import Line, MemoryPage, Month, ProfileLine, Sieve, Tally
from core.model.memory import Source, SourceKind
from core.model.models import InstalledModel
from core.model.night import (
    Cause,
    Night,
    Schedule,
    SleepProgress,
    SleepReport,
    StepName,
    Undone,
)
from core.model.offers import Offer
from core.model.plan import Fit
from core.model.status import MemoryUse, ModelStatus, Status, VaultState
from core.model.work import Job, JobState, Skipped
from tests.ui import fake_capturing
from tests.ui.fake_capturing import FakeCapturing
from tests.ui.fake_indexing import FakeIndexing
from tests.ui.records import (
    NOW,
    PASSAGE,
    RECOVERY,
    answer,
    memory,
    night_report,
    source,
)
from tests.ui.world import World


class FakeModelling:
    """One model, that came with Ebb; `world.models` are those that were added."""

    overridden = ""
    source = "https://models.example"

    def __init__(self, world: World) -> None:
        self.world = world

    def list(self) -> list[InstalledModel]:
        starter = InstalledModel("Starter", Path("/m/starter.gguf"), 105_000_000, starter=True, used=True)
        return [replace(starter, used=not any(one.used for one in self.world.models)), *self.world.models]

    def offers(self) -> tuple[Offer, ...]:
        return ()

    def judge(self, offer: Offer) -> tuple[Fit, str]:
        return Fit.FITS, f"{offer.name} would run."

    def describe(self, path: Path) -> tuple[Fit, str]:
        return Fit.FITS, f"Runs {path.name} fully in memory."


class FakeCrossEncoders:
    """None was downloaded."""

    def list(self) -> list[InstalledModel]:
        return []


class FakeMeaning:
    """The starter model alone, and no change under way."""

    standing = None

    def list(self) -> list[InstalledModel]:
        return [InstalledModel("all-MiniLM-L6-v2", Path("/m/s"), 91_000_000, starter=True, used=True)]


class FakeAssistant(Assistant):
    """Each test makes its own subclass with `assistants(world)`."""

    world: World

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []

    @staticmethod
    def state(profile: Path) -> VaultState:
        raise NotImplementedError

    @staticmethod
    def keyring_offered(profile: Path) -> bool:
        raise NotImplementedError

    @classmethod
    def create(cls, profile: Path, passphrase: str) -> tuple[Assistant, str]:
        time.sleep(cls.world.delay)
        cls.world.exists, cls.world.passphrase = True, passphrase
        return cls(), RECOVERY

    @classmethod
    def unlock(cls, profile: Path, *, passphrase: str | None = None, recovery_code: str | None = None) -> Assistant:
        time.sleep(cls.world.delay)
        if passphrase is None and recovery_code is None:
            if cls.world.keyring_error is not None:
                raise cls.world.keyring_error
            return cls()
        if passphrase == cls.world.passphrase or recovery_code == RECOVERY:
            return cls()
        raise WrongSecret("That passphrase does not open this vault. Nothing was changed; try again.")

    def close(self) -> None:
        self.world.closed += 1

    def change_passphrase(self, new: str) -> None:
        self.world.passphrase = new

    def renew_recovery_code(self) -> str:
        return RECOVERY[::-1]

    def set_keyring(self, on: bool) -> None:
        if self.world.keyring_error is not None:
            raise self.world.keyring_error
        self.world.keyring = on

    def add(self, paths: Sequence[Path]) -> tuple[int, tuple[Skipped, ...]]:
        self.world.added += paths
        return len(paths), self.world.skipped

    def start_work(self) -> None:
        self.world.working = True

    @property
    def capturing(self) -> FakeCapturing:
        return FakeCapturing(self.world)

    @property
    def indexing(self) -> FakeIndexing:
        return FakeIndexing(self.world)

    def pause_work(self, paused: bool) -> None:
        self.world.paused = paused

    @property
    def paused(self) -> bool:
        return self.world.paused

    def jobs(self) -> list[Job]:
        return list(self.world.jobs)

    def skipped(self, job_id: int) -> list[Skipped]:
        return list(self.world.left_out.get(job_id, ()))

    def warm_up(self) -> None:
        self.world.warm = True

    def retry(self, job_id: int) -> None:
        self.world.jobs = [
            replace(job, state=JobState.QUEUED, problem="") if job.id == job_id else job for job in self.world.jobs
        ]

    def dismiss(self, job_id: int) -> None:
        self.world.jobs = [job for job in self.world.jobs if job.id != job_id]

    def sources(self, limit: int = 500, offset: int = 0) -> list[Source]:
        return self.world.sources[offset : offset + limit]

    def ask(
        self,
        question: str,
        *,
        chat_id: int | None = None,
        on_event: Callable[[AskEvent], None] | None = None,
        stop: Flag | None = None,
    ) -> Turn:
        time.sleep(self.world.delay)
        self.world.asked.append(question)
        tell = on_event or (lambda _: None)
        tell(Recalled(2))
        tell(Loading("SmolLM2 135M"))
        for word in self.world.draft.split(" "):
            tell(Said(word + " "))
        while self.world.gate is not None and not self.world.gate.wait(0.005):
            if stop is not None and stop.is_set():
                stopped = answer(self.world.draft, stopped=True)
                return Turn(99, chat_id or 1, Role.ASSISTANT, stopped.text, NOW, stopped)
        tell(Checking())
        outcome = self.world.answers.popleft()
        if isinstance(outcome, EbbError):
            raise outcome
        return Turn(len(self.world.asked), chat_id or 1, Role.ASSISTANT, outcome.text, NOW, outcome)

    def find(self, query: str, limit: int = 8) -> Found:
        time.sleep(self.world.find_delay)
        if self.world.finding is not None:
            self.world.finding.wait()
        self.world.finds.append(query)
        if self.world.search_error is not None:
            raise self.world.search_error
        first = query.split()[0].casefold()
        hits = [hit for hit in self.world.hits if first in hit.memory.text.casefold()]
        sources = [source for source in self.world.sources if first in source.title.casefold()]
        chats = [chat for chat in self.world.chats if first in chat.title.casefold()]
        return Found(hits[:limit], sources[:limit], chats[:limit])

    def search(self, query: str, limit: int = 20, **_: object) -> list[Hit]:
        self.world.searches.append(query)
        if self.world.search_error is not None:
            raise self.world.search_error
        return list(reversed(self.find(query, limit).hits))

    def completions(self, text: str, cursor: int) -> list[Completion]:
        start = text.rfind(" ", 0, cursor) + 1
        word = text[start:cursor]
        known = ("from:", "from:Mira", "from:Nora", 'from:"Nora May"')
        if not word or not (known[0].startswith(word) or word.startswith(known[0])):
            return []
        offered = [known[0]] if ":" not in word else [way for way in known[1:] if way.casefold().startswith(word)]
        return [Completion(start, cursor, way, way) for way in offered]

    def correct(self, turn_id: int, text: str) -> Turn:
        time.sleep(self.world.delay)
        if self.world.correct_error is not None:
            raise self.world.correct_error
        self.world.corrections.append((turn_id, text))
        noted = answer(f"Noted: {text}", route=Route.PROFILE, means=Means.VALUE)
        return Turn(1000 + turn_id, 1, Role.ASSISTANT, noted.text, NOW, noted)

    @property
    def models(self) -> Any:
        return FakeModelling(self.world)

    @property
    def meaning(self) -> Any:
        return FakeMeaning()

    @property
    def elsewhere(self) -> Any:
        return SimpleNamespace(endpoint=None)

    @property
    def cross_encoders(self) -> Any:
        return FakeCrossEncoders()

    def reset_learning(self) -> None:
        if self.world.correct_error is not None:
            raise self.world.correct_error
        self.world.learned = False

    def chats(self, limit: int = 100) -> list[Chat]:
        return list(self.world.chats)

    def turns(self, chat_id: int) -> list[Turn]:
        return list(self.world.turns)

    def delete_chat(self, chat_id: int) -> None:
        self.world.chats = [chat for chat in self.world.chats if chat.id != chat_id]

    def passage(self, memory_id: int, around: int = 3) -> Passage:
        self.world.opened.append(memory_id)
        if memory_id == 404:
            raise UserError("That memory is no longer there. The answer was given before it was removed.")
        if memory_id >= 50:
            page = (
                memory(49, "Berths are given out in the order of the list.", page=4),
                memory(50, "The licence is renewed each March with form B-12, at the harbour office.", page=4),
            )
            return Passage(source(3, "harbour.pdf"), page, 50)
        return Passage(source(1, "Mira and Nora", SourceKind.CONVERSATION, "mira-nora"), PASSAGE, memory_id)

    def memory_ids(self, sieve: Sieve) -> list[int]:
        self.world.sieves.append(sieve)
        if self.world.search_error is not None and sieve.query:
            raise self.world.search_error
        return [line.memory.id for line in self.world.kept if _passes(line, sieve)]

    def months(self, ids: Sequence[int]) -> list[Month]:
        return [Month(2023, 5, 0, len(ids))] if ids else []

    def lines(self, ids: Sequence[int]) -> list[Line]:
        wanted = set(ids)
        return [line for line in self.world.kept if line.memory.id in wanted]

    def tally(self) -> Tally:
        return Tally(len(self.world.kept), 3120, 861, 0, 0)

    def speakers(self) -> list[tuple[str, int]]:
        return [("Nora", 7), ("Mira", 5)]

    def memory_page(self, memory_id: int) -> MemoryPage:
        if memory_id not in self.world.pages:
            raise UserError("This memory is no longer there.")
        return self.world.pages[memory_id]

    def pin(self, memory_id: int, on: bool) -> int | None:
        self.world.pinned.append((memory_id, on))
        return 7

    def edit(self, memory_id: int, text: str) -> int | None:
        if not text.strip():
            raise UserError("The text is empty. Write what should be remembered.")
        self.world.edited.append((memory_id, text))
        return 8

    def confirm(self, memory_id: int) -> None:
        self.world.opened.append(memory_id)

    def undo_change(self, change_id: int) -> None:
        self.world.undone.append(change_id)

    def profile(self) -> list[ProfileLine]:
        return list(self.world.profile)

    def remove_profile_line(self, memory_id: int) -> int | None:
        self.world.profile = [line for line in self.world.profile if line.memory.id != memory_id]
        return 9

    def preview_forget(self, meant: Meant) -> ForgetPreview:
        return ForgetPreview(meant, 3, 2, 1)

    def forget(self, meant: Meant, *, for_good: bool = False, backups: bool = False) -> ForgetRequest:
        assert meant.memory_id is not None
        self.world.forgotten.append((meant.memory_id, for_good))
        self.world.kept = [line for line in self.world.kept if line.memory.id != meant.memory_id]
        state = RequestState.PURGED if for_good else RequestState.HIDDEN
        return ForgetRequest(3, NOW, NOW + timedelta(days=30), "", 1, state)

    def forgotten(self) -> list[ForgetRequest]:
        return list(self.world.requests)

    def restore_forgotten(self, request_id: int) -> ForgetRequest:
        self.world.restored.append(request_id)
        return ForgetRequest(request_id, NOW, NOW + timedelta(days=30), "", 1, RequestState.RESTORED)

    def nights(self, limit: int = 50) -> list[Night]:
        return [report.night for report in self.world.reports if report.night is not None]

    def sleep_report(self, night_id: int) -> SleepReport:
        return next(report for report in self.world.reports if report.night is not None and report.night.id == night_id)

    def undo_night(self, night_id: int) -> Undone:
        self.world.undone.append(-night_id)
        return Undone(4, ("Luna likes the pier. It was changed again since.",))

    def schedule(self) -> Schedule:
        return self.world.schedule

    def set_schedule(self, schedule: Schedule) -> None:
        self.world.schedule = schedule

    def waiting_for_sleep(self) -> int:
        return 12

    def sleep(
        self,
        progress: Callable[[SleepProgress], None] | None = None,
        stop: Flag | None = None,
        *,
        dry_run: bool = False,
        cause: Cause = Cause.HAND,
    ) -> SleepReport:
        self.tell(SleepChanged(SleepProgress(StepName.SETTLE, 1, 5, 212, 1204)))
        while self.world.sleeping is not None and not self.world.sleeping.wait(0.005):
            if stop is not None and stop.is_set():
                break
        report = night_report(len(self.world.reports) + 1)
        self.world.reports.insert(0, report)
        self.tell(SleepChanged(None))
        return report

    def model_statuses(self) -> tuple[ModelStatus, ...]:
        return self.world.statuses

    def memory_use(self) -> MemoryUse:
        return MemoryUse(180_000_000, 240_000_000, 2)

    def status(self) -> Status:
        memories = sum(found.memories for found in self.world.sources)
        return Status(
            Path("/home/mira/.local/share/ebb"), VaultState.OPEN, memories, len(self.world.sources), 1, memories, 0, 0,
            18_400_000, "all-MiniLM-L6-v2", 384, self.world.keyring, self.world.statuses,
        )  # fmt: skip

    def listen(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def tell(self, event: Event) -> None:
        for listener in list(self._listeners):
            listener(event)


def assistants(world: World) -> type[FakeAssistant]:
    """An assistant class bound to one world."""

    class Bound(FakeAssistant):
        opened: list[FakeAssistant] = []  # noqa: RUF012  a test's own class

        def __init__(self) -> None:
            super().__init__()
            type(self).opened.append(self)

        @staticmethod
        def state(profile: Path) -> VaultState:
            return VaultState.LOCKED if world.exists else VaultState.ABSENT

        @staticmethod
        def keyring_offered(profile: Path) -> bool:
            return world.keyring

        @staticmethod
        def leave_note(profile: Path, text: str, *, anyway: bool = False) -> Captured:
            return fake_capturing.leave(world, Wanted(text, anyway=anyway))

        @staticmethod
        def leave(profile: Path, wanted: Wanted, origin: Origin) -> Captured:
            return fake_capturing.leave(world, wanted, origin)

        @staticmethod
        def take_back_note(profile: Path, name: str) -> bool:
            return world.waiting_notes.pop(name, None) is not None

    Bound.world = world
    return Bound


def _passes(line: Line, sieve: Sieve) -> bool:
    words = sieve.query.casefold().split()
    return (
        all(word in line.memory.text.casefold() for word in words)
        and (not sieve.forms or line.memory.form in sieve.forms)
        and (not sieve.states or line.memory.state in sieve.states)
        and (not sieve.speakers or line.memory.speaker in sieve.speakers)
    )
