"""Whoever asks in a language is answered in it, in all that Ebb says itself. A real vault; no model takes part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.answering.phrasing import PHRASINGS, Phrasing, phrasing_of
from core.assistant import Assistant
from core.inference import models
from core.model.answer import Answer, Means, Turn
from tests.faults.command import message, write_conversation

_TALK = (
    ("Nora", "I kept the tricycle in the cellar of the old mill."),
    ("Nora", "Das Fahrrad steht im Keller der alten Mühle."),
    ("Nora", "Le vélo est dans la cave du vieux moulin."),
    ("Nora", "La bicicleta está en el sótano del viejo molino."),
    ("Nora", "我的 iPad mini 放在旧磨坊的地下室里。"),
    ("me", "Der Kajak liegt neben dem Bootshaus."),
)
_SAID_ON = "2023-05-01T10:00:00+00:00"

_WHERE = {
    "en": ("Why is the tricycle in the cellar?", "Nora said on 1 May 2023: “I kept the tricycle"),
    "de": ("Warum steht das Fahrrad im Keller?", "Nora sagte am 1. Mai 2023: „Das Fahrrad"),
    "fr": ("Pourquoi le vélo est-il dans la cave ?", "Nora a dit le 1er mai 2023\xa0: «\xa0Le vélo"),
    "es": ("¿Por qué está la bicicleta en el sótano?", "Nora dijo el 1 de mayo de 2023: «La bicicleta"),
    "zh": ("iPad mini 为什么在那里？", "Nora在2023年5月1日说：“我的 iPad mini"),
}
_LABEL = {"en": "Nora · 1 May 2023", "de": "Nora · 1. Mai 2023", "fr": "Nora · 1er mai 2023",
          "es": "Nora · 1 may 2023", "zh": "Nora · 2023年5月1日"}  # fmt: skip
_NOWHERE = {
    "en": "Who composed the opera Aida?", "de": "Wer komponierte die Oper Aida?", "fr": "Qui a composé l’opéra Aïda ?",
    "es": "¿Quién compuso la ópera Aida?", "zh": "谁写了歌剧《阿依达》？",
}  # fmt: skip
_NO_SUCH_DAY = {
    "en": ("What happened on 30 February 2023?", "30 February 2023"),
    "de": ("Was war am 30. Februar 2023 los?", "30. Februar 2023"),
    "fr": ("Que s’est-il passé le 30 février 2023 ?", "30 février 2023"),
    "es": ("¿Qué pasó el 30 de febrero de 2023?", "30 de febrero de 2023"),
    "zh": ("2023年2月30日发生了什么？", "2023年2月30日"),
}
_WHEN = {
    "de": ("Wann stand das Fahrrad im Keller?", "1. Mai 2023"),
    "fr": ("Quand le vélo était-il dans la cave ?", "1er mai 2023"),
    "es": ("¿Cuándo estuvo la bicicleta en el sótano?", "1 de mayo de 2023"),
    "zh": ("iPad mini 什么时候买的？", "2023年5月1日"),
}


@pytest.fixture
def assistant(profile: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.setattr(models, "_catalogue", lambda: {"language": [], "embedding": []})
    monkeypatch.delenv(models.OVERRIDE, raising=False)
    opened, _ = Assistant.create(profile, "seven quiet boats")
    yield opened
    opened.close()


@pytest.fixture
def told(assistant: Assistant, tmp_path: Path) -> Assistant:
    lines = [message(n, speaker=who, text=text, time=_SAID_ON) for n, (who, text) in enumerate(_TALK)]
    assistant.import_conversation(write_conversation(tmp_path / "talk.jsonl", lines))
    assistant.work()
    return assistant


def answer_of(turn: Turn) -> Answer:
    assert turn.answer is not None
    return turn.answer


@pytest.mark.parametrize("phrasing", PHRASINGS, ids=lambda one: one.code)
def test_an_empty_memory_says_so(assistant: Assistant, phrasing: Phrasing) -> None:
    assert assistant.ask(_NOWHERE[phrasing.code]).text == phrasing.empty


@pytest.mark.parametrize("phrasing", PHRASINGS, ids=lambda one: one.code)
def test_what_nothing_says(told: Assistant, phrasing: Phrasing) -> None:
    assert told.ask(_NOWHERE[phrasing.code]).text == phrasing.nothing


@pytest.mark.parametrize("code", _WHERE)
def test_a_quotation_says_who_and_when_and_so_does_its_source(told: Assistant, code: str) -> None:
    question, begins = _WHERE[code]
    answer = answer_of(told.ask(question))
    if answer.means is Means.QUOTE:
        assert answer.text.startswith(begins)
    else:
        assert code == "en", "spans are chosen for questions in English only"
    assert answer.citations[0].label == _LABEL[code]


def test_the_users_own_words_are_told_to_him(told: Assistant) -> None:
    said = "Du hast am 1. Mai 2023 gesagt: „Der Kajak liegt neben dem Bootshaus.“"
    assert told.ask("Warum liegt der Kajak neben dem Bootshaus?").text == said


@pytest.mark.parametrize("code", _WHEN)
def test_a_day_is_written_as_the_language_writes_it(told: Assistant, code: str) -> None:
    question, day = _WHEN[code]
    answer = answer_of(told.ask(question))
    assert (answer.text, answer.means) == (day, Means.TIME)


@pytest.mark.parametrize("code", _NO_SUCH_DAY)
def test_a_day_that_does_not_exist(told: Assistant, code: str) -> None:
    question, day = _NO_SUCH_DAY[code]
    assert told.ask(question).text == phrasing_of(code).no_such_day.format(day=day)


@pytest.mark.parametrize("phrasing", PHRASINGS, ids=lambda one: one.code)
def test_a_correction_is_noted_in_the_language_it_is_made_in(told: Assistant, phrasing: Phrasing) -> None:
    first = told.ask(_WHERE[phrasing.code][0])
    asked = told.ask(phrasing.wrong.format(right="").strip(" \xa0:："), chat_id=first.chat_id)
    assert asked.text == phrasing.ask_back
    noted = told.ask(phrasing.wrong.format(right="Lyon"), chat_id=first.chat_id)
    assert noted.text == phrasing.noted.format(right="Lyon")
    assert [turn.text for turn in told.turns(first.chat_id)][-2] == phrasing.wrong.format(right="Lyon")
    assert answer_of(noted).citations[0].label.startswith(f"{phrasing.corrections} · ")


@pytest.mark.parametrize("phrasing", PHRASINGS, ids=lambda one: one.code)
def test_what_is_right_may_be_said_alone(told: Assistant, phrasing: Phrasing) -> None:
    first = told.ask(_WHERE[phrasing.code][0])
    assert told.correct(first.id, "Lyon").text == phrasing.noted.format(right="Lyon")
