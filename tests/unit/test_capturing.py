"""Notes are kept as the user's own word; left while the vault is locked, they wait sealed and come in once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.assistant import Assistant
from core.capturing import leave, leave_note, take_back_note
from core.errors import MachineError, NotCaptured, SecretRefused, UserError
from core.model import times
from core.model.capture import CaptureKind, CaptureRules, LeftOut, Origin, Wanted
from core.model.events import CaptureChanged, Event
from core.model.memory import SourceKind, Trust
from core.store import waiting

PASSPHRASE = "seven quiet boats"
ROPES = Origin(CaptureKind.CLIPBOARD, "Firefox", "How to splice a rope")


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def assistant(profile: Path) -> Iterator[Assistant]:
    opened, _ = Assistant.create(profile, PASSPHRASE)
    opened.capturing.prepare()
    yield opened
    opened.close()


def notes(assistant: Assistant) -> list[str]:
    with assistant._database.reading() as connection:
        return [text for (text,) in connection.execute("select text from memory order by id")]


def test_a_note_is_the_users_own_word_and_found_at_once(assistant: Assistant) -> None:
    kept = assistant.capturing.capture("  The spare oar stands behind the stove.\n")
    (memory_id,) = kept.memory_ids
    page = assistant.memory_page(memory_id)
    assert page.memory.text == "The spare oar stands behind the stove."
    assert (page.memory.trust, page.source.kind) == (Trust.USER, SourceKind.CAPTURE)
    assert [hit.memory.id for hit in assistant.search("spare oar")] == [memory_id]
    assistant.capturing.capture("A second note.")
    assert [source.title for source in assistant.sources(10, 0)] == ["Notes"]


def test_a_long_note_is_cut_and_kept_whole(assistant: Assistant) -> None:
    text = "\n\n".join(f"Paragraph {number} tells of the pier and of the ferry that left." * 5 for number in range(9))
    kept = assistant.capturing.capture(text)
    assert len(kept.memory_ids) > 3
    assert "\n\n".join(notes(assistant)).replace("\n", "").replace(" ", "") == text.replace("\n", "").replace(" ", "")


def test_nothing_and_secrets_are_refused(assistant: Assistant) -> None:
    for nothing in ("", " \n"):
        with pytest.raises(UserError, match="empty"):
            assistant.capturing.capture(nothing)
    with pytest.raises(SecretRefused, match="password"):
        assistant.capturing.capture("Password: tr0ub4dor&3")
    assert notes(assistant) == []
    assistant.capturing.capture("Password: tr0ub4dor&3", anyway=True)
    assert notes(assistant) == ["Password: tr0ub4dor&3"]


def test_what_is_left_while_the_vault_is_locked_waits_sealed_and_comes_in_once(profile: Path) -> None:
    made, _ = Assistant.create(profile, PASSPHRASE)
    made.capturing.prepare()
    made.close()
    leave_note(profile, "The heron came back.")
    leave_note(profile, "Ask Ben about the mooring.")
    files = waiting.names(profile)
    assert len(files) == 2
    assert all(b"heron" not in file.read_bytes() and file.stat().st_mode & 0o077 == 0 for file in files)
    again = {file: file.read_bytes() for file in files}
    opened = Assistant.unlock(profile, passphrase=PASSPHRASE)
    try:
        assert opened.capturing.take_in_waiting().kept == 2
        assert notes(opened) == ["The heron came back.", "Ask Ben about the mooring."]
        assert waiting.names(profile) == []
        for file, content in again.items():
            file.write_bytes(content)  # as if it had been killed before it could remove them
        assert opened.capturing.take_in_waiting().kept == 0
        assert len(notes(opened)) == 2
    finally:
        opened.close()


def test_a_changed_or_foreign_note_is_set_aside_and_another_key_is_put_right(
    assistant: Assistant, profile: Path
) -> None:
    (profile / waiting.PUBLIC).write_bytes(bytes(range(32)))
    leave_note(profile, "For somebody else.")
    assistant.capturing.prepare()
    leave_note(profile, "Mine.")
    (first, _) = waiting.names(profile)
    assert assistant.capturing.take_in_waiting().kept == 1
    assert notes(assistant) == ["Mine."]
    assert first.with_name(f"{first.name}.unreadable").exists()


def test_without_a_vault_a_note_says_so(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="no vault"):
        leave_note(tmp_path, "The heron came back.")


def test_an_open_vault_takes_in_what_is_left(assistant: Assistant, profile: Path) -> None:
    leave_note(profile, "The heron came back.")
    assistant._start_capture_watch()
    assistant._end_capture_watch()  # it looks once at least, and ends when that is done
    assert notes(assistant) == ["The heron came back."]


def test_what_was_copied_is_nobodys_word_and_says_where_it_comes_from(assistant: Assistant) -> None:
    (memory_id,) = assistant.capturing.capture("An eye splice takes five tucks.", ROPES).memory_ids
    page = assistant.memory_page(memory_id)
    assert (page.source.title, page.memory.speaker, page.memory.trust) == ("Clipboard", "", Trust.IMPORTED)
    assert page.memory.span.heading == "Firefox › How to splice a rope"
    assert [hit.memory.id for hit in assistant.search("splice firefox")] == [memory_id]
    assert [capture.origin for capture in assistant.capturing.recent()] == [ROPES]


def test_the_last_captures_are_listed_and_one_is_undone_and_brought_back(assistant: Assistant) -> None:
    long = "\n\n".join(f"Paragraph {number} tells of the pier and of the ferry that left." * 5 for number in range(5))
    for text, origin in (("The first.", ROPES), (long, ROPES), ("A note.", Origin()), ("The last.", ROPES)):
        assistant.capturing.capture(text, origin)
    last, note, middle, first = assistant.capturing.recent()
    assert [one.text for one in (last, note, first)] == ["The last.", "A note.", "The first."]
    assert middle.text.split() == long.split()
    assert [one.text for one in assistant.capturing.recent(2)] == ["The last.", "A note."]
    request = assistant.capturing.undo(middle.memory_ids)
    assert request.memories == len(middle.memory_ids) > 1
    assert assistant.capturing.recent() == [last, note, first]
    assert assistant.search("ferry") == []
    with pytest.raises(UserError):
        assistant.capturing.undo(middle.memory_ids)
    assistant.restore_forgotten(request.id)
    assert assistant.capturing.recent() == [last, note, middle, first]


def test_the_rules_of_the_vault_hold_and_a_pause_outlasts_a_restart(profile: Path) -> None:
    opened, _ = Assistant.create(profile, PASSPHRASE)
    told: list[Event] = []
    opened.listen(told.append)
    capturing = opened.capturing
    with pytest.raises(NotCaptured, match="not turned on"):
        capturing.capture("A rope.", ROPES, watched=True)
    capturing.set_rules(CaptureRules(titles=("splice", "SPLICE", "*"), clipboard=True))
    assert capturing.rules.titles == ("splice",)
    with pytest.raises(NotCaptured, match="“splice”"):
        capturing.capture("A rope.", ROPES)
    capturing.set_rules(CaptureRules(clipboard=True))
    kept = capturing.capture("A  rope.", ROPES, watched=True)
    again = capturing.capture("A rope.", ROPES, watched=True)
    assert (again.memory_ids, again.repeated) == (kept.memory_ids, True)
    capturing.pause()
    assert told.count(CaptureChanged()) == 3
    opened.close()
    opened = Assistant.unlock(profile, passphrase=PASSPHRASE)
    try:
        capturing = opened.capturing
        assert (capturing.state.paused, capturing.state.until, capturing.state.clipboard) == (True, None, True)
        with pytest.raises(NotCaptured, match="paused"):
            capturing.capture("Another rope.", ROPES, watched=True)
        capturing.capture("Asked for, so it is kept.", ROPES)
        capturing.resume()
        capturing.capture("Another rope.", ROPES, watched=True)
        with pytest.raises(UserError, match="over already"):
            capturing.pause(times.now())
        assert not capturing.state.paused
    finally:
        opened.close()


def test_what_waited_is_judged_by_the_rules_of_the_vault_and_can_be_withdrawn(
    assistant: Assistant, profile: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mooring.txt"
    file.write_text("The mooring is paid until May.")
    assistant.capturing.set_rules(CaptureRules(titles=("splice",)))
    told: list[Event] = []
    assistant.listen(told.append)
    leave(profile, Wanted("An eye splice takes five tucks."), ROPES)
    leave(profile, Wanted("A clove hitch holds."), Origin(CaptureKind.CLIPBOARD, "Firefox", "Hitches"))
    leave(profile, Wanted(str(file)), Origin(CaptureKind.FILE))
    taken_back = leave_note(profile, "Never mind.")
    assert take_back_note(profile, taken_back.name)
    assert not take_back_note(profile, taken_back.name)
    assert not take_back_note(profile, "../vault.json")
    assert (profile / "vault.json").exists()
    for wanted, why in (
        (Wanted("seen", watched=True), LeftOut.NOT_ON),
        (Wanted("x", concealed=True), LeftOut.CONCEALED),
    ):
        with pytest.raises(NotCaptured) as refused:
            leave(profile, wanted, ROPES)
        assert refused.value.why == why
    assert not any(b"splice" in path.read_bytes() or b"Hitches" in path.read_bytes() for path in waiting.names(profile))
    taken = assistant.capturing.take_in_waiting()
    assert (taken.kept, taken.left_out) == (2, 1)
    assert CaptureChanged(left_out=1) in told
    assert notes(assistant) == ["A clove hitch holds."]
    assert [job.subject for job in assistant.jobs()] == [str(file)]
    assert waiting.names(profile) == []
