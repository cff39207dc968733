"""The night keeps weights that find more, puts back weights that find less, and both can be undone."""

from __future__ import annotations

from threading import Event

import pytest

from core.errors import Cancelled
from core.ingest.embedding import embed_waiting
from core.ingest.progress import Meter
from core.ingest.understanding import store_understood
from core.model.change import ChangeKind
from core.model.memory import SourceKind
from core.model.night import Cause, StepName
from core.retrieval.configuration import Configuration
from core.retrieval.learning import Learned
from core.retrieval.rehearsal.step import Rehearse
from core.retrieval.tuned import KEY, read_clearing, read_tuned
from core.store import changes, nights, settings, sources
from core.store.database import Connection, Database
from core.store.sources import NewSource
from tests.conftest import HashEmbedder
from tests.unit.store.samples import said

THINGS = ("varnish", "anchor", "ledger", "kettle", "bicycle", "lantern", "piano", "ladder")
DEEDS = ("painted", "mended", "sold", "borrowed", "found", "hid", "measured", "photographed")
PLACES = ("harbour", "attic", "orchard", "station", "library", "bakery", "cellar", "meadow")


@pytest.fixture
def talk(database: Database, embedder: HashEmbedder) -> Database:
    """A vault whose vectors say nothing, so that words should count for more."""
    texts = [
        f"My cousin {deed} the {thing} near the {PLACES[(a + 3 * b) % 8]} before sunrise number {a}{b}"
        for a, thing in enumerate(THINGS)
        for b, deed in enumerate(DEEDS)
    ]

    tell(database, embedder, texts)
    return database


def tell(database: Database, embedder: HashEmbedder, texts: list[str]) -> None:
    def keep(connection: Connection) -> None:
        source = sources.insert_source(connection, NewSource(SourceKind.CONVERSATION, "talk", "talk", "text/plain"))
        store_understood(connection, source, 0, [said(text, f"m{n}", "Nora") for n, text in enumerate(texts)])

    database.write(keep)
    meter = Meter("embedding", "passages")
    embed_waiting(database, embedder, meter, more_to_come=lambda: False, arrived=Event(), stop=Event())


def rehearse(database: Database, embedder: HashEmbedder, configuration: Configuration | None = None) -> list[str]:
    """Run the step as a night does; returns the reasons of what it changed."""
    step = Rehearse(embedder, configuration)
    night = database.write(lambda c: nights.begin_night(c, Cause.HAND, "here", [StepName.REHEARSE]))
    cursor = ""
    while (piece := step.plan(database, cursor, Event())) is not None:
        cursor = piece.cursor
        database.write(lambda c, piece=piece: piece.apply(nights.Journal(c, night, StepName.REHEARSE)))
    with database.reading() as connection:
        found = changes.changes_of_night(connection, night)
    assert all(change.kind is ChangeKind.TUNED for change in found)
    return [change.reason for change in found]


def tuned(database: Database) -> Learned:
    with database.reading() as connection:
        return read_tuned(connection)


def test_weights_that_find_less_than_the_defaults_are_put_back(talk: Database, embedder: HashEmbedder) -> None:
    worse = Learned({"words": 0.5, "session_words": 0.5, "vector": 2.0, "window": 2.0}, 9).to_json()
    talk.write(lambda c: settings.set_setting(c, KEY, worse))
    lean = Configuration(words=0.2, vector=0.8, window=0.4, length=0.0)
    reasons = rehearse(talk, embedder, lean)
    assert len(reasons) == 1
    after = tuned(talk)
    assert after.factors.get("words", 1.0) > 0.5
    assert after.factors.get("vector", 1.0) < 2.0


def test_what_was_tuned_can_be_undone(talk: Database, embedder: HashEmbedder) -> None:
    lean = Configuration(words=0.2, vector=0.8, window=0.4, length=0.0)
    assert any("adjusted" in reason for reason in rehearse(talk, embedder, lean))
    assert tuned(talk).factors
    with talk.reading() as connection:
        (night,) = nights.list_nights(connection)
    talk.write(lambda c: nights.undo_night(c, night.id))
    assert not tuned(talk).factors


def test_what_the_vectors_have_in_common_is_left_out_and_put_back(database: Database, embedder: HashEmbedder) -> None:
    tell(
        database,
        embedder,
        [
            f"My cousin {deed} the {thing} near the {PLACES[(a + 3 * b + c) % 8]} before sunrise number {a}{b}{c}"
            for a, thing in enumerate(THINGS)
            for b, deed in enumerate(DEEDS)
            for c in range(5)
        ],
    )
    # No question in other words was asked, so nothing speaks against it.
    assert any("have in common is left out" in reason for reason in rehearse(database, embedder))
    with database.reading() as connection:
        kept = read_clearing(connection)
        (night,) = nights.list_nights(connection)
    assert kept is not None
    assert kept.fingerprint == embedder.fingerprint
    assert not any("have in common" in reason for reason in rehearse(database, embedder)), "it has not grown since"
    database.write(lambda c: nights.undo_night(c, night.id))
    with database.reading() as connection:
        assert read_clearing(connection) is None


def test_a_small_vault_has_nothing_to_rehearse(database: Database, embedder: HashEmbedder) -> None:
    assert Rehearse(embedder).count(database) == 0
    assert rehearse(database, embedder) == []


def test_it_stops_when_told_to(talk: Database, embedder: HashEmbedder) -> None:
    stop = Event()
    stop.set()
    with pytest.raises(Cancelled):
        Rehearse(embedder).plan(talk, "", stop)
