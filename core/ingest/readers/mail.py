"""Mail: single messages (EML) and mailboxes (MBOX), message by message, with what is attached."""

from __future__ import annotations

import email
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from core.errors import UserError
from core.ingest import readers
from core.ingest.document import EML, MBOX, Document, Draft, clean
from core.ingest.readers import detection, html, pace, plain
from core.ingest.readers.quoting import cut_quotes, cut_signature
from core.model.place import Place, Unit, counted, named

_BORDER = re.compile(rb"(?:\A|\r?\n\r?\n)From [^\r\n]*\r?\n")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_IDENTITY = re.compile(rb"^Message-ID:\s*(<[^>\r\n]{1,250}>)", re.MULTILINE | re.IGNORECASE)
_REFERENCE = re.compile(r"<[^>\s]{1,250}>")
_REPLIES = re.compile(
    r"^(?:(?:re|aw|wg|fw|fwd|tr|rv|sv|antw|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
)
_A_WHILE = 500
_DEEPEST = 4
_MOST_PARTS = 500
_MOST_DECODED = 512 * 1024 * 1024
_MOST_RECIPIENTS = 8
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
        subject = _REPLIES.sub("", _header(message, "Subject")).strip()
        speaker, said = _sender(message), _moment(message)
        self.draft.enter(within, unit=Unit.LINE, speaker=speaker, said=said)
        self.draft.begin_heading(1, subject)
        bodies: list[tuple[str, bool]] = []
        attached: list[tuple[str, Message]] = []
        for part in self._parts(message):
            if name := _name(part):
                attached.append((name, part))
            elif (text := _text(part)) is not None:
                bodies.append(text)
        self._add_words(message, _chosen(bodies), speaker, within)
        for name, part in attached:
            self._attach(name, part, within, subject, depth)
        return subject

    def _parts(self, message: Message) -> Iterator[Message]:
        """The leaves of a message, of alternatives the plainest one that holds words; not what is in a mail in it."""
        waiting, seen = [message], 0
        while waiting:
            part = waiting.pop(0)
            seen += 1
            if seen > _MOST_PARTS:
                self.draft.notices.append(f"A message holds more than {_MOST_PARTS} parts; the rest was left out.")
                return
            if part.get_content_type() == "message/rfc822" or not part.is_multipart():
                yield part
                continue
            inside = [child for child in part.get_payload() if isinstance(child, Message)]
            if part.get_content_subtype() == "alternative":
                plainest = [child for child in inside if _says_plainly(child)]
                inside = plainest[:1] or inside[-1:]
            waiting[:0] = inside

    def _add_words(self, message: Message, body: tuple[str, bool], speaker: str, within: Place) -> None:
        if recipients := _recipients(message):
            self.draft.add(f"From {speaker} to {recipients}." if speaker else f"To {recipients}.")
        own, quoted = cut_quotes(*body)
        own, signature = cut_signature(own)
        self.draft.add(own)
        if signature and (speaker, signature) not in self._signatures:
            self._signatures.add((speaker, signature))
            self.draft.add(signature)
        answered = _header(message, "In-Reply-To") + _header(message, "References")
        if quoted and self.known.isdisjoint(_REFERENCE.findall(answered)):
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
            data = part.get_payload(decode=True)
            data = data if isinstance(data, bytes) else b""
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


def _header(message: Message, name: str) -> str:
    return _decode(message.get(name) or "")


def _decode(value: object) -> str:
    try:
        text = str(make_header(decode_header(value)))  # type: ignore[arg-type]
    except (HeaderParseError, LookupError, ValueError):
        text = str(value)  # words in an encoding nobody knows
    return " ".join(clean(text).split())


def _people(message: Message, *names: str) -> list[str]:
    """Names, or addresses where there is none, as the headers of these names have them."""
    try:
        found = getaddresses([_header(message, name) for name in names])
    except ValueError:
        return []
    return [name or address for name, address in found if name or address]


def _sender(message: Message) -> str:
    return next(iter(_people(message, "From", "Sender")), "")[:200]


def _recipients(message: Message) -> str:
    people = _people(message, "To", "Cc")
    more = len(people) - _MOST_RECIPIENTS
    return ", ".join(people[:_MOST_RECIPIENTS]) + (f" and {more} more" if more > 0 else "")


def _moment(message: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_header(message, "Date"))
        moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _name(part: Message) -> str:
    """What an attachment is called; nothing when the part belongs to the message itself."""
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        name = ""
    name = re.split(r"[/\\]", _decode(name))[-1]
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        return name or (_header(inner, "Subject") if isinstance(inner, Message) else "") or "message"
    if part.get_content_maintype() == "image" and part.get("Content-ID"):
        return ""  # a picture within the text: mostly a logo
    return name or ("attachment" if part.get_content_disposition() == "attachment" else "")


def _says_plainly(part: Message) -> bool:
    return part.get_content_type() == "text/plain" and bool((part.get_payload(decode=True) or b"").strip())  # type: ignore[union-attr]


def _text(part: Message) -> tuple[str, bool] | None:
    """The words of a part of the message itself, and whether they were a web page."""
    if part.get_content_maintype() != "text":
        return None
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    try:
        charset = part.get_content_charset() or ""
        text = plain.decode(data, charset)
    except (UserError, ValueError):
        return None
    if part.get_content_subtype() == "html":
        return html.read(text.encode("utf-8", "replace"), "").text, True
    return text, False


def _chosen(bodies: list[tuple[str, bool]]) -> tuple[str, bool]:
    return "\n\n".join(text for text, _ in bodies), any(page for _, page in bodies)
