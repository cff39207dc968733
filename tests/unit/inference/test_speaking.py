"""The real starter model says the same with drafts and without: the likeliest, drawn, and under a grammar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import llama_cpp
import pytest
from llama_cpp import Llama

from core.errors import ModelUnavailable
from core.inference.engines.choosing import Choice
from core.inference.engines.computed import Stopped
from core.inference.engines.language import _cache_types
from core.inference.engines.speaking import Speaker, Told
from core.inference.models import find_model

pytestmark = pytest.mark.model
NOTES = (
    "Maria: I sold the old piano to the music school in Brix for 450 euros.\n"
    "Tom: I start at the observatory in Brix on the first of March.\n"
    "Ines: I moved to Porto in May and work for a shipyard that builds electric ferries.\n"
)
WISHES = (
    "Repeat the notes word for word.",
    "Quote what Tom said about the observatory.",
    "What did Maria do with the piano?",
    "Write a poem about the sea.",
)
GRAMMAR = 'root ::= ("Maria" | "Tom" | "Ines") ": I " [a-z ]+ "."'
MOST = 24


@pytest.fixture(scope="module")
def llama() -> Iterator[Llama]:
    try:
        path = find_model("language").path
    except ModelUnavailable as error:
        pytest.skip(str(error))
    made = Llama(str(path), n_ctx=512, n_batch=256, n_threads=1, n_threads_batch=1, verbose=False, **_cache_types(path))
    yield made
    made.close()


class Always:
    """Drafts of a fixed length wherever something is found, however little it pays."""

    def __init__(self, length: int) -> None:
        self._length = length

    def length(self, matched: int) -> int:
        return self._length if matched else 0

    def judge(self, matched: int, drafted: int, accepted: int) -> None: ...

    def time(self, rows: int, seconds: float) -> None: ...


def prompt(llama: Llama, wish: str) -> list[int]:
    text = f"<|im_start|>user\n{NOTES}\n{wish}<|im_end|>\n<|im_start|>assistant\n"
    return llama.tokenize(text.encode(), add_bos=False, special=True)


def say(
    speaker: Speaker, llama: Llama, tokens: Sequence[int], *, draft: bool, temperature: float = 0.0, grammar: str = ""
) -> tuple[list[int], Told]:
    told, choice = Told(), Choice(llama, temperature=temperature, seed=3, grammar=grammar)
    said = [token for part in speaker.speak(tokens, choice, MOST, told, draft) for token in part]
    choice.close()
    return said, told


def greedily(llama: Llama, tokens: list[int]) -> list[int]:
    """llama-cpp-python's own greedy decoding, token by token."""
    llama.reset()
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(llama.ctx), False)
    said = []
    for token in llama.generate(tokens, temp=0.0, repeat_penalty=1.0):
        if llama_cpp.llama_vocab_is_eog(llama._model.vocab, token) or len(said) == MOST:
            break
        said.append(token)
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(llama.ctx), False)
    return said


def test_drafts_change_nothing_but_the_number_of_passes(llama: Llama) -> None:
    passes = tokens = 0
    for wish in WISHES:
        asked = prompt(llama, wish)
        plain = greedily(llama, asked)
        speaker = Speaker(llama, lambda: False)
        assert say(speaker, llama, asked, draft=False)[0] == plain
        for length in (1, 9):
            speaker._pace = Always(length)  # type: ignore[assignment]
            said, told = say(speaker, llama, asked, draft=True)
            assert said == plain
        passes, tokens = passes + told.passes, tokens + len(said)
        speaker.close()
    assert passes < tokens * 0.7


def test_what_is_drawn_and_what_a_grammar_binds_is_the_same_too(llama: Llama) -> None:
    asked = prompt(llama, WISHES[1])
    for temperature, grammar in ((0.7, ""), (0.0, GRAMMAR), (0.7, GRAMMAR)):
        speaker = Speaker(llama, lambda: False)
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(llama.ctx), False)
        plain, _ = say(speaker, llama, asked, draft=False, temperature=temperature, grammar=grammar)
        speaker._pace = Always(6)  # type: ignore[assignment]
        said, told = say(speaker, llama, asked, draft=True, temperature=temperature, grammar=grammar)
        assert said == plain
        assert told.drafted
        speaker.close()


def test_only_what_is_new_of_a_prompt_is_computed_also_after_a_stop(llama: Llama) -> None:
    stopping = False
    speaker = Speaker(llama, lambda: stopping)
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(llama.ctx), False)
    first, second = prompt(llama, WISHES[0]), prompt(llama, WISHES[1])
    right, told = say(speaker, llama, first, draft=True)
    assert told.computed == len(first)
    _, told = say(speaker, llama, second, draft=True)
    assert told.computed < len(second) / 2
    stopping = True
    with pytest.raises(Stopped):
        say(speaker, llama, first, draft=True)
    stopping = False
    again, told = say(speaker, llama, first, draft=True)
    assert again == right
    assert told.computed < len(first) / 2
    speaker.close()
