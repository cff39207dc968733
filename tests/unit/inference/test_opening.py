"""What all readings begin with is computed by one process and taken over by the next: the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.answering.reading import opening
from core.errors import ModelUnavailable
from core.inference.language import LanguageModel
from core.store.database import Database
from core.store.prompt_state import OPENING_FILE, PromptStates

pytestmark = pytest.mark.model
ASKED = f"{opening()}\n\nMaria: I sold the old piano to the school.\nQuestion: What did Maria sell?\nAnswer:"
SAID = [" the old piano", " the school"]


@pytest.fixture
def states(database: Database, tmp_path: Path) -> PromptStates:
    return PromptStates(database, tmp_path, OPENING_FILE)


@pytest.fixture
def models(states: PromptStates) -> Iterator[list[LanguageModel]]:
    made = [LanguageModel(openings=states) for _ in range(2)]
    try:
        made[0].load()
    except ModelUnavailable as error:
        pytest.skip(str(error))
    yield made
    for model in made:
        model.close()


def test_the_next_process_reads_on_where_the_opening_ends(models: list[LanguageModel], tmp_path: Path) -> None:
    first, second = models
    first.expect(opening())
    read = first.follow(ASKED, SAID, most=3)
    assert not (tmp_path / OPENING_FILE).exists()
    first.close()
    kept = (tmp_path / OPENING_FILE).stat()
    second.expect(opening())
    assert second._opening._there
    again = second.follow(ASKED, SAID, most=3)
    for mine, theirs in zip(read, again, strict=True):
        assert [one.log_probability for one in mine] == pytest.approx([one.log_probability for one in theirs], abs=0.01)
    second.close()
    assert (tmp_path / OPENING_FILE).stat().st_mtime_ns == kept.st_mtime_ns, "it is not written again"


def test_one_that_was_harmed_is_computed_again(models: list[LanguageModel], tmp_path: Path) -> None:
    first, second = models
    first.expect(opening())
    scored = first.score([(ASKED, said) for said in SAID])
    first.close()
    (tmp_path / OPENING_FILE).write_bytes((tmp_path / OPENING_FILE).read_bytes()[:-100])
    second.expect(opening())
    assert not second._opening._there
    assert [one.log_probability for one in second.score([(ASKED, said) for said in SAID])] == pytest.approx(
        [one.log_probability for one in scored], abs=0.01
    )
