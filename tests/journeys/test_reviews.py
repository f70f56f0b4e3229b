"""A review in Chromium: opened, scored, appraised, decided by four people, and looked at."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from binhyen.life.models import Case
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import a_programme, a_site, todays_unit
from binhyen.reviews import actions
from binhyen.reviews.models import Rating, Round
from binhyen.reviews.rules.shapes import Value
from tests.browser import no_wider_than

PHONE = {"width": 360, "height": 740}
YEAR = 2026
# Long after the sheet's own, so that the test holds on any day before.
LAST_DAYS = {"score_by": date(2090, 1, 1), "appraise_by": date(2090, 2, 1),
             "closes_on": date(2090, 3, 1)}  # fmt: skip
OPENED = datetime(2026, 11, 16, 2, tzinfo=UTC)


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


class Cast:
    """Who runs the round, who scores, who decides; and six sites of one ward."""

    def __init__(self) -> None:
        self.province, self.ward = todays_unit("68"), todays_unit("24611")
        self.runner = a_person(Role.PROVINCE_OFFICER, self.province, full_name="Trần Thị Thẩm")
        self.officer = a_person(Role.COMMUNE_OFFICER, self.ward, full_name="Nguyễn Văn Chấm")
        self.leader = a_person(Role.LEADER, self.province, full_name="Đặng Văn Quyết")
        self.programme = a_programme("Tiếng kẻng an ninh", unit=self.province)
        self.sites = [
            a_site(
                self.programme,
                unit=self.ward,
                village=f"Tổ dân phố {number}",
                established_on=date(2023, 3, number),
                decision_number=f"{number}/QĐ-UBND",
                team_count=2,
                member_count=12,
            )
            for number in range(1, 7)
        ]
        a_site(self.programme, unit=self.ward, village="Tổ dân phố 9",
               established_on=date(2026, 6, 1))  # fmt: skip

    def opened(self) -> Round:
        return actions.open_round(
            "to-bao-ve-antt", unit=self.ward, year=YEAR, by=self.runner, at=OPENED, **LAST_DAYS
        )

    def score(self, rating: Rating, share: float, *, by, act, own: bool = False) -> None:
        """Everything at a share of its points; the decision as the register has it."""
        why = "đã xem hồ sơ" if own else ""
        given = {
            one.code: Value(int(one.points * share), reason=why or "hồ sơ giấy có đủ")
            for one in rating.round.sheet.content.criteria
        }
        given["quyet-dinh"] = Value(1, reason=why)
        act(rating, given, seen=rating.version, by=by, at=OPENED)


@pytest.fixture
def cast(transactional_db) -> Cast:
    return Cast()


@pytest.mark.one_database
def test_a_round_goes_from_its_opening_to_a_case_by_three_people(
    page, sign_in, cast, complaints, axe, shoot
):
    sign_in(page, cast.runner)
    page.goto("/reviews/")
    axe(page)
    shoot(page, "reviews-empty")
    page.get_by_role("link", name="Mở đợt đầu tiên").click()
    axe(page)
    shoot(page, "reviews-new")
    page.get_by_role("combobox", name="Phiếu chấm").select_option("to-bao-ve-antt")
    page.get_by_role("textbox", name="Kỳ kết thúc năm").fill(str(YEAR))
    page.locator("#id_unit").fill("24611")
    for label, day in (("Hạn tự chấm", "2090-01-01"), ("Hạn thẩm định", "2090-02-01"),
                       ("Hạn quyết định", "2090-03-01")):  # fmt: skip
        page.get_by_role("textbox", name=label).fill(day)
    page.get_by_role("button", name="Mở đợt").click()
    expect(page.locator("#messages")).to_contain_text("Đã mở đợt")
    expect(page.get_by_text("7 phiếu")).to_be_visible()
    expect(page.get_by_text("chưa đủ thời gian hoạt động")).to_be_visible()

    one = Round.objects.get()
    rating = Rating.objects.get(site=cast.sites[0])
    sign_in(page, cast.officer)
    page.set_viewport_size(PHONE)
    page.goto(f"{one.get_absolute_url()}?state=waiting")
    no_wider_than(page, PHONE["width"])
    page.get_by_role("link", name=re.compile("Tổ dân phố 1,")).click()
    page.get_by_role("link", name="Tự chấm").click()
    no_wider_than(page, PHONE["width"])
    page.get_by_label("Có hay không").select_option("0")
    points = page.get_by_label("Điểm", exact=True)
    for number, given in enumerate(("15", "10", "10", "14", "10", "9", "20", "5")):
        points.nth(number).fill(given)
    page.get_by_role("button", name="Ghi tự chấm").click()
    expect(page.get_by_role("alert")).to_contain_text("Khác với số liệu trong sổ")
    expect(points.nth(3)).to_have_value("14")
    axe(page)
    shoot(page, "reviews-score")
    page.set_viewport_size(PHONE)
    page.get_by_label("Có hay không").select_option("1")
    for number in range(page.get_by_label("Lý do, nếu khác sổ").count()):
        page.get_by_label("Lý do, nếu khác sổ").nth(number).fill("hồ sơ giấy có đủ")
    page.get_by_role("button", name="Ghi tự chấm").click()
    expect(page.locator("#messages")).to_contain_text("Đã ghi tự chấm")

    rest = list(Rating.objects.filter(round=one, state="waiting").order_by("pk"))
    for other, share in zip(rest, (0.96, 0.9, 0.8, 0.75, 0.4), strict=True):
        cast.score(other, share, by=cast.officer, act=actions.score)
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, cast.runner)
    page.goto(one.get_absolute_url())
    page.get_by_role("button", name="Chốt tự chấm").click()
    expect(page.locator("#messages")).to_contain_text("chuyển sang thẩm định")
    page.goto(f"{rating.get_absolute_url()}appraise/")
    page.get_by_label("Điểm", exact=True).nth(3).fill("12")
    reasons = page.get_by_label("Lý do, nếu khác với sổ hoặc tự chấm")
    reasons.nth(4).fill("Thiếu sổ theo dõi quý III")
    axe(page)
    shoot(page, "reviews-appraise")
    page.get_by_role("button", name="Ghi thẩm định").click()
    expect(page.locator("#messages")).to_contain_text("Đã ghi thẩm định")
    expect(page.get_by_role("cell", name="Thẩm định: Thiếu sổ")).to_be_visible()
    for other, share in zip(rest, (0.96, 0.9, 0.8, 0.75, 0.4), strict=True):
        other.refresh_from_db()
        cast.score(other, share, by=cast.runner, act=actions.appraise, own=True)

    sign_in(page, cast.leader)
    page.goto(one.get_absolute_url())
    expect(page.get_by_text("Hạn mức:")).to_be_visible()
    axe(page)
    shoot(page, "reviews-round")
    page.get_by_role("link", name=re.compile("Tổ dân phố 6,")).click()
    page.get_by_label("Kết quả rà soát").select_option("end")
    page.get_by_role("button", name="Ghi quyết định").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy ghi lý do")
    axe(page)
    shoot(page, "reviews-decide")
    page.get_by_label("Lý do", exact=True).fill("Nhiều tháng không hoạt động")
    page.get_by_role("button", name="Ghi quyết định").click()
    page.goto(one.get_absolute_url())
    page.get_by_label("Số quyết định xếp loại").fill("412/QĐ-UBND")
    page.get_by_role("button", name="Quyết định xếp loại cả đợt").click()
    page.get_by_role("button", name="Chốt đợt").click()
    expect(page.locator("#messages")).to_contain_text("kết quả đã ghi vào sổ")
    axe(page)
    shoot(page, "reviews-decided")
    assert Site.objects.get(pk=cast.sites[0].pk).rating.endswith(f"({YEAR})")

    sign_in(page, cast.officer)
    page.goto(Rating.objects.get(site=cast.sites[5]).get_absolute_url())
    page.get_by_role("button", name="Lập hồ sơ").click()
    case = Case.objects.get()
    expect(page.get_by_role("link", name=case.code)).to_be_visible()
    axe(page)
    shoot(page, "reviews-rating")


@pytest.mark.one_database
def test_the_sheets_are_read_and_changed_with_their_faults_beside_the_lines(
    page, sign_in, cast, complaints, axe, shoot
):
    cast.opened()
    sign_in(page, cast.runner)
    page.goto("/reviews/")
    axe(page)
    shoot(page, "reviews-list")
    page.get_by_role("link", name="Phiếu chấm").click()
    axe(page)
    shoot(page, "reviews-sheets")
    page.get_by_role("link", name=re.compile("tổ tham gia bảo vệ an ninh")).click()
    expect(page.get_by_text("mẫu, chưa đối chiếu").first).to_be_visible()
    axe(page)
    shoot(page, "reviews-sheet")
    page.get_by_role("link", name="Sửa thành bản mới").click()
    text = page.get_by_label("Nội dung phiếu (TOML)")
    text.fill(text.input_value().replace("percent = 20", 'percent = "hai mươi"'))
    page.get_by_role("button", name="Kiểm tra và lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("quota: percent")
    assert '"hai mươi"' in text.input_value()
    axe(page)
    shoot(page, "reviews-sheet-form")
    no_wider_than(page, 1280)
    text.fill(text.input_value().replace('"hai mươi"', "15"))
    page.get_by_role("button", name="Kiểm tra và lưu").click()
    expect(page.locator("#messages")).to_contain_text("Đã lưu phiếu")
    expect(page.locator(".facts")).to_contain_text("không quá 15")


@pytest.mark.one_database
def test_deadlines_and_leaving_out_on_a_phone(page, sign_in, cast, complaints, axe):
    one = cast.opened()
    sign_in(page, cast.runner)
    page.set_viewport_size(PHONE)
    page.goto(f"{one.get_absolute_url()}deadlines/")
    no_wider_than(page, PHONE["width"])
    axe(page)
    page.set_viewport_size(PHONE)
    page.get_by_label("Hạn tự chấm").fill("2090-01-05")
    page.get_by_label("Vì sao đổi hạn").fill("Mưa lũ kéo dài")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(".steps")).to_contain_text("05/01/2090")
    no_wider_than(page, PHONE["width"])
    rating = Rating.objects.get(site=cast.sites[0])
    page.goto(f"{rating.get_absolute_url()}leave-out/")
    no_wider_than(page, PHONE["width"])
    axe(page)
    page.get_by_label("Vì sao không xếp loại").select_option("outside")
    page.get_by_label("Căn cứ").fill("Không thuộc diện theo hướng dẫn")
    page.get_by_role("button", name="Ghi").click()
    expect(page.locator(".facts")).to_contain_text("không thuộc diện xếp loại theo quy định")
