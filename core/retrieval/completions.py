"""How a search that is being typed may go on: operators, and the vault's own values for them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.model.completion import Completion
from core.retrieval.operators import KINDS, OPERATORS

MOST = 8
TIMES = ("today", "yesterday", "last week", "last month", "this year", "last year")

_TYPED = re.compile(r"""(?<!\S)(?P<name>\w+)(?P<colon>:)?(?P<value>"[^"]*|[^\s"]*)$""")


def complete(
    text: str, cursor: int, *, speakers: Iterable[str], sources: Iterable[str], tags: Iterable[str] = ()
) -> list[Completion]:
    """Return how the word before the cursor may go on, the likeliest first, at most `MOST`.

    Args:
        text: the query.
        cursor: where the cursor stands in it, in characters; beyond its ends counts as at its ends.
        speakers: who can be named after `from:`.
        sources: what can be named after `in:`.
        tags: what can be named after `tag:`.
    """
    cursor = max(0, min(cursor, len(text)))
    typed = _TYPED.search(text[:cursor])
    if typed is None:
        return []
    if typed["colon"] is None:
        word = typed["name"].casefold()
        names = [f"{name}:" for name in OPERATORS if name.startswith(word)]
        return [Completion(typed.start(), cursor, name, name) for name in names]
    name = typed["name"].casefold()
    known: dict[str, Iterable[str]] = {
        "from": speakers, "in": sources, "kind": KINDS, "tag": tags, "since": TIMES, "until": TIMES
    }  # fmt: skip
    begun = typed["value"].lstrip('"').casefold()
    start = typed.start("value")
    # A value typed to its end has nothing to add.
    fitting = [value for value in known.get(name, ()) if _fits(value.casefold(), begun) and value.casefold() != begun]
    fitting.sort(key=lambda value: not value.casefold().startswith(begun))
    return [Completion(start, cursor, _written(value), value) for value in fitting[:MOST]]


def _fits(value: str, begun: str) -> bool:
    return value.startswith(begun) or f" {begun}" in value


def _written(value: str) -> str:
    plain = value.replace('"', "")
    return f'"{plain}"' if re.search(r"\s", plain) else plain
