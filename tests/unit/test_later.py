"""A part is made by its first use, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core.later import later


class House:
    def __init__(self) -> None:
        self.made = 0

    @later
    def roof(self) -> list[str]:
        """What keeps the rain out."""
        self.made += 1
        return ["tiles"]

    @later
    def walls(self) -> list[str]:
        return [*self.roof, "bricks"]

    @later
    def cellar(self) -> list[str]:
        self.made += 1
        raise ValueError("flooded")


def test_nothing_is_made_until_it_is_used_and_then_once_for_each_object() -> None:
    one, other = House(), House()
    assert "roof" not in vars(one)
    assert one.roof is one.roof
    assert one.walls == ["tiles", "bricks"]
    assert one.roof is not other.roof
    assert (one.made, other.made) == (1, 1)
    assert House.roof.__doc__ == "What keeps the rain out."


def test_threads_that_come_together_share_one() -> None:
    house, gate = House(), Barrier(8)

    def look(_: int) -> list[str]:
        gate.wait()
        return house.walls

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(look, range(8)))
    assert all(walls is seen[0] for walls in seen)
    assert house.made == 1


def test_what_could_not_be_made_is_tried_again() -> None:
    house = House()
    for _ in range(2):
        with pytest.raises(ValueError, match="flooded"):
            _ = house.cellar
    assert house.made == 2
