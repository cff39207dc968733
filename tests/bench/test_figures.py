from __future__ import annotations

import json
import sys

import pytest

from tests.bench import __main__ as runner
from tests.bench.figure import Figure, print_figures
from tests.bench.synthetic import conversation, world
from tests.bench.timing import quantile


def test_figures_are_one_json_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_figures(
        "trivial", [Figure("ratio", 3.0, "s", 2.0, "“quoted”\nline"), Figure("absent", None, "s", note="why")]
    )
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [set(line) for line in lines] == [{"bench", "name", "value", "unit", "baseline", "ratio", "note"}] * 2
    assert (lines[0]["bench"], lines[0]["ratio"], lines[0]["note"]) == ("trivial", 1.5, "“quoted”\nline")
    assert (lines[1]["value"], lines[1]["ratio"], lines[1]["note"]) == (None, None, "why")


def test_an_unknown_subject_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert runner.main(["ingest", "ingets"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "“ingets”" in said.err
    assert "recall" in said.err


def test_a_subject_that_fails_does_not_stop_the_others(capfd: pytest.CaptureFixture[str]) -> None:
    def command(name: str) -> list[str]:
        return [sys.executable, "-c", f"print({name!r}); raise SystemExit({int(name == 'bad')})"]

    assert runner.measure_apart(["good"], command) == 0
    assert runner.measure_apart(["bad", "good"], command) == 1
    assert capfd.readouterr().out.split() == ["good", "bad", "good"]


def test_quantiles_lie_between_neighbours() -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert quantile([7.0], 0.95) == 7.0
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)


def test_the_same_seed_makes_the_same_world() -> None:
    made = world(3, 4, 20, seed=1, unanswerable=5)
    assert made == world(3, 4, 20, seed=1, unanswerable=5)
    said = {message.id: message.text for message in made.messages}
    assert len(made.answerable) == 12
    assert all(asked.answer in said[asked.evidence[0]] for asked in made.answerable)
    assert len(made.unanswerable) == 5
    assert {asked.query for asked in made.unanswerable}.isdisjoint(asked.query for asked in made.answerable)


def test_messages_are_as_long_as_those_of_a_chat() -> None:
    lengths = [len(message.text.split()) for message in conversation(500, seed=2)]
    assert min(lengths) >= 5
    assert max(lengths) <= 80
    assert 12 <= sorted(lengths)[250] <= 30
