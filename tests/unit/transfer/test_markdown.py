"""A folder that people can read with anything, and that comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.errors import MachineError, UserError
from core.letting_go import LettingGo
from core.model.forgetting import Meant
from core.model.transfer import Selection
from core.store import memories
from core.store.verification import verify_database
from tests.unit.store.samples import keep, said
from tests.unit.transfer.lives import Vault, message, told

VaultAt = Callable[[str], Vault]
KEPT = (
    "select s.kind, s.location, s.title, s.content_hash, m.position, m.ref, m.form, m.text, m.captions, m.context, "
    "m.speaker, m.session, m.said_at, m.said_zone, m.true_from, m.true_to, m.true_grain, m.stability, m.significance, "
    "m.state, m.trust, m.pinned, m.version, m.line, m.heading from memory m join source s on s.id = m.source_id "
    # An edit leaves the context of what comes next as it was; coming back words it anew.
    "where m.ref not in ('m3', 'm4') order by s.kind, s.location, m.position"
)


def write(vault: Vault, folder: Path, selection: Selection | None = None) -> Path:
    vault.transferring.export_folder(folder, selection or Selection())
    return folder


def test_everything_that_was_said_comes_back(lived: Vault, vault_at: VaultAt, tmp_path: Path) -> None:
    folder = write(lived, tmp_path / "out")
    other = vault_at("other")
    opened = other.transferring.open_folder(folder)
    assert opened.preview.left_out == ()
    assert opened.import_all().merged == opened.preview.merged
    assert other.rows(KEPT) == lived.rows(KEPT)
    rests = (
        "select m.text, p.text from parent r join memory m on m.id = r.memory_id join memory p on p.id = r.parent_id "
        "order by 1, 2"
    )
    assert other.rows(rests) == lived.rows(rests)
    assert all(finding.ok for finding in verify_database(other.database))
    again = other.transferring.open_folder(folder).import_all().merged
    assert (again.new, again.newer, again.conflicting) == (0, 0, 0)
    here = lived.transferring.open_folder(folder).import_all().merged
    assert (here.new, here.newer, here.conflicting) == (0, 0, 0)


def test_people_read_who_said_what_and_when(lived: Vault, tmp_path: Path) -> None:
    folder = write(lived, tmp_path / "out")
    text = (folder / "conversations" / "harbour.md").read_text("utf-8")
    shown = MarkdownIt("commonmark", {"html": False}).render(text)
    assert "<strong>Ines</strong> · 8 May 2023, 13:56" in shown
    assert f"<p>{told(0)}</p>" in shown
    assert "not encrypted" in (folder / "README.md").read_text("utf-8").replace(
        "Nothing here is encrypted", "not encrypted"
    )
    chat = (folder / "chats" / "Where is the canoe from.md").read_text("utf-8")
    assert "**You**" in chat
    assert "> I bought a canoe number 0" in chat
    assert all(file.stat().st_mode & 0o077 == 0 for file in (folder, *folder.rglob("*")))


def test_what_is_forgotten_is_not_in_it(lived: Vault, tmp_path: Path) -> None:
    LettingGo(lived.database, lambda: None).forget(Meant(matching="telescope"), for_good=False, backups=False)
    folder = write(lived, tmp_path / "out")
    assert not [file for file in folder.rglob("*.md") if "telescope" in file.read_text("utf-8").lower()]


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was(text: str, vault_at: VaultAt, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("any")
    first, second = Vault.at(place / "first"), Vault.at(place / "second")
    try:
        keep(
            first.database,
            said(text, "r", text[:9], text),
            said("> x -->\n<!-- ebb memory {} -->", "s"),
            name=text[:20],
        )
        second.transferring.open_folder(write(first, place / "out")).import_all()
        rows = "select text, speaker, ref from memory order by position"
        assert second.rows(rows) == first.rows(rows)
        assert second.rows("select title, location from source") == first.rows("select title, location from source")
    finally:
        first.database.close()
        second.database.close()


def test_titles_lead_nowhere_and_never_meet(vault_at: VaultAt, tmp_path: Path) -> None:
    vault = vault_at("odd")
    titles = ("../../up", "up", "UP", "..", "", "a/b", "con:", "x" * 300, "\x00")
    for number, title in enumerate(titles):
        keep(vault.database, message(number), name=title)
    (tmp_path / "deep").mkdir()
    folder = write(vault, tmp_path / "deep" / "out")
    assert len(list((folder / "conversations").iterdir())) == len(titles)
    assert {file.name for file in (tmp_path / "deep").iterdir()} == {"out"}


def test_words_that_people_changed_or_added(lived: Vault, vault_at: VaultAt, tmp_path: Path) -> None:
    folder = write(lived, tmp_path / "out")
    file = folder / "conversations" / "harbour.md"
    text = file.read_text("utf-8").replace(f"> {told(1)}", "> We decided nothing.\n\nMy own remark.")
    file.write_text(text.replace('"ref":"m2"', '"ref":2').replace('{"id":5,', '{"id:5,'), "utf-8")
    merged = (opened := lived.transferring.open_folder(folder)).import_all().merged
    assert len(opened.preview.left_out) == 2
    assert all("harbour.md:" in place for place in opened.preview.left_out)
    assert (merged.conflicting, merged.conflicts[0].ref) == (1, "m1")
    assert lived.rows("select text from memory where ref = 'm1' and form = 'chunk'") == [(told(1),)]
    other = vault_at("other")
    other.transferring.open_folder(folder).import_all()
    assert other.rows("select text from memory where ref = 'm1' and form = 'chunk'") == [("We decided nothing.",)]
    assert not other.rows("select id from memory where text like '%remark%'")


def test_a_folder_that_holds_something_is_left_alone(lived: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    write(lived, folder)
    with pytest.raises(UserError, match="already"):
        write(lived, folder)
    (tmp_path / "mine").write_text("x")
    with pytest.raises(UserError, match="already"):
        write(lived, tmp_path / "mine")
    with pytest.raises(MachineError, match="no folder"):
        write(lived, tmp_path / "absent" / "out")
    with pytest.raises(UserError, match="nothing to export"):
        write(lived, tmp_path / "new", Selection(tags=("nowhere",)))
    assert {file.name for file in tmp_path.iterdir()} == {"out", "mine", "lived"}


def test_a_folder_that_ebb_did_not_write_is_said_to_be_none(lived: Vault, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("# Hello\n\n> said\n")
    with pytest.raises(UserError, match="ebb add"):
        lived.transferring.open_folder(tmp_path)
    with pytest.raises(UserError, match="no folder at"):
        lived.transferring.open_folder(tmp_path / "absent")


def test_a_folder_changed_after_the_preview_is_refused(lived: Vault, vault_at: VaultAt, tmp_path: Path) -> None:
    folder = write(lived, tmp_path / "out")
    other = vault_at("other")
    opened = other.transferring.open_folder(folder)
    with (folder / "conversations" / "harbour.md").open("a") as file:
        file.write("\nmore\n")
    with pytest.raises(UserError, match="changed while"):
        opened.import_all()
    with other.database.reading() as connection:
        assert memories.count_memories(connection) == 0
