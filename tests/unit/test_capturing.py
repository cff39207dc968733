"""Notes are kept as the user's own word; left while the vault is locked, they wait sealed and come in once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.assistant import Assistant
from core.capturing import leave_note, take_back_note
from core.errors import MachineError, SecretRefused, UserError
from core.model.memory import SourceKind, Trust
from core.store import waiting

PASSPHRASE = "seven quiet boats"


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
        assert opened.capturing.take_in_waiting() == 2
        assert notes(opened) == ["The heron came back.", "Ask Ben about the mooring."]
        assert waiting.names(profile) == []
        for file, content in again.items():
            file.write_bytes(content)  # as if it had been killed before it could remove them
        assert opened.capturing.take_in_waiting() == 0
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
    assert assistant.capturing.take_in_waiting() == 1
    assert notes(assistant) == ["Mine."]
    assert first.with_name(f"{first.name}.unreadable").exists()


def test_without_a_vault_a_note_says_so(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="no vault"):
        leave_note(tmp_path, "The heron came back.")


def test_a_note_that_waits_can_be_taken_back(assistant: Assistant, profile: Path) -> None:
    left = leave_note(profile, "The heron came back.")
    assert take_back_note(profile, left.name)
    assert assistant.capturing.take_in_waiting() == 0
    assert not take_back_note(profile, left.name)
    assert not take_back_note(profile, "../vault.json")
    assert (profile / "vault.json").exists()


def test_an_open_vault_takes_in_what_is_left(assistant: Assistant, profile: Path) -> None:
    leave_note(profile, "The heron came back.")
    assistant._start_capture_watch()
    assistant._end_capture_watch()  # it looks once at least, and ends when that is done
    assert notes(assistant) == ["The heron came back."]
