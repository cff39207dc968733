"""What a test of captures on a real display runs: the desk and the reading of the screen over a vault.

Each line on its input says what to do; each thing that was captured or refused is a line of JSON on its output.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, QTimer

from app.logs import start_log
from core.assistant import Assistant
from core.errors import EbbError
from ui.application import application
from ui.background import background
from ui.capture import ops
from ui.capture.desk import CaptureDesk
from ui.capture.reading import ScreenReading
from ui.theme.theme import Theme, ThemeChoice


def say(**told: object) -> None:
    print(json.dumps(told), flush=True)


class Driver:
    def __init__(self, profile: Path, passphrase: str) -> None:
        self.app = application()
        start_log(profile)
        self.vault: Assistant | None = Assistant.unlock(profile, passphrase=passphrase)
        self.desk = CaptureDesk(lambda: Assistant, profile, lambda: self.vault)
        self.reading = ScreenReading(Theme(self.app, ThemeChoice.LIGHT), lambda: self.vault, self.desk.desktops)
        self.desk.changed.connect(lambda: say(changed=True))
        self.desk.kept.connect(self.kept)
        self.desk.refused.connect(self.refused)
        self.reading.kept.connect(self.kept)
        self.reading.refused.connect(self.refused)
        self.input = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self.input.activated.connect(self.hear)

    def run(self) -> None:
        say(platform=self.app.platformName(), temporary=tempfile.gettempdir())
        self.app.exec()
        background().finish()
        if self.vault is not None:
            self.vault.close()

    def kept(self, what: ops.Kept) -> None:
        say(kept=what.text, app=what.origin.app, title=what.origin.title, kind=what.origin.kind, waits=bool(what.name))

    def refused(self, error: EbbError) -> None:
        say(refused=str(error))

    def hear(self) -> None:
        match sys.stdin.readline().strip():
            case "keep":
                self.desk.keep_clipboard()
            case "read":
                self.reading.begin()
                self.when_picking()
            case "lock":
                assert self.vault is not None
                self.vault.close()
                self.vault = None
                say(locked=True)
            case _:
                self.app.exit(0)

    def when_picking(self) -> None:
        """Say when the screen can be picked from; keep the words that are then read when they are there."""
        if self.reading.picker is not None and self.reading.picker.isVisible():
            say(picking=True)
            self.when_read()
        else:
            QTimer.singleShot(20, self.when_picking)

    def when_read(self) -> None:
        if self.reading.preview is not None and self.reading.preview.keep.isEnabled():
            self.reading.preview.keep.click()
        else:
            QTimer.singleShot(20, self.when_read)


if __name__ == "__main__":
    Driver(Path(sys.argv[1]), sys.argv[2]).run()
