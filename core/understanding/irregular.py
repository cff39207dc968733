"""Irregular verbs of English, whose forms no stemmer brings together."""

from __future__ import annotations

# base: past, participle (where it differs)
_VERBS = """
be was/were been; bring brought; build built; buy bought; catch caught; choose chose chosen; come came; cost cost;
do did done; draw drew drawn; drink drank drunk; drive drove driven; eat ate eaten; fall fell fallen;
feel felt;
find found; fly flew flown; forget forgot forgotten; get got gotten; give gave given; go went gone; grow grew grown;
have had; hear heard; hold held; hurt hurt; keep kept; know knew known; lead led; leave left; lend lent; lose lost;
make made; mean meant; meet met; pay paid; put put; read read; ride rode ridden; ring rang rung; run ran run;
say said; see saw seen; sell sold; send sent; set set; show showed shown; shut shut; sing sang sung; sit sat;
sleep slept; speak spoke spoken; spend spent; stand stood; steal stole stolen; swim swam swum; take took taken;
teach taught; tell told; think thought; throw threw thrown; wake woke woken; wear wore worn; win won;
write wrote written;
begin began begun; break broke broken; cut cut; lie lay lain; dream dreamt; burn burnt; fight fought; hang hung;
hit hit; let let; light lit; shine shone; shoot shot; stick stuck; sweep swept; swear swore sworn;
understand understood;
bite bit bitten; feed fed; freeze froze frozen; hide hid hidden; lay laid; learn learnt; rise rose risen;
shake shook shaken
"""

_NOUNS_TOO = frozenset(("left", "rose", "felt", "lay", "lit", "ground", "saw"))
"""Forms that are as often another word."""

BASES: dict[str, str] = {}
"""Of each past form and participle, its base."""
PASTS: set[str] = set()
PARTICIPLES: set[str] = set()
_FORMS: dict[str, tuple[str, ...]] = {}
for _line in _VERBS.replace("\n", " ").split(";"):
    _base, _past, *_rest = _line.split()
    for _form in _past.split("/"):
        BASES[_form] = _base
        PASTS.add(_form)
    for _form in _rest or _past.split("/"):
        BASES[_form] = _base
        PARTICIPLES.add(_form)
    _FORMS[_base] = tuple(dict.fromkeys((_base, *_past.split("/"), *_rest)))


def base_of(word: str) -> str:
    """The base of an irregular verb's form in small letters; what is none, or as often another word, as it is."""
    return word if word in _NOUNS_TOO else BASES.get(word, word)


def other_forms(word: str) -> tuple[str, ...]:
    """The other forms of an irregular verb of which `word`, in small letters, is one; none for any other word."""
    return tuple(form for form in _FORMS.get(base_of(word), ()) if form != word and form not in _NOUNS_TOO)
