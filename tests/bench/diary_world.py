"""A diary of two years about which everything is known, and questions about it. The same seed, the same diary."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.bench.diary_phrases import (
    AUTHORS,
    BOOKS,
    CITIES,
    DISHES,
    FILMS,
    FRIENDS,
    GOODS,
    POOLS,
    Pool,
)

BEGIN, END = date(2023, 1, 1), date(2024, 12, 31)
TODAY = date(2025, 1, 15)

# How many days of ten have it; books and films end when their titles do.
_OFTEN = {
    "swim": 0.9, "run": 0.9, "dentist": 0.1, "anna": 0.5, "book": 0.3, "film": 0.25, "trip": 0.3, "meet": 0.7,
    "groceries": 0.9, "buy": 0.5, "piano": 0.7, "mum": 0.6, "concert": 0.2, "headache": 0.4, "cook": 0.6,
}  # fmt: skip
_WRITES, _LATE, _AGAIN, _NEVER, _CHATTERS = 0.86, 0.15, 0.4, 0.75, 0.7
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TIMES = {
    20: ("20 minutes", "twenty minutes"),
    30: ("half an hour", "30 minutes", "thirty minutes"),
    45: ("45 minutes", "forty-five minutes"),
    60: ("an hour", "one hour", "60 minutes"),
    90: ("an hour and a half", "90 minutes"),
    120: ("two hours", "2 hours"),
}

Value = float | str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on a day; `value` is what is asked of it (kilometres, a title, names…)."""

    kind: str
    day: date
    value: Value = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written on a day."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Diary:
    entries: tuple[Entry, ...]
    happened: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its one right answer: a number, a day, or the names of a list."""

    text: str
    right: float | date | frozenset[str]


def write_diary(pool: Pool, seed: int) -> Diary:
    """Two years in the words of one pool."""
    return _Writer(pool, random.Random(seed)).write()


@dataclass(slots=True)
class _Writer:
    pool: Pool
    chance: random.Random
    entries: list[Entry] = field(default_factory=list)
    happened: list[Happening] = field(default_factory=list)
    books: list[str] = field(default_factory=list)
    films: list[str] = field(default_factory=list)

    def write(self) -> Diary:
        self.books = self.chance.sample(BOOKS, 18)
        self.films = self.chance.sample(FILMS, 12)
        day, before = BEGIN, dict[str, dict[str, str]]()
        while day <= END:
            if self.chance.random() > _WRITES:
                before = {}
                day += timedelta(1)
                continue
            told, late = self._write_day(day, before)
            if late:
                # Told a day late: the next day is written, and nothing else happened on it.
                idle = [self.chance.choice(self.pool.chatter)] if self.chance.random() < 0.5 else []
                self.entries.append(Entry(day + timedelta(1), " ".join([*late, *idle])))
                told = {}
                day += timedelta(1)
            before = told
            day += timedelta(1)
        return Diary(tuple(self.entries), tuple(self.happened))

    def _write_day(self, day: date, before: dict[str, dict[str, str]]) -> tuple[dict[str, dict[str, str]], list[str]]:
        """Write a day. Returns what it tells of, by kind, and the sentences that are left for the next day."""
        told: dict[str, dict[str, str]] = {}
        sentences: list[str] = []
        late: list[str] = []
        for kind in self._kinds():
            words, value = self._words(kind)
            if not words and kind in ("book", "film"):
                continue
            telling = self.pool.tellings[kind]
            if telling.late and day < END and self.chance.random() < _LATE:
                late.append(self.chance.choice(telling.late).format(**words))
            else:
                sentences.append(self.chance.choice(telling.happened).format(**words))
            told[kind] = words
            self.happened.append(Happening(kind, day, value))
        for kind, words in before.items():
            again = self.pool.tellings[kind].again
            if again and kind not in told and self.chance.random() < _AGAIN:
                sentences.append(self.chance.choice(again).format(**words))
        if self.chance.random() < _NEVER:
            sentences += self._nevers({*told, *before})
        if self.chance.random() < _CHATTERS or not sentences:
            sentences.append(self.chance.choice(self.pool.chatter))
        self.chance.shuffle(sentences)
        self.entries.append(Entry(day, " ".join(sentences)))
        return told, late

    def _kinds(self) -> list[str]:
        kinds = [kind for kind, often in _OFTEN.items() if self.chance.random() < often / 6]
        return kinds[:3]

    def _nevers(self, kinds: set[str]) -> list[str]:
        others = [kind for kind in _OFTEN if kind not in kinds]
        told = []
        for kind in self.chance.sample(others, self.chance.choice((1, 1, 2))):
            words = self._fill(kind)
            told.append(self.chance.choice(self.pool.tellings[kind].never).format(**words[0]))
        return told

    def _words(self, kind: str) -> tuple[dict[str, str], Value]:
        if kind in ("book", "film"):
            titles = self.books if kind == "book" else self.films
            if not titles:
                return {}, None
            title = titles.pop()
            return {"title": title, "author": self.chance.choice(AUTHORS)}, title
        return self._fill(kind)

    def _fill(self, kind: str) -> tuple[dict[str, str], Value]:
        chance = self.chance
        match kind:
            case "swim":
                return {"pool": chance.choice(POOLS)}, None
            case "run":
                far = chance.choice((3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 5.5, 7.5, 6.2))
                words = _distance(far, chance)
                return {"km": words, "Km": words[0].upper() + words[1:]}, far
            case "book" | "film":
                # Titles that come only in what is not counted.
                title = chance.choice(BOOKS[18:] if kind == "book" else FILMS[12:])
                return {"title": title, "author": chance.choice(AUTHORS)}, title
            case "trip":
                city = chance.choice(CITIES)
                return {"city": city}, city
            case "meet":
                people = tuple(chance.sample(FRIENDS, chance.choice((1, 1, 2, 3))))
                return {"people": _joined(people)}, people
            case "groceries":
                cents = chance.randrange(800, 9000, 5) if chance.random() < 0.6 else chance.randrange(1000, 9000, 100)
                return {"amount": _amount(cents, chance)}, cents / 100
            case "buy":
                items = tuple(chance.sample(GOODS, chance.choice((1, 2, 3))))
                return {"items": _joined(items)}, items
            case "piano":
                minutes = chance.choice(tuple(_TIMES))
                words = chance.choice(_TIMES[minutes])
                return {"time": words, "Time": words[0].upper() + words[1:]}, float(minutes)
            case "cook":
                dish = chance.choice(DISHES)
                return {"dish": dish}, dish
            case _:
                return {}, None


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _distance(far: float, chance: random.Random) -> str:
    digits = f"{far:g}"
    forms = [f"{digits} km", f"{digits} kilometres", f"{digits}km"]
    if far == int(far):
        forms += [f"{_NUMBERS[int(far)]} kilometres", f"{digits}k"]
    return chance.choice(forms)


def _amount(cents: int, chance: random.Random) -> str:
    if cents % 100 == 0:
        whole = cents // 100
        return chance.choice((f"€{whole}", f"{whole} euros", f"{whole} €", f"EUR {whole}"))
    digits = f"{cents / 100:.2f}"
    return chance.choice((f"€{digits}", f"{digits} euros", f"{digits} €", f"{digits.replace('.', ',')} €"))


Chosen = Callable[[Happening], bool]


def ask(diary: Diary, seed: int) -> list[Question]:
    """Questions of counts, lists, sums and days, with and without periods; none whose answer is nothing."""
    chance = random.Random(seed)
    asked = [question for make in (_counts, _lists, _sums, _days) for question in make(diary, chance)]
    return [question for question in asked if question.right not in (0, frozenset())]


def _of(diary: Diary, kind: str, chosen: Chosen = lambda h: True) -> list[Happening]:
    return [h for h in diary.happened if h.kind == kind and chosen(h)]


def _periods(diary: Diary, kind: str, chance: random.Random) -> Iterator[tuple[str, Chosen]]:
    """Without a period, a year, the year before now, a month in which it happened, and half of the time a weekday."""
    yield "", lambda h: True
    yield " in 2023", lambda h: h.day.year == 2023
    yield " last year", lambda h: h.day.year == TODAY.year - 1
    month = chance.choice(_of(diary, kind)).day
    yield (
        f" in {_MONTHS[month.month - 1]} {month.year}",
        lambda h: (h.day.year, h.day.month) == (month.year, month.month),
    )


_COUNTED = (
    ("swim", ("How many times did I go swimming{when}?", "How often did I swim{when}?")),
    ("dentist", ("How many times did I go to the dentist{when}?", "How often did I see the dentist{when}?")),
    ("anna", ("How often did Anna visit{when}?", "How many times did Anna come over{when}?")),
    ("mum", ("How many times did I call Mum{when}?", "How often did I phone Mum{when}?")),
    ("concert", ("How many concerts did I go to{when}?", "How many times did I go to a concert{when}?")),
    ("headache", ("How many times did I have a headache{when}?", "How often did I have a headache{when}?")),
    ("run", ("How many times did I go running{when}?", "How often did I run{when}?")),
)  # fmt: skip


def _counts(diary: Diary, chance: random.Random) -> Iterator[Question]:
    for kind, forms in _COUNTED:
        for when, chosen in _periods(diary, kind, chance):
            yield Question(chance.choice(forms).format(when=when), len({h.day for h in _of(diary, kind, chosen)}))
    yield Question(
        "How many times did I go swimming on a Monday?", len(_of(diary, "swim", lambda h: h.day.weekday() == 0))
    )
    for when, chosen in _periods(diary, "book", chance):
        yield Question(f"How many books did I read{when}?", len(_of(diary, "book", chosen)))


_LISTED = (
    ("book", ("Which books did I read{when}?", "List the books I read{when}.")),
    ("film", ("Which films did I watch{when}?", "What films did I see{when}?")),
    ("trip", ("List all the places I travelled to{when}.", "Which cities did I travel to{when}?")),
    ("meet", ("Who did I meet{when}?", "List all the people I met{when}.")),
    ("buy", ("What did I buy{when}?", "List everything I bought{when}.")),
    ("cook", ("What did I cook{when}?", "Which dishes did I cook{when}?")),
)


def _lists(diary: Diary, chance: random.Random) -> Iterator[Question]:
    for kind, forms in _LISTED:
        for when, chosen in _periods(diary, kind, chance):
            names: set[str] = set()
            for happening in _of(diary, kind, chosen):
                value = happening.value
                names.update([value] if isinstance(value, str) else value if isinstance(value, tuple) else ())
            yield Question(chance.choice(forms).format(when=when), frozenset(names))


_SUMMED = (
    ("groceries", 1.0, ("How much did I spend on groceries{when}?", "What did I spend on groceries in total{when}?")),
    ("run", 1.0, ("How many kilometres did I run{when}?", "How far did I run in total{when}?")),
    ("piano", 60.0, ("How many hours did I practise the piano{when}?",)),
    ("piano", 1.0, ("How many minutes did I practise the piano{when}?",)),
)


def _sums(diary: Diary, chance: random.Random) -> Iterator[Question]:
    for kind, scale, forms in _SUMMED:
        for when, chosen in _periods(diary, kind, chance):
            total = sum(_number(h) for h in _of(diary, kind, chosen)) / scale
            yield Question(chance.choice(forms).format(when=when), round(total, 2))
    for when, chosen in (("", lambda h: True), (" in 2024", lambda h: h.day.year == 2024)):
        runs = [_number(h) for h in _of(diary, "run", chosen)]
        spent = [_number(h) for h in _of(diary, "groceries", chosen)]
        yield Question(f"What was my longest run{when}?", max(runs))
        yield Question(f"What was my shortest run{when}?", min(runs))
        yield Question(f"How far did I run on average{when}?", round(sum(runs) / len(runs), 2))
        yield Question(f"What was the most I spent on groceries{when}?", max(spent))


_DATED = (
    (
        "dentist",
        ("When did I {which} see the dentist{when}?", "When was the {which} time I went to the dentist{when}?"),
    ),
    ("swim", ("When did I {which} go swimming{when}?", "When was the {which} time I swam{when}?")),
    ("anna", ("When did Anna {which} visit{when}?",)),
    ("concert", ("When did I {which} go to a concert{when}?",)),
    ("mum", ("When did I {which} call Mum{when}?",)),
)


def _days(diary: Diary, chance: random.Random) -> Iterator[Question]:
    for kind, forms in _DATED:
        for when, chosen in (("", lambda h: True), (" in 2023", lambda h: h.day.year == 2023)):
            for which, pick in (("last", max), ("first", min)):
                days = [h.day for h in _of(diary, kind, chosen)]
                if days:
                    yield Question(chance.choice(forms).format(which=which, when=when), pick(days))
    for which, pick in (("first", min), ("last", max)):
        book = pick(_of(diary, "book"), key=lambda h: h.day)
        yield Question(f"What was the {which} book I read?", frozenset({str(book.value)}))


def _number(happening: Happening) -> float:
    assert isinstance(happening.value, float)
    return happening.value
