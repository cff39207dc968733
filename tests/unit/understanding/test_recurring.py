"""What comes back every year, quarter or month, in five languages; and what only sounds like it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.understanding.recurring import MONTH, QUARTER, YEAR, read_recurring

SAID = datetime(2025, 3, 3, tzinfo=UTC)
TOLD = datetime(2025, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("We rent the boat every year.", YEAR),
        ("The annual check of the boiler costs 90 euros.", YEAR),
        ("The tax papers are in the blue folder.", YEAR),
        ("Rent goes out every month.", MONTH),
        ("Quarterly report for the club.", QUARTER),
        ("Happy birthday, Mel!", YEAR),
        ("Wir fahren jedes Jahr nach Rügen.", YEAR),
        ("Die Steuererklärung liegt im Schrank.", YEAR),
        ("On va à la mer tous les ans.", YEAR),
        ("La revisión es cada año.", YEAR),
        ("Cuota mensual del club", MONTH),
        ("我们每年春天去杭州", YEAR),
        ("每个月交房租", MONTH),
    ],
)
def test_what_is_said_to_come_back_does_without_a_date(text: str, days: float) -> None:
    found = read_recurring(text, SAID, None)
    assert found is not None
    assert (found.days, found.date) == (days, SAID)
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    "text",
    ["Mum's birthday is on 12 May.", "Omas Geburtstag ist am 12. Mai", "L’anniversaire de Paul, le 12 mai",
     "El cumpleaños de Luis es el 12 de mayo", "妈妈的生日是五月十二日", "Our anniversary: May 12"],
)  # fmt: skip
def test_an_occasion_comes_back_on_the_day_that_is_told(text: str) -> None:
    found = read_recurring(text, SAID, TOLD)
    assert found is not None
    assert (found.days, found.date) == (YEAR, TOLD)
    assert read_recurring(text, SAID, None) is None


@pytest.mark.parametrize("text", ["I was at the harbour.", "This year was hard.", "A taxi came.", ""])
def test_what_happened_once_does_not_come_back(text: str) -> None:
    assert read_recurring(text, SAID, TOLD) is None
