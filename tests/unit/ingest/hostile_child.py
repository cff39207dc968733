"""Run as the reading process by the sandbox's tests: a reader that does what a file's first word tells it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from core.ingest import readers
from core.ingest.document import Document
from core.ingest.readers import pace, process

honest = readers.read
worn: list[Path] = []


def read(path: Path) -> Document:  # noqa: C901 - one case for each misdeed
    match path.read_text().split()[0]:
        case "hang":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "eat":
            hoard = []
            while True:
                hoard.append(bytearray(16 * 1024 * 1024))
        case "crash":
            os.abort()
        case "crash-when-worn" if worn:
            os._exit(1)
        case "babble":
            os.write(3, b"\xff" * 64)
            sys.stdout.write("noise")
            os._exit(0)
        case "connect":
            socket.create_connection(("127.0.0.1", 9))
        case "write":
            path.with_name("made").write_text("x")
        case "spawn":
            subprocess.run(["true"])
        case "plod":
            for _ in range(20):
                pace.step()
        case "print":
            os.write(1, b"noise from a library\n")
        case "environment":
            path = path.with_name("seen.txt")
            raise readers.UserError(" ".join(sorted(os.environ)))
        case _:
            pass
    worn.append(path)
    return honest(path)


if __name__ == "__main__":
    readers.read = read
    process.serve()
