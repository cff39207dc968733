"""Lists of words as they stand in the source: blanks between words, bars between phrases."""

from __future__ import annotations


def word_set(listed: str) -> frozenset[str]:
    """The words of a list that is divided by blanks and line ends."""
    return frozenset(listed.split())


def phrase_set(listed: str) -> frozenset[str]:
    """The phrases of a list that is divided by bars; line ends count as blanks."""
    return frozenset(" ".join(phrase.split()) for phrase in listed.split("|"))


def names_for(table: str) -> dict[str, str]:
    """Read lines of "one name: other | others" into a map from each of the others, and the one, to the one."""
    one_name: dict[str, str] = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        name, others = line.split(":")
        one_name.update(dict.fromkeys((name, *phrase_set(others)), name))
    return one_name
