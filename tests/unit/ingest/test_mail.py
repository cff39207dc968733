"""Mail, calendars and address cards: who said what and when, and where each passage stands."""

from __future__ import annotations

import base64
import contextlib
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EbbError, UserError
from core.ingest import readers
from core.ingest.document import EML, ICS, MBOX, VCF, Document
from core.ingest.readers import calendar, contacts, mail
from core.ingest.segment import segment
from core.model.place import write_place
from core.understanding import quoting

GOLDEN = Path(__file__).parents[2] / "golden"


def golden(name: str) -> Document:
    return readers.read(GOLDEN / "documents" / name)


def said(document: Document) -> list[tuple[str, str, str]]:
    return [(write_place(piece.place), piece.speaker, " ".join(piece.text.split())) for piece in segment(document)]


def test_a_message_with_its_quote_its_signature_and_its_attachments():
    document = golden("harbour-plan.eml")
    assert (document.media_type, document.title) == (EML, "The harbour plan")
    own, quoted, first, last = said(document)
    assert own[:2] == ("message=1", "Ana Müller")
    assert own[2].startswith("From Ana Müller to Ben Ode, carla@example.org. The plan is attached, Ben.")
    assert own[2].endswith("See you on Tuesday. Ana Müller +49 30 5550123")
    assert quoted == ("message=1", "", "Is there a plan for the mole? I would like to see it.")
    assert first[:2] == ("message=1&attachment=harbour.pdf&page=1", "")
    assert last == ("message=1&attachment=harbour.pdf&page=3", "", "The ferry to the island leaves at nine.")
    assert segment(document)[0].said == datetime(2026, 5, 3, 8, 30, tzinfo=UTC)
    assert segment(document)[2].heading == "The harbour plan › harbour.pdf"
    assert "harbour.pdf: Page 2 holds no text" in document.notice
    assert "mole.png, attached to “The harbour plan”, was not read: This picture" in document.notice


def test_a_mailbox_tells_its_messages_apart_and_repeats_no_quote():
    document = golden("harbour.mbox")
    assert document.media_type == MBOX
    assert said(document) == [
        (
            "message=1",
            "Ben Ode",
            "From Ben Ode to ana@example.org. Is there a plan for the mole? I would like to see it.",
        ),
        (
            "message=2",
            "Ana Müller",
            "From Ana Müller to ben@example.org. Yes, I send it tomorrow. From then on it is yours.",
        ),
        ("message=3", "Carla", "The ferry leaves at nine."),
        ("message=3", "", "At ten?"),
    ]
    assert [piece.heading for piece in segment(document)] == ["The harbour plan", "The harbour plan", "Ferry", ""]


def nested(depth: int) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"], message["To"] = "Ana <a@example.org>", f"level {depth}", "b@example.org"
    message.set_content(f"words of level {depth}")
    if depth:
        message.add_attachment(nested(depth - 1))
    return message


def test_messages_within_messages_are_read_to_a_bound():
    document = mail.read(nested(7).as_bytes(), "t")
    assert [text for _, _, text in said(document)] == [
        f"From Ana to b@example.org. words of level {n}" for n in (7, 6, 5, 4, 3)
    ]
    assert "too many messages within messages" in document.notice


def test_parts_without_end_are_left_out():
    shell = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
    document = mail.read(b"From: a@b.c\nSubject: s\n" + shell + b"\nwords", "t")
    assert "left out" in document.notice


@pytest.mark.parametrize(
    ("header", "body", "text"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-15", "für 5 €".encode("iso-8859-15"), "für 5 €"),
        (b"Content-Type: text/plain; charset=nowhere-1", b"plain words", "plain words"),
        (b"Content-Transfer-Encoding: base64", base64.b64encode("Käse".encode()), "Käse"),
        (b"Content-Type: text/html", b"<p>one<script>no</script><p>two", "one two"),
    ],
)
def test_bodies_in_every_dress(header, body, text):
    document = mail.read(b"From: a@b.c\nSubject: =?utf-8?q?broken?=?\n" + header + b"\n\n" + body, "t")
    assert [found for _, _, found in said(document)] == [text]


def test_quotes_are_told_from_own_words():
    text = "Yes.\n\nOn Monday 4 May 2026 Ana wrote:\n> Coming?\n> > Or not?\nGladly.\n"
    assert quoting.cut_quotes(text) == ("Yes.\n\nGladly.", "Coming?\nOr not?")
    assert quoting.cut_quotes("a\n-----Original Message-----\nb")[0] == "a"
    assert quoting.cut_quotes("On this I wrote:\nnothing") == ("On this I wrote:\nnothing", "")
    assert quoting.cut_signature("a\n-- \nAna") == ("a", "Ana")


def test_a_calendar_in_words():
    document = golden("festival.ics")
    assert (document.media_type, document.title) == (ICS, "Village")
    assert [text for _, _, text in said(document)] == [
        "Dentist, Dr. Sousa When: Monday 4 May 2026, 10:30 to 11:00 (WEST) Where: Praça 4 "
        "With: Ana Müller, ben@example.org Bring the X-ray and the card.",
        "Harbour festival When: Friday 7 August 2026 to Sunday 9 August 2026 "
        "Repeats every year until Saturday 10 August 2030",
        "Choir When: Monday 5 January 2026, 19:00 to 20:30 Repeats every 2 weeks on Monday, Thursday Cancelled",
    ]
    assert said(document)[1][0] == "event=Harbour festival"
    with pytest.raises(UserError, match="damaged"):
        calendar.read(b"BEGIN:VCALENDAR\nno colon here\nEND:VEVENT", "t")


def test_address_cards():
    document = golden("friends.vcf")
    assert document.media_type == VCF
    assert [text.split("\n") for text in (piece.text for piece in segment(document))] == [
        [
            "Dr. Ana Müller",
            "Called: Anita",
            "Organisation: Harbour office, Plans",
            "Phone (cell): +49 171 5550123",
            "Mail (home): ana@example.org",
            "Address (home): Hafenstr. 4, Hof, Husum, 25813, Germany",
            "Birthday: 3 May 1980",
            "Note: Met at the choir; likes quinces. Call after six.",
        ],
        ["José Pérez", "Phone (work): 555 0199", "Birthday: 12 June", "Note: Plays the accordion"],
    ]


def test_mail_is_told_by_its_headers_whatever_it_is_called(tmp_path):
    path = tmp_path / "export.txt"
    path.write_bytes((GOLDEN / "documents" / "harbour-plan.eml").read_bytes())
    assert readers.detect(path) == EML
    path.write_text("From: my window I see\nthe sea: it is grey.\n")
    assert readers.detect(path) == "text/plain"


@given(st.data())
def test_damaged_mail_calendars_and_cards_are_read_or_refused(data):
    name, module = data.draw(
        st.sampled_from(
            [("harbour-plan.eml", mail), ("harbour.mbox", mail), ("festival.ics", calendar), ("friends.vcf", contacts)]
        )
    )
    content = bytearray((GOLDEN / "documents" / name).read_bytes()[:1200])
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(EbbError):
        sections = module.read(bytes(content), "t").sections
        assert all(section.said is None or section.said.utcoffset() is not None for section in sections)


@given(st.binary(max_size=300), st.sampled_from([mail, calendar, contacts]))
def test_any_bytes_are_read_or_refused(data, module):
    with contextlib.suppress(EbbError):
        module.read(data, "t")
