"""The real starter model goes on with a chat: only what is new is computed, after unloading and restarting too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import ModelUnavailable
from core.inference.going_on import GoingOn
from core.inference.language import LanguageModel
from core.inference.process import Child
from core.inference.spoken import Message
from core.store.database import Database
from core.store.prompt_state import FILE, PromptStates

pytestmark = pytest.mark.model
NOTES = "\n".join(
    f"[{number}] {who} said on Monday {number} May 2023: {told}"
    for number, (who, told) in enumerate(
        (
            ("Maria", "I sold the old piano to the music school in Brix, and my cousin Tobias carried it down."),
            ("Tom", "I start at the observatory on the first of March; the dome is never heated."),
            ("Nora", "The dog is afraid of thunder, so we moved his basket into the cellar."),
            ("Ines", "I moved to Porto in May and work for a shipyard that builds electric ferries."),
        ),
        1,
    )
)
CHAT = GoingOn("7", {"notes": 4})


def ask(question: str) -> list[Message]:
    return [{"role": "user", "content": f"{NOTES}\n\nQuestion: {question}"}]


@pytest.fixture
def states(database: Database, tmp_path: Path) -> PromptStates:
    return PromptStates(database, tmp_path)


@pytest.fixture
def model(states: PromptStates) -> Iterator[LanguageModel]:
    made = LanguageModel(states=states)
    try:
        made.load()
    except ModelUnavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()


def test_a_chat_goes_on_after_unloading_and_in_another_process(model: LanguageModel, states: PromptStates) -> None:
    assert model.go_on("7") is None
    first = model.chat(ask("Where does Ines work?"), max_tokens=8, going_on=CHAT)
    assert first.computed > 120
    assert model.go_on("7") == CHAT.about
    second = model.chat(ask("Who carried the piano?"), max_tokens=8, going_on=CHAT)
    assert second.computed < 0.2 * first.computed
    model.unload()
    assert model.go_on("7") == CHAT.about
    again = model.chat(ask("Who carried the piano?"), max_tokens=8, going_on=CHAT)
    assert (again.text, again.computed) == (second.text, 1)
    model.close()

    other = LanguageModel(states=states)
    try:
        assert other.go_on("8") is None
        # Something else comes between, as at night: what is on disk is still there.
        other.chat([{"role": "user", "content": "Hello."}], max_tokens=1)
        assert other.go_on("7") == CHAT.about
        assert other.chat(ask("Where does Tom start?"), max_tokens=8).computed < 0.2 * first.computed
    finally:
        other.close()


def test_what_was_forgotten_is_held_nowhere(model: LanguageModel, tmp_path: Path) -> None:
    model.go_on("7")
    whole = model.chat(ask("Where does Ines work?"), max_tokens=2, going_on=CHAT).computed
    model.unload()
    assert (tmp_path / FILE).exists()
    model.go_on("7")
    model.forget()
    assert not (tmp_path / FILE).exists()
    assert model.go_on("7") is None
    assert model.chat(ask("Where does Ines work?"), max_tokens=2).computed == whole


def test_a_state_that_does_not_fit_is_computed_again(
    model: LanguageModel, states: PromptStates, tmp_path: Path
) -> None:
    model.go_on("7")
    said = model.chat(ask("Where does Ines work?"), max_tokens=4, going_on=CHAT)
    model.unload()
    about, state = states.recall("7", model._continuity._made_by) or ({}, b"")
    for tokens, wrong in ((about["tokens"][1:], state), (about["tokens"], state[: len(state) // 2])):
        states.keep(states.mark(), "7", model._continuity._made_by, {**about, "tokens": tokens}, wrong)
        assert model.go_on("7") is None
        assert not (tmp_path / FILE).exists()
        assert model.chat(ask("Where does Ines work?"), max_tokens=4).text == said.text
        model.unload()


def test_a_process_that_dies_while_it_keeps_or_takes_over_costs_nothing_but_time(
    model: LanguageModel, states: PromptStates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.go_on("7")
    said = model.chat(ask("Where does Ines work?"), max_tokens=4, going_on=CHAT)
    plain = Child.ask

    def ask_and_die(child: Child, operation: str, **fields: object) -> object:
        if operation in ("keep", "restore"):
            assert child._process is not None
            child._process.kill()
            child._process.wait()
        return plain(child, operation, **fields)  # type: ignore[arg-type]

    monkeypatch.setattr(Child, "ask", ask_and_die)
    model.unload()
    assert not (tmp_path / FILE).exists()
    monkeypatch.undo()
    model.go_on("7")
    model.chat(ask("Where does Ines work?"), max_tokens=4, going_on=CHAT)
    model.unload()
    monkeypatch.setattr(Child, "ask", ask_and_die)
    assert model.go_on("7") is None
    assert not (tmp_path / FILE).exists()
    monkeypatch.undo()
    assert model.chat(ask("Where does Ines work?"), max_tokens=4).text == said.text
