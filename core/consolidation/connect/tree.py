"""Topics as a tree that grows: each event goes down to the topic it is most like, as long as it is like enough.

After MemTree ("From Isolated Conversations to Hierarchical Schemas", 2024): the deeper a topic, the more alike what it
holds must be. What is like nothing stays loose below the topic it came down to, until something like it comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float32]

BAR, RISE = 0.5, 0.08
"""How alike an event must be to a topic of the first level, and how much more on each level below."""

DEEPEST = 4
_ROOT = 0


@dataclass(slots=True)
class Topic:
    """A topic: its number (its memory's id, or negative while it has none), what it holds, and the sum of that."""

    number: int
    above: int
    total: Row
    members: list[int] = field(default_factory=list)
    below: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many events it holds itself."""
        return len(self.members)

    @property
    def middle(self) -> Row:
        """The direction of its events, a unit vector."""
        length = float(np.linalg.norm(self.total))
        return self.total / length if length > 0 else self.total


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an event went: into a topic, with another loose one into a `new` one, or nowhere (topic None)."""

    topic: int | None
    new: bool = False
    beside: int | None = None


class Tree:
    """The topics of a vault. `Topic` number 0 is the root, which is no topic itself."""

    def __init__(self, dimension: int) -> None:
        self.topics: dict[int, Topic] = {_ROOT: Topic(_ROOT, _ROOT, np.zeros(dimension, np.float32))}
        self.rows: dict[int, Row] = {}
        self.loose: dict[int, dict[int, None]] = {_ROOT: {}}

    def add_topic(self, number: int, above: int | None) -> Topic:
        """Put a topic into the tree, below another or at the top."""
        parent = above if above in self.topics and above is not None else _ROOT
        topic = Topic(number, parent, np.zeros_like(self.topics[_ROOT].total))
        self.topics[number] = topic
        self.topics[parent].below.append(number)
        self.loose[number] = {}
        return topic

    def hold(self, topic: int, event: int, row: Row) -> None:
        """Put an event into a topic; the topics above it become more like it too."""
        self.topics[topic].members.append(event)
        self.rows[event] = row
        for one in self._upwards(topic):
            one.total = one.total + row

    def keep_loose(self, event: int, row: Row, topic: int = _ROOT) -> None:
        """Keep an event that belongs to no topic yet, below the one it came down to."""
        self.rows[event] = row
        self.loose[topic][event] = None

    def place(self, event: int, row: Row, number: int) -> Placed:
        """Find the place of an event and put it there. `number` is what a new topic is called."""
        here, depth = _ROOT, 0
        while True:
            best = self._most_like(self.topics[here].below, row)
            if best is None or best[0] < BAR + RISE * depth or depth == DEEPEST:
                break
            here, depth = best[1], depth + 1
        beside = self._nearest_loose(here, row)
        if beside is not None and beside[0] >= BAR + RISE * (depth + 1) and depth < DEEPEST:
            topic = self.add_topic(number, here)
            for one, vector in ((beside[1], self.rows[beside[1]]), (event, row)):
                self.hold(topic.number, one, vector)
            self.loose[here].pop(beside[1], None)
            return Placed(number, new=True, beside=beside[1])
        if here == _ROOT:
            self.keep_loose(event, row)
            return Placed(None)
        self.hold(here, event, row)
        self.loose[here][event] = None
        return Placed(here)

    def rename(self, old: int, new: int) -> None:
        """Give a topic the number of the memory that was made for it."""
        topic = self.topics.pop(old)
        topic.number = new
        self.topics[new] = topic
        self.loose[new] = self.loose.pop(old)
        above = self.topics[topic.above]
        above.below = [new if number == old else number for number in above.below]
        for number in topic.below:
            self.topics[number].above = new

    def depth(self, number: int) -> int:
        """How deep a topic lies; 1 at the top."""
        return sum(1 for _ in self._upwards(number))

    def _upwards(self, number: int) -> Iterator[Topic]:
        while number != _ROOT:
            topic = self.topics[number]
            yield topic
            number = topic.above

    def _most_like(self, numbers: list[int], row: Row) -> tuple[float, int] | None:
        return max(((float(self.topics[number].middle @ row), number) for number in numbers), default=None)

    def _nearest_loose(self, topic: int, row: Row) -> tuple[float, int] | None:
        loose = list(self.loose[topic])
        if not loose:
            return None
        likeness = np.stack([self.rows[event] for event in loose]) @ row
        best = int(np.argmax(likeness))
        return float(likeness[best]), loose[best]
