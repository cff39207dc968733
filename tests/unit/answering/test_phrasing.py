"""Every sentence is there in every language, with the same places to fill; dates and lists as the language has them."""

from __future__ import annotations

import string
from dataclasses import fields
from datetime import date

import pytest

from core.answering.phrasing import PHRASINGS, Counting, Phrasing, phrasing_of
from core.answering.phrasing.places import word_place
from core.answering.routing import answer_small_talk
from core.answering.tables.plan import Tally
from core.answering.tables.telling import tell_count, tell_days, tell_named, tell_number, tell_things
from core.model.objection import read_objection
from core.model.place import NAMED, Unit, counted, named, read_place
from core.understanding.tongue import tell_tongue

_ENGLISH = phrasing_of("en")


def _templates(record: Phrasing | Counting) -> dict[str, str]:
    return {one.name: value for one in fields(record) if isinstance(value := getattr(record, one.name), str)}


def _slots(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("phrasing", PHRASINGS, ids=lambda one: one.code)
def test_every_sentence_is_there_and_has_its_places(phrasing: Phrasing) -> None:
    for said, english in ((phrasing, _ENGLISH), (phrasing.counting, _ENGLISH.counting)):
        expected = _templates(english)
        for name, template in _templates(said).items():
            assert template or name in ("joined", "article"), name
            # How many of what: only English can make one of several by taking its s away.
            assert _slots(template) <= _slots(expected[name]), name
            assert _slots(expected[name]) - _slots(template) <= {"noun"}, name
    assert len(phrasing.talk) == len(_ENGLISH.talk)


def test_no_language_has_anothers_sentences() -> None:
    for name in _templates(_ENGLISH).keys() - {"page", "corrections", "quoted", "article"}:
        assert len({getattr(one, name) for one in PHRASINGS}) == len(PHRASINGS), name


def test_there_are_five_languages_and_english_for_the_rest() -> None:
    assert [one.code for one in PHRASINGS] == ["en", "de", "fr", "es", "zh"]
    assert phrasing_of("de-AT").code == "de"
    assert phrasing_of("zh_TW").code == "zh"
    assert {phrasing_of(code).code for code in ("it", "", "xx-YY")} == {"en"}


@pytest.mark.parametrize("phrasing", PHRASINGS, ids=lambda one: one.code)
def test_what_is_said_about_corrections_is_understood_when_it_is_said_back(phrasing: Phrasing) -> None:
    assert read_objection(phrasing.wrong.format(right="Lyon")) == "Lyon"
    assert tell_tongue(phrasing.wrong.format(right="Lyon")) == phrasing.code


_TALK = {
    "en": ["hi", "Hello again", "Thank you so much!", "Good night", "What’s your name?"],
    "de": ["Hallo Ebb", "Guten Morgen!", "Vielen Dank.", "Bis bald", "Wie heißt du?"],
    "fr": ["Bonjour à tous", "Salut !", "Merci beaucoup", "À bientôt", "Comment t’appelles-tu ?"],
    "es": ["¡Hola!", "Buenos días", "Muchas gracias", "Hasta luego", "¿Quién eres?"],
    "zh": ["你好！", "早上好", "谢谢你", "再见", "你是谁？"],
}


@pytest.mark.parametrize("code", _TALK)
def test_small_talk_is_answered_in_its_language(code: str) -> None:
    answers = {talk.answer for talk in phrasing_of(code).talk}
    said = [answer_small_talk(text) for text in _TALK[code]]
    assert set(said) == answers


@pytest.mark.parametrize(
    "asked", ["Hallo, wo ist der Schlüssel?", "Gracias a Nora, ¿qué pasó?", "谢谢你送我的书在哪里"]
)
def test_a_question_is_no_small_talk(asked: str) -> None:
    assert answer_small_talk(asked) is None


_DAYS = [date(2023, 12, 1), date(2023, 12, 9), date(2024, 1, 2)]
_MANY = [date(2023, 5, day) for day in range(1, 15)]


@pytest.mark.parametrize(
    ("code", "once", "thrice", "often"),
    [
        ("en", "Once: 1 December 2023.", "3 times: 1 December, 9 December 2023 and 2 January 2024.",
         "14 times, between 1 May 2023 and 14 May 2023."),
        ("de", "Einmal: 1. Dezember 2023.", "3-mal: 1. Dezember, 9. Dezember 2023 und 2. Januar 2024.",
         "14-mal, zwischen dem 1. Mai 2023 und dem 14. Mai 2023."),
        ("fr", "Une fois\xa0: 1er décembre 2023.", "3 fois\xa0: 1er décembre, 9 décembre 2023 et 2 janvier 2024.",
         "14 fois, entre le 1er mai 2023 et le 14 mai 2023."),
        ("es", "Una vez: 1 de diciembre de 2023.",
         "3 veces: 1 de diciembre, 9 de diciembre de 2023 y 2 de enero de 2024.",
         "14 veces, entre el 1 de mayo de 2023 y el 14 de mayo de 2023."),
        ("zh", "一次：2023年12月1日。", "3次：2023年12月1日、12月9日和2024年1月2日。",
         "14次，从2023年5月1日到2023年5月14日。"),
    ],
)  # fmt: skip
def test_how_often(code: str, once: str, thrice: str, often: str) -> None:
    assert tell_count(1, _DAYS[:1], True, code) == once
    assert tell_count(3, _DAYS, True, code) == thrice
    assert tell_count(14, _MANY, True, code) == often


@pytest.mark.parametrize(
    ("code", "euros", "time", "miles", "mean"),
    [
        ("en", "€1,234.50 in total, from 2 entries.", "1 hour 30 minutes in total.", "1 mile.",
         "5 km on average, from 1 entry."),
        ("de", "Insgesamt 1.234,50 €, aus 2 Einträgen.", "Insgesamt 1 Stunde 30 Minuten.", "1 Meile.",
         "Im Durchschnitt 5 km, aus einem Eintrag."),
        ("fr", "1\u202f234,50\xa0€ au total, d’après 2 entrées.", "1 heure 30 minutes au total.", "1 mile.",
         "5 km en moyenne, d’après une seule entrée."),
        ("es", "1.234,50 € en total, según 2 anotaciones.", "1 hora 30 minutos en total.", "1 milla.",
         "5 km de media, según una sola anotación."),
        ("zh", "一共€1,234.50，来自2条记录。", "一共1小时30分钟。", "1英里。", "平均5公里，只有一条记录。"),
    ],
)  # fmt: skip
def test_how_much(code: str, euros: str, time: str, miles: str, mean: str) -> None:
    assert tell_number(Tally.SUM, 1234.5, "EUR", 1.0, 2, [], code) == euros
    assert tell_number(Tally.SUM, 90, "min", 1.0, 1, [], code) == time
    assert tell_number(Tally.MOST, 1.609344, "km", 1.609344, 1, [], code) == miles
    assert tell_number(Tally.AVERAGE, 5, "km", 1.0, 1, [], code) == mean


@pytest.mark.parametrize(
    ("code", "two", "one", "day", "swiss"),
    [
        ("en", "2 books: Emma and Dune.", "1 book: Emma.", "On 9 December 2023.", "CHF 12.00, on 9 December 2023."),
        ("de", "2 books: Emma und Dune.", "Emma.", "Am 9. Dezember 2023.", "12,00 CHF, am 9. Dezember 2023."),
        ("fr", "2 books\xa0: Emma et Dune.", "Emma.", "Le 9 décembre 2023.", "12,00\xa0CHF, le 9 décembre 2023."),
        ("es", "2 books: Emma y Dune.", "Emma.", "El 9 de diciembre de 2023.", "12,00 CHF, el 9 de diciembre de 2023."),
        ("zh", "2：Emma和Dune。", "Emma。", "2023年12月9日。", "CHF 12.00，2023年12月9日。"),
    ],
)
def test_what_and_on_which_day(code: str, two: str, one: str, day: str, swiss: str) -> None:
    assert tell_named(2, "books", ["Emma", "Dune"], code) == two
    assert tell_named(1, "books", ["Emma"], code) == one
    assert tell_things(["a cake"], code)[:6] == "A cake"
    assert tell_days(_DAYS[1], (), code) == day
    assert tell_number(Tally.LEAST, 12, "CHF", 1.0, 1, [_DAYS[1]], code) == swiss


@pytest.mark.parametrize(
    ("fragment", "language", "words"),
    [
        ("page=12", "en", "page 12"),
        ("slide=3", "de", "Folie 3"),
        ("sheet=Budget&row=5-9", "en", "sheet Budget, rows 5–9"),
        ("sheet=Budget&row=5", "zh", "工作表Budget，第5行"),
        ("message=3&attachment=plan.pdf&page=2", "fr", "message 3, pièce jointe plan.pdf, page 2"),
        ("contact=Ana", "es", "Ana"),
        ("", "en", ""),
    ],
)
def test_places_are_worded_in_the_language_of_the_question(fragment, language, words):
    assert word_place(read_place(fragment), language) == words


def test_a_message_is_told_by_who_wrote_it_and_when():
    place = read_place("message=3&attachment=plan.pdf&page=2")
    assert word_place(place[:1], "en", who="Ana", day="3 May 2026") == "message of 3 May 2026 from Ana"
    assert word_place(place, "en", who="Ana") == "message from Ana, attachment plan.pdf, page 2"


@pytest.mark.parametrize("phrasing", PHRASINGS, ids=lambda one: one.code)
def test_every_place_has_words_in_every_language(phrasing: Phrasing) -> None:
    for unit in Unit:
        step = named(unit, "77") if unit in NAMED else counted(unit, 77)
        words = word_place((step,), phrasing.code)
        assert words if unit is Unit.SCAN else "77" in words
