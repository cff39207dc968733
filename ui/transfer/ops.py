"""What comes into the vault and what leaves it, as operations that have not started yet."""

from __future__ import annotations

from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING

from core.errors import UserError
from core.model.backup import Backup, BackupPreview, Restored
from core.model.transfer import Exported, Imported, Selection, Talks, TalksTaken
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


def bring_in(*, assistant: Assistant, found: Talks | OpenArchive, stop: Flag) -> Operation[TalksTaken | Imported]:
    """Take it in. Told: progress."""

    def work(report: Report) -> TalksTaken | Imported:
        if isinstance(found, Talks):
            return assistant.importing.take(found.path, None, report, stop)
        return found.import_all(progress=report, stop=stop)

    return Operation(work)


def take_out(*, assistant: Assistant, path: Path, passphrase: str | None, stop: Flag) -> Operation[Exported]:
    """Write everything into one file, in place of one that is there: the file dialog has asked. Told: progress."""
    return Operation(
        lambda report: assistant.transferring.export(
            path, passphrase, Selection(), replace_file=True, progress=report, stop=stop
        )
    )


def take_out_as_text(*, assistant: Assistant, folder: Path, stop: Flag) -> Operation[Exported]:
    """Write everything as Markdown. Told: progress."""
    return Operation(
        lambda report: assistant.transferring.export_folder(folder, Selection(), progress=report, stop=stop)
    )


def save_report(*, path: Path, done: TalksTaken) -> Operation[None]:
    def work(_: Report) -> None:
        from core.transfer.reporting import write_report

        write_report(path, done)

    return Operation(work)


def backups(*, assistant: Assistant) -> Operation[tuple[list[Backup], Path | None]]:
    """What backups there are, and the second place they are copied to."""
    return Operation(lambda _: (assistant.backups.list(), assistant.backups.second_place))


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
