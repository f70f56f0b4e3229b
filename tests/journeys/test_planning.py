"""An officer plans where cameras go next, has it worked out, and a leader adopts it."""

import pytest
from playwright.sync_api import expect

from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.planning import actions
from binhyen.planning.tests.factories import a_studied_programme, clock, figures_sent
from tests.browser import DESK, PHONE, no_wider_than


def fits(page):
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        no_wider_than(page, size["width"])


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.one_database
def test_a_plan_is_written_worked_out_and_adopted(page, transactional_db, sign_in, axe, shoot):
    a_studied_programme()
    figures_sent()
    sign_in(page, a_person(Role.PROVINCE_OFFICER))
    page.goto("/planning/")
    page.get_by_role("link", name="Lập kế hoạch đầu tiên").click()
    page.get_by_label("Tên kế hoạch").fill("Nhân rộng camera 2027")
    page.get_by_label("Ngân sách nhà nước").fill("200 triệu")
    page.get_by_text("Giới hạn và công bằng").click()
    page.get_by_text("Các xã: dân số").click()
    fits(page)
    axe(page)
    shoot(page, "planning-form")
    page.get_by_role("button", name="Lưu và cho tính").click()
    expect(page.get_by_role("progressbar")).to_be_visible()

    actions.work(clock=clock)
    page.get_by_role("link", name="Xem lại").click()
    expect(page.get_by_role("main")).to_contain_text("khoảng tin cậy 95%")
    fits(page)
    axe(page)
    shoot(page, "planning-plan")

    sign_in(page, a_person(Role.LEADER))
    page.reload()
    page.get_by_role("button", name="Duyệt kế hoạch").click()
    expect(page.get_by_role("main")).to_contain_text("Kế hoạch đã duyệt")
