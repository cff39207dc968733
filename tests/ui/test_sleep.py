"""Sleep: the report in plain words, undo, sleeping now, the schedule."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event as Flag

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.model.change import ChangeKind
from core.model.night import Cause, Night, NightState, SleepProgress, SleepReport, StepName
from tests.ui.records import night_report
from tests.ui.world import World
from ui.memories.sections import ChangeRow
from ui.places import Places
from ui.sleep.place import SleepPlace
from ui.sleep.wording import left, sentence


@pytest.fixture
def place(qtbot: QtBot, places: Places, world: World) -> SleepPlace:
    places.go("sleep")
    qtbot.waitUntil(lambda: bool(places.sleep.status.text()))
    return places.sleep


def test_before_the_first_night_it_says_what_sleep_is(place: SleepPlace) -> None:
    assert place.empty.isVisible()
    assert place.status.text().startswith("12 memories wait to be sorted. Ebb sleeps when you have been away for 10")


def test_a_night_is_told_and_undone_item_by_item_and_whole(qtbot: QtBot, places: Places, world: World) -> None:
    world.reports = [night_report(2), night_report(1)]
    places.go("sleep")
    report = places.sleep.report
    qtbot.waitUntil(report.isVisible)
    assert report.said.text().endswith("Ebb learned 2 facts and let 1 fade.")
    assert [section.title.text() for section in report.groups.values()] == ["Learned  ·  2", "Let fade  ·  1"]
    report._undo_change(21)
    qtbot.waitUntil(lambda: world.undone == [21])
    report.undo_all.click()
    report.really.click()
    qtbot.waitUntil(lambda: world.undone == [21, -2])
    qtbot.waitUntil(lambda: "1 was left as it is" in report.notice.text)
    places.sleep._choose(1)
    qtbot.waitUntil(lambda: report.report is not None and report.report.night.id == 1)


def test_tab_goes_down_the_report_before_the_schedule(qtbot: QtBot, places: Places, world: World) -> None:
    world.reports = [night_report(1)]
    places.go("sleep")
    sleep = places.sleep
    qtbot.waitUntil(sleep.report.isVisible)
    last = sleep.report.groups[ChangeKind.FADED].findChildren(ChangeRow)[-1].undo
    qtbot.waitUntil(lambda: _next_stop(last) is sleep.schedule.enabled)


def _next_stop(widget: QWidget) -> QWidget:
    after = widget.nextInFocusChain()
    while not (after.focusPolicy() & Qt.FocusPolicy.TabFocus and after.isVisible()):
        after = after.nextInFocusChain()
    return after


def test_sleep_now_shows_how_far_it_is_and_stops(qtbot: QtBot, place: SleepPlace, world: World) -> None:
    world.sleeping = Flag()
    place.sleep_now.click()
    qtbot.waitUntil(lambda: place.strip.detail.text() == "Step 1 of 5 · 212 of about 1,204")
    assert place.strip.title.text() == "Going through what is new"
    assert not place.sleep_now.isEnabled()
    qtbot.waitUntil(lambda: place.strip.elapsed.text() not in ("", "0:00"))  # it says that it is still at it
    place.strip.stop.click()
    qtbot.waitUntil(place.strip.isHidden)
    qtbot.waitUntil(place.report.isVisible)
    assert place.sleep_now.isEnabled()


def test_the_schedule_is_kept(qtbot: QtBot, place: SleepPlace, world: World) -> None:
    place.schedule.minutes[30].click()
    qtbot.waitUntil(lambda: world.schedule.idle_minutes == 30)
    place.schedule.enabled.click()
    qtbot.waitUntil(lambda: not world.schedule.enabled)
    qtbot.waitUntil(lambda: place.status.text().endswith("Ebb sleeps only when you ask for it."))


def test_a_step_whose_first_piece_takes_long_never_reads_as_if_nothing_went_on() -> None:
    assert left(SleepProgress(StepName.REHEARSE, 5, 5, 0, 240)) == "Step 5 of 5 · about 240 to look at"


def test_a_night_in_a_sentence() -> None:
    now = datetime(2026, 11, 20, 9, 0).astimezone()
    night = Night(
        1, Cause.IDLE, NightState.DONE, now - timedelta(hours=6), now - timedelta(hours=5),
        {ChangeKind.MERGED: 14, ChangeKind.LEARNED: 5, ChangeKind.FADED: 41},
    )  # fmt: skip
    said = sentence(SleepReport(night, (), 0.0), now)
    assert said == "Last night Ebb learned 5 facts, found 14 things said again and let 41 fade."
