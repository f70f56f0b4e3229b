"""An officer chooses the waves, a leader announces and draws, a commune reads and checks."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.planning.tests.draw_factories import (
    AFTER,
    AT,
    NUMBER,
    SOURCE,
    a_draw,
    codes,
    figures_sent,
)
from tests.browser import DESK, PHONE, no_wider_than


@pytest.fixture
def set_clock(monkeypatch):
    def to(moment):
        for name in ("draws", "draw_steps"):
            place = f"binhyen.planning.views.{name}"
            monkeypatch.setattr(f"{place}.localdate", lambda: timezone.localdate(moment))
            monkeypatch.setattr(f"{place}.now", lambda: moment, raising=False)

    to(AT)
    return to


def fits(page: Page) -> None:
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        no_wider_than(page, size["width"])


@pytest.mark.slow
@pytest.mark.one_database
def test_lots_are_drawn_in_public(page, transactional_db, sign_in, axe, shoot, set_clock):
    figures_sent()
    draw = a_draw(communes=codes()[:8])
    officer, leader = a_person(Role.PROVINCE_OFFICER), a_person(Role.LEADER)
    sign_in(page, officer)
    page.goto(draw.get_absolute_url())
    page.get_by_label("2 đợt: 4 + 4 xã, cách 6 tháng").check()
    page.get_by_label("Tháng của đợt đầu").select_option("2027-01")
    fits(page)
    axe(page)
    shoot(page, "draw-ways")
    page.get_by_role("button", name="Chọn lịch này").click()
    expect(page.get_by_role("main")).to_contain_text("Đợt 2: 4 xã, tháng 7/2027")

    sign_in(page, leader)
    page.reload()
    page.get_by_role("link", name="Công bố lần bốc thăm").click()
    page.get_by_label("Số công khai lấy từ đâu").fill(SOURCE)
    page.get_by_label("Ngày có số").fill("2026-12-01")
    page.get_by_label("Số chữ số").fill("5")
    page.get_by_role("button", name="Công bố").click()
    expect(page.get_by_role("heading", name="Chờ số công khai")).to_be_visible()
    fits(page)
    set_clock(AFTER)
    page.reload()
    page.get_by_role("link", name="Nhập số công khai và bốc thăm").click()
    page.get_by_label("Số công khai").fill(NUMBER)
    page.get_by_label("Gõ lại số ấy").fill(NUMBER)
    axe(page)
    page.get_by_role("button", name="Bốc thăm").click()

    sign_in(page, a_person(Role.COMMUNE_OFFICER, codes()[0]))
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Bắt đầu ở đợt")
    fits(page)
    axe(page)
    shoot(page, "draw-held")
    published = page.get_by_role("region", name="Văn bản công bố").inner_text()
    page.get_by_role("link", name="Lịch triển khai").click()
    expect(page.get_by_role("img", name="Các đợt theo tháng")).to_be_visible()
    fits(page)
    axe(page)
    page.goto("/planning/draws/check/")
    page.get_by_label("Văn bản đã công bố").fill(published)
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("main")).to_contain_text("Đúng nguyên văn bản đã công bố ở đây")

    page.context.clear_cookies()  # a resident, with a text that somebody changed
    page.goto(f"/planning/public/{draw.key}/")
    page.get_by_label("Văn bản đã công bố").fill(published.replace(NUMBER, "04822"))
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("main")).to_contain_text("Không khớp khi tính lại")
    fits(page)
    axe(page)
