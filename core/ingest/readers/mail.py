"""Mail: single messages (EML) and mailboxes (MBOX), message by message, with what is attached."""

from __future__ import annotations

import email
import io
import re
from dataclasses import dataclass, field
from email.message import Message

from core.errors import UserError
from core.ingest import readers
from core.ingest.document import EML, MBOX, Document, Draft
from core.ingest.readers import detection, html, pace, plain
from core.model.place import Place, Unit, counted, named
from core.understanding.letters import (
    MOST_PARTS,
    TooManyParts,
    answered_by,
    attachment_name,
    content_of,
    leaves_of,
    moment_of,
    recipients_of,
    sender_of,
    subject_of,
)
from core.understanding.quoting import cut_quotes, cut_signature

_BORDER = re.compile(rb"(?:\A|\r?\n\r?\n)From [^\r\n]*\r?\n")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_IDENTITY = re.compile(rb"^Message-ID:\s*(<[^>\r\n]{1,250}>)", re.MULTILINE | re.IGNORECASE)
_A_WHILE = 500
_DEEPEST = 4
_MOST_DECODED = 512 * 1024 * 1024
_MAIL = frozenset({EML, MBOX})


def read(data: bytes, title: str) -> Document:
    """Read a message or a mailbox: who wrote what and when, under the subject; quotes of what is there are left out.

    Attachments are read as what they are, up to four messages deep; those that cannot be are named in the notice.

    Raises:
        UserError: no message can be found.
    """
    starts = list(_BORDER.finditer(data)) if data.startswith(b"From ") else []
    draft = Draft(MBOX if starts else EML)
    known = frozenset(identity.decode("ascii", "replace") for identity in _IDENTITY.findall(data))
    mailbox = _Mailbox(draft, known)
    if not starts:
        draft.title = mailbox.add(data, (counted(Unit.MESSAGE, 1),))
        return draft.finish(title=title)
    ends = [start.start() for start in starts[1:]] + [len(data)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        mailbox.add(_ESCAPED.sub(rb"\1", data[start.end() : end]), (counted(Unit.MESSAGE, number),))
        if number % _A_WHILE == 0:
            pace.step()
    return draft.finish(title=title)


@dataclass(slots=True)
class _Mailbox:
    """A mailbox on its way into a draft. `known` are the identities of all its messages."""

    draft: Draft
    known: frozenset[str]
    _decoded: int = 0
    _signatures: set[tuple[str, str]] = field(default_factory=set)

    def add(self, data: bytes, within: Place, depth: int = 0) -> str:
        """Append one message and what is attached to it; returns its subject."""
        try:
            message = email.message_from_bytes(data)
        except RecursionError:
            self.draft.notices.append("A message holds parts within parts without end, and was left out.")
            return ""
        return self._add(message, within, depth)

    def _add(self, message: Message, within: Place, depth: int) -> str:
        subject, speaker, said = subject_of(message), sender_of(message), moment_of(message)
        self.draft.enter(within, unit=Unit.LINE, speaker=speaker, said=said)
        self.draft.begin_heading(1, subject)
        bodies: list[tuple[str, bool]] = []
        attached: list[tuple[str, Message]] = []
        try:
            for part in leaves_of(message):
                if name := attachment_name(part):
                    attached.append((name, part))
                elif (text := _text(part)) is not None:
                    bodies.append(text)
        except TooManyParts:
            self.draft.notices.append(f"A message holds more than {MOST_PARTS} parts; the rest was left out.")
        self._add_words(message, _chosen(bodies), speaker, within)
        for name, part in attached:
            self._attach(name, part, within, subject, depth)
        return subject

    def _add_words(self, message: Message, body: tuple[str, bool], speaker: str, within: Place) -> None:
        if recipients := recipients_of(message):
            self.draft.add(f"From {speaker} to {recipients}." if speaker else f"To {recipients}.")
        own, quoted = cut_quotes(*body)
        own, signature = cut_signature(own)
        self.draft.add(own)
        if signature and (speaker, signature) not in self._signatures:
            self._signatures.add((speaker, signature))
            self.draft.add(signature)
        if quoted and self.known.isdisjoint(answered_by(message)):
            # Others' words: whoever quotes them did not say them.
            self.draft.enter(within)
            self.draft.add(quoted)

    def _attach(self, name: str, part: Message, within: Place, subject: str, depth: int) -> None:
        place = (*within, named(Unit.ATTACHMENT, name))
        try:
            if depth >= _DEEPEST:
                raise UserError("It lies in too many messages within messages.")
            if part.get_content_type() == "message/rfc822" and part.is_multipart():
                self._add(part.get_payload(0), place, depth + 1)  # type: ignore[arg-type]
                return
            data = content_of(part)
            self._decoded += len(data)
            if self._decoded > _MOST_DECODED:
                raise UserError("The attachments together are larger than Ebb reads from one file.")
            media_type = detection.tell(io.BytesIO(data), name)
            if media_type in _MAIL:
                self.add(data, place, depth + 1)
                return
            document = readers.read_bytes(data, name, media_type)
        except UserError as error:
            self.draft.notices.append(f"{name}, attached to “{subject}”, was not read: {error}")
            return
        self.draft.enter(place)
        self.draft.begin_heading(1, subject)
        self.draft.begin_heading(2, name)
        self.draft.absorb(document)
        if document.notice:
            self.draft.notices.append(f"{name}: {document.notice}")


def _text(part: Message) -> tuple[str, bool] | None:
    """The words of a part of the message itself, and whether they were a web page."""
    if part.get_content_maintype() != "text":
        return None
    try:
        text = plain.decode(content_of(part), part.get_content_charset() or "")
    except (UserError, ValueError):
        return None
    if part.get_content_subtype() == "html":
        return html.read(text.encode("utf-8", "replace"), "").text, True
    return text, False


def _chosen(bodies: list[tuple[str, bool]]) -> tuple[str, bool]:
    return "\n\n".join(text for text, _ in bodies), any(page for _, page in bodies)
