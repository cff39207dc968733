"""Exports of WhatsApp: every phone writes them its own way, and what was said is the same."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.transfer.bundle import Bundle
from core.transfer.importers.whatsapp import NOTICE, WhatsApp
from tests.unit.transfer.importers.exports import read, write_zip

FIRST = datetime(2023, 5, 8, 13, 56, 4)
FORMATS = {
    "iPhone, points": "[%d.%m.%y, %H:%M:%S] {0}: {1}",
    "iPhone, slashes, 12 hours": "[%m/%d/%y, %I:%M:%S\u202f%p] {0}: {1}",
    "iPhone, Finnish": "[%d.%m.%Y klo %H.%M.%S] {0}: {1}",
    "Android, slashes": "%d/%m/%Y, %H:%M - {0}: {1}",
    "Android, 12 hours": "%m/%d/%y, %I:%M %p - {0}: {1}",
    "Android, lower case": "%d/%m/%Y, %I:%M\u00a0%p - {0}: {1}",
    "Android, German": "%d.%m.%y, %H:%M - {0}: {1}",
    "Android, year first": "%Y-%m-%d, %H:%M - {0}: {1}",
    "Android, no comma": "%d/%m/%y %H:%M - {0}: {1}",
}
TALK = (
    ("Nora", "I signed up at the sailing club."),
    ("Ben", "When do they let you on the water?\nAnd who pays?"),
    ("Nora", "At 10:30 - or 11: we will see."),
    ("Ben", "👍"),
)


def export(format_: str, days: int = 9) -> str:
    lines = []
    for number, (speaker, text) in enumerate(TALK):
        at = (FIRST + timedelta(days=days * number)).strftime(format_)
        lines.append((at.lower() if "lower" in format_ else at).format(speaker, text))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_talk_from_any_phone(name: str, tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Nora.txt"
    path.write_text(export(FORMATS[name]), "utf-8")
    ((talk, said),) = read(WhatsApp(), path)
    assert (talk.title, talk.location) == ("Nora", "whatsapp:Nora")
    assert [(one.speaker, one.text) for one in said] == list(TALK)
    expected = [(FIRST + timedelta(days=9 * number)).replace(second=0) for number in range(4)]
    assert [one.time.replace(second=0, tzinfo=None) for one in said if one.time] == expected
    assert not any(one.machine for one in said)
    assert said[0].session == "2023-05-08"


def test_dates_that_fit_both_ways_go_by_what_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("1/2/23, 10:00 - Nora: a\n1/3/23, 10:00 - Nora: b\n2/1/23, 10:00 - Nora: c\n")
    ((_, said),) = read(WhatsApp(), path)
    assert [one.time.strftime("%m-%d") for one in said if one.time] == ["01-02", "01-03", "02-01"]
    path.write_text("1/2/23, 10:00 - Nora: a\n2/2/23, 10:00 - Nora: b\n1/3/23, 10:00 - Nora: c\n")
    ((_, said),) = read(WhatsApp(), path)
    assert [one.time.strftime("%m-%d") for one in said if one.time] == ["02-01", "02-02", "03-01"]


def test_a_zip_with_media_is_named_after_its_chat(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat - Nora & Ben.zip"
    write_zip(path, {"_chat.txt": "\ufeff" + export(FORMATS["iPhone, points"]), "00000001-PHOTO.jpg": b"\xff\xd8"})
    ((talk, said),) = read(WhatsApp(), path)
    assert talk.title == "Nora & Ben"
    assert len(said) == 4


def test_notices_media_and_what_was_deleted(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "[08.05.23, 13:56:04] Nora: \u200eMessages and calls are end-to-end encrypted.\n"
        "\u200e[08.05.23, 13:57:00] Nora: \u200e<attached: 0001-PHOTO.jpg>\n"
        "[08.05.23, 13:58:00] Nora: \u200eimage omitted\n"
        "[08.05.23, 13:59:00] Ben: \u200eThis message was deleted.\n"
        "[08.05.23, 14:00:00] Ben: Better so \u200e<This message was edited>\n"
        "[08.05.23, 14:01:00] You created this group\n",
        "utf-8",
    )
    ((talk, said),) = read(WhatsApp(), path)
    assert [(one.text, one.captions) for one in said] == [
        ("", ("0001-PHOTO.jpg",)), ("", ("image omitted",)), ("Better so", ()),
    ]  # fmt: skip
    assert talk.unsaid == {NOTICE: 3}
    path.write_text(
        "08/05/2023, 13:56 - Messages and calls are end-to-end encrypted. Tap to learn more.\n"
        "08/05/2023, 13:57 - Nora: <Media omitted>\n"
        "08/05/2023, 13:58 - Nora: IMG-1.jpg (file attached)\nOur boat\n"
        '08/05/2023, 13:59 - Nora changed the subject from "a: b" to "c"\n'
        "08/05/2023, 14:00 - Ben: This message was deleted\n"
        "08/05/2023, 14:01 - Ben: null\n",
        "utf-8",
    )
    ((talk, said),) = read(WhatsApp(), path)
    assert [(one.text, one.captions) for one in said] == [("", ("Media omitted",)), ("Our boat", ("IMG-1.jpg",))]
    assert talk.unsaid == {NOTICE: 4}


def test_a_longer_export_has_the_same_ids_for_what_both_hold(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(export(FORMATS["Android, slashes"]) * 2)
    ((_, twice),) = read(WhatsApp(), path)
    assert len({one.id for one in twice}) == 8
    path.write_text(export(FORMATS["Android, slashes"]))
    ((_, once),) = read(WhatsApp(), path)
    assert [one.id for one in once] == [one.id for one in twice][:4]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_breaking(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_text(
            f"{export(FORMATS['iPhone, points'])}{text}\n[99.99.99, 99:99:99] x: y\n{text}", "utf-8", newline=""
        )
        with Bundle(path) as bundle:
            assert WhatsApp().recognises(bundle)
            for talk in WhatsApp().talks(bundle):
                assert len(list(talk.messages)) >= 4  # type: ignore[union-attr]


def test_notes_are_no_chat(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for text in ("", "hello\nthere\n", "08/05/2023, 13:56 - a note of mine: buy bread\nmore\nlines\n"):
        path.write_text(text)
        with Bundle(path) as bundle:
            assert not WhatsApp().recognises(bundle)
