"""Finding the acts of a family in a clause."""

from __future__ import annotations

from collections.abc import Iterator

from core.answering.tables.acts import (
    find_activity,
    find_calls,
    find_had,
    find_other,
    find_practised,
    find_spent,
    find_visits,
)
from core.answering.tables.attended import find_attended
from core.answering.tables.clause import Clause
from core.answering.tables.family import Family, Sort
from core.answering.tables.listed import find_bought, find_cooked, find_people, find_places, find_titles
from core.answering.tables.occurrence import Found


def find(clause: Clause, family: Family, subject: str) -> Iterator[Found]:
    """The acts of a family in a clause, done by `subject` ("i" for the writer)."""
    finder = _FINDERS[family.sort]
    if family.objects and family.sort not in _OWN_OBJECTS and not _named(clause, family.objects):
        return
    yield from finder(clause, family, subject)


def _named(clause: Clause, objects: tuple[frozenset[str], ...]) -> bool:
    present = clause.bases()
    return all(variants & present for variants in objects)


_OWN_OBJECTS = frozenset({Sort.SPENT, Sort.PRACTISED})
_FINDERS = {
    Sort.ACTIVITY: find_activity,
    Sort.ATTENDED: find_attended,
    Sort.HAD: find_had,
    Sort.VISITED_BY: find_visits,
    Sort.CALLED: find_calls,
    Sort.MET: find_people,
    Sort.READ: find_titles,
    Sort.WATCHED: find_titles,
    Sort.TRAVELLED: find_places,
    Sort.BOUGHT: find_bought,
    Sort.COOKED: find_cooked,
    Sort.SPENT: find_spent,
    Sort.PRACTISED: find_practised,
    Sort.OTHER: find_other,
}
