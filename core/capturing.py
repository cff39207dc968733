"""Capturing, as the façade offers it: kept at once, or sealed until the vault is opened; by the user's rules.

While the vault is locked its rules are locked up with it: a list of excluded titles is as private as what it excludes,
and no copy of it stands in clear. Until then only the built-in rules count, and nothing is taken unasked. When what
waited is taken in, the vault's own rules judge it, by the origin that is sealed with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event

from core.errors import NotCaptured, SecretRefused, UserError
from core.ingest.document import PLAIN, Document, Section
from core.ingest.sandbox import Reader
from core.ingest.segment import segment
from core.ingest.understanding import store_understood
from core.model import times
from core.model.capture import (
    CAPTURE_LOCATIONS,
    Capture,
    CaptureKind,
    CaptureRules,
    CaptureState,
    LeftOut,
    Origin,
    Pause,
    TakenIn,
    Verdict,
    Wanted,
    read_origin,
)
from core.model.forgetting import ForgetRequest, Meant
from core.model.memory import OTHERS_WORDS, Kind, NewMemory, SourceKind, Span, Trust
from core.model.typed import storable
from core.model.work import JobKind, Skipped
from core.store import memories, waiting
from core.store.capture_rules import read_rules, write_pause, write_rules
from core.store.captured import CapturedRow, captures_at
from core.store.database import Connection, Database
from core.store.jobs import enqueue
from core.store.sources import NewSource, find_by_location, insert_source
from core.understanding.capture_rules import LONGEST, checked_patterns, may_capture

SPEAKER = "me"
TYPED = Origin()
REPEATS = 50
"""How many of the last captures a watched one is held against: what is copied again is not kept again."""

_SENTENCES = {
    LeftOut.EMPTY: "There is nothing to keep: the note is empty.",
    LeftOut.TOO_LONG: f"This is longer than {LONGEST:,} characters. Save it as a file, and add that.",
    LeftOut.OWN: "This was copied from Ebb itself, so it was not kept once more.",
    LeftOut.CONCEALED: "Whoever copied this marks it as not to be kept, as password managers do. It was not kept.",
    LeftOut.NOT_ON: "This is not turned on in Settings, or the vault is locked. Nothing was kept.",
    LeftOut.PAUSED: "Capture is paused, so nothing was kept.",
    LeftOut.APP: "This comes from an application that is left out (“{about}”). It was not kept.",
    LeftOut.TITLE: "This comes from a window that is left out (“{about}”). It was not kept.",
    LeftOut.NOT_TOLD: "The system does not tell which application this comes from, and some are left out.",
}


@dataclass(frozen=True, slots=True)
class Captured:
    """What was captured. `memory_ids` are its memories, for `Capturing.undo`.

    While it waits until the vault is opened there are none, and `name` is for `take_back_note`. `repeated`: it was
    seen again and is kept already, in these memories.
    """

    text: str
    memory_ids: tuple[int, ...] = ()
    name: str = ""
    repeated: bool = False


def check_capture(wanted: Wanted, origin: Origin, rules: CaptureRules, now: datetime) -> str:
    """The text as it is to be kept.

    Raises:
        NotCaptured: the rules speak against it; `SecretRefused` where it holds a secret.
    """
    verdict = may_capture(wanted, origin, rules, now)
    if verdict.why is LeftOut.SECRET:
        raise SecretRefused(verdict.about)
    if verdict.why is not None:
        raise NotCaptured(_SENTENCES[verdict.why].format(about=verdict.about), verdict.why, verdict.about)
    return storable(wanted.text.strip())


def check_note(text: str, *, anyway: bool = False) -> str:
    """A note as it is to be kept.

    Raises:
        NotCaptured: it is empty, or longer than a note can be. SecretRefused: it holds a secret.
    """
    return check_capture(Wanted(text, anyway=anyway), TYPED, CaptureRules(), times.now())


def judge_while_locked(wanted: Wanted, origin: Origin) -> Verdict:
    """What the rules say that count while the vault is locked."""
    return may_capture(wanted, origin, CaptureRules(), times.now())


def leave(profile: Path, wanted: Wanted, origin: Origin = TYPED) -> Captured:
    """Let a capture wait for the vault in `profile`, which need not be open. It is sealed and on the disk on return.

    Of a file, `wanted.text` is its absolute path; it is read when the vault is opened.

    Raises:
        NotCaptured, SecretRefused: as `check_capture`, by the rules that count while the vault is locked.
        MachineError: there is no vault, or the disk refuses.
    """
    text = check_capture(wanted, origin, CaptureRules(), times.now())
    return Captured(text, name=waiting.put(profile, text, times.now(), origin))


def leave_note(profile: Path, text: str, *, anyway: bool = False) -> Captured:
    """Let a note wait: see `leave`."""
    return leave(profile, Wanted(text, anyway=anyway))


def take_back_note(profile: Path, name: str) -> bool:
    """Take back what waits for the vault. False where it waits no more: it is in the vault, or was taken back before.

    Raises:
        MachineError: the disk refuses.
    """
    return waiting.take_back(profile, name)


class Capturing:
    """Captures into one open vault.

    `changed` is called when something came in, `told` when rules or a pause changed, with how many captures that had
    waited were left out. `add` queues files; `forget` forgets, to be restored for a while.
    """

    def __init__(
        self,
        database: Database,
        profile: Path,
        *,
        changed: Callable[[], None],
        told: Callable[[int], None],
        add: Callable[[Sequence[Path]], tuple[int, Sequence[Skipped]]],
        forget: Callable[[Meant], ForgetRequest],
    ) -> None:
        self._database, self._profile = database, profile
        self._changed, self._told, self._add, self._forget = changed, told, add, forget

    def prepare(self) -> None:
        """Let captures be left while the vault is locked.

        Raises:
            MachineError: the profile cannot be written.
        """
        waiting.prepare(self._database, self._profile)

    # -- the rules -------------------------------------------------------------------------------------------------

    @property
    def rules(self) -> CaptureRules:
        """The rules of this vault. A pause that is over is none."""
        with self._database.reading() as connection:
            rules = read_rules(connection)
        over = rules.pause is not None and not rules.pause.holds(times.now())
        return replace(rules, pause=None) if over else rules

    def set_rules(self, rules: CaptureRules) -> None:
        """Keep other rules. A pause goes on as it is."""
        checked = replace(rules, apps=checked_patterns(rules.apps), titles=checked_patterns(rules.titles))
        self._database.write(partial(write_rules, rules=checked))
        self._told(0)

    @property
    def state(self) -> CaptureState:
        """Whether capture is paused, and what is turned on."""
        rules = self.rules
        until = None if rules.pause is None else rules.pause.until
        return CaptureState(rules.pause is not None, until, rules.clipboard, rules.screenshots)

    def pause(self, until: datetime | None = None) -> None:
        """Take nothing unasked before `until`, or before `resume`. A restart does not end it.

        Raises:
            UserError: `until` is over already.
        """
        if until is not None and until <= times.now():
            raise UserError("That moment is over already. Capture goes on as before.")
        self._database.write(partial(write_pause, pause=Pause(until)))
        self._told(0)

    def resume(self) -> None:
        """End a pause."""
        self._database.write(partial(write_pause, pause=None))
        self._told(0)

    def judge(self, wanted: Wanted, origin: Origin = TYPED) -> Verdict:
        """What the rules say of this, now. Nothing is kept."""
        return may_capture(wanted, origin, self.rules, times.now())

    # -- capturing -------------------------------------------------------------------------------------------------

    def capture(
        self,
        text: str,
        origin: Origin = TYPED,
        *,
        anyway: bool = False,
        watched: bool = False,
        concealed: bool = False,
        own: bool = False,
        by: str = "",
    ) -> Captured:
        """Keep a text. Found by word on return, by meaning a moment later.

        A note is the user's own word; what was copied or read from the screen is nobody's, and is kept with the
        application and the window it comes from. What is `watched` and was captured just before is not kept again.
        The others are as in `Wanted`.

        Raises:
            NotCaptured, SecretRefused: as `check_capture`, by the rules of this vault.
            MachineError: the vault cannot be written.
        """
        wanted = Wanted(text, watched, anyway, concealed, own, by)
        text = check_capture(wanted, origin, self.rules, times.now())
        if watched:
            for known in self.recent(REPEATS):
                if known.origin.kind is origin.kind and known.text.split() == text.split():
                    return Captured(text, known.memory_ids, repeated=True)
        ids = self._database.write(partial(_store, text=text, at=times.now(), origin=origin, name=""))
        self._changed()
        return Captured(text, tuple(ids))

    def check_picture(self, origin: Origin, *, by: str = "") -> None:
        """Whether words may be read from the screen, or from a picture that was copied, before it is looked at.

        Raises:
            NotCaptured: reading from the screen is not turned on, or what this comes from is left out.
        """
        check_capture(Wanted("a picture", by=by), replace(origin, kind=CaptureKind.SCREENSHOT), self.rules, times.now())

    def words_in(self, picture: bytes, stop: Event | None = None) -> str:
        """The words in a picture (PNG or another kind that Ebb reads), recognised in the process that reads files.

        Only memory holds the picture: it is written nowhere, and nothing of it is kept.

        Raises:
            UserError: there are none, or the part that recognises words is not installed. MachineError, Cancelled.
        """
        with Reader() as reader:
            return reader.read_picture(picture, _TITLES[CaptureKind.SCREENSHOT], stop).text

    def recent(self, limit: int = 10) -> list[Capture]:
        """What was captured last and is kept, the newest first. Files are not among them: the library has those."""
        with self._database.reading() as connection:
            return [_capture(rows) for rows in captures_at(connection, tuple(CAPTURE_LOCATIONS), limit)]

    def undo(self, memory_ids: Sequence[int]) -> ForgetRequest:
        """Let a capture go, as anything that is forgotten: at once, and for 30 days it can be restored.

        Raises:
            UserError: it is gone already.
        """
        return self._forget(Meant(memory_ids=tuple(memory_ids)))

    def take_in_waiting(self) -> TakenIn:
        """Take in what was left while the vault was locked; what its rules leave out goes unread.

        Each is one transaction, and its file goes only then; killed in between, it is known by its name and not taken
        in again.
        """
        kept = left_out = 0
        rules = self.rules
        for left in waiting.waiting(self._database, self._profile):
            # Whether it holds a secret was asked, and answered by the user, when it was left.
            wanted = Wanted(left.text, anyway=True)
            if not may_capture(wanted, left.origin, replace(rules, screenshots=True), times.now()).may:
                left_out += 1
            elif left.origin.kind is CaptureKind.FILE:
                if not self._add([Path(left.text)])[0]:
                    # It is gone, or cannot be read: queued all the same, it is listed with the reason.
                    self._database.write(partial(enqueue, kind=JobKind.FILE, subjects=[left.text]))
                kept += 1
            elif self._database.write(partial(_store, text=left.text, at=left.at, origin=left.origin, name=left.name)):
                kept += 1
            waiting.done(self._profile, left.name)
        if kept:
            self._changed()
        if left_out:
            self._told(left_out)
        return TakenIn(kept, left_out)


_TITLES = {CaptureKind.NOTE: "Notes", CaptureKind.CLIPBOARD: "Clipboard", CaptureKind.SCREENSHOT: "Screenshots"}


def _store(connection: Connection, text: str, at: datetime, origin: Origin, name: str) -> list[int]:
    """Store a capture; nothing where one of this name is there already."""
    typed = origin.kind is CaptureKind.NOTE
    title = _TITLES[origin.kind]
    location = next(location for location, kind in CAPTURE_LOCATIONS.items() if kind is origin.kind)
    source = find_by_location(connection, SourceKind.CAPTURE, location)
    if source is None:
        media_type = PLAIN if typed else OTHERS_WORDS
        source_id = insert_source(connection, NewSource(SourceKind.CAPTURE, title, location, media_type))
    else:
        source_id = source.id
    ref = f"{location}#{name or times.to_store(at)[0]}"
    position = memories.next_position(connection, source_id)
    pieces = segment(Document(title, PLAIN, text, (Section(0, len(text)),)))
    refs = [ref if len(pieces) == 1 else f"{ref}.{number}" for number, _ in enumerate(pieces, 1)]
    if name and memories.known_refs(connection, source_id, refs):
        return []
    said = [
        NewMemory(
            text=piece.text,
            span=Span(ref, piece.start, piece.end, heading=origin.heading),
            speaker=SPEAKER if typed else "",
            kind=Kind.EPISODIC,
            trust=Trust.USER if typed else Trust.IMPORTED,
            context=origin.heading,
            said_at=at,
            session=at.astimezone().date().isoformat(),
        )
        for ref, piece in zip(refs, pieces, strict=True)
    ]
    return store_understood(connection, source_id, position, said)


def _capture(rows: Sequence[CapturedRow]) -> Capture:
    first = rows[0]
    return Capture(
        text="\n\n".join(row.text for row in rows),
        at=first.at,
        origin=read_origin(CAPTURE_LOCATIONS[first.location], first.heading),
        memory_ids=tuple(row.id for row in rows),
    )
