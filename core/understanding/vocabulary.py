"""The words of relations: what people say they have, are and do, and the one name each of these goes by.

A volatile relation yields to what is said later ("lives in"); a stable one does not ("born in"). One that is neither in
the tables is a volatile relation of its own ("gate code").
"""

from __future__ import annotations

import re

from core.understanding.folding import fold
from core.understanding.lists import names_for, phrase_set, word_set
from core.understanding.plain_words import PERSONS, PETS

STABLE = phrase_set(
    """
    born in | born on | comes from | grew up in | birthday | mother | father | native language | maiden name |
    blood type | studied at
    """
)

SEVERAL = (
    PETS
    | word_set(
        """
    sister brother son daughter child kid aunt uncle cousin niece nephew friend colleague coworker co-worker
    neighbour roommate flatmate classmate grandmother grandfather grandson granddaughter likes dislikes hobby twin
    baby
    """
    )
    | {"allergic to", "plays", "speaks"}
)
"""Relations of which one may have several values at once."""

_ONE_NAME = names_for(
    """
    phone number: number | mobile | cell | mobile number | cell number | cell phone number | cellphone number | tel
    phone number: mobile phone number | telephone number | phone no | telephone | contact number
    email address: email | e-mail | mail | mail address | e-mail address | email id
    works at: employer | company | workplace | place of work | work
    job: profession | occupation | job title | role at work
    spouse: husband | wife | married to
    partner: girlfriend | boyfriend | fiance | fiancee | dating
    boss: manager | supervisor | line manager
    comes from: home town | hometown
    born in: birthplace | place of birth
    birthday: date of birth | birth date | birthdate | bday
    lives in: home | home city | city | town | place of residence | residence
    mother: mom | mum | mama
    father: dad | papa
    dog: puppy | pup
    cat: kitten | kitty
    neighbour: neighbor
    wifi password: wifi pass | wlan password | wifi key
    address: home address | postal address | street address
    """
)

_SPELLINGS = (
    (re.compile(r"\bfavorite\b"), "favourite"),
    (re.compile(r"\bcolor\b"), "colour"),
    (re.compile(r"\bwi-?fi\b"), "wifi"),
    (re.compile(r"\bpass ?code\b"), "code"),
    (re.compile(r"\be-mail\b"), "email"),
    (re.compile(r"\bcentre\b"), "center"),
)
_TURNED = re.compile(r"^([\w -]+?) (?:for|of|to|at|on) (?:(?:the|my|our|his|her|their) )?([\w -]+)$")
_NAME_OF = re.compile(r"^name of (?:(?:the|my|our) )?")
_OF_NAME = re.compile(r"['’]s name$")
_AGE = re.compile(r"^(?:(?:very )?(?:brand[- ])?new(?:est)?|current|latest|present|actual|updated|own|the) ")
_OLD = re.compile(r"^(?:old|former|previous|ex|last|earlier)[- ]")

HEADS = (
    word_set(
        """
    code number password passphrase pin name nickname surname address email phone colour size day date type brand
    model id username handle account room seat locker rent price salary rate fee budget job title boss manager
    employer company dentist doctor physician therapist landlord landlady lawyer accountant hairdresser barber gym
    car bike bicycle laptop band song movie film book novel author food dish drink snack dessert team club sport
    game hobby birthday anniversary age height weight plan provider bank school university college kindergarten
    hometown city town country street flat allergy combination key plate iban language instrument teacher coach
    trainer editor supplier deadline target goal limit weekday slot rehearsal appointment meeting class course train
    flight gate platform desk office shift station channel artist singer actor season animal pet flower ice-cream
    restaurant cafe café pub bar shop holiday subject position nationality religion sign
    """
    )
    | PERSONS
    | PETS
)
"""The last words of what somebody can have one of, so that "my … is …" tells its value."""

CLOSED = word_set(
    """
    code number password passphrase pin combination key iban plate id username price rent fee limit
    """
)
"""Heads whose value looks like a code or an amount; anything else beside them is talk about them."""


def relation_of(noun: str) -> tuple[str, bool]:
    """The relation of a noun phrase, and whether it speaks of what was: "old phone no" → ("phone number", True).

    Empty for a phrase that is none.
    """
    words = fold(noun).strip(" .,-")
    was = _OLD.match(words) is not None
    words = _OLD.sub("", words)
    for _ in range(2):
        words = _AGE.sub("", words)
    for pattern, spelling in _SPELLINGS:
        words = pattern.sub(spelling, words)
    turned = _TURNED.match(words)
    if turned and turned[1].split()[-1] in HEADS and not words.startswith("place of"):
        words = f"{turned[2]} {turned[1]}" if not words.startswith(("date of", "name of")) else words
    words = _NAME_OF.sub("", words)
    words = _OF_NAME.sub("", words)
    return _ONE_NAME.get(words, words), was


def is_stable(relation: str) -> bool:
    """Whether what is said first stays true."""
    return relation in STABLE


def has_several(relation: str) -> bool:
    """Whether there may be several true values at once."""
    return relation in SEVERAL
