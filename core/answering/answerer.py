"""Making an answer from what recall brought up: is it about what was asked, and who or what can word it best."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.answering.belonging import is_told_of, read_named
from core.answering.carrying import chances
from core.answering.check import confirmed
from core.answering.evidence import Evidence
from core.answering.ground import Ground
from core.answering.quote import best_passage, quote
from core.answering.reading import Reader, opening
from core.answering.relevance import bears_clearly, bears_on, is_about, is_quotable
from core.answering.routing import BUDGETS
from core.answering.short import answer_short
from core.answering.spans.question import Want, read_asked
from core.answering.standing import others_lead
from core.answering.timing import tell_time
from core.answering.told import answer_freely
from core.errors import Cancelled, ModelUnavailable, Unreached
from core.inference.language import LanguageModel
from core.inference.spoken import Beginning
from core.inference.writer import Writer
from core.model.answer import Answer, Means
from core.model.events import AskEvent, Checking, Loading, Recalled
from core.understanding.time_questions import Asks

_MOST_CLOSEST = 2
_MOST_BESIDE, _BESIDE = 8, 0.65
"""How many of the best may stand beside what carried the answer, and how likely they must be to carry it, against the
likeliest."""
_MOST_READ = 40
_SMALL = 12
"""Up to how many memories the whole store may stand in a prompt; what has no room is left out there."""
_LEAD = -0.25
"""How likely others' memories may be to carry the answer, against those of the person asked about, as a logarithm:
nearly four fifths as likely."""
_WITHIN = 0.6
"""How far below the best a memory may score and still count as about as good."""


class Answerer:
    """Answers from evidence: with a time worked out, with a span of it, in a model's words, or by quoting it.

    Where `elsewhere` gives a writer it words the answers, and the `language` model of this machine weighs spans where
    nothing of what it says stands.
    """

    def __init__(self, language: LanguageModel, elsewhere: Callable[[], Writer | None] = lambda: None) -> None:
        self._language, self._elsewhere = language, elsewhere

    def answer(
        self,
        ground: Ground,
        *,
        on_event: Callable[[AskEvent], None],
        stop: threading.Event,
        deeper: Callable[[], Ground] | None = None,
    ) -> Answer:
        """Answer the question of `ground`; where nothing supports an answer, ask `deeper` for more ground, once.

        A model that dies on the way is told in `notice`, and the answer is made without it. Where question and
        evidence left this machine, the answer says so, whatever it was made of in the end.
        """
        began = time.perf_counter()
        if _names_no_day(ground):
            day = ground.time.invalid.removeprefix(ground.phrasing.article)
            said = ground.phrasing.no_such_day.format(day=day)
            return replace(_nothing(ground), text=said, considered=ground.considered)
        tried = _Tried()
        answer = self._make(ground, on_event, stop, tried)
        if answer is None and deeper is not None and not stop.is_set() and not _is_anothers(ground):
            ground = deeper()
            answer = self._make(ground, on_event, stop, tried)
        answer = replace(_nothing(ground), notice=tried.notice) if answer is None else _stand_beside(answer, ground)
        milliseconds = round((time.perf_counter() - began) * 1000)
        return replace(answer, considered=ground.considered, milliseconds=milliseconds, elsewhere=tried.sent_to)

    def _make(
        self, ground: Ground, on_event: Callable[[AskEvent], None], stop: threading.Event, tried: _Tried
    ) -> Answer | None:
        """An answer the evidence supports, or None. `tried` hears of whoever was asked to word one."""
        budget = BUDGETS[ground.route]
        evidence = ground.evidence(budget.evidence)
        on_event(Recalled(len(evidence)))
        bearing = [item for item in evidence if _bears(item, ground)]
        if not bearing or _is_anothers(ground) or _has_none(ground):
            return None
        about = [item for item in evidence if is_about(item, ground.people)]
        if ground.time.asks is Asks.WHEN:
            told = tell_time(ground.question, ground.time, about, _WITHIN, ground.before, ground.nearness)
            if told is not None:
                cited = (told.item.cite(1, told.quote),)
                return Answer(told.text, cited, ground.route, Means.TIME, abstained=False, milliseconds=0)
        writer = self._writer()
        if writer is not None and writer is not tried.failed:
            free = _written(writer, ground, about, on_event, stop, tried)
            if free is not None:
                return free
            if writer is not tried.failed:
                bearing = [item for item in bearing if _bears_clearly(item, ground)]
        answer = self._short(ground, about, on_event, stop, tried)
        if answer is not None and answer.text.islower() and read_named(ground.question) is not None:
            answer = None  # "border collie" is what it is, and no name
        if answer is None:
            quotable = (item for item in bearing if _is_quotable(item, ground))
            answer = next((replace(_quoted(item, ground), notice=tried.notice) for item in quotable), None)
        return answer

    def _short(
        self,
        ground: Ground,
        evidence: list[Evidence],
        on_event: Callable[[AskEvent], None],
        stop: threading.Event,
        tried: _Tried,
    ) -> Answer | None:
        """Yes, or a span of the evidence, in which the model has a say where there is one."""
        if read_asked(ground.question, ground.meaning).want is Want.CONFIRMATION:
            carrier, yes = confirmed(ground.question, evidence), ground.phrasing.yes
            if carrier is None:
                return None
            cited = (carrier.cite(1, best_passage(carrier, ground.question)),)
            said = Answer(yes, cited, ground.route, Means.SPAN, abstained=False, milliseconds=0)
            return replace(said, notice=tried.notice)
        reader = self._language
        if reader.available and reader is not tried.failed:
            try:
                answer = answer_short(ground, evidence, _Reading(reader, on_event, stop))
                return None if answer is None else replace(answer, model=reader.name, notice=tried.notice)
            except ModelUnavailable as error:
                tried.fail(reader, error, ground)
            except Cancelled:
                # Stopped while the model read: what was found without it is there already.
                pass
        answer = answer_short(ground, evidence)
        return None if answer is None else replace(answer, notice=tried.notice, stopped=stop.is_set())

    def _writer(self) -> Writer | None:
        """Whoever is to word the answer: a server, or the model of this machine if it is large enough."""
        elsewhere = self._elsewhere()
        if elsewhere is not None:
            return elsewhere
        return self._language if self._language.available and self._language.fluent else None


@dataclass(slots=True)
class _Tried:
    """What became of those who were asked for one answer: who failed, as it is told, and the server it was sent to."""

    failed: Writer | None = None
    notice: str = ""
    sent_to: str = ""

    def fail(self, model: Writer, error: ModelUnavailable, ground: Ground) -> None:
        self.failed, self.notice = model, self.notice or ground.phrasing.without_model.format(reason=error)


def _written(
    writer: Writer,
    ground: Ground,
    about: list[Evidence],
    on_event: Callable[[AskEvent], None],
    stop: threading.Event,
    tried: _Tried,
) -> Answer | None:
    """What the writer says, as far as the evidence carries it. A store that has room in the prompt is read as a whole.

    But to a server no more is sent than what bears on the question.
    """
    server, shown = writer.elsewhere, about
    if server:
        shown = [item for item in about if _bears(item, ground)]
    elif ground.considered <= _SMALL:
        shown = ground.evidence(ground.considered)
    try:
        free = answer_freely(writer, ground, shown, BUDGETS[ground.route].prompt_tokens, on_event, stop)
    except ModelUnavailable as error:
        tried.fail(writer, error, ground)
        if not isinstance(error, Unreached):
            tried.sent_to = server
        return None
    tried.sent_to = server
    return free


class _Reading(Reader):
    """The language model as a reader that says when it is loading and checking, and can be stopped."""

    def __init__(self, language: LanguageModel, on_event: Callable[[AskEvent], None], stop: threading.Event) -> None:
        self._language, self._on_event, self._stop = language, on_event, stop

    def begin(self, before: str, texts: Sequence[str]) -> list[float]:
        if not self._language.loaded:
            self._on_event(Loading(self._language.name))
        self._language.expect(opening())
        self._on_event(Checking())
        scores = self._language.score([(before, text) for text in texts], stop=self._stop, most=1)
        return [one.log_probability for one in scores]

    def follow(self, before: str, texts: Sequence[str], most: int) -> list[list[Beginning]]:
        return self._language.follow(before, texts, most=most, stop=self._stop)


def _bears(item: Evidence, ground: Ground) -> bool:
    return bears_on(item, ground.question, ground.similarity.get(item.memory.id), ground.people)


def _bears_clearly(item: Evidence, ground: Ground) -> bool:
    return bears_clearly(item, ground.question, ground.similarity.get(item.memory.id), ground.people)


def _is_quotable(item: Evidence, ground: Ground) -> bool:
    """Where words are not set apart, as in Chinese, none can be seen to be shared."""
    nearness = ground.similarity.get(item.memory.id)
    return ground.time.language == "zh" or is_quotable(item, ground.meaning, nearness)


def _names_no_day(ground: Ground) -> bool:
    """Whether the question asks about a date that does not exist and that no memory speaks of either."""
    named = ground.time.invalid.casefold()
    return bool(named) and not any(named in item.memory.text.casefold() for item in ground.evidence(_SMALL))


def _is_anothers(ground: Ground) -> bool:
    return others_lead(ground.hits, ground.people, ground.before) > _LEAD


def _has_none(ground: Ground) -> bool:
    """Whether the name of somebody's dog or sister is asked for, and nothing tells that he has one."""
    named = read_named(ground.question)
    return named is not None and not is_told_of(*named, ground.evidence(_MOST_READ))


def _quoted(item: Evidence, ground: Ground) -> Answer:
    said, words = quote(item, ground.question, ground.phrasing)
    return Answer(said, (item.cite(1, words),), ground.route, Means.QUOTE, abstained=False, milliseconds=0)


def _stand_beside(answer: Answer, ground: Ground) -> Answer:
    """Cite, after what carried the answer, what is about as likely to carry it as the likeliest there is.

    Not where a time was worked out: that stands in one memory.
    """
    if answer.abstained or answer.means in (Means.MODEL, Means.TIME):
        return answer
    likely = chances(ground.hits, ground.before)
    evidence = [item for item in ground.evidence(_MOST_BESIDE) if _is_own(item, ground)]
    most = max((likely.get(item.memory.id, 0.0) for item in evidence), default=0.0)
    citations = list(answer.citations)
    for item in evidence:
        known = any(item.memory.id == citation.memory_id for citation in citations)
        if not known and likely.get(item.memory.id, 0.0) >= _BESIDE * most:
            citations.append(item.cite(len(citations) + 1, best_passage(item, ground.question)))
    return replace(answer, citations=tuple(citations))


def _is_own(item: Evidence, ground: Ground) -> bool:
    """Whether it was said by one of those the question names, or by nobody."""
    return not ground.people or not item.memory.speaker or item.memory.speaker in ground.people


def _nothing(ground: Ground) -> Answer:
    closest = tuple(
        item.cite(number, best_passage(item, ground.question))
        for number, item in enumerate(ground.evidence(_MOST_CLOSEST), 1)
    )
    said = ground.phrasing.nothing if ground.considered else ground.phrasing.empty
    return Answer(said, (), ground.route, Means.NOTHING, abstained=True, milliseconds=0, closest=closest)
