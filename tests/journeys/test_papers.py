"""An officer draws up papers: fills in, looks at them, takes a number; a province puts its own
template in place of ours."""

from pathlib import Path

import pytest
from django.utils.timezone import localdate, now
from docx import Document as Word

from binhyen.papers.actions import begin_series
from binhyen.papers.models import Issued, Template
from binhyen.papers.tests.factories import an_issuer
from binhyen.people.choices import Role
from binhyen.programmes import actions as register
from binhyen.programmes.tests.factories import (
    AT,
    SYSTEM,
    a_programme,
    a_site,
    an_officer,
    todays_unit,
)

BOARD = [
    register.SeatFacts(
        office="Phó Chủ tịch Ủy ban nhân dân xã", role="head", full_name="Nguyễn Văn An"
    ),
    register.SeatFacts(office="Trưởng Công an xã", role="deputy_standing", full_name="Y Bhăm"),
    register.SeatFacts(office="Trưởng bon Tung Wai", full_name="H’Len"),
]


@pytest.fixture
def ground():
    """A site of Xã Đắk Wil with its board, and the officer of the commune."""
    programme = a_programme("Camera giám sát an ninh, trật tự", unit=todays_unit("68"))
    commune = todays_unit("24646")
    site = a_site(
        programme,
        unit=commune,
        village="Thôn 2",
        team_count=4,
        member_count=36,
        community_vnd=35_500_000,
        state_vnd=20_000_000,
    )
    register.set_board(
        programme,
        site=site,
        unit=commune,
        name="Ban Chủ nhiệm mô hình",
        seats=BOARD,
        by=SYSTEM,
        at=AT,
    )
    return programme, site, an_officer(commune, Role.COMMUNE_OFFICER)


@pytest.mark.one_database
def test_a_decision_is_drawn_up_looked_at_and_issued(page, sign_in, axe, shoot, ground):
    programme, site, officer = ground
    sign_in(page, officer)

    page.goto("/papers/")
    axe(page)
    shoot(page, "papers-empty")
    page.get_by_role("link", name="Soạn văn bản", exact=True).click()
    page.get_by_label("Mô hình", exact=False).first.fill(programme.code)
    page.get_by_label("Mã điểm mô hình").fill(site.code)
    axe(page)
    page.get_by_role("button", name="Tiếp tục").click()
    axe(page)
    shoot(page, "papers-kinds")

    page.get_by_role("link", name="Quyết định thành lập").click()
    assert page.get_by_label("Số thành viên").input_value() == "36"
    assert "Y Bhăm" in page.get_by_label("Danh sách thành viên ban").input_value()
    page.get_by_label("Theo đề nghị của").fill("")
    page.get_by_role("button", name="Lấy số").click()
    page.get_by_text("Phải điền mục này.").first.wait_for()
    axe(page)
    shoot(page, "papers-faults")
    assert not Issued.objects.exists()

    page.get_by_label("Theo đề nghị của").fill("Trưởng Công an xã Đắk Wil")
    page.get_by_label("Họ và tên người ký").fill("Lê Hoài Nam")
    page.get_by_role("button", name="Xem thử").click()
    page.get_by_role("img", name="Trang 1 của Quyết định thành lập").wait_for()
    axe(page)
    shoot(page, "papers-draft")

    page.get_by_role("button", name="Lấy số").click()
    page.get_by_text("Đã lấy số 01/QĐ-UBND").wait_for()
    issued = Issued.objects.get()
    assert page.url.endswith(issued.document.get_absolute_url())
    shoot(page, "papers-issued")

    page.goto("/papers/")
    page.get_by_role("cell", name="01/QĐ-UBND").wait_for()
    axe(page)
    shoot(page, "papers-register")


@pytest.mark.one_database
def test_the_number_on_the_button_follows_the_issuer(page, sign_in, ground):
    programme, site, officer = ground
    committee = an_issuer()
    begin_series(committee, localdate().year, 71, by=officer, at=now())
    sign_in(page, officer)
    page.goto(f"/papers/new/invitation/?programme={programme.code}&site={site.code}")
    page.get_by_role("button", name="Lấy số 72 và lưu").wait_for()
    page.get_by_label("Cơ quan ban hành").select_option(label="Công an xã Đắk Wil – CAX")
    page.get_by_role("button", name="Lấy số 01 và lưu").wait_for()


def test_a_paper_asked_for_by_a_case_leads_back_to_it(page, sign_in, ground):
    programme, site, officer = ground
    sign_in(page, officer)
    page.goto(
        f"/papers/new/invitation/?programme={programme.code}&site={site.code}"
        "&thoi_gian=08 giờ 00, ngày 01 tháng 12 năm 2026&next=/sites/"
    )
    page.get_by_role("button", name="Lấy số").click()
    page.wait_for_url("**/sites/")
    assert Issued.objects.get().values["thoi_gian"] == "08 giờ 00, ngày 01 tháng 12 năm 2026"


@pytest.mark.one_database
def test_a_province_puts_its_own_template_in_place(page, sign_in, axe, shoot, ground, tmp_path):
    programme, site, _officer = ground
    province = an_officer(todays_unit("68"))
    sign_in(page, province)
    page.goto("/papers/templates/")
    axe(page)
    shoot(page, "papers-templates")
    page.get_by_role("link", name="Giấy mời").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải mẫu kèm sẵn").click()
    own = _altered(Path(download.value.path()), tmp_path, "Trân trọng, {{ ten_gi_do }}")
    page.get_by_label("Tệp Word (.docx)").set_input_files(own)
    page.get_by_role("button", name="Nộp mẫu").click()
    page.get_by_text("ten_gi_do").wait_for()
    axe(page)
    shoot(page, "papers-template-faults")

    own = _altered(Path(download.value.path()), tmp_path, "Trân trọng, {{ co_quan }}")
    page.get_by_label("Tệp Word (.docx)").set_input_files(own)
    page.get_by_role("button", name="Nộp mẫu").click()
    page.get_by_text("đang dùng").wait_for()
    axe(page)
    shoot(page, "papers-template")
    assert Template.objects.get().withdrawn_on is None

    page.goto(f"/papers/new/invitation/?programme={programme.code}&site={site.code}")
    page.get_by_label("Thời gian").fill("08 giờ 00, ngày 01 tháng 12 năm 2026")
    page.get_by_role("button", name="Xem thử").click()
    page.get_by_role("img", name="Trang 1 của Giấy mời").wait_for()
    shoot(page, "papers-own-template")


def _altered(sample: Path, folder: Path, line: str) -> Path:
    document = Word(str(sample))
    document.add_paragraph(line)
    path = folder / "mau-cua-tinh.docx"
    document.save(str(path))
    return path


@pytest.mark.one_database
def test_issuers_and_where_their_numbers_begin(page, sign_in, axe, shoot, ground):
    _programme, _site, officer = ground
    sign_in(page, officer)
    page.goto("/papers/issuers/")
    axe(page)
    page.get_by_role("link", name="Thêm cơ quan").first.click()
    page.get_by_label("Địa bàn").fill("Xã Đắk Wil (24646)")
    page.get_by_label("Tên cơ quan ban hành").fill("Ban Chỉ đạo 138 xã Đắk Wil")
    page.get_by_label("Ký hiệu sau số").fill("bcđ 138")
    page.get_by_label("Nơi ban hành").fill("Đắk Wil")
    page.get_by_label("Chức vụ cấp trưởng").fill("Trưởng ban")
    page.get_by_label("Cấp trưởng, viết đủ").fill("Trưởng Ban Chỉ đạo 138 xã Đắk Wil")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Ký hiệu chỉ gồm chữ in hoa").first.wait_for()
    axe(page)
    page.get_by_label("Ký hiệu sau số").fill("BCĐ")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name="Ban Chỉ đạo 138 xã Đắk Wil").click()
    page.get_by_label("Số sau cùng đã cấp trên sổ giấy").fill("17")
    axe(page)
    shoot(page, "papers-issuer")
    page.get_by_role("button", name="Đặt số bắt đầu").click()
    page.get_by_text(f"Năm {localdate().year} tiếp tục từ số 18.").wait_for()
    axe(page)
    shoot(page, "papers-issuers")
