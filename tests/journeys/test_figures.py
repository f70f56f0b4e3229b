"""A month's figures and its quarter's report in Chromium.

Typed, pasted, warned of, sent, given back, locked; reported, traced, signed; corrected, compared.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import Locator, Page, expect
from python_calamine import CalamineWorkbook

from binhyen.figures import actions, queries
from binhyen.figures.choices import ReturnState
from binhyen.figures.models import Return
from binhyen.figures.tests.factories import SYSTEM, whole
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.programmes.tests.factories import a_site, todays_unit
from binhyen.reports.models import Edition, Report
from binhyen.units.queries import nation
from tests.browser import no_wider_than

pytestmark = pytest.mark.one_database

ASSESSED = "Các mô hình, điểm mô hình được duy trì, số liệu gửi đúng kỳ."
FORGOTTEN = "Sót một vụ ở Tổ dân phố 1"
PHONE = {"width": 360, "height": 740}
PASTE = """([id, text]) => {
  const input = document.getElementById(id), data = new DataTransfer();
  data.setData("text/plain", text);
  input.focus();
  const paste = { clipboardData: data, bubbles: true, cancelable: true };
  input.dispatchEvent(new ClipboardEvent("paste", paste));
}"""


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Whatever the console says is wrong; a refusal and a net that is away are no wrong."""
    found: list[str] = []

    def listen(message):
        if message.type == "error" and not re.search(
            r"409|422|DISCONNECTED|ERR_FAILED", message.text
        ):
            found.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


class Cast:
    """A ward with a year of months behind it, its officer, and the province's."""

    def __init__(self) -> None:
        self.ward = todays_unit("24611")
        month = queries.period_named("month-2026-09")  # the last of the third quarter
        assert month is not None
        self.month = month
        self.officer = a_person(Role.COMMUNE_OFFICER, self.ward, full_name="Nguyễn Văn Nhập")
        self.second = a_person(Role.COMMUNE_OFFICER, self.ward, full_name="Lê Thị Cùng")
        self.province = a_person(Role.PROVINCE_OFFICER, "68", full_name="Trần Thị Duyệt")
        self.leader = a_person(Role.LEADER, "68", full_name="Lê Hoài Nam")
        self.ministry = a_person(Role.PROVINCE_OFFICER, nation(), full_name="Vũ Thị Bộ")
        a_site(unit=self.ward, village="Tổ dân phố 1", team_count=2, member_count=12)
        rows = [
            (key, self.ward.pk, queries.following(self.month, -n).code, amount + n % 2)
            for key, amount in whole(theft=4, disorder=2, fires=1, disputes_received=6).items()
            for n in range(1, 12)
        ]
        actions.load_values(rows, by=SYSTEM, at=timezone.now())

    @property
    def page(self) -> str:
        return f"/figures/24611/{self.month.code}/"

    @property
    def one(self) -> Return:
        found = queries.return_of(self.ward, self.month)
        assert found is not None
        return found

    @property
    def report(self) -> Report:
        return Report.objects.get()

    def amounts(self) -> dict[str, int | None]:
        return {key: amount.amount for key, amount in queries.cells_of(self.one).items()}


@pytest.fixture
def cast(transactional_db) -> Cast:
    return Cast()


def cell(page: Page, key: str) -> Locator:
    return page.locator(f"[id='c.{key}']")


def beside(page: Page, key: str) -> Locator:
    return page.locator(f"[id='e.{key}']")


def saved(page: Page) -> None:
    expect(page.locator("#grid-said")).to_contain_text("Đã lưu lúc")


@pytest.mark.long
def test_a_month_goes_from_an_empty_form_to_the_second_version_of_its_quarters_report(
    page, sign_in, cast, complaints, axe, shoot
):
    enters_by_key_and_paste(page, sign_in(page, cast.officer), cast)
    keeps_what_is_typed_without_a_net(page, cast)
    tells_of_somebody_elses_change(page, cast)
    axe(page)
    shoot(page, "figures-entry")
    sends_with_reasons(page, cast)
    comes_back_and_is_sent_again(page, sign_in, cast, axe, shoot)
    is_accepted_and_locked(page, sign_in, cast)
    its_quarter_is_drawn_up_and_traced(page, sign_in, cast, axe, shoot)
    is_signed_sent_and_given_back(page, sign_in, cast, axe, shoot)
    is_corrected_after_the_lock(page, sign_in, cast, axe, shoot)
    is_reported_anew_and_compared(page, sign_in, cast, axe, shoot)


def enters_by_key_and_paste(page: Page, _signed_in: Page, cast: Cast) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("Nhập số liệu.*Phường Bắc Gia Nghĩa")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Phường Bắc Gia Nghĩa: số liệu")
    page.goto(cast.page)
    theft = cell(page, "theft")
    theft.fill("40")
    theft.press("Enter")
    expect(cell(page, "disorder")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(theft).to_be_focused()
    saved(page)
    expect(beside(page, "theft")).to_contain_text("cao bất thường")

    page.evaluate(PASTE, ["c.trainings", "1\r\n2\r\n"])  # the second line is counted
    expect(page.locator("#grid-said")).to_contain_text("Chưa dán ô nào")
    expect(cell(page, "trainings")).to_have_value("")
    page.evaluate(PASTE, ["c.cameras", "\r\n".join("5 4 900 800 2 2 0 0".split())])
    expect(page.locator("#grid-said")).to_contain_text("Đã dán 6 ô")
    expect(cell(page, "commendations.certificate")).to_have_value("2")
    page.evaluate(PASTE, ["c.disorder", "2\r\nba vụ\r\n0\r\n"])
    expect(page.locator("#grid-said")).to_contain_text("Đã dán 3 ô")
    expect(beside(page, "violence")).to_contain_text("là chữ")
    cell(page, "violence").fill("0")
    saved(page)
    nine = [("disputes_received", "9"), ("disputes_received.land", "9")]
    five = [("disputes_settled", "5"), ("disputes_failed", "0"), ("disputes_pending", "0")]
    names = [("Số vụ cháy", "1"), *nine, *five]
    rest = [key for key in whole() if not re.match("theft|disorder|violence|fraud|disputes", key)]
    parts = [f"disputes_received.{part}" for part in ("family", "neighbours", "civil")]
    block = [*((key, "0") for key in [*rest, *parts]), *names]
    page.evaluate(PASTE, ["c.theft", "\n".join(f"{name}\t{n}" for name, n in block)])
    expect(beside(page, "disputes_received")).to_contain_text("Số tiếp nhận (9) không bằng")
    found = cast.amounts()
    assert (found["theft"], found["disorder"], found["violence"], found["fires"]) == (40, 2, 0, 1)
    assert found["sites_kept"] == 1  # from the register
    expect(page.locator("#grid-lacking")).to_be_hidden()


def keeps_what_is_typed_without_a_net(page: Page, cast: Cast) -> None:
    page.context.set_offline(True)
    cell(page, "fires").fill("2")
    expect(page.locator("#grid-said")).to_contain_text("đã giữ trên máy này")
    assert cast.amounts()["fires"] == 1
    page.context.set_offline(False)
    saved(page)
    assert cast.amounts()["fires"] == 2

    cell(page, "weapons").fill("3")  # and left before it is sent
    page.route("**/cells/", lambda route: route.abort())
    page.reload()
    expect(cell(page, "weapons")).to_have_value("3")
    page.unroute("**/cells/")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert cast.amounts()["weapons"] == 3


def tells_of_somebody_elses_change(page: Page, cast: Cast) -> None:
    actions.enter(cast.one, {"theft": 30}, by=cast.second, at=timezone.now())
    cell(page, "theft").fill("41")
    expect(beside(page, "theft")).to_contain_text("sửa thành 30")
    expect(cell(page, "theft")).to_have_value("41")
    assert cast.amounts()["theft"] == 30
    page.get_by_role("button", name="Giữ số của tôi: 41").click()
    expect(beside(page, "theft")).not_to_contain_text("sửa thành")
    expect(beside(page, "theft")).to_contain_text("cao bất thường")
    assert cast.amounts()["theft"] == 41


def sends_with_reasons(page: Page, cast: Cast) -> None:
    page.get_by_role("button", name="Gửi lên cấp trên").click()
    expect(page.locator("main")).to_contain_text("Cảnh báo này cần ghi lý do trước khi gửi.")
    assert cast.one.state == ReturnState.DRAFT
    fields = page.get_by_placeholder("Số vẫn đúng? Ghi lý do")
    for n in range(fields.count()):
        fields.nth(n).fill("Đã đối chiếu sổ trực ban")
    page.get_by_role("button", name="Gửi lên cấp trên").click()
    expect(page.locator("#messages")).to_contain_text("Đã gửi số liệu lên cấp trên.")
    assert cast.one.state == ReturnState.SUBMITTED


def comes_back_and_is_sent_again(page: Page, sign_in, cast: Cast, axe, shoot) -> None:
    sign_in(page, cast.province)
    page.goto("/")
    page.get_by_role("link", name="Mở để duyệt").click()
    ward = page.get_by_role("link", name="Phường Bắc Gia Nghĩa")
    expect(ward).to_be_visible()
    axe(page)
    shoot(page, "figures-returns")
    page.set_viewport_size(PHONE)
    no_wider_than(page, PHONE["width"])
    ward.click()
    expect(beside(page, "theft")).to_contain_text("Đã đối chiếu sổ trực ban")
    no_wider_than(page, PHONE["width"])
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_label("Chỉ tiêu").select_option("theft")
    page.get_by_label("Ý kiến", exact=True).fill("Tính cả vụ liên phường chưa?")
    page.get_by_role("button", name="Ghi ý kiến").click()
    expect(page.locator("tr", has=beside(page, "theft"))).to_contain_text("vụ liên phường")
    page.get_by_text("Trả lại để sửa").click()
    page.get_by_label("Cần sửa gì").fill("Kiểm tra lại số vụ trộm")
    axe(page)
    shoot(page, "figures-accept")
    page.get_by_role("button", name="Trả lại").click()
    expect(page.locator("#messages")).to_contain_text("Đã trả lại")

    sign_in(page, cast.officer)
    page.goto("/figures/")
    expect(page.locator("main")).to_contain_text("Kiểm tra lại số vụ trộm")
    axe(page)
    shoot(page, "figures-months")
    page.set_viewport_size(PHONE)
    page.goto(cast.page)
    no_wider_than(page, PHONE["width"])
    expect(page.locator("main")).to_contain_text("Kiểm tra lại số vụ trộm")
    cell(page, "theft").fill("5")
    page.get_by_role("button", name="Gửi lên cấp trên").click()
    expect(page.locator("#messages")).to_contain_text("Đã gửi số liệu lên cấp trên.")
    assert (cast.one.state, cast.amounts()["theft"]) == (ReturnState.SUBMITTED, 5)
    page.set_viewport_size({"width": 1280, "height": 800})


def is_accepted_and_locked(page: Page, sign_in, cast: Cast) -> None:
    sign_in(page, cast.province)
    page.goto(cast.page)
    page.get_by_role("button", name="Duyệt", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Đã duyệt")
    page.get_by_role("button", name="Khóa", exact=True).click()
    expect(page.get_by_role("link", name="Đính chính")).to_be_visible()
    assert cast.one.state == ReturnState.LOCKED


def its_quarter_is_drawn_up_and_traced(page: Page, sign_in, cast: Cast, axe, shoot) -> None:
    page.goto("/reports/")
    axe(page)
    shoot(page, "reports-empty")
    page.get_by_role("link", name="Lập báo cáo", exact=True).click()
    begin = page.get_by_role("button", name="Lập báo cáo Quý III/2026")
    expect(begin).to_be_visible()
    axe(page)
    shoot(page, "reports-new")
    begin.click()
    expect(page.get_by_text("trộm cắp tài sản 14 vụ")).to_be_visible()  # 4 + 5 of July and August
    axe(page)
    shoot(page, "reports-draft")

    page.get_by_role("link", name="Viết phần lời").click()
    assessed = page.get_by_label("Ưu điểm, hạn chế, nguyên nhân")
    assessed.fill("Liên hệ 0912 345 678")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Có vẻ có số điện thoại").first).to_be_visible()
    axe(page)
    shoot(page, "reports-write-faults")
    assessed.fill(ASSESSED)
    page.get_by_label("Họ và tên người ký").fill(cast.leader.full_name)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text(ASSESSED, exact=True)).to_be_visible()

    page.get_by_role("link", name="14", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Số vụ trộm cắp tài sản: 14 vụ")
    expect(page.get_by_role("row", name="Phường Bắc Gia Nghĩa")).to_have_count(3)
    axe(page)
    shoot(page, "reports-figure")


def is_signed_sent_and_given_back(page: Page, sign_in, cast: Cast, axe, shoot) -> None:
    sign_in(page, cast.leader)
    page.goto("/")
    expect(page.get_by_text("chờ bạn ký")).to_be_visible()
    shoot(page, "reports-today")
    page.get_by_role("link", name="Mở báo cáo").click()
    page.get_by_role("link", name="Ký báo cáo").click()
    expect(page.get_by_role("button", name="Ký và lấy số")).to_be_visible()
    axe(page)
    shoot(page, "reports-sign")
    signs(page)
    expect(page.get_by_text("Đã ký, số 01/BC-CAT.")).to_be_visible()
    shoot(page, "reports-signed")
    opens_in_three_formats(page)
    page.get_by_role("button", name="Gửi lên cấp trên").click()
    expect(page.locator("#messages")).to_contain_text("Đã gửi lên cấp trên.")
    expect(page.get_by_role("button", name="Ghi nhận đã nhận")).to_have_count(0)

    sign_in(page, cast.ministry)
    page.goto(cast.report.get_absolute_url())
    expect(page.get_by_role("button", name="Ghi nhận đã nhận")).to_be_visible()
    shoot(page, "reports-sent")
    page.get_by_role("link", name="Trả lại").click()
    page.get_by_label("Cần sửa gì").fill("Xem lại số vụ cháy")
    shoot(page, "reports-give-back")
    page.get_by_role("button", name="Trả lại").click()
    expect(page.locator("#messages")).to_contain_text("Đã trả lại báo cáo.")
    sign_in(page, cast.province)
    page.goto(cast.report.get_absolute_url())
    expect(page.get_by_text("Xem lại số vụ cháy").first).to_be_visible()
    shoot(page, "reports-given-back")
    page.get_by_role("button", name="Gửi lại bản này").click()
    expect(page.locator("#messages")).to_contain_text("Đã gửi lên cấp trên.")


def signs(page: Page) -> None:
    page.get_by_label("Ngày ký").fill(timezone.localdate().isoformat())
    page.get_by_label("Tôi biết số liệu còn thiếu").check()
    page.get_by_role("button", name="Ký và lấy số").click()


def opens_in_three_formats(page: Page) -> None:
    files = {}
    for name in ("Word", "PDF", "Excel"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        files[name] = Path(download.value.path())
    texts = [one.text for one in Document(str(files["Word"])).paragraphs]
    assert any("trộm cắp tài sản 14 vụ" in text for text in texts)
    document = pypdfium2.PdfDocument(str(files["PDF"]))
    assert "01/BC-CAT" in document[0].get_textpage().get_text_range()
    document.close()
    book = CalamineWorkbook.from_path(str(files["Excel"]))
    last = book.get_sheet_by_name("Theo đơn vị").to_python()[-1]
    assert last[1:3] == ["Tổng cộng", 14]


def is_corrected_after_the_lock(page: Page, sign_in, cast: Cast, axe, shoot) -> None:
    sign_in(page, cast.province)
    page.goto(cast.page)
    page.get_by_role("link", name="Đính chính").click()
    expect(page.get_by_label("Lý do đính chính")).to_be_visible()
    cell(page, "theft").fill("6")
    page.get_by_label("Lý do đính chính").fill(FORGOTTEN)
    axe(page)
    shoot(page, "figures-correct")
    page.get_by_role("button", name="Đính chính").click()
    expect(page.locator("main")).to_contain_text(FORGOTTEN)
    axe(page)
    shoot(page, "figures-versions")
    assert (cast.one.version, cast.amounts()["theft"]) == (2, 6)
    assert queries.at_version(cast.one, 1)["theft"].amount == 5


def is_reported_anew_and_compared(page: Page, sign_in, cast: Cast, axe, shoot) -> None:
    report = cast.report
    page.goto(report.get_absolute_url())
    expect(page.get_by_text("1 biểu số liệu đã đính chính sau khi ký")).to_be_visible()
    axe(page)
    shoot(page, "reports-corrected")
    page.get_by_role("link", name="Lập bản mới").click()
    page.get_by_label("Vì sao lập bản mới").fill("Đính chính số vụ trộm cắp tháng 9")
    page.get_by_role("button", name="Lập bản mới").click()
    expect(page.get_by_text("trộm cắp tài sản 15 vụ")).to_be_visible()

    sign_in(page, cast.leader)
    page.goto(f"{report.get_absolute_url()}sign/")
    signs(page)
    expect(page.get_by_text("Đã ký, số 02/BC-CAT.")).to_be_visible()
    page.get_by_role("link", name="So sánh các bản").click()
    expect(page.get_by_text("bản 1 → bản 2")).to_be_visible()
    expect(page.get_by_text(FORGOTTEN)).to_be_visible()
    axe(page)
    shoot(page, "reports-compare")
    versions = Edition.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == [1, 2]
    page.goto("/reports/")
    expect(page.get_by_role("cell", name="02/BC-CAT")).to_be_visible()
    axe(page)
    shoot(page, "reports-list")


def test_the_form_works_without_a_script(browser, live_server, sign_in, cast):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = sign_in(context.new_page(), cast.officer)
    page.goto(cast.page)
    cell(page, "theft").fill("bốn")
    cell(page, "fires").fill("1")
    page.get_by_role("button", name="Lưu").click()
    expect(beside(page, "theft")).to_contain_text("là chữ")
    expect(cell(page, "theft")).to_have_value("bốn")
    cell(page, "theft").fill("4")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("#messages")).to_contain_text("Đã lưu.")
    assert (cast.amounts()["theft"], cast.amounts()["fires"]) == (4, 1)
    context.close()
