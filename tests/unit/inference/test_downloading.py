"""Downloading a model, from a real server on loopback: it goes on where it stopped, and nothing wrong is ever kept."""

from __future__ import annotations

import pickle
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import Cancelled, ModelUnavailable, UserError
from core.inference.downloading import fetching
from core.inference.downloading.catalogue import offer_figures, read_offers
from core.inference.downloading.download import (
    discard_unfinished,
    download,
    find_downloaded,
    hub_endpoint,
    remove_downloaded,
    unfinished_bytes,
)
from core.inference.downloading.fetching import Refused, Request
from core.model.offers import Offer
from core.model.work import Progress
from tests.faults.command import ROOT, wait_until
from tests.unit.inference.hub import Hub, serve

CONTENT = bytes(range(256)) * 4096  # 1 MB, four pieces


@pytest.fixture
def offer() -> Offer:
    return replace(read_offers()[0], files=("small.gguf",), size=len(CONTENT))


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serve(Hub(CONTENT)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        monkeypatch.setenv("HF_TOKEN", "hf_secret")
        monkeypatch.setenv("HF_HUB_DOWNLOAD_TIMEOUT", "1")
        yield hub


def left(models: Path) -> list[str]:
    return sorted(str(file.relative_to(models)) for file in models.rglob("*") if file.is_file())


def test_a_model_is_there_whole_with_what_the_hub_said_of_it(hub: Hub, offer: Offer, tmp_path: Path) -> None:
    steps: list[Progress] = []
    got = download(offer, tmp_path, on_progress=steps.append)
    assert (got.folder / "small.gguf").read_bytes() == CONTENT
    assert (got.commit, got.pins[0].checksum, got.pins[0].size) == (hub.commit, hub.etag, len(CONTENT))
    assert left(tmp_path) == [f"{offer.id}/pin.json", f"{offer.id}/small.gguf"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.rglob("*"))
    assert steps[-1].stage == "checking"
    assert steps[-2].done == steps[-2].total == len(CONTENT)
    assert not any("hf_secret" in str(headers) for headers in hub.headers), "no account's token is sent"
    assert {path.rsplit("/", 1)[-1] for _, path, _ in hub.asked} == {"small.gguf"}, "and nothing else is asked for"
    asked = len(hub.asked)
    assert download(offer, tmp_path) == got
    assert len(hub.asked) == asked, "what is there is not asked for again"
    remove_downloaded(offer.id, tmp_path)
    assert find_downloaded(offer, tmp_path) is None
    assert left(tmp_path) == []


def test_a_broken_connection_is_taken_up_again(hub: Hub, offer: Offer, tmp_path: Path) -> None:
    hub.cut = 600_000
    got = download(offer, tmp_path)
    assert (got.folder / "small.gguf").read_bytes() == CONTENT
    ranges = [asked for method, _, asked in hub.asked if method == "GET"]
    assert ranges[0] == ""
    assert re.fullmatch(r"bytes=[1-9]\d*-", ranges[1])


def test_a_download_that_is_given_up_goes_on_the_next_time(hub: Hub, offer: Offer, tmp_path: Path) -> None:
    hub.cut, hub.ill = 600_000, True
    with pytest.raises(ModelUnavailable, match=r"the error 503\. .* start again to go on"):
        download(offer, tmp_path)
    begun = unfinished_bytes(offer, tmp_path)
    assert 0 < begun < len(CONTENT)
    assert find_downloaded(offer, tmp_path) is None
    hub.ill = False
    download(offer, tmp_path)
    assert hub.asked[-1][2] == f"bytes={begun}-"


@pytest.mark.parametrize("paused", [True, False])
def test_a_pause_keeps_what_is_there_and_a_cancel_does_not(
    hub: Hub, offer: Offer, tmp_path: Path, paused: bool
) -> None:
    hub.cut, hub.stall = 600_000, True
    stop = threading.Event()
    with pytest.raises(Cancelled):
        download(offer, tmp_path, on_progress=lambda step: stop.set(), **{"pause" if paused else "cancel": stop})
    assert bool(unfinished_bytes(offer, tmp_path)) == paused
    hub.stall = False
    hub.released.set()
    assert (download(offer, tmp_path).folder / "small.gguf").read_bytes() == CONTENT


def test_a_hub_that_goes_away_and_comes_back_is_gone_on_with(
    offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_DOWNLOAD_TIMEOUT", "1")
    with ExitStack() as up:
        hub = up.enter_context(serve(Hub(CONTENT, cut=600_000, stall=True)))
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        with pytest.raises(ModelUnavailable, match=r"could not be reached.* start again to go on"):
            download(offer, tmp_path, on_progress=lambda step: up.close())
    begun = unfinished_bytes(offer, tmp_path)
    assert 0 < begun < len(CONTENT)
    with serve(Hub(CONTENT)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        assert (download(offer, tmp_path).folder / "small.gguf").read_bytes() == CONTENT
    assert hub.asked[-1][2] == f"bytes={begun}-"


def test_of_two_downloads_at_once_the_second_says_so_and_harms_nothing(hub: Hub, offer: Offer, tmp_path: Path) -> None:
    hub.cut, hub.stall = 600_000, True
    refused: list[str] = []

    def meanwhile(step: Progress) -> None:
        if not refused:
            for second in (download, discard_unfinished):
                with pytest.raises(ModelUnavailable, match="being downloaded already") as caught:
                    second(offer, tmp_path)
                refused.append(str(caught.value))
            hub.stall = False
            hub.released.set()

    got = download(offer, tmp_path, on_progress=meanwhile)
    assert len(refused) == 2
    assert (got.folder / "small.gguf").read_bytes() == CONTENT
    assert left(tmp_path) == [f"{offer.id}/pin.json", f"{offer.id}/small.gguf"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_download_that_is_killed_leaves_nothing_locked(hub: Hub, offer: Offer, tmp_path: Path) -> None:
    hub.cut, hub.stall = 600_000, True
    program = (
        "import pickle, sys\nfrom pathlib import Path\nfrom core.inference.downloading.download import download\n"
        "offer = pickle.load(sys.stdin.buffer)\n"
        f"download(offer, Path({str(tmp_path)!r}), on_progress=lambda step: print('begun', flush=True))\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as first:
        assert first.stdin is not None
        assert first.stdout is not None
        first.stdin.write(pickle.dumps(offer))
        first.stdin.close()
        assert first.stdout.readline() == b"begun\n"
        first.kill()
    hub.stall = False
    hub.released.set()

    def downloaded() -> bool:
        try:
            return bool(download(offer, tmp_path))
        except ModelUnavailable as error:
            if "being downloaded already" not in str(error):
                raise
            return False  # the process that fetched ends with its parent, but not before it

    wait_until(downloaded)
    assert (tmp_path / offer.id / "small.gguf").read_bytes() == CONTENT
    assert left(tmp_path) == [f"{offer.id}/pin.json", f"{offer.id}/small.gguf"]


def test_silence_is_not_waited_for(hub: Hub, offer: Offer, tmp_path: Path) -> None:
    hub.cut, hub.stall = 600_000, True
    assert (download(offer, tmp_path).folder / "small.gguf").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"checksum": "0" * 64}, "checksum differs"),
        ({"grows": 1000}, "changed at the source"),
        ({"checksum": "weak"}, "no size or checksum"),
    ],
    ids=["checksum", "size", "none"],
)
def test_what_is_not_what_the_hub_said_leaves_nothing(
    hub: Hub, offer: Offer, tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    for name, value in wrong.items():
        setattr(hub, name, value)
    with pytest.raises(ModelUnavailable, match=said):
        download(offer, tmp_path)
    assert left(tmp_path) == []


def test_a_model_that_changed_at_the_hub_is_begun_anew(hub: Hub, offer: Offer, tmp_path: Path) -> None:
    hub.cut, hub.ill = 600_000, True
    with pytest.raises(ModelUnavailable):
        download(offer, tmp_path)
    hub.content, hub.ill = CONTENT[::-1], False
    got = download(offer, tmp_path)
    assert (got.folder / "small.gguf").read_bytes() == CONTENT[::-1]
    assert left(tmp_path) == [f"{offer.id}/pin.json", f"{offer.id}/small.gguf"]


def test_a_model_that_is_not_there_is_said(hub: Hub, offer: Offer, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="has no such model"):
        download(replace(offer, files=("other.bin",)), tmp_path)
    assert left(tmp_path) == []
    discard_unfinished(offer, tmp_path)


def test_a_full_disk_is_said_before_anything_is_loaded(
    hub: Hub, offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY", True)
    request = Request(offer.repository, offer.files, tmp_path, hub.endpoint)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    with pytest.raises(Refused, match="not enough room"):
        fetching.fetch(request)
    assert {method for method, _, _ in hub.asked} == {"HEAD"}


def test_models_are_never_asked_for_in_clear_over_the_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    for refused in ("http://hub.example.org", "http://8.8.8.8", "ftp://127.0.0.1"):
        monkeypatch.setenv("HF_ENDPOINT", refused)
        with pytest.raises(UserError, match="https"):
            hub_endpoint()
    for used in ("https://hub.example.org", "http://192.168.1.4:8080"):
        monkeypatch.setenv("HF_ENDPOINT", used)
        assert hub_endpoint() == used


def test_the_catalogue_says_all_that_is_needed_of_each_model() -> None:
    offers = read_offers()
    assert len({offer.id for offer in offers}) == len(offers)
    writing = [offer for offer in offers if offer.role == "language"]
    assert [offer.size for offer in writing] == sorted(offer.size for offer in writing)
    assert {offer.role for offer in offers} == {"language", "embedding", "cross-encoder"}
    assert {"small", "balanced", "large"} <= {offer.size_class for offer in offers}
    for offer in offers:
        assert offer.licence in ("Apache-2.0", "MIT")
        assert offer.repository.count("/") == 1
        assert offer.origin
        assert offer in writing or offer.files[0] == "model.safetensors"
        assert offer not in writing or all(name.endswith(".gguf") for name in offer.files)
        # Below this, a model only picks answers from the evidence.
        assert offer not in writing or offer.size > 500_000_000
        assert offer_figures(offer).layers == offer.layers
