"""How questions ask for a time, language by language.

Patterns are matched in small letters. A pattern for events has a group `event`: the words that the bound is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.model.period import Grain
from core.understanding.times.mention import Bound


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """What makes a question one for a time.

    Attributes:
        when: asks when.
        not_when: it begins with "when", but something else is asked: "When we moved, what …".
        which: asks for a time of this grain: "which year".
        how_long: asks how long something takes or took.
        how_long_ago: asks how long back something is.
        counted: units after "how many".
        events: a bound that is an event: "before we moved".
    """

    when: re.Pattern[str]
    not_when: re.Pattern[str]
    which: tuple[tuple[re.Pattern[str], Grain], ...]
    how_long: re.Pattern[str]
    how_long_ago: re.Pattern[str]
    counted: tuple[tuple[re.Pattern[str], Grain], ...]
    events: tuple[tuple[re.Pattern[str], Bound], ...]


_REST = r"(?P<event>[^,;.?!，。？！]+)"
_NEVER = r"(?!)"


def _words(
    when: str,
    which: str,
    grains: Iterable[tuple[str, Grain]],
    how_long: str,
    how_long_ago: str,
    events: Iterable[tuple[str, Bound]],
    not_when: str = _NEVER,
    counted: str = _NEVER,
    counts: Iterable[tuple[str, Grain]] = (),
) -> QuestionWords:
    """{unit} in `which` and `counted` stands for the words of each grain, {rest} in an event for its words."""
    return QuestionWords(
        when=re.compile(when),
        not_when=re.compile(not_when),
        which=tuple((re.compile(which.replace("{unit}", f"(?:{words})")), grain) for words, grain in grains),
        how_long=re.compile(how_long),
        how_long_ago=re.compile(how_long_ago),
        counted=tuple((re.compile(counted.replace("{unit}", f"(?:{words})")), grain) for words, grain in counts),
        events=tuple((re.compile(event.replace("{rest}", _REST)), bound) for event, bound in events),
    )


_ENGLISH = _words(
    when=r"^\W*(?:(?:and|so|but|ok|okay|hey|hi|please|ebb)\W+)*(?:since |until |from |around |about )?when(?:'s)?\b"
    r"|\b(?:know|remember|recall|tell me|say|wonder|sure|me)(?: exactly| again)?(?: since| until)? when\b"
    r"|\bhow recently\b|\bwhen(?: exactly)?\W*$",
    not_when=r"^\W*(?:and |so |but )?when\b[^?]*,\s*"
    r"(?:who|what|where|which|why|how|whose|did|do|does|was|were|is|are)\b",
    which=r"\b(?:what|which)(?:'s| is| was| were| are)?(?: the)?(?: exact)? {unit}\b(?! (?:to|of the week is))",
    grains=(
        ("time of (?:the )?year|season", Grain.SEASON), ("time", Grain.INSTANT), ("weekend", Grain.WEEKEND),
        ("dates?|days?|weekday", Grain.DAY), ("week", Grain.WEEK), ("month", Grain.MONTH), ("year", Grain.YEAR),
        ("decade", Grain.DECADE),
    ),
    how_long=r"\bhow long\b|\bhow much time\b",
    how_long_ago=r"\bhow (?:long|many \w+) ago\b|\bhow long (?:has it been|is it|'s it been) since\b"
    r"|\bhow many \w+ (?:has it been|is it) since\b",
    counted=r"\bhow many (?:more |full )?{unit}\b(?! (?:per|a|an|old|off|each)\b)",
    counts=(
        ("minutes|hours", Grain.INSTANT), ("days|nights", Grain.DAY), ("weekends", Grain.WEEKEND),
        ("weeks", Grain.WEEK), ("months", Grain.MONTH), ("years", Grain.YEAR), ("decades", Grain.DECADE),
    ),
    events=(
        (r"\b(?:right |just |shortly |soon )?before\s+{rest}", Bound.BEFORE),
        (r"\b(?<!look )(?<!looks )(?<!looked )(?<!looking )(?<!named )(?<!name )(?<!take )(?<!takes )"
         r"(?:right |just |shortly |soon )?after\s+(?!all\b){rest}", Bound.AFTER),
        (r"\bever since\s+{rest}|\bsince\s+(?!when\b)(?P<since>[^,;.?!]+)", Bound.SINCE),
        (r"\b(?:until|till)\s+(?!when\b){rest}", Bound.UNTIL),
        (r"\b(?:while|during)\s+{rest}", Bound.WHEN),
        (r"\bwhen\s+{rest}", Bound.WHEN),
    ),
)  # fmt: skip

_GERMAN = _words(
    when=r"^\W*(?:(?:und|also|aber)\W+)*(?:(?:seit|bis|ab) )?wann\b|\bwann\b",
    which=r"\bwelche[nmrs]? {unit}\b",
    grains=(
        ("jahreszeit", Grain.SEASON), ("uhrzeit", Grain.INSTANT), ("wochenende", Grain.WEEKEND),
        ("tage?s?|datum|wochentag", Grain.DAY), ("woche", Grain.WEEK), ("monats?", Grain.MONTH),
        ("jahre?s?", Grain.YEAR), ("jahrzehnts?", Grain.DECADE),
    ),
    how_long=r"\bwie lange?\b",
    how_long_ago=r"\bwie lange?\b.*\bher\b|\bvor wie (?:langer zeit|vielen)\b",
    counted=r"\bwie viele {unit}\b",
    counts=(("tage", Grain.DAY), ("wochen", Grain.WEEK), ("monate", Grain.MONTH), ("jahre", Grain.YEAR)),
    events=(
        (r"\b(?:bevor|ehe)\s+{rest}|\bvor\s+(?P<noun>(?:de[mrn]|meine[mrn]|unsere[mrn])\s+[^,;.?!]+)", Bound.BEFORE),
        (r"\bnachdem\s+{rest}|\bnach\s+(?P<noun>(?:de[mrn]|meine[mrn]|unsere[mrn])\s+[^,;.?!]+)", Bound.AFTER),
        (r"\bseit(?:dem)?\s+(?!wann\b){rest}", Bound.SINCE),
        (r"\bbis(?: zu[mr])?\s+(?!wann\b){rest}", Bound.UNTIL),
        (r"\b(?:als|während)\s+{rest}", Bound.WHEN),
    ),
)  # fmt: skip

_FRENCH = _words(
    when=r"^\W*(?:et |alors |mais )*(?:(?:depuis|jusqu'à) )?quand\b|\bquand\W*$|\bsa(?:is|it|vez)\b.* quand\b"
    r"|\bc'(?:est|était) quand\b",
    not_when=r"^\W*(?:et )?quand\b[^?]*,\s*(?:qui|que|qu'|où|quel|quelle|comment|combien|est-ce)",
    which=r"\bquel(?:le)?s? {unit}\b",
    grains=(
        ("saison", Grain.SEASON), ("heure", Grain.INSTANT), ("week-end", Grain.WEEKEND), ("jours?|dates?", Grain.DAY),
        ("semaine", Grain.WEEK), ("mois", Grain.MONTH), ("année", Grain.YEAR), ("décennie", Grain.DECADE),
    ),
    how_long=r"\bcombien de temps\b",
    how_long_ago=r"\bil y a combien\b|\bcombien de temps\b.*\bil y a\b",
    counted=r"\bcombien (?:de |d'){unit}\b",
    counts=(("jours", Grain.DAY), ("semaines", Grain.WEEK), ("mois", Grain.MONTH), ("ans|années", Grain.YEAR)),
    events=(
        (r"\bavant\s+(?:que\s+|de\s+|d')?{rest}", Bound.BEFORE),
        (r"\baprès\s+(?:que\s+)?{rest}", Bound.AFTER),
        (r"\bdepuis\s+(?:que\s+|qu')?(?!quand\b|combien\b){rest}", Bound.SINCE),
        (r"\bjusqu'à\s+(?:ce que\s+|ce qu')?(?!quand\b){rest}", Bound.UNTIL),
        (r"\b(?:lorsque|lorsqu'|quand|pendant(?: que)?)\s*{rest}", Bound.WHEN),
    ),
)  # fmt: skip

_SPANISH = _words(
    when=r"\bcuándo\b|^\W*(?:y |pero )*(?:(?:desde|hasta) )?cuando\b",
    not_when=r"^\W*(?:y )?cuando\b[^?]*,\s*¿?(?:quién|qué|dónde|cuál|cómo|cuánto)",
    which=r"\b(?:qué|cuál (?:es|fue|era) (?:el|la)) {unit}\b",
    grains=(
        ("estación|época", Grain.SEASON), ("hora", Grain.INSTANT), ("fin de semana", Grain.WEEKEND),
        ("día|dia|fecha", Grain.DAY), ("semana", Grain.WEEK), ("mes", Grain.MONTH), ("año", Grain.YEAR),
        ("década", Grain.DECADE),
    ),
    how_long=r"\bcuánto tiempo\b|\bcuánto (?:duró|dura|tardó|tarda)\b",
    how_long_ago=r"\bhace cuánto\b|\bcuánto (?:tiempo )?hace\b|\bcuánto tiempo pasó desde\b",
    counted=r"\bcuánt[oa]s {unit}\b",
    counts=(("días", Grain.DAY), ("semanas", Grain.WEEK), ("meses", Grain.MONTH), ("años", Grain.YEAR)),
    events=(
        (r"\bantes de(?:l)?\s+(?:que\s+)?{rest}", Bound.BEFORE),
        (r"\bdespués de(?:l)?\s+(?:que\s+)?{rest}", Bound.AFTER),
        (r"\bdesde\s+(?:que\s+)?(?!cu[aá]ndo\b){rest}", Bound.SINCE),
        (r"\bhasta\s+(?:que\s+)?(?!cu[aá]ndo\b){rest}", Bound.UNTIL),
        (r"\b(?:cuando|mientras|durante)\s+{rest}", Bound.WHEN),
    ),
)  # fmt: skip

_CHINESE = _words(
    when=r"什么时候|啥时候|何时|几时",
    which=r"{unit}",
    grains=(
        ("哪个季节", Grain.SEASON), ("几点", Grain.INSTANT), ("哪个周末", Grain.WEEKEND),
        ("哪一?天|几号|星期几|周几|哪个日期", Grain.DAY), ("哪一?周|哪个星期", Grain.WEEK),
        ("哪个月|几月", Grain.MONTH), ("哪一?年", Grain.YEAR), ("哪个年代", Grain.DECADE),
    ),
    how_long=r"多久|多长时间",
    how_long_ago=r"多久(?:之|以)?前",
    counted=r"{unit}",
    counts=(("多少天|几天", Grain.DAY), ("几周|几个星期", Grain.WEEK), ("几个月", Grain.MONTH),
            ("多少年|几年", Grain.YEAR)),
    events=(
        (r"(?P<event>[^，,。？?！多]+?)(?:之前|以前)", Bound.BEFORE),
        (r"(?P<event>[^，,。？?！多]+?)(?:之后|以后)", Bound.AFTER),
        (r"(?P<event>[^，,。？?！多]+?)以来", Bound.SINCE),
        (r"(?P<event>[^，,。？?！什么]+?)(?:的时候|期间)", Bound.WHEN),
    ),
)  # fmt: skip

_WORDS = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH, "zh": _CHINESE}


def question_words(language: str) -> QuestionWords:
    """The patterns of a language by its code, English for one that has none."""
    return _WORDS.get(language.lower().replace("_", "-").split("-")[0], _ENGLISH)
