"""Segments are exact, complete, small enough, and never straddle a heading or a page."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ingest.document import MARKDOWN, PDF, PLAIN, Document, Draft
from core.ingest.segment import LIMIT, TARGET, segment, weigh

WORDS = st.text(alphabet='abcXY éß.,!?") \n\t\x0c-—日本。」й1_é\u0301😀', max_size=300)
BLOCKS = st.lists(
    st.one_of(
        st.tuples(st.just("text"), WORDS),
        st.tuples(st.just("long"), st.integers(1, 4000)),
        st.tuples(st.just("heading"), st.sampled_from(["One", "Two", ""]), st.integers(1, 4)),
        st.tuples(st.just("page")),
    ),
    max_size=12,
)


def document(blocks: list[tuple], media_type: str = PLAIN) -> Document:
    draft = Draft(media_type)
    for line, block in enumerate(blocks, 1):
        match block:
            case ("text", words):
                draft.add(words, line=line)
            case ("long", size):
                draft.add("wörd" * size, line=line)
            case ("heading", words, level):
                draft.begin_heading(level, words, line=line)
            case _:
                draft.begin_page()
    return draft.finish(title="t")


def plain(text: str) -> Document:
    return document([("text", text)])


@given(BLOCKS, st.sampled_from([(TARGET, LIMIT), (60, 90), (10, 10)]))
def test_offsets_are_exact_and_nothing_is_lost(blocks, sizes):
    whole = document(blocks)
    segments = segment(whole, target=sizes[0], limit=sizes[1])
    at = 0
    for piece in segments:
        assert whole.text[piece.start : piece.end] == piece.text
        assert piece.text == piece.text.strip() != ""
        assert weigh(piece.text) <= sizes[1]
        assert not whole.text[at : piece.start].strip()
        at = piece.end
    assert not whole.text[at:].strip()


@given(BLOCKS)
def test_a_segment_stays_under_one_heading_and_on_one_page(blocks):
    whole = document(blocks)
    for piece in segment(whole):
        parts = {s.part for s in whole.sections if s.start < piece.end and piece.start < s.end}
        assert len(parts) == 1


@given(BLOCKS)
def test_sections_are_in_order_with_only_line_breaks_between(blocks):
    whole = document(blocks)
    at = 0
    for section in whole.sections:
        assert set(whole.text[at : section.start]) <= {"\n"}
        assert section.start < section.end
        at = section.end
    assert at == len(whole.text)


@given(st.text(alphabet="ab.\n\r ", max_size=400))
def test_the_line_is_that_of_the_source(text):
    source = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for piece in segment(plain(text), target=10, limit=20):
        first = piece.text.split("\n")[0]
        assert piece.line is not None
        assert first in source[piece.line - 1]


def test_prose_comes_in_pieces_of_a_hundred_words_cut_at_sentences():
    sentence = "The keeper wrote down the weather every morning before the boats went out. "
    segments = segment(plain(sentence * 100))
    assert all(60 <= len(piece.text.split()) <= 160 for piece in segments)
    assert all(piece.text.endswith("out.") for piece in segments)


def test_a_short_document_is_one_segment():
    text = "One thing.\n\nAnother thing, a little longer.\n\nAnd a third."
    assert [piece.text for piece in segment(plain(text))] == [text]


def test_an_abbreviation_does_not_end_a_sentence():
    text = "She met Dr. Alder there. He left soon."
    assert [piece.text for piece in segment(plain(text), target=40, limit=40)] == [
        "She met Dr. Alder there.",
        "He left soon.",
    ]


def test_headings_are_carried_apart_from_the_text():
    draft = Draft(MARKDOWN)
    draft.begin_heading(1, "House")
    draft.begin_heading(2, "Roof")
    draft.add("It leaks.", line=4)
    draft.begin_heading(2, "Roof")
    draft.add("It still leaks.", line=9)
    pieces = segment(draft.finish(title="t"))
    assert [(p.text, p.heading, p.line) for p in pieces] == [
        ("It leaks.", "House › Roof", 4),
        ("It still leaks.", "House › Roof", 9),
    ]


def test_pages_are_kept_apart():
    draft = Draft(PDF)
    for page in (1, 2):
        draft.begin_page()
        draft.add("Some words.", page=page)
    assert [piece.page for piece in segment(draft.finish(title="t"))] == [1, 2]


def test_text_without_spaces_is_cut_at_its_sentences():
    pieces = segment(plain("昨日、図書館で歴史の本を三冊借りました。" * 60))
    assert all(piece.text.endswith("。") and len(piece.text) <= 260 for piece in pieces)


UNITS = ["x", "word ", "a.\"' ", "! ", '."""', "。", " \n", "e\u0301", "日本", "x\n\n", "(1) "]


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear_whatever_the_text(unit):
    def seconds(size: int) -> float:
        whole = plain("x" + unit * (size // len(unit)))
        start = time.process_time()
        segment(whole)
        return time.process_time() - start

    small, large = seconds(25_000), seconds(200_000)
    assert large < 30 * small + 0.5  # eight times the text; a square would be 64 times


def test_sizes_that_cannot_work_are_refused():
    with pytest.raises(ValueError, match="target"):
        segment(plain("x"), target=3, limit=2)
