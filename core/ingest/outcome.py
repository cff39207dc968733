"""What became of one job."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.model.work import Skipped


@dataclass(slots=True)
class Outcome:
    """What one job, or many, brought in. `already` counts what stood in the vault before; `size` is bytes read.

    Of what stood there, `forgotten` is. `purged` was once there, and stayed out.
    """

    sources: int = 0
    memories: int = 0
    already: int = 0
    forgotten: int = 0
    purged: int = 0
    size: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Count another outcome in."""
        self.sources += other.sources
        self.memories += other.memories
        self.already += other.already
        self.forgotten += other.forgotten
        self.purged += other.purged
        self.size += other.size
        self.skipped += other.skipped


class Unreadable(Exception):
    """What a job is about cannot be read; the text is the sentence for the user."""
