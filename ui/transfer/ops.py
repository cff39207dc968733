"""What comes into the vault and what leaves it, as operations that have not started yet."""

from __future__ import annotations

from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from core.errors import UserError
from core.model.backup import Backup, BackupPreview, Restored, SecondPlace
from core.model.forgetting import ForgetRequest
from core.model.transfer import Exported, Imported, ImportGoing, PastImport, Selected, Selection, Talks, TalksTaken
from ui.background import Operation, Report

if TYPE_CHECKING:
    # heavy: loaded by the first operation, when the window is there
    from core.assistant import Assistant
    from core.transferring import OpenArchive


class PassphraseWanted(UserError):
    """What was chosen is an encrypted archive."""


def look(*, assistant: Assistant, path: Path, passphrase: str | None, stop: Flag) -> Operation[Talks | OpenArchive]:
    """Read through what is to come in. Fails with `PassphraseWanted` where it needs one. Told: progress."""

    def ask() -> str:
        if passphrase is None:
            raise PassphraseWanted("This archive is encrypted.")
        return passphrase

    def work(report: Report) -> Talks | OpenArchive:
        transferring = assistant.transferring
        if not transferring.recognises(path):
            return assistant.importing.preview(path, None, report, stop)
        if path.is_dir():
            return transferring.open_folder(path, report, stop)
        return transferring.open_archive(path, ask, report, stop)

    return Operation(work)


def bring_in(
    *, assistant: Assistant, found: Talks | OpenArchive, with_purged: bool, stop: Flag
) -> Operation[TalksTaken | Imported]:
    """Take it in, what was purged here too if it is wanted. Told: progress."""

    def work(report: Report) -> TalksTaken | Imported:
        if isinstance(found, Talks):
            return assistant.importing.take(found.path, None, report, stop, with_purged=with_purged)
        return found.import_all(with_purged=with_purged, progress=report, stop=stop)

    return Operation(work)


def past_imports(*, assistant: Assistant) -> Operation[list[PastImport]]:
    return Operation(lambda _: assistant.imports.list())


def look_at_import(*, assistant: Assistant, import_id: int) -> Operation[ImportGoing]:
    """What undoing an import would do."""
    return Operation(lambda _: assistant.imports.preview_undo(import_id))


def undo_import(*, assistant: Assistant, import_id: int, stop: Flag) -> Operation[ImportGoing]:
    """Take it back. Told: progress."""
    return Operation(lambda report: assistant.imports.undo(import_id, report, stop))


def bring_back(*, assistant: Assistant, request_id: int) -> Operation[ForgetRequest]:
    return Operation(lambda _: assistant.restore_forgotten(request_id))


def count_chosen(*, assistant: Assistant, selection: Selection) -> Operation[Selected]:
    """How much would be written."""
    return Operation(lambda _: assistant.transferring.count(selection))


def take_out(
    *, assistant: Assistant, path: Path, passphrase: str | None, selection: Selection, stop: Flag
) -> Operation[Exported]:
    """Write what is chosen into one file, in place of one that is there: the file dialog has asked. Told: progress."""
    return Operation(
        lambda report: assistant.transferring.export(
            path, passphrase, selection, replace_file=True, progress=report, stop=stop
        )
    )


def take_out_as_text(*, assistant: Assistant, folder: Path, selection: Selection, stop: Flag) -> Operation[Exported]:
    """Write what is chosen as Markdown. Told: progress."""
    return Operation(lambda report: assistant.transferring.export_folder(folder, selection, progress=report, stop=stop))


def save_report(*, path: Path, done: TalksTaken) -> Operation[None]:
    def work(_: Report) -> None:
        from core.transfer.reporting import write_report

        write_report(path, done)

    return Operation(work)


def backups(*, assistant: Assistant) -> Operation[tuple[list[Backup], SecondPlace | None]]:
    """What backups there are, and how the second place stands that they are copied to."""
    return Operation(lambda _: (assistant.backups.list(), assistant.backups.look_at_second_place()))


def choose_second_place(*, assistant: Assistant, folder: Path | None) -> Operation[None]:
    return Operation(lambda _: assistant.backups.choose_second_place(folder))


def back_up(*, assistant: Assistant, stop: Flag) -> Operation[Backup]:
    return Operation(lambda _: assistant.backups.make(stop))


def look_into(*, assistant: Assistant, backup: Backup, stop: Flag) -> Operation[BackupPreview]:
    """Hold a backup against the vault. Told: progress."""
    return Operation(lambda report: assistant.backups.preview(backup, report, stop))


def restore(*, assistant: Assistant, backup: Backup, folder: Path, stop: Flag) -> Operation[Restored]:
    """Put a backup into a new folder. Told: progress."""
    return Operation(lambda report: assistant.backups.restore_to(backup, folder, report, stop))
