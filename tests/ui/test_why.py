"""Why a memory was found, in words, and how an answer was made."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.model import times
from core.model.answer import Means, Route
from core.model.memory import State, Strength
from core.model.period import Grain
from core.retrieval.configuration import Configuration
from tests.ui.records import NORA, NOW, answer, citation, hit, memory
from tests.ui.world import World
from ui.ask.message import Message, MessageKind, facts, spoken
from ui.places import Places
from ui.theme.theme import Theme
from ui.why import strength
from ui.why.channels import channel_name, shares
from ui.why.disclosure import WhyThis
from ui.why.times import told

CITED = replace(citation(1), channels={"words": 1.2, "vectors": 0.8, "when": 0.6, "asking": -0.2, "mystery": 0.2})


def test_shares_are_parts_of_what_counted() -> None:
    found = shares({"words": 3.0, "asking": -1.0, "vector": 0.0})
    assert [(share.name, round(share.part, 2)) for share in found] == [
        ("Its words", 0.75),
        ("Telling or asking", -0.25),
    ]
    assert shares({}) == []
    assert shares({"words": 0.0}) == []


def test_channels_of_one_name_are_added_up_and_unknown_ones_shown() -> None:
    found = shares({"session_words": 1.0, "session_vector": 1.0, "tides": 2.0})
    assert [share.part for share in found] == [0.5, 0.5]
    assert {share.name for share in found} == {"The conversation it is from", "tides"}
    assert channel_name("tides") == "tides"


def test_every_channel_of_a_search_has_words() -> None:
    no_channels = {"text_weight", "context_weight", "neighbour_share", "decisiveness"}
    channels = {field.name for field in fields(Configuration) if field.type == "float"} - no_channels
    assert channels > {"words", "correction", "clue", "crossing"}
    assert [name for name in channels if channel_name(name) == name] == []


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (None, None, "Said on 8 May 2023."),
        (-1, None, "Said on 8 May 2023; true from 7 May 2023."),
        (None, 3, "Said on 8 May 2023; true until 11 May 2023."),
        (-1, 0, "Said on 8 May 2023; true on 7 May 2023."),
        (-7, 0, "Said on 8 May 2023; true from 1 May 2023 to 7 May 2023."),
        (-1, -1, "Said on 8 May 2023; true on 7 May 2023."),
    ],
)
def test_times_in_one_sentence(start: int | None, end: int | None, sentence: str) -> None:
    midnight = datetime(2023, 5, 8, tzinfo=NORA.tzinfo)
    days = [None if day is None else midnight + timedelta(days=day) for day in (start, end)]
    said = replace(memory(1, "x", "Nora"), said_at=NORA, true_from=days[0], true_to=days[1])
    assert told(said) == sentence


@pytest.mark.parametrize(
    ("grain", "start", "end", "sentence"),
    [
        (Grain.DAY, (2023, 5, 7), (2023, 5, 8), "True on 7 May 2023."),
        (Grain.MONTH, (2023, 3, 1), (2023, 4, 1), "True in March 2023."),
        (Grain.MONTH, (2023, 3, 1), (2023, 5, 1), "True from 1 Mar 2023 to 30 Apr 2023."),
        (Grain.YEAR, (2019, 1, 1), (2020, 1, 1), "True in 2019."),
        (Grain.WEEKEND, (2023, 5, 6), (2023, 5, 8), "True from 6 May 2023 to 7 May 2023."),
        (Grain.VAGUE, (2023, 1, 1), (2023, 5, 1), "True some time between 1 Jan 2023 and 30 Apr 2023."),
    ],
)
def test_times_are_told_as_exactly_as_they_are_known(
    grain: Grain, start: tuple[int, int, int], end: tuple[int, int, int], sentence: str
) -> None:
    true_from, true_to = (datetime(*day, tzinfo=NORA.tzinfo) for day in (start, end))
    held = replace(memory(1, "x", page=4), true_from=true_from, true_to=true_to, true_grain=grain)
    assert told(held) == sentence


def test_nothing_is_told_of_times_that_are_not_known() -> None:
    assert told(memory(1, "x", page=4)) == ""
    only = replace(memory(1, "x", page=4), true_from=NORA)
    assert told(only) == "True from 8 May 2023."


def test_strength_is_a_figure_a_place_and_words() -> None:
    fresh = replace(memory(1, "x"), strength=Strength(30.0, NOW, 2))
    assert strength.place(1.0) == pytest.approx(0.0)
    assert strength.place(0.0) == pytest.approx(1.0)
    assert strength.in_words(fresh, NOW).startswith("strong · 2 uses, last on ")
    assert strength.in_words(fresh, NOW + timedelta(days=90)).startswith("faint")
    assert strength.in_words(replace(fresh, pinned=True), NOW) == "pinned, does not fade"
    assert "superseded" in strength.in_words(replace(fresh, state=State.SUPERSEDED), NOW)
    assert "not used yet" in strength.in_words(memory(1, "x"), times.now())


def test_reasons_are_closed_until_asked_for(qtbot: QtBot, places: Places, world: World) -> None:
    evidence = places.ask.evidence
    places.ask.open_evidence(CITED)
    qtbot.waitUntil(lambda: evidence._pieces.count() == 5)
    assert evidence.why.body.isHidden()
    closed = evidence._why_row.height()
    qtbot.keyClick(evidence.why.button, Qt.Key.Key_Space)
    assert evidence.why.body.isVisible()
    qtbot.waitUntil(lambda: evidence._why_row.height() > closed)
    said = evidence.why.in_words()
    assert said.startswith("Its words 40 %; Its meaning 27 %; When it was true 20 %")
    assert "Against: Telling or asking 7 %" in said
    assert "mystery 7 %" in said
    assert "Said on 8 May 2023." in said
    assert "Strength:" in said


def test_reasons_never_take_more_than_half_the_panel(qtbot: QtBot, places: Places) -> None:
    places.window().resize(640, 480)
    evidence = places.ask.evidence
    evidence.why.open()
    places.ask.open_evidence(replace(CITED, memory_id=2))
    qtbot.waitUntil(lambda: evidence._pieces.count() == 5)
    qtbot.wait(50)
    assert evidence._why_row.height() <= evidence.height() // 2
    focal = evidence._focal
    assert focal is not None
    assert not focal.visibleRegion().isEmpty()


def test_way_it_was_found_is_named(qtbot: QtBot, theme: Theme) -> None:
    why = WhyThis(theme)
    qtbot.addWidget(why)
    why.show_channels(hit(1, "x").channels, "the sailing club")
    assert "Found by way of “the sailing club”." in why.in_words()
    why.show_channels({})
    assert why.in_words() == "It was not searched for, or the reasons were not kept."


@pytest.mark.parametrize(
    ("route", "means", "begin"),
    [
        (Route.TALK, Means.PHRASE, "small talk · nothing was looked up"),
        (Route.PROFILE, Means.VALUE, "profile · known from memory"),
        (Route.TARGETED, Means.MODEL, "targeted recall · told by the model, checked"),
        (Route.DEEP, Means.SPAN, "deep recall · taken from memory"),
        (Route.TABLE, Means.TABLE, "lists and counts · counted in memory"),
    ],
)
def test_route_stands_in_the_technical_line(route: Route, means: Means, begin: str) -> None:
    assert facts(answer("x", citation(1), route=route, means=means)).startswith(begin)


def test_every_route_and_means_has_words() -> None:
    for route in Route:
        for means in Means:
            assert facts(answer("x", route=route, means=means))


def test_facts_that_do_not_fit_are_left_out_whole(qtbot: QtBot, places: Places, world: World) -> None:
    world.answers.append(answer("Yes [1].", citation(1), model="A model with quite a long name, instruct, 4-bit"))
    places.ask.ask("Really?")
    qtbot.waitUntil(lambda: places.ask._answering is None)
    layout = places.ask.messages._delegate.layout(places.ask.transcript.index(1))
    assert "…" not in layout.lines[-1].text
    assert layout.lines[-1].text.startswith("targeted recall · ")


def test_small_talk_shows_no_evidence(qtbot: QtBot, places: Places, world: World) -> None:
    places.ask.open_evidence(CITED)
    talk = answer("Hello.", citation(1), route=Route.TALK, means=Means.PHRASE)
    world.answers.append(talk)
    places.ask.ask("Hello")
    qtbot.waitUntil(lambda: places.ask._answering is None)
    assert places.ask.evidence.isHidden()
    assert [target.key for target in places.ask.messages.targets(1)] == ["copy", "retry"]
    assert "Sources" not in spoken(Message(MessageKind.ANSWER, "Hello.", talk))
