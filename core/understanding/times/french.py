"""Times in French."""

from __future__ import annotations

from core.understanding.times.language import DIGIT, Language, Rule, listed
from core.understanding.times.mention import Anchor, Bound, Count, Part, Sort, Unit

_MONTHS = {
    "janvier": 1, "février": 2, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "août": 8,
    "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12, "decembre": 12,
}  # fmt: skip

_WEEKDAYS = {"lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6}

_UNITS = {
    "minute": Unit.MINUTE, "minutes": Unit.MINUTE, "heure": Unit.HOUR, "heures": Unit.HOUR, "jour": Unit.DAY,
    "jours": Unit.DAY, "semaine": Unit.WEEK, "semaines": Unit.WEEK, "week-end": Unit.WEEKEND,
    "week-ends": Unit.WEEKEND, "mois": Unit.MONTH, "an": Unit.YEAR, "ans": Unit.YEAR, "année": Unit.YEAR,
    "années": Unit.YEAR, "décennie": Unit.DECADE, "décennies": Unit.DECADE,
}  # fmt: skip

_NUMBERS = {
    **{word: Count(n, n) for n, word in enumerate(listed(
        "un deux trois quatre cinq six sept huit neuf dix onze douze"), start=1)},
    "une": Count(1, 1), "vingt": Count(20, 20), "quelques": Count(2, 6), "plusieurs": Count(3, 9),
}  # fmt: skip

_WHICH = {
    "dernier": -1, "dernière": -1, "passé": -1, "passée": -1, "prochain": 1, "prochaine": 1, "suivant": 1,
}  # fmt: skip

_DAYTIME = "(?: (?:matin|midi|après-midi|soir|soirée))?"
_OPTIONAL_YEAR = "(?: {year})?"

_RULES = (
    Rule("avant-hier" + _DAYTIME, Anchor(Sort.DAY, shift=-2), on="hier"),
    Rule("après-demain" + _DAYTIME, Anchor(Sort.DAY, shift=2), on="demain"),
    Rule("hier" + _DAYTIME, Anchor(Sort.DAY, shift=-1), on="hier"),
    Rule("(?:la nuit dernière|cette nuit)", Anchor(Sort.DAY, shift=-1), on="nuit"),
    Rule("aujourd'hui|ce matin|ce soir|cet après-midi", Anchor(Sort.DAY, shift=0), on="hui matin soir après"),
    Rule("demain" + _DAYTIME, Anchor(Sort.DAY, shift=1), on="demain"),
    Rule("il y a (?:environ |à peu près |presque )?{n} {unit}(?! que)", Anchor(Sort.DISTANCE, shift=-1)),
    Rule("il y a {n} ou {high} {unit}", Anchor(Sort.DISTANCE, shift=-1)),
    Rule("dans {n} {unit}", Anchor(Sort.DISTANCE, shift=1)),
    Rule("d'ici {n} {unit}", Anchor(Sort.DISTANCE, shift=1)),
    Rule("(?:les|ces|des|aux|au cours des) (?:{n} )?derni(?:er|ère)s {unit}",
         Anchor(Sort.STRETCH, count=Count(2, 6), shift=-1)),
    Rule("(?:les|ces|des|aux|dans les) (?:{n} )?prochaine?s {unit}",
         Anchor(Sort.STRETCH, count=Count(2, 6), shift=1)),
    Rule("(?:le |la |l')?{span} {which}", Anchor(Sort.UNIT)),
    Rule("(?:ce|cet|cette) {span}", Anchor(Sort.UNIT, shift=0)),
    Rule("{part} (?:du|de la|de l'|de) ?{span} {which}", Anchor(Sort.UNIT)),
    Rule("(?:le|pendant le|tout le) (?:week-end|weekend)(?! prochain| dernier)", Anchor(Sort.UNIT, Unit.WEEKEND),
         on="week weekend"),
    Rule("{weekday} {which}" + _DAYTIME, Anchor(Sort.WEEKDAY)),
    Rule("ce {weekday}" + _DAYTIME, Anchor(Sort.WEEKDAY, shift=0)),
    # "Le lundi" is each Monday.
    Rule("(?<!le ){weekday}" + _DAYTIME, Anchor(Sort.WEEKDAY)),
    Rule("{month} {year}", Anchor(Sort.MONTH)),
    Rule("{month} {which}", Anchor(Sort.MONTH)),
    Rule("{month} de l'(?:année|an) {which}", Anchor(Sort.MONTH, Unit.YEAR)),
    Rule("{month}", Anchor(Sort.MONTH), cued=True),
    Rule("{part} {month}" + _OPTIONAL_YEAR, Anchor(Sort.MONTH)),
    Rule("(?:l'|le )?{season} (?:de )?{year}", Anchor(Sort.SEASON)),
    Rule("(?:l'|le )?{season} {which}", Anchor(Sort.SEASON)),
    Rule("(?:cet|ce) {season}", Anchor(Sort.SEASON, shift=0)),
    Rule("{season}", Anchor(Sort.SEASON), cued=True),
    Rule("{feast} {which}", Anchor(Sort.DATE)),
    Rule("(?:à |pour )?{feast}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule("(?:le )?(?:{weekday},? )?(?:le )?{day}(?:er)? {month}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule("(?:du )?{day}(?:er)? ?(?:-|–|au|et) ?{last_day} {month}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule(r"le {nth_day}(?:er)?(?=\s*(?:[.,;:!?)]|$))", Anchor(Sort.DATE), on="le"),
    Rule("(?:l'an |l'année )?{year}", Anchor(Sort.YEAR), on=DIGIT, cued=True),
    Rule("(?:l'an|l'année) {any_year}", Anchor(Sort.YEAR), on="an année"),
    Rule("{part} {year}", Anchor(Sort.YEAR), on=DIGIT),
    Rule("(?:les )?années {decade}", Anchor(Sort.DECADE), on="années"),
    Rule("récemment|dernièrement|l'autre jour|ces derniers temps",
         Anchor(Sort.VAGUE, count=Count(0, 45), shift=-1), on="récemment dernièrement autre derniers"),
    Rule("il y a (?:quelque temps|un moment|un certain temps)", Anchor(Sort.VAGUE, count=Count(14, 365), shift=-1),
         on="temps moment"),
    Rule("il y a longtemps", Anchor(Sort.VAGUE, count=Count(365, 7300), shift=-1), on="longtemps"),
    Rule("bientôt|prochainement", Anchor(Sort.VAGUE, count=Count(0, 45), shift=1), on="bientôt prochainement"),
)  # fmt: skip

FRENCH = Language(
    code="fr",
    months=_MONTHS,
    weekdays=_WEEKDAYS,
    seasons={"printemps": 0, "été": 1, "automne": 2, "hiver": 3},
    units=_UNITS,
    spans={
        "semaine": Unit.WEEK, "week-end": Unit.WEEKEND, "weekend": Unit.WEEKEND, "mois": Unit.MONTH,
        "année": Unit.YEAR, "an": Unit.YEAR, "décennie": Unit.DECADE,
    },
    numbers=_NUMBERS,
    which=_WHICH,
    parts={
        "début": Part.EARLY, "au début de": Part.EARLY, "mi": Part.MIDDLE, "au milieu de": Part.MIDDLE,
        "fin": Part.LATE, "à la fin de": Part.LATE,
    },
    feasts={
        "noël": (12, 25), "la veille de noël": (12, 24), "la saint-sylvestre": (12, 31), "le jour de l'an": (1, 1),
        "la saint-valentin": (2, 14), "halloween": (10, 31),
    },
    rules=_RULES,
    cues=(
        r"(?:en|au|depuis|jusqu'en|jusqu'à|avant|après|dès|de|d'|entre|à partir de|l'|au mois de|pendant|pour)"
        r"(?: l')?"
        r"|(?:{month}|{year}|{weekday}|{season})\s*(?:-|–|à|et|ou|jusqu'en)"
    ),
    habits="(?:chaque|tous les|toutes les|par)",
    future=(
        r"vais|vas|va|allons|allez|vont|prévois|prévu|prévoyons|espère|espérons|veux|voulons|voudrais|compte|comptons"
        r"|\w+(?:erai|eras|erons|erez|eront|irai|irons|iront)|sera|serons|prochaine?|demain|bientôt"
    ),
    past="j'ai|ai|as|a|avons|avez|ont|suis|étais|était|étions|étaient|hier",
    bounds=(
        ("depuis(?: le| la| l')?|dès(?: le)?|à partir (?:de|du)(?: l')?", Bound.SINCE),
        ("jusqu'(?:en|au|à)(?: la| l')?", Bound.UNTIL),
        ("avant(?: le| la| l')?", Bound.BEFORE),
        ("après(?: le| la| l')?", Bound.AFTER),
    ),
    opening=(
        ("entre(?: le)?", "et(?: le)?"),
        ("de|du|d'", "à|au|jusqu'(?:en|au|à)|-|–"),
        ("", "jusqu'(?:en|au|à)|-|–"),
    ),
    clock=r"(?:à )?(?P<h24>[01]?\d|2[0-3]) ?(?:h|heures)(?: ?(?P<min24>[0-5]\d))?",
    clock_links=r",|à|vers|,? (?:à|vers)|",
    common=frozenset(listed(
        "le la les et je tu il y a elle nous vous de des du un une est était à en dans avec pour pas que qui ce ai "
        "quand où mon ma mes fait suis sont avons"
    )),
)  # fmt: skip
