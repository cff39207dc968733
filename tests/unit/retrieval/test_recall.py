"""Recall over a real vault: operators narrow it, tiers cost what they say, and what it found can be explained."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from core.errors import ModelUnavailable, UserError
from core.inference.language import LanguageModel
from core.model.answer import Tier
from core.model.memory import NewMemory
from core.retrieval.configuration import Configuration
from core.retrieval.recall import Recall
from core.store import memories, vectors
from core.store.database import Connection, Database
from tests.conftest import HashEmbedder
from tests.unit.store.samples import keep, said

TALK = (
    ("Nora May", "I painted the boat red last weekend.", "2024-05-07T10:00"),
    ("Will", "The boat needs new oars, I think. #workshop", "2024-05-07T10:01"),
    ("Nora May", "My sister moved to Bergen for her studies.", "2024-06-01T09:00"),
    ("Will", "I sold the old pier to the harbour office.", "2023-01-15T09:00"),
    ("", "The lock opens at noon.", "2022-03-01T09:00"),
)


def told(speaker: str, text: str, at: str) -> NewMemory:
    return replace(said(text, speaker=speaker), said_at=datetime.fromisoformat(at).astimezone())


@pytest.fixture
def recall(database: Database, embedder: HashEmbedder) -> Recall:
    _, ids = keep(database, *(told(*line) for line in TALK))
    rows = embedder.encode_bulk([text for _, text, _ in TALK])

    def embed(connection: Connection) -> None:
        space = vectors.use_space(connection, embedder.name, embedder.fingerprint, embedder.dimension)
        vectors.put_vectors(connection, space, ids, rows)

    database.write(embed)
    return Recall(database, embedder, Configuration())  # type: ignore[arg-type]


def texts(recall: Recall, query: str, limit: int = 10, tier: Tier = Tier.BALANCED) -> list[str]:
    found = recall.recall(query, limit, wait_for_model=True, operators=True, tier=tier)
    return [hit.memory.text.split()[0] + " " + hit.memory.text.split()[1] for hit in found.hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("from:nora boat", {"I painted", "My sister"}),
        ("from:will", {"The boat", "I sold"}),
        ('boat -oars from:"nora may"', {"I painted", "My sister"}),
        ("since:2024-05-07 until:2024-05-07", {"I painted", "The boat"}),
        ("until:2022", {"The lock"}),
        ("tag:workshop", {"The boat"}),
        ('"old pier"', {"I sold"}),
        ('"pier old"', set()),
        ("kind:semantic", set()),
        ("kind:episodic from:will boat", {"The boat", "I sold"}),
        ("in:talk from:will", {"The boat", "I sold"}),
        ("in:100%_", set()),
    ],
)
@pytest.mark.parametrize("tier", [Tier.FAST, Tier.BALANCED])
def test_operators_narrow_what_is_found(recall: Recall, query: str, expected: set[str], tier: Tier) -> None:
    assert set(texts(recall, query, tier=tier)) == expected


def test_operators_alone_list_the_newest_first(recall: Recall) -> None:
    assert texts(recall, "since:2023", limit=3) == ["My sister", "The boat", "I painted"]


def test_a_filter_does_not_starve_the_hits(database: Database, embedder: HashEmbedder) -> None:
    crowd = [told("Will", f"The boat again, number {number}", "2024-05-07T10:00") for number in range(300)]
    keep(database, *crowd, told("Nora", "A boat at last", "2024-05-07T10:00"))
    narrow = Configuration(words_limit=5, vectors_limit=5, exhaustive=0)
    found = Recall(database, embedder, narrow).recall(  # type: ignore[arg-type]
        "boat from:nora", 5, wait_for_model=False, operators=True
    )
    assert [hit.memory.text for hit in found.hits] == ["A boat at last"]


def test_somebody_who_said_nothing_and_a_contradiction_are_a_sentence(recall: Recall) -> None:
    nobody = recall.recall("from:Xaver boat", 5, wait_for_model=True, operators=True)
    assert nobody.hits == []
    assert "Xaver" in nobody.problem
    neither = recall.recall("boat -boat", 5, wait_for_model=True, operators=True)
    assert neither.hits == []
    assert "nothing can match" in neither.problem
    with pytest.raises(UserError, match="no 2024-02-30"):
        recall.recall("since:2024-02-30", 5, wait_for_model=True, operators=True)


def test_a_question_is_taken_word_for_word(recall: Recall) -> None:
    found = recall.recall("from:nora -boat since:2024-02-30", 5, wait_for_model=True)
    assert found.hits
    assert not found.problem


@pytest.mark.parametrize(
    "query",
    ["", " ", "the of", "?!", "茶 はどこ", '"; drop table memory; --', "x" * 50_000, "word " * 10_000, "NEAR(a b)* OR"],
)
@pytest.mark.parametrize("tier", list(Tier))
def test_any_query_is_answered(recall: Recall, query: str, tier: Tier) -> None:
    recall.recall(query, 5, wait_for_model=True, operators=True, tier=tier)


def test_a_fast_search_goes_by_words_and_vectors_alone(recall: Recall) -> None:
    (hit, *_) = recall.recall("red boat", 5, wait_for_model=True, tier=Tier.FAST).hits
    assert set(hit.channels) <= {"words", "vector", "window"}


def test_by_words_a_loaded_model_is_not_asked(
    recall: Recall, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(text: str) -> None:
        raise AssertionError(f"{text!r} was embedded")

    monkeypatch.setattr(embedder, "encode_query", refuse)
    assert embedder.ready
    for query in ("red boat", "from:nora boat", "since:2023", "xylophone"):
        for tier in Tier:
            found = recall.recall(query, 5, wait_for_model=True, operators=True, by_words=True, tier=tier)
            assert found.similarity == {}
            assert not any({"vector", "window"} & set(hit.channels) for hit in found.hits)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("xylophone", set()),
        ("from:nora xylophone", set()),
        ("boat", {"I painted", "The boat"}),
        ("xylophone boat", {"I painted", "The boat"}),
        ("from:nora boat", {"I painted"}),
        ("from:nora", {"I painted", "My sister"}),
    ],
)
@pytest.mark.parametrize("exhaustive", [0, 2000])
def test_by_words_only_what_holds_one_of_them_is_found(
    recall: Recall, database: Database, embedder: HashEmbedder, query: str, expected: set[str], exhaustive: int
) -> None:
    apart = Configuration(exhaustive=exhaustive, context_weight=0.0)
    recall = Recall(database, embedder, apart)  # type: ignore[arg-type]
    found = recall.recall(query, 10, wait_for_model=True, operators=True, by_words=True, tier=Tier.FAST)
    assert {" ".join(hit.memory.text.split()[:2]) for hit in found.hits} == expected


def test_what_is_kept_between_questions_follows_the_vault(recall: Recall, database: Database) -> None:
    assert "The kayak" not in texts(recall, "kayak")
    database.write(lambda c: memories.insert_memories(c, 1, 90, [told("Will", "The kayak leaks.", "2024-07-01T08:00")]))
    assert texts(recall, "kayak")[0] == "The kayak"


@dataclass
class Says:
    log_probability: float


class PlayingModel(LanguageModel):
    """Finds the question likely after passages with one word."""

    def __init__(self, word: str, dead: bool = False) -> None:
        self.word, self.dead, self.asked = word, dead, 0
        self._name = "a playing model"

    @property
    def available(self) -> bool:
        return True

    def score(  # type: ignore[override]
        self, pairs: Sequence[tuple[str, str]], *, stop: threading.Event | None = None
    ) -> list[Says]:
        if self.dead:
            raise ModelUnavailable("It died.")
        self.asked += 1
        return [Says(-1.0 if self.word in before else -50.0) for before, _ in pairs]


def test_a_thorough_search_lets_the_model_read_the_best_again(
    recall: Recall, database: Database, embedder: HashEmbedder
) -> None:
    model = PlayingModel("lock")
    strong = Configuration(likelihood=10.0)
    thorough = Recall(database, embedder, strong, model)  # type: ignore[arg-type]
    found = thorough.recall("boat", 2, wait_for_model=True, tier=Tier.THOROUGH)
    assert found.hits[0].memory.text == "The lock opens at noon."
    assert [hit.rank for hit in found.hits] == [1, 2]
    assert found.hits[0].channels["likelihood"] > 0
    assert sum(found.hits[0].channels.values()) == pytest.approx(found.hits[0].score)
    assert found.read_again == ("a playing model",)
    thorough.recall("boat", 2, wait_for_model=True)
    assert model.asked == 1


def test_without_a_model_the_order_stays(recall: Recall, database: Database, embedder: HashEmbedder) -> None:
    dying = Recall(database, embedder, Configuration(), PlayingModel("lock", dead=True))  # type: ignore[arg-type]
    for tried in (recall, dying):
        thorough = tried.recall("boat", 5, wait_for_model=True, tier=Tier.THOROUGH)
        plain = recall.recall("boat", 5, wait_for_model=True)
        assert [hit.memory.id for hit in thorough.hits] == [hit.memory.id for hit in plain.hits]
        assert thorough.read_again == ()


def test_what_is_archived_is_found_by_a_thorough_search_alone(recall: Recall, database: Database) -> None:
    database.write(lambda c: c.execute("update memory set state = 'archived' where text like 'The lock%'"))
    for tier in (Tier.FAST, Tier.BALANCED):
        assert "The lock" not in texts(recall, "lock", tier=tier)
        assert texts(recall, "until:2022", tier=tier) == []
    assert "The lock" in texts(recall, "lock", tier=Tier.THOROUGH)
    assert texts(recall, "until:2022", tier=Tier.THOROUGH) == ["The lock"]
