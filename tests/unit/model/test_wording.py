from __future__ import annotations

from datetime import UTC, datetime

from core.model.wording import CONTEXT_CHARACTERS, embedded_text, word_context, word_text


def test_the_text_column_names_speaker_words_and_pictures() -> None:
    assert word_text("Nora", "The boat is painted.", ["a red boat"]) == "Nora The boat is painted. a red boat"
    assert word_text("", "Chapter one") == "Chapter one"


def test_the_context_column_holds_the_two_before_and_the_day() -> None:
    said = datetime(2023, 5, 8, 23, 30, tzinfo=UTC)
    assert word_context(["nearest", "second", "third"], said) == "nearest second Monday 8 May 2023"
    assert word_context([], None, ["Harbour guide", "Tides"]) == "Harbour guide Tides"
    assert word_context([]) == ""


def test_a_long_neighbour_gives_its_end_only() -> None:
    assert word_context(["x" * 5_000 + "end"]) == ("x" * 5_000 + "end")[-CONTEXT_CHARACTERS:]


def test_the_embedder_reads_who_said_it() -> None:
    assert (
        embedded_text("Nora", "Look!", ["a red boat", "an oar"])
        == "Nora: Look! [picture: a red boat] [picture: an oar]"
    )
    assert embedded_text("", "Chapter one") == "Chapter one"
