"""A provincial officer takes a messy workbook in: looks, puts right, commits, takes it back."""

import io
import re
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from binhyen.programmes.models import Alias, Programme, Site
from binhyen.programmes.tests.factories import (
    a_programme,
    a_site,
    an_officer,
    old_unit,
    todays_unit,
)

HEAD = ["TT", "Tên mô hình", "Xã, phường, thị trấn", "Thôn, bon, TDP", "Ngày ra mắt",
        "Quyết định thành lập", "Số tổ", "Số thành viên", "Ngân sách (triệu đồng)", "Xã hội hóa",
        "Ghi chú"]  # fmt: skip
KENG, CAMERA = "Tiếng kẻng an ninh", "Camera giám sát an ninh, trật tự"
ROWS = [
    [1, KENG, "Xã Đắk Wil", "Thôn 1", "20/9/2021", "315/QĐ-UBND ngày 20/9/2021", 2, 24, 5, "-", ""],
    [2, KENG, "Xã Đắk Wil", "Thôn 2", "tháng 9/2021", "316/QĐ-UBND", "06 tổ", "12 người",
     1.5, "", ""],
    [3, KENG, "Đăk Wil", "Thôn 3", 2021, "", 1, 10, 0, "1.200.000 đ", ""],
    [4, KENG, "Xã Nam Dong", "Thôn 1", "31/02/2022", "317/QĐ-UBND", 1, 9, 2, "", ""],
    [5, KENG, "Xã Nam Dongg", "Thôn 2", "01/03/2022", "318/QĐ-UBND", 1, 9, 2, "", ""],
    [6, KENG, "Xã Nam Dongg", "Thôn 3", "01/03/2022", "319/QĐ-UBND", 1, 9, 2, "", ""],
    [7, "Camera giám sát ANTT", "Xã Ea Pô", "Trung tâm xã", "01/03/2022", "320/QĐ-UBND", 1, 9, 40,
     "15 triệu", ""],
    [8, "Dòng họ tự quản", "Xã Ea Pô", "Thôn 4", "05/05/2022", "321/QĐ-UBND", 1, 20, 0, "", ""],
    [9, "Dòng họ tự quản", "Xã Ea Pô", "Thôn 5", "05/05/2022", "322/QĐ-UBND", 1, 22, 0, "", ""],
    [10, "Kẻng báo an ninh", "Xã Trúc Sơn", "Thôn 1", "06/05/2022", "323/QĐ-UBND", 1, 12, 0,
     "", ""],
    [11, KENG, "Xã Trúc Sơn", "Thôn 2", "06/05/2099", "324/QĐ-UBND", 1, 12, 0, "", ""],
    [12, KENG, "Xã Trúc Sơn", "Thôn 3", "06/05/2022", "325/QĐ-UBND", "khoảng 3", 12, 0, "", ""],
    [13, KENG, "Xã Đắk Wil", "Thôn 1", "20/9/2021", "315/QĐ-UBND", 2, 24, 5, "", ""],
    [14, KENG, "Xã Tâm Thắng", "Thôn 7", "06/05/2022", "326/QĐ-UBND", 5, 12, 0, "", ""],
    [15, KENG, "Xã Tâm Thắng", "Thôn 8", "06/05/2022", "327/QĐ-UBND", 1, 12, 0, "",
     "gọi 0912345678"],
]  # fmt: skip


@pytest.fixture
def workbook(tmp_path) -> Path:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet("H. Cư Jút")
        page.write(0, 0, "CÔNG AN HUYỆN CƯ JÚT")
        page.merge_range(1, 0, 1, 10, "SỔ THEO DÕI MÔ HÌNH NĂM 2022")
        page.write_row(3, 0, HEAD)
        page.write_row(4, 0, ["I", "Lĩnh vực phòng, chống tội phạm"])
        for number, row in enumerate(ROWS, start=5):
            page.write_row(number, 0, row)
        page.write_row(6 + len(ROWS), 0, ["", "Tổng cộng", "", "", "", "", 24, 200])
        page.write(8 + len(ROWS), 7, "NGƯỜI LẬP BIỂU")
        book.add_worksheet("Ghi chép").write(0, 0, "Việc cần làm")
    path = tmp_path / "so-theo-doi-cu-jut.xlsx"
    path.write_bytes(file.getvalue())
    return path


@pytest.fixture
def officer(transactional_db):
    keng = a_programme(KENG, sector="Phòng, chống tội phạm")
    a_programme(CAMERA, aliases=["Camera giám sát ANTT"])
    a_site(keng, unit=old_unit("24655"), village="Thôn 7", team_count=2, member_count=12)
    return an_officer(todays_unit("68"))


@pytest.fixture
def complaints(page: Page):
    found: list[str] = []
    wanted = re.compile("40[39]|422")  # a refusal is an answer, not a fault
    page.on(
        "console",
        lambda m: found.append(m.text) if m.type == "error" and not wanted.search(m.text) else None,
    )
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


def test_a_messy_workbook_is_put_right_committed_and_taken_back(
    page, sign_in, officer, workbook, complaints, axe, shoot
):
    sign_in(page, officer)
    look = lambda name: (axe(page), shoot(page, f"import-{name}"))  # noqa: E731
    page.goto("/import/")
    look("empty")

    page.get_by_label("Tệp bắt buộc").set_input_files(
        {"name": "so.xlsx", "mimeType": "x/y", "buffer": b"\x89PNG\r\n\x1a\n"}
    )
    page.get_by_role("button", name="Đọc và xem trước").click()
    expect(page.get_by_text("Tệp này là ảnh hoặc PDF")).to_be_visible()
    look("refused-file")

    page.get_by_label("Tệp bắt buộc").set_input_files(workbook)
    page.get_by_role("button", name="Đọc và xem trước").click()
    expect(page.get_by_role("heading", name="so-theo-doi-cu-jut.xlsx")).to_be_visible()
    look("refused")

    # An impossible date, by hand.
    page.get_by_role("link", name="Sửa dòng H. Cư Jút:9").click()
    look("row")
    page.get_by_label("Ngày ra mắt").fill("30/02/2022")
    page.get_by_role("button", name="Lưu và đọc lại").click()
    expect(page.get_by_text("Ngày “30/02/2022” không có trên lịch.").last).to_be_visible()
    look("row-faulty")
    page.get_by_label("Ngày ra mắt").fill("28/02/2022")
    page.get_by_role("button", name="Lưu và đọc lại").click()
    expect(page.get_by_text("Dòng H. Cư Jút:9 đã đọc được.")).to_be_visible()

    # A programme that the catalogue lacks: added once, read on both rows.
    page.get_by_role("link", name="Thêm vào danh mục…").first.click()
    page.get_by_label("Lĩnh vực").fill("Vận động quần chúng")
    look("programme")
    page.get_by_role("button", name="Thêm vào danh mục").click()
    expect(page.get_by_text("Danh mục từ nay nhận ra tên này.")).to_be_visible()
    assert Programme.objects.filter(name="Dòng họ tự quản").exists()

    # What a row is left out for.
    page.get_by_role("button", name="Bỏ qua dòng H. Cư Jút:16").click()
    page.get_by_role("link", name=re.compile("^bỏ qua")).click()
    expect(page.get_by_role("button", name="Lấy lại").first).to_be_visible()

    # In doubt: a misspelt commune put right on both its rows by one click.
    page.get_by_role("link", name=re.compile("^nghi ngờ")).click()
    look("doubtful")
    page.get_by_role("button", name=re.compile("^Là Xã Nam Dong, Huyện Cư Jút$")).first.click()
    expect(page.get_by_text("Đã đọc lại 2 dòng.")).to_be_visible()
    page.goto(page.url.split("?")[0] + "?tab=doubtful")
    page.get_by_role("button", name="Đúng như đã đọc").first.click()
    expect(page.get_by_text("đã xác nhận").first).to_be_visible()

    # What the register says otherwise, ticked.
    page.get_by_role("link", name=re.compile("^cập nhật")).click()
    look("update")
    page.get_by_role("link", name=re.compile("^Đây là điểm khác…")).click()
    look("apart")
    page.get_by_role("link", name="Về bản xem trước").click()
    page.get_by_role("button", name="Cập nhật theo tệp").click()
    page.get_by_role("link", name=re.compile("^thêm mới")).click()
    page.get_by_text("Đã hiểu 2 trang của tệp thế nào").click()
    look("new")

    before = Site.objects.count()
    page.get_by_role("button", name=re.compile(r"^Nhập \d+ dòng vào sổ")).click()
    expect(page.get_by_text("Đã nhập xong.")).to_be_visible()
    look("done")
    assert Site.objects.count() > before + 8
    assert Site.objects.get(village="Thôn 7").team_count == 5

    page.get_by_text("Hoàn tác cả lần nhập này", exact=True).click()
    page.get_by_label("Lý do").fill("nhập thử")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Sổ trở lại như trước khi nhập.")).to_be_visible()
    look("undone")
    assert Site.objects.count() == before
    page.goto("/import/")
    look("list")


@pytest.mark.one_database
def test_the_same_import_works_without_script(browser, live_server, sign_in, officer, workbook):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = sign_in(context.new_page(), officer)
    page.goto("/import/")
    page.get_by_label("Tệp bắt buộc").set_input_files(workbook)
    page.get_by_role("button", name="Đọc và xem trước").click()
    page.get_by_role("button", name=re.compile(f"^Chính là .* – {KENG}, ")).click()
    assert Alias.objects.filter(name="Kẻng báo an ninh").exists()
    page.get_by_role("button", name=re.compile(r"^Nhập \d+ dòng vào sổ")).click()
    expect(page.get_by_role("heading", name=re.compile("^Đã nhập"))).to_be_visible()
    context.close()
