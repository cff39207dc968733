"""Saying what is right, under an answer or in the chat; and forgetting what was learned."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.errors import MachineError
from core.model.answer import Chat, Role, Route, Turn
from tests.ui.records import NOW, answer, citation
from tests.ui.world import World
from ui.ask.correction import CorrectionField
from ui.ask.message import MessageKind
from ui.places import Places


@pytest.fixture
def answered(qtbot: QtBot, places: Places, world: World) -> Places:
    """One answer about a number stands there."""
    world.answers.append(answer("Your number is 1233 [1].", citation(1)))
    places.ask.ask("What is my number?")
    qtbot.waitUntil(lambda: places.ask._answering is None)
    return places


def open_field(qtbot: QtBot, places: Places, row: int = 1) -> CorrectionField:
    messages = places.ask.messages
    (wrong,) = [target for target in messages.targets(row) if target.key == "wrong"]
    messages.press(row, wrong)
    qtbot.waitUntil(lambda: messages.correction(row) is not None)
    field = messages.correction(row)
    assert field is not None
    return field


def test_answer_is_corrected_in_its_place(qtbot: QtBot, answered: Places, world: World) -> None:
    field = open_field(qtbot, answered)
    assert field.line.hasFocus()
    assert not field.save.isEnabled()
    qtbot.keyClicks(field.line, "my number is 1234")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: world.corrections == [(1, "my number is 1234")])
    qtbot.waitUntil(lambda: answered.ask.transcript.message(1).corrected == "my number is 1234")
    messages = answered.ask.messages
    assert messages.correction(1) is None
    assert messages.hasFocus()
    index = answered.ask.transcript.index(1)
    assert "Corrected by you: my number is 1234" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    lines = [line.text for line in messages._delegate.layout(index).lines]
    assert "Corrected by you" in lines
    assert "my number is 1234" in lines
    qtbot.keyClick(messages, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "Corrected by you: my number is 1234" in QGuiApplication.clipboard().text()


def test_field_stands_under_the_answer_and_moves_with_it(qtbot: QtBot, answered: Places, world: World) -> None:
    field = open_field(qtbot, answered)
    messages = answered.ask.messages
    qtbot.waitUntil(lambda: field.width() > 300)
    row = messages.visualRect(answered.ask.transcript.index(1))
    assert row.contains(field.geometry())
    answered.window().resize(900, 700)
    qtbot.waitUntil(lambda: messages.visualRect(answered.ask.transcript.index(1)).contains(field.geometry()))
    world.answers.append(answer("Another [1].", citation(1)))
    field.line.setText("half written")
    answered.ask.ask("And?")
    qtbot.waitUntil(lambda: answered.ask._answering is None)
    assert messages.correction(1).line.text() == "half written"


def test_escape_leaves_everything_as_it_was(qtbot: QtBot, answered: Places, world: World) -> None:
    before = answered.ask.messages.targets(1)
    field = open_field(qtbot, answered)
    qtbot.keyClicks(field.line, "never mind")
    qtbot.keyClick(field.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: answered.ask.messages.correction(1) is None)
    assert [target.key for target in answered.ask.messages.targets(1)] == [target.key for target in before]
    assert world.corrections == []
    assert answered.ask.messages.hasFocus()


def test_failure_is_told_under_the_field_and_can_be_tried_again(qtbot: QtBot, answered: Places, world: World) -> None:
    world.correct_error = MachineError("The disk is full. Nothing was changed; make room and save again.")
    field = open_field(qtbot, answered)
    field.line.setText("my number is 1234")
    field.save.click()
    assert not field.line.isEnabled()
    qtbot.waitUntil(lambda: "disk is full" in answered.ask.transcript.message(1).status)
    field = answered.ask.messages.correction(1)
    assert field.line.text() == "my number is 1234"
    assert field.line.isEnabled()
    world.correct_error = None
    field.save.click()
    qtbot.waitUntil(lambda: answered.ask.transcript.message(1).corrected != "")
    assert answered.ask.transcript.message(1).status == ""


def test_field_is_reached_by_keyboard(qtbot: QtBot, answered: Places) -> None:
    messages = answered.ask.messages
    messages.setFocus()
    messages.setCurrentIndex(answered.ask.transcript.index(1))
    for key in (Qt.Key.Key_Right,) * 4:
        qtbot.keyClick(messages, key)
    qtbot.keyClick(messages, Qt.Key.Key_Return)
    assert messages.correction(1) is not None


def test_typed_in_the_chat(qtbot: QtBot, answered: Places, world: World) -> None:
    answered.ask.composer.asked.emit("That's wrong: my number is 1234")
    qtbot.waitUntil(lambda: answered.ask._answering is None)
    assert world.corrections == [(1, "my number is 1234")]
    assert world.asked == ["What is my number?"]
    transcript = answered.ask.transcript
    assert transcript.rowCount() == 4
    assert transcript.message(1).corrected == "my number is 1234"
    assert transcript.message(3).text == "Noted: my number is 1234"
    assert not transcript.message(3).correctable


@pytest.mark.parametrize("said", ["That's wrong", "Is that wrong?", "That's wrong: or is it?"])
def test_what_does_not_say_what_is_right_is_left_to_the_assistant(
    qtbot: QtBot, answered: Places, world: World, said: str
) -> None:
    world.answers.append(answer("What is right instead?", route=Route.TALK))
    answered.ask.ask(said)
    qtbot.waitUntil(lambda: answered.ask._answering is None)
    assert world.asked[-1] == said
    assert world.corrections == []


def test_typed_without_an_answer_it_is_a_question(qtbot: QtBot, places: Places, world: World) -> None:
    world.answers.append(answer("Nothing in your memory says so.", abstained=True))
    places.ask.ask("That's wrong: my number is 1234")
    qtbot.waitUntil(lambda: places.ask._answering is None)
    assert world.asked == ["That's wrong: my number is 1234"]


def test_typed_and_failed_can_be_tried_again(qtbot: QtBot, answered: Places, world: World) -> None:
    world.correct_error = MachineError("The disk is full. Nothing was changed.")
    answered.ask.ask("That's wrong: my number is 1234")
    qtbot.waitUntil(lambda: answered.ask._answering is None)
    assert answered.ask.transcript.message(3).kind is MessageKind.FAILURE
    world.correct_error = None
    answered.ask.messages.press(3, answered.ask.messages.targets(3)[0])
    qtbot.waitUntil(lambda: world.corrections == [(1, "my number is 1234")])


def test_small_talk_is_never_wrong(qtbot: QtBot, answered: Places, world: World) -> None:
    world.answers.append(answer("Hello.", route=Route.TALK))
    answered.ask.ask("Hello")
    qtbot.waitUntil(lambda: answered.ask._answering is None)
    assert "wrong" not in [target.key for target in answered.ask.messages.targets(3)]
    assert answered.ask.transcript.last_correctable() == 1


def test_correction_is_seen_again_in_a_past_chat(qtbot: QtBot, places: Places, world: World) -> None:
    noted = answer("Noted.")
    world.turns = [
        Turn(1, 7, Role.USER, "Which boat?", NOW),
        Turn(2, 7, Role.ASSISTANT, "The red one.", NOW, answer("The red one.", citation(1))),
        Turn(3, 7, Role.USER, "That's wrong: the blue one", NOW),
        Turn(4, 7, Role.ASSISTANT, "Noted.", NOW, noted),
    ]
    places.ask.open_chat(Chat(7, "The boat", NOW, NOW))
    qtbot.waitUntil(lambda: places.ask.transcript.rowCount() == 4)
    assert places.ask.transcript.message(1).corrected == "the blue one"
    assert not places.ask.transcript.message(3).correctable
    assert places.ask.transcript.last_correctable() == 1


def test_answer_of_a_past_chat_can_be_corrected(qtbot: QtBot, places: Places, world: World) -> None:
    world.turns = [Turn(41, 7, Role.ASSISTANT, "The red one.", NOW, answer("The red one.", citation(1)))]
    places.ask.open_chat(Chat(7, "The boat", NOW, NOW))
    qtbot.waitUntil(lambda: places.ask.transcript.rowCount() == 1)
    field = open_field(qtbot, places, row=0)
    field.line.setText("the blue one")
    places.ask.new_chat()
    field = None
    assert places.ask.messages.correction(0) is None
    places.ask.open_chat(Chat(7, "The boat", NOW, NOW))
    qtbot.waitUntil(lambda: places.ask.transcript.rowCount() == 1)
    field = open_field(qtbot, places, row=0)
    field.line.setText("the blue one")
    field.save.click()
    qtbot.waitUntil(lambda: world.corrections == [(41, "the blue one")])


def test_learning_is_reset_after_one_more_word(qtbot: QtBot, places: Places, world: World) -> None:
    places.go("settings")
    learning = places.settings.learning
    learning.reset.click()
    assert learning.confirm.isVisible()
    assert learning.keep.hasFocus()
    learning.keep.click()
    assert world.learned
    assert learning.confirm.isHidden() or not learning.confirm.isVisible()
    learning.reset.click()
    learning.confirm.click()
    qtbot.waitUntil(lambda: not world.learned)
    qtbot.waitUntil(lambda: "is gone" in learning.notice.text)
    assert learning.reset.isEnabled()


def test_failed_reset_is_told(qtbot: QtBot, places: Places, world: World) -> None:
    world.correct_error = MachineError("The disk is full. Nothing was changed.")
    places.go("settings")
    places.settings.learning.reset.click()
    places.settings.learning.confirm.click()
    qtbot.waitUntil(lambda: "disk is full" in places.settings.learning.notice.text)
    assert world.learned


# -- marking words with the pointer ------------------------------------------------------------------------------------


def text_point(places: Places, row: int, along: int) -> QPoint:
    messages = places.ask.messages
    index = places.ask.transcript.index(row)
    corner = QPointF(messages.visualRect(index).topLeft())
    return (corner + messages._delegate.layout(index).origin + QPointF(along, 12)).toPoint()


def test_words_of_a_message_are_marked_and_copied(qtbot: QtBot, answered: Places) -> None:
    messages = answered.ask.messages
    viewport = messages.viewport()
    start, end = text_point(answered, 1, 2), text_point(answered, 1, 400)
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    messages._mark(QPointF(end))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    assert messages.selected_text().startswith("Your number is")
    assert not messages.grab().isNull()
    messages.setFocus()
    qtbot.keyClick(messages, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == messages.selected_text()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=start)
    assert messages.selected_text() == ""


def test_double_click_marks_a_word(qtbot: QtBot, answered: Places) -> None:
    messages = answered.ask.messages
    point = text_point(answered, 1, 12)
    qtbot.mouseDClick(messages.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert messages.selected_text() == "Your"


def test_marked_words_go_with_their_message(qtbot: QtBot, answered: Places) -> None:
    messages = answered.ask.messages
    qtbot.mouseDClick(messages.viewport(), Qt.MouseButton.LeftButton, pos=text_point(answered, 1, 12))
    answered.ask.new_chat()
    assert messages.selected_text() == ""
