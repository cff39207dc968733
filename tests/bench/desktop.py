"""The desktop process with an open vault after one question. Run by `memory`, in a process of its own.

`python -m tests.bench.desktop PROFILE QUESTION [light|whole]`, with the passphrase in `EBB_PASSPHRASE`; "whole" puts
sentence-transformers in the place of the light embedder.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from core import assistant as facade
from core.assistant import Assistant
from core.embedding.sentences import SentenceEmbedder
from tests.bench.bare import tell, wait_for_end
from ui.application import application
from ui.collector import Collector
from ui.preferences import Preferences
from ui.theme.theme import Theme, ThemeChoice
from ui.window import MainWindow

_SETTLING_SECONDS = 1.0


def main(profile: Path, question: str, embedder: str = "light") -> None:
    """Open the window and the vault, ask, say so, and stay until standard input ends."""
    if embedder == "whole":
        vars(facade)["ChoosingEmbedder"] = SentenceEmbedder
    app = application()
    collector = Collector(app)
    theme = Theme(app, ThemeChoice.SYSTEM)
    window = MainWindow(theme, Preferences(profile), profile)
    window.show()
    assistant = Assistant.unlock(profile, passphrase=os.environ["EBB_PASSPHRASE"])
    window.lock_screen.opened.emit(assistant)
    asking = threading.Thread(target=assistant.ask, args=(question,))
    asking.start()
    while asking.is_alive():
        app.processEvents()
        time.sleep(0.01)
    end = time.monotonic() + _SETTLING_SECONDS
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)
    tell(asked=True)
    wait_for_end()
    assistant.close()
    collector.end()
    # The window is of no interest any more, and its threads would be waited for.
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
