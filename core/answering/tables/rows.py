"""From the views to occurrences: what was written that bears on a plan, read clause by clause."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby

import apsw

from core.answering.tables.amounts import Amount, find_amounts
from core.answering.tables.clause import Clause, clauses
from core.answering.tables.family import Sort
from core.answering.tables.finding import find
from core.answering.tables.grammar import OWNER, base, is_past
from core.answering.tables.moment import Moment, day_written, moment_of
from core.answering.tables.occurrence import Found, done_by
from core.answering.tables.plan import MONEY, Plan, Tally
from core.answering.tables.tokens import QUOTED
from core.model.memory import OTHERS_WORDS, USERS_NAMES
from core.store.views import Written, voices_of, written_with

# What others wrote is in web pages, in PDF, in e-books and in mail; their "I" is not the user's.
_MAIL = frozenset(("message/rfc822", "application/mbox"))
_OTHERS_WRITING = _MAIL | {OTHERS_WORDS, "text/html", "application/pdf", "application/epub+zip"}
# At about half a millisecond each: an answer is not waited for longer than ten seconds.
_MOST_ROWS = 20_000
_CURRENCIES = frozenset(("EUR", "USD", "GBP", "CHF"))
_MEASURED = frozenset({Tally.SUM, Tally.AVERAGE, Tally.MOST, Tally.LEAST})


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One act that took place, as a sentence of a memory tells it. `moment` is None where nothing dates it."""

    memory_id: int
    ref: str
    quote: str
    moment: Moment | None
    things: tuple[str, ...]
    times: int
    amount: Amount | None


class Unclear(Exception):
    """What was written can be read in two ways that count differently."""


def occurrences(connection: apsw.Connection, plan: Plan, owners: Collection[str] = ()) -> list[Occurrence]:
    """All occurrences of a plan's act within its days, in the order they were told.

    Raises:
        Unclear: one may lie within the days asked for or not. TooMuch: more was written than can be read at once.
    """
    written = written_with(connection, plan.family.words, since=_earliest(plan), most=_MOST_ROWS)
    reader = _Reader(connection, plan, frozenset(name.casefold() for name in owners))
    return [occurrence for one in written for occurrence in reader.read(one)]


def _earliest(plan: Plan) -> datetime | None:
    """Nothing is told before it took place; a day is left for the zones."""
    first = plan.asked.first
    if first is None or first <= date.min + timedelta(2):
        return None
    return datetime.combine(first - timedelta(1), time(), UTC)


class _Reader:
    def __init__(self, connection: apsw.Connection, plan: Plan, owners: frozenset[str]) -> None:
        self._connection, self._plan, self._owners = connection, plan, owners
        self._wanted = frozenset(base(word) for word in plan.family.words)
        self._one_voice = cache(self._has_one_voice)

    def read(self, written: Written) -> Iterator[Occurrence]:
        subject = self._subject(written)
        if subject is None:
            return
        said = written.said_at or day_written(written.heading, written.title)
        for sentence, group in groupby(clauses(written.text, self._wanted), key=lambda clause: clause.sentence):
            for clause, found, amount in self._in_sentence(list(group), subject):
                moment = None
                if said is not None:
                    bare = _without_names(sentence, found.things)
                    moment = moment_of(bare, clause.tokens[0].start, clause.tokens[-1].end, said)
                    if moment is None:
                        continue
                if self._asked(moment):
                    yield Occurrence(
                        written.memory_id, written.ref, sentence, moment, found.things, found.times, amount
                    )

    def _asked(self, moment: Moment | None) -> bool:
        asked = self._plan.asked
        if not asked.limited:
            return True
        held = False if moment is None else asked.holds(moment)
        if held is None:
            raise Unclear
        return held

    def _subject(self, written: Written) -> str | None:
        """Who is meant by the question's subject in what this speaker says; None: cannot be said."""
        small = written.speaker.casefold()
        wanted = self._plan.subject
        if wanted != OWNER:
            return OWNER if small.split()[:1] == [wanted] or small == wanted else wanted
        if not small:
            return None if written.media_type in _OTHERS_WRITING else OWNER
        if small in USERS_NAMES or small in self._owners:
            return OWNER
        # A single mail has one voice too, and it is mostly another's.
        return OWNER if written.media_type not in _MAIL and self._one_voice(written.source_id) else None

    def _has_one_voice(self, source_id: int) -> bool:
        return len(voices_of(self._connection, source_id, 2)) == 1

    def _in_sentence(self, sentence: list[Clause], subject: str) -> Iterator[tuple[Clause, Found, Amount | None]]:
        family, measured = self._plan.family, self._plan.tally in _MEASURED
        if family.sort in (Sort.SPENT, Sort.PRACTISED) and not _names_all(sentence, family.objects):
            return
        whole = [amount for amount in find_amounts(sentence[0].sentence) if self._fits(amount)] if measured else []
        if measured and not whole:
            return
        taken: set[int] = set()
        for clause in sentence:
            for found in find(clause, family, subject):
                if not measured:
                    yield clause, found, None
                    continue
                amount = self._amount_of(clause, sentence, whole, subject)
                if amount is not None and amount.start not in taken:
                    taken.add(amount.start)
                    yield clause, found, amount

    def _fits(self, amount: Amount) -> bool:
        unit = self._plan.unit
        if unit == MONEY:
            return amount.unit in _CURRENCIES
        if not unit:
            return amount.unit not in _CURRENCIES
        return amount.unit == unit

    def _amount_of(self, clause: Clause, sentence: list[Clause], whole: list[Amount], subject: str) -> Amount | None:
        """The amount that goes with an act: the one in its clause, or the only one of its sentence."""
        inside = _within(clause, whole)
        if self._plan.family.sort is Sort.SPENT:
            if len(inside) > 1:
                return _paid_for(clause, inside, self._plan.family.objects)
            alone = len(whole) == 1 or _names_all([clause], self._plan.family.objects)
            paid = inside and alone and not _for_another(clause, inside[0], self._plan.family.objects)
            return inside[0] if paid else None
        if len(inside) == 1:
            return inside[0]
        if len(inside) > 1:
            raise Unclear
        if len(whole) != 1:
            return None
        home = next((other for other in sentence if _within(other, whole)), None)
        if home is None or (home.verb is not None and not (done_by(home, subject) and home.took_place(home.verb))):
            return None
        return whole[0]


def _without_names(sentence: str, things: tuple[str, ...]) -> str:
    """The sentence with its titles and names blanked out: "Tango in Winter" names no winter."""
    sentence = QUOTED.sub(lambda match: "x" * len(match[0]), sentence)
    for thing in things:
        sentence = sentence.replace(thing, "x" * len(thing))
    return sentence


def _within(clause: Clause, amounts: list[Amount]) -> list[Amount]:
    start, end = clause.tokens[0].start, clause.tokens[-1].end
    return [amount for amount in amounts if start <= amount.start < end]


def _names_all(sentence: list[Clause], objects: tuple[frozenset[str], ...]) -> bool:
    present = {base(token.low) for clause in sentence for token in clause.tokens}
    return all(variants & present for variants in objects)


def _for_another(clause: Clause, amount: Amount, objects: tuple[frozenset[str], ...]) -> bool:
    """Whether the part between commas says what else it was for: "groceries are dear, petrol was 40 €"."""
    part: list[str] = []
    for token in clause.tokens:
        if token.text == ",":
            if token.start > amount.start:
                break
            part = []
        else:
            part.append(token.low)
    if all(variants & {base(low) for low in part} for variants in objects) or part[:1] in (["i"], ["we"]):
        return False
    return any(is_past(low) for low in part[1:])


def _paid_for(clause: Clause, amounts: list[Amount], objects: tuple[frozenset[str], ...]) -> Amount | None:
    """Of several amounts the one that the words behind it give to the thing: "20 € on groceries and 15 € on petrol"."""
    fitting = []
    for number, amount in enumerate(amounts):
        until = amounts[number + 1].start if number + 1 < len(amounts) else clause.tokens[-1].end
        behind = {base(token.low) for token in clause.tokens if amount.end <= token.start < until}
        if all(variants & behind for variants in objects):
            fitting.append(amount)
    if len(fitting) > 1:
        raise Unclear
    return fitting[0] if fitting else None
