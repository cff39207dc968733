"""A file that changed: what stands as it stood keeps its memory, and the rest is cut anew, with nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest.document import Document, Draft
from core.ingest.queue import IngestQueue
from core.ingest.renewal import match_segments
from core.ingest.segment import segment
from core.model.work import JobKind
from core.store import jobs
from core.store.database import Database
from core.store.renewing import Standing
from tests.conftest import HashEmbedder

WORDS = ["tide", "kelp", "skerry", "harbour", "gannet", "lantern", "rope", "pier", "oar", "sail"]


def page(seed: int, paragraphs: int = 6) -> list[str]:
    return [
        " ".join(f"{WORDS[(seed * 7 + at * 3 + word) % 10]} {seed}.{at}.{word}" for word in range(40)) + "."
        for at in range(paragraphs)
    ]


def document(pages: Sequence[Sequence[str]], *, paged: bool) -> Document:
    draft = Draft("application/pdf" if paged else "text/plain")
    for number, paragraphs in enumerate(pages, 1):
        if paged:
            draft.add("\n\n".join(paragraphs), page=number)
        else:
            for paragraph in paragraphs:
                draft.add(paragraph, line=1)
    return draft.finish(title="Paper")


def standing(made: Document) -> list[Standing]:
    return [
        Standing(number, number, one.text, one.heading, one.speaker, "", one.start, one.end, one.page, one.line, "")
        for number, one in enumerate(segment(made))
    ]


@pytest.mark.parametrize("paged", [True, False])
@pytest.mark.parametrize("change", ["longer", "shorter", "gone", "one more"])
def test_one_changed_paragraph_of_three_hundred_pages_costs_three_segments_at_most(paged: bool, change: str) -> None:
    pages = [page(number) for number in range(300)]
    old = standing(document(pages, paged=paged))
    match change:
        case "longer":
            pages[150][2] += " And then the tide came in over all of it, twice."
        case "shorter":
            pages[150][2] = pages[150][2][:60] + "."
        case "gone":
            del pages[150][2]
        case _:
            pages[150].insert(2, "A paragraph that nobody had written before.")
    now = match_segments(document(pages, paged=paged), old)
    assert sum(one.memory_id is None for one in now) <= 3
    assert len(now) >= len(old) - 2


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 29), st.sampled_from(["", "New words here.", "x" * 1500])), max_size=4),
    st.booleans(),
)
def test_all_of_the_text_lies_in_exactly_one_segment(
    seeds: list[int], edits: list[tuple[int, str]], paged: bool
) -> None:
    pages = [page(seed, 3) for seed in seeds]
    old = standing(document(pages, paged=paged))
    for at, text in edits:
        pages[at % len(pages)][1] = text or pages[0][0]
    made = document(pages, paged=paged)
    now = match_segments(made, old)
    by_id = {one.id: one for one in old}
    assert "".join("".join(one.segment.text.split()) for one in now) == "".join(made.text.split())
    assert all(made.text[one.segment.start : one.segment.end] == one.segment.text for one in now)
    assert [one.segment.start for one in now] == sorted(one.segment.start for one in now)
    kept = [one for one in now if one.memory_id is not None]
    assert len({one.memory_id for one in kept}) == len(kept)
    assert all(by_id[one.memory_id].text == one.segment.text for one in kept if one.memory_id is not None)
    if not edits:
        assert len(kept) == len(old)


def test_a_changed_file_keeps_what_its_memories_earned(
    database: Database, embedder: HashEmbedder, tmp_path: Path
) -> None:
    queue = IngestQueue(database, embedder)
    file = tmp_path / "paper.md"

    def take(text: str) -> list[tuple[int, str, int, str]]:
        file.write_text(text)
        database.write(lambda c: jobs.enqueue(c, JobKind.FILE, [str(file)]))
        embedder.encoded.clear()
        assert queue.run().skipped == ()
        with database.reading() as connection:
            return connection.execute("select id, text, recalls, ref from memory order by position").fetchall()

    text = "\n\n".join(f"# Part {number}\n\n" + "\n\n".join(page(number, 4)) for number in range(5))
    before = take(text)
    database.write(lambda c: c.execute("update memory set recalls = 7 where id = ?", (before[-1][0],)))
    after = take("# First of all\n\nA new beginning.\n\n" + text.replace("kelp 2.1.", "weed 2.1."))
    old = {row[0] for row in before}
    assert after[-1][:3] == (before[-1][0], before[-1][1], 7)
    assert after[-1][3] != before[-1][3]  # it stands some lines further down
    assert 2 <= sum(row[0] not in old for row in after) == len(embedder.encoded) <= 4
    with database.reading() as connection:
        assert connection.execute("select count(*) from source").get == 1
        assert connection.execute("select count(*) from memory where embedded_in = 0").get == 0
        assert connection.execute(
            "select group_concat(position) from (select position from memory order by 1)"
        ).get == (",".join(map(str, range(len(after)))))
