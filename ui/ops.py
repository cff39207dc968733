"""Every call of the assistant the window makes, as an operation that has not started yet."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from core.errors import MachineError
from core.model.answer import Chat, Hit, Passage, Turn
from core.model.completion import Completion
from core.model.found import Found
from core.model.memory import Source
from core.model.status import MemoryUse, ModelStatus, Status, VaultState
from core.model.work import Job, JobState, Skipped
from ui.background import Operation, Report
from ui.theme.icons import read_all

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


Assistants = Callable[[], "type[Assistant]"]
"""Gives the class of the façade; called on a worker only."""


def installed() -> type[Assistant]:
    """The façade itself. Its import takes most of a second, which no window has to wait for."""
    from core.assistant import Assistant

    return Assistant


def vault_state(*, assistants: Assistants, profile: Path) -> Operation[tuple[VaultState, bool]]:
    """Whether there is a vault, and whether the system keyring can open it."""

    def work(_: Report) -> tuple[VaultState, bool]:
        kind = assistants()
        state = kind.state(profile)
        return state, state is not VaultState.ABSENT and kind.keyring_offered(profile)

    return Operation(work)


def create_vault(*, assistants: Assistants, profile: Path, passphrase: str) -> Operation[tuple[Assistant, str]]:
    return Operation(lambda _: assistants().create(profile, passphrase))


def unlock(
    *,
    assistants: Assistants,
    profile: Path,
    passphrase: str | None = None,
    recovery_code: str | None = None,
) -> Operation[Assistant]:
    return Operation(lambda _: assistants().unlock(profile, passphrase=passphrase, recovery_code=recovery_code))


def unlock_anew(*, assistants: Assistants, profile: Path, recovery_code: str, passphrase: str) -> Operation[Assistant]:
    """Open with the recovery code, and give the vault a new passphrase."""

    def work(_: Report) -> Assistant:
        assistant = assistants().unlock(profile, recovery_code=recovery_code)
        try:
            assistant.change_passphrase(passphrase)
        except BaseException:
            assistant.close()
            raise
        return assistant

    return Operation(work)


def read_icons() -> Operation[None]:
    return Operation(lambda _: read_all())


def close(*, assistant: Assistant) -> Operation[None]:
    return Operation(lambda _: assistant.close())


def start_work(*, assistant: Assistant) -> Operation[None]:
    return Operation(lambda _: assistant.start_work())


def listen(*, assistant: Assistant, callback: Report) -> Operation[Callable[[], None]]:
    return Operation(lambda _: assistant.listen(callback))


def change_passphrase(*, assistant: Assistant, new: str) -> Operation[None]:
    return Operation(lambda _: assistant.change_passphrase(new))


def renew_recovery_code(*, assistant: Assistant) -> Operation[str]:
    return Operation(lambda _: assistant.renew_recovery_code())


def set_keyring(*, assistant: Assistant, on: bool) -> Operation[None]:
    return Operation(lambda _: assistant.set_keyring(on))


def add(*, assistant: Assistant, paths: Sequence[Path]) -> Operation[tuple[int, tuple[Skipped, ...]]]:
    return Operation(lambda _: assistant.add(paths))


def pause_work(*, assistant: Assistant, paused: bool) -> Operation[None]:
    return Operation(lambda _: assistant.pause_work(paused))


@dataclass(frozen=True, slots=True)
class WorkState:
    """The queue at one moment. `left_out` holds what finished jobs did not take in, by job."""

    paused: bool
    jobs: list[Job]
    left_out: dict[int, list[Skipped]]


def work_state(*, assistant: Assistant) -> Operation[WorkState]:
    def work(_: Report) -> WorkState:
        jobs = assistant.jobs()
        done = [job.id for job in jobs if job.state is JobState.DONE]
        return WorkState(assistant.paused, jobs, {job: assistant.skipped(job) for job in done})

    return Operation(work)


def warm_up(*, assistant: Assistant) -> Operation[None]:
    return Operation(lambda _: assistant.warm_up())


def retry(*, assistant: Assistant, job_id: int) -> Operation[None]:
    return Operation(lambda _: assistant.retry(job_id))


def dismiss(*, assistant: Assistant, job_id: int) -> Operation[None]:
    return Operation(lambda _: assistant.dismiss(job_id))


def dismiss_all(*, assistant: Assistant, job_ids: Sequence[int]) -> Operation[None]:
    def work(_: Report) -> None:
        for job_id in job_ids:
            assistant.dismiss(job_id)

    return Operation(work)


def sources(*, assistant: Assistant, limit: int, offset: int) -> Operation[list[Source]]:
    return Operation(lambda _: assistant.sources(limit, offset))


def ask(*, assistant: Assistant, question: str, chat_id: int | None, stop: Flag) -> Operation[Turn]:
    """Its events come through `told`."""
    return Operation(lambda report: assistant.ask(question, chat_id=chat_id, on_event=report, stop=stop))


def correct(*, assistant: Assistant, turn_id: int, text: str) -> Operation[Turn]:
    """Say what is right instead of what an answer said."""
    return Operation(lambda _: assistant.correct(turn_id, text))


def reset_learning(*, assistant: Assistant) -> Operation[None]:
    return Operation(lambda _: assistant.reset_learning())


def find(*, assistant: Assistant, query: str, limit: int) -> Operation[Found]:
    """Everything by word, at once."""
    return Operation(lambda _: assistant.find(query, limit))


def search(*, assistant: Assistant, query: str, limit: int) -> Operation[list[Hit]]:
    return Operation(lambda _: assistant.search(query, limit))


def completions(*, assistant: Assistant, text: str, cursor: int) -> Operation[list[Completion]]:
    return Operation(lambda _: assistant.completions(text, cursor))


def chats(*, assistant: Assistant) -> Operation[list[Chat]]:
    return Operation(lambda _: assistant.chats())


def turns(*, assistant: Assistant, chat_id: int) -> Operation[list[Turn]]:
    return Operation(lambda _: assistant.turns(chat_id))


def delete_chat(*, assistant: Assistant, chat_id: int) -> Operation[None]:
    return Operation(lambda _: assistant.delete_chat(chat_id))


def passage(*, assistant: Assistant, memory_id: int) -> Operation[Passage]:
    return Operation(lambda _: assistant.passage(memory_id))


def model_statuses(*, assistant: Assistant) -> Operation[tuple[ModelStatus, ...]]:
    return Operation(lambda _: assistant.model_statuses())


def memory_use(*, assistant: Assistant) -> Operation[MemoryUse]:
    return Operation(lambda _: assistant.memory_use())


def status(*, assistant: Assistant) -> Operation[Status]:
    return Operation(lambda _: assistant.status())


def file_exists(*, path: Path) -> Operation[bool]:
    """Asked off the main thread: a file on a sleeping network drive can take its time."""
    return Operation(lambda _: path.exists())


def write_text(*, path: Path, text: str) -> Operation[None]:
    """Write a small private file, readable by its owner only.

    Raises (in failure):
        MachineError: it cannot be written there.
    """
    return Operation(lambda _: _write_private(path, text))


def _write_private(path: Path, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        path.chmod(0o600)
    except OSError as error:
        raise MachineError(
            f"The file could not be written there ({error.strerror}). Nothing is lost; choose another folder."
        ) from error


def strength(*, passphrase: str) -> Operation[tuple[int, str]]:
    """How well a passphrase stands against guessing: 0 to 4, and the time it takes offline, in words (zxcvbn)."""

    def work(_: Report) -> tuple[int, str]:
        from zxcvbn import zxcvbn  # its dictionaries take a moment, so not before a passphrase is typed

        found = zxcvbn(passphrase[:72])  # it refuses more, and 72 characters are beyond guessing anyway
        return int(found["score"]), str(found["crack_times_display"]["offline_slow_hashing_1e4_per_second"])

    return Operation(work)
