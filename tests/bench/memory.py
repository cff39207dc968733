"""What each of Ebb's processes holds in memory, against the bare library in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from core.errors import ModelUnavailable
from core.inference.models import find_model
from core.inference.planning.choice import CONTEXTS
from core.ingest.sandbox import Reader
from tests.bench.bare import bare_process
from tests.bench.encoder import encode_bare
from tests.bench.figure import Figure, say
from tests.bench.synthetic import conversation, world, write_documents
from tests.bench.vaults import PASSPHRASE, new_assistant, temporary_folder, write_conversation

SEED = 5
MANY = 10_000

_RESIDENT = "resident set after one question, mapped files included"
_ENGINES = ("light", "language")
_TWICE = "shared pages count twice"


def figures() -> Iterator[Figure]:
    """Resident memory of the desktop, light, language and reader processes, and of the command line's."""
    made = world(4, 5, 60, SEED)
    with temporary_folder() as folder:
        profile = folder / "profile"
        papers = write_documents(folder / "papers", 6, SEED)
        say("memory: a vault")
        with new_assistant(profile) as assistant:
            assistant.import_conversation(write_conversation(folder / "talk.jsonl", made.messages))
            assistant.add(papers)
            assistant.work()
            resting = psutil.Process().memory_info().rss
        with bare_process("python") as process:
            process.hear()
            python = process.resident
        say("memory: the reader")
        yield _compare("reader process", _reader(papers[2]), python, "after one HTML file; baseline: Python alone")
        yield _compare(
            "process without a window", resting, python, "vault open, after an ingest, as on the command line; "
            "this bench's own modules included; baseline: Python alone",
        )  # fmt: skip
        say("memory: the desktop")
        yield from _desktop(profile, made.answerable[0].query, folder)
        say(f"memory: a vault of {MANY} memories")
        yield _without_language(folder)


def _reader(paper: Path) -> int:
    before = {child.pid for child in psutil.Process().children()}
    with Reader() as reader:
        reader.read(paper)
        return sum(child.memory_info().rss for child in psutil.Process().children() if child.pid not in before)


def _desktop(profile: Path, question: str, folder: Path) -> Iterator[Figure]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with bare_process("empty", module="tests.bench.first_paint") as process:
        process.hear()
        window = process.resident
    os.environ["EBB_PASSPHRASE"] = PASSPHRASE
    with bare_process(str(profile), question, module="tests.bench.desktop") as process:
        process.hear()
        desktop = process.resident
        children = _children(process.process.pid)
    note = f"{_RESIDENT}; Qt platform {os.environ['QT_QPA_PLATFORM']}; baseline: PySide6 with an empty window"
    yield _compare("desktop process", desktop, window, note)
    for engine in _ENGINES:
        try:
            note = f"{_RESIDENT}; baseline: the same model in its library alone"
            yield _compare(f"{engine} process", children[engine], _bare_engine(engine, folder), note)
        except ModelUnavailable as error:
            yield Figure(f"{engine} process", None, "MB", note=str(error))
        except KeyError:
            yield Figure(f"{engine} process", None, "MB", note="the question was answered without it")
    total = desktop + sum(children.values())
    yield Figure("all processes", total / 1e6, "MB", note=f"desktop and all that it started together; {_TWICE}")


def _without_language(folder: Path) -> Figure:
    profile = folder / "many"
    with new_assistant(profile) as assistant:
        assistant.import_conversation(write_conversation(folder / "many.jsonl", conversation(MANY, SEED)))
        assistant.work()
    os.environ["EBB_LANGUAGE_MODEL"] = "none"
    totals = []
    try:
        for embedder in ("light", "whole"):
            words = (str(profile), "What was said about the harbour?", embedder)
            with bare_process(*words, module="tests.bench.desktop") as process:
                process.hear()
                totals.append(process.resident + sum(_children(process.process.pid).values()))
    finally:
        del os.environ["EBB_LANGUAGE_MODEL"]
    return Figure(
        f"all processes, {MANY} memories, no language model", totals[0] / 1e6, "MB", totals[1] / 1e6,
        f"desktop and all that it started together, after one question; {_TWICE}; baseline: the same with "
        "sentence-transformers in place of the light embedder",
    )  # fmt: skip


def _bare_engine(engine: str, folder: Path) -> int:
    if engine == "light":
        return encode_bare(folder, singles=["one question"]).resident
    model = find_model("language")
    with bare_process("language", str(model.path), str(CONTEXTS[0])) as process:
        process.hear()
        process.hear()
        return process.resident


def _children(pid: int) -> dict[str, int]:
    """Bytes of the processes below `pid`, by the last word of their command: an engine's name, for most."""
    found: dict[str, int] = {}
    for child in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.Error):  # it ended meanwhile
            words = child.cmdline()
            name = words[-1] if words else ""
            found[name] = found.get(name, 0) + child.memory_info().rss
    return found


def _compare(name: str, value: int, baseline: int, note: str) -> Figure:
    return Figure(name, value / 1e6, "MB", baseline / 1e6, note)
