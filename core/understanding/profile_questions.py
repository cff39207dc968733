"""Reading a question for what is known of somebody or something: whose it is, which relation, now or before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.model.entity import SELF
from core.understanding.folding import fold
from core.understanding.lists import phrase_set, word_set
from core.understanding.plain_words import PLAIN
from core.understanding.vocabulary import relation_of

_LONGEST = 300

_LEAD = re.compile(
    r"^\W*(?:(?:so|and|hey|hi|ok|okay|please|ebb|well|um)\b[, ]*)*(?:(?:can|could|would|will) you (?:please )?)?"
    r"(?:(?:tell|remind) me(?: again)?[,:]? |do you (?:know|remember) |i (?:forgot|forget|wonder|can['’]t remember) |"
    r"what do you know about )?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,]+(?:now|right now|at the moment|currently|today|these days|nowadays|at present|presently|again|please|"
    r"again please|actually|then|as of now|at this point))*[\s?!.]*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"[\s,]+(?:before(?: that)?|previously|formerly|in the past|earlier|back then|until then)$", re.IGNORECASE
)
_WHOSE = r"(?P<whose>(?i:my|our|the)|[^\W\d_][\w-]*(?: [A-Z][\w-]*)?(?:['’]s|(?<=s)['’]))"
_WHO = r"(?P<who>(?i:i|we|you)|(?!(?i:he|she|it|they|the|a|an|my|our|your|this|that)\b)[^\W\d_][\w-]*(?: [A-Z][\w-]*)?)"
_NOUN = r"(?P<noun>[\w'’-]+(?: [\w'’-]+){0,6}?)"
_TOWN = r"(?i:town|city|country|place|village)"
_NOW = r"(?i: (?:now|currently|still|actually))?"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question wants to know. `subject` is a name, `SELF`, or empty; `past` asks for what held before.

    `relations` are the names the relation may go by, the likeliest first. `asks` is the word it asks with.
    """

    subject: str
    relations: tuple[str, ...]
    past: bool = False
    asks: str = "what"

    def is_answered_by(self, value: str) -> bool:
        """Whether a value is of the kind the question's word asks for: "when" wants a time, "how much" a figure."""
        if self.asks == "when":
            return _TIMELIKE.search(value) is not None
        if self.asks == "how":
            return any(sign.isdigit() for sign in value)
        if self.asks == "where":
            return self.relations[0] in _PLACES
        return True


_PLACES = phrase_set(
    """
    lives in | works at | address | comes from | born in | grew up in | school | office | gym | meeting | appointment |
    seat | desk | room
    """
)
_TIMELIKE = re.compile(
    r"\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|noon|midnight|morning|evening|afternoon|weekend",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\b(when|where|how|who|on (?:which|what) day|what day|which day|what time)\b", re.IGNORECASE)


_VERBS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(f"^{shape}$"), tuple(relations.split("|")))
    for shape, relations in (
        (rf"(?i:where|in (?:which|what) {_TOWN}) (?i:do|does|did|am|is|are){_NOW} {_WHO}"
         rf"(?P<past> (?i:use to|used to))?{_NOW} (?i:live|living|based|reside)(?i: in)?", "lives in"),
        (rf"(?i:which|what) {_TOWN} (?i:do|does|did|is) {_WHO}(?P<past> (?i:use to|used to))?"
         rf"{_NOW} (?i:live|living)(?i: in)?", "lives in"),
        (rf"(?i:where|for whom|(?:for |at )?(?:which|what) company|who|whom) (?i:do|does|did|is|am)"
         rf"{_NOW} {_WHO}(?P<past> (?i:use to|used to))?{_NOW} (?i:work|working|employed)(?i: (?:for"
         rf"|at))?", "works at"),
        (rf"(?i:where) (?i:is|am|are) {_WHO} (?i:from|originally from)", "comes from"),
        (rf"(?i:where|which country|what country) (?i:do|does) {_WHO} (?i:come from)", "comes from"),
        (rf"(?i:where|in (?:which|what) (?:town|city|country)) (?i:was|were) {_WHO} (?i:born)(?i: in)?", "born in"),
        (rf"(?i:when|on (?:which|what) day|in (?:which|what) year) (?i:was|were) {_WHO} (?i:born)", "born on|birthday"),
        (rf"(?i:where) (?i:did) {_WHO} (?i:grow up)", "grew up in"),
        (rf"(?i:how old) (?i:is|am|are) {_WHO}", "age"),
        (rf"(?i:who|whom) (?i:is|am|was) {_WHO}{_NOW} (?i:married to)", "spouse"),
        (rf"(?i:who|whom) (?i:is|am|was) {_WHO}{_NOW} (?i:dating|seeing|engaged to|going out with)", "partner"),
        (rf"(?i:what) (?i:is|am|are) {_WHO} (?i:allergic to)", "allergic to"),
        (rf"(?i:what) (?i:do|does) {_WHO}{_NOW} (?i:do for a living|work as)", "job"),
    )
)  # fmt: skip

_NOUNS = tuple(
    re.compile(rf"^{shape}$")
    for shape in (
        # What is Anna's phone number (called)? The name of Anna's dog?
        rf"(?i:what|who|when|which|where|how (?:much|many|high|big|large))(?i:['’]s| is| are| was| were)"
        rf"(?i: the name of)? {_WHOSE} {_NOUN}(?i: (?:called|named))?",
        # Tell me what my phone number is.
        rf"(?i:what|who|when|which|where|how (?:much|high)) {_WHOSE} {_NOUN} (?i:is|are|was)(?i: (?:called|named))?",
        # Which car does Anna drive? What phone number do I have?
        rf"(?i:(?:on |in |at )?(?:what|which)) {_NOUN} (?i:do|does|did|is|am|are|has|have) {_WHO}{_NOW}"
        rf"(?i: (?:have|has|got|use|using|drive|driving|go to|going to|own|like most|prefer|keep|"
        rf"play|speak|need|take))",
        # Which code opens the gate?
        rf"(?i:what|which) {_NOUN} (?i:opens|unlocks|is for|works for|works on|starts|belongs to|goes with) "
        rf"(?P<whose>(?i:the|my|our)) (?P<thing>[\w-]+(?: [\w-]+){{0,2}})",
        # When is choir rehearsal? On which day is choir rehearsal?
        rf"(?i:when|what|on (?:which|what) days?|at what time|what time|what day|which day)(?i:['’]s| is| are) {_NOUN}",
        # My phone number?
        rf"{_WHOSE} {_NOUN}",
    )
)


def read_profile_question(question: str) -> Wanted | None:
    """Return what the question wants to know of whom; None when it asks for something else. Never raises."""
    text = " ".join(question[:_LONGEST].split())
    text = _TAIL.sub("", text[_LEAD.match(text).end() :])  # type: ignore[union-attr]  # it matches the empty string
    before = _BEFORE.search(text)
    text = text[: before.start()] if before else text
    for shape, relations in _VERBS:
        match = shape.match(text)
        if match:
            subject = _subject(match["who"])
            asks_past = bool(before) or ("past" in match.groupdict() and match["past"] is not None)
            return None if subject is None else Wanted(subject, relations, asks_past)
    for shape in _NOUNS:
        match = shape.match(text)
        if match:
            asked = _ASKING.match(text)
            asks = "what" if asked is None else asked[1].lower()
            asks = "when" if asks.endswith(("day", "time")) else asks
            wanted = _wanted(match.groupdict(), past=bool(before), asks=asks)
            if wanted is not None:
                return wanted
    return None


def _wanted(groups: dict[str, str | None], *, past: bool, asks: str) -> Wanted | None:
    noun = groups["noun"] or ""
    if groups.get("thing"):
        noun = f"{groups['thing']} {noun}"
    relation, was = relation_of(noun)
    words = relation.split()
    if not words or len(words) > 5 or (len(words) == 1 and words[0] in PLAIN - _NOUNS_TOO) or set(words) & _NO_PART:
        return None
    whose = groups.get("whose") or groups.get("who")
    subject = "" if whose is None else _subject(whose)
    if subject is None:
        return None
    also = ("born on",) if relation == "birthday" else ()
    return Wanted(subject, (relation, *also), past or was, asks)


_NOUNS_TOO = word_set(
    """
    mother father sister brother son daughter husband wife partner aunt uncle cousin niece nephew grandmother
    grandfather phone number code address password pin gate key job school class friend name email mail home place
    movie song game book birthday
    """
)
_NO_PART = word_set(
    """
    i you he she it we they your his her their its my our the this a an what who which that is are was were do does did
    has have and or not
    """
)


def _subject(words: str) -> str | None:
    folded = fold(words)
    if folded in ("my", "i", "me", "mine"):
        return SELF
    if folded in ("the", "our", "we", ""):
        return ""
    if folded in ("you", "your"):
        return None
    return None if folded.split()[0] in PLAIN else re.sub(r"['’]s?$", "", words)
