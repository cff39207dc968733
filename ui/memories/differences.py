"""What changed between two wordings, as safe rich text: gone words struck out, new ones bold."""

from __future__ import annotations

import html
import re
from difflib import SequenceMatcher

from ui.widgets.labels import seamed

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
_LONGEST = 4000


def differences(before: str, after: str, muted: str) -> str:
    """HTML of `before` becoming `after`; `muted` is the colour of what is gone."""
    old, new = _PIECE.findall(before[:_LONGEST]), _PIECE.findall(after[:_LONGEST])
    parts: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = html.escape(seamed("".join(old[a:b]))), html.escape(seamed("".join(new[c:d])))
        if what == "equal":
            parts.append(gone)
            continue
        if gone.strip():
            parts.append(f'<s style="color:{muted}">{gone}</s>')
            parts.append(" " if came and not came[:1].isspace() else "")
        if came:
            parts.append(f"<b>{came}</b>")
    return '<p style="line-height:130%; white-space:pre-wrap">' + "".join(parts) + "</p>"
