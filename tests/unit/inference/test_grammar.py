"""An answer under a grammar is a sentence of it, from whatever model."""

from __future__ import annotations

import pytest

from core.consolidation.reading.prompt import GRAMMAR, MOST_TOKENS, ask_about, read_noted
from core.errors import ModelUnavailable
from core.inference.language import LanguageModel
from core.inference.models import find_model


def test_the_starter_model_answers_with_a_list_of_facts() -> None:
    try:
        find_model("language")
    except ModelUnavailable as error:
        pytest.skip(str(error))
    model = LanguageModel()
    try:
        spoken = model.chat(
            ask_about("Ines", "I moved to Porto in May, and my sister Rita came along."),
            max_tokens=MOST_TOKENS,
            grammar=GRAMMAR,
        )
        free = model.chat([{"role": "user", "content": "Say hello."}], max_tokens=8)
    finally:
        model.close()
    assert spoken.text == "[]" or spoken.tokens >= MOST_TOKENS or read_noted(spoken.text)
    assert free.text, "the next answer is bound by nothing"
