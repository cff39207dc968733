"""The foot of the rail says in a word what answers, and all of it in its tooltip; what leaves the machine is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from core.model.events import ModelChanged
from core.model.plan import Place
from core.model.status import ModelState, ModelStatus
from tests.ui.fake_assistant import FakeAssistant
from tests.ui.world import World
from ui.places import Places
from ui.rail_status import RailStatus, in_full, in_short
from ui.window import MainWindow

READY = ModelStatus("language", "Qwen2.5 1.5B", ModelState.READY, place=Place.MEMORY)
FLASH = replace(READY, place=Place.FLASH, tokens_per_second=2.14)


@pytest.mark.parametrize(
    ("model", "short", "full"),
    [
        (replace(READY, state=ModelState.LOADING), "loading…", "Qwen2.5 1.5B: loading"),
        (READY, "Qwen2.5 1.5B", "Qwen2.5 1.5B"),
        (
            replace(READY, tokens_per_second=31.4),
            "31 tokens/s",
            "Qwen2.5 1.5B: the last answer at 31 tokens per second",
        ),
        (
            FLASH,
            "flash · 2.1/s",
            "Qwen2.5 1.5B: a part of it is read from flash, the last answer at 2.1 tokens per second",
        ),
        (replace(READY, place=Place.GPU), "on the card", "Qwen2.5 1.5B: on the graphics card"),
        (
            replace(READY, state=ModelState.IDLE, place=None),
            "resting",
            "Qwen2.5 1.5B: resting: it is loaded with the next question",
        ),
        (
            ModelStatus("language", "", ModelState.ABSENT, "None is used, as you chose."),
            "no model",
            "No language model: not there: answers are quoted. None is used, as you chose.",
        ),
        (
            ModelStatus("endpoint", "llama", ModelState.READY, tokens_per_second=50.0, elsewhere="nas:8080"),
            "50 tokens/s",
            "llama: at nas:8080: your questions, and what is found for them, leave this machine, "
            "the last answer at 50 tokens per second",
        ),
    ],
    ids=["loading", "ready", "rate", "flash", "card", "resting", "none", "elsewhere"],
)
def test_a_word_in_the_rail_and_a_sentence_in_its_tooltip(model: ModelStatus, short: str, full: str) -> None:
    assert (in_short(model), in_full(model)) == (short, full)


def test_the_rail_follows_the_model_and_marks_what_leaves_the_machine(
    qtbot: QtBot, window: MainWindow, places: Places, world: World
) -> None:
    status = places.rail.findChild(RailStatus)
    assert status is not None
    qtbot.waitUntil(lambda: status.line.text() == "resting")
    assert not status.mark.isVisible()
    assistant: FakeAssistant = places._assistant  # type: ignore[assignment]
    world.statuses = (FLASH,)
    assistant.tell(ModelChanged(READY))  # told late: how it stands is read
    qtbot.waitUntil(lambda: status.line.text() == "flash · 2.1/s")
    assert status.accessibleName() == in_full(FLASH)
    elsewhere = ModelStatus("endpoint", "llama", ModelState.IDLE, elsewhere="nas:8080")
    world.statuses = (FLASH, elsewhere)
    assistant.tell(ModelChanged(elsewhere))
    qtbot.waitUntil(status.mark.isVisible)
    assert status.mark.text() == "leaves this machine"
    assert status.line.text() == "llama"
    places.set_narrow(True)
    assert not status.mark.isVisible()
    assert status._icon.isVisible()
    assert "nas:8080" in status._icon.toolTip()
    qtbot.waitUntil(lambda: "leaves the machine" in places.ask._foot.text())


def test_settings_show_what_ebb_takes_of_the_memory(qtbot: QtBot, places: Places) -> None:
    places.go("settings")
    memory = places.settings.models.memory
    qtbot.waitUntil(memory.isVisible)
    assert memory.text().startswith("Ebb takes 420 MB of memory now: 180 MB this window")
    assert memory.text().endswith("240 MB in 2 processes it started.")
