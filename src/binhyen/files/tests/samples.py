"""Files for tests: honest ones, and every kind of dishonest one we know."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import docx
import pypdfium2
import xlsxwriter
from PIL import Image

CONTENT_TYPES = "[Content_Types].xml"


def a_pdf(pages: int = 2, *, extra: bytes = b"") -> bytes:
    """A PDF that opens; extra: objects of its own, as bytes before the end."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue() + extra


def a_written_pdf(words: str) -> bytes:
    """A PDF by hand, one page with some words on it."""
    text = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    """These objects, numbered from 1, as a PDF whose catalogue is the first."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n"
    return body + table + trailer % (len(objects) + 1, len(body))


def packed(objects: bytes) -> bytes:
    """An object stream that holds one object, deflated."""
    inside = zlib.compress(b"9 0 " + objects)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(inside)
    return b"\n8 0 obj\n%s\nstream\r\n%s\nendstream\nendobj\n" % (head, inside)


def a_docx(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs or ("Kính gửi Ủy ban nhân dân xã",):
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def an_xlsx() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write(0, 0, "Tổng hợp")
    return file.getvalue()


def a_picture(form: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, form)
    return file.getvalue()


def rewritten(package: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """A package with some parts put in, replaced, or (None) left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def part_of(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read(name)


def with_relation(package: bytes, relation: str) -> bytes:
    """A Word file whose text points somewhere."""
    name = "word/_rels/document.xml.rels"
    rels = part_of(package, name).replace(
        b"</Relationships>", f"{relation}</Relationships>".encode()
    )
    return rewritten(package, {name: rels})


def with_types(package: bytes, old: bytes, new: bytes) -> bytes:
    types = part_of(package, CONTENT_TYPES)
    assert old in types
    return rewritten(package, {CONTENT_TYPES: types.replace(old, new)})


def locked_zip(package: bytes) -> bytes:
    """The same package with the mark of a password on every part."""
    content = bytearray(package)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            flags = struct.unpack_from("<H", content, at + offset)[0]
            struct.pack_into("<H", content, at + offset, flags | 1)
            at = content.find(signature, at + 4)
    return bytes(content)


def a_huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few bytes that say they are a picture of so many dots."""

    def chunk(name: bytes, data: bytes) -> bytes:
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
