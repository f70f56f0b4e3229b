"""A quarter's report: drawn up by an officer, signed by a leader, traced, corrected, compared."""

from pathlib import Path

import pypdfium2
import pytest
from django.utils.timezone import localdate, now
from docx import Document
from python_calamine import CalamineWorkbook

from binhyen.figures.actions import correct
from binhyen.figures.models import Return
from binhyen.people.choices import Role
from binhyen.programmes.tests.factories import an_officer, todays_unit
from binhyen.reports.models import Edition, Report
from binhyen.reports.tests.factories import COMMUNE, MONTHS, OWN_FRAME, PROVINCE, some_figures

ASSESSED = "Các mô hình, điểm mô hình được duy trì, số liệu gửi đúng kỳ."


@pytest.fixture
def ground(db):
    """A quarter of two communes, and the officer and the leader of the province."""
    units = some_figures()
    province = todays_unit(PROVINCE)
    return units, an_officer(province), an_officer(province, Role.LEADER)


@pytest.mark.one_database
def test_a_quarters_report_is_drawn_up_signed_traced_and_corrected(
    page, sign_in, axe, shoot, ground
):
    units, officer, leader = ground
    sign_in(page, officer)
    page.goto("/reports/")
    axe(page)
    shoot(page, "reports-empty")
    page.get_by_role("link", name="Lập báo cáo", exact=True).click()
    axe(page)
    shoot(page, "reports-new")
    page.get_by_role("button", name="Lập báo cáo Quý III/2026").click()
    page.get_by_text("trộm cắp tài sản 342 vụ").wait_for()
    axe(page)
    shoot(page, "reports-draft")

    page.get_by_role("link", name="Viết phần lời").click()
    page.get_by_label("Ưu điểm, hạn chế, nguyên nhân").fill("Liên hệ 0912 345 678")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Có vẻ có số điện thoại").first.wait_for()
    axe(page)
    shoot(page, "reports-write-faults")
    page.get_by_label("Ưu điểm, hạn chế, nguyên nhân").fill(ASSESSED)
    page.get_by_label("Họ và tên người ký").fill("Lê Hoài Nam")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text(ASSESSED, exact=True).wait_for()

    page.get_by_role("link", name="342", exact=True).first.click()
    page.get_by_role("heading", name="Số vụ trộm cắp tài sản: 342 vụ").wait_for()
    assert page.get_by_role("row", name=units[COMMUNE].name).count() == 3
    axe(page)
    shoot(page, "reports-figure")

    report = Report.objects.get()
    sign_in(page, leader)
    page.goto(report.get_absolute_url())
    page.get_by_role("link", name="Ký báo cáo").click()
    axe(page)
    shoot(page, "reports-sign")
    page.get_by_label("Tôi biết số liệu còn thiếu").check()
    page.get_by_role("button", name="Ký và lấy số").click()
    page.get_by_text("Đã ký, số 01/BC-CAT.").wait_for()
    shoot(page, "reports-signed")
    _opens_in_three_formats(page)
    page.get_by_role("button", name="Gửi lên cấp trên").click()
    page.get_by_role("button", name="Ghi nhận đã nhận").click()
    page.get_by_role("button", name="Khóa báo cáo").click()
    page.get_by_text("Đã khóa báo cáo.").wait_for()

    one = Return.objects.get(unit=units[COMMUNE], period__code=MONTHS[0])
    correct(one, {"theft": 13}, "Bỏ sót hai vụ của tháng 7", by=officer, at=now())
    sign_in(page, officer)
    page.goto(report.get_absolute_url())
    page.get_by_text("1 biểu số liệu đã đính chính sau khi ký").wait_for()
    axe(page)
    shoot(page, "reports-corrected")
    page.get_by_role("link", name="Lập bản mới").click()
    page.get_by_label("Vì sao lập bản mới").fill("Đính chính số vụ trộm cắp tháng 7")
    page.get_by_role("button", name="Lập bản mới").click()
    page.get_by_text("trộm cắp tài sản 344 vụ").wait_for()

    sign_in(page, leader)
    page.goto(f"{report.get_absolute_url()}sign/")
    page.get_by_label("Ngày ký").fill(localdate().isoformat())
    page.get_by_label("Tôi biết số liệu còn thiếu").check()
    page.get_by_role("button", name="Ký và lấy số").click()
    page.get_by_text("Đã ký, số 02/BC-CAT.").wait_for()
    page.get_by_role("link", name="So sánh các bản").click()
    page.get_by_text("bản 1 → bản 2").wait_for()
    page.get_by_text("Bỏ sót hai vụ của tháng 7").wait_for()
    axe(page)
    shoot(page, "reports-compare")
    assert list(Edition.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    page.goto("/reports/")
    page.get_by_role("cell", name="02/BC-CAT").wait_for()
    axe(page)
    shoot(page, "reports-list")


def _opens_in_three_formats(page) -> None:
    files = {}
    for name in ("Word", "PDF", "Excel"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        files[name] = Path(download.value.path())
    texts = [one.text for one in Document(str(files["Word"])).paragraphs]
    assert any("trộm cắp tài sản 342 vụ" in text for text in texts)
    document = pypdfium2.PdfDocument(str(files["PDF"]))
    assert "01/BC-CAT" in document[0].get_textpage().get_text_range()
    document.close()
    book = CalamineWorkbook.from_path(str(files["Excel"]))
    last = book.get_sheet_by_name("Theo đơn vị").to_python()[-1]
    assert last[1:3] == ["Tổng cộng", 342]


@pytest.mark.one_database
def test_a_province_writes_its_own_form_and_is_told_faults_by_line(
    page, sign_in, axe, shoot, ground
):
    _units, officer, _leader = ground
    sign_in(page, officer)
    page.goto("/reports/frames/")
    axe(page)
    shoot(page, "reports-frames")
    page.get_by_role("link", name="Báo cáo quý").click()
    axe(page)
    shoot(page, "reports-frame")
    page.get_by_role("link", name="Sửa thành biểu mẫu của tỉnh").click()
    page.get_by_label("Nội dung biểu mẫu").fill(OWN_FRAME.replace("{{ theft }}", "{{ trom }}"))
    page.get_by_role("button", name="Kiểm tra và lưu").click()
    page.get_by_text("Không có chỉ tiêu “trom”.").wait_for()
    axe(page)
    shoot(page, "reports-frame-faults")
    page.get_by_label("Nội dung biểu mẫu").fill(OWN_FRAME)
    page.get_by_label("Hiệu lực từ ngày").fill("2026-01-01")
    page.get_by_role("button", name="Kiểm tra và lưu").click()
    page.get_by_role("heading", name="Báo cáo quý của tỉnh").wait_for()
    axe(page)
