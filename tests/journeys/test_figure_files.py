"""Files and definitions of figures in Chromium: a month by Excel, a province's own indicator."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from binhyen.figures import actions, queries
from binhyen.figures.models import Definition
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.programmes.tests.factories import AT, todays_unit
from tests.browser import no_wider_than

PHONE = {"width": 360, "height": 740}
SYSTEM = "system:test"


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Whatever the console says is wrong, policy violations included; a refusal is no wrong."""
    found: list[str] = []

    def listen(message):
        if message.type == "error" and not re.search(r"status of (409|422)", message.text):
            found.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


@pytest.fixture
def look(axe, shoot):
    """Read by axe, photographed, and as wide as a telephone."""

    def look(page: Page, name: str) -> None:
        axe(page)
        shoot(page, f"figures-{name}")
        page.set_viewport_size(PHONE)
        no_wider_than(page, PHONE["width"])
        page.set_viewport_size({"width": 1280, "height": 800})

    return look


@pytest.mark.one_database
@pytest.mark.usefixtures("transactional_db")
def test_a_month_comes_in_by_a_file_and_goes_out_again(page, sign_in, complaints, look):
    ward, officer = todays_unit("24611"), a_person(Role.COMMUNE_OFFICER, "24611")
    month = queries.period_containing("month", localdate() - timedelta(days=40))
    actions.enter(actions.open_return(ward, month, by=SYSTEM, at=AT), {"theft": 3, "fires": 2},
                  by=SYSTEM, at=AT)  # fmt: skip
    sign_in(page, officer)
    page.goto("/figures/files/")
    look(page, "files-empty")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Tải biểu Excel").click()
    assert taken.value.suggested_filename.startswith("bieu-phuong-bac-gia-nghia-thang-")

    text = (
        "Mã đơn vị,Đơn vị,Kỳ,theft,fires,fire_losses,disorder,fraud,traffic,collisions\n"
        f"24611,,{month.code},ba,5,khoảng 20 triệu,1,2,4,0\n24640,,{month.code},1,,,,,,\n"
    )
    file = {"name": "so-lieu.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("Tệp bắt buộc").set_input_files(file)
    page.get_by_role("button", name="Đọc và xem trước").click()
    expect(page.get_by_role("heading", name="so-lieu.csv")).to_be_visible()
    look(page, "batch-refused")

    page.get_by_label(re.compile("^Số vụ trộm cắp tài sản")).fill("4")
    page.get_by_label(re.compile("^Thiệt hại do cháy")).fill("hai mươi")
    page.get_by_role("button", name="Đọc lại các ô đã sửa").click()
    expect(page.get_by_text("Còn 1 ô vừa sửa mà vẫn không nhập được")).to_be_visible()
    look(page, "batch-still-refused")
    expect(page.get_by_label(re.compile("^Thiệt hại do cháy"))).to_have_value("hai mươi")
    page.get_by_label(re.compile("^Thiệt hại do cháy")).fill("20.000.000")
    page.get_by_role("button", name="Đọc lại các ô đã sửa").click()
    expect(page.get_by_text("Đã đọc lại 1 ô.")).to_be_visible()

    page.get_by_role("link", name=re.compile("^thêm mới")).click()
    page.get_by_label("Chọn ô G2").check()
    page.get_by_role("button", name="Bỏ qua các ô đã chọn").click()
    expect(page.get_by_text("Đã ghi nhận 1 ô.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^thay số đang có")).click()
    look(page, "batch-change")
    page.get_by_role("button", name="Nhập 5 ô").click()
    expect(page.get_by_text("Đã nhập 5 ô.")).to_be_visible()
    look(page, "batch-done")
    assert queries.cells_of(queries.return_of(ward, month))["fire_losses"].amount == 20_000_000

    page.get_by_role("button", name="Hoàn tác cả tệp").click()
    expect(page.get_by_text("Đã hoàn tác cả tệp")).to_be_visible()
    cells = queries.cells_of(queries.return_of(ward, month))
    assert {key: cell.amount for key, cell in cells.items()} == {"theft": 3, "fires": 2}
    page.goto("/figures/files/")
    look(page, "files")


@pytest.mark.one_database
@pytest.mark.usefixtures("transactional_db")
def test_a_province_writes_an_indicator_of_its_own(page, sign_in, complaints, look):
    sign_in(page, a_person(Role.ADMINISTRATOR, "68", full_name="Phạm Thị Chỉ Tiêu"))
    page.goto("/figures/indicators/")
    look(page, "indicators")
    page.get_by_role("link", name="Tỷ lệ hòa giải thành trên số vụ đã xong").first.click()
    look(page, "indicator")
    page.goto("/figures/periods/")
    look(page, "periods")
    page.goto("/figures/definitions/")
    look(page, "definitions-empty")

    page.get_by_role("link", name="Viết chỉ tiêu riêng").first.click()
    text = page.get_by_label("Nội dung (TOML)")
    written = text.input_value()
    text.fill(written.replace("drug_tips / tips_received", "drug_tips / tips"))
    page.get_by_role("button", name="Lưu thành phiên bản mới").click()
    expect(page.get_by_text("Không có chỉ tiêu “tips”.")).to_be_visible()
    look(page, "definition-faulty")
    text.fill(written)
    page.get_by_role("button", name="Chỉ kiểm tra").click()
    expect(page.get_by_text("Không có lỗi", exact=True)).to_be_visible()
    page.get_by_role("button", name="Lưu thành phiên bản mới").click()
    expect(page.get_by_text("Đã lưu chỉ tiêu riêng, phiên bản 1.")).to_be_visible()
    page.get_by_role("link", name="Sửa thành bản mới").click()
    text.fill(written.replace("most = 1_000", "most = 500"))
    page.get_by_role("button", name="Lưu thành phiên bản mới").click()
    expect(page.get_by_text("Đã lưu chỉ tiêu riêng, phiên bản 2.")).to_be_visible()
    look(page, "definition")
    page.get_by_role("link", name=re.compile("^So sánh")).click()
    expect(page.get_by_text("most = 500")).to_be_visible()
    look(page, "definition-compared")
    assert Definition.objects.count() == 2
    page.goto("/figures/definitions/")
    look(page, "definitions")
