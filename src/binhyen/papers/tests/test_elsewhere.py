"""Papers that other rooms write: one register, one run of numbers, laid out alike."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from python_calamine import CalamineWorkbook

from binhyen.papers import actions
from binhyen.papers.actions import PaperRefused
from binhyen.papers.models import Issued, Series
from binhyen.papers.queries import Annex, Paragraph, Run, Sheet, Table, choices_at
from binhyen.people.choices import Permission, Role
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.programmes.tests.factories import AT, SYSTEM, todays_unit

from .factories import ON, a_paper, an_issuer

pytestmark = pytest.mark.django_db
FIGURES = Table(
    header=("TT", "Đơn vị", "Số vụ"),
    rows=(("1", "Xã Một", "1.204"), ("2", "Xã Hai", "3"), ("", "Tổng cộng", "1.207")),
    weights=(1, 4, 2),
    numbers_from=2,
    totals=1,
    is_small=True,
)
SHEET = Sheet(
    kind="periodic_report",
    type="BÁO CÁO",
    symbol="BC",
    subject="Kết quả quý III/2026",
    blocks=(Paragraph((Run("Có 1.207 vụ."),)),),
    annexes=(
        Annex("PHỤ LỤC I. SỐ LIỆU", "", (FIGURES,), is_wide=True),
        Annex("PHỤ LỤC II. DANH SÁCH", "", (FIGURES,)),
    ),
    recipients="Cấp trên trực tiếp\nLưu: VT",
    signatory="Lê Hoài Nam",
)
PLACE = "/reports/1/"


def issued(sheet: Sheet = SHEET, on: date = ON, by=SYSTEM, issuer=None) -> tuple:
    return actions.issue_sheet(
        sheet,
        issuer=issuer or an_issuer(),
        on=on,
        lies_at=PLACE,
        permission=Permission.REPORT_SIGN,
        by=by,
        at=AT,
    )


def test_numbers_run_on_from_those_of_papers_about_programmes():
    a_paper()
    report, produced = issued()
    assert (report.symbol, report.title) == ("02/BC-UBND", "Báo cáo kết quả quý III/2026")
    assert report.signatory == "Lê Hoài Nam"
    assert report.recipients == "- Cấp trên trực tiếp;\n- Lưu: VT."
    assert Series.objects.get().last == 2
    assert "02/BC-UBND" in _document(produced).tables[0].rows[1].cells[0].text


def test_the_register_leads_to_where_it_is_kept_and_comes_out_as_excel():
    issued()
    client = signed_in(a_person(Role.PROVINCE_OFFICER))
    page = client.get("/papers/?kind=periodic_report").content.decode()
    assert f'href="{PLACE}"' in page
    book = CalamineWorkbook.from_filelike(BytesIO(client.get("/papers/export.xlsx").content))
    (row,) = book.get_sheet_by_index(0).to_python()[3:]
    assert (row[1], row[7], row[8]) == ("01/BC-UBND", "Báo cáo định kỳ", "")


def test_who_may_not_sign_takes_no_number():
    officer = a_person(Role.COMMUNE_OFFICER, "24646")
    with pytest.raises(PermissionDenied):
        issued(by=officer, issuer=an_issuer())
    assert not Series.objects.exists()


def test_a_day_before_the_last_one_and_a_day_to_come_are_refused():
    issued()
    for on, code in ((date(2026, 11, 20), "before_last"), (date(2026, 12, 1), "future")):
        with pytest.raises(PaperRefused) as refused:
            issued(on=on)
        assert [(fault.field, fault.code) for fault in refused.value.faults] == [("on", code)]
    assert Series.objects.get().last == 1


def test_a_line_of_the_register_lies_in_a_dossier_or_elsewhere_never_nowhere():
    report, _produced = issued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Issued.objects.filter(pk=report.pk).update(lies_at="")


def test_a_wide_annex_lies_on_its_side_and_the_next_one_stands_again():
    _report, produced = issued()
    document = _document(produced)
    upright, wide = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    assert [one.orientation for one in document.sections] == [upright, wide, upright]
    assert [round(one.page_width.mm) for one in document.sections] == [210, 297, 210]
    texts = [one.text for one in document.paragraphs]
    assert texts.count("(Kèm theo Báo cáo số 01/BC-UBND ngày 24 tháng 11 năm 2026 của Ủy ban "
                       "nhân dân xã Đắk Wil)") == 2  # fmt: skip


def test_figures_stand_to_the_right_and_totals_are_bold():
    _report, produced = issued()
    table = next(one for one in _document(produced).tables if len(one.columns) == 3)
    first, *_others, last = (cell.paragraphs[0] for cell in table.columns[2].cells[1:])
    assert first.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert [bool(one.runs[0].bold) for one in (first, last)] == [False, True]
    assert first.runs[0].font.size.pt == 11


def test_a_unit_offers_its_bodies_kept_or_not():
    kept = an_issuer()
    offered = choices_at(todays_unit("24646"))
    assert [one.issuer.symbol for one in offered] == ["UBND", "CAX", "BCĐ"]
    assert offered[0].issuer == kept
    assert offered[1].issuer.pk is None
    assert actions.keep_issuer(offered[1].issuer, by=SYSTEM, at=AT).pk


def _document(produced):
    return Document(BytesIO(produced.docx))
