"""Why a hit was found: in lines with bars, and in fields."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime

from app.explaining import CHANNELS, describe_hit, describe_search, why_fields
from core.model.answer import Hit, Tier
from core.model.found import Explained
from core.model.memory import Form, Kind, Memory, Source, SourceKind, Span, Strength
from core.model.period import Grain, Period
from core.retrieval.configuration import Configuration

AT = datetime(2024, 5, 7, 10, tzinfo=UTC)
MEMORY = Memory(1, Kind.EPISODIC, Form.CHUNK, "The boat.", 1, 1, Span("m1", 0, 9), AT, Strength(30.0, AT), said_at=AT)
SOURCE = Source(1, SourceKind.CONVERSATION, "talk", "talk", b"", "text/plain", 1, AT)
HIT = Hit(1, 1.5, MEMORY, SOURCE, {"words": 2.0, "asking": -0.5, "strength": 0.0}, clue="oars")
FOUND = Explained([HIT], Tier.THOROUGH, Period(AT, None, Grain.DAY), {"memory": 1.05}, ("oars",), (), 7)


def test_a_hit_names_what_counted_the_strongest_first() -> None:
    lines = describe_hit(HIT).splitlines()
    assert "+2.00" in lines[0]
    assert CHANNELS["words"] in lines[0]
    assert "-0.50" in lines[1]
    assert "said 2024-05-07" in lines[2]
    assert "found through: oars" in lines[-1]
    assert CHANNELS["strength"] not in describe_hit(HIT)
    assert "true 2024-05-07 to …" in describe_hit(
        replace(HIT, memory=replace(MEMORY, true_from=AT, true_grain=Grain.DAY))
    )


def test_a_search_says_what_was_made_of_the_query() -> None:
    said = describe_search(FOUND)
    assert "Thorough search over 7 memories" in said
    assert "2024-05-07 to …" in said
    assert "memory × 1.05" in said
    assert "oars" in said
    assert "no model" in said


def test_the_fields_are_json() -> None:
    why = json.loads(json.dumps(why_fields(HIT, FOUND)))
    assert why["channels"]["words"] == 2.0
    assert why["tier"] == "thorough"
    assert 0 <= why["retention"] <= 1


def test_every_weight_of_a_channel_has_its_words() -> None:
    weights = {entry.name for entry in fields(Configuration) if entry.metadata.get("range", (0,))[0] == -10.0}
    assert weights <= set(CHANNELS)
