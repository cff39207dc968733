"""macOS: the application in front, and the marks on the pasteboard that Qt does not pass on.

Titles of other programs' windows need the permission to record the screen, which Ebb does not ask for.
"""

from __future__ import annotations

import os

from ui.capture.copied import Copied
from ui.capture.desktop import Front


class MacDesktop:
    tells_app = unseen = grabs = True
    tells_title = False

    def front(self) -> Front:
        from AppKit import NSWorkspace

        running = NSWorkspace.sharedWorkspace().frontmostApplication()
        if running is None:
            return Front()
        return Front(str(running.localizedName() or ""), "", running.processIdentifier() == os.getpid())

    def copied(self) -> Copied | None:
        return None

    def picture(self) -> bytes | None:
        return None

    def marks(self) -> tuple[str, ...]:
        from AppKit import NSPasteboard

        return tuple(str(kind) for kind in NSPasteboard.generalPasteboard().types() or ())

    def owner(self) -> str:
        return ""
