"""Forgetting in words, and by a stretch of time; by words and by source stand in the end-to-end tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from core.model.forgetting import ForgetPreview, ForgetRequest, Meant, RequestState
from tests.ui.records import NOW
from ui.forgetting.meaning import WHEN, MeaningChooser
from ui.forgetting.wording import asked, forgotten, what_goes
from ui.theme.theme import Theme
from ui.widgets.labels import Label, seamed

ONE, ABOUT = Meant(memory_id=7), Meant(matching="Ben")
REQUEST = ForgetRequest(3, NOW, NOW + timedelta(days=30), "what was said about “Ben”", 4, RequestState.HIDDEN)


@pytest.mark.parametrize(
    ("preview", "said"),
    [
        (ForgetPreview(ONE, 1, 0, 0), "This memory goes."),
        (ForgetPreview(ONE, 2, 1, 0), "This memory goes, with 1 other that was made from it."),
        (ForgetPreview(ABOUT, 0, 0, 0), "Nothing that is remembered fits."),
        (ForgetPreview(ABOUT, 5, 2, 0), "3 memories go, with 2 others that were made from them."),
        (
            ForgetPreview(ABOUT, 3, 0, 1),
            "3 memories go. 1 answer in your chats quotes them; the quotations go too.",
        ),
    ],
)
def test_what_goes_in_words(preview: ForgetPreview, said: str) -> None:
    assert what_goes(preview) == said


def test_a_request_in_words_names_no_number() -> None:
    assert asked(REQUEST) == "What was said about “Ben”"
    assert asked(replace(REQUEST, words="memory 12")) == "One memory"
    assert forgotten(REQUEST) == "4 memories are forgotten. Until 20 Dec 2026 this can be undone."
    assert forgotten(replace(REQUEST, words="memory 12")).startswith("Forgotten, with 3 made from it.")
    assert "undone" not in forgotten(replace(REQUEST, state=RequestState.PURGED))


def test_the_last_day_of_a_stretch_is_meant_too(qtbot: QtBot, theme: Theme) -> None:
    chooser = MeaningChooser(theme)
    qtbot.addWidget(chooser)
    heard: list[Meant | None] = []
    chooser.meant.connect(heard.append)
    chooser.since.setDate(QDate(2023, 6, 1))
    chooser.until.setDate(QDate(2023, 7, 31))
    chooser.ways[WHEN].click()
    (meant,) = heard
    assert meant is not None
    assert meant.since is not None
    assert meant.until is not None
    assert (meant.since.date().isoformat(), meant.until.date().isoformat()) == ("2023-06-01", "2023-08-01")


@given(st.text(alphabet="abcÄß/ .-é", max_size=200))
def test_seams_change_nothing_but_where_a_line_may_end(text: str) -> None:
    assert seamed(text).replace("\u200b", "") == text


def test_a_long_word_goes_on_in_the_next_line(qtbot: QtBot, theme: Theme) -> None:
    label = Label("Donaudampfschifffahrtsgesellschaftskapitän" * 6, wrap=True)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 300
    assert label.heightForWidth(300) > 3 * label.fontMetrics().height()
    assert label.text() == "Donaudampfschifffahrtsgesellschaftskapitän" * 6
