"""One programme all the way: studied, judged by the committee, planned, drawn by lot, scheduled."""

import re
from datetime import date

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from binhyen.committee.tests.factories import Table
from binhyen.evidence import actions as evidence
from binhyen.figures.actions import load_values
from binhyen.figures.queries import periods_between
from binhyen.planning import actions as planning
from binhyen.planning.tests.draw_factories import AFTER, AT, NUMBER, SOURCE, SYSTEM, province
from binhyen.programmes.tests.factories import a_site
from binhyen.units.models import Unit

FIRST, LAST = "month-2025-08", "month-2026-10"
BEGAN = (date(2026, 2, 16), date(2026, 4, 16))
WITH, ALL = 12, 40


@pytest.fixture
def set_clock(monkeypatch):
    def to(moment):
        for name in ("draws", "draw_steps", "draw_forms"):
            place = f"binhyen.planning.views.{name}"
            monkeypatch.setattr(f"{place}.localdate", lambda: timezone.localdate(moment))
            monkeypatch.setattr(f"{place}.now", lambda: moment, raising=False)

    to(AT)
    return to


def clock():
    return AT


@pytest.fixture
def table(transactional_db):
    """Cameras came to twelve communes of forty, and three in ten thefts went, there only."""
    table = Table()
    there = Unit.objects.filter(level=3, valid_to=None).under(province()).exclude(code="24611")
    units = list(there.order_by("code")[:ALL])
    for i, unit in enumerate(units[:WITH]):
        a_site(table.camera, unit=unit, village=unit.name, established_on=BEGAN[i % 2],
               state_vnd=40_000_000, community_vnd=20_000_000)  # fmt: skip
    months = periods_between("month", date(2025, 7, 15), date(2026, 10, 14))
    rng = np.random.default_rng(3)
    rows = [
        ("theft", unit.pk, month.code,
         int(rng.poisson(30 * (0.6 if i < WITH and month.start > BEGAN[i % 2] else 1))))
        for month in months
        for i, unit in enumerate(units)
    ]  # fmt: skip
    load_values(rows, by=SYSTEM, at=AT)
    return table


@pytest.mark.slow
@pytest.mark.one_database
def test_what_worked_is_carried_on_where_a_public_draw_says(
    page: Page, table, sign_in, shoot, set_clock
):
    main, button = page.get_by_role("main"), lambda name: page.get_by_role("button", name=name)
    _study(page, table, sign_in)
    page.goto("/evidence/CAM/")
    expect(main).to_contain_text("có hiệu quả")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tóm tắt hai trang (PDF)").click()
    assert download.value.suggested_filename == "bang-chung-cam.pdf"

    one = table.sitting()
    sign_in(page, table.leader).goto("/committee/")
    main.get_by_role("link", name=one.name).click()
    row = page.get_by_role("row", name=re.compile("^Camera an ninh"))
    expect(row).to_contain_text("có hiệu quả")
    row.get_by_role("link", name="Camera an ninh").click()
    page.get_by_label("Kết luận", exact=False).first.select_option("replicate")
    page.get_by_label("Lý do", exact=True).fill("Có hiệu quả ở mười hai xã, còn nhiều xã chưa có.")
    page.get_by_label("Vì sao khác gợi ý").fill("Mới có một đánh giá; làm theo đợt để biết thêm.")
    for name, votes in (("for", "7"), ("against", "1"), ("abstained", "1")):
        page.locator(f"[name=votes_{name}]").fill(votes)
    page.get_by_label("Ý kiến khác của").fill("Đại diện Sở Tài chính")
    page.get_by_label("Nội dung ý kiến").fill("Chờ quyết toán năm nay.")
    button("Ghi kết luận").click()
    expect(page.get_by_role("heading", name="Kết luận: nhân rộng")).to_be_visible()
    expect(page.get_by_text("Chờ quyết toán năm nay.").first).to_be_visible()

    sign_in(page, table.officer).goto("/planning/new/")
    page.get_by_label("Tên kế hoạch").fill("Nhân rộng camera 2027")
    page.get_by_label("Ngân sách nhà nước").fill("400 triệu")
    page.get_by_label("Kinh phí xã hội hóa").fill("400 triệu")
    button("Lưu và cho tính").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    planning.work(clock=clock)
    page.get_by_role("link", name="Xem lại").click()
    expect(main).to_contain_text("Đưa mô hình “Camera an ninh” đến")
    shoot(page, "chain-plan")
    sign_in(page, table.leader)
    page.reload()
    button("Duyệt kế hoạch").click()
    expect(main).to_contain_text("Kế hoạch đã duyệt")
    plan = page.url

    sign_in(page, table.officer).goto(plan)
    page.get_by_role("link", name=re.compile("Bốc thăm")).last.click()
    expect(page.get_by_label("Các xã")).to_have_value(re.compile(r"(?:.+\n){9}"))
    button("Lưu và so sánh các cách chia đợt").click()
    page.get_by_label(re.compile("^2 đợt")).first.check()
    page.get_by_label("Tháng của đợt đầu").select_option("2027-01")
    button("Chọn lịch này").click()
    expect(main).to_contain_text("Đợt 2")
    shoot(page, "chain-draw")

    sign_in(page, table.leader)
    page.reload()
    page.get_by_role("link", name="Công bố lần bốc thăm").click()
    page.get_by_label("Số công khai lấy từ đâu").fill(SOURCE)
    page.get_by_label("Ngày có số").fill("2026-12-01")
    page.get_by_label("Số chữ số").fill("5")
    button("Công bố").click()
    expect(page.get_by_role("heading", name="Chờ số công khai")).to_be_visible()
    set_clock(AFTER)
    page.reload()
    page.get_by_role("link", name="Nhập số công khai và bốc thăm").click()
    page.get_by_label("Số công khai").fill(NUMBER)
    page.get_by_label("Gõ lại số ấy").fill(NUMBER)
    button("Bốc thăm").click()
    page.get_by_role("link", name="Lịch triển khai").first.click()
    expect(page.get_by_role("img", name="Các đợt theo tháng")).to_be_visible()
    waves = page.get_by_role("table").first
    expect(waves).to_contain_text("tháng 1/2027")
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    shoot(page, "chain-schedule")


def _study(page: Page, table: Table, sign_in) -> None:
    """Registered and locked before anybody looks, then worked out."""
    sign_in(page, table.officer).goto("/evidence/studies/new/?programme=CAM")
    page.get_by_label("Câu hỏi").fill("Camera có làm giảm trộm cắp không?")
    page.get_by_label("Kết quả chính").select_option("theft")
    page.get_by_label("Tháng đầu").select_option(FIRST)
    page.get_by_label("Tháng cuối").select_option(LAST)
    page.get_by_role("button", name="Lưu đề cương").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đề cương cam-1")
    sign_in(page, table.leader)
    page.reload()
    page.get_by_role("button", name="Khóa đề cương").click()
    sign_in(page, table.officer)
    page.reload()
    page.get_by_role("button", name="Cho tính").click()
    expect(page.get_by_role("main")).to_contain_text("chờ")
    evidence.work(clock=clock)
