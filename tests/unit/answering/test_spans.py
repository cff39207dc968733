"""Spans as candidate answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answering.spans.candidates import LONGEST, Passage, cut_spans, split_passage
from core.answering.spans.fitting import sift, trim
from core.answering.spans.question import Want, read_asked
from core.answering.spans.ranking import choose_apart, rank_spans, span_weights
from core.answering.wording import stems


def passage(text: str, *captions: str, rank: int = 0) -> Passage:
    sentences, picture = split_passage(text, captions)
    return Passage(sentences, picture, (0.0,) * len(sentences), -float(rank), rank, own=True, answers=False)


def best(question: str, *texts: str) -> str:
    passages = [passage(text, rank=rank) for rank, text in enumerate(texts)]
    return rank_spans(passages, read_asked(question, stems(question)))[0].span.text


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("How many boats has she?", Want.NUMBER),
        ("How long did it take?", Want.DURATION),
        ("Who painted the boat?", Want.PERSON),
        ("Why did she sell it?", Want.REASON),
        ("What inspired the painting?", Want.REASON),
        ("Where is it moored?", Want.PLACE),
        ("When did she sell it?", Want.TIME),
        ("How did she feel?", Want.FEELING),
        ("How does it work?", Want.MANNER),
        ("What is she doing?", Want.ACTION),
        ("What is the boat called?", Want.NAME),
        ("What kind of boat is it?", Want.KIND),
        ("Which boat is it?", Want.THING),
        ("Is it hers?", Want.CONFIRMATION),
    ],
)
def test_what_a_question_wants(question: str, want: Want) -> None:
    assert read_asked(question, frozenset()).want is want


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("What books has she read?", True),
        ("Which instruments does she play?", True),
        ("What are the dogs called?", True),
        ("What book has she read?", False),
        ("Which bus does she take?", False),
        ("Where is it?", False),
    ],
)
def test_whether_several_things_are_asked_for(question: str, several: bool) -> None:
    assert read_asked(question, frozenset()).several is several


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("Who gave Ruth the sewing machine?", "My cousin Paul gave me the old sewing machine.", "Paul"),
        ("Where did they have soup?", "After the choir we had soup at the vicarage.", "vicarage"),
        (
            "Where does the dog sleep in a storm?",
            "Our dog Pim is afraid of it, so he sleeps in the bathtub.",
            "bathtub",
        ),
        ("What book did she love?", 'I loved "The Salt Path" when it came out.', "Salt Path"),
    ],
)
def test_the_best_span_holds_the_answer(question: str, text: str, held: str) -> None:
    assert held in best(question, text)


def test_who_is_answered_by_someone() -> None:
    passages = [passage("We painted the hull in spring. My sister helped with the mast.")]
    spans = list(cut_spans(passages, read_asked("Who painted the hull?", stems("painted hull"))))
    assert spans
    assert all("sister" in span.text for span in spans)


def test_a_quotation_is_never_split() -> None:
    spans = cut_spans([passage('I read "The Salt Path" by Raynor Winn twice.')], read_asked("Which book?", frozenset()))
    assert all(span.text.count('"') % 2 == 0 for span in spans)


def test_several_spans_come_from_different_sentences() -> None:
    texts = ("I play the cello in the town orchestra.", "My clarinet needs a new reed.")
    asked = read_asked("What instruments does she play?", stems("instruments play"))
    ranked = rank_spans([passage(text, rank=rank) for rank, text in enumerate(texts)], asked)
    chosen = choose_apart(ranked, 4, 100.0)
    assert {one.span.passage for one in chosen} == {0, 1}
    assert len(chosen) == 2


_EVERY_SORT = (
    "Who?", "Why?", "Where?", "How many?", "How long?", "How did it feel?", "How?", "What did he do?", "Is it?",
    "When?",
    "What is it called?", "What kind of tree is it?", "Which tree?",
)  # fmt: skip


def test_the_weights_name_features_that_there_are() -> None:
    question = "What kind of books did Paul and Ruth read in 2019, who, why, where, how long?"
    found: set[str] = set()
    for asked_text in _EVERY_SORT:
        asked = read_asked(asked_text, stems(question) | stems("tree"))
        for text in (
            "Hey, I really went to Paul because my 2 books, the apple tree and singing were nice to read by Ruth.",
            "So she felt proud and walked to Rome with it quickly; they have been there since 2019, maybe 3 years.",
            "Wow!",
        ):
            for span in cut_spans([passage(text, "a photo of a tree")], asked):
                found |= set(span.features)
    families = {name.split(":")[0] for name in found}
    assert {name for name in span_weights() if name.split(":")[0] not in families} == set()


@given(st.text(max_size=120), st.text(max_size=60))
def test_any_text_can_be_cut(text: str, question: str) -> None:
    for span in cut_spans([passage(text)], read_asked(question, stems(question))):
        assert span.text
        assert len(span.text.split()) <= LONGEST
        assert span.text in text.replace("\n", " ") or " ".join(span.text.split()) in " ".join(text.split())


@pytest.mark.parametrize(
    ("question", "text", "only"),
    [
        ("What is the landlord's phone number?", "That is Mrs. Ilse Brandt, phone 0421 555 0182.", "0421 555 0182"),
        ("What is the number plate of the car?", "2016 Skoda, number plate HB-KL 482.", "HB-KL 482"),
        ("What is the code of the gate?", "The code of the gate is 4711, the house is from 1904.", "4711"),
    ],
)
def test_a_number_that_names_something_is_a_whole_one(question: str, text: str, only: str) -> None:
    asked = read_asked(question, stems(question))
    assert sift(rank_spans([passage(text)], asked), asked)[0].span.text == only


def test_who_it_was_may_begin_the_sentence_and_is_not_the_way_from_one_to_another() -> None:
    asked = read_asked("Who booked the cottage?", stems("Who booked the cottage?"))
    texts = {
        one.span.text for one in rank_spans([passage("Annika booked it for Mrs. Ray. Ann Ray to Tom Lee.")], asked)
    }
    assert {"Annika", "Mrs. Ray", "Ann Ray", "Tom Lee"} <= texts
    assert not any(" to " in text for text in texts)


@pytest.mark.parametrize(
    ("question", "span", "said"),
    [
        ("Why can't Jonas come before the 6th?", "the 6th because of his exam", "because of his exam"),
        ("What am I allergic to?", "to penicillin", "penicillin"),
        ("Who did she go with?", "with Ben", "Ben"),
    ],
)
def test_what_leads_into_an_answer_is_no_part_of_it(question: str, span: str, said: str) -> None:
    assert trim(span, read_asked(question, stems(question))) == said


def test_the_part_of_a_sentence_that_shares_the_questions_words_is_told_from_the_others() -> None:
    question = "What did Grandpa give Emil?"
    spans = rank_spans(
        [passage("Grandpa gave him a telescope, we made him a cake.")], read_asked(question, stems(question))
    )
    shares = {one.span.text: one.span.features["clause"] for one in spans}
    assert shares["telescope"] > shares["cake"]


def test_a_number_that_names_an_invoice_is_no_amount() -> None:
    question = "How much did the bakery pay?"
    asked = read_asked(question, stems(question))
    held = passage("number: 2026-014; customer: the bakery; amount: 480.00; paid: yes")
    assert sift(rank_spans([held], asked), asked)[0].span.text == "480.00"
