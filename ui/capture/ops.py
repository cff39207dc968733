"""What capturing from the desktop asks and does, as operations that have not started yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from core.errors import UserError
from core.model.capture import Capture, CaptureKind, CaptureRules, CaptureState, Origin, Verdict, Wanted
from core.model.forgetting import ForgetRequest
from ui.background import Operation
from ui.capture.copied import Copied
from ui.capture.desktop import Desktop, Front
from ui.ops import Assistants

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there

Desktops = Callable[[], Desktop]
"""Gives the desktop; called on a worker, where what it imports holds nothing up."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The window in front and the clipboard. `copied` is None where the main thread has to ask, or nobody may."""

    front: Front
    copied: Copied | None = None
    marks: tuple[str, ...] = ()
    by: str = ""
    may_read: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """What was captured: `name` where it waits for the vault; `files` where they were queued instead."""

    text: str
    origin: Origin
    memory_ids: tuple[int, ...] = ()
    name: str = ""
    repeated: bool = False
    files: int = 0


def notice(*, desktops: Desktops, assistant: Assistant | None) -> Operation[Looked]:
    """Something was copied: where, and what it is if it may be taken unasked. Else nothing of it is read."""

    def work(_: object) -> Looked:
        desktop = desktops()
        front = desktop.front()
        state = None if assistant is None else assistant.capturing.state
        if state is None or not state.clipboard or state.paused:
            return Looked(front, may_read=False)
        return Looked(front, desktop.copied(), desktop.marks(), desktop.owner())

    return Operation(work)


def look(*, desktops: Desktops) -> Operation[Looked]:
    """The window in front, and what lies in the clipboard."""

    def work(_: object) -> Looked:
        desktop = desktops()
        return Looked(desktop.front(), desktop.copied(), desktop.marks(), desktop.owner())

    return Operation(work)


def tells(*, desktops: Desktops) -> Operation[Desktop]:
    """What this desktop can tell."""
    return Operation(lambda _: desktops())


def keep(
    *,
    assistants: Assistants,
    assistant: Assistant | None,
    profile: Path,
    copied: Copied,
    origin: Origin,
    watched: bool = False,
    anyway: bool = False,
) -> Operation[Kept]:
    """Keep what was copied: in the open vault, or sealed beside the one that is locked. Files are queued."""

    def work(_: object) -> Kept:
        if copied.files:
            return _keep_files(assistants, assistant, profile, copied.files)
        if assistant is None:
            wanted = replace(wanted_of(copied), anyway=anyway)
            left = assistants().leave(profile, wanted, origin)
            return Kept(left.text, origin, name=left.name)
        got = assistant.capturing.capture(
            copied.text,
            origin,
            anyway=anyway,
            watched=watched,
            concealed=copied.concealed,
            own=copied.own,
            by=copied.by,
        )
        return Kept(got.text, origin, got.memory_ids, repeated=got.repeated)

    return Operation(work)


def _keep_files(assistants: Assistants, assistant: Assistant | None, profile: Path, files: Sequence[Path]) -> Kept:
    origin = Origin(CaptureKind.FILE)
    if assistant is not None:
        queued, skipped = assistant.add(files)
        if not queued and skipped:
            raise UserError(f"{skipped[0].where}: {skipped[0].reason}")
        return Kept("", origin, files=queued)
    for file in files:
        assistants().leave(profile, Wanted(str(file)), origin)
    return Kept("", origin, files=len(files))


def wanted_of(copied: Copied) -> Wanted:
    """What was copied, as the rules see it."""
    return Wanted(copied.text, concealed=copied.concealed, own=copied.own, by=copied.by)


def judge_both(*, assistant: Assistant, wanted: Wanted, origin: Origin) -> Operation[tuple[Verdict, Verdict]]:
    """What the rules say of this when it is asked for, and when it is only seen."""

    def work(_: object) -> tuple[Verdict, Verdict]:
        capturing = assistant.capturing
        return capturing.judge(wanted, origin), capturing.judge(replace(wanted, watched=True), origin)

    return Operation(work)


def may_read_screen(*, assistant: Assistant) -> Operation[None]:
    """Fails where reading from the screen is not turned on."""
    return Operation(lambda _: assistant.capturing.check_picture(Origin(CaptureKind.SCREENSHOT)))


def screen(*, assistant: Assistant, desktops: Desktops) -> Operation[tuple[Origin, bool]]:
    """Where the screen would be read, and whether that goes without asking the desktop for it.

    Fails where the window in front is left out.
    """

    def work(_: object) -> tuple[Origin, bool]:
        desktop = desktops()
        front = desktop.front()
        origin = Origin(CaptureKind.SCREENSHOT)
        if not front.own:
            origin = replace(origin, app=front.app, title=front.title)
        assistant.capturing.check_picture(origin)
        return origin, desktop.grabs

    return Operation(work)


def copied_picture(*, assistant: Assistant, desktops: Desktops, origin: Origin, by: str) -> Operation[QImage | None]:
    """The picture that was copied; None where the main thread has to ask. Fails where it may not be read."""

    def work(_: object) -> QImage | None:
        assistant.capturing.check_picture(origin, by=by)
        content = desktops().picture()
        return None if content is None else QImage.fromData(content)

    return Operation(work)


def words_in(*, assistant: Assistant, picture: QImage, stop: Flag) -> Operation[str]:
    """The words in a picture. Cancelled when `stop` is set."""

    def work(_: object) -> str:
        held = QBuffer()
        held.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(held, "PNG")
        return assistant.capturing.words_in(held.data().data(), stop)

    return Operation(work)


def keep_words(*, assistant: Assistant, text: str, origin: Origin, anyway: bool) -> Operation[Kept]:
    """Keep words that were read from the screen and looked at."""

    def work(_: object) -> Kept:
        got = assistant.capturing.capture(text, origin, anyway=anyway)
        return Kept(got.text, origin, got.memory_ids)

    return Operation(work)


def rules(*, assistant: Assistant) -> Operation[CaptureRules]:
    return Operation(lambda _: assistant.capturing.rules)


def set_rules(*, assistant: Assistant, rules: CaptureRules) -> Operation[None]:
    return Operation(lambda _: assistant.capturing.set_rules(rules))


def state(*, assistant: Assistant) -> Operation[CaptureState]:
    return Operation(lambda _: assistant.capturing.state)


def pause(*, assistant: Assistant, until: datetime | None) -> Operation[None]:
    return Operation(lambda _: assistant.capturing.pause(until))


def resume(*, assistant: Assistant) -> Operation[None]:
    return Operation(lambda _: assistant.capturing.resume())


def recent(*, assistant: Assistant, limit: int) -> Operation[list[Capture]]:
    return Operation(lambda _: assistant.capturing.recent(limit))


def undo(*, assistant: Assistant, memory_ids: Sequence[int]) -> Operation[ForgetRequest]:
    return Operation(lambda _: assistant.capturing.undo(memory_ids))


def bring_back(*, assistant: Assistant, request_id: int) -> Operation[ForgetRequest]:
    return Operation(lambda _: assistant.restore_forgotten(request_id))
