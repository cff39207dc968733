"""Answering "when": the time is read from the evidence and worked out here, never left to a model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime

from core.answering.evidence import Evidence
from core.answering.ground import Nearness
from core.answering.wording import sentences, stems
from core.model.period import Grain, Period
from core.understanding.time_questions import QuestionTime
from core.understanding.times import TimeMention, read_times, word_mention, word_period

_CONSIDERED = 3
_CLEARLY = 2
"""So many words of the question in a sentence say that it speaks of what is asked."""
_NEARER = 0.2
"""By how much its cosine must be above that of a sentence with a time, for the time to be of something else."""
_HAPPENED = re.compile(r"\b(?:did|was|were|has|have|had)\b", re.IGNORECASE)
"""What a question says of the past: what happened was mostly told on its day. "When does it leave?" has no such day."""
_COMES = re.compile(r"\bwhen (?:does|do|will|is|are)\b|\bgoing to\b", re.IGNORECASE)
"""What a question says of what is to come, or comes again: what was over when it was told is then second."""
_ASKS_WHEN = re.compile(r"(?:\w+, )?when\b[^?]*\?", re.IGNORECASE)
_COARSER = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.YEAR)


@dataclass(frozen=True, slots=True)
class Told:
    """A time worked out: in words, with the evidence that tells it and the sentence it stands in."""

    text: str
    item: Evidence
    quote: str


def tell_time(
    question: str,
    asked: QuestionTime,
    evidence: Sequence[Evidence],
    within: float,
    before: Mapping[int, str],
    nearness: Nearness,
) -> Told | None:
    """Work out when it was, from the best evidence, the best first; None where none of it has a time.

    A memory that speaks of a time is preferred to a better one that does not, as long as its score lies no more than
    `within` below. A memory without a time in it happened when it was said. What answers the same question, put just
    `before` it, goes first.
    """
    best = max((item.score for item in evidence[:_CONSIDERED]), default=0.0)
    near = [item for item in evidence if _was_asked(question, before.get(item.memory.id, ""))]
    near += [item for item in evidence[:_CONSIDERED] if item.score >= best - within and item not in near]
    for coming in (True, False) if _COMES.search(question) else (False,):
        for item in near:
            found = _best_mention(question, item, nearness, coming=coming)
            if found is not None:
                mention, sentence = found
                return Told(_word(mention, asked, item), item, sentence)
    for item in near[:1] if _HAPPENED.search(question) or asked.language != "en" else ():
        told_at = _told_at(item)
        if told_at is not None:
            return Told(_word_day(told_at, asked), item, _nearest_sentence(question, item.memory.text))
    return None


def _was_asked(question: str, before: str) -> bool:
    """Whether what was said before ends by asking when, of something that the question speaks of."""
    last = sentences(before)[-1:]
    return bool(last) and _ASKS_WHEN.match(last[0]) is not None and bool(stems(last[0]) & stems(question))


def _nearest_sentence(question: str, text: str) -> str:
    """The sentence that shares most words with the question; the earlier one where they are alike."""
    asked = stems(question)
    return max(sentences(text), key=lambda sentence: len(stems(sentence) & asked), default=text)


def _told_at(item: Evidence) -> datetime | None:
    """When it was said; of what nobody said, the day that its heading names, as in a diary, or its first line."""
    if item.memory.said_at is not None:
        return item.memory.said_at
    for text in (item.memory.span.heading, item.memory.text.partition("\n")[0]):
        days = [mention.period.start for mention in read_times(text, None)]
        told = next((day for day in reversed(days) if day is not None), None)
        if told is not None:
            return told
    return None


def _best_mention(question: str, item: Evidence, nearness: Nearness, *, coming: bool) -> tuple[TimeMention, str] | None:
    """The time in the sentence that shares most with the question and is nearest to it.

    With `coming`, only times that were not over when it was told, and the next of those that come again. None where
    what the question speaks of stands in other sentences: then it was so when it was told.
    """
    asked = stems(question)
    text, told_at = item.memory.text, _told_at(item)
    found = [
        (mention, _sentence_at(text, mention.start))
        for mention in read_times(text, told_at, coming=coming)
        if not (coming and _is_over(mention, item, told_at))
    ]
    if not found:
        return None
    told = sentences(text)
    near = nearness(told) if len(told) > 1 else None
    cosines = {} if near is None else dict(zip(told, map(float, near), strict=True))
    shares = {sentence: len(stems(sentence) & asked) for sentence in (*told, *(sentence for _, sentence in found))}
    mention, sentence = max(found, key=lambda one: shares[one[1]] + cosines.get(one[1], 0.0))
    other = max(told, key=lambda one: shares[one])
    elsewhere = shares[other] >= _CLEARLY and not shares[sentence]
    if elsewhere and _is_diary(item) and cosines.get(other, 0.0) > cosines.get(sentence, 0.0) + _NEARER:
        return None
    return mention, sentence


def _is_diary(item: Evidence) -> bool:
    """Whether nobody said it, and it stands under a day: what one says hangs together, a day has many things."""
    return item.memory.said_at is None and _told_at(item) is not None


def _is_over(mention: TimeMention, item: Evidence, told_at: datetime | None) -> bool:
    """Whether a time was over when it was told, or is the day of the telling itself, as a heading has it."""
    if told_at is None or mention.period.end is None:
        return False
    return mention.period.end <= told_at or (item.memory.said_at is None and mention.period.start == told_at)


def _sentence_at(text: str, place: int) -> str:
    at = 0
    for sentence in sentences(text):
        begin = text.find(sentence.split("\n")[0][:24], at)
        if begin < 0:
            continue
        if begin <= place < begin + len(sentence) + 1:
            return sentence
        at = begin + 1
    return text


def _word(mention: TimeMention, asked: QuestionTime, item: Evidence) -> str:
    coarse = _coarser(mention.period, asked.grain_asked)
    if coarse is not None:
        return word_period(coarse, asked.language)
    return word_mention(mention, _told_at(item), asked.language)


def _word_day(moment: datetime, asked: QuestionTime) -> str:
    day = Period(moment, moment, Grain.DAY)
    return word_period(_coarser(day, asked.grain_asked) or day, asked.language)


def _coarser(period: Period, grain: Grain | None) -> Period | None:
    """The whole month or year that holds the period's beginning, when the question asks for no more than that."""
    start = period.start
    if start is None or grain not in (Grain.MONTH, Grain.YEAR) or period.grain not in _COARSER:
        return None
    if _COARSER.index(period.grain) >= _COARSER.index(grain):
        return None
    begin = start.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if grain is Grain.YEAR:
        return Period(begin.replace(month=1), _first_of(begin, begin.year + 1, 1), grain)
    return Period(begin, _first_of(begin, begin.year + begin.month // 12, begin.month % 12 + 1), grain)


def _first_of(begin: datetime, year: int, month: int) -> datetime | None:
    """The first of a month; None beyond the last year there is."""
    return begin.replace(year=year, month=month) if year <= MAXYEAR else None
