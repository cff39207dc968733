"""What of a message is worth knowing: what somebody tells of himself that will still mean something next year.

Small talk, greetings, thanks, compliments, feelings of the moment, questions, guesses and what speaks to the other one
are left out: they stay where they were said. No fact rather than an empty one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from core.consolidation.settle.third_person import strip_openers
from core.understanding.lists import word_set
from core.understanding.plain_words import CALENDAR, PERSONS, PETS, PLAIN
from core.understanding.sentences import Sentence


class Tells(StrEnum):
    """What a sentence tells of its speaker."""

    STATE = "state"
    PREFERENCE = "preference"
    EVENT = "event"
    DECISION = "decision"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence worth keeping, where it stands in its text, and what it tells."""

    text: str
    start: int
    tells: Tells


def read_telling(sentence: Sentence) -> Telling | None:
    """Return what `sentence` tells of the one who says it; None when nothing of it will matter later."""
    if sentence.asks or "?" in sentence.text:
        return None
    bare = _AFTERTHOUGHT.sub("", _REMINDS.sub("", strip_openers(_REMEMBER.sub("", sentence.text))).replace("’", "'"))
    if not _FEWEST <= len(bare.split()) <= _MOST or _ADDRESSES.search(bare) or _HOLLOW.search(bare):
        return None
    if bare.count('"') % 2 or bare.count("(") != bare.count(")"):
        return None  # the sentence was cut within a quotation
    for tells, shape, sure in _SHAPES:
        match = shape.match(bare)
        if match is None:
            continue
        rest = bare[match.end() :]
        if _VAGUE.match(rest.lstrip()) or (not sure and _DOUBTS.search(bare)):
            return None
        if _dangles(bare, match.end()) or not _weighs(rest):
            return None
        return Telling(bare, sentence.start, tells)
    return None


def tells_of_self(text: str) -> bool:
    """Whether a sentence speaks of the one who says it, as a statement."""
    return "?" not in text and _FIRST_PERSON.search(text) is not None and _ADDRESSES.search(text) is None


def addresses(text: str) -> bool:
    """Whether a text speaks to somebody: "you", "your", "thanks"."""
    return _ADDRESSES.search(text) is not None


def points_outside(text: str) -> bool:
    """Whether a phrase points at something that stands outside of it: "it", "those", "that world"."""
    return _DEICTIC.search(text) is not None or _PRONOUN.search(text) is not None


def is_hollow(text: str) -> bool:
    """Whether a text is made of the phrases that keep a talk going: "can't wait", "good luck", "so proud"."""
    return _HOLLOW.search(text) is not None


_FEWEST, _MOST = 4, 32
_FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|[Ww]e|[Oo]ur|me)\b")
_REMINDS = re.compile(r"[,;]? (?:so |and )?(?:please )?remind (?:me|us)(?: please)?[.!]*$|,? please[.!]*$", re.I)
_REMEMBER = re.compile(r"^\W*(?:please )?(?:remember|note|fyi|keep in mind|don['’]t forget)(?: that)?[:,]?\s+", re.I)
_AFTERTHOUGHT = re.compile(
    r"(?:,? (?:and|but) (?:it|that)(?:'s| was| is| has| felt| turned)\b.*|,? which (?:was|is|has been|wasn't)\b.*"
    r"|\s?[-–—] ?(?:so|it|it's|it'll|such|really|tough|what|pretty|that)\b.*|[,;] it(?:'s| was| is|'ll)\b.*)$",
    re.I,
)
"""How it was, behind what it was: "… and it was awesome"."""
_ADDRESSES = re.compile(r"\b(?:you|your|yours|you're|you've|you'd|you'll|u|ur|y'all|thanks|thank)\b", re.I)
_ADVERB = (
    r"(?:(?:really|just|also|always|never|still|actually|absolutely|totally|recently|finally|currently|already"
    r"|definitely"
    r"|both|all|even|mostly|mainly|usually|often|sometimes|personally|once|now|especially|officially|ended up|went and"
    r"|only|soon|probably) )*"
)
_I = rf"(?:I|We|(?:Me|My \w+) and (?:I|my \w+)|My \w+ and I) {_ADVERB}"
_NOT = r"(?:don't |do not |didn't |can't |cannot |couldn't )?"
_IM = rf"(?:I'm|I am|We're|We are|I've been|I have been|We've been|We have been) {_ADVERB}"
_IVE = rf"(?:I've|I have|We've|We have) {_ADVERB}"

_PAST = (
    r"(?:went|took|bought|brought|built|came|drew|drove|ate|flew|gave|grew|held|kept|left|led|lost|made|met"
    r"|paid|put|quit"
    r"|read|rode|ran|sold|sent|sang|spent|stole|swam|taught|threw|woke|wore|won|wrote|broke|caught|cut|dealt|fed|fought"
    r"|hurt|hit|tore|rebuilt|adopted|accepted|achieved|added|applied|arrived|arranged|attended|baked|booked|borrowed"
    r"|called|camped|canceled|cancelled|carried|celebrated|changed|checked out|cleaned|climbed|coached|collected"
    r"|completed|cooked|created|cycled|danced|delivered|designed|donated|dropped|earned|encountered|engaged|enrolled"
    r"|entered|exchanged|explored|finished|fixed|founded|gathered|graduated|helped|hiked|hired|hosted|interviewed"
    r"|installed|invited|joined|jogged|kayaked|landed|launched|learned|learnt|listened|lived|married|missed|moved"
    r"|opened|ordered|organized|organised|packed|painted|participated|passed|performed|photographed|picked up|planned"
    r"|planted|played|practiced|practised|presented|printed|produced|promised|published|raised|received|recorded"
    r"|registered|relocated|rented|repaired|replaced|rescued|retired|returned|scored|served|set up|shared|shopped"
    r"|showed|signed|signed up|skied|snapped|solved|started|stayed|stopped|studied|submitted|surfed|switched|teamed"
    r"|tested|toured|trained|transferred|traveled|travelled|tried|turned|upgraded|visited|volunteered|walked|watched"
    r"|worked|broke up|got (?:a|an|the|my|our|back|into|promoted|married|engaged|hired|accepted|divorced|fired|hit"
    r"|injured|to \w+|invited|sick|stuck|two|three|new|some|another|together)|found (?:a|an|the|my|our|out)|saw"
    r" (?:a|an|the|my|our|some)|had (?:a|an|my|our|to) (?!great|good|blast|lot|nice|wonderful|amazing|fun|awesome|tough"
    r"|hard|rough|few|really|so|super|fantastic|lovely|hectic|crazy|bit|feeling))"
)
_ACTIVE = (
    r"(?:working|studying|learning|training|volunteering|writing|reading|building|teaching|taking|living"
    r"|staying|planning"
    r"|saving|practicing|practising|playing|painting|running|moving|renovating|designing|researching|developing|making"
    r"|organizing|organising|leading|hosting|seeing a|dating|attending|going to (?:a|an|the|my|our|(?-i:[A-Z]\w+))"
    r"|heading|traveling|travelling|visiting"
    r"|preparing|growing|raising|collecting|starting|launching|mentoring|coaching|watching|using|creating|applying"
    r"|recovering|suffering|doing (?:yoga|research|an?|some|my)|looking for|looking into|interested in|exploring)"
)
_DOES = (
    r"(?:work|live|own|run|teach|study|play|speak|drive|have (?:a|an|two|three|four|five|some|my own|\d+|kids|children"
    r"|been)|volunteer|collect|write|paint|read|coach|lead|go (?:to|for|on|hiking|running|swimming|camping|surfing"
    r"|fishing|skiing)|make|bake|cook|practice|practise|use|grow|watch|ride|sing|dance|train|attend|meet|visit|wear|do"
    r" (?:yoga|pottery|ballet|martial|a|an|some)|belong|grew up|was born|were born|used to|need glasses|take (?:a|an"
    r"|my|our|the|part|medication|classes|lessons))"
)
_LIKES = (
    r"(?:love|loved|like|enjoy|adore|prefer|hate|dislike|can't stand|cannot stand|can't eat|don't eat|avoid|am allergic"
    r"|miss)"
)
_FOND = (
    r"(?:a (?:big |huge |massive )?fan of|into|obsessed with|passionate about|allergic to|afraid of|scared of"
    r"|terrified of"
    r"|addicted to|keen on|fond of|crazy about|hooked on|good at|bad at|interested in)"
)
_IS_A = (
    r"(?:(?:a|an|the) (?!bit|lot|mix|little|big fan|huge fan|mess|wreck|total|real|great|good|lucky|fan)|from "
    r"|originally|vegan"
    r"|vegetarian|married|single|divorced|pregnant|engaged|retired|a? ?member|in (?:charge|my|the (?:middle|process)"
    r"|therapy|college|school|grad)|on (?:a|the|medication|vacation|holiday|leave)|\d+ years|based in|part of)"
)
_RELATIVE = "|".join(sorted(PERSONS | PETS, key=len, reverse=True))
_HIS = (
    rf"(?:My|Our) (?:(?!favou?rite)[a-z-]+ ){{0,2}}?(?:{_RELATIVE}|kids|children|parents|grandparents|family|brothers"
    r"|sisters|sons|daughters|dogs|cats|pets|team|company|boss|store|shop|studio|business|band|car|bike|house"
    r"|apartment|flat|garden|job|class|course|degree|project|book|blog|channel|school|church|passion|hobby|goal|dream"
    r"|specialty|roots|hometown|home town|plan|birthday|wedding|anniversary|flight|trip|appointment|surgery|interview"
    r"|exam|graduation)s?(?:,? [A-Z]\w+,?)?(?: and [A-Z]?\w+)? "
)
_IS = (
    r"(?:is|are|was|were|has|have|had|'s) (?:(?:a|an|the|my|our|called|named|from|in|at|on|to|allergic|turning|getting"
    r"|moving|working|starting|studying|planning|expecting|pregnant|married|retired|divorced|two|three|four|five|six"
    r"|seven|eight|nine|ten|been|diagnosed|\d\S*|just|recently|always been|due|scheduled|next|this|[A-Z]\w+)\b)"
)
_ACTS = (
    r"(?:just |recently |always |also |finally )*(?:lives?|works?|loves?|likes?|plays?|owns?|runs?|teaches"
    r"|studies|moved"
    r"|bought|got|gave|made|started|passed away|died|graduated|joined|took|went|taught|helped|came|opened|won|lost"
    r"|had|adopted|turned|enjoys?|collects?|goes|hates?)"
)

_OWED = (
    r"(?:answer|apply|arrange|ask|book|bring back|buy|call|cancel|collect|confirm|deliver|email|file|fill in|finish|fix"
    r"|hand in|invite|mail|mend|order|pay|phone|pick up|post|print|register|remind|renew|repair|replace|reply"
    r"|reschedule|return|ring|schedule|send|sign|submit|tell (?:my|[A-Z])|transfer|update|water|write)"
)

_SHAPES: tuple[tuple[Tells, re.Pattern[str], bool], ...] = (
    (Tells.PLAN, re.compile(rf"(?:{_I}(?:have to|need to|must)|{_IVE}got to) {_OWED} ", re.I), True),
    (
        Tells.PLAN,
        re.compile(
            rf"{_I}promised (?:(?-i:[A-Z])\w+ |(?:my|our) \w+ )?(?:to |that (?:I|we)(?:'d|'ll| will| would) )", re.I
        ),
        True,
    ),
    (Tells.PLAN, re.compile(r"(?:remind me to|to-?do:) ", re.I), True),
    (Tells.PLAN, re.compile(r"(?:[A-Z]\w+|My \w+)(?: has| just| also)? asked (?:me|us) to "), True),
    (
        Tells.DECISION,
        re.compile(rf"(?:{_I}|{_IVE})(?:decided|chose|agreed|opted|resolved|made up my mind) ", re.I),
        True,
    ),
    (
        Tells.PLAN,
        re.compile(
            rf"(?:{_IM}(?:planning (?:on|to)|hoping to|thinking (?:of|about) \w+ing|aiming to|getting ready (?:to|for)"
            rf"|going to (?!be\b|keep|try|do\b|check|let|think|miss|have to|need)|about to|considering \w+ing"
            rf"|signing up"
            rf"|saving (?:up )?for)|{_I}(?:plan (?:on|to)|hope to (?!see|hear)|want to|intend to|dream of|aim to"
            rf"|would like to|need to (?!get|go|do|check|try|think|be|take))) (?!be\b|keep\b|get\b|do\b|know|make sure"
            rf"|help\b|share|see\b|hear|show|say\b|give)",
            re.I,
        ),
        True,
    ),
    (Tells.PLAN, re.compile(r"(?:My|Our) (?:goal|dream|plan|hope) (?:is|was) to ", re.I), True),
    (Tells.PREFERENCE, re.compile(rf"{_I}{_NOT}{_LIKES} ", re.I), True),
    (Tells.PREFERENCE, re.compile(rf"{_IM}(?:not )?(?:so |really |super |very )?{_FOND} ", re.I), True),
    (Tells.STATE, re.compile(rf"{_IM}(?:not )?{_IS_A}", re.I), False),
    (Tells.STATE, re.compile(rf"{_IM}(?:not )?{_ACTIVE} ", re.I), False),
    (Tells.EVENT, re.compile(rf"(?:{_I}|{_IVE}(?!got )){_PAST}(?![\w'])", re.I), False),
    (Tells.STATE, re.compile(rf"{_I}{_NOT}{_DOES}(?![\w'])", re.I), False),
    (Tells.STATE, re.compile(rf"{_HIS}{_IS} ?"), False),
    (Tells.STATE, re.compile(rf"{_HIS}{_ACTS} "), False),
)

_VAGUE = re.compile(
    r"(?:it|that|this|these|those|them|him|her|they|how|when|what|where|why|seeing|hearing|talking|chatting|being able"
    r"|knowing|your|so|too|more|there|here|everything|something|things?|stuff|one|some|all|every (?:bit|moment|minute)"
    r"|the way|the (?:idea|thought|sound|vibe|look|feeling|support|energy|quiet|time|moment|fact)|a (?:lot|ton"
    r"|bit|bunch)\b"
    r"(?! of)|back\.?$|up\.?$|off\.?$)\b",
    re.I,
)
_HOLLOW = re.compile(
    r"\b(?:means? (?:a lot|so much|the world)|can't wait|couldn't agree|no worries|sounds? (?:great|good|fun|like)"
    r"|congratulations|totally worth"
    r"|let me|let's|hang in there|good luck|take care|keep (?:it )?up|so glad|so happy|so proud|appreciate"
    r"|grateful|thankful|feels? like (?:I|we|it)"
    r"|talk (?:soon|later)|see ya|catch up|bright side|move on|in awe|cheers|congrats|welcome)\b|\.\.\.|…|https?:",
    re.I,
)
_DOUBTS = re.compile(
    r"\b(?:if|whether|wish|imagine|suppose|maybe|perhaps|might|could|would|should|wonder|guess|probably|almost|nearly"
    r"|as if|as though|not sure|no idea|joking|kidding|what if|hopefully)\b",
    re.I,
)
_PRONOUN = re.compile(r"\b(?:he|she|they|him|them|his|her|their|it|its|it's|he's|she's|they're)\b", re.I)
_DEICTIC = re.compile(
    r"\b(?:this|these|those)\b(?! (?:week|weekend|month|year|summer|spring|autumn|fall|winter|morning|afternoon|evening"
    r"|past|coming|time|days|\w+day))|\bthat\b(?=[.,;!]|$| (?:too|one|much|book|place|song|show|movie|game|picture"
    r"|photo))|\b(?:to|in|of|on|for|with|at|from|about|into|like) that \w+|\bthere\b(?=[.,;!]|$)"
    r"|\b(?:one|ones)\b(?=[.,;!]|$| (?:too|as well|with|for|in|at|to|on|like|about|called|named|and|or|but)\b)"
    r"|\b(?:on|at|with|about|into) for (?:an?|some|the|\w+) (?:while|time|days|weeks|months|years)\b"
    r"|\blike that\b|\bthe same\b|\bsomething (?:similar|like (?:it|this)|else)\b",
    re.I,
)
_BEFORE_PRONOUN = re.compile(rf"\b(?:{_RELATIVE}|teacher|boss|kids|children|parents)\b|(?<!^)\b[A-HJ-Z][a-z]+")
_BEFORE_THEY = re.compile(rf"\b(?:{_RELATIVE}|kids|children|parents|people|team|[a-z]{{4,}}s)\b|(?<!^)\b[A-HJ-Z][a-z]+")
_CLAUSE = re.compile(r"[,;:]|\s[-–—]|\b(?:and|but|so|because|when|while|that|which|who|if|as|to|after|before)\b", re.I)
_A_THING = re.compile(
    rf"\b(?:an?|the|my|our|some|another|two|three|\d+) (?!(?:lot|lots|ton|bit|bunch|fair|great deal)\b)\w+|\bthe\b"
    rf"|\b(?:{_RELATIVE})\b|\"|\b(?:about|of|at|in|into|love|like|enjoy|hate|started|start) \w+ing\b"
    r"|(?-i:(?<!^)\b[A-HJ-Z][a-z]+)",
    re.I,
)


def _dangles(text: str, verb_end: int) -> bool:
    """Whether something is pointed at that stands outside of the sentence."""
    if _DEICTIC.search(text):
        return True
    for pronoun in _PRONOUN.finditer(text):
        before = text[: pronoun.start()]
        if pronoun[0].lower() in ("it", "its", "it's"):
            if pronoun.start() < verb_end or _MAKE_IT.search(before) or not _names_it(before):
                return True
        elif (_BEFORE_THEY if pronoun[0].lower().startswith("the") else _BEFORE_PRONOUN).search(before) is None:
            return True
    return False


_MAKE_IT = re.compile(r"\b(?:make|making|made) $", re.I)


def _names_it(before: str) -> bool:
    """Whether "it" may be what is named before it: a thing, and in another clause, as "it" is never of its own."""
    ends = [cut.start() for cut in _CLAUSE.finditer(before)]
    return bool(ends) and len(before.split()) >= _ENOUGH_BEFORE_IT and _A_THING.search(before, 0, ends[-1]) is not None


_ENOUGH_BEFORE_IT = 5


def _weighs(rest: str) -> bool:
    """Whether what follows the verb says something: a word of its own, a name, a number."""
    words = re.findall(r"[\w'-]+", rest)
    heavy = [
        word
        for word in words
        if word.isdigit() or (len(word) > 2 and word.lower() not in _LIGHT and (word.lower() not in PLAIN))
    ]
    return bool(heavy)


_LIGHT = (
    word_set(
        """
        lot lots bit ton bunch tons couple kind sort blast break chance moment moments memories experience experiences
        important special hard tough difficult easy different better beautiful way ways step steps forward back feeling
        feelings stuff things everything journey joy peace calm lately ago recently super totally passion passions
        support positive positively positivity mind head deal sense others able
        progress impact turnout effort efforts plans project projects difference goals ideas leads lead result results
        success successful challenge challenges opportunity opportunities future energy motivation inspiration
        confidence strength courage growth change changes balance focus attention heart hearts dreams skills talent
        potential situation process system advice assistance message point points fingers progress deal stage level
        team teammates encouraging inspiring inspire inspired supportive possible usual certain various successful
        helpful meaningful rewarding fulfilling exciting challenging stressful safely hardest lots plenty huge real
        pushing push crossing handle handled asked stay staying affect affecting happen happening happened improve
        improving managed manage towards matters matter worth busy hectic ready okay fully lucky
        event events tour copy physical enjoy enjoyed together necessary ensure
        """
    )
    | CALENDAR
)
