"""What the window asks about forgetting, and does, as operations that have not started yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.model.forgetting import ForgetPreview, ForgetRequest, Meant
from ui.background import Operation

if TYPE_CHECKING:
    from core.assistant import Assistant  # heavy: loaded by the first operation, when the window is there


def preview(*, assistant: Assistant, meant: Meant) -> Operation[ForgetPreview]:
    return Operation(lambda _: assistant.preview_forget(meant))


def forget(
    *, assistant: Assistant, meant: Meant, for_good: bool = False, backups: bool = False
) -> Operation[ForgetRequest]:
    return Operation(lambda _: assistant.forget(meant, for_good=for_good, backups=backups))


def restore(*, assistant: Assistant, request_id: int) -> Operation[ForgetRequest]:
    return Operation(lambda _: assistant.restore_forgotten(request_id))


def purge(*, assistant: Assistant, request_id: int) -> Operation[ForgetRequest]:
    return Operation(lambda _: assistant.purge_forgotten(request_id))


def requests(*, assistant: Assistant) -> Operation[list[ForgetRequest]]:
    return Operation(lambda _: assistant.forgotten())
