"""What may be captured: every rule holds alone and together, and no pattern costs more than a look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.capture import CaptureKind, CaptureRules, LeftOut, Origin, Pause, Wanted, next_morning, read_origin
from core.understanding.capture_rules import LONGEST, checked_patterns, find_pattern, may_capture

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
ON = CaptureRules(clipboard=True, screenshots=True)
BROWSER = Origin(CaptureKind.CLIPBOARD, "Firefox", "How to splice a rope")

names = st.text(max_size=30)
patterns = st.lists(st.text(alphabet="aAbBß* –é", max_size=8), max_size=4)
moments = st.integers(-100, 100).map(lambda minutes: NOW + timedelta(minutes=minutes))
pauses = st.none() | st.builds(Pause, st.none() | moments)
rules = st.builds(
    CaptureRules,
    apps=patterns.map(checked_patterns), titles=patterns.map(checked_patterns), built_in=st.booleans(),
    clipboard=st.booleans(), screenshots=st.booleans(), pause=pauses,
)  # fmt: skip
origins = st.builds(Origin, st.sampled_from(CaptureKind), names, names)
wants = st.builds(Wanted, st.sampled_from(["a note", "", "Password: tr0ub4dor&3"]), *[st.booleans()] * 4)


@settings(max_examples=60)
@given(wanted=wants, origin=origins, rules=rules)
def test_nothing_unasked_unless_it_is_turned_on_and_not_paused_and_no_mark_is_passed_over(
    wanted: Wanted, origin: Origin, rules: CaptureRules
) -> None:
    verdict = may_capture(wanted, origin, rules, NOW)
    if not verdict.may:
        return
    assert wanted.text.strip()
    assert not wanted.concealed
    assert not wanted.own
    assert rules.clipboard or not wanted.watched
    assert rules.screenshots or origin.kind is not CaptureKind.SCREENSHOT
    assert not (wanted.watched and rules.pause is not None and rules.pause.holds(NOW))
    assert wanted.anyway or "Password" not in wanted.text
    if origin.kind in (CaptureKind.CLIPBOARD, CaptureKind.SCREENSHOT):
        assert find_pattern(origin.app, rules.apps) is None
        assert find_pattern(origin.title, rules.titles) is None
        assert origin.told or not (wanted.watched and (rules.apps or rules.titles))


@settings(max_examples=60)
@given(wanted=wants, origin=origins, rules=rules)
def test_more_exclusions_never_let_more_through(wanted: Wanted, origin: Origin, rules: CaptureRules) -> None:
    fewer = replace(rules, apps=(), titles=(), built_in=False)
    assert not may_capture(wanted, origin, rules, NOW).may or may_capture(wanted, origin, fewer, NOW).may


@settings(max_examples=60)
@given(wanted=wants, origin=origins, rules=rules)
def test_a_pause_holds_back_nothing_that_is_asked_for(wanted: Wanted, origin: Origin, rules: CaptureRules) -> None:
    asked = replace(wanted, watched=False)
    assert may_capture(asked, origin, rules, NOW) == may_capture(asked, origin, replace(rules, pause=None), NOW)


@given(name=st.text(alphabet="abAB –", min_size=1, max_size=20), cut=st.integers(0, 20), length=st.integers(1, 20))
def test_a_pattern_fits_every_name_that_holds_it_in_any_case(name: str, cut: int, length: int) -> None:
    inside = name[cut : cut + length].strip()
    for pattern in checked_patterns([inside.upper(), f"*{inside.lower()}*"]):
        assert find_pattern(name, [pattern]) == pattern


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        (Origin(CaptureKind.CLIPBOARD, "KeePassXC", "Passwords.kdbx"), LeftOut.APP),
        (Origin(CaptureKind.CLIPBOARD, "firefox", "News — Mozilla Firefox Private Browsing"), LeftOut.TITLE),
        (Origin(CaptureKind.SCREENSHOT, "chrome", "Online Banking - Google Chrome"), LeftOut.TITLE),
        (Origin(CaptureKind.NOTE, "KeePassXC", "Passwords.kdbx"), None),
        (BROWSER, None),
    ],
)
def test_password_managers_banks_and_private_windows_are_left_out(origin: Origin, why: LeftOut | None) -> None:
    assert may_capture(Wanted("a rope"), origin, ON, NOW).why is why
    assert may_capture(Wanted("a rope"), origin, replace(ON, built_in=False), NOW).may


def test_the_reason_names_the_pattern() -> None:
    excluding = replace(ON, titles=("splice*rope",))
    verdict = may_capture(Wanted("a rope"), BROWSER, excluding, NOW)
    assert (verdict.why, verdict.about) == (LeftOut.TITLE, "splice*rope")
    nowhere = Origin(CaptureKind.CLIPBOARD)
    assert may_capture(Wanted("a rope", watched=True), nowhere, excluding, NOW).why is LeftOut.NOT_TOLD
    assert may_capture(Wanted("a rope"), nowhere, excluding, NOW).may
    assert may_capture(Wanted("x" * (LONGEST + 1)), BROWSER, ON, NOW).why is LeftOut.TOO_LONG


def test_patterns_that_would_fit_everything_are_dropped() -> None:
    assert checked_patterns(["", " * ", "**", "Bank", "BANK", " my  bank "]) == ("Bank", "my bank")


@given(app=names, title=names)
def test_an_origin_reads_back_from_its_heading(app: str, title: str) -> None:
    heading = Origin(CaptureKind.CLIPBOARD, app, title).heading
    again = read_origin(CaptureKind.CLIPBOARD, heading)
    assert again.heading == heading
    assert (again.title != "") == (title.strip() != "")


@pytest.mark.parametrize(("hour", "day", "until"), [(1, 26, 26), (6, 26, 27), (23, 30, 1)])
def test_until_tomorrow_is_the_next_morning(hour: int, day: int, until: int) -> None:
    begins = next_morning(datetime(2026, 11, day, hour, 10, tzinfo=UTC))
    assert (begins.day, begins.hour, begins.minute) == (until, 6, 0)
