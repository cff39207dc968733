"""What an import would do, what it did, and what an export wrote, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from core.model.backup import Backup, BackupPreview, Occasion, SecondPlace
from core.model.forgetting import ForgetRequest
from core.model.transfer import (
    ArchivePreview,
    Exported,
    Imported,
    ImportGoing,
    ImportState,
    Merged,
    PastImport,
    Talks,
    TalksTaken,
)
from core.model.work import Skipped
from ui import words

MOST_LISTED = 3
_MOST_NAMED = 4


def found_talks(talks: Talks) -> tuple[str, list[str]]:
    """What another product's export holds: a title, and what else there is to know."""
    title = _tr("{product}: {talks} with {messages}").format(
        product=talks.product,
        talks=words.count(talks.talks, _tr("conversation"), _tr("conversations")),
        messages=words.count(talks.messages, _tr("message"), _tr("messages")),
    )
    lines = [line for line in (_when(talks.since, talks.until), _by(talks.speakers)) if line]
    return title, [*lines, *_purged(talks.purged), *_unsaid(talks.unsaid), *left_out(talks.left_out)]


def found_archive(preview: ArchivePreview) -> tuple[str, list[str]]:
    """What an archive holds and importing it would do."""
    kind = _tr("An archive of {day} with {memories}") if preview.path.is_file() else _tr("A folder with {memories}")
    memories = words.count(preview.memories, _tr("memory"), _tr("memories"))
    title = kind.format(day=words.day(preview.made_at), memories=memories)
    lines = [line for line in (_when(preview.since, preview.until),) if line]
    if preview.left_out:
        places = words.count(len(preview.left_out), _tr("place"), _tr("places"))
        lines.append(_tr("Cannot be read and stays out: {places}.").format(places=places))
    return title, [*lines, *merged(preview.merged, would=True)]


def merged(what: Merged, *, would: bool) -> list[str]:
    """What of an archive is new here, and what is not."""
    new = words.count(what.new, _tr("memory is new"), _tr("memories are new"))
    lines = [_tr("{new} here; {n} are here already.").format(new=new, n=words.number(what.already))]
    if not would:
        added = words.count(what.new, _tr("memory is in"), _tr("memories are in"))
        lines = [_tr("{added}; {n} were here already.").format(added=added, n=words.number(what.already))]
    if what.newer:
        text = _tr("Of {n}, the archive holds a later version: it takes the place of the one here.")
        lines.append(text.format(n=words.number(what.newer)))
    lines += [*_forgotten(what.forgotten), *_purged(what.purged)]
    if what.conflicting:
        text = _tr("Said differently here and there, and left as it is here: {n}.")
        lines.append(text.format(n=words.number(what.conflicting)))
    return lines


def brought(done: TalksTaken | Imported) -> list[str]:
    """What came of an import."""
    if isinstance(done, Imported):
        return [*merged(done.merged, would=False), *done.notes]
    new = words.count(done.new, _tr("message"), _tr("messages"))
    talks = words.count(done.talks, _tr("conversation"), _tr("conversations"))
    lines = [_tr("{new} from {talks} are in.").format(new=new, talks=talks)]
    if done.already:
        lines[0] += " " + _tr("{n} were here already.").format(n=words.number(done.already))
    lines += [*_forgotten(done.forgotten), *_purged(done.purged)]
    return [*lines, *_unsaid(done.unsaid), *left_out(done.left_out), *done.notes]


def with_purged(count: int) -> str:
    """The switch that takes in what was removed for good."""
    if count == 1:
        return _tr("Take in the one that I removed for good, too")
    return _tr("Take in the {n} that I removed for good, too").format(n=words.number(count))


def past_import(one: PastImport) -> str:
    """`120 conversations from ChatGPT · 4,000 messages · 25 Nov 2026`."""
    sources = words.count(one.sources, _tr("conversation"), _tr("conversations"))
    memories = words.count(one.memories, _tr("message"), _tr("messages"))
    if one.product in _OWN:
        sources, memories = "", words.count(one.memories, _tr("memory"), _tr("memories"))
    if one.state is ImportState.PURGED:
        sources = memories = ""
    came = _tr("{what} from {product}").format(what=sources, product=one.product) if sources else _own(one.product)
    became = {
        ImportState.BEGUN: _tr("unfinished; bring it in again to go on"),
        ImportState.UNDONE: _tr("undone"),
        ImportState.PURGED: _tr("undone, and gone for good"),
    }.get(one.state, "")
    if one.left:
        became = _tr("undone but for {n}").format(n=words.number(one.left))
    elif one.until is not None:
        became = _tr("undone; kept until {day}").format(day=words.day(one.until))
    return " · ".join(filter(None, (came, memories, words.day(one.begun_at), became)))


def undoing(going: ImportGoing, *, done: bool) -> list[str]:
    """What undoing an import would do, or did."""
    memories = words.count(going.memories, _tr("memory"), _tr("memories"))
    until = words.day(going.until)
    text = (
        _tr("{memories} are forgotten. They can be brought back until {day}.")
        if done
        else _tr("{memories} will be forgotten. They can be brought back until {day}.")
    )
    lines = [text.format(memories=memories, day=until)] if going.memories else [_tr("Nothing of it is left to forget.")]
    if going.derived:
        lines.append(_tr("Made from the others: {n} of them.").format(n=words.number(going.derived)))
    if going.put_back:
        lines.append(_tr("Put back as they read before: {n}.").format(n=words.number(going.put_back)))
    if going.changed:
        lines.append(_tr("Changed again since, and left as they are: {n}.").format(n=words.number(going.changed)))
    if going.chats:
        chats = words.count(going.chats, _tr("chat"), _tr("chats"))
        lines.append(_tr("Removed: {chats} that came with it. The archive still holds them.").format(chats=chats))
    if going.chats_kept:
        chats = words.count(going.chats_kept, _tr("chat"), _tr("chats"))
        lines.append(_tr("Gone on with since, and staying: {chats}.").format(chats=chats))
    return [*lines, *going.stays]


def is_back(request: ForgetRequest) -> str:
    """That what was taken back is there again."""
    return _tr("{memories} are back.").format(memories=words.count(request.memories, _tr("memory"), _tr("memories")))


_OWN = ("an archive", "a Markdown folder")


def _own(product: str) -> str:
    return {"an archive": _tr("An archive"), "a Markdown folder": _tr("A folder of text")}.get(product, product)


def _forgotten(count: int) -> list[str]:
    if not count:
        return []
    text = _tr("Forgotten here, and staying so: {n}. They can still be brought back, below or under Memories.")
    return [text.format(n=words.number(count))]


def _purged(count: int) -> list[str]:
    return [_tr("Left out, because you removed it for good: {n}.").format(n=words.number(count))] if count else []


def wrote(done: Exported) -> str:
    """What an export wrote, and where it is."""
    text = (
        _tr("{memories} are in {path} ({size}, encrypted).")
        if done.encrypted
        else _tr("{memories} are in {path} ({size}, readable by anybody who has it).")
    )
    memories = words.count(done.memories, _tr("memory"), _tr("memories"))
    said = text.format(memories=memories, path=done.path, size=words.size(done.size))
    if done.hidden:
        said += " " + _tr("What is forgotten was left out.")
    return said


def backup(one: Backup) -> str:
    """`25 Nov 2026, 03:12 · 45 MB · made at night`."""
    why = {
        Occasion.NIGHT: _tr("daily"),
        Occasion.HOUR: _tr("hourly"),
        Occasion.HAND: _tr("made by hand"),
        Occasion.IMPORT: _tr("made before an import"),
        Occasion.UPDATE: _tr("made before an update"),
        Occasion.FORGETTING: _tr("made after forgetting"),
    }.get(one.occasion, "")
    return " · ".join(filter(None, (words.moment(one.made_at), words.size(one.size), why)))


def second_place(second: SecondPlace | None) -> str:
    """Where backups are copied to as well, and whether the last one is there."""
    if second is None:
        return _tr("They are kept on this disk only.")
    said = _tr("Copied as well to {folder}.").format(folder=second.folder)
    if not second.there:
        return said + " " + _tr("It is not there now; what was made since is on this disk only.")
    return said + " " + _tr("The last one is not there yet.") if second.behind else said


def held(found: BackupPreview) -> list[str]:
    """What a backup holds beside what is here: how putting it in the place of this vault would differ."""
    memories = words.count(found.memories, _tr("memory"), _tr("memories"))
    more = found.only_there - found.only_here
    if more:
        than = _tr("{n} more than here") if more > 0 else _tr("{n} fewer than here")
        said = _tr("It holds {memories}, {than}.").format(
            memories=memories, than=than.format(n=words.number(abs(more)))
        )
    else:
        said = _tr("It holds {memories}, as many as are here.").format(memories=memories)
    lines = [said]
    if found.newest is not None:
        text = _tr("The newest was taken in on {moment}.")
        lines.append(text.format(moment=words.moment(found.newest.astimezone())))
    if found.only_there:
        lines.append(_tr("In it, and no longer here: {n}.").format(n=words.number(found.only_there)))
    if found.only_here:
        lines.append(_tr("Here, and not in it: {n}.").format(n=words.number(found.only_here)))
    if found.otherwise:
        lines.append(_tr("Edited since, and as before in it: {n}.").format(n=words.number(found.otherwise)))
    return lines


def left_out(entries: tuple[Skipped, ...]) -> list[str]:
    """The first of what could not be read, each with its reason, and how many more there are."""
    lines = [f"{entry.where}: {entry.reason}" for entry in entries[:MOST_LISTED]]
    more = len(entries) - len(lines)
    return [*lines, _tr("… and {n} more.").format(n=words.number(more))] if more > 0 else lines


def _when(since: datetime | None, until: datetime | None) -> str:
    if since is None or until is None:
        return ""
    if words.day(since) == words.day(until):
        return _tr("Said on {day}.").format(day=words.day(since))
    return _tr("Said from {first} to {last}.").format(first=words.day(since), last=words.day(until))


def _by(speakers: tuple[str, ...]) -> str:
    named = ", ".join(speakers[:_MOST_NAMED])
    return _tr("By {names}.").format(names=named if len(speakers) <= _MOST_NAMED else f"{named}, …") if named else ""


def _unsaid(counts: Mapping[str, int]) -> list[str]:
    if not counts:
        return []
    told = ", ".join(f"{words.number(count)} {what}" for what, count in counts.items())
    return [_tr("Not taken in: {what}.").format(what=told)]


def _tr(text: str) -> str:
    return QCoreApplication.translate("transfer", text)
