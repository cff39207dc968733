"""Facts as they are drafted from what was said, before they are compared with what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.consolidation.settle.procedure import read_procedure
from core.consolidation.settle.stating import tells_more, word_triple
from core.consolidation.settle.telling import read_telling
from core.consolidation.settle.third_person import place_times, tell
from core.model.entity import Standing, Triple
from core.model.memory import Memory, Trust
from core.model.period import Grain, Period
from core.understanding.folding import fold
from core.understanding.sentences import sentences_of
from core.understanding.times import main_period

HOW_TO = "how-to"
"""What a draft tells, and what it is about, that says how something is done."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Something somebody said that is worth knowing by itself.

    `relation` and `value` are folded, and empty where the sentence was not taken apart. `at` is since when it is so as
    far as anybody knows, `true` when it was or is. `sentence` is how it was said. `by` is the model that worded it,
    empty for rules, and `matters` how much it judged it to matter, 0..1.
    """

    subject: str
    relation: str
    value: str
    text: str
    sentence: str
    at: datetime
    trust: Trust
    parent_id: int
    speaker: str
    said_at: datetime | None
    session: str
    ref: str
    true: Period | None = None
    standing: Standing = Standing.HOLDS
    stable: bool = False
    tells: str = "state"
    matters: float = 0.0
    by: str = ""


def draft_facts(memory: Memory, triples: Sequence[Triple]) -> list[Draft]:
    """Return what a memory says that is worth knowing, in order. `triples` are those that it states.

    Of a sentence that states triples, the triples; of another, and of one that only names a relative on its way, how
    something is done if it tells that, else the sentence as somebody else would tell it. Of what nobody is known to
    have said, triples alone, and of the user's own notes how something is done.
    """
    if memory.trust is Trust.MODEL:
        return []
    drafts: list[Draft] = []
    for sentence in sentences_of(memory.text):
        end = sentence.start + len(sentence.text)
        stated = [triple for triple in triples if sentence.start <= triple.start < end]
        drafts += [
            draft for triple in stated if _worth(triple) and (draft := _from_triple(memory, triple, sentence.text))
        ]
        if not memory.speaker and memory.trust is not Trust.USER:
            continue
        how = read_procedure(sentence, memory.speaker, memory.said_at)
        if how is not None:
            # Whoever says how something is done: it is one way of doing it.
            drafts.append(_draft(memory, HOW_TO, how, sentence.text, tells=HOW_TO))
        if how is not None or not memory.speaker or not all(tells_more(triple, sentence.text) for triple in stated):
            continue
        told = read_telling(sentence)
        text = tell(told.text, memory.speaker, memory.said_at) if told is not None else None
        if told is None or text is None:
            continue
        drafts.append(
            _draft(
                memory,
                fold(memory.speaker),
                text,
                sentence.text,
                tells=str(told.tells),
                true=_when(sentence.text, memory),
            )
        )
    return drafts


def draft_plainly(memory: Memory, sentence: str) -> Draft | None:
    """Return a sentence in which somebody speaks of himself as a draft, whatever it tells; None when it cannot be told.

    Not worth keeping by itself, but it may say once more what is known.
    """
    text = tell(sentence, memory.speaker, memory.said_at)
    if text is None:
        return None
    return _draft(memory, fold(memory.speaker), text, sentence, true=_when(sentence, memory))


def draft_reading(
    memory: Memory, subject: str, text: str, sentence: str, *, tells: str, matters: float, by: str
) -> Draft:
    """Return what the model `by` worded of a message, about `subject` and said there in `sentence`, as a draft."""
    told = place_times(text, memory.said_at).rstrip("!.~ ") + "."
    draft = _draft(memory, subject, told, sentence, tells=tells, true=_when(sentence, memory))
    return replace(draft, matters=matters, by=by)


def _draft(
    memory: Memory, subject: str, text: str, sentence: str, *, tells: str = "state", true: Period | None = None
) -> Draft:
    return Draft(
        subject=subject,
        relation="",
        value="",
        text=text,
        sentence=sentence,
        at=memory.said_at or memory.stored_at,
        trust=memory.trust,
        parent_id=memory.id,
        speaker=memory.speaker,
        said_at=memory.said_at,
        session=memory.session,
        ref=memory.span.ref,
        true=true,
        tells=tells,
    )


def _when(sentence: str, memory: Memory) -> Period | None:
    period = main_period(sentence, memory.said_at)
    return None if period is None or period.grain is Grain.VAGUE else period


def _worth(triple: Triple) -> bool:
    return bool(triple.object.strip()) and triple.standing is not Standing.HELD


def _from_triple(memory: Memory, triple: Triple, sentence: str) -> Draft | None:
    said = memory.said_at or memory.stored_at
    since = triple.at if triple.at != said else None
    period = _when(sentence, memory)
    grain = period.grain if period is not None else Grain.DAY
    true = Period(since, None, grain) if since is not None and period is not None else None
    text = word_triple(triple, sentence, true, memory.said_at)
    if text is None:
        return None
    return Draft(
        subject=fold(triple.subject),
        relation=triple.relation,
        value=fold(triple.object),
        text=text,
        sentence=sentence,
        at=triple.at,
        trust=memory.trust,
        parent_id=memory.id,
        speaker=memory.speaker,
        said_at=memory.said_at,
        session=memory.session,
        ref=memory.span.ref,
        true=true,
        standing=triple.standing,
        stable=triple.stable,
        tells="state",
    )
