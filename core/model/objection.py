"""How somebody says that an answer is wrong: "That's wrong: …", and what stands behind it."""

from __future__ import annotations

import re

_OBJECTION = re.compile(
    r"\s*(?:(?:no|nope|nein|non)\b[\s,.!]*)?"
    r"(?:(?:that|this|it)(?:['’]s|\s+is|\s+was)\s+(?:all\s+)?(?:wrong|incorrect|false|not\s+(?:right|true|correct))|wrong"
    r"|(?:das|es)\s+(?:stimmt\s+(?:so\s+)?nicht|ist\s+(?:falsch|nicht\s+(?:richtig|wahr)))|falsch"
    r"|c['’]est\s+(?:faux|inexact)|ce\s+n['’]est\s+pas\s+(?:vrai|juste|correct|exact)|faux"
    r"|(?:eso|esto)?\s*(?:no\s+es\s+(?:cierto|verdad|correcto|as[ií])|es\s+(?:falso|incorrecto)|est[aá]\s+mal)"
    r"|(?:这|那)?(?:是)?(?:不对|错了|错的))"
    r"\s*(?:[:：,，;.。!！…–—-]+\s*(?P<right>.*)|)",
    re.IGNORECASE | re.DOTALL,
)


def read_objection(text: str) -> str | None:
    """Return what `text` says is right instead of an answer, empty if it only says that the answer is wrong.

    None when it is no objection: it begins otherwise, or it ends as a question. English, German, French, Spanish,
    Chinese.
    """
    match = _OBJECTION.fullmatch(text.strip())
    if match is None:
        return None
    right = (match["right"] or "").strip()
    return None if right.endswith(("?", "？")) else right
