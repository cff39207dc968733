"""Makes the binary documents beside it, byte for byte the same each time: `python tests/golden/make_documents.py`."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import docx

HERE = Path(__file__).parent
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
IDENTITY = hashlib.md5(b"Ebb").digest()


def pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of the given objects, numbered from 1; the first is the catalogue."""
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def page_words(lines: list[str]) -> bytes:
    shown = b" ".join(b"(%s) Tj T*" % line.encode("latin-1") for line in lines)
    return b"BT /F1 12 Tf 14 TL 72 720 Td %s ET" % shown


PICTURE = b"q 300 0 0 300 72 300 cm /Im1 Do Q"


def pages(contents: list[bytes]) -> list[bytes]:
    """Objects: catalogue, pages, font, picture, then a page and its content for each of `contents`."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * index) for index in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(contents), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(
            bytes(range(0, 256, 16)),
            b"/Type /XObject /Subtype /Image /Width 4 /Height 4 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        ),
    ]
    for index, content in enumerate(contents):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >> >>" % (6 + 2 * index),
            stream(content),
        ]
    return objects


def rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def locked(password: bytes) -> bytes:
    """A PDF with the standard security handler, revision 2 (PDF 1.4 reference, 3.5.2)."""
    padded = (password + PADDING)[:32]
    owner = rc4(hashlib.md5(padded).digest()[:5], padded)
    rights = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(padded + owner + rights + IDENTITY).digest()[:5]
    objects = pages([page_words(["Nobody reads this without the password."])])
    content_key = hashlib.md5(key + (6).to_bytes(3, "little") + b"\0\0").digest()[:10]
    objects[5] = stream(rc4(content_key, page_words(["Nobody reads this without the password."])))
    objects.append(
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
        % (owner.hex().encode(), rc4(key, PADDING).hex().encode())
    )
    identity = IDENTITY.hex().encode()
    return pdf(objects, b"/Encrypt %d 0 R /ID [<%s> <%s>]" % (len(objects), identity, identity))


def word_document() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Minutes of the garden club"
    document.add_heading("Minutes", level=1)
    document.add_paragraph("The club met on the terrace. Eleven members came.")
    document.add_heading("Planting", level=2)
    document.add_paragraph("The quinces move to the south wall in March.")
    table = document.add_table(rows=2, cols=2)
    for row, words in zip(table.rows, (("Bed", "Plant"), ("North", "Ferns")), strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.add_paragraph("After the table, Ines thanked the hosts.")
    document.add_heading("Next meeting", level=2)
    packed = io.BytesIO()
    document.save(packed)
    # Rewritten with fixed times, so that making it again changes nothing.
    out = io.BytesIO()
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if not name.startswith("docProps/thumbnail"):
                entry = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(name))
    return out.getvalue()


def package(**members: bytes) -> bytes:
    """A ZIP of the given members; in names "__" stands for "/" and "_xml" for ".xml"."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name.replace("__", "/").replace("_xml", ".xml"), (2024, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return out.getvalue()


def laughs(levels: int = 30) -> bytes:
    """A billion laughs: each entity is ten of the one before."""
    entities = [b'<!ENTITY e0 "ha">']
    entities += [b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, levels)]
    return b"<!DOCTYPE x [%s]><x>&e%d;</x>" % (b"".join(entities), levels - 1)


def write_dangerous(broken: Path) -> None:
    odt = b"application/vnd.oasis.opendocument.text"
    book = b"application/epub+zip"
    rootfile = b'<container><rootfiles><rootfile full-path="%s"/></rootfiles></container>'
    lock = b'<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData/></encryption>'
    files = {
        "laughs.odt": package(mimetype=odt, content_xml=laughs()),
        "laughs.xlsx": package(xl__workbook_xml=laughs()),
        "bomb.pptx": package(ppt__presentation_xml=b" " * 8_000_000),
        "locked.odt": package(mimetype=odt, **{"META-INF__manifest_xml": b"<m:encryption-data/>", "content_xml": b"?"}),
        "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
        "locked.epub": package(mimetype=book, **{"META-INF__encryption_xml": lock}),
        "traversal.epub": package(mimetype=book, **{"META-INF__container_xml": rootfile % b"../../../etc/passwd"}),
        "deep.json": b"[" * 5000 + b"]" * 5000,
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
        "packed.zip": package(**{"..__..__etc__passwd": b"root"}),
        "voice.mp3": b"ID3\x04" + bytes(60),
    }
    for name, content in files.items():
        (broken / name).write_bytes(content)


def main() -> None:
    harbour = page_words(
        [
            "The harbour was rebuilt after the storm of 1953, and the new light-",
            "house has stood on the outer mole since then. A well-known builder",
            "drew it. The well-",
            "known stair inside has ninety steps.",
        ]
    )
    ferry = page_words(["The ferry to the island leaves at nine."])
    documents, broken = HERE / "documents", HERE / "broken"
    named = pages([harbour, PICTURE, ferry])
    named.append(b"<< /Title (Harbour notes) >>")
    whole = pdf(named, b"/Info %d 0 R" % len(named))
    (documents / "harbour.pdf").write_bytes(whole)
    (documents / "minutes.docx").write_bytes(word_document())
    (documents / "letter-utf16.txt").write_text("Liebe Jo,\nder Käse kam an.\n", encoding="utf-16", newline="\r\n")
    (documents / "letter-cp1252.txt").write_bytes(
        "Liebe Jo, der Käse kam gestern an, und die Gäste fanden ihn köstlich. Grüße von uns.\n".encode("cp1252")
    )
    (documents / "harbour-mislabelled.txt").write_bytes(whole)
    (broken / "truncated.pdf").write_bytes(whole[:300])
    (broken / "locked.pdf").write_bytes(locked(b"quince"))
    (broken / "pictures-only.pdf").write_bytes(pdf(pages([PICTURE, PICTURE])))
    (broken / "blank.pdf").write_bytes(pdf(pages([b""])))
    (broken / "picture-mislabelled.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(60))
    (broken / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (broken / "empty.txt").write_bytes(b"")
    (broken / "truncated.docx").write_bytes(word_document()[:2000])
    write_dangerous(broken)


if __name__ == "__main__":
    main()
