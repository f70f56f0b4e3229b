"""The three files read back: the paper by Decree 30, the same words as PDF, live sums in Excel."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pypdfium2
import pytest
from django.db import connection, transaction
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from python_calamine import CalamineWorkbook

from binhyen.reports import queries
from binhyen.reports.producing import Filled
from binhyen.reports.rules.shapes import Frame

from .factories import ASSESSED, ON, a_report, some_figures

pytestmark = pytest.mark.django_db
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Filled:
    """A province's quarter, filled in once: a value that stands for itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        some_figures()
        report = a_report(danh_gia=ASSESSED)
        made = queries.filled_now(report, on=ON)[0]
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        connection.close()
    return made


@pytest.fixture(scope="module")
def whole(filled) -> Filled:
    """The same as if every unit had told every month of both years."""
    cells = {s: replace(c, is_whole=True, of=c.known) for s, c in filled.content.cells.items()}
    return replace(filled, content=replace(filled.content, cells=cells, reported=()))


@pytest.fixture(scope="module")
def document(whole):
    return Document(BytesIO(whole.drafted("docx")))


@pytest.fixture(scope="module")
def workbook(whole) -> bytes:
    return whole.drafted("xlsx")


def sheet(content: bytes, name: str) -> list[list]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(name).to_python()


def formulas(content: bytes, name: str) -> dict[str, str]:
    """Every formula of a sheet by its cell."""
    names = CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names
    with ZipFile(BytesIO(content)) as package:
        text = package.read(f"xl/worksheets/sheet{names.index(name) + 1}.xml")
    cells = ElementTree.fromstring(text).iter(f"{_MAIN}c")
    return {
        cell.get("r", ""): found.text or ""
        for cell in cells
        if (found := cell.find(f"{_MAIN}f")) is not None
    }


def paragraphs(document) -> list[str]:
    return [one.text for one in document.paragraphs if one.text.strip()]


# --- Word ---


def test_the_body_lies_upright_and_the_annexes_on_their_side_within_the_margins(document):
    upright, *_rest = sections = list(document.sections)
    assert [s.orientation for s in sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    sizes = [(round(s.page_width.mm), round(s.page_height.mm)) for s in sections]
    assert sizes == [(210, 297), (297, 210)]
    for one in sections:
        sides = (one.top_margin, one.bottom_margin, one.left_margin, one.right_margin)
        assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    assert upright.different_first_page_header_footer
    assert not sections[1].different_first_page_header_footer  # its first page has a number


def test_the_parts_stand_in_order_and_the_figures_within_them(document):
    texts = paragraphs(document)
    assert texts[:2] == [
        "BÁO CÁO",
        "Kết quả phong trào Toàn dân bảo vệ an ninh Tổ quốc quý III/2026",
    ]
    headings = [text for text in texts if re.match(r"[IV]+\. ", text)]
    assert [text.split(".")[0] for text in headings] == ["I", "II", "III", "IV"]
    assert any("trộm cắp tài sản 342 vụ, tăng 242 vụ (242,0%) so với" in text for text in texts)
    assert any(text.startswith("PHỤ LỤC I. KẾT QUẢ SO VỚI CÙNG KỲ") for text in texts)
    assert "Kèm theo Báo cáo" in " ".join(texts)


MARK = "DỮ LIỆU GIẢ LẬP – dùng để học và thử, không phải số liệu thật"


def test_figures_that_were_made_up_say_so_in_every_file(whole, document, workbook):
    assert paragraphs(document)[2] == MARK
    annexes = sum(bool(part.grid and part.grid.of.is_annex) for part in whole.parts)
    assert paragraphs(document).count(MARK) == 1 + annexes
    pages = pypdfium2.PdfDocument(whole.drafted("pdf"))
    assert "DỮ LIỆU GIẢ LẬP" in pages[0].get_textpage().get_text_range()
    pages.close()
    for name in ("Báo cáo", "So cùng kỳ", "Theo đơn vị"):
        assert sheet(workbook, name)[2][0] == MARK
    real = replace(whole, content=replace(whole.content, is_synthetic=False))
    assert MARK not in paragraphs(Document(BytesIO(real.drafted("docx"))))
    assert sheet(real.drafted("xlsx"), "Báo cáo")[2][0] == ""


def test_what_few_units_told_is_said_in_every_file_and_not_compared(filled):
    told = "Số liệu của 2/124 đơn vị, tính đến ngày 24/11/2026."
    texts = paragraphs(Document(BytesIO(filled.drafted("docx"))))
    assert texts[3] == told
    why = "không so sánh được với cùng kỳ: cùng kỳ có tháng chỉ có số của 2/124 xã, phường khi đó"
    assert sum(why in text for text in texts) == 1  # said once, of the first figure
    book = filled.drafted("xlsx")
    assert dict(row[:2] for row in sheet(book, "Báo cáo"))["Mức đầy đủ"] == told
    row = next(r for r in sheet(book, "So cùng kỳ") if r[1] == "Số vụ trộm cắp tài sản")
    assert row[3:7] == [342, 100, "không so được", ""]


def test_tables_fit_the_page_repeat_their_head_and_put_figures_to_the_right(document):
    tables = [table for table in document.tables if table.style.name == "Table Grid"]
    assert len(tables) == 4
    for table in tables:
        width = sum(column.width for column in table.columns)
        assert round(width / 36000) in {165, 252}
    units = next(table for table in tables if table.rows[0].cells[1].text == "Đơn vị")
    last = units.rows[-1].cells
    assert [cell.text for cell in last[:3]] == ["", "Tổng cộng", "342"]
    assert last[2].paragraphs[0].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert last[2].paragraphs[0].runs[0].bold
    assert len(units.rows) == 1 + 124 + 1


def test_a_draft_has_room_for_number_and_day(document):
    head = document.tables[0].rows[1].cells
    assert head[0].text == "Số:       /BC-CAT"
    assert head[1].text.startswith("Lâm Đồng, ngày      tháng")


# --- PDF ---


def test_the_pdf_says_the_same_and_turns_its_pages_for_the_annexes(filled):
    document = pypdfium2.PdfDocument(filled.drafted("pdf"))
    sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]
    said = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert sizes[0] == (210, 297)
    assert sizes[-1] == (297, 210)
    assert sorted(set(sizes)) == [(210, 297), (297, 210)]
    plain = re.sub(r"\s+", "", said)
    for part in filled.parts:
        for paragraph in part.paragraphs:
            assert re.sub(r"\s+", "", "".join(one.text for one in paragraph)) in plain


# --- Excel ---


def test_the_sheets_have_names_and_the_cover_says_what_it_is(workbook):
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    assert book.sheet_names == [
        "Báo cáo", "Kết quả chính", "So cùng kỳ", "Theo đơn vị", "Theo tháng", "Nguồn số liệu",
    ]  # fmt: skip
    cover = dict(row[:2] for row in sheet(workbook, "Báo cáo") if row[0])
    assert cover["Cơ quan ban hành"] == "Công an tỉnh Lâm Đồng"
    assert cover["Số, ký hiệu"] == "bản thảo, chưa lấy số"


def test_the_sum_of_the_units_is_a_formula_with_its_value(workbook):
    rows, told = sheet(workbook, "Theo đơn vị"), formulas(workbook, "Theo đơn vị")
    last = len(rows)
    assert rows[-1][1] == "Tổng cộng"
    assert told[f"C{last}"] == f"SUM(C5:C{last - 1})"
    assert rows[-1][2] == 342 == sum(row[2] for row in rows[4:-1] if row[2])


def test_the_comparison_follows_the_sum_and_its_changes_are_formulas(workbook):
    rows, told = sheet(workbook, "So cùng kỳ"), formulas(workbook, "So cùng kỳ")
    at = next(n for n, row in enumerate(rows, start=1) if row[1] == "Số vụ trộm cắp tài sản")
    assert re.fullmatch(r"'Theo đơn vị'!C\d+", told[f"D{at}"])
    assert told[f"F{at}"] == f'IF(OR(D{at}="",E{at}=""),"",D{at}-E{at})'
    assert rows[at - 1][3:7] == [342, 100, 242, 242]


def test_months_add_up_and_what_stands_is_taken_at_the_end(workbook):
    rows, told = sheet(workbook, "Theo tháng"), formulas(workbook, "Theo tháng")
    by_name = {row[1]: (n, row) for n, row in enumerate(rows, start=1)}
    at, row = by_name["Số vụ trộm cắp tài sản"]
    assert (told[f"G{at}"], row[3:7]) == (f"SUM(D{at}:F{at})", [112, 114, 116, 342])
    at, row = by_name["Số điểm mô hình đang duy trì"]
    assert (told[f"G{at}"], row[6]) == (f"F{at}", 110)


def test_every_figure_is_listed_with_its_number(workbook, filled):
    rows = sheet(workbook, "Nguồn số liệu")[1:]
    assert [int(row[0]) for row in rows] == list(range(1, len(filled.content.cells) + 1))


def test_a_name_never_acts_as_a_formula(filled):
    hostile = "=1+1"
    told = Filled(
        frame=Frame(**{**_facts(filled.frame), "name": hostile}),
        content=filled.content,
        texts={**filled.texts, "danh_gia": hostile},
        issuer=filled.issuer,
    )
    content = told.workbook(number="", on=date(2026, 11, 24))
    assert hostile in [row[1] for row in sheet(content, "Báo cáo") if len(row) > 1]
    assert formulas(content, "Báo cáo") == {}


def _facts(frame: Frame) -> dict:
    names = [name for name in Frame.__dataclass_fields__ if name != "by_code"]
    return {name: getattr(frame, name) for name in names}
