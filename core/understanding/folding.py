"""How names and words are compared: without case, accents, possessive and stray blanks."""

from __future__ import annotations

import re
import unicodedata

_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_LONGEST = 200


def fold(text: str) -> str:
    """Return `text` as it is compared: "Zoë’s" and "zoe" are the same. At most 200 characters of it count."""
    text = " ".join(text[:_LONGEST].split())
    text = _POSSESSIVE.sub("", text)
    if text.isascii():
        return text.lower()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return unicodedata.normalize("NFKC", bare).casefold()
