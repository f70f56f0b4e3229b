"""A file that isn't what its name says, or does more than be read, is refused by its rule."""

import stat
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest

from binhyen.files import actions, shelf
from binhyen.files.choices import FileFault
from binhyen.files.models import Stored
from binhyen.files.rules import FileRefused, inspected, packages, pdf

from .samples import (
    a_docx,
    a_huge_png,
    a_pdf,
    a_picture,
    an_xlsx,
    assembled,
    locked_zip,
    packed,
    rewritten,
    with_relation,
    with_types,
)

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R %s >>"
PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"


def acting(entry: bytes) -> bytes:
    return assembled([CATALOGUE % entry, PAGES])


def relation(kind: str, target: str) -> bytes:
    tag = f'<Relationship Id="rX" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    return with_relation(a_docx(), tag)


def bomb() -> bytes:
    return rewritten(a_docx(), {"word/media/image1.xml": b"\0" * (30 * 2**20)})


def an_archive() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("a.txt", "x")
    return file.getvalue()


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LOCKED_WORD = OLD_WORD + "EncryptedPackage".encode("utf-16-le")
MACRO_TYPES = (b"wordprocessingml.document.main+xml", b"x.macroEnabled.main+xml")
SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"

BAD = {
    "nothing in it": (b"", "a.pdf", "empty"),
    "words called PDF": (b"Kinh gui", "a.pdf", "not_it"),
    "a program called PDF": (b"MZ\x90\0" + b"\0" * 200, "a.pdf", "misnamed"),
    "a PDF called Word": (a_pdf(), "a.docx", "misnamed"),
    "Excel called Word": (an_xlsx(), "a.docx", "misnamed"),
    "a picture called PDF": (a_picture(), "a.pdf", "misnamed"),
    "a JPEG called PNG": (a_picture("JPEG"), "a.png", "misnamed"),
    "a plain archive called Word": (an_archive(), "a.docx", "misnamed"),
    "a kind that isn't kept": (an_archive(), "a.zip", "unknown_kind"),
    "a PDF without an ending": (a_pdf(), "quyet-dinh", "unknown_kind"),
    "a web page": (b"<html><script>", "a.html", "unknown_kind"),
    "a drawing with scripts": (b"<svg onload='x'/>", "a.svg", "unknown_kind"),
    "Word of long ago": (OLD_WORD, "a.doc", "old_office"),
    "Word with a password": (LOCKED_WORD, "a.docx", "encrypted"),
    "a package with a password": (locked_zip(a_docx()), "a.docx", "encrypted"),
    "a PDF with a password": (acting(b"/X 1") + b"/Encrypt 9 0 R", "a.pdf", "encrypted"),
    "a PDF with a script": (acting(SCRIPT), "a.pdf", "active"),
    "a script spelt oddly": (acting(b"/AA << /S /J#61vaScr#69pt >>"), "a.pdf", "active"),
    "a PDF that starts programs": (acting(b"/A << /S /Launch /F (x.exe) >>"), "a.pdf", "active"),
    "a PDF with files in it": (acting(b"/Names << /EmbeddedFiles 5 0 R >>"), "a.pdf", "active"),
    "a form that acts": (acting(b"/AcroForm << /XFA 7 0 R >>"), "a.pdf", "active"),
    "a script packed away": (
        a_pdf(extra=packed(b"<< /S /JavaScript /JS (x) >>")), "a.pdf", "active"),
    "objects that can't be unpacked": (
        a_pdf(extra=b"\n8 0 obj << /Type /ObjStm /Filter /LZWDecode >>\nstream\nxx\nendstream"),
        "a.pdf", "uncheckable"),
    "half a PDF": (a_pdf()[:60], "a.pdf", "damaged"),
    "a PDF without pages": (acting(b""), "a.pdf", "damaged"),
    "macros by their type": (with_types(a_docx(), *MACRO_TYPES), "a.docx", "macros"),
    "macros in a part": (rewritten(a_docx(), {"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
    "a control": (rewritten(a_docx(), {"word/activeX/activeX1.xml": b"<x/>"}), "a.docx", "macros"),
    "an object": (
        rewritten(a_docx(), {"word/embeddings/oleObject1.bin": b"x"}), "a.docx", "active"),
    "entities": (
        rewritten(a_docx(), {"word/footnotes.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}),
        "a.docx", "active"),
    "a template from afar": (
        relation("attachedTemplate", "https://evil.example/t.dotm"), "a.docx", "outside"),
    "a template on a share": (
        relation("attachedTemplate", "\\\\evil\\t.dotm"), "a.docx", "outside"),
    "a picture from afar": (relation("image", "http://evil.example/1.png"), "a.docx", "outside"),
    "a zip bomb": (bomb(), "a.docx", "bomb"),
    "half a Word file": (a_docx()[:2000], "a.docx", "damaged"),
    "text that is no XML": (
        rewritten(a_docx(), {"word/document.xml": b"<w:document"}), "a.docx", "damaged"),
    "a part's checksum is wrong": (
        a_docx().replace(b"docProps/core.xml", b"docProps/cure.xml", 1), "a.docx", "damaged"),
    "half a picture": (a_picture("JPEG", (900, 900))[:900], "a.jpg", "damaged"),
    "a picture that would fill memory": (a_huge_png(), "a.png", "big_picture"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("what", BAD)
def test_it_is_refused_by_the_rule_that_forbids_it(what):
    content, name, code = BAD[what]
    with pytest.raises(FileRefused) as refused:
        actions.keep(content, name=name, at=AT)
    assert refused.value.code == code
    assert len(refused.value.label) > 20
    assert "%" not in refused.value.label
    assert not Stored.objects.exists()
    assert not list((shelf.folder() / shelf.COMING).glob("*"))


def test_the_refusal_says_what_the_name_promised_and_what_it_is():
    with pytest.raises(FileRefused) as refused:
        inspected(a_picture(), "ke-hoach.pdf")
    assert "tên ghi PDF, nội dung là ảnh PNG" in refused.value.label


def test_a_file_may_be_25_megabytes_and_no_more():
    whole = b"%PDF-1.7\n" + b" " * (25 * 2**20 - 9)
    assert inspected(whole, "a.pdf") == "pdf"
    with pytest.raises(FileRefused) as refused:
        inspected(whole + b" ", "a.pdf")
    assert refused.value.code == FileFault.TOO_LARGE


def test_links_that_a_reader_may_press_and_paths_of_ones_own_disk_do_no_harm():
    for kind, target in [
        ("hyperlink", "https://chinhphu.vn"),
        ("attachedTemplate", "file:///C:\\Users\\an\\cong-van.dotx"),
        ("attachedTemplate", "cong-van.dotx"),
    ]:
        assert inspected(relation(kind, target), "a.docx") == "docx"


def test_a_signature_is_welcome():
    signed = acting(b"/AcroForm << /SigFlags 3 /Fields [<< /FT /Sig >>] >>")
    assert inspected(signed, "a.pdf") == "pdf"


def test_an_object_stream_that_never_ends_is_a_bomb(monkeypatch):
    monkeypatch.setattr(pdf, "LARGEST_STREAM", 10_000)
    with pytest.raises(FileRefused) as refused:
        pdf.look_over(a_pdf(extra=packed(b"0 " * 20_000)))
    assert refused.value.code == FileFault.BOMB


def test_many_parts_that_each_look_small_are_counted_together(monkeypatch):
    monkeypatch.setattr(packages, "LARGEST_UNPACKED", 10_000)
    with pytest.raises(FileRefused) as refused:
        packages.kind_of(a_docx())
    assert refused.value.code == FileFault.BOMB


# --- the scanner of an installation ---


@pytest.fixture
def scanner(settings, tmp_path):
    """`scanner("exit 1")`: a command of the administrator's, given each file's path."""

    def scanner(line: str) -> None:
        script = tmp_path / "scan"
        script.write_text(f"#!/bin/sh\n{line}\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        settings.BINHYEN_SCAN_COMMAND = f"{script} --quiet"

    return scanner


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(("line", "code"), [("exit 1", "virus"), ("exit 2", "scan_failed")])
def test_what_the_scanner_finds_is_not_kept(scanner, line, code):
    scanner(line)
    with pytest.raises(FileRefused) as refused:
        actions.keep(a_docx(), name="a.docx", at=AT)
    assert refused.value.code == code
    assert not Stored.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_scanner_is_given_the_file_itself(scanner, tmp_path):
    scanner(f'cp "$2" {tmp_path}/seen')
    content = a_docx()
    actions.keep(content, name="a.docx", at=AT)
    assert (tmp_path / "seen").read_bytes() == content


@pytest.mark.django_db
def test_a_scanner_that_is_missing_keeps_everything_out(settings):
    settings.BINHYEN_SCAN_COMMAND = "/no/such/scanner"
    with pytest.raises(FileRefused) as refused:
        actions.keep(a_docx(), name="a.docx", at=AT)
    assert refused.value.code == FileFault.SCAN_FAILED
