"""Mailboxes of any size, message by message."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.transfer.bundle import Bundle
from core.transfer.importers import mbox
from core.transfer.importers.mbox import EMPTY, UNWANTED, Mbox
from core.transfer.importers.talk import LeftOut
from tests.unit.transfer.importers.exports import read

GOLDEN = Path(__file__).parents[3] / "golden" / "documents"
BORDER = b"From x@example.org Sat May  2 18:00:00 2026\n"


def test_messages_quotes_and_subjects() -> None:
    ((talk, said),) = (found for found in read(Mbox(), GOLDEN / "harbour.mbox") if not isinstance(found, LeftOut))
    assert (talk.location, talk.media_type) == ("mbox:harbour", "application/mbox")
    assert [(one.speaker, one.session, " ".join(one.text.split())) for one in said] == [
        ("Ben Ode", "The harbour plan",
         "From Ben Ode to ana@example.org. Is there a plan for the mole? I would like to see it."),
        ("Ana Müller", "The harbour plan",
         "From Ana Müller to ben@example.org. Yes, I send it tomorrow. From then on it is yours."),
        ("Carla", "Ferry", "The ferry leaves at nine."),
        ("", "Ferry", "At ten?"),
    ]  # fmt: skip
    assert said[0].time is not None
    assert said[2].time is None
    again = next(found for found in read(Mbox(), GOLDEN / "harbour.mbox") if not isinstance(found, LeftOut))
    assert [one.id for one in again[1]] == [one.id for one in said]


def test_attachments_are_named_and_what_is_unwanted_or_too_large_is_left(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(mbox, "_LARGEST", 20_000)
    letter = (GOLDEN / "harbour-plan.eml").read_bytes()
    spam = b"From: a@b.c\nX-Gmail-Labels: Inbox,Spam\n\nbuy\n\n"
    path = tmp_path / "All mail.mbox"
    path.write_bytes(
        BORDER + letter + b"\n\n" + BORDER + spam + BORDER + b"From: a@b.c\n\n\n" + BORDER + b"x: " + b"y\n" * 20_000
    )
    (talk, said), left = read(Mbox(), path)
    assert [one.captions for one in said] == [("file harbour.pdf", "file mole.png"), ()]
    assert talk.unsaid == {UNWANTED: 1, EMPTY: 1}
    assert isinstance(left, LeftOut)
    assert (left.where, left.reason) == ("All mail.mbox, message 4", "It is larger than 128 MB.")


def test_a_diary_is_no_mailbox(tmp_path: Path) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("From my window I see the sea.\nIt is grey.\n")
    with Bundle(path) as bundle:
        assert not Mbox().recognises(bundle)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_left_out(tmp_path_factory, tail: bytes) -> None:
    path = tmp_path_factory.mktemp("mbox") / "x.mbox"
    path.write_bytes(BORDER + b"From: a@b.c\n" + tail)
    for found in read(Mbox(), path):
        assert isinstance(found, LeftOut) or all(one.text for one in found[1])
