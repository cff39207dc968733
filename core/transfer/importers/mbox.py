"""Mailboxes (mbox): what Thunderbird, Apple Mail and Google Takeout write, RFC 4155 and its relatives.

One file with all messages, each behind a line that begins with "From ". Message by message, so that it may be larger
than memory; a folder or zip archive with several mailboxes is read whole. Read is who wrote what to whom and when,
under the subject; quotes of a message that came before are left out. Attachments are named, not read: Ebb's readers do
that with mailboxes of up to 512 MB that are added as files. Spam and trash, which Takeout labels, are counted and left.
"""

from __future__ import annotations

import email
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from pathlib import PurePath
from typing import BinaryIO

from core.transfer.bundle import Bundle, Unpackable
from core.transfer.importers.markup import words_of
from core.transfer.importers.passages import passages_of
from core.transfer.importers.talk import LeftOut, Said, Talk, name_of, sound
from core.understanding.letters import (
    TooManyParts,
    answered_by,
    attachment_name,
    content_of,
    header_of,
    leaves_of,
    moment_of,
    recipients_of,
    sender_of,
    subject_of,
)
from core.understanding.quoting import cut_quotes, cut_signature

UNWANTED, EMPTY = "messages in spam or trash", "messages without words"

_FIRST = re.compile(rb"From [^\r\n]*\r?\n[A-Za-z][A-Za-z0-9-]*:[ \t\r\n]")
_ESCAPED = re.compile(rb">+From ")
_LARGEST = 128 * 1024 * 1024
_LONGEST_LINE = 1024 * 1024
_LABELS = frozenset({"spam", "trash", "papierkorb", "corbeille", "papelera", "junk", "垃圾邮件", "已删除邮件"})
_TOO_LARGE = "It is larger than 128 MB."
_STRANGE = "Its parts make no sense."


class Mbox:
    """See `Importer`."""

    product = "a mailbox"

    def recognises(self, bundle: Bundle) -> bool:
        return any(_FIRST.match(bundle.head(name)) for name in bundle.names[:20])

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        for name in bundle.names:
            if not _FIRST.match(bundle.head(name)):
                continue
            left: list[LeftOut] = []
            unsaid = Counter[str]()
            title = PurePath(name).stem
            with bundle.open(name) as part:
                yield Talk(f"mbox:{title}", title, _said(part, name, left, unsaid), unsaid, "application/mbox")
            yield from left


def _said(part: BinaryIO, where: str, left: list[LeftOut], unsaid: Counter[str]) -> Iterator[Said]:
    known: set[str] = set()
    try:
        for number, data in enumerate(_messages(part), 1):
            if data is None:
                left.append(LeftOut(f"{where}, message {number}", _TOO_LARGE))
                continue
            try:
                yield from _read(email.message_from_bytes(data), known, unsaid)
            except (RecursionError, TooManyParts, ValueError, LookupError):
                left.append(LeftOut(f"{where}, message {number}", _STRANGE))
    except Unpackable as error:
        left.append(LeftOut(where, str(error)))


def _messages(part: BinaryIO) -> Iterator[bytes | None]:
    """The bytes of each message; None for one that is too large."""
    lines: list[bytes] = []
    size, blank, begun = 0, True, False
    while line := part.readline(_LONGEST_LINE):
        if blank and line.startswith(b"From "):
            if begun:
                yield b"".join(lines) if size <= _LARGEST else None
            lines, size, begun = [], 0, True
        elif begun:
            size += len(line)
            if size <= _LARGEST:
                lines.append(line[1:] if _ESCAPED.match(line) else line)
            else:
                lines.clear()
        blank = not line.strip()
    if begun:
        yield b"".join(lines) if size <= _LARGEST else None


def _read(message: Message, known: set[str], unsaid: Counter[str]) -> Iterator[Said]:
    labels = {label.strip().lower() for label in header_of(message, "X-Gmail-Labels").split(",")}
    if labels & _LABELS:
        unsaid[UNWANTED] += 1
        return
    subject, speaker, at = subject_of(message), sender_of(message), moment_of(message)
    identity = name_of(header_of(message, "Message-ID"))
    text, page, attached = _words(message)
    own, quoted = cut_quotes(text, page)
    own, signature = cut_signature(own)
    if identity:
        known.add(identity)
    recipients = recipients_of(message)
    head = f"From {speaker} to {recipients}." if speaker and recipients else ""
    words = "\n\n".join(filter(None, (head, own, signature)))
    captions = tuple(f"file {name}" for name in attached)
    if not own and not attached:
        unsaid[EMPTY] += 1
        return
    mark = hashlib.blake2b(
        (identity or f"{at}\n{speaker}\n{words}").encode("utf-8", "replace"), digest_size=12
    ).hexdigest()
    for number, passage in enumerate(passages_of(sound(words) or subject), 1):
        yield Said(f"{mark}:{number}", at, speaker, passage, captions if number == 1 else (), session=subject)
    if quoted and known.isdisjoint(answered_by(message)):
        for number, passage in enumerate(passages_of(sound(quoted)), 1):
            yield Said(f"{mark}:q{number}", None, "", passage, session=subject)


def _words(message: Message) -> tuple[str, bool, list[str]]:
    """What the message says, whether as a page, and what its attachments are called."""
    texts, page, attached = list[str](), False, list[str]()
    for part in leaves_of(message):
        if name := attachment_name(part):
            attached.append(name_of(name))
        elif part.get_content_maintype() == "text":
            text = _decode(content_of(part), part.get_content_charset() or "")
            if part.get_content_subtype() == "html":
                text, page = words_of(text), True
            texts.append(text)
    return "\n\n".join(texts), page, attached


def _decode(data: bytes, charset: str) -> str:
    for encoding in ("utf-8", charset, "cp1252"):
        try:
            return data.decode(encoding or "utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", "replace")
