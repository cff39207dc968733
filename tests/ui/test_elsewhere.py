"""Setting a server in Settings, against a real one on loopback: what leaves the machine is said, and can be ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from core.elsewhere import Elsewhere
from core.store import keychain
from core.store.database import Database
from tests.ui.records import answer, citation
from tests.unit.inference.model_server import ModelServer, serve
from ui.ask.layout import Typesetter
from ui.ask.message import Message, MessageKind, spoken
from ui.settings.elsewhere import ElsewhereSection
from ui.theme.theme import Theme

LONG = 60_000
"""Milliseconds: a process is started for each look at a server."""


@pytest.fixture
def elsewhere(database: Database, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    monkeypatch.setattr(keychain, "_TRUSTED", ())
    return Elsewhere(database, "vault", lambda: None)


@pytest.fixture
def section(qtbot: QtBot, theme: Theme, elsewhere: Elsewhere) -> Iterator[ElsewhereSection]:
    made = ElsewhereSection(theme, SimpleNamespace(elsewhere=elsewhere))
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    return made


def test_a_server_is_set_left_used_again_and_removed(
    qtbot: QtBot, section: ElsewhereSection, elsewhere: Elsewhere
) -> None:
    assert section.kept.isHidden()
    section.open.click()
    form = section.form
    assert not form.save.isEnabled()
    with serve(ModelServer(models=["one", "two"])) as server:
        form.address.setText(server.where)
        form.key.line.setText("sk-4711")
        form.save.click()
        qtbot.waitUntil(lambda: "several models: one, two" in section.notice.text, timeout=LONG)
        assert form.address.text() == server.where, "what was typed is still there"
        form.model.setText("two")
        form.save.click()
        qtbot.waitUntil(lambda: "keyring" in section.notice.text, timeout=LONG)  # this machine has none
        form.key.clear()
        form.save.click()
        qtbot.waitUntil(lambda: "words your answers" in section.notice.text, timeout=LONG)
    qtbot.waitUntil(section.kept.isVisible)
    assert form.isHidden()
    assert "leaves this machine" in section.kept.accessibleName()
    section.kept.use.click()
    qtbot.waitUntil(lambda: section.kept.use.text() == "Use it")
    assert "Nothing is sent" in section.kept.accessibleName()
    section.kept.use.click()
    qtbot.waitUntil(lambda: section.kept.use.text() == "Stop using it")
    section.kept.remove.click()
    qtbot.waitUntil(section.kept.isHidden)
    assert elsewhere.endpoint is None


def test_a_server_that_is_not_near_needs_a_second_word(qtbot: QtBot, section: ElsewhereSection) -> None:
    section.open.click()
    section.form.address.setText("https://192.0.2.7/v1")  # an address for documents: nothing is there
    section.form.save.click()
    qtbot.waitUntil(lambda: "not on your own network" in section.notice.text, timeout=LONG)
    assert section.notice._action.isVisible()
    section.form.cancel.click()
    assert section.notice.isHidden()
    assert section.form.address.text() == ""


def test_an_answer_that_left_the_machine_says_so_below_it_and_to_a_screen_reader(theme: Theme) -> None:
    said = answer("Solveig Dahl.", citation(1), elsewhere="nas:8080")
    marks = {}
    for made in (said, replace(said, elsewhere="")):
        message = Message(MessageKind.ANSWER, made.text, made)
        lines = [line.text for line in Typesetter(theme).lay(message, 800).lines]
        marks[made.elsewhere] = [
            "left this machine, to nas:8080" in text for text in (spoken(message), " ".join(lines))
        ]
    assert marks == {"nas:8080": [True, True], "": [False, False]}
