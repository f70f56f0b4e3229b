"""An officer reads a province's figures in every way, looks behind one, and keeps a board."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from binhyen.figures import actions
from binhyen.figures.queries import existed, periods_between
from binhyen.figures.tests.factories import AT, SYSTEM, a_locked_return, month
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.units.models import Reach, Unit
from tests.browser import DESK, PHONE, no_wider_than

WAYS = ("Theo thời gian", "Bảng", "Từng đơn vị", "Bản đồ", "So với ngẫu nhiên")
HERE = "Phường Bắc Gia Nghĩa"


@pytest.fixture
def officer(transactional_db):
    """Of a province whose communes, those before the reform too, have two years of months."""
    last = month()
    months = periods_between("month", last.start.replace(year=last.start.year - 2), last.until)
    ground = Reach.objects.filter(over__code="68", over__valid_to=None, in_part=False)
    communes = Unit.objects.filter(level=3, pk__in=ground.values("unit")).order_by("code")
    rows = []
    for place, unit in enumerate(communes):
        for number, period in enumerate(months):
            if existed(unit, period):
                thefts = (place * 7 + number * 5) % 9 + place % 4
                rows.append(("theft", unit.pk, period.code, thefts))
                rows.append(("disputes_received.land", unit.pk, period.code, thefts // 2))
                rows.append(("disputes_received.family", unit.pk, period.code, thefts // 3))
    actions.load_values(rows, by=SYSTEM, at=AT)
    a_locked_return("24611", theft=3)
    return a_person(Role.PROVINCE_OFFICER, "68")


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Whatever the console says is wrong, policy violations included."""
    found: list[str] = []
    page.on("console", lambda m: found.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


def chosen(page: Page, way: str) -> None:
    link = page.get_by_role("navigation", name="Cách xem").get_by_role("link", name=way)
    link.click()
    expect(link).to_have_attribute("aria-current", "page")


def fits(page: Page) -> None:
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        no_wider_than(page, size["width"])


@pytest.mark.slow
@pytest.mark.one_database
def test_figures_are_read_in_every_way_traced_and_kept_on_a_board(
    page, officer, sign_in, axe, shoot, complaints
):
    sign_in(page, officer)
    page.goto("/figures/read/?until=month-2026-11")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Số vụ trộm cắp tài sản (vụ)")

    for number, way in enumerate(WAYS):
        chosen(page, way)
        fits(page)
        if way != "Bảng":  # the same table stands under every picture
            axe(page)
        shoot(page, f"read-{number}")

    page.get_by_label("Chỉ tiêu").select_option("disputes_received")
    page.get_by_label("chia theo loại").check()
    page.get_by_role("button", name="Xem", exact=True).click()
    chosen(page, "Theo thời gian")
    expect(page.locator(".chart-keys")).to_contain_text("đất đai")
    shoot(page, "read-parts")

    page.goto("/figures/read/?until=month-2026-11&view=map")
    area = page.get_by_role("link", name=f"{HERE}: 3").first
    area.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text(HERE)
    page.get_by_role("table").get_by_role("link", name="3", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Số này từ đâu")
    expect(page.get_by_role("table")).to_contain_text("đã khóa")
    fits(page)
    axe(page)
    shoot(page, "read-behind")

    page.goto("/figures/read/?until=month-2026-11&view=map")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải hình PNG").click()
    assert download.value.suggested_filename == "so-lieu.png"

    for view, board in (("map", ""), ("funnel", "An ninh"), ("series", "An ninh")):
        page.goto(f"/figures/read/?view={view}")
        page.get_by_text("Đưa vào bảng theo dõi").click()
        if board:
            page.get_by_label("Bảng", exact=True).select_option(label=board)
        else:
            page.get_by_label("Tên bảng mới").fill("An ninh")
        page.get_by_role("button", name="Đưa vào bảng").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("An ninh")
    expect(page.locator(".boards > section")).to_have_count(3)
    fits(page)
    axe(page)
    shoot(page, "board")

    page.get_by_role("link", name="Sửa bảng").click()
    page.get_by_role("button", name="Bỏ ô này").first.click()
    page.get_by_label("Chia sẻ").check()
    axe(page)
    shoot(page, "board-change")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(".boards > section")).to_have_count(2)
    page.get_by_role("link", name="Bảng theo dõi").click()
    expect(page.get_by_role("main")).to_contain_text("chia sẻ")
    axe(page)
    shoot(page, "boards")
