"""What is linked to the best hits surfaces with them, within bounds; without links nothing changes."""

from __future__ import annotations

import pytest

from core.retrieval.configuration import Configuration
from core.retrieval.search import find
from tests.unit.retrieval.fake_index import FakeIndex


def diary() -> FakeIndex:
    index = FakeIndex()
    for number in range(1, 12):
        index.tell(number, "Nora", f"Something else number {number} that was said then.", session=f"s{number}")
    index.tell(20, "Nora", "The boat leaks at the stern again and nobody knows why.", session="s20")
    for number in range(21, 27):
        index.tell(number, "Nora", f"A boat came by as number {number} of the many today.", session=f"s{number}")
    return index


def place(index: FakeIndex, memory_id: int, configuration: Configuration | None = None) -> int:
    found = find("boat stern", None, index, configuration, 20).hits
    return [hit.memory_id for hit in found].index(memory_id)


def test_what_is_linked_to_the_best_hit_comes_next() -> None:
    index = diary()
    before = place(index, 7)
    index.linked = [(7, 20, 0.8)]
    assert place(index, 20) == 0
    assert place(index, 7) < before
    hits = {hit.memory_id: hit for hit in find("boat stern", None, index, None, 20).hits}
    assert hits[7].channels["links"] == pytest.approx(0.5 * 0.8)
    assert hits[7].score == pytest.approx(sum(hits[7].channels.values()))


def test_many_links_count_no_more_than_one_that_is_certain() -> None:
    index = diary()
    index.linked = [(7, other, 0.9) for other in (1, 2, 3, 20)]
    hits = {hit.memory_id: hit for hit in find("boat stern", None, index, None, 20).hits}
    assert hits[7].channels["links"] <= 0.5


def test_without_links_every_score_is_what_it_was() -> None:
    index = diary()
    plain = find("boat stern", None, index, Configuration(links=0.0), 20).hits
    assert find("boat stern", None, index, None, 20).hits == plain


def test_in_a_large_vault_what_is_linked_is_looked_at_too() -> None:
    index, small = diary(), Configuration(exhaustive=3, words_limit=2, vectors_limit=2)
    assert 7 not in [hit.memory_id for hit in find("boat stern", None, index, small, 20).hits]
    index.linked = [(7, 20, 0.8)]
    assert place(index, 7, small) > 0
