"""What a person does with the window, from its first paint to locking, and how long it stands still at each.

Run by `stalls`, in a process of its own: `python -m tests.bench.window_scenes PROFILE FILE FOLDER`, with the passphrase
in `EBB_PASSPHRASE`; FILE is a conversation that is taken in, FOLDER a folder that is watched from then on.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from core.assistant import Assistant
from core.model.answer import Answer, Chat, Means, Role, Route, Turn
from core.model.events import Recalled, Said
from core.model.folder import Rules
from core.model.times import now
from tests.bench.bare import tell, wait_for_end
from tests.bench.standstill import Scene, Stage
from ui.application import application
from ui.collector import Collector
from ui.places import Places
from ui.preferences import Preferences
from ui.theme.theme import Theme, ThemeChoice
from ui.window import MainWindow

_SCROLLS, _NIGHT_SECONDS, _WORK_SECONDS = 300, 8, 8
_WORDS, _WORDS_A_SECOND = 1500, 150
_TURNS, _TURN_WORDS = 100, 150


class LongWinded(Assistant):
    """Answers with a long text, word by word, as a large model does: the starter model says a few words only."""

    def ask(self, question: str, **more: Any) -> Turn:
        hear, words = more["on_event"], _essay()
        hear(Recalled(8))
        for word in words:
            hear(Said(word))
            time.sleep(1 / _WORDS_A_SECOND)
        answer = Answer("".join(words), (), Route.DEEP, Means.MODEL, False, 1000)
        return Turn(1, 1, Role.ASSISTANT, answer.text, now(), answer)

    def turns(self, chat_id: int) -> list[Turn]:
        said = "".join(_essay()[:_TURN_WORDS])
        answer = Answer(said, (), Route.DEEP, Means.MODEL, False, 1000)
        asked = [Turn(number, chat_id, Role.USER, "And then?", now()) for number in range(_TURNS)]
        told = [Turn(_TURNS + turn.id, chat_id, Role.ASSISTANT, said, now(), answer) for turn in asked]
        return [turn for pair in zip(asked, told, strict=True) for turn in pair]


def _essay() -> list[str]:
    words: list[str] = []
    for number in range(_WORDS):
        if number % 60 == 0:
            words.append(f"\n\n### Part {number // 60}\n\n" if number % 180 == 0 else "\n\n")
        elif number % 60 == 30:
            words.append("\n\n- ")
        words.append(("**harbour** ", "boats ", "and ", "the ", "long ", "winter ", "[1] ", "*slowly* ")[number % 8])
    return words


class _Played:
    """The window on its stage, and what the scenes need to remember."""

    def __init__(self, window: MainWindow, theme: Theme, talk: Path, folder: Path) -> None:
        self.window, self.theme, self.talk, self.folder = window, theme, talk, folder
        self._since = 0.0

    @property
    def places(self) -> Places:
        assert self.window.places is not None
        return self.window.places

    def scenes(self) -> Iterator[Scene]:
        """All of them, in the order in which a person comes to them."""
        window = self.window
        yield Scene("first paint", self._start, window.lock_screen.isVisible)
        yield Scene("unlocking", self._unlock, lambda: window.places is not None and window.places.isVisible())
        places = self.places
        yield Scene("first Memories", self._choose("memories"), self._has_lines)
        browser = places.memories.browser
        yield Scene("timeline", browser.timeline.click, lambda: bool(browser.model.months) and self._has_lines())
        yield Scene("scrolling through memories", self._scroll, self._has_scrolled)
        yield Scene("a memory's page", lambda: browser.opened.emit(browser.model.id_at(100)))
        yield Scene("profile", places.memories.open_profile)
        yield Scene("Forget", places.memories.open_forgetting)
        yield Scene("first Library", self._choose("library"))
        yield Scene("first Sleep", self._choose("sleep"))
        yield Scene("forty more changes of a night", self._show_more)
        yield Scene("first Settings", self._choose("settings"))
        yield Scene("first Ctrl+K", places.open_search)
        yield Scene("a search as one types", self._search)
        yield Scene("Ask again", self._choose("ask"))
        yield Scene("a long answer", lambda: places.ask.ask("What of the harbour?"), self._is_answered)
        yield Scene("a past chat", lambda: places.ask.open_chat(Chat(1, "And then?", now(), now())), self._has_chat)
        yield Scene("scrolling through a chat", self._scroll_chat, lambda: not self._chat_left)
        yield Scene("a narrower window", lambda: window.resize(800, 700))
        yield Scene("a wider window", lambda: window.resize(1280, 800))
        yield Scene("other colours", lambda: self.theme.choose(ThemeChoice.DARK))
        yield Scene("a night", self._sleep, self._waited(_NIGHT_SECONDS))
        yield Scene("waking", lambda: places.sleep.strip.stop_wanted.emit(), places.sleep.sleep_now.isEnabled)
        yield from self._scenes_of_work()
        yield Scene("locking", window.lock, window.lock_screen.passphrase.isVisible)

    def _scenes_of_work(self) -> Iterator[Scene]:
        """What is seen while much is taken in behind the window."""

        def scene(name: str, act: Callable[[], object]) -> Scene:
            return Scene(name, act, self._waited(_WORK_SECONDS), rest=False)

        yield scene("an import", self._import)
        yield scene("a folder taken in, seen from Library", self._watch)
        yield scene("the same from Memories", self._stay("memories"))
        yield scene("the same from Ask", self._stay("ask"))
        yield scene("its files deleted, seen from Library", self._delete)

    def _start(self) -> None:
        self.window.show()
        self.window.start()

    def _unlock(self) -> None:
        field = self.window.lock_screen.passphrase
        field.line.setText(os.environ["EBB_PASSPHRASE"])
        field.entered.emit()

    def _choose(self, place: str) -> Callable[[], object]:
        return lambda: self.places.rail.chosen.emit(place)

    def _has_lines(self) -> bool:
        view = self.places.memories.browser.list
        row = view.rowAt(view.viewport().height() // 2)
        return row >= 0 and self.places.memories.browser.model.line_at(row) is not None

    def _scroll(self) -> None:
        bar = self.places.memories.browser.list.verticalScrollBar()
        bar.setValue(0)
        self._scrolled = 0
        self._scroll_on()

    def _scroll_on(self) -> None:
        bar = self.places.memories.browser.list.verticalScrollBar()
        self._scrolled += 1
        bar.setValue(bar.maximum() * self._scrolled // _SCROLLS if self._scrolled % 3 == 0 else bar.value() + 120)
        if self._scrolled < _SCROLLS:
            QTimer.singleShot(16, self._scroll_on)

    def _has_scrolled(self) -> bool:
        return self._scrolled >= _SCROLLS and self._has_lines()

    def _show_more(self) -> None:
        longest = max(self.places.sleep.report.groups.values(), key=lambda group: group.left)
        longest.more.click()

    def _search(self) -> None:
        self._typed = "the harbour in winter"
        self._type_on()

    def _type_on(self) -> None:
        field = self.places.search.sheet.field
        field.insertPlainText(self._typed[:1])
        self._typed = self._typed[1:]
        if self._typed:
            QTimer.singleShot(90, self._type_on)

    def _has_chat(self) -> bool:
        return self.places.ask.transcript.rowCount() > 2

    def _scroll_chat(self) -> None:
        self._chat_left = _SCROLLS // 2
        self._scroll_chat_on()

    def _scroll_chat_on(self) -> None:
        bar = self.places.ask.messages.verticalScrollBar()
        bar.setValue(bar.value() - 120)
        self._chat_left -= 1
        if self._chat_left:
            QTimer.singleShot(16, self._scroll_chat_on)

    def _is_answered(self) -> bool:
        return self.places.ask._answering is None

    def _sleep(self) -> None:
        self.places.go("sleep")
        self.places.sleep.sleep_now.click()
        self._since = time.perf_counter()

    def _import(self) -> None:
        self.places.library.work.pause_wanted.emit(
            False
        )  # the vault was left paused, so that the scenes before are alike
        self.places.add([self.talk])
        self._since = time.perf_counter()

    def _watch(self) -> None:
        self.places.go("library")
        self.places.library.folders.rules.accepted.emit(self.folder, Rules())
        self._since = time.perf_counter()

    def _stay(self, place: str) -> Callable[[], object]:
        def stay() -> None:
            self.places.go(place)
            self._since = time.perf_counter()

        return stay

    def _delete(self) -> None:
        self.places.go("library")
        away = self.folder.with_name(f"{self.folder.name} away")
        away.mkdir()
        for inside in list(self.folder.iterdir()):
            inside.rename(away / inside.name)
        (self.folder / "left.md").write_text("The last one left.")
        self._since = time.perf_counter()

    def _waited(self, seconds: float) -> Callable[[], bool]:
        return lambda: time.perf_counter() - self._since > seconds


def main(profile: Path, talk: Path, folder: Path) -> None:
    """Play all scenes and tell what was seen."""
    app = application()
    collector = Collector(app)
    theme = Theme(app, ThemeChoice.LIGHT)
    window = MainWindow(theme, Preferences(profile), profile, lambda: LongWinded)
    window.found.connect(collector.settle)
    played = _Played(window, theme, talk, folder)
    stage = Stage(played.scenes(), lambda seen: app.exit())
    app.exec()
    tell(seen=[asdict(one) for one in stage.seen])
    wait_for_end()
    os._exit(0)


if __name__ == "__main__":
    main(*(Path(word) for word in sys.argv[1:4]))
