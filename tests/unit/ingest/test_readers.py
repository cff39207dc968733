"""What each kind of document reads as, and what is refused, with which reason."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import EbbError, MachineError, UserError
from core.ingest import document as documents
from core.ingest import readers
from core.ingest.document import DOCX, HTML, MARKDOWN, PDF, PLAIN
from core.ingest.readers import docx, html, markdown, package, pdf, plain
from core.ingest.segment import segment

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden"
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def golden(name: str) -> documents.Document:
    return readers.read(GOLDEN / "documents" / name)


def places(document: documents.Document) -> list[tuple[str, int | None, int | None, tuple[str, ...]]]:
    return [(document.text[s.start : s.end], s.page, s.line, s.heading) for s in document.sections]


def packed(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def test_plain_text():
    document = golden("shed.txt")
    assert (document.media_type, document.title) == (PLAIN, "shed")
    assert document.text.startswith("The key to the shed")
    assert document.text.endswith("Ask her before eight.")
    assert [section.line for section in document.sections] == [1]


def test_markdown():
    document = golden("journal.md")
    assert (document.media_type, document.title) == (MARKDOWN, "Spring journal")
    assert places(document) == [
        ("Tags: garden.", None, 1, ()),
        ("The pear tree flowered on the 4th of April, a week\nearly.", None, 8, ("Spring",)),
        ("Ines came with seeds.", None, 13, ("Spring", "Visitors")),
        ("Tomas brought wire and a picture of the fence.", None, 14, ("Spring", "Visitors")),
        ("Bird | Seen", None, 18, ("Spring", "Visitors")),
        ("Wren | 3", None, 20, ("Spring", "Visitors")),
        ("Finch | 7", None, 21, ("Spring", "Visitors")),
        ("count = 3  # not_emphasis_", None, 24, ("Spring", "Visitors")),
        ("Loose ends", None, 27, ("Spring",)),
    ]


def test_web_page():
    document = golden("ferry.html")
    times = ("The island ferry", "Times")
    assert (document.media_type, document.title) == (HTML, "Ferry timetable")
    assert places(document) == [
        ("It leaves from the old quay,\nnot from the mole.", None, 2, times[:1]),
        ("Day | Leaves", None, 4, times),
        ("Monday | 09:00", None, 5, times),
        ("Sunday | 10:30", None, 6, times),
        ("Dogs travel free", None, 7, times),
        ("Bicycles cost 2 €", None, 8, times),
    ]


def test_pdf_with_a_page_that_is_a_picture():
    document = golden("harbour.pdf")
    assert (document.media_type, document.title) == (PDF, "Harbour notes")
    (first, second) = places(document)
    assert "new lighthouse has" in first[0]
    assert "A well-known builder drew it. The well-known stair" in first[0]
    assert (first[1], second) == (1, ("The ferry to the island leaves at nine.", 3, None, ()))
    assert document.notice == "Page 2 holds no text, only pictures, and could not be read."


def test_word_document():
    document = golden("minutes.docx")
    assert (document.media_type, document.title) == (DOCX, "Minutes of the garden club")
    planting = ("Minutes", "Planting")
    assert places(document) == [
        ("The club met on the terrace. Eleven members came.", None, 2, ("Minutes",)),
        ("The quinces move to the south wall in March.", None, 4, planting),
        ("Bed | Plant", None, 5, planting),
        ("North | Ferns", None, 6, planting),
        ("After the table, Ines thanked the hosts.", None, 7, planting),
        ("Next meeting", None, 8, ("Minutes",)),
    ]


def test_other_encodings():
    assert golden("letter-utf16.txt").text == "Liebe Jo,\nder Käse kam an."
    assert "Käse kam gestern an, und die Gäste" in golden("letter-cp1252.txt").text
    assert plain.decode("a unmarked wide tëxt".encode("utf-16-le")) == "a unmarked wide tëxt"
    assert plain.decode("日本の本を読む。".encode("shift_jis") * 20).startswith("日本の本")
    assert plain.decode(b"fine \xff but one byte " + "日本語".encode() * 20).endswith("日本語")


def test_a_kind_is_told_by_content():
    assert golden("harbour-mislabelled.txt").media_type == PDF


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("truncated.pdf", "damaged or incomplete"),
        ("locked.pdf", "locked with a password"),
        ("pictures-only.pdf", "holds only pictures"),
        ("blank.pdf", "holds no text"),
        ("picture-mislabelled.pdf", r"picture \(PNG\)"),
        ("binary.txt", "holds data, not text"),
        ("empty.txt", "is empty"),
        ("truncated.docx", "damaged office document"),
        ("laughs.odt", "damaged"),
        ("laughs.xlsx", "damaged"),
        ("bomb.pptx", "for safety"),
        ("locked.odt", "locked with a password"),
        ("locked.xlsx", "locked with a password"),
        ("locked.epub", "DRM"),
        ("traversal.epub", "damaged"),
        ("deep.json", "for safety"),
        ("old.doc", "before 2007"),
        ("packed.zip", "nothing that Ebb reads"),
        ("voice.mp3", "listen to recordings"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(name, sentence):
    with pytest.raises(UserError, match=sentence):
        readers.read(GOLDEN / "broken" / name)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b" \n\t ", "holds no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(80), "old Office document"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "picture"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(40), "listen to recordings"),
        (b"ID3\x04" + bytes(40), "listen to recordings"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "listen to recordings"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(40), "film"),
        (b"\x1f\x8b\x08" + bytes(40), "gzip"),
        (packed(mimetype="application/vnd.oasis.opendocument.graphics"), "drawing"),
        (packed(anything="x"), "nothing that Ebb reads"),
        (packed(**{"[Content_Types]_xml": "<x/>"}), "without text"),
        (packed(word__document_xml="<broken"), "damaged"),
        (packed(word__document_xml=WORD.format("")), "holds no text"),
    ],
)
def test_other_kinds_are_named(tmp_path, content, sentence):
    path = tmp_path / "some.docx"
    path.write_bytes(content)
    with pytest.raises(UserError, match=sentence):
        readers.read(path)


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.txt"))
        for name, sentence in {
            "pipe.txt": "pipe",
            "loop.txt": "leads back",
            "socket.txt": "socket",
            ".": "a folder",
        }.items():
            with pytest.raises(UserError, match=sentence):
                readers.read(tmp_path / name)
    with pytest.raises(UserError, match="device"):
        readers.read(Path("/dev/zero"))
    with pytest.raises(MachineError, match="not there"):
        readers.read(tmp_path / "gone.txt")


def test_a_link_to_a_file_is_read(tmp_path):
    (tmp_path / "link.txt").symlink_to(GOLDEN / "documents" / "shed.txt")
    assert readers.read(tmp_path / "link.txt").sections


def test_a_file_of_two_gigabytes_is_refused_unread(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(UserError, match=r"is 2\.0 GB.*up to 512 MB"):
        readers.read(path)


def test_too_much_text_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "MOST_CHARACTERS", 50)
    path = tmp_path / "long.txt"
    path.write_text("words " * 50)
    with pytest.raises(UserError, match="more text than"):
        readers.read(path)


def test_a_zip_bomb_is_left_closed():
    paragraph = "<w:p><w:r><w:t>" + "a" * 30_000_000 + "</w:t></w:r></w:p>"
    with pytest.raises(UserError, match="for safety"):
        docx.read(packed(word__document_xml=WORD.format(paragraph)), "t")


def test_a_package_with_too_many_members_is_left_closed(monkeypatch):
    monkeypatch.setattr(package, "MOST_MEMBERS", 3)
    with pytest.raises(UserError, match="for safety"):
        docx.read(packed(a="", b="", c="", word__document_xml=WORD.format("")), "t")


@pytest.mark.parametrize(
    "entity", ['<!ENTITY a SYSTEM "file:///etc/hostname">', '<!ENTITY b "bb"><!ENTITY a "&b;&b;&b;&b;&b;&b;">']
)
def test_entities_are_never_resolved(entity):
    xml = f"<!DOCTYPE x [{entity}]>" + WORD.format("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")
    with pytest.raises(UserError):
        docx.read(packed(word__document_xml=xml), "t")


def test_a_text_box_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    choice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    xml = WORD.format(f"<w:p><w:r><w:t>before</w:t></w:r><w:r>{choice}</w:r></w:p>")
    assert docx.read(packed(word__document_xml=xml), "t").text.split() == ["before", "boxed"]


def test_html_keeps_order_and_drops_what_is_not_shown():
    page = b"""<p>a<ul><li>one<ul><li>inner</ul><li>two</ul><nav><script>x</script></nav><div hidden><nav hidden>q</nav>
    </div><pre>l1\n  l2</pre><table><tr><td>x<p>y<td>z<tr><td><table><tr><td>in</table></table>tail"""
    assert html.read(page, "t").text.split("\n\n") == ["a", "one", "inner\ntwo", "l1\n  l2", "x | y | z", "in", "tail"]
    assert html.read(b"<body hidden><p>made visible by a script</p>", "t").text == "made visible by a script"
    assert html.read(b"<div>" * 5_000 + b"deep", "t").text == "deep"
    assert html.read('<meta charset="iso-8859-1"><p>Käse'.encode("latin-1"), "t").text == "Käse"


def test_a_heading_with_nothing_under_it_is_kept_as_text():
    document = markdown.read(b"# A\n## B\n# C\nwords\n", "t")
    assert [(text, heading) for text, _, _, heading in places(document)] == [("B", ("A",)), ("words", ("C",))]


def test_markdown_without_a_title_takes_its_first_heading_and_keeps_a_rule():
    assert markdown.read(b"# Roof\nleaks", "file").title == "Roof"
    assert markdown.read(b"---\nnot front matter\n\nwords", "file").text == "not front matter\n\nwords"
    assert markdown.read(b"see [it][1] &amp; `x_y_z` \\*\n\n[1]: http://a", "t").text == "see it & x_y_z *"


def test_notes_of_obsidian_and_logseq():
    note = b"""---
title: Fence
tags: [garden, "wood work"]
aliases:
  - The long fence
  - Zaun
---
See [[Shed#Key|the shed]] and [[Ines]], ![[plan.png]] %%private%% for ==oak==, x==y.

> [!note] Wire
> is short

- owner:: [[Tomas]]
  id:: 64a1f0c2-1111-2222-3333-444455556666
- `[[ -f x ]]` stays
"""
    document = markdown.read(note, "t")
    assert document.title == "Fence"
    assert document.text.split("\n\n") == [
        "Tags: garden, wood work. Also called: The long fence, Zaun.",
        "See the shed and Ines, plan.png  for oak, x==y.",
        "Wire\nis short",
        "owner: Tomas\n[[ -f x ]] stays",
    ]
    assert [section.line for section in document.sections][:2] == [1, 8]


def test_lines_of_a_page_run_on_until_a_paragraph_ends():
    page = "A first line that is as wide as the page is\r\nand goes on in a second one that ends.\r\nShort\r\n- item"
    assert pdf.reflow(page, set()).split("\n")[0].endswith("second one that ends.")
    assert pdf.reflow("in 2023-\n2024 an Anglo-\nSaxon exam-\nple", set()) == "in 2023-2024 an Anglo-Saxon example\n"


def test_reading_opens_no_socket():
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from core.ingest import readers
seen = []
sys.addaudithook(lambda event, _: seen.append(event) if event.startswith(("socket.", "urllib.")) else None)
for path in Path({str(GOLDEN)!r}, "documents").iterdir():
    readers.read(path)
sys.exit(len(seen))
"""
    assert subprocess.run([sys.executable, "-I", "-W", "error", "-c", code]).returncode == 0


@given(st.binary(max_size=400), st.sampled_from([plain, html, markdown, docx]))
def test_any_bytes_are_read_or_refused(data, reader):
    try:
        document = reader.read(data, "t")
    except EbbError:
        return
    assert all(document.text[piece.start : piece.end] == piece.text for piece in segment(document))


TAGS = ["<p>", "<div>", "<table>", "<tr>", "<td>", "<h1>", "<h2>", "<ul>", "<li>", "<pre>", "<br>", "</p>", "</table>"]


@example(["<table>", "<td>", "<table>", "<tr>", "a"])
@given(st.lists(st.sampled_from([*TAGS, "a", "b"])))
def test_any_markup_gives_all_its_words_in_order(tags):
    document = html.read("".join(tags).encode(), "t")
    words = "".join("".join(s.heading) + document.text[s.start : s.end] for s in document.sections)
    assert {"a", "b"} & set(tags) <= set(words)


@given(st.data())
def test_a_damaged_document_is_read_or_refused(data):
    name = data.draw(st.sampled_from(["harbour.pdf", "minutes.docx"]))
    content = bytearray((GOLDEN / "documents" / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"ebb-damaged-{os.getpid()}"
    path.write_bytes(content)
    try:
        readers.read(path)
    except EbbError:
        pass
    finally:
        path.unlink()
