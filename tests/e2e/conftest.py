"""The real command on a real vault: `ebb` without models for each test, `told` with all of them for the module."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.command import ROOT, Ebb, copy_profile, write_conversation
from tests.faults.conftest import template

__all__ = ["ebb", "lived", "template"]

TALK = (
    ("Ines", "I sold the old piano to the school on Tuesday."),
    ("Tom", "A pity, but the stairs will be glad. Who carried it?"),
    ("Ines", "My cousin Aurelio and his two sons, for a basket of pears."),
    ("Tom", "I start at the observatory in Brix on the first of March."),
    ("Ines", "Then you will need a warm coat. The dome is never heated."),
    ("Assistant", "The piano was sold for three thousand crowns."),
    ("Tom", "Our dog Pim is afraid of thunder, so he sleeps in the bathtub."),
    ("Ines", "I am learning Portuguese because of the pears, believe it or not."),
)


def said(number: int) -> dict[str, object]:
    speaker, text = TALK[number]
    return {
        "conversation": "ines-tom",
        "session": f"s{number // 4}",
        "id": f"D1:{number}",
        "time": f"2024-02-{10 + number // 4}T18:0{number}:00+01:00",
        "speaker": speaker,
        "text": text,
    }


@pytest.fixture
def ebb(tmp_path: Path, template: Path) -> Ebb:
    return Ebb(tmp_path, copy_profile(template, tmp_path / "profile"))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Ebb:
    """A vault with a talk and some documents, taken in with the starter models."""
    place = tmp_path_factory.mktemp("lived")
    ebb = Ebb(place, copy_profile(template, place / "profile"), models=True, language="")
    papers = place / "papers"
    shutil.copytree(ROOT / "tests" / "golden" / "documents", papers)
    write_conversation(papers / "talk.jsonl", map(said, range(len(TALK))))
    (ebb.report,) = ebb.lines("add", papers, "--json")
    return ebb
