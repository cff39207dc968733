"""Choosing the language model: what is no model is refused, what is chosen is used from the next question on."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from core.assistant import Assistant
from core.errors import MachineError, ModelUnavailable, UserError
from core.inference import pinning
from core.inference.language import LanguageModel
from core.inference.models import NONE, OVERRIDE, digest_file, find_model, find_starter
from core.inference.pinning import Pinning
from core.model.status import ModelState
from core.modelling import Modelling
from core.store.database import Database
from tests.unit.inference.hub import Hub, serve


@pytest.fixture
def switched() -> list[str]:
    return []


@pytest.fixture
def modelling(database: Database, switched: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Modelling:
    monkeypatch.delenv(OVERRIDE, raising=False)
    return Modelling(database, lambda: switched.append("switched"), tmp_path / "models")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A model of one's own: the starter model under another name."""
    path = tmp_path / "mine.gguf"
    path.symlink_to(find_starter("language").path)
    return path


def used(modelling: Modelling) -> list[str]:
    return [one.name for one in modelling.list() if one.used]


def test_the_starter_is_used_until_another_is(modelling: Modelling, mine: Path, switched: list[str]) -> None:
    starter = find_starter("language").name
    assert used(modelling) == [starter]
    added = modelling.add(mine)
    assert (added.name, added.used, modelling.add(mine)) == ("mine", False, added)
    modelling.use(mine)
    assert (used(modelling), find_model("language", modelling.chosen).path) == (["mine"], mine)
    modelling.use(None)
    assert (used(modelling), modelling.chosen) == ([""], NONE)
    with pytest.raises(ModelUnavailable, match="as you chose"):
        find_model("language", modelling.chosen)
    modelling.use(None, starter=True)
    assert used(modelling) == [starter]
    assert len(switched) == 3


def test_a_model_that_is_removed_is_forgotten_and_its_file_stays(
    modelling: Modelling, mine: Path, switched: list[str]
) -> None:
    modelling.add(mine)
    modelling.use(mine)
    modelling.remove(mine)
    assert used(modelling) == [find_starter("language").name]
    assert mine.exists()
    assert len(switched) == 2
    for call in (modelling.use, modelling.remove):
        with pytest.raises(UserError, match="added"):
            call(mine)


def test_a_file_that_went_is_said_and_never_replaced_in_silence(modelling: Modelling, mine: Path) -> None:
    modelling.add(mine)
    modelling.use(mine)
    mine.unlink()
    assert [one.problem for one in modelling.list()][1] == "Its file is no longer there."
    with pytest.raises(ModelUnavailable, match="no longer at"):
        find_model("language", modelling.chosen)
    with pytest.raises(MachineError, match="no longer at"):
        modelling.use(mine)


def header(architecture: bytes = b"llama", tensors: int = 0) -> bytes:
    key = b"general.architecture"
    return b"".join(
        (b"GGUF", struct.pack("<IQQ", 3, tensors, 1), struct.pack("<Q", len(key)), key,
         struct.pack("<IQ", 8, len(architecture)), architecture)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: b"", "empty"),
        (lambda: b"MZ" + bytes(64), "not a GGUF"),
        (lambda: header()[:-3], "cut short"),
        (lambda: header(tensors=10**9), "10|tensors"),
        (lambda: header(b"abacus"), "of the kind “abacus”"),
        (lambda: header(), "no language model"),
    ],
    ids=["empty", "magic", "cut", "tensors", "kind", "headless"],
)
def test_what_is_no_model_is_not_added(
    modelling: Modelling, tmp_path: Path, content: Callable[[], bytes], said: str
) -> None:
    path = tmp_path / "bad.gguf"
    path.write_bytes(content())
    with pytest.raises(UserError, match=said):
        modelling.add(path)
    assert len(modelling.list()) == 2


def test_switching_shows_at_once_what_is_used_next(modelling: Modelling, mine: Path) -> None:
    told: list[tuple[str, ModelState]] = []
    language = LanguageModel(lambda status: told.append((status.name, status.state)), chosen=lambda: modelling.chosen)
    modelling.add(mine)
    modelling.use(mine)
    language.switch()
    modelling.use(None)
    language.switch()
    assert told == [("mine", ModelState.IDLE), ("mine", ModelState.ABSENT)]
    assert not language.available


def model_file() -> bytes:
    """The least that passes for a language model: a header with a kind, a number of layers and a vocabulary."""
    fields = (("general.architecture", 8, b"llama"), ("llama.block_count", 4, 1), ("tokenizer.ggml.model", 8, b"gpt2"))
    content = b"GGUF" + struct.pack("<IQQ", 3, 0, len(fields))
    for key, kind, value in fields:
        content += struct.pack("<Q", len(key)) + key.encode() + struct.pack("<I", kind)
        content += struct.pack("<Q", len(value)) + value if isinstance(value, bytes) else struct.pack("<I", value)
    return content + bytes(64)


def test_a_model_that_is_downloaded_is_known_and_goes_with_its_files(
    modelling: Modelling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(Hub(model_file())) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        before = modelling.offers()
        got = modelling.download("qwen2.5-0.5b")
    path = got.folder / got.offer.files[0]
    assert (modelling.list()[1].path, modelling.list()[1].licence) == (path, "Apache-2.0")
    assert modelling.offers() == before[1:]
    modelling.use(path)
    modelling.remove(path)
    assert not path.exists()
    assert used(modelling) == [find_starter("language").name]
    assert modelling.offers() == before


def test_a_downloaded_model_is_held_against_its_checksum_once_for_each_state_of_its_file(
    modelling: Modelling, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(Hub(model_file())) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        got = modelling.download("qwen2.5-0.5b")
    path = got.folder / got.offer.files[0]
    modelling.use(path)
    read: list[Path] = []
    monkeypatch.setattr(pinning, "digest_file", lambda path: [read.append(path), digest_file(path)][1])
    held = Pinning(database)
    held.hold(path)
    assert read == [], "it was held against it when it was downloaded"
    os.utime(path, ns=(1, 1))
    for _ in range(2):
        held.hold(path)
    assert read == [path]
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    language = LanguageModel(chosen=lambda: modelling.chosen, pinning=held)
    with pytest.raises(ModelUnavailable, match=r"not the file that was downloaded.* download it again"):
        language.load()
    assert (language.status().state, language.loaded) == (ModelState.FAILED, False)
    modelling.remove(path)
    held.hold(path)  # nothing is known of it any more


def test_what_was_downloaded_and_is_no_model_is_removed(
    modelling: Modelling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(Hub(b"an error page")) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        with pytest.raises(UserError, match="not a GGUF"):
            modelling.download("qwen2.5-0.5b")
    assert not [file for file in (tmp_path / "models").rglob("*") if file.is_file()]
    with pytest.raises(UserError, match="can be downloaded"):
        modelling.download("gpt-99")


def test_a_model_is_found_while_every_reader_of_the_vault_is_busy(tmp_path: Path, mine: Path) -> None:
    assistant, _ = Assistant.create(tmp_path / "profile", "seven quiet boats")
    try:
        assistant.models.add(mine)
        assistant.models.use(mine)
        with ExitStack() as busy:
            for _ in range(4):
                busy.enter_context(assistant._database.reading())
            assert assistant._language.status().name == "mine"
    finally:
        assistant.close()
    again = Assistant.unlock(tmp_path / "profile", passphrase="seven quiet boats")
    try:
        assert again._language.status().name == "mine"
    finally:
        again.close()
