"""How times are worded, language by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.understanding.times.mention import Bound, Part, Unit

_Forms = tuple[str, str]
"""Singular and plural."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Templates. {d}, {m}, {y}: day, name of the month, year; {t}: a time worded; {n} {u}: a number and its unit.

    Attributes:
        short_months: names of months where room is scarce.
        first: how the first day of a month is written, where not as a number.
        short_day: a day with a short month's name.
        yearless: a day whose year is told elsewhere.
        days, days_of_month, days_of_year: a span of days within a month, over two months, over two years.
        day_bounds: the bounds of a day where they are worded otherwise than those of a month or year.
        before, after: a unit that lies before or after a day: "the week before {t}".
        named: a weekday ({w}) before or after a day.
        counted: two weeks before or after a day.
        stretch: a number of units up to, or from, a day.
        vaguely: shortly, some time and long before a day; the same after it.
        count: a number of units.
        few: "a few", where a number was left open.
    """

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    seasons: tuple[str, ...]
    day: str
    short_day: str
    yearless: str
    instant: str
    days: str
    days_of_month: str
    days_of_year: str
    month: str
    season: str
    winter: str
    week: str
    weekend: str
    decade: str
    span: str
    vague: str
    year: str
    bounds: Mapping[Bound, str]
    day_bounds: Mapping[Bound, str]
    parts: Mapping[Part, str]
    unit_names: Mapping[Unit, _Forms]
    before: Mapping[Unit, str]
    after: Mapping[Unit, str]
    named: tuple[str, str]
    counted: tuple[str, str]
    stretch: tuple[str, str]
    vaguely: tuple[tuple[str, str, str], tuple[str, str, str]]
    few: str
    numbers: tuple[str, ...]
    first: str = "1"
    count: str = "{n} {u}"


_ENGLISH = Phrases(
    months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December"),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    seasons=("spring", "summer", "autumn", "winter"),
    short_day="{d} {m} {y}", yearless="{d} {m}",
    day="{d} {m} {y}", instant="{t} at {clock}",
    days="{d}–{d2} {m} {y}", days_of_month="{d} {m} – {d2} {m2} {y}", days_of_year="{d} {m} {y} – {d2} {m2} {y2}",
    month="{m} {y}", season="{s} {y}", winter="{s} {y}–{y2}", week="the week of {t}", weekend="the weekend of {t}",
    decade="the {y}s", span="{t} to {t2}", vague="around {t}",
    bounds={Bound.SINCE: "since {t}", Bound.UNTIL: "until {t}", Bound.BEFORE: "before {t}", Bound.AFTER: "after {t}"},
    year="{y}",
    day_bounds={},
    parts={Part.EARLY: "early {t}", Part.MIDDLE: "mid-{t}", Part.LATE: "late {t}"},
    unit_names={
        Unit.MINUTE: ("minute", "minutes"), Unit.HOUR: ("hour", "hours"), Unit.DAY: ("day", "days"),
        Unit.WEEKEND: ("weekend", "weekends"), Unit.WEEK: ("week", "weeks"), Unit.MONTH: ("month", "months"),
        Unit.YEAR: ("year", "years"), Unit.DECADE: ("decade", "decades"),
    },
    before={Unit.WEEK: "the week before {t}", Unit.WEEKEND: "the weekend before {t}"},
    after={Unit.WEEK: "the week after {t}", Unit.WEEKEND: "the weekend after {t}"},
    named=("the {w} before {t}", "the {w} after {t}"),
    counted=("{n} {u} before {t}", "{n} {u} after {t}"),
    stretch=("the {n} {u} before {t}", "the {n} {u} after {t}"),
    vaguely=(("shortly before {t}", "some time before {t}", "long before {t}"),
             ("shortly after {t}", "some time after {t}", "long after {t}")),
    few="a few",
    numbers=("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
)  # fmt: skip

_GERMAN = Phrases(
    months=("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember"),
    short_months=("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    seasons=("Frühling", "Sommer", "Herbst", "Winter"),
    short_day="{d}. {m} {y}", yearless="{d}. {m}",
    day="{d}. {m} {y}", instant="{t}, {clock} Uhr",
    days="{d}.–{d2}. {m} {y}", days_of_month="{d}. {m} – {d2}. {m2} {y}", days_of_year="{d}. {m} {y} – {d2}. {m2} {y2}",
    month="{m} {y}", season="{s} {y}", winter="{s} {y}/{y2}", week="die Woche um den {t}",
    weekend="das Wochenende {t}", decade="die {y}er", span="{t} bis {t2}", vague="um {t}",
    bounds={Bound.SINCE: "seit {t}", Bound.UNTIL: "bis {t}", Bound.BEFORE: "vor {t}", Bound.AFTER: "nach {t}"},
    year="{y}",
    day_bounds={
        Bound.SINCE: "seit dem {t}", Bound.UNTIL: "bis zum {t}", Bound.BEFORE: "vor dem {t}",
        Bound.AFTER: "nach dem {t}",
    },
    parts={Part.EARLY: "Anfang {t}", Part.MIDDLE: "Mitte {t}", Part.LATE: "Ende {t}"},
    unit_names={
        Unit.MINUTE: ("Minute", "Minuten"), Unit.HOUR: ("Stunde", "Stunden"), Unit.DAY: ("Tag", "Tage"),
        Unit.WEEKEND: ("Wochenende", "Wochenenden"), Unit.WEEK: ("Woche", "Wochen"), Unit.MONTH: ("Monat", "Monate"),
        Unit.YEAR: ("Jahr", "Jahre"), Unit.DECADE: ("Jahrzehnt", "Jahrzehnte"),
    },
    before={Unit.WEEK: "die Woche vor dem {t}", Unit.WEEKEND: "das Wochenende vor dem {t}"},
    after={Unit.WEEK: "die Woche nach dem {t}", Unit.WEEKEND: "das Wochenende nach dem {t}"},
    named=("der {w} vor dem {t}", "der {w} nach dem {t}"),
    counted=("{n} {u} vor dem {t}", "{n} {u} nach dem {t}"),
    stretch=("die {n} {u} vor dem {t}", "die {n} {u} nach dem {t}"),
    vaguely=(("kurz vor dem {t}", "einige Zeit vor dem {t}", "lange vor dem {t}"),
             ("kurz nach dem {t}", "einige Zeit nach dem {t}", "lange nach dem {t}")),
    few="ein paar",
    numbers=("1", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
)  # fmt: skip

_FRENCH = Phrases(
    months=("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
            "novembre", "décembre"),
    short_months=("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    seasons=("printemps", "été", "automne", "hiver"),
    short_day="{d} {m} {y}", yearless="{d} {m}",
    day="{d} {m} {y}", instant="{t} à {clock}",
    days="{d}–{d2} {m} {y}", days_of_month="{d} {m} – {d2} {m2} {y}", days_of_year="{d} {m} {y} – {d2} {m2} {y2}",
    month="{m} {y}", season="{s} {y}", winter="{s} {y}-{y2}", week="la semaine du {t}", weekend="le week-end du {t}",
    decade="les années {y}", span="de {t} à {t2}", vague="vers {t}",
    bounds={Bound.SINCE: "depuis {t}", Bound.UNTIL: "jusqu’à {t}", Bound.BEFORE: "avant {t}", Bound.AFTER: "après {t}"},
    year="{y}",
    day_bounds={
        Bound.SINCE: "depuis le {t}", Bound.UNTIL: "jusqu’au {t}", Bound.BEFORE: "avant le {t}",
        Bound.AFTER: "après le {t}",
    },
    parts={Part.EARLY: "début {t}", Part.MIDDLE: "mi-{t}", Part.LATE: "fin {t}"},
    unit_names={
        Unit.MINUTE: ("minute", "minutes"), Unit.HOUR: ("heure", "heures"), Unit.DAY: ("jour", "jours"),
        Unit.WEEKEND: ("week-end", "week-ends"), Unit.WEEK: ("semaine", "semaines"), Unit.MONTH: ("mois", "mois"),
        Unit.YEAR: ("an", "ans"), Unit.DECADE: ("décennie", "décennies"),
    },
    before={Unit.WEEK: "la semaine précédant le {t}", Unit.WEEKEND: "le week-end précédant le {t}"},
    after={Unit.WEEK: "la semaine suivant le {t}", Unit.WEEKEND: "le week-end suivant le {t}"},
    named=("le {w} avant le {t}", "le {w} après le {t}"),
    counted=("{n} {u} avant le {t}", "{n} {u} après le {t}"),
    stretch=("les {n} {u} avant le {t}", "les {n} {u} après le {t}"),
    vaguely=(("peu avant le {t}", "quelque temps avant le {t}", "longtemps avant le {t}"),
             ("peu après le {t}", "quelque temps après le {t}", "longtemps après le {t}")),
    few="quelques", first="1er",
    numbers=("1", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
)  # fmt: skip

_SPANISH = Phrases(
    months=("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre"),
    short_months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    seasons=("primavera", "verano", "otoño", "invierno"),
    short_day="{d} {m} {y}", yearless="{d} de {m}",
    day="{d} de {m} de {y}", instant="{t}, {clock}",
    days="{d}–{d2} de {m} de {y}", days_of_month="{d} de {m} – {d2} de {m2} de {y}",
    days_of_year="{d} de {m} de {y} – {d2} de {m2} de {y2}",
    month="{m} de {y}", season="{s} de {y}", winter="{s} de {y}-{y2}", week="la semana del {t}",
    weekend="el fin de semana del {t}", decade="los años {y}", span="de {t} a {t2}", vague="hacia {t}",
    bounds={
        Bound.SINCE: "desde {t}", Bound.UNTIL: "hasta {t}", Bound.BEFORE: "antes de {t}", Bound.AFTER: "después de {t}",
    },
    year="{y}",
    day_bounds={
        Bound.SINCE: "desde el {t}", Bound.UNTIL: "hasta el {t}", Bound.BEFORE: "antes del {t}",
        Bound.AFTER: "después del {t}",
    },
    parts={Part.EARLY: "principios de {t}", Part.MIDDLE: "mediados de {t}", Part.LATE: "finales de {t}"},
    unit_names={
        Unit.MINUTE: ("minuto", "minutos"), Unit.HOUR: ("hora", "horas"), Unit.DAY: ("día", "días"),
        Unit.WEEKEND: ("fin de semana", "fines de semana"), Unit.WEEK: ("semana", "semanas"),
        Unit.MONTH: ("mes", "meses"), Unit.YEAR: ("año", "años"), Unit.DECADE: ("década", "décadas"),
    },
    before={Unit.WEEK: "la semana anterior al {t}", Unit.WEEKEND: "el fin de semana anterior al {t}"},
    after={Unit.WEEK: "la semana siguiente al {t}", Unit.WEEKEND: "el fin de semana siguiente al {t}"},
    named=("el {w} antes del {t}", "el {w} después del {t}"),
    counted=("{n} {u} antes del {t}", "{n} {u} después del {t}"),
    stretch=("{n} {u} hasta el {t}", "{n} {u} desde el {t}"),
    vaguely=(("poco antes del {t}", "algún tiempo antes del {t}", "mucho antes del {t}"),
             ("poco después del {t}", "algún tiempo después del {t}", "mucho después del {t}")),
    few="unos",
    numbers=("1", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"),
)  # fmt: skip

_CHINESE = Phrases(
    months=tuple(f"{number}月" for number in range(1, 13)),
    short_months=tuple(f"{number}月" for number in range(1, 13)),
    weekdays=("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    seasons=("春天", "夏天", "秋天", "冬天"),
    short_day="{y}年{m}{d}日", yearless="{m}{d}日",
    day="{y}年{m}{d}日", instant="{t} {clock}",
    days="{y}年{m}{d}日至{d2}日", days_of_month="{y}年{m}{d}日至{m2}{d2}日",
    days_of_year="{y}年{m}{d}日至{y2}年{m2}{d2}日",
    month="{y}年{m}", season="{y}年{s}", winter="{y}至{y2}年{s}", week="{t}那一周", weekend="{t}的周末",
    decade="{y}年代", span="{t}至{t2}", vague="{t}前后",
    bounds={Bound.SINCE: "{t}以来", Bound.UNTIL: "直到{t}", Bound.BEFORE: "{t}之前", Bound.AFTER: "{t}之后"},
    year="{y}年",
    day_bounds={},
    parts={Part.EARLY: "{t}初", Part.MIDDLE: "{t}中", Part.LATE: "{t}底"},
    unit_names={
        Unit.MINUTE: ("分钟", "分钟"), Unit.HOUR: ("小时", "小时"), Unit.DAY: ("天", "天"),
        Unit.WEEKEND: ("个周末", "个周末"), Unit.WEEK: ("周", "周"), Unit.MONTH: ("个月", "个月"),
        Unit.YEAR: ("年", "年"), Unit.DECADE: ("个十年", "个十年"),
    },
    before={Unit.WEEK: "{t}的前一周", Unit.WEEKEND: "{t}之前的周末"},
    after={Unit.WEEK: "{t}的后一周", Unit.WEEKEND: "{t}之后的周末"},
    named=("{t}之前的{w}", "{t}之后的{w}"),
    counted=("{t}之前{n}{u}", "{t}之后{n}{u}"),
    stretch=("{t}之前的{n}{u}", "{t}之后的{n}{u}"),
    vaguely=(("{t}前不久", "{t}之前一段时间", "{t}很久以前"), ("{t}后不久", "{t}之后一段时间", "{t}很久以后")),
    few="几", count="{n}{u}",
    numbers=("一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"),
)  # fmt: skip

_PHRASES = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH, "zh": _CHINESE}


def phrases_of(language: str) -> Phrases:
    """The templates of a language by its code, English for one that has none."""
    return _PHRASES.get(language.lower().replace("_", "-").split("-")[0], _ENGLISH)
