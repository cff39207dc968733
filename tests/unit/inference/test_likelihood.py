"""How likely a text is after another: the same numbers as one token after the other, however they are batched."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from llama_cpp import Llama

from core.errors import Cancelled, ModelUnavailable
from core.inference.engines.computed import Stopped
from core.inference.engines.likelihood import Continuation, Likelihood
from core.inference.language import LanguageModel
from core.inference.models import find_model

BEFORE = "The observatory in Brix has a dome that is never heated. Tom starts there on the first of March."
PASSAGES = ("I sold the old piano to the school.", "My cousin carried it for a basket of pears.", "The dog is afraid.")
QUESTION = "\nQuestion: who carried the piano?"


@pytest.fixture(scope="module")
def llama() -> Iterator[Llama]:
    try:
        path = find_model("language").path
    except ModelUnavailable as error:
        pytest.skip(str(error))
    made = Llama(str(path), n_ctx=512, n_batch=256, n_threads=1, n_threads_batch=1, verbose=False, logits_all=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def model(llama: Llama) -> Iterator[LanguageModel]:
    made = LanguageModel()
    yield made
    made.close()


def tokens(llama: Llama, before: str, text: str) -> Continuation:
    first = llama.tokenize(before.encode(), add_bos=False)
    return Continuation([*first, *llama.tokenize(text.encode(), add_bos=False)], len(first))


def one_by_one(llama: Llama, one: Continuation) -> float:
    llama.reset()
    llama.eval(list(one.tokens[:-1]))
    rows = np.asarray(llama.scores[: len(one.tokens) - 1], np.float64)
    logs = rows - np.log(np.exp(rows - rows.max(1, keepdims=True)).sum(1, keepdims=True)) - rows.max(1, keepdims=True)
    return float(sum(logs[place, one.tokens[place + 1]] for place in range(one.begin - 1, len(one.tokens) - 1)))


def test_alone_it_is_the_plain_sum(llama: Llama) -> None:
    scorer = Likelihood(llama, lambda: False)
    for before in (BEFORE, *PASSAGES):
        one = tokens(llama, before, QUESTION)
        ((total, count),) = scorer.score([one], 1)
        assert total == pytest.approx(one_by_one(llama, one), rel=1e-3)
        assert count == len(one.tokens) - one.begin
    scorer.close()


def test_many_continuations_and_many_beginnings_score_as_one_by_one(llama: Llama) -> None:
    scorer = Likelihood(llama, lambda: False)
    answers = [tokens(llama, BEFORE, f" {said}") for said in ("Tom", "the first of March", "Brix", "A dome.", "Tom")]
    asked = [tokens(llama, passage, QUESTION) for passage in PASSAGES]
    for batch in (answers, asked, [*asked, *answers], answers[::-1]):
        for (total, _), one in zip(scorer.score(batch, 1), batch, strict=True):
            # Quantised kernels round a batch otherwise than a single row.
            assert total == pytest.approx(one_by_one(llama, one), rel=0.05, abs=0.3)
    scorer.close()


def test_more_than_one_pass_holds_and_more_than_the_context_holds(llama: Llama) -> None:
    scorer = Likelihood(llama, lambda: False)
    many = [tokens(llama, f"{number} {PASSAGES[number % 3]}", QUESTION) for number in range(60)]
    scored = scorer.score(many, 1)
    for place in (0, 31, 59):
        assert scored[place][0] == pytest.approx(one_by_one(llama, many[place]), rel=0.05, abs=0.3)
    long = tokens(llama, BEFORE * 200, QUESTION)
    endless = tokens(llama, BEFORE, QUESTION * 200)
    (first, same), (_, cut) = scorer.score([long, endless], 1)
    assert same == len(long.tokens) - long.begin
    assert 0 < cut <= 256
    assert np.isfinite(first)
    scorer.close()


def test_following_a_text_tells_of_each_of_its_beginnings_what_scoring_it_alone_tells(llama: Llama) -> None:
    scorer = Likelihood(llama, lambda: False)
    (full_stop,) = llama.tokenize(b".", add_bos=False)
    for said in (["Tom starts on the first"], ["Tom starts", "the first of March", "the first of May", "Tom"]):
        ones = [tokens(llama, BEFORE, f" {text}") for text in said]
        for one, steps in zip(ones, scorer.follow(ones, [full_stop], 1), strict=True):
            assert len(steps) == len(one.tokens) - one.begin
            for place in range(1, len(steps) + 1):
                cut = one.tokens[: one.begin + place]
                begun, ended = Continuation(cut, one.begin), Continuation([*cut, full_stop], len(cut))
                # Quantised kernels round a batch otherwise than a single row.
                assert sum(step[0] for step in steps[:place]) == pytest.approx(
                    one_by_one(llama, begun), rel=0.05, abs=0.3
                )
                assert steps[place - 1][1] == pytest.approx(one_by_one(llama, ended), rel=0.05, abs=0.3)
    scorer.close()


def test_a_stop_ends_it_and_leaves_nothing_wrong_behind(llama: Llama) -> None:
    passes = iter([False] * 40 + [True] * 10_000)
    stopping = False

    def stopped() -> bool:
        return stopping and next(passes)

    scorer = Likelihood(llama, stopped)
    many = [tokens(llama, passage, QUESTION) for passage in PASSAGES]
    right = scorer.score(many, 1)
    stopping = True
    with pytest.raises(Stopped):
        scorer.score([tokens(llama, BEFORE + passage, QUESTION) for passage in PASSAGES], 1)
    stopping = False
    again = scorer.score(many, 1)
    assert [total for total, _ in again] == pytest.approx([total for total, _ in right])
    scorer.close()


def test_scoring_does_not_disturb_the_chat(model: LanguageModel) -> None:
    messages = [{"role": "user", "content": f"{BEFORE} When does Tom start?"}]
    first = model.chat(messages, max_tokens=16)
    scored = model.score([(messages, "On the first of March."), (messages, "Purple elephants.")])
    assert model.chat(messages, max_tokens=16).text == first.text
    assert scored[0].mean > scored[1].mean
    assert model.score([(messages, "On the first of March.")])[0].tokens == scored[0].tokens


def test_a_likely_text_is_likelier_and_an_empty_one_says_nothing(model: LanguageModel) -> None:
    likely, unlikely, empty = model.score([("One, two, three,", " four"), ("One, two, three,", " cathedral"), ("", "")])
    assert likely.log_probability > unlikely.log_probability
    assert (empty.log_probability, empty.tokens, empty.mean) == (0.0, 0, 0.0)
    assert model.score([]) == []
    assert model.score([("", "Hello")])[0].log_probability < 0


def test_what_was_stopped_before_it_began_is_cancelled(model: LanguageModel) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        model.score([(f"{BEFORE} {number}", QUESTION) for number in range(200)], stop=stop)
    assert model.score([(BEFORE, " Tom")])[0].tokens == 1


def test_an_answer_read_from_the_text_is_likelier_and_over_where_it_ends(model: LanguageModel) -> None:
    before = f"{BEFORE}\nQuestion: Who starts at the observatory?\nAnswer:"
    right, wrong = model.follow(before, [" Tom starts there", " née Ödön"], most=3)
    assert [begun.length for begun in right] == [4, 11, 17]
    assert wrong[-1].length <= len(" née Ödön".encode())
    assert right[0].log_probability > wrong[0].log_probability
    assert right[0].ending > right[1].ending
    (first,) = model.score([(before, " Tom starts there")], most=1)
    assert (first.tokens, first.log_probability) == (1, pytest.approx(right[0].log_probability, abs=0.05))


def test_following_can_be_stopped(model: LanguageModel) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        model.follow(BEFORE * 20, [" Tom"], most=2, stop=stop)
    assert model.follow(BEFORE, [], most=2) == []
