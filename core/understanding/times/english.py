"""Times in English."""

from __future__ import annotations

from core.understanding.times.language import DIGIT, Language, Rule, listed
from core.understanding.times.mention import Anchor, Bound, Count, Part, Sort, Unit

_MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4,
    "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip

_WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
_FULL_WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"

_PLURAL_WEEKDAYS = "mondays tuesdays wednesdays thursdays fridays saturdays sundays"

_UNITS = {
    "minute": Unit.MINUTE, "minutes": Unit.MINUTE, "mins": Unit.MINUTE, "hour": Unit.HOUR, "hours": Unit.HOUR,
    "hrs": Unit.HOUR, "day": Unit.DAY, "days": Unit.DAY, "night": Unit.DAY, "nights": Unit.DAY,
    "weekend": Unit.WEEKEND, "weekends": Unit.WEEKEND, "week": Unit.WEEK, "weeks": Unit.WEEK, "wks": Unit.WEEK,
    "month": Unit.MONTH, "months": Unit.MONTH, "year": Unit.YEAR, "years": Unit.YEAR, "yrs": Unit.YEAR,
    "decade": Unit.DECADE, "decades": Unit.DECADE,
}  # fmt: skip

_SPANS = {
    "week": Unit.WEEK, "weekend": Unit.WEEKEND, "month": Unit.MONTH, "year": Unit.YEAR, "decade": Unit.DECADE,
}  # fmt: skip

_NUMBERS = {
    **{word: Count(n, n) for n, word in enumerate(listed(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty"), start=1)},
    "thirty": Count(30, 30), "forty": Count(40, 40), "fifty": Count(50, 50), "a hundred": Count(100, 100),
    "a": Count(1, 1), "an": Count(1, 1), "a couple": Count(2, 3), "a couple of": Count(2, 3), "couple": Count(2, 3),
    "couple of": Count(2, 3), "a few": Count(2, 6), "few": Count(2, 6), "several": Count(3, 9), "some": Count(2, 9),
}  # fmt: skip

_WHICH = {
    "last": -1, "past": -1, "previous": -1, "this past": -1, "this last": -1, "this": 0, "this current": 0,
    "next": 1, "this coming": 1, "this next": 1, "coming": 1, "the coming": 1, "this upcoming": 1, "upcoming": 1,
}  # fmt: skip

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_PARTS = {
    "early": Part.EARLY, "early in": Part.EARLY, "beginning of": Part.EARLY, "start of": Part.EARLY,
    "the beginning of": Part.EARLY, "the start of": Part.EARLY, "mid": Part.MIDDLE, "middle of": Part.MIDDLE,
    "the middle of": Part.MIDDLE, "late": Part.LATE, "late in": Part.LATE, "end of": Part.LATE,
    "the end of": Part.LATE,
}  # fmt: skip

_FEASTS = {
    "christmas": (12, 25), "xmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24),
    "boxing day": (12, 26), "new year's eve": (12, 31), "new year's day": (1, 1), "new year's": (1, 1),
    "valentine's day": (2, 14), "valentine's": (2, 14), "halloween": (10, 31),
}  # fmt: skip

_DAYTIME = "(?: (?:early |late )?(?:morning|noon|afternoon|evening|night))?"
_NTH = "(?:st|nd|rd|th)"
_PAUSE = r"(?=\s*(?:[.,;:!?)]|$|(?:and|but|i|we|he|she|they|my|our)\b))"
"""Nothing follows that "before" could be about."""
_OPTIONAL_YEAR = "(?:,? {year})?"

_RULES = (
    Rule("(?:the )?day before yesterday" + _DAYTIME, Anchor(Sort.DAY, shift=-2), on="yesterday"),
    Rule("(?:the )?day after tomorrow" + _DAYTIME, Anchor(Sort.DAY, shift=2), on="tomorrow"),
    Rule("yesterday" + _DAYTIME, Anchor(Sort.DAY, shift=-1), on="yesterday"),
    Rule("last night", Anchor(Sort.DAY, shift=-1), on="night"),
    Rule("today|tonight|(?:earlier |later )?this (?:morning|afternoon|evening)|earlier today|later today",
         Anchor(Sort.DAY, shift=0), on="today tonight morning afternoon evening"),
    Rule("(?:tomorrow|tmrw)" + _DAYTIME, Anchor(Sort.DAY, shift=1), on="tomorrow tmrw"),
    Rule("{n} (?:short |long |whole |full |more )?{unit} (?:ago|back)", Anchor(Sort.DISTANCE, shift=-1)),
    Rule("{n} {unit} (?:earlier|before)" + _PAUSE, Anchor(Sort.DISTANCE, shift=-1, follows=True)),
    Rule("{n} {unit} (?:later|after)" + _PAUSE, Anchor(Sort.DISTANCE, shift=1, follows=True)),
    Rule("the (?:{span}|day|night) before" + _PAUSE, Anchor(Sort.UNIT, Unit.DAY, shift=-1, follows=True), on="before"),
    Rule("the (?:next|following) (?:day|morning|evening)|the day after" + _PAUSE,
         Anchor(Sort.DAY, shift=1, follows=True), on="day morning evening"),
    Rule("the following {span}", Anchor(Sort.UNIT, shift=1, follows=True)),
    Rule("the {span} after" + _PAUSE, Anchor(Sort.UNIT, shift=1, follows=True)),
    Rule("{n} (?:or|to|-) {high} {unit} (?:ago|back)", Anchor(Sort.DISTANCE, shift=-1)),
    Rule("(?:a|one) {unit} or (?:two|so) ago", Anchor(Sort.DISTANCE, shift=-1, count=Count(1, 2))),
    Rule("(?:a|one) year and a half ago", Anchor(Sort.DISTANCE, Unit.MONTH, Count(18, 18), shift=-1), on="half"),
    Rule("half a year ago", Anchor(Sort.DISTANCE, Unit.MONTH, Count(6, 6), shift=-1), on="half"),
    Rule("(?:a|one) fortnight ago", Anchor(Sort.DISTANCE, Unit.WEEK, Count(2, 2), shift=-1), on="fortnight"),
    Rule("(?:(?:many|some|quite a few) )?{unit} ago", Anchor(Sort.DISTANCE, count=Count(2, 9), shift=-1), on="ago"),
    Rule("{n} (?:more )?{unit} from (?:now|today)", Anchor(Sort.DISTANCE, shift=1)),
    Rule("in {n} {unit}['s]* time", Anchor(Sort.DISTANCE, shift=1)),
    Rule("in (?:about |around |just )?{n} (?:short |more )?{unit}", Anchor(Sort.DISTANCE, shift=1), future=True),
    Rule(r"(?:(?:in|over|during|for|within) )?(?:the|these|this) (?:last|past|previous) "
         r"(?!weekend|day\b|night\b)(?:{n} )?{unit}",
         Anchor(Sort.STRETCH, count=Count(1, 1), shift=-1)),
    Rule("(?:last|past) {n} {unit}", Anchor(Sort.STRETCH, shift=-1)),
    Rule(r"(?:(?:in|over|during|within) )?the next (?!day\b)(?:{n} )?{unit}",
         Anchor(Sort.STRETCH, count=Count(1, 1), shift=1)),
    Rule("(?:(?:earlier|later|sometime) )?{which} {span}", Anchor(Sort.UNIT)),
    Rule("(?:the )?{span} before last", Anchor(Sort.UNIT, shift=-2)),
    Rule("(?:the )?{span} after next", Anchor(Sort.UNIT, shift=2)),
    Rule("(?:over|on|at|during|for|all) the weekend", Anchor(Sort.UNIT, Unit.WEEKEND), on="weekend"),
    Rule("{part}(?: |-){which} {span}", Anchor(Sort.UNIT)),
    Rule("{part} the (?P<span>month|year)", Anchor(Sort.UNIT, shift=0), on="month year"),
    Rule("{which} {weekday}" + _DAYTIME, Anchor(Sort.WEEKDAY)),
    Rule("{n} {weekday}s ago", Anchor(Sort.WEEKDAY), on=_PLURAL_WEEKDAYS),
    Rule("{weekday} (?:of )?{which} week", Anchor(Sort.WEEKDAY, Unit.WEEK)),
    Rule(rf"(?<!black )(?<!good )(?P<weekday>{_FULL_WEEKDAYS})" + _DAYTIME, Anchor(Sort.WEEKDAY),
         on=_FULL_WEEKDAYS.replace("|", " ")),
    Rule("{weekday}" + _DAYTIME, Anchor(Sort.WEEKDAY), cued=True),
    Rule("{month}(?: of)?,? {year}", Anchor(Sort.MONTH)),
    Rule("{month} (?:of )?{which} year", Anchor(Sort.MONTH, Unit.YEAR)),
    Rule("{which} year,? (?:in|around) {month}", Anchor(Sort.MONTH, Unit.YEAR)),
    Rule("{season} (?:of )?{which} year", Anchor(Sort.SEASON, Unit.YEAR)),
    Rule("{which} {month}", Anchor(Sort.MONTH)),
    Rule("{month}", Anchor(Sort.MONTH), cued=True),
    Rule("{part}(?: |-){month}" + _OPTIONAL_YEAR, Anchor(Sort.MONTH)),
    Rule(r"{season}(?: of)?,? {year}", Anchor(Sort.SEASON)),
    Rule("{season}(?: of)? '{short_year}", Anchor(Sort.SEASON)),
    Rule("in '{short_year}", Anchor(Sort.YEAR), on=DIGIT),
    Rule("{which} {season}", Anchor(Sort.SEASON)),
    Rule("(?:the )?{season}", Anchor(Sort.SEASON), cued=True),
    Rule("{which} {feast}", Anchor(Sort.DATE)),
    Rule("{feast}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule("(?:{weekday},? )?(?:the )?{day}" + _NTH + "? ?(?:of )?{month}" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    *(
        Rule(f"(?:the )?{word} of {{month}}" + _OPTIONAL_YEAR, Anchor(Sort.DATE, day=number), on=word)
        for number, word in enumerate(_ORDINALS, 1)
    ),
    Rule("(?:{weekday},? )?{month} (?:the )?{day}" + _NTH + "?" + _OPTIONAL_YEAR, Anchor(Sort.DATE)),
    Rule(r"{day}" + _NTH + r"? ?(?:-|–|to|and|until) ?{last_day}" + _NTH + "? (?:of )?{month}" + _OPTIONAL_YEAR,
         Anchor(Sort.DATE)),
    Rule(r"{month} {day}" + _NTH + r"? ?(?:-|–|to|and|until) ?{last_day}" + _NTH + "?" + _OPTIONAL_YEAR,
         Anchor(Sort.DATE)),
    Rule(r"(?:{weekday},? )?the {nth_day}" + _NTH + r"(?=\s*(?:[.,;:!?)]|$|(?:and|at|but|for|i|in|to|we|with)\b))",
         Anchor(Sort.DATE), on=DIGIT, cued=True),
    Rule("{weekday},? the {nth_day}" + _NTH, Anchor(Sort.DATE)),
    Rule("(?:the )?{nth} {span} (?:of|in) {month}" + _OPTIONAL_YEAR, Anchor(Sort.NTH)),
    Rule("{year}", Anchor(Sort.YEAR), on=DIGIT, cued=True),
    Rule("the year {any_year}", Anchor(Sort.YEAR), on="year"),
    Rule("{part}(?: |-){year}", Anchor(Sort.YEAR), on=DIGIT),
    Rule("the (?:{part}(?: |-))?'?{decade}'?s", Anchor(Sort.DECADE), on=DIGIT),
    Rule(r"(?P<decade>(?:1[5-9]|20)\d0)'?s", Anchor(Sort.DECADE), on=DIGIT),
    Rule("the other (?:day|night|evening|morning)", Anchor(Sort.VAGUE, count=Count(1, 10), shift=-1), on="other"),
    Rule("(?:quite )?(?:a|some) (?:little |short |good )?(?:while|time) (?:ago|back)",
         Anchor(Sort.VAGUE, count=Count(14, 365), shift=-1), on="while time"),
    Rule("a long (?:while|time) ago|long ago|ages ago", Anchor(Sort.VAGUE, count=Count(365, 7300), shift=-1),
         on="ago"),
    Rule("recently|lately|not (?:so |too |very )?long ago|these days|nowadays",
         Anchor(Sort.VAGUE, count=Count(0, 45), shift=-1), on="recently lately long these nowadays"),
    Rule("(?:in )?(?:the )?recent (?:days|weeks|months)", Anchor(Sort.VAGUE, count=Count(0, 60), shift=-1),
         on="recent"),
    Rule("(?:in )?the coming (?:days|weeks|months)", Anchor(Sort.VAGUE, count=Count(0, 60), shift=1), on="coming"),
    Rule("(?<!as )soon(?! as)|before long", Anchor(Sort.VAGUE, count=Count(0, 45), shift=1), on="soon long"),
)  # fmt: skip

ENGLISH = Language(
    code="en",
    months=_MONTHS,
    weekdays=_WEEKDAYS,
    seasons={"spring": 0, "summer": 1, "summertime": 1, "autumn": 2, "fall": 2, "winter": 3},
    units=_UNITS,
    spans=_SPANS,
    numbers=_NUMBERS,
    which=_WHICH,
    parts=_PARTS,
    nths={"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1},
    feasts=_FEASTS,
    rules=_RULES,
    proper=frozenset({"may", "march", "mar", "sun", "sat", "wed", "mon", "jan", "dec"}),
    cues=(
        r"(?:in|on|during|over|around|throughout|since|until|till|before|after|by|of|from|between|for|this|back in)"
        r"(?: the)?(?: (?:early|mid|late))?"
        r"|(?:{month}|{year}|{weekday}|{season})(?: \d{1,4}(?:st|nd|rd|th)?)?\s*(?:-|–|to|and|or|until|till|through)"
    ),
    habits="(?:every|each|most|any|per|many)(?: other)?|(?:feels?|felt|seems?) like(?: it was)?(?: just| only)?",
    future=(
        r"will|won't|(?:i|you|he|she|it|we|they|that|there)'ll|gonna|(?:am|is|are) going to|going to be|shall"
        r"|(?:i'm|you're|he's|she's|it's|we're|they're|that's) going to"
        r"|plan to|plans to|planning|hope to|hoping|want to|wanna|would like|looking forward|can't wait|upcoming"
        r"|coming up|remind me|let's|be back"
        r"|(?<=getting\s)married"
        r"|(?:(?:booked|reserved|scheduled|ordered|arranged|planned|decided|agreed|fixed|set|invited|registered|due|tickets?|appointments?)"
        r"[^.!?]{0,60}? for"
        r"|(?:starts?|begins?|leaves?|departs?|opens?|arrives?|lands?|ends?|closes?|flies|returns?|takes place)"
        r"(?: (?:from|to|here|again)(?: \w+)?)? (?:on|by|at|in))(?= (?:the )?(?:\d|{month}|{weekday}))"
    ),
    past=r"did|was|were|had|went|got|made|took|came|saw|met|been|started|left|bought|found|told|said|ate|ran"
    r"|\w{2,}ed|ago|yesterday",
    hopeful=(
        r"see you|due|leaves?|leaving|starts?|starting|(?:is|are|am) (?:in|on)|(?:i'm|it's|we're|that's) (?:in|on)"
        r"|next|tomorrow|soon|meet|ready for|excited|preparing|book|plan|plans|hope"
        r"|(?:have|has|have got|has got|i've got|we've got|there's|there is) (?:an?|the|my|our|his|her|their|another)"
        r"|(?:have|has|need|needs) to|must|can't|cannot|expecting"
        r"|(?:i|we|they|you) (?:take|fly|go|come|arrive|drive|move|begin|travel|return|stay|visit|sail|land)"
        r"|begins?|departs?|arrives?|returns|moves|flies|takes place"
    ),
    bounds=(
        ("(?:since|ever since|starting(?: in| on| from)?|as of)(?: the)?", Bound.SINCE),
        ("(?:until|till|up to|through|up until|'til)(?: the)?", Bound.UNTIL),
        ("(?:before|prior to|earlier than)(?: the)?", Bound.BEFORE),
        ("(?:after|following|later than)(?: the)?", Bound.AFTER),
    ),
    opening=(
        ("between", "and"),
        ("from", "to|until|till|through|-|–"),
        ("", "to|until|till|through|-|–"),
    ),
    lead="(?:the |last |the last )?{span}|(?:the |last |the last )?{weekday}|the (?:day|night)|{n} {unit}",
    clock=r"(?:at )?(?:(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<min>[0-5]\d))? ?(?P<half>am|pm|a\.m\.|p\.m\.)"
    r"|(?P<h24>[01]?\d|2[0-3]):(?P<min24>[0-5]\d)|(?P<noon>noon|midday))",
    clock_links=r",|at|on|around|about|by|@|,? (?:at|on)|",
    common=frozenset(listed(
        "the and i to a of it in was that you my is for on with we have me at be this so what did when she he they "
        "had do not are but her his no see hey how has all just "
        "like get got great good time there been can will from your about as "
        "would does who where which an by or if"
    )),
    month_first=True,
)  # fmt: skip
