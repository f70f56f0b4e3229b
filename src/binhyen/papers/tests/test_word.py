"""The Word document, read back: geometry, letters and order of parts by Decree 30/2020."""

from datetime import date
from functools import cache
from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from binhyen.papers import queries
from binhyen.papers.choices import Body, FieldKind
from binhyen.papers.rendering.word import word
from binhyen.papers.rules.composing import compose
from binhyen.papers.rules.issuers import proposed

from .factories import TYPED
from .test_rules import KNOWN

POLICE = proposed(
    Body.POLICE,
    name="Xã Đắk Wil",
    short_name="Đắk Wil",
    parent="Tỉnh Lâm Đồng",
    is_province=False,
)
ON = date(2023, 2, 8)
EVERY_KIND = list(queries.kinds())


def paper_of(kind: str):
    wanted = queries.kinds()[kind]
    values = {
        field.code: field.choices[0] if field.choices else TYPED[FieldKind(field.kind)]
        for field in wanted.fields
    } | {"noi_nhan": "Như trên\nLưu: VT"}
    return compose(wanted, values, KNOWN, POLICE, number=4, on=ON)


@cache
def document_of(kind: str):
    """Read back; the tests change nothing in it."""
    return Document(BytesIO(word(paper_of(kind), title=kind)))


def paragraphs(document) -> list:
    """Every paragraph in the order of reading, those in tables among them."""
    found = []
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            for row in item.rows:
                for cell in row.cells:
                    found += cell.paragraphs
        else:
            found.append(item)
    return [one for one in found if one.text]


def named(document, text):
    return next(one for one in paragraphs(document) if one.text.startswith(text))


def look(paragraph) -> tuple[float, bool, bool]:
    """Size in points, bold, italic; the same for every run."""
    looks = {(run.font.size.pt, bool(run.bold), bool(run.italic)) for run in paragraph.runs}
    (only,) = looks
    return only


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_paper_is_a4_with_the_margins_of_the_decree(kind):
    (section,) = document_of(kind).sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (
        section.top_margin.mm,
        section.bottom_margin.mm,
        section.left_margin.mm,
        section.right_margin.mm,
    )
    top, bottom, left, right = (round(margin) for margin in margins)
    assert 20 <= top <= 25
    assert 20 <= bottom <= 25
    assert 30 <= left <= 35
    assert 15 <= right <= 20


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_paper_is_black_times_new_roman(kind):
    document = document_of(kind)
    style = document.styles["Normal"]
    fonts = style.element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")} == {
        "Times New Roman"
    }
    assert not [name for name in fonts.attrib if "heme" in name]
    assert str(style.font.color.rgb) == "000000"
    for paragraph in paragraphs(document):
        for run in paragraph.runs:
            assert run.font.name in {None, "Times New Roman"}
            assert run.font.color.rgb is None


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_pages_number_is_centred_in_the_top_margin_from_page_2(kind):
    (section,) = document_of(kind).sections
    assert section.different_first_page_header_footer
    assert section.header_distance < section.top_margin
    (paragraph,) = section.header.paragraphs
    assert "PAGE" in paragraph._p.xml
    assert paragraph.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert {run.font.size for run in paragraph.runs} == {Pt(14)}
    assert [one.text for one in section.first_page_header.paragraphs] in ([], [""])


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_head_has_its_letters(kind):
    document = document_of(kind)
    assert look(named(document, "CÔNG AN TỈNH LÂM ĐỒNG")) == (13, False, False)
    assert look(named(document, "CÔNG AN XÃ ĐẮK WIL")) == (13, True, False)
    assert look(named(document, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")) == (13, True, False)
    assert look(named(document, "Độc lập - Tự do - Hạnh phúc")) == (14, True, False)
    assert look(named(document, "Số: 04/")) == (13, False, False)
    assert look(named(document, "Đắk Wil, ngày 08 tháng 02 năm 2023")) == (14, False, True)
    assert look(named(document, queries.kinds()[kind].type)) == (14, True, False)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_parts_stand_in_the_order_of_the_decree(kind):
    wanted, document = queries.kinds()[kind], document_of(kind)
    texts = [one.text for one in paragraphs(document)]

    def place(text: str) -> int:
        return next(n for n, one in enumerate(texts) if one.startswith(text))

    parts = [
        place("CÔNG AN TỈNH LÂM ĐỒNG"),
        place("CÔNG AN XÃ ĐẮK WIL"),
        place("CỘNG HÒA"),
        place("Độc lập"),
        place("Số: 04/"),
        place("Đắk Wil, ngày"),
        place(wanted.type),
        place("Nơi nhận:"),
    ]
    assert parts == sorted(parts)
    signed = wanted.signatories[0].title if wanted.signatories else "TRƯỞNG CÔNG AN XÃ"
    assert parts[6] < place(signed)


def test_the_body_is_14_justified_indented_and_spaced():
    body = named(document_of("plan"), "Công an xã Đắk Wil ban hành")
    form = body.paragraph_format
    assert look(body) == (14, False, False)
    assert form.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert round(form.first_line_indent.mm, 1) == 12.7
    assert form.space_after == Pt(6)
    assert 1 <= form.line_spacing <= 1.5


def test_bases_are_italic_and_recipients_small():
    document = document_of("ending_decision")
    assert look(named(document, "1. Nội dung thứ nhất;")) == (14, False, True)
    assert look(named(document, "Nơi nhận:")) == (12, True, True)
    assert look(named(document, "- Như trên;")) == (11, False, False)


def test_rules_stand_under_motto_issuer_and_subject_as_long_as_they_should():
    document = document_of("plan")
    nation, issuer = (document.tables[0].rows[0].cells[n] for n in (1, 0))

    def length(holder, width: float) -> float:
        (rule,) = [one for one in holder.paragraphs if one._p.pPr.find(qn("w:pBdr")) is not None]
        form = rule.paragraph_format
        return width - form.left_indent.mm - form.right_indent.mm

    assert round(length(nation, 98)) == 60  # as the motto at 14 points
    assert 15 <= length(issuer, 67) <= 30
    assert 30 <= length(document, 165) <= 60


def test_no_page_holds_a_signature_alone():
    document = document_of("plan")
    last = named(document, "Trên đây là Kế hoạch")
    assert last.paragraph_format.keep_with_next
    assert document.tables[-1].rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None


def test_a_table_repeats_its_head_and_numbers_its_rows():
    document = document_of("establishment_decision")
    table = document.tables[-1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[1].cells] == [
        "1",
        "Nguyễn Văn An",
        "Phó Chủ tịch Ủy ban nhân dân xã",
        "Trưởng ban",
    ]


def test_the_document_says_what_it_is_and_whose():
    properties = document_of("plan").core_properties
    assert (properties.title, properties.author) == ("plan", "CÔNG AN XÃ ĐẮK WIL")
