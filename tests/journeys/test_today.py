"""Today in Chromium: every role's own page, the way to the records, the frame without script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from binhyen.people.models import Person
from tests.browser import PHONE

ROLES = {
    "can-bo-tinh": "Xã, phường còn thiếu quyết định thành lập nhiều nhất",
    "can-bo-bac-gia-nghia": "Việc cần làm",
    "phu-trach-diem": "Điểm bạn phụ trách",
    "nguoi-xem": "Số liệu hiện nay",
    "kiem-tra": "Vừa thay đổi",
    "quan-tri": "Tỉnh, thành phố còn thiếu quyết định thành lập nhiều nhất",
}


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    found: list[str] = []
    page.on("console", lambda m: found.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


def person(username: str) -> Person:
    return Person.objects.get(username=username)


@pytest.mark.one_database
def test_each_role_finds_its_own_page(page, sign_in, demo_province, complaints, axe, shoot):
    for username, heading in ROLES.items():
        sign_in(page, person(username))
        page.goto("/")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
        expect(page).to_have_title("Hôm nay · Bình Yên")
        axe(page)
        shoot(page, f"today-{username}")


@pytest.mark.one_database
def test_a_count_leads_to_exactly_these_records(page, sign_in, demo_province, complaints):
    sign_in(page, person("can-bo-bac-gia-nghia"))
    page.goto("/")
    line = page.get_by_role("listitem").filter(has_text="thiếu quyết định thành lập")
    count = line.locator("strong").inner_text()
    line.get_by_role("link", name="Bổ sung quyết định").click()

    page.wait_for_url(re.compile(r"/sites/\?missing=decision&state=counted"))
    expect(page.locator("main tbody tr:has(a[href^='/sites/'])")).to_have_count(int(count))


@pytest.mark.one_database
def test_whoever_has_no_post_is_told_whom_to_ask(
    page, sign_in, demo_province, complaints, axe, shoot
):
    stranger = Person.objects.create_user(username="moi", full_name="Người Mới")
    sign_in(page, stranger)
    page.goto("/")

    expect(page.get_by_text("Quản Trị Mẫu (giả lập)")).to_be_visible()
    axe(page)
    shoot(page, "today-nobody")


@pytest.mark.one_database
def test_the_page_of_a_commune_tells_then_and_now(
    page, sign_in, demo_province, complaints, axe, shoot
):
    sign_in(page, person("can-bo-tinh"))
    page.goto("/units/24611/")
    expect(page.get_by_role("heading", name="Như trước đây và như hiện nay")).to_be_visible()
    axe(page)
    shoot(page, "unit")

    page.get_by_role("link", name="Phường Nghĩa Đức").first.click()
    expect(page.get_by_role("heading", name="Đọc theo đơn vị hiện nay")).to_be_visible()
    axe(page)
    shoot(page, "unit-former")


@pytest.mark.one_database
def test_the_keyboard_reaches_the_content_first(page, sign_in, demo_province, complaints):
    sign_in(page, person("can-bo-tinh"))
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.one_database
def test_menu_language_and_theme_work_on_a_telephone_without_script(
    browser, live_server, sign_in, demo_province
):
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, viewport=PHONE
    )
    page = sign_in(context.new_page(), person("can-bo-tinh"))
    page.goto("/")
    page.locator("details.menu > summary").click()
    page.locator("details.menu").get_by_role("link", name="Nhật ký").click()
    page.wait_for_url(re.compile(r"/history/$"))

    page.locator("details.me > summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1, name="History")).to_be_visible()
    page.locator("details.me > summary").click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_not_there_or_not_allowed_says_so(
    page, sign_in, demo_province, axe, shoot, live_server, language
):
    sign_in(page, person("nguoi-xem"))
    page.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
    for address, status in (("/units/99999/", 404), ("/history/", 403)):
        answer = page.goto(address)
        assert (answer.status, page.locator("html").get_attribute("lang")) == (status, language)
        axe(page)
        shoot(page, f"error-{status}-{language}")


@pytest.mark.one_database
def test_the_page_prints_without_its_frame(page, sign_in, demo_province, complaints):
    sign_in(page, person("can-bo-tinh"))
    page.goto("/")
    page.emulate_media(media="print")
    expect(page.locator("nav").first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
