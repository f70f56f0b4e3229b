"""An officer registers a study, a leader locks it, it is run, and the province reads the page."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from binhyen.evidence import actions
from binhyen.evidence.tests.factories import FIRST, LAST, clock, district, figures_sent, sites_of
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.programmes.tests.factories import a_programme
from tests.browser import DESK, PHONE, no_wider_than

DAYS = (date(2023, 3, 20), date(2023, 6, 2), date(2023, 6, 9), date(2023, 9, 1))


@pytest.fixture
def people(transactional_db):
    """Eight communes, four of which began in 2023, with three years of thefts."""
    sites_of(a_programme("Camera an ninh", code="CAM", unit=district()), *DAYS)
    figures_sent()
    return a_person(Role.PROVINCE_OFFICER, "68"), a_person(Role.LEADER, "68")


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Whatever the console says is wrong, policy violations included."""
    found: list[str] = []
    page.on("console", lambda m: found.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


def fits(page: Page) -> None:
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        no_wider_than(page, size["width"])


@pytest.mark.slow
@pytest.mark.one_database
def test_a_study_is_registered_locked_run_and_read(page, people, sign_in, axe, shoot, complaints):
    officer, leader = people
    sign_in(page, officer)
    page.goto("/evidence/")
    expect(page.get_by_role("main")).to_contain_text("Chưa có đề cương đánh giá nào")
    page.get_by_role("link", name="Đăng ký đề cương", exact=False).first.click()
    page.get_by_label("Mô hình").select_option("CAM")
    page.get_by_role("button", name="Tiếp tục").click()

    page.get_by_label("Câu hỏi").fill("Camera có làm giảm trộm cắp không?")
    page.get_by_label("Kết quả chính").select_option("theft")
    page.get_by_label("Tháng đầu").select_option(FIRST)
    page.get_by_label("Tháng cuối").select_option(LAST)
    page.get_by_text("Chi tiết phép tính").click()
    page.get_by_label("Số lần gán ngẫu nhiên").fill("20")
    fits(page)
    axe(page)
    shoot(page, "evidence-form")
    page.get_by_role("button", name="Lưu đề cương").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đề cương cam-1")
    expect(page.get_by_role("button", name="Cho tính")).to_have_count(0)

    sign_in(page, leader)
    page.reload()
    page.get_by_role("button", name="Khóa đề cương").click()
    expect(page.get_by_role("main")).to_contain_text("Chưa tính lần nào")

    sign_in(page, officer)
    page.reload()
    page.get_by_role("button", name="Cho tính").click()
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    axe(page)
    shoot(page, "evidence-waiting")
    actions.work(clock=clock)
    page.get_by_role("link", name="Xem lại").click()
    expect(page.get_by_role("heading", name="Kết luận", exact=True)).to_be_visible()

    page.get_by_role("link", name="Camera an ninh").first.click()
    expect(page.get_by_role("main")).to_contain_text("khoảng tin cậy 95%")
    expect(page.get_by_role("heading", name="Điều gì sẽ làm đổi kết luận")).to_be_visible()
    page.get_by_text("Phương pháp").click()
    fits(page)
    axe(page)
    shoot(page, "evidence-programme")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tóm tắt hai trang (PDF)").click()
    assert download.value.suggested_filename == "bang-chung-cam.pdf"

    page.goto("/evidence/")
    expect(page.get_by_role("table")).to_contain_text("Camera an ninh")
    fits(page)
    axe(page)
    shoot(page, "evidence-list")

    page.goto("/evidence/CAM/selection/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Có phải bắt đầu sau một năm xấu?")
    fits(page)
    axe(page)
    shoot(page, "evidence-selection")

    page.goto("/evidence/simulator/?places=9&months=48")
    expect(page.get_by_text("Hai mươi tỉnh cùng một sự thật").first).to_be_hidden()
    page.get_by_text("Đoán xong chưa? Mở sự thật").click()
    expect(page.get_by_role("heading", name="Hai mươi tỉnh cùng một sự thật")).to_be_visible()
    fits(page)
    axe(page)
    shoot(page, "evidence-simulator")
