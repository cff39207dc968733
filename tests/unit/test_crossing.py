"""A cross-encoder from the catalogue: downloaded file by file, used by thorough searches, switched off, deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.assistant import Assistant
from core.errors import ModelUnavailable, UserError
from core.inference.crossing import FOLDER, CrossEncoder
from core.inference.downloading.catalogue import find_offer
from core.model.offers import Offer
from tests.unit.inference.hub import Hub, serve
from tests.unit.inference.stand_ins import cross_encoder_files, embedding_files, offer_of

NAME = "ms-marco-minilm"


@pytest.fixture
def files() -> dict[str, bytes]:
    return cross_encoder_files()


@pytest.fixture(autouse=True)
def offer(files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Offer:
    made = offer_of(find_offer(NAME), files)
    monkeypatch.delenv(FOLDER, raising=False)
    for module in ("core.modelling", "core.crossing"):
        monkeypatch.setattr(f"{module}.read_offers", lambda: (made,))
    monkeypatch.setattr("core.modelling.find_offer", lambda id_: made)
    return made


@pytest.mark.model
def test_one_that_is_downloaded_reads_again_until_it_is_switched_off(
    tmp_path: Path, files: dict[str, bytes], offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant, _ = Assistant.create(tmp_path / "profile", "seven quiet boats")
    try:
        crossing: CrossEncoder = assistant._crossing
        assert not crossing.available
        assert assistant.cross_encoders.list() == []
        with serve(Hub(others=files)) as hub:
            monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
            got = assistant.models.download(NAME)
        assert {pin.file for pin in got.pins} == set(files)
        assert {path.relative_to(got.folder).as_posix() for path in got.folder.rglob("*.json")} >= set(files) - {
            "model.safetensors"
        }
        assert crossing.available
        scores = crossing.match("Who is there?", ["the cat", "a dog", "the cat"])
        assert scores[0] == pytest.approx(scores[2], abs=1e-5)
        assert scores[0] != pytest.approx(scores[1], abs=1e-5)
        assistant.cross_encoders.use("none")
        assert not crossing.available
        with pytest.raises(ModelUnavailable, match="no cross-encoder"):
            crossing.match("Who is there?", ["the cat"])
        assistant.cross_encoders.use(NAME)
        assert [one.used for one in assistant.cross_encoders.list()] == [True, False]
        weights = got.folder / "model.safetensors"
        whole = weights.read_bytes()
        weights.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        crossing.switch()
        with pytest.raises(ModelUnavailable, match="not the file that was downloaded"):
            crossing.match("Who is there?", ["the cat"])
        weights.write_bytes(whole)
    finally:
        assistant.close()
    again = Assistant.unlock(tmp_path / "profile", passphrase="seven quiet boats")
    try:
        assert again._crossing.available
        again.cross_encoders.remove(offer.name)
        assert not again._crossing.available
        assert not got.folder.exists()
        with pytest.raises(UserError, match="is there"):
            again.cross_encoders.use(NAME)
    finally:
        again.close()


def test_what_is_no_cross_encoder_is_removed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = embedding_files()
    other = offer_of(find_offer(NAME), files)
    monkeypatch.setattr("core.modelling.find_offer", lambda id_: other)
    assistant, _ = Assistant.create(tmp_path / "profile", "seven quiet boats")
    try:
        with serve(Hub(others=files)) as hub:
            monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
            with pytest.raises(ModelUnavailable, match="is no cross-encoder"):
                assistant.models.download(NAME)
        assert not [file for file in (tmp_path / "profile" / "models").rglob("*") if file.is_file()]
        assert not assistant._crossing.available
    finally:
        assistant.close()
