"""Whatever a reader does, it is stopped and named, and the next file reads."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from core.errors import Cancelled, MachineError, UserError
from core.ingest import sandbox
from core.ingest.readers import process, wire
from core.ingest.sandbox import Limits, Reader

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden"
SHORT = Limits(memory=600 * 1024**2, seconds=1.0)
PATIENT = Limits(memory=600 * 1024**2, seconds=60.0)
"""For what is stopped by something else than its time: a busy machine needs more than a second to eat 600 MB."""


@pytest.fixture
def hostile(monkeypatch):
    start = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]; import runpy; "
    start += "runpy.run_module('hostile_child', run_name='__main__')"
    monkeypatch.setattr(sandbox, "command", lambda: [sys.executable, "-I", "-B", "-c", start])
    with Reader(PATIENT) as reader:
        yield reader


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.txt"
    path.write_text("All is well.")
    return path


def told(tmp_path: Path, word: str) -> Path:
    path = tmp_path / "told.txt"
    path.write_text(word + " and so on")
    return path


def test_documents_of_every_kind_are_read_by_one_child():
    with Reader() as reader:
        for path in sorted((GOLDEN / "documents").iterdir()):
            assert reader.read(path).sections
        for path in sorted((GOLDEN / "broken").iterdir()):
            with pytest.raises(UserError):
                reader.read(path)
        assert reader._child.files == sum(len(list((GOLDEN / kind).iterdir())) for kind in ("documents", "broken"))


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("hang", "more than 1 seconds"),
        ("spin", "more than 1 seconds"),
        ("eat", "more memory"),
        ("crash", "probably damaged"),
        ("babble", "probably damaged"),
        ("connect", "probably damaged"),
        ("write", "probably damaged"),
        ("spawn", "probably damaged"),
    ],
)
def test_a_reader_gone_wrong_is_stopped_and_the_next_file_reads(hostile, tmp_path, good, word, sentence):
    hostile._limits = SHORT if "seconds" in sentence else PATIENT
    with pytest.raises(UserError, match=sentence):
        hostile.read(told(tmp_path, word))
    hostile._limits = PATIENT
    assert hostile.read(good).text == "All is well."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.txt", "told.txt"]


def test_memory_is_watched_where_the_kernel_does_not(hostile, tmp_path, good, monkeypatch):
    monkeypatch.setattr(sandbox._Child, "memory", lambda child: SHORT.memory + 1)
    with pytest.raises(UserError, match="more memory"):
        hostile.read(told(tmp_path, "hang"))


def test_a_reader_that_gets_on_is_given_time_up_to_a_bound(hostile, tmp_path, monkeypatch):
    now = 0.0
    answer = sandbox._Child.answer

    def listened(child: sandbox._Child, seconds: float) -> bytes | None:
        nonlocal now
        said = answer(child, seconds)
        now += 50.0 if said == process.WORKING else 0.0
        return said

    monkeypatch.setattr(sandbox._Child, "answer", listened)
    monkeypatch.setattr(sandbox, "time", SimpleNamespace(monotonic=lambda: now))
    assert hostile.read(told(tmp_path, "plod")).text == "plod and so on"
    hostile._limits = replace(PATIENT, longest=300.0)
    with pytest.raises(UserError, match="more than 300 seconds"):
        hostile.read(told(tmp_path, "plod"))


def test_what_a_library_prints_does_not_reach_the_answers(hostile, tmp_path):
    assert hostile.read(told(tmp_path, "print")).text == "print and so on"


def test_a_child_worn_out_by_other_files_is_replaced_before_a_file_is_blamed(hostile, tmp_path, good):
    hostile.read(good)
    first = hostile._child
    assert hostile.read(told(tmp_path, "crash-when-worn")).text.startswith("crash-when-worn")
    assert hostile._child is not first


def test_a_stop_is_heard_at_once_and_leaves_no_process(hostile, tmp_path, good):
    hostile.read(good)
    pid = hostile._child._process.pid
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        hostile.read(told(tmp_path, "hang"), stop)
    assert time.monotonic() - begun < PATIENT.seconds / 2
    assert not psutil.pid_exists(pid)
    assert hostile.read(good).text == "All is well."


def test_no_secret_of_the_environment_reaches_the_child(hostile, tmp_path, monkeypatch):
    monkeypatch.setenv("EBB_PASSPHRASE", "quince")
    with pytest.raises(UserError) as error:
        hostile.read(told(tmp_path, "environment"))
    assert "EBB" not in str(error.value)


def test_a_file_that_is_gone_is_the_machines_matter(tmp_path):
    with Reader() as reader, pytest.raises(MachineError, match="not there"):
        reader.read(tmp_path / "none.txt")


def test_a_name_that_is_not_unicode_is_read(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("Coffee.")
    with Reader() as reader:
        assert reader.read(path).text == "Coffee."


def test_words_in_a_picture_that_is_in_no_file_are_read_by_the_same_child(good):
    image = pytest.importorskip("PIL.Image")
    draw, font = pytest.importorskip("PIL.ImageDraw"), pytest.importorskip("PIL.ImageFont")
    pytest.importorskip("rapidocr")
    screen = image.new("RGB", (700, 120), "white")
    draw.Draw(screen).text((20, 30), "The last ferry leaves at ten", "black", font.load_default(size=40))
    written = io.BytesIO()
    screen.save(written, "PNG")
    with Reader() as reader:
        assert "ferry leaves at ten" in reader.read_picture(written.getvalue(), "Screenshots").text
        child = reader._child
        assert reader.read(good).text
        with pytest.raises(UserError, match="no picture"):
            reader.read_picture(b"", "Screenshots")
        with pytest.raises(UserError, match="damaged"):
            reader.read_picture(written.getvalue()[:100], "Screenshots")
        assert reader._child is child


def test_a_child_is_replaced_after_its_share_of_files(good, monkeypatch):
    monkeypatch.setattr(sandbox, "_FILES_PER_CHILD", 2)
    with Reader() as reader:
        reader.read(good)
        first = reader._child
        reader.read(good)
        reader.read(good)
        assert reader._child is not first


def test_the_child_ends_with_its_parent_even_while_it_reads(hostile, tmp_path):
    child = subprocess.Popen(sandbox.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/")
    order = {"path": str(told(tmp_path, "hang")), "memory": SHORT.memory, "seconds": 50}
    wire.send(child.stdin, json.dumps(order).encode())
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.5)
    child.stdin.close()
    assert child.wait(5) == 0
    child.stdout.close()


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.socket()",
        "open('/tmp/ebb-made', 'w')",
        "import os; os.open('/tmp/ebb-made', os.O_CREAT)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.fork()",
        "import os; os.system('true')",
        "import os; os.remove('/tmp/ebb-made')",
    ],
)
def test_a_confined_process_may_only_read(attempt):
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from core.ingest.readers import process, wire
process.confine()
try:
    {attempt}
except process.Refused:
    sys.exit(42)
"""
    assert subprocess.run([sys.executable, "-I", "-c", code]).returncode == 42


def test_limits_grow_with_the_file():
    assert Limits().seconds_for(10_000_000) == pytest.approx(40)
    assert process.LONGEST_REQUEST < 1024**2
