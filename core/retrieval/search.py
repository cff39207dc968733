"""From a question to the memories that speak to it, best first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.model import times
from core.model.answer import Tier
from core.model.period import Period
from core.retrieval.candidates import Candidates, gather, words_of
from core.retrieval.channels import links, words
from core.retrieval.configuration import Configuration
from core.retrieval.fusion import Scores, standardise
from core.retrieval.index import RecallIndex
from core.retrieval.iteration import find_clues, score_clues
from core.retrieval.lending import Derived
from core.retrieval.question import Question, understand
from core.retrieval.scoring import Asked, Board, score

_LEADING, _MOST_LINKED = 4, 50
"""How many of the best by words and by vector bring what is linked to them, and how many links they follow."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A memory and what speaks for it.

    `score` compares within one search only; higher is better. `channels` holds each channel's share: they add up to it.
    `clue` is what proposed the query that found it in a later round, empty for the question itself.
    """

    memory_id: int
    score: float
    channels: Mapping[str, float]
    clue: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search came to: hits, best first; each granularity's factor; the words the second round looked for."""

    hits: list[Scored]
    granularities: Mapping[str, float] = field(default_factory=dict)
    clues: tuple[str, ...] = ()


_MOST_OF_ONE = 40


class Held:
    """All of a small vault's candidates, kept from one question to the next as long as the vault stays as it is."""

    def __init__(self) -> None:
        self._kept: tuple[Hashable, Candidates] | None = None

    def get(self, key: Hashable) -> Candidates | None:
        """What is kept under `key`, or None."""
        kept = self._kept
        return kept[1] if kept is not None and kept[0] == key else None

    def put(self, key: Hashable, candidates: Candidates) -> None:
        """Keep `candidates` instead of what was kept."""
        self._kept = key, candidates

    def forget(self) -> None:
        """Let go of everything."""
        self._kept = None


def search(
    text: str,
    vector: NDArray[np.float32] | None,
    index: RecallIndex,
    configuration: Configuration | None = None,
    limit: int = 10,
) -> list[Scored]:
    """Return up to `limit` memories for the question `text`, best first: `find` without any conditions."""
    return find(text, vector, index, configuration, limit).hits


def find(
    text: str,
    vector: NDArray[np.float32] | None,
    index: RecallIndex,
    configuration: Configuration | None = None,
    limit: int = 10,
    *,
    tier: Tier = Tier.BALANCED,
    allowed: Sequence[int] | None = None,
    period: Period | None = None,
    any_year: bool = False,
    now: int | None = None,
    held: Held | None = None,
    favoured: Mapping[int, float] | None = None,
    worded: bool = False,
) -> Outcome:
    """Return up to `limit` memories for the question `text`, best first.

    Args:
        text: the question; any text is harmless, and one without a word finds what `vector` finds.
        vector: the question's embedding, shape (d,), unit length; None while no model is loaded: the words alone
            answer then.
        index: the memories in reach.
        configuration: weights and limits; the defaults when None.
        limit: how many at most.
        tier: how much it may cost. A fast search goes by words and vectors alone; no model reads the hits here.
        allowed: the only memories that may be found; None for all.
        period: the stretch of time that is asked about.
        any_year: the period is meant in any year.
        now: milliseconds since 1970; the present when None.
        held: where to keep what the next question can use.
        favoured: what the user's corrections say for or against memories, each from -1 to 1.
        worded: leave out the memories that hold none of the question's words.
    """
    chosen = configuration or Configuration()
    question = understand(text, index.speakers(), characters=chosen.question_characters)
    asked = Asked(
        question=question,
        vector=vector,
        now=times.to_store(times.now())[0] if now is None else now,
        period=period,
        any_year=any_year,
        plain=tier is Tier.FAST,
    )
    by_words = _by_words(question, index, chosen, allowed)
    if worded:
        allowed = [memory_id for memory_id, _ in by_words[: chosen.words_limit]]
    candidates, complete = _candidates(by_words, vector, index, chosen, allowed, held, favoured or {})
    if not candidates.places or not (by_words or candidates.known.any()):
        return Outcome([])
    board = score(asked, candidates, by_words, index, chosen, complete=complete)
    if favoured:
        board = _heed(board, candidates, favoured, chosen)
    if tier is not Tier.FAST and chosen.links:
        board = _surface(board, candidates, index, chosen)
    shares, total = dict(board.shares), board.total
    clues: tuple[str, ...] = ()
    clue_of: dict[int, str] = {}
    if tier is not Tier.FAST and chosen.clues:
        shares, total, clues, clue_of = _follow(asked, candidates, board, index, chosen, limit)
    best = np.argsort(-total, kind="stable")[: max(0, limit)]
    hits = [
        Scored(
            int(candidates.ids[row]),
            float(total[row]),
            {name: float(share[row]) for name, share in shares.items()},
            clue_of.get(int(row), ""),
        )
        for row in best
    ]
    return Outcome(hits, board.granularities, clues)


def _by_words(
    question: Question, index: RecallIndex, configuration: Configuration, allowed: Sequence[int] | None
) -> Sequence[tuple[int, float]]:
    terms = words.choose_terms(question.terms, index, configuration)
    small = index.count() <= configuration.exhaustive
    if allowed is None and not small:
        return words.find(terms, index, configuration)
    # All of them: what is allowed may stand far down.
    found = words.find(terms, index, configuration, limit=max(index.count(), 1))
    if allowed is None:
        return found
    within = set(allowed)
    return [(memory_id, value) for memory_id, value in found if memory_id in within]


def _candidates(
    by_words: Sequence[tuple[int, float]],
    vector: NDArray[np.float32] | None,
    index: RecallIndex,
    configuration: Configuration,
    allowed: Sequence[int] | None,
    held: Held | None,
    favoured: Mapping[int, float],
) -> tuple[Candidates, bool]:
    """Choose what is scored: all of it where that is little. The second says whether the words were all found."""
    embedded = vector is not None
    version = index.version() if allowed is None and held is not None else None
    # What a weight is plays no part in what is gathered.
    key = (
        version,
        embedded,
        configuration.exhaustive,
        configuration.neighbour_share,
        configuration.full_length,
    )
    if version is not None and held is not None and (kept := held.get(key)) is not None:
        return kept, True
    everything = allowed if allowed is not None else index.everything(configuration.exhaustive)
    if everything is not None and len(everything) <= configuration.exhaustive:
        # What was narrowed down to derived memories is found as it is.
        derived = index.derived(None) if allowed is None else {}
        said = [memory_id for memory_id in everything if memory_id not in derived]
        found = gather(said, index, configuration, embedded=embedded, all_there_are=allowed is None, derived=derived)
        if version is not None and held is not None:
            held.put(key, found)
        return found, True
    by_vector = [] if vector is None else index.search_vectors(vector, configuration.vectors_limit)
    near = [*(memory_id for memory_id, _ in by_vector), *favoured]
    if configuration.links:
        # What is linked to the best by words or by vector alone; the hits themselves are not known yet.
        first = [memory_id for memory_id, _ in (*by_words[:_LEADING], *by_vector[:_LEADING])]
        near += [end for link in index.links(first)[:_MOST_LINKED] for end in link[:2]]
    if allowed is not None:
        within = set(allowed)
        near = [memory_id for memory_id in near if memory_id in within]
    best = [memory_id for memory_id, _ in by_words[: configuration.words_limit]]
    chosen = dict.fromkeys([*best, *near])
    derived = index.derived(list(chosen)) if allowed is None else {}
    brought = _brought(derived, chosen, configuration.brought)
    # Nothing has a vector yet, or none of this model: the words alone answer.
    found = gather(
        sorted({*chosen, *brought} - derived.keys()), index, configuration, embedded=bool(by_vector), derived=derived
    )
    return found, len(by_words) < configuration.words_limit


def _brought(derived: Mapping[int, Derived], order: Iterable[int], most: int) -> set[int]:
    """What the first of the derived memories rest on, about `most` of them: the few of a fact, the many of an event."""
    found: set[int] = set()
    for memory_id in order:
        if len(found) >= most:
            break
        if memory_id in derived:
            found.update(derived[memory_id].parents[:_MOST_OF_ONE])
    return found


def _heed(board: Board, candidates: Candidates, favoured: Mapping[int, float], configuration: Configuration) -> Board:
    """Add what corrections say for and against the candidates."""
    share = np.zeros(len(candidates.places), dtype=np.float64)
    rows = candidates.rows_of(list(favoured))
    values = np.array(list(favoured.values()), dtype=np.float64)
    share[rows[rows >= 0]] = configuration.correction * values[rows >= 0]
    return replace(board, total=board.total + share, shares={**board.shares, "correction": share})


def _surface(board: Board, candidates: Candidates, index: RecallIndex, configuration: Configuration) -> Board:
    """Add what is linked to the best hits."""
    linked = links.score(candidates, board.total, index)
    if linked is None:
        return board
    share = configuration.links * linked
    return replace(board, total=board.total + share, shares={**board.shares, "links": share})


def _follow(
    asked: Asked,
    candidates: Candidates,
    board: Board,
    index: RecallIndex,
    configuration: Configuration,
    limit: int,
) -> tuple[dict[str, Scores], Scores, tuple[str, ...], dict[int, str]]:
    """Look for what the best hits propose. Returns shares and total with it, its words, and which hits it brought."""
    shares, total = dict(board.shares), board.total
    clues = find_clues(asked.question.terms, total, candidates, index, configuration)
    if not clues.terms:
        return shares, total, (), {}
    said = score_clues(clues, candidates)
    shares["clue"] = configuration.clue * standardise(said, usual=board.usual)
    before = set(np.argsort(-total, kind="stable")[:limit].tolist())
    total = total + shares["clue"]
    after = np.argsort(-total, kind="stable")[:limit].tolist()
    brought = {}
    for row in after:
        if row not in before and said[row] > 0:
            here = words_of(candidates.places[row].text)
            brought[row] = " ".join(term for term in clues.terms if term in here) or clues.terms[0]
    return shares, total, clues.terms, brought
