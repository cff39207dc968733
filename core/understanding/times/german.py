"""Times in German."""

from __future__ import annotations

from core.understanding.times.language import DIGIT, Language, Rule, listed
from core.understanding.times.mention import Anchor, Bound, Count, Part, Sort, Unit

_MONTHS = {
    "januar": 1, "jänner": 1, "februar": 2, "märz": 3, "april": 4, "mai": 5, "juni": 6, "juli": 7, "august": 8,
    "september": 9, "oktober": 10, "november": 11, "dezember": 12, "jan": 1, "feb": 2, "apr": 4, "aug": 8, "sept": 9,
    "okt": 10, "nov": 11, "dez": 12,
}  # fmt: skip

_WEEKDAYS = {
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5, "sonnabend": 5,
    "sonntag": 6,
}  # fmt: skip

_UNITS = {
    "minute": Unit.MINUTE, "minuten": Unit.MINUTE, "stunde": Unit.HOUR, "stunden": Unit.HOUR, "tag": Unit.DAY,
    "tage": Unit.DAY, "tagen": Unit.DAY, "woche": Unit.WEEK, "wochen": Unit.WEEK, "wochenende": Unit.WEEKEND,
    "wochenenden": Unit.WEEKEND, "monat": Unit.MONTH, "monate": Unit.MONTH, "monaten": Unit.MONTH,
    "jahr": Unit.YEAR, "jahre": Unit.YEAR, "jahren": Unit.YEAR, "jahrzehnt": Unit.DECADE, "jahrzehnten": Unit.DECADE,
}  # fmt: skip

_NUMBERS = {
    **{word: Count(n, n) for n, word in enumerate(listed(
        "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"), start=1)},
    "ein": Count(1, 1), "eine": Count(1, 1), "einem": Count(1, 1), "einer": Count(1, 1), "einen": Count(1, 1),
    "zwanzig": Count(20, 20), "ein paar": Count(2, 6), "paar": Count(2, 6), "einigen": Count(2, 6),
    "wenigen": Count(2, 5), "mehreren": Count(3, 9), "vielen": Count(5, 30),
}  # fmt: skip

_WHICH = {
    **{"letzte" + ending: -1 for ending in ("", "n", "r", "s", "m")},
    **{"vorige" + ending: -1 for ending in ("", "n", "r", "s", "m")},
    **{"vergangene" + ending: -1 for ending in ("", "n", "r", "s", "m")},
    **{"diese" + ending: 0 for ending in ("", "n", "r", "s", "m")},
    **{"nächste" + ending: 1 for ending in ("", "n", "r", "s", "m")},
    **{"kommende" + ending: 1 for ending in ("", "n", "r", "s", "m")},
}  # fmt: skip

_DAYTIME = "(?: (?:früh|morgen|vormittag|mittag|nachmittag|abend|nacht))?"
_WEEKDAY_TIME = "(?:morgen|vormittag|mittag|nachmittag|abend|nacht)?"
_OPTIONAL_YEAR = "(?: {year})?"

_RULES = (
    Rule("vorgestern" + _DAYTIME, Anchor(Sort.DAY, shift=-2), on="vorgestern"),
    Rule("übermorgen" + _DAYTIME, Anchor(Sort.DAY, shift=2), on="übermorgen"),
    Rule("gestern" + _DAYTIME, Anchor(Sort.DAY, shift=-1), on="gestern"),
    Rule("letzte nacht", Anchor(Sort.DAY, shift=-1), on="nacht"),
    Rule("heute" + _DAYTIME, Anchor(Sort.DAY, shift=0), on="heute"),
    # "Morgen" is the morning too: "guten Morgen", "am Morgen", "jeden Morgen".
    Rule("(?<!guten )(?<!am )(?<!jeden )(?<!der )(?<!den )(?<!diesen )morgen(?: (?:früh|vormittag|mittag|nachmittag"
         "|abend|nacht))?", Anchor(Sort.DAY, shift=1), on="morgen"),
    Rule("vor (?:etwa |ungefähr |gut |fast )?{n} {unit}", Anchor(Sort.DISTANCE, shift=-1)),
    Rule("vor {n} (?:bis|oder) {high} {unit}", Anchor(Sort.DISTANCE, shift=-1)),
    Rule("in {n} {unit}", Anchor(Sort.DISTANCE, shift=1)),
    Rule("vor einem halben jahr", Anchor(Sort.DISTANCE, Unit.MONTH, Count(6, 6), shift=-1), on="halben"),
    Rule("(?:in )?(?:den|die) (?:letzten|vergangenen) (?:{n} )?{unit}",
         Anchor(Sort.STRETCH, count=Count(2, 6), shift=-1)),
    Rule("(?:in )?(?:den|die) nächsten (?:{n} )?{unit}", Anchor(Sort.STRETCH, count=Count(2, 6), shift=1)),
    Rule("(?:in der |im |am |das )?{which} {span}", Anchor(Sort.UNIT)),
    Rule("(?:in der )?vorletzte[nrs]? {span}", Anchor(Sort.UNIT, shift=-2)),
    Rule("(?:in der )?übernächste[nrs]? {span}", Anchor(Sort.UNIT, shift=2)),
    Rule("(?:am|übers|das ganze) wochenende", Anchor(Sort.UNIT, Unit.WEEKEND), on="wochenende"),
    Rule("{part} {which} {span}", Anchor(Sort.UNIT)),
    Rule("{which} {weekday}" + _WEEKDAY_TIME, Anchor(Sort.WEEKDAY)),
    Rule("(?:am )?{weekday}" + _WEEKDAY_TIME, Anchor(Sort.WEEKDAY)),
    Rule("{month} {year}", Anchor(Sort.MONTH)),
    Rule("{month} {which} jahres", Anchor(Sort.MONTH, Unit.YEAR)),
    Rule("(?:im )?{which} {month}", Anchor(Sort.MONTH)),
    Rule("{month}", Anchor(Sort.MONTH), cued=True),
    Rule("{part} {month}" + _OPTIONAL_YEAR, Anchor(Sort.MONTH)),
    Rule("{season} {year}", Anchor(Sort.SEASON)),
    Rule("(?:im )?{which} {season}", Anchor(Sort.SEASON)),
    Rule("{season}", Anchor(Sort.SEASON), cued=True),
    Rule("{which} {feast}", Anchor(Sort.DATE)),
    Rule("(?:an |zu )?{feast}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule(r"(?:{weekday},? )?(?:(?:dem|den|der) )?{day}\. ?{month}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule(r"{day}\.? ?(?:-|–|bis) ?{last_day}\. ?{month}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule(r"(?:am|seit dem|bis zum|vor dem) {nth_day}\.(?=\s|$)(?!\s*\w+(?:tag|mal))", Anchor(Sort.DATE),
         on="am dem zum"),
    Rule("(?:im jahr(?:e)? |jahr )?{year}", Anchor(Sort.YEAR), on=DIGIT, cued=True),
    Rule("{year}(?= (?:war|waren|bin|bist|ist|sind|habe|haben|hat|hatte|hatten|ging|zog|wurde)(?:\\W|$))",
         Anchor(Sort.YEAR), on=DIGIT),
    Rule("im jahre? {any_year}", Anchor(Sort.YEAR), on="jahr jahre"),
    Rule("{part} {year}", Anchor(Sort.YEAR), on=DIGIT),
    Rule("(?:den |die )?(?:{part} )?(?:der )?{decade}er(?: ?-?jahren?)?", Anchor(Sort.DECADE), on=DIGIT),
    Rule("neulich|kürzlich|vor kurzem|letztens|in letzter zeit|unlängst",
         Anchor(Sort.VAGUE, count=Count(0, 45), shift=-1), on="neulich kürzlich kurzem letztens letzter unlängst"),
    Rule("vor (?:einer weile|einiger zeit)", Anchor(Sort.VAGUE, count=Count(14, 365), shift=-1), on="weile zeit"),
    Rule("vor (?:langer|längerer) zeit|vor langem", Anchor(Sort.VAGUE, count=Count(365, 7300), shift=-1),
         on="zeit langem"),
    Rule("bald|demnächst", Anchor(Sort.VAGUE, count=Count(0, 45), shift=1), on="bald demnächst"),
)  # fmt: skip

GERMAN = Language(
    code="de",
    months=_MONTHS,
    weekdays=_WEEKDAYS,
    seasons={"frühling": 0, "frühjahr": 0, "sommer": 1, "herbst": 2, "winter": 3},
    units=_UNITS,
    spans={
        "woche": Unit.WEEK, "wochenende": Unit.WEEKEND, "monat": Unit.MONTH, "jahr": Unit.YEAR,
        "monats": Unit.MONTH, "jahres": Unit.YEAR, "jahrzehnt": Unit.DECADE,
    },
    numbers=_NUMBERS,
    which=_WHICH,
    parts={"anfang": Part.EARLY, "mitte": Part.MIDDLE, "ende": Part.LATE},
    feasts={
        "weihnachten": (12, 25), "heiligabend": (12, 24), "silvester": (12, 31), "neujahr": (1, 1),
        "halloween": (10, 31), "valentinstag": (2, 14),
    },
    rules=_RULES,
    proper=frozenset({"mai"}),
    cues=(
        r"(?:im|in|seit|bis|ab|vor|nach|von|zwischen|jahr|jahre|um|den|diesen|zum|vom|während)(?: (?:dem|der|den))?"
        r"|(?:{month}|{year}|{weekday}|{season})\s*(?:-|–|bis|und|oder)"
    ),
    habits="(?:jede[nrsm]?|alle|meistens|pro)",
    future=(
        r"werde|wirst|wird|werden|werdet|will|wollen|plane|planen|hoffe|hoffen|freue|freuen|möchte|möchten|geplant"
        r"|nächste[nrsm]?|kommende[nrsm]?|steht an|bevor|morgen|bald|demnächst"
    ),
    past="war|waren|hatte|hatten|habe|hast|hat|haben|wurde|ging|gingen|kam|kamen|fuhr|gestern",
    bounds=(
        ("(?:schon )?seit(?: dem| der)?|ab(?: dem)?", Bound.SINCE),
        ("bis(?: zum| zur)?", Bound.UNTIL),
        ("(?:noch )?vor(?: dem| der)?", Bound.BEFORE),
        ("nach(?: dem| der)?", Bound.AFTER),
    ),
    opening=(
        ("zwischen(?: dem| der)?", "und(?: dem| der)?"),
        ("von|vom|ab", "bis(?: zum| zur)?|-|–"),
        ("", "bis(?: zum| zur)?|-|–"),
    ),
    clock=r"(?:um )?(?P<h24>[01]?\d|2[0-3])(?:(?::|\.)(?P<min24>[0-5]\d)(?: uhr)?| uhr)",
    clock_links=r",|um|gegen|,? um|",
    common=frozenset(listed(
        "der die das und ich nicht ein eine ist war in zu mit auf für wir du habe haben hat den dem es sie er was wie "
        "im am mein meine wann wo wer von sich bin hatte waren"
    )),
)  # fmt: skip
