"""Take the screenshots of the README from the running application.

    python -m installer.screenshots FOLDER

A vault is made in a temporary folder, fed with a small invented conversation and a note, and asked; every place is
taken in light and dark at 1280 × 800. Models take part if they are installed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported

from PySide6.QtCore import QEventLoop, QSize, QTimer

from ui.application import application
from ui.ask.message import MessageKind
from ui.background import background
from ui.collector import Collector
from ui.ops import Assistants, installed
from ui.places import Places
from ui.preferences import Preferences
from ui.theme.theme import Theme, ThemeChoice
from ui.window import MainWindow

SIZE = QSize(1280, 800)
PASSPHRASE = "slow tide over grey sand"  # noqa: S105  of a vault that lives for a minute
QUESTIONS = ("When did Nora sign up at the sailing club?", "Which form renews the boat licence?")
PATIENCE = 300.0

_TALKS = (
    (
        datetime(2023, 5, 8, 13, 56, tzinfo=UTC),
        (
            ("Mira", "I barely left the house this weekend. What about you?"),
            ("Nora", "I went to see the sailing club yesterday and signed up on the spot."),
            ("Mira", "Finally! When do they let you on the water?"),
            ("Nora", "First outing is the second Saturday in June. They lend you everything except the shoes."),
            ("Mira", "Then I will come and wave from the pier."),
            (
                "Nora",
                "Bring Ben. His dog Luna loves the pier, and he bakes when he cannot sleep, so there will be cake.",
            ),
            ("Mira", "He told me the new office has no parking code any more."),
            ("Nora", "Good, I never remembered the old one."),
        ),
    ),
    (
        datetime(2023, 6, 9, 19, 20, tzinfo=UTC),
        (
            ("Nora", "I moved here from Malmö in 2019."),
            ("Mira", "That long already? I live in Aarhus."),
            ("Nora", "I work at Nordhavn Marina."),
            ("Mira", "I teach maths at the school by the church."),
            ("Ben", "I live in Odense. I bought a bread oven last week."),
            ("Nora", "I don't eat shellfish. Everything else is fine on Saturday."),
        ),
    ),
    (
        datetime(2023, 7, 13, 21, 5, tzinfo=UTC),
        (
            ("Nora", "I passed the sailing exam on Tuesday."),
            ("Mira", "I adopted a second cat yesterday."),
            ("Ben", "I love rye bread. I bake every Sunday morning."),
            ("Mira", "I live in Aarhus with my cats."),
            ("Ben", "My birthday is 3 May."),
            ("Nora", "I want to buy a small boat next spring."),
        ),
    ),
    (
        datetime(2023, 10, 2, 18, 40, tzinfo=UTC),
        (
            ("Ben", "I moved to Aarhus last week."),
            ("Mira", "I don't like coffee after noon."),
            ("Ben", "I started a course in pottery yesterday."),
            ("Nora", "I still don't eat shellfish."),
            ("Ben", "I am allergic to hazelnuts."),
        ),
    ),
    (
        datetime(2024, 2, 2, 8, 15, tzinfo=UTC),
        (
            ("Nora", "I work at Kystens Boatyard now. I bought a small boat yesterday."),
            ("Mira", "We decided to paint her blue in April."),
            ("Ben", "I live in Aarhus now."),
            ("Nora", "I keep the spare key under the green bucket."),
        ),
    ),
)
_NOTE = """# Harbour notes

## Boat licence

The licence is renewed each March with form B-12, at the harbour office. Bring the old card and a photograph.

## Berths

Berths are given out in the order of the waiting list. Berth 14 is next to the crane and is loud in the morning.

## Shoes

Light soles only. The club shop has them from size 36 on.
"""


def write_samples(folder: Path) -> list[Path]:
    """Write a conversation and a note about people who do not exist."""
    talk = folder / "mira-and-nora.jsonl"
    lines = [
        {
            "conversation": "Mira and Nora",
            "session": str(session),
            "id": f"m{session}-{number}",
            "time": (begin + timedelta(minutes=number)).isoformat(),
            "speaker": speaker,
            "text": text,
        }
        for session, (begin, talk_of_a_day) in enumerate(_TALKS, start=1)
        for number, (speaker, text) in enumerate(talk_of_a_day, start=1)
    ]
    talk.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    note = folder / "harbour.md"
    note.write_text(_NOTE, "utf-8")
    scan = folder / "berth-plan.pdf"
    scan.write_bytes(b"%PDF-1.4\nnot really a plan\n")  # shows how a failure is told
    return [talk, note, scan]


class Photographer:
    """Drives a window as a user would, and takes pictures of it."""

    def __init__(self, theme: Theme, window: MainWindow, folder: Path) -> None:
        self._theme = theme
        self._window = window
        self._folder = folder

    def wait(self, until: Callable[[], object], what: str) -> None:
        """Let the window live until something is so.

        Raises:
            SystemExit: it did not come to be in time.
        """
        end = monotonic() + PATIENCE
        while not until():
            if monotonic() > end:
                raise SystemExit(f"waited in vain for {what}")
            self.rest(50)

    def rest(self, milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def take(self, name: str) -> None:
        """Picture the window in both themes."""
        for choice in (ThemeChoice.LIGHT, ThemeChoice.DARK):
            self._theme.choose(choice)
            self.rest(200)
            path = self._folder / f"{name}-{choice.value}.png"
            if not self._window.grab().save(str(path)):
                raise SystemExit(f"{path} could not be written")
            print(path)

    def onboarding(self, samples: list[Path]) -> Places:
        window = self._window
        self.wait(lambda: window.onboarding is not None, "onboarding")
        pages = window.onboarding
        assert pages is not None
        self.take("onboarding-1")
        pages.welcome.begin.click()
        for field in (pages.passphrase.first, pages.passphrase.second):
            field.line.setText(PASSPHRASE)
            field.edited.emit()
        self.rest(1500)
        self.take("onboarding-2")
        pages.passphrase.make.click()
        self.wait(lambda: pages.currentWidget() is pages.recovery, "the vault")
        self.take("onboarding-3")
        pages.recovery.code.tick.click()
        pages.recovery.code.done.click()
        self.take("onboarding-4")
        pages.files.take(samples)
        pages.files.finish.click()
        self.wait(lambda: window.places is not None, "the places")
        assert window.places is not None
        return window.places

    def ask(self, places: Places, question: str) -> None:
        transcript = places.ask.transcript
        places.ask.composer.asked.emit(question)
        self.wait(lambda: transcript.message(transcript.rowCount() - 1).kind is not MessageKind.WAITING, "an answer")

    def sleep(self, places: Places) -> None:
        """Let it sleep, and picture what it did."""
        places.go("sleep")
        places.sleep.sleep_now.click()
        self.wait(places.sleep.sleep_now.isEnabled, "the end of sleep")
        self.wait(places.sleep.report.isVisible, "the report")
        places.sleep.notice.dismiss()
        self.rest(800)
        self.take("sleep")

    def memories(self, places: Places) -> None:
        """Picture the list, the timeline, one memory's page, the profile, and what would be forgotten."""
        places.go("memories")
        browser = places.memories.browser
        self.wait(lambda: browser.model.rowCount() and browser.last_night.text(), "the memories")
        self.rest(800)
        self.take("memories")
        browser.timeline.click()
        self.wait(lambda: browser.model.months, "the months")
        self.rest(800)
        self.take("timeline")
        browser.timeline.click()
        browser.choose("facts")
        self.rest(800)
        places.memories.open_memory(browser.model.id_at(0) if browser.model.rowCount() else 1)
        self.rest(800)
        self.take("memory")
        places.memories.open_profile()
        self.rest(800)
        self.take("profile")
        places.memories.open_forgetting("shellfish")
        self.wait(places.memories.forgetting.card.forget.isEnabled, "what would go")
        self.rest(400)
        self.take("forget")
        places.memories.go_back()

    def search(self, places: Places, query: str) -> None:
        """Picture the search over everything, then why its first hit was found."""
        places.open_search()
        panel = places.search
        panel.sheet.field.write(query)
        self.rest(2500)
        self.take("search")
        if panel.sheet.list.open_chosen(why=True):
            self.rest(1200)
            self.take("why")
        panel.close_panel()
        self.rest(400)


def main(folder: Path, assistants: Assistants = installed) -> None:
    """Take all pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    app = application()
    collector = Collector(app)
    with tempfile.TemporaryDirectory() as name:
        profile = Path(name) / "profile"
        theme = Theme(app, ThemeChoice.LIGHT)
        window = MainWindow(theme, Preferences(profile), profile, assistants)
        window.resize(SIZE)
        window.show()
        window.start()
        photographer = Photographer(theme, window, folder)
        places = photographer.onboarding(write_samples(Path(name)))
        library = places.library
        photographer.wait(lambda: library.sources.rowCount() >= 2 and not library.work.isVisible(), "the samples")
        photographer.rest(1000)
        photographer.take("library")
        places.go("ask")
        photographer.take("ask-empty")
        for question in QUESTIONS:
            photographer.ask(places, question)
        photographer.take("ask")
        chips = [target for target in places.ask.messages.targets(1) if target.citation is not None]
        if chips:
            places.ask.messages.press(1, chips[0])
            photographer.rest(800)
            photographer.take("evidence")
        photographer.search(places, "from:Nora pier dog")
        photographer.sleep(places)
        photographer.memories(places)
        places.go("settings")
        photographer.rest(500)
        photographer.take("settings")
        window.lock()
        photographer.wait(window.lock_screen.passphrase.isEnabled, "the lock")
        photographer.take("locked")
        gone: list[bool] = []
        window.gone.connect(lambda: gone.append(True))
        window.close()
        photographer.wait(lambda: gone, "the end")
        background().finish()
    collector.end()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Take the screenshots of the README from the running application.")
    parser.add_argument("folder", type=Path)
    main(parser.parse_args().folder)
    sys.exit(0)
