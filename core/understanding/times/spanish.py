"""Times in Spanish."""

from __future__ import annotations

from core.understanding.times.language import DIGIT, Language, Rule, listed
from core.understanding.times.mention import Anchor, Bound, Count, Part, Sort, Unit

_MONTHS = {
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8,
    "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
}  # fmt: skip

_WEEKDAYS = {
    "lunes": 0, "martes": 1, "miércoles": 2, "miercoles": 2, "jueves": 3, "viernes": 4, "sábado": 5, "sabado": 5,
    "domingo": 6,
}  # fmt: skip

_UNITS = {
    "minuto": Unit.MINUTE, "minutos": Unit.MINUTE, "hora": Unit.HOUR, "horas": Unit.HOUR, "día": Unit.DAY,
    "días": Unit.DAY, "dia": Unit.DAY, "dias": Unit.DAY, "semana": Unit.WEEK, "semanas": Unit.WEEK,
    "fin de semana": Unit.WEEKEND, "fines de semana": Unit.WEEKEND, "mes": Unit.MONTH, "meses": Unit.MONTH,
    "año": Unit.YEAR, "años": Unit.YEAR, "década": Unit.DECADE, "décadas": Unit.DECADE,
}  # fmt: skip

_NUMBERS = {
    **{word: Count(n, n) for n, word in enumerate(listed(
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce"), start=1)},
    "un": Count(1, 1), "una": Count(1, 1), "veinte": Count(20, 20), "un par de": Count(2, 3),
    "unos": Count(2, 6), "unas": Count(2, 6), "algunos": Count(2, 6), "algunas": Count(2, 6),
    "pocos": Count(2, 5), "pocas": Count(2, 5), "varios": Count(3, 9), "varias": Count(3, 9),
}  # fmt: skip

_WHICH = {
    "pasado": -1, "pasada": -1, "último": -1, "última": -1, "anterior": -1, "próximo": 1, "próxima": 1,
    "proximo": 1, "proxima": 1, "que viene": 1, "siguiente": 1,
}  # fmt: skip

_DAYTIME = "(?: (?:(?:por|en) la (?:mañana|tarde|noche)|al mediodía))?"
_OPTIONAL_YEAR = "(?: (?:de |del )?{year})?"

_RULES = (
    Rule("(?:anteayer|antes de ayer|antier)" + _DAYTIME, Anchor(Sort.DAY, shift=-2), on="anteayer ayer antier"),
    Rule("pasado mañana" + _DAYTIME, Anchor(Sort.DAY, shift=2), on="mañana"),
    Rule("ayer" + _DAYTIME, Anchor(Sort.DAY, shift=-1), on="ayer"),
    Rule("anoche", Anchor(Sort.DAY, shift=-1), on="anoche"),
    Rule("hoy|esta (?:mañana|tarde|noche)", Anchor(Sort.DAY, shift=0), on="hoy mañana tarde noche"),
    # "La mañana" is the morning, "mañana" the day to come.
    Rule("(?<!la )(?<!esta )(?<!cada )mañana" + _DAYTIME, Anchor(Sort.DAY, shift=1), on="mañana"),
    Rule("hace (?:unos |unas |casi |como )?{n} {unit}(?! que)", Anchor(Sort.DISTANCE, shift=-1)),
    Rule("hace {n} o {high} {unit}", Anchor(Sort.DISTANCE, shift=-1)),
    Rule("{n} {unit} atrás", Anchor(Sort.DISTANCE, shift=-1)),
    Rule("hace medio año", Anchor(Sort.DISTANCE, Unit.MONTH, Count(6, 6), shift=-1), on="medio"),
    Rule("dentro de {n} {unit}", Anchor(Sort.DISTANCE, shift=1)),
    Rule("en {n} {unit}", Anchor(Sort.DISTANCE, shift=1), future=True),
    Rule("(?:en )?(?:los|las|estos|estas) últim[oa]s (?:{n} )?{unit}",
         Anchor(Sort.STRETCH, count=Count(2, 6), shift=-1)),
    Rule("(?:en )?(?:los|las) próxim[oa]s (?:{n} )?{unit}", Anchor(Sort.STRETCH, count=Count(2, 6), shift=1)),
    Rule("(?:el |la )?{span} {which}", Anchor(Sort.UNIT)),
    Rule("(?:el |la )?(?P<which>último|última|próximo|próxima|pasado|pasada) {span}", Anchor(Sort.UNIT)),
    Rule("(?:este|esta) {span}", Anchor(Sort.UNIT, shift=0)),
    Rule("{part} (?:del|de la|de) {span} {which}", Anchor(Sort.UNIT)),
    Rule("(?:el|durante el|todo el) fin de semana", Anchor(Sort.UNIT, Unit.WEEKEND), on="semana"),
    Rule("(?:el )?{weekday} {which}" + _DAYTIME, Anchor(Sort.WEEKDAY)),
    Rule("(?:el )?(?P<which>próximo|pasado|último) {weekday}", Anchor(Sort.WEEKDAY)),
    Rule("este {weekday}", Anchor(Sort.WEEKDAY, shift=0)),
    # "Los lunes" is each Monday.
    Rule("(?<!los )(?:el )?{weekday}" + _DAYTIME, Anchor(Sort.WEEKDAY)),
    Rule("{month} (?:de |del )?{year}", Anchor(Sort.MONTH)),
    Rule("{month} {which}", Anchor(Sort.MONTH)),
    Rule("{month} del año {which}", Anchor(Sort.MONTH, Unit.YEAR)),
    Rule("{month}", Anchor(Sort.MONTH), cued=True),
    Rule("{part} de {month}" + _OPTIONAL_YEAR, Anchor(Sort.MONTH)),
    Rule("(?:el |la )?{season} (?:de |del )?{year}", Anchor(Sort.SEASON)),
    Rule("(?:el |la )?{season} {which}", Anchor(Sort.SEASON)),
    Rule("(?:este|esta) {season}", Anchor(Sort.SEASON, shift=0)),
    Rule("(?:el |la )?{season}", Anchor(Sort.SEASON), cued=True),
    Rule("(?:la |el )?{feast} {which}", Anchor(Sort.DATE)),
    Rule("(?:en |por )?{feast}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule("(?:el )?(?:{weekday},? )?(?:el )?{day} de {month}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule("(?:del )?{day} ?(?:-|–|al|y) ?{last_day} de {month}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule(r"el (?:día )?{nth_day}(?=\s*(?:[.,;:!?)]|$))", Anchor(Sort.DATE), on="el"),
    Rule("(?:el año )?{year}", Anchor(Sort.YEAR), on=DIGIT, cued=True),
    Rule("(?:el|del) año {any_year}", Anchor(Sort.YEAR), on="año"),
    Rule("{part} (?:de|del) {year}", Anchor(Sort.YEAR), on=DIGIT),
    Rule("(?:los )?años {decade}", Anchor(Sort.DECADE), on="años"),
    Rule("recientemente|hace poco|últimamente|el otro día",
         Anchor(Sort.VAGUE, count=Count(0, 45), shift=-1), on="recientemente poco últimamente otro"),
    Rule("hace (?:un tiempo|algún tiempo|un rato)", Anchor(Sort.VAGUE, count=Count(14, 365), shift=-1),
         on="tiempo rato"),
    Rule("hace mucho(?: tiempo)?", Anchor(Sort.VAGUE, count=Count(365, 7300), shift=-1), on="mucho"),
    Rule("pronto|próximamente", Anchor(Sort.VAGUE, count=Count(0, 45), shift=1), on="pronto próximamente"),
)  # fmt: skip

SPANISH = Language(
    code="es",
    months=_MONTHS,
    weekdays=_WEEKDAYS,
    seasons={"primavera": 0, "verano": 1, "otoño": 2, "invierno": 3},
    units=_UNITS,
    spans={
        "semana": Unit.WEEK, "fin de semana": Unit.WEEKEND, "mes": Unit.MONTH, "año": Unit.YEAR,
        "década": Unit.DECADE,
    },
    numbers=_NUMBERS,
    which=_WHICH,
    parts={
        "principios": Part.EARLY, "a principios": Part.EARLY, "mediados": Part.MIDDLE, "a mediados": Part.MIDDLE,
        "finales": Part.LATE, "a finales": Part.LATE, "fines": Part.LATE, "a fines": Part.LATE,
    },
    feasts={
        "navidad": (12, 25), "nochebuena": (12, 24), "nochevieja": (12, 31), "año nuevo": (1, 1),
        "san valentín": (2, 14), "halloween": (10, 31),
    },
    rules=_RULES,
    cues=(
        r"(?:en|desde|hasta|antes de|después de|de|del|entre|a partir de|durante|para|por)(?: (?:el|la))?"
        r"(?: mes de)?"
        r"|(?:{month}|{year}|{weekday}|{season})\s*(?:-|–|a|y|e|o|hasta)"
    ),
    habits="(?:cada|todos los|todas las|por)",
    future=(
        r"voy a|vas a|va a|vamos a|vais a|van a|planeo|planeamos|espero|esperamos|quiero|queremos|quisiera|pienso"
        r"|\w+(?:aré|erá|iré|aremos|eremos|iremos|arán|erán|irán|ará)|próxim[oa]|mañana|pronto|que viene"
    ),
    past="fui|fue|fuimos|fueron|hice|hizo|hicimos|estuve|estuvo|estaba|tuve|tuvo|era|he|ha|hemos|han|ayer",
    bounds=(
        ("desde(?: el| la)?|a partir (?:de|del)(?: la)?", Bound.SINCE),
        ("hasta(?: el| la)?", Bound.UNTIL),
        ("antes (?:de|del)(?: la)?", Bound.BEFORE),
        ("después (?:de|del)(?: la)?", Bound.AFTER),
    ),
    opening=(
        ("entre(?: el)?", "y(?: el)?|e"),
        ("desde(?: el)?|de|del", "hasta(?: el)?|a|al|-|–"),
        ("", "hasta(?: el)?|-|–"),
    ),
    clock=r"(?:a las? )?(?P<h24>[01]?\d|2[0-3]):(?P<min24>[0-5]\d)(?: h)?",
    clock_links=r",|a|sobre|,? (?:a|sobre)|",
    common=frozenset(listed(
        "el la los las y yo tú de del un una es era en con para no que mi me se lo fue cuando dónde quién está estoy "
        "he ha hemos por a qué cuándo muy nos su"
    )),
)  # fmt: skip
