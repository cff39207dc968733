"""What was copied, when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from ui.widgets.drop import local_paths

_SECRET_HINTS = (
    "x-kde-passwordManagerHint",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"',
    "org.nspasteboard.ConcealedType",
)


@dataclass(frozen=True, slots=True)
class Copied:
    """Text or files. `concealed`: the program it was copied from says that it is a secret."""

    text: str = ""
    files: tuple[Path, ...] = ()
    concealed: bool = False


def copied() -> Copied:
    """What the clipboard holds now."""
    return read(QGuiApplication.clipboard().mimeData())


def read(data: QMimeData | None) -> Copied:
    """What of `data` can be kept."""
    if data is None:
        return Copied()
    if files := local_paths(data):
        return Copied(files=tuple(files))
    return Copied(data.text().strip(), concealed=any(data.hasFormat(hint) for hint in _SECRET_HINTS))
