"""A province's own form of report; what is drawn up by it: test_figures."""

import pytest

from binhyen.programmes.tests.factories import an_officer, todays_unit
from binhyen.reports.tests.factories import OWN_FRAME, PROVINCE


@pytest.mark.one_database
def test_a_province_writes_its_own_form_and_is_told_faults_by_line(
    page, sign_in, axe, shoot, transactional_db
):
    sign_in(page, an_officer(todays_unit(PROVINCE)))
    page.goto("/reports/frames/")
    axe(page)
    shoot(page, "reports-frames")
    page.get_by_role("link", name="Báo cáo quý").click()
    own = page.get_by_role("link", name="Sửa thành biểu mẫu của tỉnh")
    own.wait_for()
    axe(page)
    shoot(page, "reports-frame")
    own.click()
    page.get_by_role("button", name="Kiểm tra và lưu").wait_for()
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
