"""Import and export: what is found is told first, then it is taken in; what is written is what was asked for."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from core.backups import Backups
from core.imported import PastImports
from core.importing import Importing
from core.letting_go import LettingGo
from core.model.forgetting import Meant
from core.store.database import Database
from core.transfer.reporting import record_of
from core.transferring import Transferring
from tests.unit.transfer.importers.exports import plain, write_zip
from ui.places import Places
from ui.theme.theme import Theme
from ui.transfer.page import TransferPage
from ui.widgets.labels import Label


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, database: Database) -> TransferPage:
    """The page over a vault of its own: exports and imports are the real ones."""
    real = SimpleNamespace(
        transferring=Transferring(database, lambda: None),
        importing=Importing(database, lambda: None),
        backups=Backups(database),
        imports=PastImports(database, lambda: None),
        restore_forgotten=LettingGo(database, lambda: None).restore,
    )
    made = TransferPage(theme, real)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def export(tmp_path: Path) -> Path:
    talks = [plain("a", "I bought a canoe.", "Nice!"), plain("b", "Hi")]
    return write_zip(tmp_path / "chats.zip", {"conversations.json": talks})


def memories(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute("select count(*) from memory").get)


def remembered(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute("select count(*) from memory where state <> 'forgotten'").get)


def lines(page: TransferPage) -> str:
    layout = page.bring_in.lines
    widgets = [layout.itemAt(place).widget() for place in range(layout.count())]
    return " ".join(widget.text() for widget in widgets if isinstance(widget, Label))


def look(qtbot: QtBot, page: TransferPage, path: Path) -> None:
    page.enter(path)
    qtbot.waitUntil(page.bring_in.take.isVisible)


def take(qtbot: QtBot, page: TransferPage) -> None:
    page.bring_in.take.click()
    qtbot.waitUntil(page.bring_in.close_report.isVisible)


def test_an_export_is_told_of_before_it_is_taken_in(
    qtbot: QtBot, page: TransferPage, export: Path, database: Database
) -> None:
    look(qtbot, page, export)
    assert page.bring_in.title.text() == "ChatGPT: 2 conversations with 3 messages"
    assert "By me, ChatGPT." in lines(page)
    assert memories(database) == 0
    take(qtbot, page)
    assert memories(database) == 3
    assert lines(page).startswith("3 messages from 2 conversations are in.")
    assert page.bring_in.save.isVisible()
    page.bring_in.close_report.click()
    assert page.bring_in.choose_file.isVisible()
    look(qtbot, page, export)
    take(qtbot, page)
    assert "3 were here already." in lines(page)


def test_what_is_left_alone_changes_nothing(qtbot: QtBot, page: TransferPage, export: Path, database: Database) -> None:
    look(qtbot, page, export)
    page.bring_in.leave_it.click()
    assert page.bring_in.choose_file.isVisible()
    assert memories(database) == 0


def test_an_archive_goes_out_with_a_passphrase_and_comes_back_with_it(
    qtbot: QtBot, page: TransferPage, export: Path, database: Database, tmp_path: Path
) -> None:
    look(qtbot, page, export)
    take(qtbot, page)
    out = page.take_out
    out.passphrase.line.setText("a long way home")
    out.again.line.setText("a long way")
    out.again.edited.emit()
    assert not out.write.isEnabled()
    out.again.line.setText("a long way home")
    out.again.edited.emit()
    assert out.write.isEnabled()
    out.write_to(tmp_path / "all.ebb")
    qtbot.waitUntil(lambda: "3 memories are in" in out.notice.text)
    assert "encrypted" in out.notice.text
    assert (out.passphrase.text(), out.again.text()) == ("", "")
    bring = page.bring_in
    bring.reset()
    page.enter(tmp_path / "all.ebb")
    qtbot.waitUntil(bring.passphrase.isVisible)
    bring.passphrase.line.setText("a short way home")
    bring.open.click()
    qtbot.waitUntil(bring.notice.isVisible)
    assert bring.passphrase.isVisible()
    bring.passphrase.line.setText("a long way home")
    bring.open.click()
    qtbot.waitUntil(bring.take.isVisible)
    assert "0 memories are new here; 3 are here already." in lines(page)
    take(qtbot, page)
    assert not bring.save.isVisible()
    assert memories(database) == 3


def test_text_to_read_warns_and_comes_back(qtbot: QtBot, page: TransferPage, export: Path, tmp_path: Path) -> None:
    look(qtbot, page, export)
    take(qtbot, page)
    out = page.take_out
    out.as_text.setChecked(True)
    assert out.warning.isVisible()
    assert not out.passphrase.isVisible()
    out.write_to(tmp_path / "text")
    qtbot.waitUntil(lambda: "3 memories are in" in out.notice.text)
    assert "readable by anybody" in out.notice.text
    page.bring_in.reset()
    look(qtbot, page, tmp_path / "text")
    assert page.bring_in.title.text() == "A folder with 3 memories"


def test_an_import_is_undone_where_it_was_reported_and_brought_back_from_the_list(
    qtbot: QtBot, page: TransferPage, export: Path, database: Database
) -> None:
    look(qtbot, page, export)
    take(qtbot, page)
    section = page.brought_in
    page.bring_in.undo.click()
    qtbot.waitUntil(section.undo.isVisible)
    assert section.title.text().startswith("2 conversations from ChatGPT · 3 messages · ")
    assert remembered(database) == 3
    section.undo.click()
    qtbot.waitUntil(lambda: "3 memories are forgotten." in section.notice.text)
    assert remembered(database) == 0
    qtbot.waitUntil(lambda: [button.text() for button in section.rows.values()] == ["Bring it back"])
    section.rows[1].click()
    qtbot.waitUntil(lambda: "3 memories are back." in section.notice.text)
    assert remembered(database) == 3
    qtbot.waitUntil(lambda: [button.text() for button in section.rows.values()] == ["Undo…"])


def test_what_was_removed_for_good_comes_back_only_when_it_is_wanted(
    qtbot: QtBot, page: TransferPage, export: Path, database: Database
) -> None:
    look(qtbot, page, export)
    assert not page.bring_in.with_purged.isVisible()
    take(qtbot, page)
    LettingGo(database, lambda: None).forget(Meant(matching="canoe"), for_good=True, backups=False)
    page.bring_in.reset()
    look(qtbot, page, export)
    assert "Left out, because you removed it for good: 1." in lines(page)
    page.bring_in.with_purged.click()
    take(qtbot, page)
    assert memories(database) == 3


def test_a_part_is_counted_as_it_is_chosen_and_only_that_is_written(
    qtbot: QtBot, page: TransferPage, export: Path, database: Database, tmp_path: Path
) -> None:
    look(qtbot, page, export)
    take(qtbot, page)
    out, part = page.take_out, page.take_out.part
    out.plain.setChecked(True)
    assert out.write.isEnabled()
    part.a_part.click()
    qtbot.waitUntil(lambda: part.count.text() == "3 memories from 2 sources would be taken.")
    part.source.setText("nowhere")
    assert not out.write.isEnabled()  # what was counted is not what is chosen
    qtbot.waitUntil(lambda: part.count.text() == "Nothing fits.")
    assert not out.write.isEnabled()
    part.source.setText("Talk a")
    qtbot.waitUntil(lambda: part.count.text() == "2 memories from 1 source would be taken.")
    assert out.write.isEnabled()
    out.write_to(tmp_path / "part.ebb")
    qtbot.waitUntil(lambda: "2 memories are in" in out.notice.text)
    part.kind.take(part._kinds()[2])
    part.kind.chosen.emit()
    qtbot.waitUntil(lambda: part.count.text() == "Nothing fits.")
    part.everything.click()
    assert out.write.isEnabled()
    assert part.selection.is_everything


def test_what_is_no_export_says_so(qtbot: QtBot, page: TransferPage, tmp_path: Path) -> None:
    path = tmp_path / "notes.zip"
    path.write_bytes(b"no zip at all")
    page.enter(path)
    qtbot.waitUntil(page.bring_in.notice.isVisible)
    assert str(path) in page.bring_in.notice.text
    assert page.bring_in.choose_file.isVisible()
    with qtbot.waitSignal(page.bring_in.files_wanted) as wanted:
        page.bring_in.notice._action.click()
    assert wanted.args == [path]


def test_the_report_says_what_the_command_says(
    qtbot: QtBot, page: TransferPage, export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(qtbot, page, export)
    take(qtbot, page)
    done, target = page.bring_in._done, tmp_path / "report.json"
    assert done is not None
    monkeypatch.setattr("ui.transfer.bringing.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    page.bring_in.save.click()
    qtbot.waitUntil(page.bring_in.notice.isVisible)
    assert '"new": 3' in target.read_text("utf-8")
    assert record_of(done)["already"] == 0


def test_an_export_that_is_dropped_is_looked_through_and_back_leads_back(
    qtbot: QtBot, places: Places, export: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type(places._assistant)
    monkeypatch.setattr(kind, "transferring", Transferring(database, lambda: None))
    monkeypatch.setattr(kind, "importing", Importing(database, lambda: None))
    monkeypatch.setattr(kind, "backups", Backups(database))
    monkeypatch.setattr(kind, "imports", PastImports(database, lambda: None))
    places.go("library")
    places.add([export])
    assert places._stack.currentWidget() is places.transfer
    qtbot.waitUntil(places.transfer.bring_in.take.isVisible)
    places.transfer.back.click()
    assert places._stack.currentWidget() is places.library


def test_a_backup_is_made_looked_into_and_put_beside_the_vault(
    qtbot: QtBot, page: TransferPage, export: Path, database: Database, tmp_path: Path
) -> None:
    section = page.backups
    page.enter()
    qtbot.waitUntil(section._none.isVisible)
    section.make.click()
    qtbot.waitUntil(lambda: len(section.rows) == 1 and section.make.isEnabled())
    look(qtbot, page, export)
    take(qtbot, page)
    (row,) = section.rows.values()
    row.click()
    qtbot.waitUntil(section.restore.isVisible)
    assert section.text.text() == "It holds 0 memories, 3 fewer than here.\nHere, and not in it: 3."
    section.restore_to(tmp_path / "restored")
    qtbot.waitUntil(lambda: str(tmp_path / "restored") in section.notice.text)
    assert (tmp_path / "restored" / "vault.db").stat().st_size > 0
    assert memories(database) == 3


def test_a_second_place_is_chosen_and_given_up(
    qtbot: QtBot, page: TransferPage, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    section, stick = page.backups, tmp_path_factory.mktemp("stick")
    section.choose_second_place(stick)
    qtbot.waitUntil(lambda: str(stick) in section.second.text())
    stick.rename(stick.with_name("elsewhere"))
    section.refresh()
    qtbot.waitUntil(lambda: "It is not there now" in section.second.text())
    section.stop_second.click()
    qtbot.waitUntil(lambda: "kept on this disk only" in section.second.text())
    assert Backups(database).second_place is None
    section.choose_second_place(stick)
    qtbot.waitUntil(lambda: "no folder" in section.notice.text)


def test_what_is_asked_about_an_import_is_scrolled_to(qtbot: QtBot, page: TransferPage, export: Path) -> None:
    page.resize(700, 260)
    look(qtbot, page, export)
    take(qtbot, page)
    button = page.brought_in.leave_it
    assert button.visibleRegion().isEmpty()
    page.bring_in.undo.click()
    qtbot.waitUntil(lambda: not button.visibleRegion().isEmpty())
    assert button.hasFocus() or not page.isActiveWindow()
