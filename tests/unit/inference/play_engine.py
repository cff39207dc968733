"""An engine without a model, for tests of the process that holds one: it does as it is told, well or badly."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from core.inference import wire, worker
from core.inference.worker import Call, Refused


class Play:
    def __init__(self) -> None:
        self._turns = 0

    def answer(self, operation: str, call: Call) -> tuple[wire.Header, bytes]:
        self._turns += 1
        done: dict[str, Any] = {"pid": os.getpid(), "turn": self._turns}
        if operation == "echo":
            return {**done, "said": call.header["said"]}, call.payload[::-1]
        if operation == "count":
            for number in range(call.header["to"]):
                if call.stop.is_set():
                    return {**done, "stopped": True}, b""
                call.part(number=number)
                time.sleep(call.header["pause"])
            return {**done, "stopped": False}, b""
        if operation == "print":
            print("noise on standard output", flush=True)
            os.write(1, b"more noise\n")
            return done, b""
        if operation == "refuse":
            raise Refused("This model does not do that.")
        if operation == "starve":
            raise MemoryError
        if operation == "connect":
            import socket

            socket.create_connection(("127.0.0.1", 9))
        if operation == "meet an illegal instruction":
            os.kill(os.getpid(), signal.SIGILL)
        if operation == "die":
            os._exit(3)
        raise RuntimeError("a bug in the engine")


def make_engine() -> Play:
    return Play()


if __name__ == "__main__":
    worker._ENGINES["play"] = "tests.unit.inference.play_engine"
    sys.argv[1:] = ["play"]
    worker.main()
