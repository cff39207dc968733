from __future__ import annotations

import pytest

from core.understanding.times import Bound, read_times, tell_language, word_mention

from .friday import FRIDAY, bounds, read_one

_EXAMPLES = {
    "de": [
        ("Gestern war ich schwimmen.", "2023-06-08", "2023-06-09"), ("vorgestern", "2023-06-07", "2023-06-08"),
        ("übermorgen", "2023-06-11", "2023-06-12"), ("Guten Morgen, morgen fahre ich.", "2023-06-10", "2023-06-11"),
        ("letzte Woche", "2023-05-29", "2023-06-05"), ("vor zwei Wochen", "2023-05-23", "2023-05-30"),
        ("vor 3 Jahren", "2020-01-01", "2021-01-01"), ("in drei Tagen", "2023-06-12", "2023-06-13"),
        ("letzten Freitag", "2023-06-02", "2023-06-03"), ("nächsten Montag", "2023-06-12", "2023-06-13"),
        ("letztes Wochenende", "2023-06-03", "2023-06-05"), ("im März war ich krank", "2023-03-01", "2023-04-01"),
        ("am 7. Mai 2023", "2023-05-07", "2023-05-08"), ("seit 2019 wohne ich hier", "2019-01-01", ""),
        ("bis Mai 2022", "", "2022-06-01"), ("vor dem 5. Mai 2023", "", "2023-05-05"),
        ("zwischen Juni und August 2022", "2022-06-01", "2022-09-01"), ("letzten Sommer", "2022-06-01", "2022-09-01"),
        ("Anfang 2022", "2022-01-01", "2022-05-01"), ("in den 90er Jahren", "1990-01-01", "2000-01-01"),
        ("neulich", "2023-04-25", "2023-06-10"), ("2019 war ich da", "2019-01-01", "2020-01-01"),
    ],
    "fr": [
        ("Hier j'ai nagé.", "2023-06-08", "2023-06-09"), ("avant-hier", "2023-06-07", "2023-06-08"),
        ("après-demain", "2023-06-11", "2023-06-12"), ("aujourd’hui", "2023-06-09", "2023-06-10"),
        ("la semaine dernière", "2023-05-29", "2023-06-05"), ("il y a deux semaines", "2023-05-23", "2023-05-30"),
        ("il y a 3 ans", "2020-01-01", "2021-01-01"), ("dans trois jours", "2023-06-12", "2023-06-13"),
        ("vendredi dernier", "2023-06-02", "2023-06-03"), ("lundi prochain", "2023-06-12", "2023-06-13"),
        ("le week-end dernier", "2023-06-03", "2023-06-05"), ("en mars j'étais malade", "2023-03-01", "2023-04-01"),
        ("le 7 mai 2023", "2023-05-07", "2023-05-08"), ("depuis 2019 je vis ici", "2019-01-01", ""),
        ("jusqu'en mai 2022", "", "2022-06-01"), ("entre juin et août 2022", "2022-06-01", "2022-09-01"),
        ("l'été dernier", "2022-06-01", "2022-09-01"), ("dans les années 90", "1990-01-01", "2000-01-01"),
        ("l'autre jour", "2023-04-25", "2023-06-10"),
    ],
    "es": [
        ("Ayer fui a nadar.", "2023-06-08", "2023-06-09"), ("anteayer", "2023-06-07", "2023-06-08"),
        ("pasado mañana", "2023-06-11", "2023-06-12"), ("la semana pasada", "2023-05-29", "2023-06-05"),
        ("hace dos semanas", "2023-05-23", "2023-05-30"), ("hace 3 años", "2020-01-01", "2021-01-01"),
        ("dentro de tres días", "2023-06-12", "2023-06-13"), ("el viernes pasado", "2023-06-02", "2023-06-03"),
        ("el próximo lunes", "2023-06-12", "2023-06-13"), ("el fin de semana pasado", "2023-06-03", "2023-06-05"),
        ("en marzo estuve enfermo", "2023-03-01", "2023-04-01"), ("el 7 de mayo de 2023", "2023-05-07", "2023-05-08"),
        ("desde 2019 vivo aquí", "2019-01-01", ""), ("hasta mayo de 2022", "", "2022-06-01"),
        ("entre junio y agosto de 2022", "2022-06-01", "2022-09-01"), ("el verano pasado", "2022-06-01", "2022-09-01"),
        ("en los años 90", "1990-01-01", "2000-01-01"), ("hace unos días", "2023-06-03", "2023-06-08"),
    ],
    "zh": [
        ("昨天我去游泳了", "2023-06-08", "2023-06-09"), ("前天", "2023-06-07", "2023-06-08"),
        ("后天", "2023-06-11", "2023-06-12"), ("上周", "2023-05-29", "2023-06-05"),
        ("两周前", "2023-05-23", "2023-05-30"), ("三年前", "2020-01-01", "2021-01-01"),
        ("3天后", "2023-06-12", "2023-06-13"), ("上周五", "2023-06-02", "2023-06-03"),
        ("上周末", "2023-06-03", "2023-06-05"), ("上个月", "2023-05-01", "2023-06-01"),
        ("去年", "2022-01-01", "2023-01-01"), ("去年三月", "2022-03-01", "2022-04-01"),
        ("去年夏天", "2022-06-01", "2022-09-01"), ("2023年5月7日", "2023-05-07", "2023-05-08"),
        ("2019年以来", "2019-01-01", ""), ("2019年之前", "", "2019-01-01"),
        ("从2019年到2021年", "2019-01-01", "2022-01-01"), ("90年代", "1990-01-01", "2000-01-01"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "first", "after"),
    [(language, *example) for language, examples in _EXAMPLES.items() for example in examples],
)
def test_a_time_is_read_with_and_without_knowing_the_language(language: str, text: str, first: str, after: str) -> None:
    assert bounds(read_one(text)) == (first, after)
    assert bounds(read_one(text, language=language)) == (first, after)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Guten Morgen"), ("de", "jeden Freitag"), ("fr", "tous les vendredis"), ("es", "la mañana"),
        ("es", "cada viernes"), ("zh", "每周五"), ("de", "30. Februar 2023"), ("fr", "le 31 avril 2023"),
    ],
)  # fmt: skip
def test_what_is_no_time_is_left_alone(language: str, text: str) -> None:
    assert read_times(text, FRIDAY, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I went to the sea with my friends", "en"), ("Ich war mit meinen Freunden am Meer", "de"),
        ("Je suis allé à la mer avec mes amis", "fr"), ("Fui al mar con mis amigos y lo pasé muy bien", "es"),
        ("我和朋友们去了海边", "zh"), ("", "en"), ("Gdańsk", "en"),
    ],
)  # fmt: skip
def test_the_language_is_told_from_its_frequent_words(text: str, language: str) -> None:
    assert tell_language(text) == language


def test_a_mention_is_worded_in_any_language() -> None:
    mention = read_one("vor zwei Wochen", language="de")
    assert word_mention(mention, FRIDAY, "en") == "two weeks before 9 June 2023"
    assert word_mention(mention, FRIDAY, "de") == "zwei Wochen vor dem 9. Juni 2023"
    assert word_mention(mention, FRIDAY, "fr") == "deux semaines avant le 9 juin 2023"
    assert word_mention(mention, FRIDAY, "es") == "dos semanas antes del 9 de junio de 2023"
    assert word_mention(mention, FRIDAY, "zh") == "2023年6月9日之前两周"


def test_numeric_dates_begin_with_the_day_outside_english() -> None:
    assert bounds(read_one("5/7/2023", language="fr"))[0] == "2023-07-05"
    assert bounds(read_one("5/7/2023", language="en-GB"))[0] == "2023-05-07"
    assert read_one("seit 7.5.2023", language="de").bound is Bound.SINCE
