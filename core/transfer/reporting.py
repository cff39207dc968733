"""What came of an import, to keep: the same record on the command line and in the window."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.errors import MachineError
from core.model.transfer import Talks, TalksTaken
from core.model.work import Skipped


def record_of(found: Talks | TalksTaken) -> dict[str, Any]:
    """As JSON has it: what an export holds (`dry_run`), or what came of importing it."""
    common = {"product": found.product, "talks": found.talks}
    if isinstance(found, Talks):
        return {
            "dry_run": True, **common, "messages": found.messages,
            "since": None if found.since is None else found.since.isoformat(),
            "until": None if found.until is None else found.until.isoformat(),
            "speakers": list(found.speakers), "purged": found.purged, "unsaid": dict(found.unsaid),
            "left_out": _skipped(found.left_out),
        }  # fmt: skip
    return {
        "dry_run": False, **common, "new": found.new, "already": found.already,
        "forgotten": found.forgotten, "purged": found.purged, "unsaid": dict(found.unsaid),
        "left_out": _skipped(found.left_out), "import": found.import_id, "seconds": round(found.seconds, 3),
    }  # fmt: skip


def write_report(path: Path, found: Talks | TalksTaken) -> None:
    """Write the record into a file.

    Raises:
        MachineError: it cannot be written.
    """
    try:
        path.write_text(json.dumps(record_of(found), ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise MachineError(f"The report could not be written to {path}: {error.strerror}.") from error


def _skipped(entries: tuple[Skipped, ...]) -> list[dict[str, str]]:
    return [{"where": entry.where, "reason": entry.reason} for entry in entries]
