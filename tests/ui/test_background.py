from __future__ import annotations

import sys
from collections.abc import Callable
from threading import Event

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.background import Operation, Reads, background


class _Desk:
    """Operations that end when they are told to, and what was heard of them."""

    def __init__(self, qtbot: QtBot) -> None:
        self.heard: list[str] = []
        self._qtbot = qtbot
        self._gates: dict[str, Event] = {}
        self._ended: dict[str, Event] = {}

    def operation(self, name: str) -> Operation[str]:
        gate, ended = self._gates.setdefault(name, Event()), self._ended.setdefault(name, Event())

        def work(_: Callable[[object], None]) -> str:
            assert gate.wait(10)
            ended.set()
            return name

        return Operation(work).success(self.heard.append)

    def end(self, *names: str) -> None:
        """Let them end, in this order, and what they bring be delivered."""
        for name in names:
            waiting = len(background()._waiting)
            self._gates[name].set()
            self._qtbot.waitUntil(lambda waiting=waiting: len(background()._waiting) < waiting)


@pytest.fixture
def desk(qtbot: QtBot) -> _Desk:
    return _Desk(qtbot)


@pytest.fixture
def reads(qapp: QObject) -> Reads:
    return Reads(qapp)


def test_what_was_asked_first_and_ends_last_is_dropped(desk: _Desk, reads: Reads) -> None:
    reads.read(desk.operation("older"))
    reads.read(desk.operation("newer"))
    desk.end("newer", "older")
    assert desk.heard == ["newer"]


def test_reads_that_end_in_order_are_all_heard(desk: _Desk, reads: Reads) -> None:
    reads.read(desk.operation("older"))
    reads.read(desk.operation("newer"))
    desk.end("older", "newer")
    assert desk.heard == ["older", "newer"]


def test_what_was_read_before_a_change_ended_is_dropped(desk: _Desk, reads: Reads) -> None:
    for name in ("before, ends meanwhile", "before, ends after"):
        reads.read(desk.operation(name))
    reads.change(desk.operation("change"))
    reads.read(desk.operation("meanwhile, ends after"))
    desk.end("before, ends meanwhile", "change")
    reads.read(desk.operation("after"))
    desk.end("before, ends after", "meanwhile, ends after", "after")
    assert desk.heard == ["change", "after"]


def test_what_is_no_longer_wanted_is_dropped_but_not_a_bug_in_it(
    desk: _Desk, reads: Reads, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bugs: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: bugs.append(kind))

    def fail(_: object) -> str:
        raise ZeroDivisionError

    reads.read(desk.operation("unwanted"))
    reads.read(Operation(fail).success(desk.heard.append).failure(lambda _: desk.heard.append("failure")))
    reads.drop()
    desk.end("unwanted")
    qtbot.waitUntil(lambda: bool(bugs))
    assert desk.heard == []
    assert bugs == [ZeroDivisionError]
