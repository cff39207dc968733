"""Whether a memory has to do with a question at all: the ground for saying that nothing does."""

from __future__ import annotations

from collections.abc import Collection

from core.answering.evidence import Evidence
from core.answering.wording import hard_words, stem, stems, tokens

# Shares of the question's meaning-bearing words found in the memory, and cosines of MiniLM. Between "clearly" and
# "hardly" one must make up for the other.
_WORDS_CLEARLY, _WORDS_HARDLY = 0.6, 0.3
_COSINE_CLEARLY, _COSINE_HARDLY = 0.55, 0.3
_TOGETHER = 0.9


def is_about(item: Evidence, people: Collection[str]) -> bool:
    """Whether a memory has to do with one of `people`, the speakers a question names.

    Said by one of them, or naming one of them: what Ben says of his dog answers nothing about Nora's. A file has no
    speaker, so there only the words can tell.
    """
    return not people or not item.memory.speaker or names_one_of(item.words, people)


def names_one_of(text: str, people: Collection[str]) -> bool:
    """Whether a part of the name of one of `people` stands in the text as a word; "the" in "Anne the Elder" is none."""
    names = {token.casefold() for person in people for token in tokens(person) if stems(token)}
    return bool(names & {word.casefold().removesuffix("'s").removesuffix("’s") for word in tokens(text)})


def bears_clearly(item: Evidence, question: str, cosine: float | None, people: Collection[str] = ()) -> bool:
    """Whether the memory is so near to the question that quoting it is an answer, though no draft was supported.

    The share of the question's words found in it, the names left out, and the cosine together reach `_TOGETHER`.
    """
    names = {stem(name) for person in people for name in person.split()}
    asked = stems(question) - names
    share = len(asked & stems(item.words)) / len(asked) if asked else 0.0
    return is_about(item, people) and share + (share if cosine is None else cosine) >= _TOGETHER


def is_quotable(item: Evidence, meaning: Collection[str], cosine: float | None) -> bool:
    """Whether the memory may be quoted where nothing in it answers: it shares a word of `meaning`, or is very near.

    `meaning` are the stems of the question's words without the names of people.
    """
    return bool(stems(item.words) & frozenset(meaning)) or (cosine is not None and cosine >= _COSINE_CLEARLY)


def bears_on(item: Evidence, question: str, cosine: float | None, people: Collection[str] = ()) -> bool:
    """Whether the memory may hold the answer. Without a vector (`cosine` None) its words alone decide.

    `people` are the known speakers that the question names.
    """
    if not is_about(item, people):
        return False
    asked = stems(question)
    if not asked:
        return cosine is not None and cosine >= _COSINE_CLEARLY
    share = len(asked & stems(item.words)) / len(asked)
    named = hard_words(question)
    foreign = bool(named) and not named & stems(item.words)
    if cosine is None:
        return share >= _WORDS_CLEARLY and not foreign
    if foreign:
        return cosine >= _COSINE_CLEARLY
    return share >= _WORDS_CLEARLY or cosine >= _COSINE_CLEARLY or (share >= _WORDS_HARDLY and cosine >= _COSINE_HARDLY)
