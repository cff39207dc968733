"""Where the program begins. Errors end here: known ones as a sentence and an exit code, bugs loudly."""

from __future__ import annotations

import os
import sys

from core.errors import Cancelled, EbbError


def run() -> None:
    """The `ebb` command."""
    os.umask(0o077)
    from core.network import forbid_network

    forbid_network()
    from app.shortcut import opens_note

    if opens_note(sys.argv[1:]):
        return
    from app.encoders import app  # the commands of the modules it builds on, and its own

    try:
        app()
    except Cancelled:
        sys.exit(Cancelled.exit_code)
    except EbbError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    run()
