"""Another embedding model, from the catalogue to the search: a stand-in with random weights, in real processes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.assistant import Assistant
from core.errors import UserError
from core.inference import light
from core.inference.downloading.catalogue import find_offer
from core.model.memory import SourceKind
from core.model.offers import Offer
from core.store import vectors
from tests.unit.inference.hub import Hub, serve
from tests.unit.inference.stand_ins import embedding_files, offer_of
from tests.unit.store.samples import keep, said

pytestmark = pytest.mark.model

NAME = "multilingual-minilm"
TEXTS = [f"On day {n} the ferry carried {n * 7} crates of pears to Vinge." for n in range(12)]


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offer]:
    files = embedding_files()
    made = offer_of(find_offer(NAME), files)
    for module in ("core.modelling", "core.meaning", "core.crossing"):
        monkeypatch.setattr(f"{module}.read_offers", lambda: (made,))
    monkeypatch.setattr("core.modelling.find_offer", lambda id_: made)
    monkeypatch.setattr(light, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr("core.embedding.choosing.cache_folder", lambda: tmp_path / "cache")
    with serve(Hub(others=files)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield made


def space_of(assistant: Assistant) -> tuple[str, str, int]:
    """The model, fingerprint and dimension of the vectors in use."""
    with assistant._database.reading() as connection:
        space = vectors.current_space(connection)
        assert space is not None
        assert len(vectors.spaces(connection)) == 1
        assert vectors.count_vectors(connection, space) == len(TEXTS)
        return space.model, space.fingerprint, space.dimension


def nearest(assistant: Assistant, text: str) -> tuple[str, float]:
    """What is found by meaning alone, and how near it is."""
    recalled = assistant._recall.recall(text, 3, wait_for_model=True)
    best = max(recalled.hits, key=lambda hit: recalled.similarity.get(hit.memory.id, -1))
    return best.memory.text, recalled.similarity[best.memory.id]


def test_a_vault_moves_to_another_model_and_back(tmp_path: Path, offer: Offer) -> None:
    assistant, _ = Assistant.create(tmp_path / "profile", "seven quiet boats")
    try:
        keep(assistant._database, *map(said, TEXTS), name="ferry")
        assistant.work()
        before = space_of(assistant)
        assert assistant.sources()[0].kind is SourceKind.CONVERSATION
        cost = assistant.meaning.cost(NAME)
        assert (cost.memories, cost.download) == (12, offer.size)
        assert cost.seconds is not None
        assert "12 memories are embedded anew" in assistant.meaning.describe(cost)
        with pytest.raises(UserError, match="ebb models download"):
            assistant.meaning.use(NAME)
        got = assistant.models.download(NAME)
        assert assistant.meaning.cost(NAME).download == 0

        assistant.meaning.use(NAME)
        standing = assistant.meaning.standing
        assert standing is not None
        assert (standing.name, standing.done, standing.total) == (offer.name, 0, 12)
        assert space_of(assistant) == before, "nothing is lost by choosing"
        assert nearest(assistant, TEXTS[5])[0] == TEXTS[5]
        with pytest.raises(UserError, match="in use"):
            assistant.meaning.remove(NAME)
        assistant.meaning.move(lambda step: None, threading.Event())
        weights = next(pin for pin in got.pins if pin.file == "model.safetensors")
        assert space_of(assistant) == (offer.name, weights.checksum, 32)
        found, cosine = nearest(assistant, TEXTS[5])
        assert found == TEXTS[5]
        assert cosine == pytest.approx(1, abs=1e-3)
        assert [one.used for one in assistant.meaning.list()] == [False, True]
        assert all(finding.ok for finding in assistant.verify())
    finally:
        assistant.close()

    again = Assistant.unlock(tmp_path / "profile", passphrase="seven quiet boats")
    try:
        assert nearest(again, TEXTS[3])[1] == pytest.approx(1, abs=1e-3)
        assert again.status().embedding_model == offer.name
        again.meaning.use("starter")
        again.meaning.move(lambda step: None, threading.Event())
        assert space_of(again) == before
        again.meaning.remove(NAME)
        assert not got.folder.exists()
        assert nearest(again, TEXTS[3])[0] == TEXTS[3]
    finally:
        again.close()
