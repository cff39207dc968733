"""The longest the window ever stands still, one figure for each thing a person does with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from core.model.memory import NewMemory, SourceKind, Span
from core.store import memories, sources
from core.store.sources import NewSource
from tests.bench.bare import bare_process
from tests.bench.figure import Figure, say
from tests.bench.folders import copy_files, real_files
from tests.bench.synthetic import Message, conversation
from tests.bench.timing import quantile
from tests.bench.vaults import PASSPHRASE, new_assistant, open_store, temporary_folder, write_conversation

MEMORIES, SLEPT_ON, TAKEN_IN = 10_000, 600, 2_000
FILES = 4_000
CHATS = 100
SEED = 11
RUNS = 3


def figures() -> Iterator[Figure]:
    """Milliseconds of the main thread's processor time in one turn of its event loop."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with temporary_folder() as folder:
        prepare(folder / "profile")
        talk = write_conversation(folder / "new.jsonl", conversation(TAKEN_IN, SEED + 2, "new"))
        files = real_files()[:FILES]
        runs = []
        for number in range(RUNS):
            say(f"stalls: the window, {number + 1} of {RUNS}")
            papers = folder / f"papers {number}"
            copy_files(files, papers)
            runs.append(_play(folder / "profile", talk, papers))
        for scenes in zip(*runs, strict=True):
            busy = [scene["busy"] for scene in scenes]
            held = quantile([scene["held"] for scene in scenes], 0.5)
            note = f"median of {RUNS}, worst {max(busy):.0f}; with waits for Python's lock {held:.0f}"
            yield Figure(scenes[0]["name"], quantile(busy, 0.5), "ms", note=note)


def prepare(profile: Path) -> None:
    """A vault with a night behind it, and many memories more."""
    say(f"stalls: {SLEPT_ON} memories taken in and slept on, {MEMORIES:,} in all")
    with new_assistant(profile) as assistant:
        talk = conversation(SLEPT_ON, SEED)
        assistant.import_conversation(write_conversation(profile.parent / "talk.jsonl", talk))
        assistant.work()
        assistant.sleep()
        assistant.pause_work(True)
    said = conversation(MEMORIES - SLEPT_ON, SEED + 1)
    with open_store(profile) as database:
        for number in range(CHATS):
            part = said[number * len(said) // CHATS : (number + 1) * len(said) // CHATS]
            about = NewSource(SourceKind.CONVERSATION, f"talk {number}", f"talk {number}", "application/jsonl")
            source_id = database.write(lambda c, about=about: sources.insert_source(c, about))
            new = [_message(message) for message in part]
            database.write(lambda c, source_id=source_id, new=new: memories.insert_memories(c, source_id, 0, new))


def _message(said: Message) -> NewMemory:
    return NewMemory(
        said.text, Span(said.id, 0, len(said.text)), speaker=said.speaker, session=said.session, said_at=said.time
    )


def _play(profile: Path, talk: Path, papers: Path) -> list[dict]:
    os.environ["EBB_PASSPHRASE"] = PASSPHRASE
    with bare_process(str(profile), str(talk), str(papers), module="tests.bench.window_scenes") as process:
        said, _ = process.hear()
    return said["seen"]
