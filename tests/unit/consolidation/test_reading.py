"""A language model reads at night if it passed its trial; what it words is kept only where the message says it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from core.consolidation.reading.grounding import find_ground, find_subject
from core.consolidation.reading.prompt import ask_about, read_noted
from core.consolidation.reading.trial import ENOUGH, KEY, read_trial
from core.inference.language import LanguageModel
from core.inference.spoken import Message, Spoken
from core.model.memory import Trust
from core.model.night import SleepReport
from core.sleeping import Sleeping
from core.store import settings
from core.store.database import Database
from tests.unit.consolidation.told import made, tell

Answers = dict[str, list[dict[str, Any]]]


def noted(fact: str, kind: str, matters: int) -> list[dict[str, Any]]:
    return [{"fact": fact, "kind": kind, "matters": matters}]


KNOWN: Answers = {
    "bakery": noted("Nora sold the bakery to my cousin Paul.", "event", 3),
    "EpiPen": noted("Ben carries an EpiPen since I was six.", "state", 3),
    "Kenji": noted("Aiko's brother Kenji moved into the room above the shop in March.", "event", 2),
    "clinic": noted("Omar works mornings at the clinic from now on.", "state", 2),
    "sticks": noted("The back door sticks, so lift the handle and push.", "how-to", 2),
}


class PlayingModel(LanguageModel):
    """Answers a message that holds a word with the facts of that word, any other with none."""

    def __init__(self, answers: Answers, fingerprint: str = "one") -> None:
        self._answers, self._print, self.asked = answers, fingerprint, 0
        self._name = "a playing model"
        self.unloaded = False

    @property
    def available(self) -> bool:
        return True

    @property
    def loaded(self) -> bool:
        return False

    def unload(self) -> None:
        self.unloaded = True

    @property
    def fingerprint(self) -> str:
        return self._print

    def chat(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        on_text: Callable[[str], None] | None = None,
        stop: threading.Event | None = None,
        temperature: float = 0.0,
        stop_at: Sequence[str] = (),
        grammar: str = "",
    ) -> Spoken:
        assert grammar
        self.asked += 1
        said = messages[-1]["content"]
        facts = next((facts for word, facts in self._answers.items() if word in said), [])
        return Spoken(json.dumps(facts), 1, 1, None, False)


def sleep_with(database: Database, model: LanguageModel) -> SleepReport:
    return Sleeping(database, None, lambda event: None, model).sleep()


SAID = "Peanuts and me, that never ends well, ask my doctor in Ghent."


def test_what_a_model_finds_is_a_fact_with_its_source_and_says_who_worded_it(database: Database) -> None:
    (said,) = tell(database, [("Nora", SAID)])
    fact = {"fact": "Peanuts never end well for Nora.", "kind": "state", "matters": 3}
    report = sleep_with(database, PlayingModel({**KNOWN, "Ghent": [fact]}))
    assert made(database) == [("Peanuts never end well for Nora.", 1)]
    with database.reading() as connection:
        row = connection.execute(
            "select p.parent_id, m.trust, m.significance from memory m join parent p on p.memory_id = m.id "
            "where m.form = 'fact'"
        ).fetchone()
    assert row == (said, Trust.IMPORTED, pytest.approx(0.8))
    assert any(change.reason.endswith("Worded by a playing model.") for change in report.changes)
    assert any("reads along at night" in note for note in report.notes)


def test_what_it_invents_is_not_taken(database: Database) -> None:
    tell(database, [("Nora", SAID)])
    invented = [
        {"fact": "Nora lives in Ghent.", "kind": "state", "matters": 3},
        {"fact": "Nora saw her doctor in Bruges.", "kind": "event", "matters": 2},
        {"fact": "Nora ends well.", "kind": "state", "matters": 2},
    ]
    sleep_with(database, PlayingModel({**KNOWN, "Ghent": invented}))
    assert made(database) == []


def test_what_it_says_again_is_the_same_fact(database: Database) -> None:
    fact = noted("Peanuts never end well for Nora.", "state", 2)
    again = "Like I said, peanuts never end well for me, not even in Ghent."
    tell(database, [("Nora", SAID), ("Ben", "Hello there!"), ("Nora", again)])
    sleep_with(database, PlayingModel({**KNOWN, "Ghent": fact}))
    assert made(database) == [("Peanuts never end well for Nora.", 2)]


def test_a_model_that_fails_its_trial_is_asked_no_more_and_the_report_says_so(database: Database) -> None:
    tell(database, [("Nora", SAID), ("Nora", "I moved to Lyon last week.")])
    model = PlayingModel({})
    report = sleep_with(database, model)
    tried = model.asked
    assert any("found by rules alone" in note for note in report.notes)
    with database.reading() as connection:
        kept = read_trial(connection)
    assert kept is not None
    assert kept.right < ENOUGH
    assert model.unloaded, "it takes no memory for nothing"
    tell(database, [("Nora", SAID)], name="later")
    sleep_with(database, model)
    assert model.asked == tried
    assert made(database), "the rules found something"


def test_another_model_is_tried_anew(database: Database) -> None:
    tell(database, [("Nora", SAID)])
    sleep_with(database, PlayingModel({}))
    tell(database, [("Nora", SAID)], name="later")
    better = PlayingModel(KNOWN, "another")
    sleep_with(database, better)
    assert better.asked > 0
    with database.reading() as connection:
        kept = read_trial(connection)
    assert kept is not None
    assert (kept.fingerprint, kept.passed) == ("another", True)


def test_it_never_reads_what_an_assistant_said(database: Database) -> None:
    tell(database, [("Assistant", SAID)], trust=Trust.MODEL)
    model = PlayingModel(KNOWN)
    sleep_with(database, model)
    assert model.asked == 0, "there was nothing to settle, so not even a trial"


def test_a_trial_that_cannot_be_read_counts_as_none(database: Database) -> None:
    for text in ("", "[]", "{", '{"version": 1}', '{"version": 99}'):
        database.write(lambda c, text=text: settings.set_setting(c, KEY, text))
        with database.reading() as connection:
            assert read_trial(connection) is None


@pytest.mark.parametrize(
    ("fact", "said", "stands"),
    [
        ("Nora sold the bakery to Paul.", "I finally sold the bakery to Paul.", True),
        ("Nora sold the bakery to Ben.", "I finally sold the bakery to Paul.", False),
        ("Nora likes tea.", "I don't like tea.", False),
        ("Nora sold the bakery.", "I want to sell the bakery.", False),
        ("Nora sold the bakery.", "Should I have sold the bakery?", False),
        ("Nora has 3 dogs.", "I have 2 dogs.", False),
        ("The lid sticks, so push it.", "The lid sticks, so push it hard.", True),
        ("The bakery was sold.", "We sold the bakery.", False),
    ],
)
def test_a_fact_stands_in_one_sentence_with_its_names_numbers_and_denials(fact: str, said: str, stands: bool) -> None:
    assert (find_ground(fact, "Nora", said) is not None) == stands


def test_a_fact_is_about_the_one_it_begins_with() -> None:
    for fact, said, subject in (
        ("Nora sold the bakery to Paul.", "I sold the bakery to Paul.", "nora"),
        ("Paul runs the bakery.", "Paul runs the bakery these days.", "paul"),
        ("The lid sticks.", "The lid sticks.", "nora"),
    ):
        ground = find_ground(fact, "Nora", said)
        assert ground is not None
        assert find_subject(fact, "Nora", ground) == subject


def test_an_answer_that_was_cut_short_holds_nothing() -> None:
    assert read_noted('[{"fact":"Nora sold') == []
    assert read_noted("{}") == []
    assert ask_about("Nora", "Hi\nthere")[-1]["content"] == "Nora: Hi there"
