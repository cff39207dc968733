from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.calm import Calm


def test_many_who_ask_are_met_by_few_runs_that_come_while_they_still_ask(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    asked, ran = [], []
    calm = Calm(lambda: ran.append(len(asked)), widget, soon=20, again=30)

    def ask() -> None:
        asked.append(1)
        calm.ask()

    asking = QTimer(widget, interval=0)
    asking.timeout.connect(ask)
    asking.start()
    qtbot.waitUntil(lambda: len(ran) == 3)
    assert ran[0] > 1
    asking.stop()
    qtbot.waitUntil(lambda: ran[-1] == len(asked))
