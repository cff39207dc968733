"""Joplin's archive: notes with their notebooks and tags, cut into passages."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.transfer.bundle import Bundle
from core.transfer.importers.joplin import Joplin
from core.transfer.importers.passages import LONGEST, passages_of
from core.transfer.importers.talk import LeftOut
from tests.unit.transfer.importers.exports import read

A, B, C, D, E = (letter * 32 for letter in "abcde")


def note(id_: str, body: str, **fields: str) -> tuple[str, bytes]:
    known = {"id": id_, "parent_id": C, "created_time": "2026-05-03T08:00:00.000Z", "source_url": ""} | fields
    lines = "\n".join(f"{key}: {value}" for key, value in known.items())
    return f"{id_}.md", f"{body}\n\n{lines}".encode()


ITEMS = [
    note(A, f"Fence\n\nThe wire is in the [shed](:/{B}).\n\nnote: not a field", type_="1"),
    note(B, "Secret", type_="1", encryption_applied="1"),
    note(C, "Garden", type_="2", parent_id=D),
    note(D, "House", type_="2", parent_id=""),
    note(E, "outdoors", type_="5"),
    note("f" * 32, "", type_="6", note_id=A, tag_id=E),
]


def write_jex(path: Path, items: list[tuple[str, bytes]]) -> Path:
    with tarfile.open(path, "w") as archive:
        for name, data in items:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


def test_notes_with_their_notebook_tags_and_links(tmp_path: Path) -> None:
    locked, fence = sorted(
        read(Joplin(), write_jex(tmp_path / "all.jex", ITEMS)), key=lambda one: isinstance(one, tuple)
    )
    assert isinstance(locked, LeftOut)
    assert "encrypted" in locked.reason
    assert not isinstance(fence, LeftOut)
    talk, said = fence
    assert (talk.location, talk.title) == (f"joplin:{A}", "Fence")
    assert [(one.text, one.captions) for one in said] == [
        ("The wire is in the shed.\n\nnote: not a field", ("notebook House › Garden", "tag outdoors"))
    ]
    assert said[0].time is not None


def test_a_raw_folder_and_what_climbs_out_of_an_archive(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, data in ITEMS:
        (raw / name).write_bytes(data)
    assert len(read(Joplin(), raw)) == 2
    path = write_jex(tmp_path / "bad.jex", [*ITEMS[:1], (f"../../{B}.md", ITEMS[1][1])])
    assert len(read(Joplin(), path)) == 1
    path.write_bytes(path.read_bytes()[:700])
    with Bundle(path) as bundle:
        assert len(list(Joplin().talks(bundle))) >= 1


@given(st.text(st.sampled_from("ab. \n"), max_size=4000))
def test_every_word_is_in_a_passage_and_none_is_long(text: str) -> None:
    passages = list(passages_of(text))
    assert "".join("".join(passages).split()) == "".join(text.split())
    assert all(0 < len(passage) <= LONGEST for passage in passages)
