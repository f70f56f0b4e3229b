"""The map in Chromium: drawn without script, alive with it, from the keyboard, in both themes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from binhyen.programmes import actions
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import (
    AT,
    SYSTEM,
    a_programme,
    an_officer,
    old_unit,
    site_facts,
    todays_unit,
)
from binhyen.units.models import Unit

FORMER = "/map/?unit=67&on=2025-06-30"


@pytest.fixture
def officer(transactional_db):
    """An officer of Lâm Đồng with a few sites in each of forty former communes of Đắk Nông."""
    programme = a_programme()
    communes = Unit.objects.filter(path__startswith="VN/67/", level=3).order_by("code")[:40]
    facts = [
        site_facts(
            programme,
            unit=unit,
            village=f"Thôn {number}",
            lat=unit.lat + number / 200,
            lon=unit.lon,
        )
        for index, unit in enumerate(communes)
        for number in range(1 + index % 7)
    ]
    actions.register_sites(
        [*facts, site_facts(programme, unit=todays_unit("24611"))], by=SYSTEM, at=AT
    )
    return an_officer(todays_unit("68"))


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Whatever the console says is wrong, policy violations included."""
    found: list[str] = []
    page.on("console", lambda m: found.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


def ready(page: Page) -> None:
    page.wait_for_selector("#map-island[data-ready]")


def test_the_map_comes_alive_without_a_complaint(page, sign_in, officer, complaints, axe, shoot):
    sign_in(page, officer)
    page.goto(FORMER)
    ready(page)

    expect(page.locator("#map-drawing")).to_be_hidden()
    expect(page.locator(".map-cluster").first).to_be_visible()
    expect(page.locator("#map-said")).to_have_text(
        "1 điểm chưa có tọa độ nên không có chấm trên bản đồ."
    )
    axe(page)
    shoot(page, "map")


@pytest.mark.one_database
def test_a_click_on_a_unit_leads_to_its_page(page, sign_in, officer, complaints):
    sign_in(page, officer)
    page.goto(FORMER)
    ready(page)
    page.locator("#map-island canvas").click()  # its middle
    link = page.locator(".maplibregl-popup a")

    expect(link).to_have_attribute("href", re.compile(r"/units/\d{5}/\?on=2025-06-30"))
    link.click()
    page.wait_for_url(re.compile(r"/units/\d{5}/"))


@pytest.mark.one_database
def test_the_keyboard_reads_and_opens_the_unit_in_the_middle(page, sign_in, officer, complaints):
    sign_in(page, officer)
    page.goto(FORMER)
    ready(page)
    canvas = page.locator("#map-island canvas")
    canvas.focus()

    expect(page.locator("#map-said")).to_have_text(re.compile(r"^(Xã|Phường|Thị trấn) .+: "))
    page.keyboard.press("Enter")
    expect(page.locator(".maplibregl-popup a")).to_be_visible()


@pytest.mark.one_database
def test_without_script_each_unit_is_a_link_with_its_figure(browser, live_server, sign_in, officer):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = sign_in(context.new_page(), officer)
    page.goto(FORMER)
    unit = page.get_by_role(
        "link", name=f"Xã Đắk Wil: {Site.objects.filter(unit=old_unit('24643')).count()}"
    )

    expect(unit).to_be_visible()
    unit.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/units/24643/\?on=2025-06-30"))
    context.close()


@pytest.mark.one_database
def test_a_filter_lands_in_the_address_and_holds_for_the_table(page, sign_in, officer, complaints):
    sign_in(page, officer)
    page.goto("/map/?unit=67")
    page.get_by_label("Chỉ tiêu").select_option("density")
    page.get_by_role("button", name="Xem").click()
    page.wait_for_url(re.compile(r"measure=density"))
    page.get_by_role("link", name="Xem dạng bảng").click()

    page.wait_for_url(re.compile(r"/map/table/\?.*measure=density"))
    assert "unit=67" in page.url
    page.get_by_role("link", name="đơn vị không có số liệu").click()
    expect(page.locator("tbody tr")).to_have_count(28)


@pytest.mark.one_database
def test_the_map_as_a_table_is_within_reach_of_everyone(
    page, sign_in, officer, complaints, axe, shoot
):
    sign_in(page, officer)
    page.goto("/map/table/?unit=67")

    axe(page)
    shoot(page, "map-table")
