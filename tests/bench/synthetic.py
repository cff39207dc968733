"""Invented people who talk, things that are true of them, and documents they keep. The same seed, the same world."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from tests.bench.phrases import (
    ACTIVITIES,
    FACTS,
    FOODS,
    HEADINGS,
    OPENERS,
    PEOPLE,
    PLACES,
    SENTENCES,
    SUBJECTS,
    THINGS,
    TIMES,
    TITLES,
)

_BEGIN = datetime(2023, 1, 9, 18, 30, tzinfo=UTC)
_SESSION = 24
_SHORTEST, _TYPICAL, _LONGEST = 5, 20, 60
"""Words of a message. Real chats have a median of about 20 and a long tail."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing somebody said."""

    conversation: str
    session: str
    id: str
    time: datetime
    speaker: str
    text: str
    captions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a world. `evidence` holds the ids of the messages that say it; empty when nothing does."""

    query: str
    evidence: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """Messages in order, and questions about them."""

    messages: tuple[Message, ...]
    answerable: tuple[Asked, ...]
    unanswerable: tuple[Asked, ...]


def chatter(seed: int) -> Iterator[str]:
    """Small talk without end, 5 to 60 words each, that says nothing anybody would ask for."""
    chance = random.Random(seed)
    while True:
        wanted = min(_LONGEST, max(_SHORTEST, round(chance.lognormvariate(0, 0.6) * _TYPICAL)))
        parts = [chance.choice(OPENERS)] if chance.random() < 0.4 else []
        while sum(len(part.split()) for part in parts) < wanted:
            parts.append(_sentence(chance))
        yield " ".join(parts)


def conversation(count: int, seed: int, name: str = "chat") -> tuple[Message, ...]:
    """`count` messages of small talk between two people, in sessions some days apart."""
    chance = random.Random(seed + 1)
    pair = chance.sample(PEOPLE, 2)
    time = _BEGIN
    messages: list[Message] = []
    for number, text in enumerate(islice(chatter(seed), count)):
        if number % _SESSION == 0:
            time += timedelta(days=chance.randint(1, 6), hours=chance.randint(-3, 3))
        time += timedelta(seconds=chance.randint(8, 240))
        session = f"session {number // _SESSION + 1}"
        messages.append(Message(name, session, f"{name}-{number}", time, pair[number % 2], text))
    return tuple(messages)


def world(people: int, facts_each: int, chatter_each: int, seed: int, unanswerable: int = 0) -> World:
    """Conversations in which each of `people` mentions `facts_each` facts among `chatter_each` other messages.

    What is asked without an answer is of the same kinds: about the same people, or in words the vault is full of.
    """
    chance = random.Random(seed)
    names = chance.sample(PEOPLE, people)
    messages: list[Message] = []
    answerable: list[Asked] = []
    missing: list[Asked] = []
    for person, name in enumerate(names):
        kinds = chance.sample(range(len(FACTS)), len(FACTS))
        talk = list(conversation(facts_each + chatter_each, seed + 100 * person, f"talk {person}"))
        friend = chance.choice([other for other in names if other != name] or [PEOPLE[-1]])
        talk = [replace(message, speaker=(name, friend)[number % 2]) for number, message in enumerate(talk)]
        own = [number for number in range(len(talk)) if number % 2 == 0]
        for place, kind in zip(sorted(chance.sample(own, facts_each)), kinds, strict=False):
            statements, questions, values = FACTS[kind]
            value = chance.choice(values)
            said = chance.choice(statements).format(value=value)
            around = _sentence(chance)
            text = chance.choice((said, f"{around} {said}", f"{said} {around}"))
            talk[place] = replace(talk[place], text=text)
            asked = chance.choice(questions).format(name=name)
            answerable.append(Asked(asked, (talk[place].id,), value))
        missing += [Asked(chance.choice(FACTS[kind][1]).format(name=name)) for kind in kinds[facts_each:]]
        messages += talk
    chance.shuffle(answerable)
    chance.shuffle(missing)
    return World(tuple(messages), tuple(answerable), tuple(missing[:unanswerable]))


def write_documents(folder: Path, count: int, seed: int) -> list[Path]:
    """Write Markdown, plain text and HTML documents of about 200 to 1,500 words. Returns their paths."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    write = {"md": _markdown, "txt": _plain, "html": _html}
    paths = []
    for number in range(count):
        ending = ("md", "txt", "html")[number % 3]
        title = f"{chance.choice(TITLES)} {number + 1}"
        sections = [
            (chance.choice(HEADINGS), [_paragraph(chance) for _ in range(chance.randint(1, 4))])
            for _ in range(chance.randint(2, 7))
        ]
        path = folder / f"document-{number:04}.{ending}"
        path.write_text(write[ending](title, sections), "utf-8")
        paths.append(path)
    return paths


_Sections = list[tuple[str, list[str]]]


def _markdown(title: str, sections: _Sections) -> str:
    parts = [f"# {title}"]
    for heading, paragraphs in sections:
        parts += [f"## {heading}", *paragraphs]
    return "\n\n".join(parts) + "\n"


def _plain(title: str, sections: _Sections) -> str:
    parts = [title]
    for heading, paragraphs in sections:
        parts += [heading.upper(), *paragraphs]
    return "\n\n".join(parts) + "\n"


def _html(title: str, sections: _Sections) -> str:
    parts = [
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
    ]
    for heading, paragraphs in sections:
        parts += [f"<h2>{heading}</h2>", *(f"<p>{paragraph}</p>" for paragraph in paragraphs)]
    return "\n".join([*parts, "</body></html>"])


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(chance.randint(3, 9)))


def _sentence(chance: random.Random) -> str:
    said = chance.choice(SENTENCES).format(
        person=chance.choice(PEOPLE),
        place=chance.choice(PLACES),
        thing=chance.choice(THINGS),
        activity=chance.choice(ACTIVITIES),
        food=chance.choice(FOODS),
        time=chance.choice(TIMES),
        subject=chance.choice(SUBJECTS),
    )
    return said[0].upper() + said[1:]
