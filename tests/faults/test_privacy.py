"""What was taken in and asked is found in no file in clear, and nothing talks to the network."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.command import ROOT, Ebb, copy_profile, message, write_conversation

CANARY = "Zygoptera-Quibble-Ångström-4711"
QUESTION = "Whatever became of Petrichor-Marzipan-8831 in the end?"


def traces(folder: Path) -> list[str]:
    """Files under `folder` that hold a piece of a canary in any encoding or case."""
    words = ("Zygoptera-Quibble", "Ångström-4711", "Petrichor-Marzipan", "Zygoptera", "Petrichor", "owlishly")
    needles = {
        form(word).encode(encoding)
        for word in words
        for form in (str, str.lower, str.upper)
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    }
    # Base64 of the word at each of its three alignments, without what depends on the neighbours.
    needles |= {base64.b64encode(b"\0" * shift + b"Zygoptera-Quibble")[4:-4] for shift in range(3)}
    pattern = re.compile(b"|".join(map(re.escape, needles)))
    found = [str(file) for file in folder.rglob("*") if file.is_file() and pattern.search(file.read_bytes())]
    return found + [str(path) for path in folder.rglob("*") if pattern.search(os.fsencode(path.name))]


@pytest.fixture
def private(template: Path, tmp_path: Path) -> tuple[Ebb, Path]:
    """The command with all models, and the folder where what it reads lies, outside of what is scanned."""
    outside = tmp_path / "outside"
    outside.mkdir()
    place = tmp_path / "inside"
    place.mkdir()
    ebb = Ebb(place, copy_profile(template, place / "profile"), models=True, language="")
    return ebb, outside


@pytest.mark.model
def test_a_canary_is_in_no_file(private: tuple[Ebb, Path]) -> None:
    ebb, outside = private
    (outside / "owlishly.md").write_text(f"# {CANARY}\n\nThe {CANARY} lives under the bridge, said the baker.\n")
    (outside / "page.html").write_text(f"<p>A second {CANARY} was seen at the mill.</p>")
    file = write_conversation(
        outside / "c.jsonl",
        [
            message(1, text=f"My word is {CANARY}.", speaker=f"{CANARY} the Elder"),
            message(2, text=f"Keep {CANARY} well.", conversation=CANARY),
            '{"id": "broken", "text": "' + CANARY,
            *map(message, range(3, 40)),
        ],
    )
    ebb("add", outside, file)
    batch = outside / "questions.jsonl"
    batch.write_text(json.dumps({"id": 1, "query": f"Where does the {CANARY} live?"}) + "\n")
    with batch.open("a") as more:
        more.write(json.dumps({"id": 2, "query": QUESTION}) + "\n")
    known, _ = ebb.lines("ask", "--batch", batch, "--json")
    assert CANARY in str(known), "the canary must be known, or its absence says nothing"

    # One that is cut off in the middle leaves its log behind.
    process = ebb.start("import", "conversation", write_conversation(outside / "d.jsonl", [message(700, text=CANARY)]))
    try:
        process.wait(1.5)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()
    assert (ebb.profile / "vault.db").stat().st_size > 100_000
    assert traces(ebb.place) == []
    modes = {file.stat().st_mode & 0o077 for file in ebb.profile.rglob("*")}
    assert modes == {0}
    assert [file for file in (ebb.place / "tmp").rglob("*") if file.is_file()] == []


def test_the_scan_would_find_a_canary(tmp_path: Path) -> None:
    for number, text in enumerate((CANARY.encode(), CANARY.lower().encode(), CANARY.encode("utf-16-le"))):
        (tmp_path / f"{number}.log").write_bytes(b"\x07 noise " + text)
    assert len(traces(tmp_path)) == 3


ATTEMPTS = [
    "socket.create_connection(('127.0.0.1', {port}), 2)",
    "socket.socket().connect(('127.0.0.1', {port}))",
    "socket.socket().connect_ex(('127.0.0.1', {port}))",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))",
    "socket.socket().bind(('127.0.0.1', 0))",
    "socket.getaddrinfo('localhost', 80)",
    "socket.gethostbyname('localhost')",
    "socket.gethostbyaddr('127.0.0.1')",
    "urllib.request.urlopen('http://127.0.0.1:{port}/')",
    "http.client.HTTPConnection('127.0.0.1', {port}).request('GET', '/')",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_to_reach_the_network_is_refused(attempt: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = (
            "import http.client, socket, urllib.request\n"
            "from core.network import NetworkRefused, forbid_network\n"
            "forbid_network()\n"
            "import urllib.error\n"
            f"try:\n    {attempt.format(port=server.getsockname()[1])}\n"
            "except NetworkRefused:\n    raise SystemExit(42)\n"
            "except urllib.error.URLError as error:\n"
            "    raise SystemExit(42 if isinstance(error.reason, NetworkRefused) else 1)\n"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=30)
        assert done.returncode == 42, done.stderr.decode()
        server.settimeout(0.0)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_local_sockets_stay_usable(tmp_path: Path) -> None:
    code = (
        "import socket, sys\nfrom core.network import forbid_network\nforbid_network()\n"
        "server = socket.socket(socket.AF_UNIX); server.bind(sys.argv[1]); server.listen()\n"
        "client = socket.socket(socket.AF_UNIX); client.connect(sys.argv[1])\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "s")], cwd=ROOT, check=True, timeout=30)


def test_no_command_opens_an_internet_socket(ebb: Ebb, tmp_path: Path) -> None:
    """A look from outside: the system calls of a whole import and question, where they can be traced."""
    watch = (
        "import sys\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(event) if event.startswith('socket.') else None)\n"
        "from app.main import run\n"
        "try:\n    run()\n"
        "finally:\n"
        "    bad = [e for e in seen if e not in ('socket.__new__', 'socket.gethostname')]\n"
        "    assert not bad, bad\n"
    )
    file = write_conversation(tmp_path / "c.jsonl", map(message, range(20)))
    for words in (("import", "conversation", file), ("search", "gannet7"), ("ask", "What is Gannet7?"), ("status",)):
        done = subprocess.run(
            [sys.executable, "-c", watch, *ebb.command(*words)[3:]],
            env=ebb.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
