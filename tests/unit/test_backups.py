"""Backups: made and read back, looked into, put into a new place, with the vault in use as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from core.assistant import Assistant
from core.errors import Cancelled, EbbError, MachineError, UserError
from core.model import times
from core.model.backup import Occasion
from core.model.forgetting import Meant
from tests.faults.command import write_conversation
from tests.unit.transfer.importers.exports import plain, write_zip

PASSPHRASE = "seven quiet boats"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    opened, _ = Assistant.create(tmp_path / "vault", PASSPHRASE)
    told(opened, tmp_path, "I bought a canoe.", "It is red.")
    yield opened
    opened.close()


def told(assistant: Assistant, folder: Path, *texts: str) -> None:
    said = [{"conversation": "Nora", "session": texts[0], "id": text, "time": "2023-05-08T13:56:00", "speaker": "Nora",
             "text": text} for text in texts]  # fmt: skip
    assistant.import_conversation(write_conversation(folder / f"{len(texts)}.jsonl", said))
    assistant.work()


def texts(profile: Path) -> list[str]:
    opened = Assistant.unlock(profile, passphrase=PASSPHRASE)
    try:
        with opened._database.reading() as connection:
            return [text for (text,) in connection.execute("select text from memory order by id")]
    finally:
        opened.close()


def test_a_backup_is_listed_looked_into_and_restored_beside_the_vault(assistant: Assistant, tmp_path: Path) -> None:
    made = assistant.backups.make()
    assert (made.occasion, assistant.backups.list()) == (Occasion.HAND, [made])
    told(assistant, tmp_path, "I sold the canoe.")
    found = assistant.backups.preview(made)
    assert (found.memories, found.only_there, found.only_here) == (2, 0, 1)
    assert found.newest is not None
    assert found.otherwise == 0
    done = assistant.backups.restore_to(made, tmp_path / "restored")
    assert done.memories == 2
    assert texts(done.profile) == ["I bought a canoe.", "It is red."]
    assert assistant.status().memories == 3
    assert not list((tmp_path / "vault").glob("dry-run-*"))


def test_a_passphrase_changed_since_opens_what_is_restored(assistant: Assistant, tmp_path: Path) -> None:
    made = assistant.backups.make()
    assistant.change_passphrase("eight quiet boats")
    done = assistant.backups.restore_to(made, tmp_path / "restored")
    with pytest.raises(EbbError):
        Assistant.unlock(done.profile, passphrase=PASSPHRASE)
    Assistant.unlock(done.profile, passphrase="eight quiet boats").close()


def test_a_folder_that_holds_something_is_left_alone(assistant: Assistant, tmp_path: Path) -> None:
    made = assistant.backups.make()
    with pytest.raises(UserError, match="holds something"):
        assistant.backups.restore_to(made, tmp_path / "vault")
    assert assistant.status().memories == 2


@pytest.mark.parametrize("harm", ["cut", "flip"])
def test_a_damaged_backup_is_not_restored(assistant: Assistant, tmp_path: Path, harm: str) -> None:
    made = assistant.backups.make()
    content = bytearray(made.path.read_bytes())
    if harm == "cut":
        content = content[: len(content) // 2]
    else:
        content[len(content) // 2] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(EbbError):
        assistant.backups.restore_to(made, tmp_path / "restored")
    assert list((tmp_path / "restored").iterdir()) == []


def test_stopped_half_way_nothing_is_left(assistant: Assistant, tmp_path: Path) -> None:
    made, stop = assistant.backups.make(), Event()
    stop.set()
    with pytest.raises(Cancelled):
        assistant.backups.restore_to(made, tmp_path / "restored", stop=stop)
    with pytest.raises(Cancelled):
        assistant.backups.make(stop)
    assert list((tmp_path / "restored").iterdir()) == []
    assert assistant.backups.list() == [made]


def test_one_is_made_by_the_hour_where_something_changed_and_the_last_four_are_kept(
    assistant: Assistant, tmp_path: Path
) -> None:
    backups, now = assistant.backups, times.now()
    first = backups.make_if_due(now=now)
    assert first is not None
    assert first.occasion is Occasion.NIGHT  # no night has made one
    told(assistant, tmp_path, "We sail.", "On Sunday.", "To Bergen.")
    assert backups.make_if_due(now=now + timedelta(minutes=50)) is None
    for hour in range(1, 7):
        told(assistant, tmp_path, *(f"Hour {hour}, number {n}." for n in range(3 + hour)))
        made = backups.make_if_due(now=now + timedelta(hours=2 * hour))
        assert made is not None
        assert made.occasion is Occasion.HOUR
        age(made.path, now + timedelta(hours=2 * hour))
        assert backups.make_if_due(now=now + timedelta(hours=2 * hour, minutes=90)) is None  # nothing is new
    kept = [one.occasion for one in backups.list()]
    assert (kept.count(Occasion.HOUR), kept.count(Occasion.NIGHT)) == (4, 1)


def test_one_is_made_before_an_import_and_the_last_three_are_kept(assistant: Assistant, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "chats.zip", {"conversations.json": [plain("a", "Hello.")]})
    done = assistant.importing.take(path)
    assert (done.new, done.notes) == (1, ())
    (made,) = assistant.backups.list()
    assert made.occasion is Occasion.IMPORT
    assert assistant.backups.preview(made).only_here == 1
    assistant.backups.make()
    assistant.importing.take(path)
    assert [one.occasion for one in assistant.backups.list()] == [Occasion.HAND, Occasion.IMPORT]


def test_a_backup_before_an_import_that_cannot_be_made_is_said(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.files.shutil.disk_usage", lambda folder: SimpleNamespace(free=1000))
    path = write_zip(tmp_path / "chats.zip", {"conversations.json": [plain("a", "Hello.")]})
    (note,) = assistant.importing.take(path).notes
    assert note.startswith("No backup was made before it. There is not enough room")
    assert assistant.status().memories == 3


def age(file: Path, at: datetime) -> None:
    os.utime(file, (at.timestamp(), at.timestamp()))


def test_what_made_a_backup_is_told_by_its_name_and_the_newest_comes_first(assistant: Assistant) -> None:
    made = assistant.backups.make()
    for place, name in enumerate(
        (
            "night-2026-11-20.db",
            "before-scale.db",
            "after-forgetting.db",
            "mine.db",
            "before-import-2026-11-20-120000.db",
            "hour-2026-11-20-1200.db",
        )
    ):
        other = made.path.with_name(name)
        other.write_bytes(b"")
        os.utime(other, (10**9 + place, 10**9 + place))
    assert [one.occasion for one in assistant.backups.list()] == [
        Occasion.HAND, Occasion.HOUR, Occasion.IMPORT, Occasion.OTHER, Occasion.FORGETTING, Occasion.UPDATE,
        Occasion.NIGHT,
    ]  # fmt: skip


def test_what_is_made_is_copied_to_the_second_place_and_opens_from_there(assistant: Assistant, tmp_path: Path) -> None:
    second = tmp_path / "stick"
    for wrong in (second, tmp_path / "vault"):
        with pytest.raises(UserError):
            assistant.backups.choose_second_place(wrong)
    second.mkdir()
    assistant.backups.choose_second_place(second)
    (second / "night-2020-01-01.db").write_bytes(b"of another vault")
    made = assistant.backups.make()
    (own,) = second.glob("ebb-*")
    assert (own / made.path.name).read_bytes() == made.path.read_bytes()
    assert (second / "night-2020-01-01.db").exists()
    (own / made.path.name).rename(own / "vault.db")
    assert texts(own) == ["I bought a canoe.", "It is red."]


def test_what_is_forgotten_for_good_with_its_backups_leaves_the_second_place_too(
    assistant: Assistant, tmp_path: Path
) -> None:
    second = tmp_path / "stick"
    second.mkdir()
    assistant.backups.choose_second_place(second)
    made = assistant.backups.make()
    for name in ("hour-2026-11-20-1200.db", "before-import-2026-11-20-120000.db"):
        shutil.copyfile(made.path, made.path.with_name(name))
    (own,) = second.glob("ebb-*")
    assistant.forget(Meant(matching="canoe"), for_good=True, backups=True)
    assert [one.occasion for one in assistant.backups.list()] == [Occasion.FORGETTING]
    assert sorted(file.name for file in own.iterdir()) == ["after-forgetting.db", "vault.json"]


def test_a_second_place_that_is_away_is_said_and_the_backup_is_made(assistant: Assistant, tmp_path: Path) -> None:
    second = tmp_path / "stick"
    second.mkdir()
    assistant.backups.choose_second_place(second)
    second.rmdir()
    with pytest.raises(MachineError, match="is not there"):
        assistant.backups.make()
    assert len(assistant.backups.list()) == 1
    assistant.backups.choose_second_place(None)
    assistant.backups.make()


def test_a_night_copies_its_backup_there_and_lets_old_ones_go(assistant: Assistant, tmp_path: Path) -> None:
    second = tmp_path / "stick"
    second.mkdir()
    assistant.backups.choose_second_place(second)
    made = assistant.backups.make()
    (own,) = second.glob("ebb-*")
    (own / "night-2020-01-01.db").write_bytes(b"old")
    assistant.sleep()
    names = sorted(file.name for file in own.iterdir())
    assert [name[:6] for name in names] == ["hand-2", "night-", "vault."]
    assert made.path.name in names
    assert "night-2020-01-01.db" not in names
