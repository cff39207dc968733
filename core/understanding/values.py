"""Telling where a value ends, and whether it is one: "Bergen now, and the flat is tiny" is "Bergen"."""

from __future__ import annotations

import re

from core.understanding.folding import fold
from core.understanding.lists import phrase_set, word_set
from core.understanding.patterns import Pattern, Shape
from core.understanding.plain_words import CALENDAR, PERSONS, PETS, PLAIN
from core.understanding.vocabulary import CLOSED, HEADS

_LEADING = re.compile(
    r"^(?:(?:now|currently|actually|officially|called|named|set to|simply|just|still|on|at|in|to|up to|about"
    r"|around|it['’]s|"
    r"going to be|definitely|probably)\s+)*(?:(?:an?|number|no\.?)\s+)?[\"'“„‘]?",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:an?|the) (?=\w)", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\(?\+?\d[\d ()./-]{5,18}\d(?!\w)")
_MONEY = re.compile(
    r"[$€£¥]\s?\d[\d,.]*\d?|\d[\d.,]*\s?(?:[€£$¥%]"
    r"|[a-zµ°]{1,12}\b(?<!now)(?<!and)(?<!but)(?<!from)(?<!please)(?<!again)"
    r"(?<!if)(?<!until)(?<!since)(?<!for)(?<!the)(?<!so)(?<!today)(?<!tonight)(?<!instead)(?<!because)(?<!as)(?<!in))",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b(?:,? \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd"
    rf"|th)?\b(?:,? \d{{4}})?"
    rf"|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|(?:every )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
    rf"(?:,? at \d{{1,2}}(?:[:.]\d\d)?(?: ?[ap]m)?)?|\d{{1,2}}:\d\d(?: ?[ap]m)?|\d{{1,2}} ?[ap]m\b|(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\d+\w? [A-Z][\w'’-]*(?:,? [A-Z0-9][\w'’-]*){0,6}|[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,3} \d+\w?\b(?:,?"
    r" [A-Z0-9][\w'’-]*){0,5}"
)
_IBAN = re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){3,8}")
_CODE = re.compile(r"[#*]?(?=[^\s]*\d)[A-Za-z0-9#*][\w#*/.+-]*")
_SECRET = re.compile(r"[^\s,;“”\"]{3,64}")
_NAME = re.compile(
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof|St)\.? )?(?:[Tt]he (?=[A-Z]))?[A-Z][\w'’&-]*"
    r"(?:(?: (?:of|de|da|di|del|la|le|van|von|der|den|al|the|for))* (?=[A-Z0-9])[A-Z0-9][\w'’&-]*){0,4}"
)
_STOP = re.compile(
    r"[,;.!?()…]|\s[-–—]|—|\b(?:and|but|because|so|which|who|that|since|if|when|while|as|for|with|from|now"
    r"|these|at|again|"
    r"instead|please|lately|nowadays|currently|too|though|right|until|in|on|than|more|most|after|before|every|to|or)\b",
    re.IGNORECASE,
)
_NOT_FIRST = word_set(
    """
    a an the this that these those my your our his her their its it he she they we you i me us them him so very
    really quite just not too also always never definitely getting going being having doing making how what when
    where why who if there here all some any everything something nothing someone everyone one more most much many
    to for in on at with about still already almost only even both now then okay ok fine good great nice best better
    amazing awesome beautiful wonderful lovely cool fun bad busy tired sick happy sad super
    pretty incredibly extremely absolutely such thought makes made seems feeling watching seeing
    """
)
_GOES_ON = word_set("of that which who when while since if how than")  # what stands before is not the whole of it
_NOT_WITHIN = word_set(
    """
    i you he she it we they me him them us is are was were be been have has had do does did will would can could
    """
)
_PLAINLY = word_set(
    """
    colour size hobby drink food snack dish sport game subject season animal flower dessert nationality sign
    """
)
_SECRETS = word_set("password passphrase username handle account iban")


def read_value(raw: str, pattern: Pattern, relation: str, *, owned: bool, now: bool) -> str | None:
    """Return the value that `raw` begins with, as it was written; None when there is none that suits.

    `owned` says that somebody's it is, `now` that the words say "now" or the like: it takes less to believe them.
    """
    text = raw[:200].strip()
    if pattern.shape is Shape.THING:
        return _thing(_ARTICLE.sub("", text))
    text = text[_LEADING.match(text).end() :]  # type: ignore[union-attr]  # it matches the empty string
    if not text:
        return None
    if pattern.value_first and pattern.loose:
        return _whole(text, _fitting(text, pattern, relation, owned=owned, now=now))
    shape = pattern.shape
    if shape is Shape.NUMBER:
        return text if text.isdigit() else None
    if shape is Shape.DATE:
        return _first(text, _DATE)
    if shape is Shape.NAME:
        return _name(text)
    return _fitting(text, pattern, relation, owned=owned, now=now)


def _whole(text: str, value: str | None) -> str | None:
    """What goes before the relation is the value altogether or none: "mint tea is my favourite drink"."""
    if value is None or fold(value) == fold(text):
        return value
    thing = _thing(text)
    return thing if thing is not None and fold(thing) == fold(text) else None


def _fitting(text: str, pattern: Pattern, relation: str, *, owned: bool, now: bool) -> str | None:
    head = relation.split()[-1]
    told = now or pattern.shape is Shape.CHANGED
    if relation == "reached at":
        return _first(text, _MAIL) or _first(text, _PHONE)
    shape = _SHAPES.get(relation) or _SHAPES.get(head)
    if shape is not None:
        return _first(text, shape)
    if head in _SECRETS:
        return _secret(text, sure=not pattern.loose or now)
    if head in CLOSED:
        return _first(text, _PHONE) or _first(text, _CODE)
    favourite = relation.startswith("favourite ")
    if head not in HEADS and relation not in _NAMED and not favourite:
        # Not a thing people are known to have: only a clear value, and only where it is said to be new.
        return _clear(text) if told and (not owned or not pattern.loose or _first(text, _DATE)) else None
    if not owned and not told and pattern.shape is not Shape.SHAPED and ": " not in pattern.cues:
        return None
    if head in PERSONS or head in PETS or relation in _NAMED:
        return _name(text)
    return (_clear(text) or _thing(text)) if favourite or head in _PLAINLY else _clear(text)


_SHAPES = {
    "address": _ADDRESS,
    "iban": _IBAN,
    "email address": _MAIL,
    "phone number": _PHONE,
    **dict.fromkeys(("rent", "price", "fee"), _MONEY),
}

_NAMED = phrase_set(
    """
    spouse | partner | boss | dentist | doctor | landlord | name | nickname | works at | lives in | comes from |
    born in | mother | father | dog | cat
    """
)


def _clear(text: str) -> str | None:
    """A value with a shape of its own: a date, an amount, an address, a code, or a name."""
    for shape in (_DATE, _MAIL, _PHONE):
        found = _first(text, shape)
        if found:
            return found
    if text[0].isdigit() or text[0] in "$€£¥#":
        return _first(text, _MONEY) or _first(text, _CODE)
    return _name(text) or _first(text, _CODE)


def _secret(text: str, *, sure: bool) -> str | None:
    found = _SECRET.match(text)
    if found is None:
        return None
    value = found[0].rstrip(".!?:)'\"’")
    has_shape = any(sign.isdigit() for sign in value) or "-" in value or not (value.islower() or value.istitle())
    word = value.lower() in PLAIN or value.lower() in _NOT_SECRET
    return value if len(value) >= 3 and not word and (has_shape or sure) else None


_NOT_SECRET = word_set(
    """
    wrong written secret strong weak expired hidden stored saved gone easy hard different incorrect
    """
)


def _name(text: str) -> str | None:
    found = _NAME.match(text)
    if found is None:
        return None
    value = re.sub(r"['’]s?$", "", found[0]).rstrip("-&")
    words = value.lower().split()
    if all(word in PLAIN or word in CALENDAR for word in words) or len(value) < 2:
        return None
    return value if words[0] not in ("i", "i'm", "i’m") else None


def _thing(text: str) -> str | None:
    stop = _STOP.search(text)
    if stop is not None and stop[0].lower() in _GOES_ON:
        return None
    value = (text if stop is None else text[: stop.start()]).strip(" \"'“”‘’")
    words = value.lower().split()
    if not 0 < len(words) <= 3 or words[0] in _NOT_FIRST or any(word in _NOT_WITHIN for word in words):
        return None
    if words[-1] == "time" or (words[-1] in PLAIN and len(words) == 1):  # "spending time with …" was cut
        return None
    return value if all(re.fullmatch(r"[\w'’&-]+", word) for word in words) else None


def _first(text: str, shape: re.Pattern[str]) -> str | None:
    found = shape.match(text)
    return found[0].rstrip(" .,-/") if found else None
