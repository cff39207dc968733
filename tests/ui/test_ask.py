"""Asking: the stream, the checked answer, its evidence, and what goes wrong."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPointF, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument
from pytestqt.qtbot import QtBot

from core.errors import MachineError
from core.model.answer import Chat, Role, Turn
from tests.ui.records import NOW, answer, citation, line, page_of
from tests.ui.world import World
from ui.ask.document import MessageDocument, answer_document, is_fact
from ui.ask.message import MessageKind
from ui.background import background
from ui.places import Places
from ui.theme.theme import Theme
from ui.window import MainWindow


def put(qtbot: QtBot, places: Places, question: str) -> None:
    qtbot.keyClicks(places.ask.composer.words, question)
    qtbot.keyClick(places.ask.composer.words, Qt.Key.Key_Return)


def last(places: Places):
    return places.ask.transcript.message(places.ask.transcript.rowCount() - 1)


def settled(places: Places) -> bool:
    return places.ask.transcript.rowCount() > 0 and last(places).kind is not MessageKind.WAITING


def test_draft_streams_then_the_checked_answer_stands(qtbot: QtBot, places: Places, world: World) -> None:
    world.gate, world.draft = threading.Event(), "She joined on Sunday and flew"
    world.answers.append(answer("On Sunday, 7 May 2023 [1].", citation(1)))
    put(qtbot, places, "When did Nora join?")
    qtbot.waitUntil(lambda: "flew" in last(places).text)
    assert last(places).status
    assert places.ask.composer.button.accessibleName().startswith("Stop")
    world.gate.set()
    qtbot.waitUntil(lambda: settled(places))
    assert last(places).text == "On Sunday, 7 May 2023 [1]."
    assert places.ask.composer.button.accessibleName() == "Send"
    index = places.ask.transcript.index(1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Ebb: On Sunday, 7 May 2023 [1]. Sources: 1 Nora · 8 May 2023."
    )


def test_shift_enter_breaks_the_line(qtbot: QtBot, places: Places, world: World) -> None:
    words = places.ask.composer.words
    height = places.ask.composer.sizeHint().height()
    for _ in range(3):
        qtbot.keyClicks(words, "line")
        qtbot.keyClick(words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert world.asked == []
    assert words.toPlainText().count("\n") == 3
    qtbot.waitUntil(lambda: places.ask.composer.sizeHint().height() > height)


def test_field_grows_when_the_window_gets_narrow(qtbot: QtBot, window: MainWindow, places: Places) -> None:
    words = places.ask.composer.words
    words.setPlainText("word " * 24)
    qtbot.wait(20)
    before = words.height()
    window.resize(640, 480)
    qtbot.waitUntil(lambda: words.height() > before)


def test_stop_ends_it_with_what_was_said(qtbot: QtBot, places: Places, world: World) -> None:
    world.gate, world.draft = threading.Event(), "Half a"
    put(qtbot, places, "Go on?")
    qtbot.waitUntil(lambda: last(places).text != "")
    qtbot.keyClick(places.ask.composer.words, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: settled(places))
    assert last(places).answer.stopped
    assert places.ask.composer._answering is False


def test_failure_stands_in_the_chat_and_can_be_tried_again(qtbot: QtBot, places: Places, world: World) -> None:
    world.answers += [MachineError("The model’s process ended. Ask once more."), answer("Yes.", citation(1))]
    put(qtbot, places, "Really?")
    qtbot.waitUntil(lambda: settled(places))
    assert last(places).kind is MessageKind.FAILURE
    (again,) = places.ask.messages.targets(1)
    places.ask.messages.press(1, again)
    qtbot.waitUntil(lambda: last(places).kind is MessageKind.ANSWER)
    assert world.asked == ["Really?", "Really?"]
    assert places.ask.transcript.rowCount() == 2


def test_bug_is_loud_and_does_not_hang_the_chat(
    qtbot: QtBot, places: Places, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = []
    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: heard.append(kind))
    world.answers.clear()  # the fake then raises IndexError
    put(qtbot, places, "Bug?")
    qtbot.waitUntil(lambda: settled(places))
    assert heard == [IndexError]
    assert last(places).kind is MessageKind.FAILURE


def test_chip_opens_the_passage_and_escape_closes_it(qtbot: QtBot, places: Places, world: World) -> None:
    world.answers.append(answer("On Sunday [1].", citation(1), citation(2)))
    put(qtbot, places, "When?")
    qtbot.waitUntil(lambda: settled(places))
    messages = places.ask.messages
    area = messages.targets(1)[0].area
    corner = messages.visualRect(places.ask.transcript.index(1)).topLeft()
    qtbot.mouseClick(messages.viewport(), Qt.MouseButton.LeftButton, pos=(QPointF(corner) + area.center()).toPoint())
    evidence = places.ask.evidence
    qtbot.waitUntil(lambda: world.opened == [1] and evidence._pieces.count() == 5)
    focal = [evidence._pieces.itemAt(row).widget() for row in range(5)]
    assert [piece.property("focal") for piece in focal].count(True) == 1
    assert "signed up on the spot" in next(p for p in focal if p.property("focal")).accessibleName()
    qtbot.keyClick(evidence, Qt.Key.Key_Escape)
    assert evidence.isHidden()
    assert messages.hasFocus()


def test_from_the_evidence_to_the_page_of_its_memory(qtbot: QtBot, places: Places, world: World) -> None:
    world.pages = {1: page_of(line(1, "I went to see the sailing club yesterday."))}
    places.ask.open_evidence(citation(1))
    places.ask.evidence.page.click()
    page = places.memories.page
    qtbot.waitUntil(lambda: page.isVisible() and page.text.text().startswith("I went to see"))


def test_chips_are_reached_by_keyboard(qtbot: QtBot, places: Places, world: World) -> None:
    world.answers.append(answer("On Sunday [1].", citation(1), citation(2)))
    put(qtbot, places, "When?")
    qtbot.waitUntil(lambda: settled(places))
    messages = places.ask.messages
    messages.setFocus()
    messages.setCurrentIndex(places.ask.transcript.index(1))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(messages, key)
    qtbot.waitUntil(lambda: world.opened == [2])
    qtbot.keyClick(messages, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("On Sunday [1].\n\n[1] Nora")


def test_memory_that_is_gone_is_told_in_the_panel(qtbot: QtBot, places: Places) -> None:
    gone = citation(1)
    places.ask.open_evidence(type(gone)(1, 404, "m", "q", "Nora"))
    qtbot.waitUntil(lambda: "no longer there" in places.ask.evidence._notice.text)


def test_file_that_is_gone_is_told_in_the_panel(qtbot: QtBot, places: Places) -> None:
    places.ask.open_evidence(type(citation(1))(1, 50, "m", "form B-12", "harbour.pdf · page 4"))
    evidence = places.ask.evidence
    qtbot.waitUntil(lambda: "no longer at" in evidence._notice.text)
    assert evidence._open.text() == "Open file at page 4"
    assert evidence._file_row.isHidden()


def test_nothing_known_is_said_with_the_closest(qtbot: QtBot, places: Places, world: World) -> None:
    world.answers.append(answer("Nothing in your memory says so.", citation(3, "Ben · 13 Jul 2023"), abstained=True))
    put(qtbot, places, "A dog?")
    qtbot.waitUntil(lambda: settled(places))
    assert "Closest: 3 Ben" in places.ask.transcript.index(1).data(Qt.ItemDataRole.AccessibleTextRole)


def test_past_chats_open_and_go(qtbot: QtBot, places: Places, world: World) -> None:
    world.chats = [Chat(7, "The boat", NOW, NOW)]
    world.turns = [
        Turn(1, 7, Role.USER, "Which boat?", NOW),
        Turn(2, 7, Role.ASSISTANT, "The red one.", NOW, answer("The red one.", citation(1))),
    ]
    places.ask._past.click()
    chats = places.ask.chats
    qtbot.waitUntil(lambda: chats._model.rowCount() == 1)
    chats.list.opened.emit(chats._model.index(0))
    qtbot.waitUntil(lambda: places.ask.transcript.rowCount() == 2)
    assert places.ask._title.text() == "The boat"
    places.ask._past.click()
    qtbot.waitUntil(lambda: chats._model.rowCount() == 1)
    chats.list.acted.emit(chats._model.index(0), "delete")
    assert "for good" in chats._question.text()
    assert world.chats
    chats._confirm.click()
    qtbot.waitUntil(lambda: not world.chats and places.ask.transcript.rowCount() == 0)


def test_long_chat_comes_page_by_page_and_stays_where_one_reads(qtbot: QtBot, places: Places, world: World) -> None:
    for number in range(200):
        world.turns.append(Turn(number, 7, Role.ASSISTANT, f"Answer {number}.", NOW, answer("x", citation(1))))
    places.ask.open_chat(Chat(7, "Long", NOW, NOW))
    transcript, messages = places.ask.transcript, places.ask.messages
    qtbot.waitUntil(lambda: transcript.rowCount() == 60)
    assert transcript.message(59).text == "Answer 199."
    bar = messages.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    seen = transcript.message(0).text
    bar.setValue(0)
    qtbot.waitUntil(lambda: transcript.rowCount() == 120)
    assert transcript.message(60).text == seen
    assert abs(messages.visualRect(transcript.index(60)).top()) < 5


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("On Sunday, 7 May 2023 [1].", True),
        ("In June. She said so.", False),
        ("", False),
        ("x" * 61, False),
        ("x" * 60 + " [12]", True),
        ("3.5 metres", True),
    ],
)
def test_one_short_fact(text: str, fact: bool) -> None:
    assert is_fact(text) is fact


def test_no_message_loads_anything(qtbot: QtBot, theme: Theme, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"")
    asked = []
    monkeypatch.setattr(
        MessageDocument, "loadResource", lambda self, kind, name: asked.append(name.toString()), raising=True
    )
    text = f"![boat](http://example.org/a.png) ![here]({picture.as_uri()}) <img src='http://example.org/b.png'>"
    document = answer_document(text, theme, ())
    document.setTextWidth(400)
    document.size()
    assert asked == []
    assert "[boat] [here] <img" in document.toPlainText()
    monkeypatch.undo()
    image = QTextDocument.ResourceType.ImageResource
    assert MessageDocument().resource(image.value, QUrl(picture.as_uri())) is None


def test_links_are_not_links(theme: Theme) -> None:
    document = answer_document("[click](http://example.org) and [1] and [2]", theme, {1})
    assert document.toPlainText() == "click and [1] and [2]"
    assert 'href="cite:1"' in document.toHtml()
    assert 'example.org"' not in document.toHtml().replace('title="http://example.org"', "")
    assert "cite:2" not in document.toHtml()


def test_marks_are_found_behind_an_emoji(theme: Theme) -> None:
    document = answer_document("A boat ⛵🛶 on the lake [1].", theme, {1})
    marked = [
        piece.text()
        for block in [document.begin()]
        for piece in (each.fragment() for each in block)
        if piece.charFormat().isAnchor()
    ]
    assert marked == ["[1]"]


def test_a_question_put_while_a_chat_is_fetched_stands_below_it(
    qtbot: QtBot, places: Places, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.answers.append(answer("In June.", citation(1)))
    fetched = threading.Event()

    def turns(chat_id: int) -> list[Turn]:
        fetched.wait()
        return [Turn(1, chat_id, Role.USER, "Who sails?", NOW), Turn(2, chat_id, Role.ASSISTANT, "Nora.", NOW)]

    monkeypatch.setattr(places.ask._assistant, "turns", turns)
    places.ask.open_chat(Chat(7, "Who sails?", NOW, NOW))
    put(qtbot, places, "Since when?")
    fetched.set()
    qtbot.waitUntil(lambda: places.ask.transcript.rowCount() == 4 and settled(places))
    said = [places.ask.transcript.message(row).text for row in range(4)]
    assert said == ["Who sails?", "Nora.", "Since when?", "In June."]


def test_an_answer_to_a_chat_that_was_left_stays_out_of_the_next(qtbot: QtBot, places: Places, world: World) -> None:
    world.gate = threading.Event()
    world.answers += [answer("Old.", citation(1)), answer("New.", citation(1))]
    put(qtbot, places, "First?")
    qtbot.waitUntil(lambda: world.asked == ["First?"])
    world.gate.set()
    assert background().finish()  # its answer is on the way to the window
    places.ask.new_chat()
    put(qtbot, places, "Second?")
    qtbot.waitUntil(lambda: settled(places))
    assert [places.ask.transcript.message(row).text for row in range(2)] == ["Second?", "New."]


def test_back_from_a_cited_memory_leads_to_where_one_was_reading(qtbot: QtBot, places: Places, world: World) -> None:
    cited = answer("On Sunday [1].", citation(1))
    world.turns = [
        turn
        for number in range(0, 40, 2)
        for turn in (
            Turn(number, 7, Role.USER, f"Question {number}?", NOW),
            Turn(number + 1, 7, Role.ASSISTANT, cited.text, NOW, cited),
        )
    ]
    one = line(1, "Nora moved here from Malmö in 2019")
    world.kept, world.pages = [one], {1: page_of(one)}
    places.ask.open_chat(Chat(7, "Question 0?", NOW, NOW))
    bar = places.ask.messages.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 600 and bar.value() == bar.maximum())
    bar.setValue(bar.maximum() // 2)
    stood = bar.value()
    row = places.ask.messages.indexAt(places.ask.messages.viewport().rect().center()).row() | 1
    places.ask.messages.press(row, places.ask.messages.targets(row)[0])
    places.ask.evidence.page.click()
    page = places.memories.page
    qtbot.waitUntil(lambda: page.page is not None)
    page.back.click()
    qtbot.waitUntil(places.ask.isVisible)
    assert places.current == "ask"
    assert bar.value() == stood
    assert places.ask.evidence.isVisible()
    places.go("memories")
    assert places.memories.browser.isVisible()
