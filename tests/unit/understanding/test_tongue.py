"""A question is answered in its own language, so that language must be told from few words, half of them names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.understanding.tongue import tell_tongue

_PUT_IN = {
    "en": [
        "Where is the key?",
        "Was Nora there?",
        "Who wrote “Der Prozess”?",
        "What does 你好 mean?",
        "gate code",
        "Nora?",
    ],
    "de": ["Wo ist der Schlüssel?", "Wohin fuhr Nora?", "Was ist Luna?", "Wann ziehen wir um?", "Hat Ben einen Hund?"],
    "fr": ["Où est la clé ?", "Quel âge a Tom ?", "Nora aime-t-elle le café ?", "Qu’ai-je acheté hier ?"],
    "es": ["¿Dónde está la llave?", "¿Tiene Ben un perro?", "¿Cuántos libros leí?", "Cuando compró Nora el kayak"],
    "zh": ["钥匙在哪里？", "Nora 什么时候买了 kayak?", "Nora的生日", "Tom is 谁？"],
}
_ELSEWHERE = [
    "Dove sono le chiavi?", "Onde está a chave?", "Waar is de sleutel?", "När köpte Nora båten?", "Kde je klíč?",
    "Где ключ?", "鍵はどこですか", "열쇠 어디 있어?", "", "42", "?",
]  # fmt: skip


@pytest.mark.parametrize(("code", "question"), [(code, one) for code, several in _PUT_IN.items() for one in several])
def test_the_language_of_a_question_is_told(code: str, question: str) -> None:
    assert tell_tongue(question) == code


@pytest.mark.parametrize("question", _ELSEWHERE)
def test_a_language_that_is_not_spoken_here_is_answered_in_english(question: str) -> None:
    assert tell_tongue(question) == "en"


@given(st.text())
def test_any_text_has_one_of_the_languages(text: str) -> None:
    assert tell_tongue(text) in _PUT_IN
