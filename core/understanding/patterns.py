"""The shapes of plain statements in English, each as a pattern over one sentence.

Groups: `core` is what says it, `who` whose or who, `noun` the relation where the words name it, `value` what follows
(or goes before); where a value ends is told by `values`. Names need their capitals; other words are read in any case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from core.model.entity import Standing
from core.understanding.plain_words import PERSONS, PETS


class Shape(StrEnum):
    """What a value must look like: a name, a plain thing, the name of a relative, whatever suits the relation, …"""

    NAME = "name"
    THING = "thing"
    FITTING = "fitting"
    CHANGED = "changed"
    SHAPED = "shaped"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class Pattern:
    """One shape.

    `cues` are lower-case words, one of which must stand in a sentence that has it. `begins`: it tells of a change.
    `loose`: it takes a clearer value to be believed. `implied`: where nobody is named it is the speaker's own.
    """

    expression: str
    cues: tuple[str, ...]
    relation: str = ""
    shape: Shape = Shape.FITTING
    standing: Standing = Standing.HOLDS
    begins: bool = False
    loose: bool = False
    implied: bool = False

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The expression, compiled when a sentence first holds a cue: all of them would take half of a quick start."""
        return re.compile(self.expression)

    @property
    def value_first(self) -> bool:
        """Whether the value goes before the relation, so that all the words there must belong to it."""
        groups = self.regex.groupindex
        return groups.get("value", 0) < groups.get("noun", 0)

    def may_match(self, lower: str) -> bool:
        """Whether the sentence, in lower case, holds one of the cues: a look that is far cheaper than the pattern."""
        for cue in self.cues:  # noqa: SIM110 - called for every pattern and sentence: half the time of any()
            if cue in lower:
                return True
        return False


_NAME = r"[A-Z][\w-]*(?: [A-Z][\w-]+)?"
_KIN = "|".join(sorted(PERSONS | PETS, key=len, reverse=True))
_WHOSE = rf"(?P<who>(?i:my|our|the|his|her|their)|{_NAME}['’]s)"
_MY = rf"(?P<who>(?i:my|our|his|her|their)|{_NAME}['’]s)"
_WHO = rf"(?P<who>(?i:I|we|he|she|they)|(?:[Mm]y (?:{_KIN}) )?{_NAME})"
_HELPS = r"(?i:['’](?:m|ve|s|re)| am| is| are| have| has| had)?"
_LATELY = r"(?i: (?:just|now|finally|recently|currently|still|all|both|also|actually|officially|already|since|been))*"
_NO_NOUN = (
    r"(?!(?:i|you|he|she|it|we|they|my|our|the|this|that|these|your|his|her|their|is|are|was|were|be|been|am|do"
    r"|does|did|"
    r"has|have|had|will|would|can|could|should|not|and|or|but|who|which|what|if|so|because|from|now|just|really"
    r"|very|only|"
    r"there|here|please|with|in|by|to|for|of|on|at|a|an|moment|least|present|sure|changed|switched|moved|updated|reset)\b)"
)
_NOUN_WORD = rf"(?i:{_NO_NOUN})[A-Za-z][\w-]*(?:['’]s(?= [a-z]))?"
_NOUN = (
    rf"(?P<noun>{_NOUN_WORD}(?: {_NOUN_WORD}){{0,3}}?"
    rf"(?: (?i:for|of|to|at|on)(?: (?i:the|my|our|his|her|their))? {_NOUN_WORD}(?: {_NOUN_WORD}){{0,2}}?)?)"
)
_VALUE = r"(?P<value>\S.*)"
_THESE_DAYS = r"(?i:,? (?:these days|at the moment|right now|now|currently|nowadays|lately),?)?"
_NOT_OF = r"(?<!\bof )(?<!\bfor )(?<!\bto )(?<!\bat )"
_START = r"(?:^\W*|(?<=[,;:–—-] )|(?<=\b[Nn]ow )|(?<= on )|(?<=\band )|(?<=\bway )|(?<=\bthat ))"
_SAID = r"(?i:(?: (?:now|currently|actually|still|officially|called|named|simply))*)"
_CHANGED = r"(?i:changed|switched|updated|reset|moved|set|put|raised|lowered|bumped|renamed|pushed|shifted|rescheduled)"
_CALLED = r"(?i:(?:called|named|it['’]s called|it is called|by the name of) )?"
# To join one of these is no work.
_GROUP = (
    r"(?:[A-Z][\w&'’-]* )*(?:Club|Group|Gym|Choir|Activists|Team|Church|Community|Class|League|Party|Society"
    r"|Forum|Facebook|"
    r"Instagram|Twitter|Discord|Reddit|LinkedIn|Tinder|TikTok|Slack|Zoom)\b"
)
_NOT = r"(?i:(?:do|does|did)(?:n['’]t| not)|am not|['’]m not|is(?:n['’]t| not)|no longer|['’]m no longer)"


# Without a subject at the start of a sentence ("moved again, this time to …") it is the speaker's own.
_I = rf"(?:{_WHO}{_HELPS}{_LATELY} |(?<![\w'’] )(?<=^)(?:(?i:just|finally|and|we|so) )?)"


def _shape(
    words: str,
    cues: str,
    relation: str = "",
    shape: Shape = Shape.FITTING,
    *,
    standing: Standing = Standing.HOLDS,
    begins: bool = False,
    loose: bool = False,
) -> Pattern:
    expression = rf"(?<![\w'’])(?P<core>{words})" if not words.startswith("(?:^") else rf"(?P<core>{words})"
    return Pattern(expression, tuple(cues.split("|")), relation, shape, standing, begins, loose, words.startswith(_I))


PATTERNS: tuple[Pattern, ...] = (
    # where somebody lives
    _shape(
        rf"{_WHO}{_HELPS}{_LATELY} (?i:{_NOT} (?:live|living|based)(?: here)?|moved (?:away|out)|(?:moved "
        rf"|moving )?away) "
        rf"(?i:in|from|of) {_VALUE}",
        "live|living|moved|based|away",
        "lives in",
        Shape.NAME,
        standing=Standing.DENIED,
    ),
    _shape(
        rf"{_WHO}{_HELPS}{_LATELY} (?i:used to live|lived|was living|were living)(?i: (?:for \w+ years?|before|once))? "
        rf"(?i:in) {_VALUE}",
        "live|living",
        "lives in",
        Shape.NAME,
        standing=Standing.HELD,
    ),
    _shape(
        rf"{_WHO}{_HELPS}{_LATELY} (?i:lives?|living|based|settled(?: down)?|residing|resides?)(?i: (?:over"
        rf"|here|now|together"
        rf"|alone|down))* (?i:in) {_VALUE}",
        "live|living|lives|based|settled|resid",
        "lives in",
        Shape.NAME,
    ),
    _shape(
        rf"{_I}(?i:moved|relocated)(?i: (?:again|back|over|house|out|away|in together|here|last \w+|from"
        rf" (?-i:[A-Z]\w+)))*"
        rf"(?i:,? (?:this time|now))? (?i:to) {_VALUE}",
        "moved|relocated",
        "lives in",
        Shape.NAME,
        begins=True,
    ),
    # where somebody works
    _shape(
        rf"{_WHO}{_HELPS}{_LATELY} (?i:{_NOT} work(?:ing)?|(?:quit|left)(?: (?:my|the|her|his) job)?) (?i:at"
        rf"|for|with) {_VALUE}",
        "work|quit|left",
        "works at",
        Shape.NAME,
        standing=Standing.DENIED,
    ),
    _shape(
        rf"{_WHO} (?i:used to work|worked|was working) (?i:at|for|with) {_VALUE}",
        "work",
        "works at",
        Shape.NAME,
        standing=Standing.HELD,
    ),
    _shape(
        rf"{_WHO}{_HELPS}{_LATELY} (?i:works?|working)(?i: (?:now|currently|full[- ]time|part[- ]time"
        rf"|remotely))* (?i:at|for) "
        rf"{_VALUE}",
        "work",
        "works at",
        Shape.NAME,
    ),
    _shape(
        rf"{_I}(?i:(?:starts?|will start|(?:(?:am|is) )?starting)(?= (?i:at) )|(?:started|begun|began|start)"
        rf"(?: (?:working|work|(?:a|my) (?:new )?job))|(?:got|have|landed"
        rf"|took|found|"
        rf"accepted)(?: myself)? (?:a|the|my) (?:new |dream )?(?:job|position))(?i: (?:today|yesterday))?"
        rf" (?i:at|for|with) "
        rf"{_VALUE}",
        "start|begun|began|job|position",
        "works at",
        Shape.NAME,
        begins=True,
    ),
    _shape(
        rf"{_I}(?i:joined) (?!(?i:the|a|an|my|our|us|me|in|up)\b)(?!{_GROUP}){_VALUE}",
        "joined",
        "works at",
        Shape.NAME,
        begins=True,
    ),
    _shape(
        rf"(?P<who>I)\b[^,.;]{{1,30}} (?i:and)(?i: now)? (?i:work) (?i:at|for) {_VALUE}",
        "work",
        "works at",
        Shape.NAME,
    ),
    _shape(
        rf"{_WHO}{_HELPS}{_LATELY} (?i:works?|working)(?i: (?:now|currently))? (?i:as) (?i:an?) {_VALUE}",
        "work",
        "job",
        Shape.THING,
    ),
    _shape(
        r"(?P<value>[A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*){0,3})(?i: (?:has |have )?(?:just )?hired) (?P<who>me)\b",
        "hired",
        "works at",
        Shape.NAME,
        begins=True,
    ),
    # where somebody comes from
    _shape(
        rf"{_WHO}(?i:['’](?:m|s|re)| am| is| are| come| comes)(?i: (?:originally|actually))? (?i:from) {_VALUE}",
        " from ",
        "comes from",
        Shape.NAME,
    ),
    _shape(rf"{_WHO} (?i:was|were) (?i:born)(?i: and raised)? (?i:in) {_VALUE}", "born", "born in", Shape.NAME),
    _shape(rf"{_WHO} (?i:was|were) (?i:born)(?i: on| in) {_VALUE}", "born", "born on", Shape.DATE),
    _shape(rf"{_WHO} (?i:grew up) (?i:in) {_VALUE}", "grew up", "grew up in", Shape.NAME),
    # with whom
    _shape(rf"{_WHO}{_HELPS}{_LATELY} (?i:married) (?i:to )?{_VALUE}", "married", "spouse", Shape.NAME),
    _shape(
        rf"{_WHO}{_HELPS}{_LATELY} (?i:dating|engaged to|going out with)"
        rf" {_VALUE}",
        "dating|engaged|going out",
        "partner",
        Shape.NAME,
    ),
    _shape(
        rf"{_WHO}{_HELPS}{_LATELY} (?i:have|has|got|adopted|own|owns|named|rescued|bought)(?i: (?:a|an|one|our"
        rf"|my|the|this|"
        rf"little|new|rescue|old|young|small|big|baby|black|white|brown|cute|tiny|pet))* (?P<noun>(?i:{_KIN}))"
        rf"(?i:,? (?:who is |that is |which is )?(?:called|named|whose name is)) {_VALUE}",
        "called|named|whose name",
        shape=Shape.NAME,
    ),
    _shape(
        rf"{_MY} (?i:(?:little|big|older|younger|elder|best|new|dear|old|eldest|youngest|late|sweet|baby|twin) )*"
        rf"(?P<noun>(?i:{_KIN})),? (?P<value>[A-Z][^\W\d_]+(?: [A-Z][^\W\d_]+)?)",
        "my |our |his |her |their |'s ",
        shape=Shape.NAME,
        loose=True,
    ),
    # how somebody can be reached
    _shape(
        rf"(?i:(?:reach|call|text|ring|phone|contact|write(?: to)?|mail|e-?mail|message) )(?P<who>me) (?i:on|at"
        rf"|under|via) "
        rf"{_VALUE}",
        "me on|me at|me under|me via",
        "reached at",
        Shape.SHAPED,
    ),
    _shape(
        rf"(?i:use) (?P<value>\S+(?: \S+){{0,4}}?) (?i:as) {_WHOSE} {_NOUN}(?=$|[,.;:!]| from| now|"
        rf" instead)",
        " as ",
    ),
    # a thing that changed
    _shape(
        rf"(?i:{_CHANGED}) (?:{_WHOSE} )?{_NOUN}(?i: (?:up|back|over|down|again))?(?i: from \S+)? (?i:to) {_VALUE}",
        " to ",
        shape=Shape.CHANGED,
        begins=True,
    ),
    _shape(
        rf"(?:{_WHOSE} )?{_NOUN}(?i: (?:has|have|had|was|were|got|is|are|just|now|been|again|finally)|"
        rf" ?['’]s)*(?i: (?:changed|"
        rf"switched|moved|updated|reset|gone up|went up|risen|increased|raised|dropped|set|pushed|shifted|rescheduled))"
        rf"(?i: (?:up|back|over|down|again))?(?i: from \S+)? (?i:to) {_VALUE}",
        " to ",
        shape=Shape.CHANGED,
        begins=True,
    ),
    _shape(
        rf"(?i:{_CHANGED}|got|lost|have) (?:{_WHOSE} |(?i:an?) )?{_NOUN}(?i: (?:again|yesterday|today|recently))?"
        rf"(?:[,;:]| [-–—]|\.)? (?i:(?:and )?(?:now )?(?:it['’]s|it is|the new one is|which is|the new"
        rf" one['’]s))(?i: now)? "
        rf"{_VALUE}",
        " it's | it is |the new one|which is",
        shape=Shape.CHANGED,
        begins=True,
        loose=True,
    ),
    _shape(
        rf"{_WHOSE} {_NOUN}(?i: (?:has|have|was|got|just|been|recently|again))* (?i:changed|switched)(?:[,;:]|"
        rf" [-–—]|\.) "
        rf"(?i:(?:and )?(?:now )?(?:it['’]s|it is|the new one is))(?i: now)? {_VALUE}",
        "changed|switched",
        shape=Shape.CHANGED,
        begins=True,
    ),
    _shape(
        rf"{_I}(?i:got|have|has|joined|found|use|using|(?:switched|changed|moved|transferred)(?: me)? to|gave me|given)"
        rf"(?i: myself)? (?i:an?|the) (?P<noun>(?i:new) {_NOUN_WORD}(?: {_NOUN_WORD}){{0,2}}?)(?i: now)?(?::| -|,) "
        rf"{_CALLED}{_VALUE}",
        "new ",
        shape=Shape.CHANGED,
        begins=True,
    ),
    _shape(
        rf"(?i:traded|swapped|exchanged|replaced) {_WHOSE} {_NOUN}(?i: in)? (?i:for|with|by) {_VALUE}",
        "traded|swapped|exchanged|replaced",
        shape=Shape.CHANGED,
        begins=True,
    ),
    # what somebody has or is
    _shape(
        rf"{_WHOSE} {_NOUN}(?i: (?:isn['’]t|is not|is no longer|was never|was not|wasn['’]t)|['’]s (?:not|no"
        rf" longer)) {_VALUE}",
        "n't|not|no longer|never",
        standing=Standing.DENIED,
    ),
    _shape(
        rf"{_WHOSE} {_NOUN} (?i:was|were|used to be){_SAID}"
        rf" {_VALUE}",
        " was | were |used to be",
        standing=Standing.HELD,
    ),
    _shape(
        rf"{_NOT_OF}{_WHOSE} {_NOUN}{_THESE_DAYS}(?i: (?:is|are|has become|became)|['’](?:s|re)){_SAID} {_VALUE}",
        " is | are |'s |'re |became|become",
    ),
    _shape(
        rf"(?:^|(?<=[,;:–—] )|(?<=\bnow on )|(?<=\bway )|(?<=\bup )|(?<=\bthat )){_NOUN}{_THESE_DAYS}"
        rf"(?i: (?:is|are)|['’]s){_SAID} {_VALUE}",
        " is | are |'s ",
        loose=True,
    ),
    _shape(
        rf"(?P<value>[A-Z][\w'’.&-]*(?: [A-Z0-9][\w'’.&-]*){{0,3}})(?i: now)?, (?i:it|that|he|she)(?i:['’]s|"
        rf" is)(?i: now)? "
        rf"{_MY} {_NOUN}(?=$|[,.;:!]| now| at | and| these)",
        "it's |that's |he's |she's | is ",
        shape=Shape.NAME,
    ),
    _shape(
        rf"(?i:(?:I think|I believe|I guess|these days|nowadays|now|lately|currently|at the moment|so|and|well"
        rf"|that),? )?"
        rf"(?P<value>[\w'’.@&-]+(?: [\w'’.@&-]+){{0,3}}?)(?i: (?:is|has become|became|have become|are)"
        rf"|['’]s)(?i: now)? "
        rf"{_WHOSE} {_NOUN}(?=$|[,.;:!]| now| at | and| these)",
        " my | our |'s | his | her |their| the ",
        loose=True,
    ),
    # lines of a key and its value
    _shape(rf"{_WHOSE} {_NOUN}(?::| =| -| –|,) {_VALUE}", ": | = | - | – |, ", shape=Shape.SHAPED, loose=True),
    _shape(
        rf"(?:^\W*|(?<=[,;–—.] )|(?<=\bup )){_NOUN}{_THESE_DAYS}(?::| =) {_VALUE}",
        ": | = ",
        loose=True,
    ),
    # what somebody drives, likes, cannot have, is
    _shape(
        rf"{_WHO}{_HELPS}{_LATELY} (?i:drives?|driving) (?i:an?)"
        rf"(?i: (?:new|old|used|second-hand|red|blue|green|white|black|grey|gray|silver|yellow))*"
        rf" {_VALUE}",
        "driv",
        "car",
        Shape.NAME,
    ),
    _shape(
        rf"{_WHO}(?i: (?:really|absolutely|also|still|just|truly|definitely|actually))* (?i:loves?|likes?"
        rf"|enjoys?|adores?) "
        rf"{_VALUE}",
        "love|like|enjoy|adore",
        "likes",
        Shape.THING,
    ),
    _shape(
        rf"{_WHO}(?i: (?:really|absolutely|also|still|just|truly|definitely|actually))* (?i:hates?|dislikes?"
        rf"|can['’]?t stand|"
        rf"cannot stand|don['’]t like|doesn['’]t like) {_VALUE}",
        "hate|dislike|stand|n't like",
        "dislikes",
        Shape.THING,
    ),
    _shape(rf"{_WHO}{_HELPS}{_LATELY} (?i:allergic) (?i:to) {_VALUE}", "allergic", "allergic to", Shape.THING),
    _shape(rf"{_WHO}{_HELPS}{_LATELY} (?P<value>\d{{1,3}}) (?i:years old)", "years old", "age", Shape.NUMBER),
    _shape(rf"{_WHO}{_HELPS}{_LATELY} (?i:turned|turning) (?P<value>\d{{1,3}})\b", "turn", "age", Shape.NUMBER),
    _shape(r"(?i:call) (?P<who>me) (?P<value>[A-Z][^\W\d_]+)", "call me", "nickname", Shape.NAME),
)
"""Those that deny come before those that assert, and the particular before the general: the first that reads wins."""
