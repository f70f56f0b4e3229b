"""The register in Chromium: on an officer's phone, from the keyboard, and every page looked at."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.programmes import actions
from binhyen.programmes.models import Board, Programme, Site
from binhyen.programmes.tests.factories import (
    AT,
    SYSTEM,
    a_programme,
    an_officer,
    old_unit,
    site_facts,
    todays_unit,
)
from binhyen.units.models import Succession, Unit
from tests.browser import no_wider_than

PHONE = {"width": 360, "height": 740}
WIL = "24646"


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
def programme(transactional_db) -> Programme:
    return a_programme("Camera giám sát an ninh, trật tự", code="P01", aliases=["Camera an ninh"])


@pytest.fixture
def officer(programme) -> Person:
    """The officer of the commune of Đắk Wil, who has never seen the pages."""
    return an_officer(todays_unit(WIL), Role.COMMUNE_OFFICER)


@pytest.fixture
def province(programme) -> Person:
    """A superior with sites of two programmes in many communes, of every state and money."""
    bells = a_programme("Tiếng kẻng an ninh", code="P02", aim="Báo động trong thôn khi có việc.")
    communes = Unit.objects.filter(path__startswith="VN/67/", level=3).order_by("code")[:24]
    facts = [
        site_facts(
            (programme, bells)[number % 2],
            unit=unit,
            village=f"Thôn {number + 1}",
            established_on=AT.date().replace(2019 + number % 4, 1 + number % 12, 3),
            established_precision=("day", "month", "year")[number % 3],
            decision_number=f"{100 + number}/QĐ-UBND" if number % 4 else "",
            member_count=number * 7 if number % 5 else None,
            team_count=1 + number % 3,
            state_vnd=number * 1_500_000,
            community_vnd=12_250_000 if number % 3 else None,
            lat=unit.lat + 0.02,
            lon=unit.lon - 0.01,
            rating="Tốt" if number % 3 else "",
            state=("running", "running", "suspended", "ended")[number % 4],
            ended_on=AT.date().replace(2024) if number % 4 == 3 else None,
            ending=("ended", "recounted")[number % 3 == 0] if number % 4 == 3 else "",
            origin=("new", "replicated", "recounted", "")[number % 7 % 4],
        )
        for number, unit in enumerate(communes)
    ]
    actions.register_sites(facts, by=SYSTEM, at=AT)
    board = Board.objects.create(programme=programme, unit=programme.unit, name="Ban chỉ đạo")
    board.seats.create(role="head", office="Phó Chủ tịch Ủy ban nhân dân tỉnh")
    board.seats.create(role="member", office="Phó Giám đốc Công an tỉnh", order=1)
    return an_officer(todays_unit("68"))


def test_an_officer_registers_a_site_on_a_phone_and_finds_it_on_the_map(
    page, context, sign_in, officer, complaints
):
    unit = todays_unit(WIL)
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": unit.lat, "longitude": unit.lon, "accuracy": 8})
    page.set_viewport_size(PHONE)
    sign_in(page, officer)
    page.goto("/sites/")
    no_wider_than(page, PHONE["width"])
    page.get_by_role("link", name="Ghi điểm đầu tiên").click()

    no_wider_than(page, PHONE["width"])
    expect(page.get_by_label("Xã, phường, thị trấn")).to_have_value(re.compile(unit.name))
    page.get_by_label("Mô hình", exact=False).first.select_option("P01")
    page.get_by_label("Thôn, bon, buôn, tổ dân phố").fill("Thôn 5")
    page.get_by_label("Số quyết định thành lập").fill("12/QĐ-UBND")
    page.get_by_label("Ngày quyết định").fill("8/2/2023")
    page.get_by_role("button", name="Lấy vị trí tôi đang đứng").click()
    expect(page.locator("#position-said")).to_contain_text("sai số khoảng 8 m")
    page.get_by_role("button", name="Lưu").click()

    site = Site.objects.get()
    page.wait_for_url(f"**/sites/{site.code}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thôn 5, Xã Đắk Wil")
    expect(page.get_by_text("12/QĐ-UBND", exact=False).first).to_be_visible()
    no_wider_than(page, PHONE["width"])

    page.get_by_role("link", name="Xem mô hình này trên bản đồ").click()
    page.wait_for_selector("#map-island[data-ready]")
    answer = page.request.get(page.locator("#map-island").get_attribute("data-points"))
    assert site.code in answer.text()


@pytest.mark.one_database
def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_fault(
    page, sign_in, officer, complaints, axe, shoot
):
    sign_in(page, officer)
    page.goto("/sites/new/")
    page.get_by_label("Thôn, bon, buôn, tổ dân phố").fill("Thôn 5")
    page.get_by_label("Ngày quyết định").fill("31/02/2023")
    page.get_by_label("Số thành viên").fill("chừng chục")
    page.get_by_role("button", name="Lưu").click()

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Chưa lưu được")
    expect(page.get_by_label("Thôn, bon, buôn, tổ dân phố")).to_have_value("Thôn 5")
    axe(page)
    shoot(page, "site-form")
    alert.get_by_role("link", name="Số thành viên").click()
    assert page.url.endswith("#id_member_count")


def test_a_likely_double_is_shown_and_may_still_be_another(
    page, sign_in, officer, programme, complaints, axe, shoot
):
    facts = site_facts(programme, unit=todays_unit(WIL), village="Thôn 5")
    actions.register_site(facts, by=SYSTEM, at=AT)
    sign_in(page, officer)
    page.goto("/sites/new/?programme=P01")
    page.get_by_label("Thôn, bon, buôn, tổ dân phố").fill("thon 05")
    page.get_by_role("button", name="Lưu").click()

    expect(page.get_by_text("Điểm này có lẽ đã có trong sổ")).to_be_visible()
    axe(page)
    shoot(page, "site-double")
    page.get_by_label("Đây là điểm khác, vì").fill("hai tổ ở hai cụm dân cư")
    page.get_by_role("button", name="Vẫn ghi là điểm khác").click()
    page.wait_for_url("**/sites/P01-24646-002/")


@pytest.mark.one_database
def test_the_keyboard_alone_filters_the_list_and_opens_a_site(page, sign_in, province, complaints):
    sign_in(page, province)
    page.goto("/sites/")
    page.get_by_label("Tìm").focus()
    page.keyboard.type("dak wil", delay=20)
    page.wait_for_url("**/sites/?q=dak+wil")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(1)

    link = rows.first.get_by_role("link").first
    for _ in range(40):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites/P0*/")


@pytest.mark.one_database
def test_a_unit_is_suggested_as_one_types_its_name_without_marks(
    page, sign_in, province, complaints
):
    sign_in(page, province)
    page.goto("/sites/")
    page.get_by_role("combobox", name="Địa bàn").press_sequentially("dak wil", delay=20)
    option = page.locator("#unit-options option").first
    expect(option).to_have_attribute("value", "Xã Đắk Wil, Tỉnh Lâm Đồng (24646)")
    page.get_by_role("combobox", name="Địa bàn").fill("Xã Đắk Wil, Tỉnh Lâm Đồng (24646)")
    page.get_by_role("combobox", name="Địa bàn").press("Enter")
    page.wait_for_url(re.compile(r"unit=X"))
    expect(page.get_by_role("list", name="Đang lọc theo")).to_contain_text("Xã Đắk Wil")


def test_several_sites_are_changed_together_and_back(
    page, sign_in, province, complaints, axe, shoot
):
    sign_in(page, province)
    page.goto("/sites/?state=running&programme=P01")
    page.get_by_label("Đánh dấu mọi điểm của trang này").check()
    picked = page.locator("input[name=pick]:checked").count()
    page.get_by_text("Sửa cùng lúc các điểm đã đánh dấu").click()
    page.get_by_label("Tình trạng mới").select_option("suspended")
    page.get_by_label("Lý do").fill("tạm dừng để rà soát")
    page.get_by_role("button", name="Xem trước thay đổi").click()

    expect(page.locator("tbody ins")).to_have_count(picked)
    axe(page)
    shoot(page, "bulk")
    page.get_by_role("button", name=f"Lưu thay đổi của {picked} điểm").click()
    page.wait_for_url("**/sites/together/*/")
    shoot(page, "bulk-done")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Mọi điểm của lần sửa này đã trở lại như trước.")).to_be_visible()
    assert Site.objects.filter(state="suspended", programme__code="P01").count() == 6


def test_a_site_of_a_divided_unit_is_placed(page, sign_in, province, complaints, axe, shoot):
    parts = Succession.objects.filter(kind="part", old__level=3, new__valid_to=None)
    part = parts.order_by("pk").first()
    nation = an_officer(Unit.objects.get(level=0))
    facts = site_facts(Programme.objects.get(code="P01"), unit=part.old, village="Thôn 1")
    site = actions.register_site(facts, by=SYSTEM, at=AT)
    sign_in(page, nation)
    page.goto(site.get_absolute_url())
    page.get_by_role("link", name="Xác định nơi hiện nay").click()
    axe(page)
    shoot(page, "site-place")
    page.get_by_label(part.new.name).check()
    page.get_by_label("Căn cứ").fill("Nghị quyết sắp xếp")
    page.get_by_role("button", name="Lưu").click()
    page.wait_for_url(f"**{site.get_absolute_url()}")
    expect(page.get_by_text("(đã xác định; đơn vị cũ được chia)")).to_be_visible()
    shoot(page, "site-placed")


def test_a_list_is_kept_under_a_name(page, sign_in, province, complaints):
    sign_in(page, province)
    page.goto("/sites/")
    page.get_by_label("Tình trạng").first.select_option("ended")
    page.wait_for_url("**/sites/?state=ended")
    page.get_by_text("Lưu bộ lọc này").first.click()
    page.get_by_label("Lưu bộ lọc này với tên").fill("Đã dừng hẳn")
    page.get_by_role("button", name="Lưu bộ lọc").click()
    kept = page.get_by_role("list", name="Bộ lọc đã lưu").get_by_role("link", name="Đã dừng hẳn")
    expect(kept).to_have_attribute("aria-current", "true")
    assert page.url.endswith("/sites/?state=ended")


@pytest.mark.one_database
def test_the_list_works_without_script(browser, live_server, sign_in, province):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = sign_in(context.new_page(), province)
    page.goto("/sites/")
    page.get_by_label("Tìm").fill("dak wil")
    page.get_by_role("button", name="Lọc", exact=True).click()
    page.wait_for_url("**/sites/?*dak*wil*")  # without script nothing tells that it is on its way
    expect(page.locator("tbody tr")).to_have_count(1)
    context.close()


def test_a_figure_of_the_movements_leads_to_its_sites(page, sign_in, province, complaints):
    sign_in(page, province)
    page.goto("/movements/?since=2019-01-01")
    page.get_by_role("combobox", name="Mô hình").select_option("P02")
    page.get_by_role("button", name="Xem").click()
    page.wait_for_url("**/movements/?*programme=P02*")
    row = page.locator("tbody tr").filter(has_text="Năm 2024").first
    figure = row.get_by_role("link").nth(1)
    n = figure.inner_text()
    figure.click()
    page.wait_for_url("**/sites/?*move=out-*")
    expect(page.locator("tbody tr")).to_have_count(int(n))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("sites", "/sites/"),
        ("sites-filtered", "/sites/?q=thon&missing=decision&sort=-members"),
        ("sites-nothing", "/sites/?q=kh%C3%B4ng+c%C3%B3"),
        ("site", "/sites/P02-24646-001/"),
        ("movements", "/movements/?since=2019-01-01"),
        ("movements-quarters", "/movements/?by=quarter&since=2021-01-01&until=2022-12-01"),
        ("movements-nothing", "/movements/?by=custom&since=1990-01-01&until=1990-12-31"),
        ("programmes", "/programmes/"),
        ("programme", "/programmes/P01/"),
        ("programme-form", "/programmes/new/"),
        ("gift-form", "/sites/P02-24646-001/contributions/new/"),
        ("site-change", "/sites/P02-24646-001/change/"),
    ],
)
def test_every_page_is_within_reach_of_everyone(
    page, sign_in, province, complaints, axe, shoot, name, path
):
    if "P02" in path:
        bells = Programme.objects.get(code="P02")
        unit = old_unit("24643")
        facts = site_facts(
            bells, unit=unit, village="Thôn 9", lat=unit.lat, lon=unit.lon + 0.05, state_vnd=5
        )
        path = path.replace("P02-24646-001", actions.register_site(facts, by=SYSTEM, at=AT).code)
    sign_in(page, province)
    assert page.goto(path).status == 200
    axe(page)
    shoot(page, name)
    page.set_viewport_size(PHONE)
    no_wider_than(page, PHONE["width"])
