"""Cases in Chromium: every page looked at, and one programme from its survey plan to its end."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

import pytest
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from binhyen.dossiers.models import Document
from binhyen.life import actions
from binhyen.life.choices import CaseKind, CaseState
from binhyen.life.models import Case
from binhyen.life.tests.factories import a_case, a_paper, a_running_site, bring, finish, move
from binhyen.papers.models import Issued
from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.people.tests.factories import a_person, a_post
from binhyen.programmes.choices import Ending, Origin, State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.tests.factories import SYSTEM, a_programme, todays_unit
from binhyen.reviews.models import Rating
from tests.browser import no_wider_than

PROVINCE, COMMUNE, ANOTHER = "68", "24611", "24640"


def this_morning() -> datetime:
    """Half past seven in Vietnam, when it is the same day in UTC."""
    return localtime().replace(hour=7, minute=30)


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
def officer(transactional_db) -> Person:
    return a_person(Role.COMMUNE_OFFICER, COMMUNE, full_name="Nguyễn Thị Mai")


@pytest.fixture
def leader(transactional_db) -> Person:
    return a_person(Role.LEADER, COMMUNE, full_name="Trần Văn Bình")


@pytest.fixture
def cases(officer, leader) -> dict[str, Case]:
    """Cases of every kind at every sort of step, late ones among them."""
    at, long_ago = this_morning(), this_morning() - timedelta(days=45)
    programme = a_programme("Camera giám sát an ninh, trật tự", unit=todays_unit(PROVINCE))
    sites = [a_running_site(programme=programme, village=f"Tổ dân phố {n}") for n in range(1, 7)]
    ending = bring(a_case(CaseKind.END, by=officer, at=at, site=sites[0]), "handover", at=at)
    assets = [
        actions.AssetFacts(kind="camera", name="Camera cổng tổ dân phố", quantity=4,
                           value_vnd=18_000_000),
        actions.AssetFacts(kind="money", name="Quỹ tự quản còn lại", quantity=1,
                           value_vnd=2_350_000),
    ]  # fmt: skip
    actions.declare_assets(ending, assets, by=SYSTEM, at=at)
    building = a_case(CaseKind.BUILD, by=officer, at=long_ago)
    returned = bring(a_case(CaseKind.SUSPEND, by=officer, at=at, site=sites[1]), "approval", at=at)
    returned = move(returned, "return", by=leader, at=at, comment="Chưa nêu rõ thời gian tạm dừng.")
    return {
        "ending": Case.objects.get(pk=ending.pk),
        "building": building,
        "returned": returned,
        "replicating": bring(
            a_case(CaseKind.REPLICATE, by=officer, at=long_ago, parent=sites[2]), "meeting",
            at=long_ago,
        ),
        "waiting": bring(a_case(CaseKind.END, by=officer, at=at, site=sites[3]), "approval", at=at),
        "merging": a_case(CaseKind.MERGE, by=officer, at=at, site=sites[4], into=sites[5]),
        "done": finish(a_case(CaseKind.ADJUST, by=officer, at=at, programme=a_programme(
            "Tiếng kẻng an ninh", unit=todays_unit(COMMUNE)), changes={"aim": "Báo động"}), at=at),
    }  # fmt: skip


def look(page: Page, axe, shoot, address: str, name: str) -> None:
    page.goto(address)
    axe(page)
    shoot(page, name)
    page.set_viewport_size({"width": 360, "height": 740})
    no_wider_than(page, 360)
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.one_database
def test_the_lists_of_cases_are_looked_at(page, sign_in, axe, shoot, officer, cases, complaints):
    sign_in(page, officer)
    look(page, axe, shoot, "/cases/mine/", "cases-mine")
    look(page, axe, shoot, "/cases/", "cases")
    page.goto("/cases/")
    page.get_by_label("Loại hồ sơ").select_option("end")
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    assert "kind=end" in page.url
    look(page, axe, shoot, "/cases/new/", "case-kinds")
    page.goto("/")
    expect(page.get_by_text("hồ sơ đang chờ bạn xử lý")).to_be_visible()


@pytest.mark.one_database
def test_cases_are_looked_at(page, sign_in, axe, shoot, officer, cases, complaints):
    sign_in(page, officer)
    a_paper(cases["building"], "survey_plan", at=this_morning(), signed=False)
    for name, case in cases.items():
        look(page, axe, shoot, case.get_absolute_url(), f"case-{name}")
    site = cases["ending"].site
    look(page, axe, shoot, f"{site.get_absolute_url()}life/", "site-life")
    address = cases["ending"].get_absolute_url()
    look(page, axe, shoot, f"{address}assets/", "case-assets")
    asset = site.assets.first()
    look(page, axe, shoot, f"{address}assets/{asset.pk}/", "case-hand-over")
    look(page, axe, shoot, f"{cases['replicating'].get_absolute_url()}meeting/", "case-meeting")
    look(page, axe, shoot, f"{address}delegate/", "case-delegate")


@pytest.mark.one_database
def test_procedures_are_looked_at(page, sign_in, axe, shoot, cases, complaints):
    sign_in(page, a_person(Role.PROVINCE_OFFICER, PROVINCE))
    look(page, axe, shoot, "/procedures/", "procedures")
    procedure = cases["ending"].procedure
    look(page, axe, shoot, procedure.get_absolute_url(), "procedure")
    page.goto(f"/procedures/new/?from={procedure.pk}")
    text = page.get_by_label("Nội dung quy trình")
    broken = text.input_value().replace('to = "survey_plan_approval"', 'to = "khong-co"', 1)
    text.fill(broken.replace('who = "approve"', 'who = "ai-do"', 1))
    page.get_by_role("button", name="Lưu thành phiên bản mới").click()
    expect(page.get_by_role("alert")).to_contain_text("Dòng")
    axe(page)
    shoot(page, "procedure-faults")
    text.fill(broken.replace('to = "khong-co"', 'to = "survey_plan_approval"', 1)
              .replace("Quy trình mẫu cấp tỉnh", "Quy trình của tỉnh"))  # fmt: skip
    page.get_by_role("button", name="Chỉ kiểm tra và vẽ thử").click()
    expect(page.get_by_text("Không có lỗi")).to_be_visible()
    axe(page)
    shoot(page, "procedure-checked")
    page.get_by_role("button", name="Lưu thành phiên bản mới").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quy trình của tỉnh")


# --- one programme, from its survey plan to the end of one of its sites ---


@pytest.fixture
def people(transactional_db) -> dict[str, Person]:
    """Four of them; the two of the commune look after two wards."""
    found = {
        "officer": a_person(Role.COMMUNE_OFFICER, COMMUNE, full_name="Nguyễn Thị Mai"),
        "leader": a_person(Role.LEADER, COMMUNE, full_name="Trần Văn Bình"),
        "province": a_person(Role.PROVINCE_OFFICER, PROVINCE, full_name="Lê Hoài Nam"),
        "chief": a_person(Role.LEADER, PROVINCE, full_name="Phạm Thị Lan"),
    }
    a_post(found["officer"], Role.COMMUNE_OFFICER, ANOTHER)
    a_post(found["leader"], Role.LEADER, ANOTHER)
    return found


class Desk:
    """A browser at which the four take turns over one case after the other."""

    def __init__(self, page: Page, sign_in, people: dict[str, Person]) -> None:
        self.page, self.sign_in, self.people = page, sign_in, people
        self.case = ""

    def sits(self, who: str, address: str = "") -> None:
        self.sign_in(self.page, self.people[who])
        self.page.goto(address or self.case)

    def opens(self, **said: str) -> None:
        """Fill in the form that opens a case, by the labels of its fields."""
        for label, text in said.items():
            self.page.get_by_label(label, exact=False).first.fill(text)
        self.page.get_by_role("button", name="Mở hồ sơ", exact=True).click()
        again = self.page.get_by_role("button", name="Đã xem, vẫn mở hồ sơ mới")
        self.page.wait_for_load_state()
        if again.is_visible():
            again.click()
        expect(self.page.get_by_text("Đã mở hồ sơ")).to_be_visible()
        self.case = re.sub(r"^https?://[^/]+", "", self.page.url)

    def finds(self, who: str) -> None:
        """The case stands in one's own list, and is opened from there."""
        self.sits(who, "/cases/mine/")
        self.page.locator(f'a[href="{self.case}"]').click()
        expect(self.page.get_by_role("heading", name="Đến lượt bạn:")).to_be_visible()

    def draws_up(self, *papers: str, **chosen: str) -> None:
        """Each paper through its page: filled in, given its number, signed."""
        for name in papers:
            self.need(name).get_by_role("link", name="Soạn văn bản").click()
            for label, choice in chosen.items():
                self.page.get_by_label(label).select_option(choice)
            number = self.page.get_by_role("button", name="Lấy số")
            expect(number).to_be_visible()
            fill_what_is_asked(self.page)
            number.click()
            expect(self.page.get_by_text("Đã lấy số")).to_be_visible()
            assert self.page.url.endswith(self.case)
            sign = self.need(name).get_by_role("link", name="Ghi nhận đã ký")
            if sign.is_visible():
                sign.click()
                self.page.get_by_role("button", name="Ghi nhận đã ký").click()
                expect(self.page.get_by_text("Đã ghi nhận chữ ký.")).to_be_visible()
            expect(self.need(name)).to_contain_text("đã có")

    def meets(self) -> None:
        self.need("Họp dân").get_by_role("link", name="Ghi cuộc họp").click()
        for label, text in {
            "Địa điểm": "Nhà văn hóa tổ dân phố",
            "Số người dự": "64",
            "Số đồng ý": "60",
            "Số không đồng ý": "1",
        }.items():
            self.page.get_by_label(label, exact=False).first.fill(text)
        self.page.get_by_role("button", name="Ghi cuộc họp").click()
        expect(self.need("Họp dân")).to_contain_text("quá nửa đồng ý")

    def takes(self, outcome: str, **said: str) -> None:
        for label, text in said.items():
            self.page.get_by_label(label, exact=False).first.fill(text)
        self.page.get_by_role("button", name=outcome, exact=True).click()
        expect(self.page.get_by_role("status")).to_contain_text("Đã")

    def need(self, name: str):
        begins = re.compile(rf"^\s*[✓×–]\s*{re.escape(name)}")
        return self.page.locator(".needs > li").filter(has_text=begins).first


def fill_what_is_asked(page: Page) -> None:
    """Every required field of a paper that the register knew nothing for."""
    for field in page.locator(".field:has(.field__must)").all():
        box = field.locator("input, textarea, select").first
        if box.evaluate("box => box.type") in {"hidden", "checkbox", "radio", "select-one"}:
            continue
        if not box.input_value():
            box.fill(words_for(box, " ".join(field.locator(".field__help").all_inner_texts())))


def words_for(box, asked: str) -> str:
    """Something that fits; of a table one row, with as many columns as the help names."""
    if box.get_attribute("type") == "date":
        return f"{localtime():%Y-%m-%d}"
    if box.get_attribute("inputmode") == "numeric":
        return "12"
    columns = re.search(r"Mỗi dòng: ([^.]+)", asked)
    if columns is None:
        return "Theo tình hình thực tế của địa bàn"
    return "; ".join("2" if "số" in name else name.strip() for name in columns[1].split(";"))


def build(desk: Desk) -> Programme:
    """The province's officer, and its leader, from the survey plan to the launch."""
    desk.sits("province", "/cases/new/build/")
    desk.opens(
        **{
            "Tên mô hình": "Cổng trường bình yên",
            "Lĩnh vực": "Trật tự, an toàn giao thông",
            "Mục đích": "Học sinh đến trường và về nhà an toàn",
            "Lý do": "Năm 2026 có nhiều va chạm trước cổng trường giờ tan học",
        }
    )
    desk.draws_up("Kế hoạch khảo sát")
    desk.takes("Trình phê duyệt kế hoạch khảo sát")
    desk.finds("chief")
    desk.takes("Phê duyệt")
    desk.finds("province")
    desk.draws_up("Văn bản phê duyệt kế hoạch khảo sát", "Báo cáo kết quả khảo sát")
    desk.takes("Hoàn thành khảo sát")
    desk.meets()
    desk.draws_up("Biên bản họp dân")
    desk.takes("Nhân dân đồng ý, lập tờ trình")
    desk.draws_up("Tờ trình")
    desk.takes("Trình phê duyệt")
    desk.finds("chief")
    desk.takes("Trả lại để bổ sung", **{"Ý kiến": "Ghi rõ nguồn kinh phí."})
    desk.finds("province")
    expect(desk.page.get_by_text("Ghi rõ nguồn kinh phí.").first).to_be_visible()
    desk.takes("Trình phê duyệt", **{"Ý kiến": "Đã bổ sung nguồn xã hội hóa."})
    desk.finds("chief")
    desk.takes("Phê duyệt")
    desk.finds("province")
    desk.draws_up("Kế hoạch xây dựng mô hình", "Quyết định thành lập", "Quy chế hoạt động")
    desk.takes("Đã ban hành đủ, chuẩn bị ra mắt")
    desk.draws_up("Biên bản lễ ra mắt")
    desk.takes("Đã ra mắt, đưa vào hoạt động")
    return Programme.objects.get()


def replicate(desk: Desk, programme: Programme, unit: str, parent: Site | None) -> Site:
    """The commune's officer and leader open a site there, copied from another or the first."""
    about = f"site={parent.code}" if parent else f"programme={programme.code}"
    desk.sits("officer", f"/cases/new/replicate/?{about}")
    desk.opens(
        **{
            "Địa bàn lập hồ sơ": unit,
            "Thôn, bon, buôn": "Tổ dân phố 5",
            "Lý do": "Trường nằm trên trục đường đông xe",
        }
    )
    desk.draws_up("Kế hoạch nhân rộng")
    desk.takes("Chuyển lấy ý kiến nhân dân")
    desk.meets()
    desk.draws_up("Biên bản họp dân")
    desk.takes("Nhân dân đồng ý, trình phê duyệt")
    desk.finds("leader")
    desk.takes("Phê duyệt")
    desk.finds("officer")
    desk.draws_up("Quyết định nhân rộng")
    desk.takes("Đã ban hành, chuẩn bị ra mắt")
    desk.draws_up("Biên bản lễ ra mắt")
    desk.takes("Đã ra mắt, đưa vào hoạt động")
    return Site.objects.latest("pk")


def review(desk: Desk, site: Site) -> Rating:
    """Scored by the commune, appraised by the province, decided by its leader: it shall end."""
    page = desk.page
    desk.sits("province", "/reviews/new/")
    page.get_by_role("combobox", name="Phiếu chấm").select_option("to-bao-ve-antt")
    page.get_by_role("textbox", name="Kỳ kết thúc năm").fill("2026")
    page.locator("#id_unit").fill(COMMUNE)
    for label, day in {
        "Hạn tự chấm": "2090-01-01",
        "Hạn thẩm định": "2090-02-01",
        "Hạn quyết định": "2090-03-01",
    }.items():
        page.get_by_role("textbox", name=label).fill(day)
    page.get_by_role("button", name="Mở đợt").click()
    expect(page.locator("#messages")).to_contain_text("Đã mở đợt")
    rating = Rating.objects.get(site=site)
    desk.sits("officer", f"{rating.get_absolute_url()}score/")
    page.get_by_label("Có hay không").select_option("1")
    for box in page.get_by_label("Điểm", exact=True).all():
        box.fill("4")
    for box in page.get_by_label("Lý do, nếu khác sổ").all():
        box.fill("hồ sơ giấy có đủ")
    page.get_by_role("button", name="Ghi tự chấm").click()
    expect(page.locator("#messages")).to_contain_text("Đã ghi tự chấm")
    desk.sits("province", rating.round.get_absolute_url())
    page.get_by_role("button", name="Chốt tự chấm").click()
    page.goto(f"{rating.get_absolute_url()}appraise/")
    page.get_by_role("button", name="Ghi thẩm định").click()
    expect(page.locator("#messages")).to_contain_text("Đã ghi thẩm định")
    desk.sits("chief", rating.get_absolute_url())
    page.get_by_label("Kết quả rà soát").select_option("end")
    page.get_by_label("Lý do", exact=True).fill("Nhiều tháng không hoạt động")
    page.get_by_role("button", name="Ghi quyết định").click()
    page.goto(rating.round.get_absolute_url())
    page.get_by_label("Số quyết định xếp loại").fill("412/QĐ-UBND")
    page.get_by_role("button", name="Quyết định xếp loại cả đợt").click()
    page.get_by_role("button", name="Chốt đợt").click()
    expect(page.locator("#messages")).to_contain_text("kết quả đã ghi vào sổ")
    return rating


def end(desk: Desk, rating: Rating) -> Case:
    """What the review led to: a case, its ground, its decision, and a holder for every thing."""
    page = desk.page
    desk.sits("officer", rating.get_absolute_url())
    page.get_by_role("button", name="Lập hồ sơ").click()
    page.locator('a[href^="/cases/HS-"]').first.click()
    desk.case = re.sub(r"^https?://[^/]+", "", page.url)
    desk.draws_up("Báo cáo đề nghị kết thúc", **{"Căn cứ kết thúc": "hoạt động không hiệu quả"})
    page.get_by_label("Căn cứ").select_option("not_effective")
    desk.takes("Trình phê duyệt kết thúc")
    desk.finds("leader")
    desk.takes("Phê duyệt")
    desk.finds("officer")
    desk.draws_up("Quyết định kết thúc")
    desk.takes("Đã ban hành, bàn giao tài sản")
    expect(page.get_by_role("button", name="Đã bàn giao xong, kết thúc")).to_be_disabled()
    desk.need("Kê khai tài sản").get_by_role("link", name="Kê khai").click()
    page.get_by_label("Tên tài sản").first.fill("Biển báo cổng trường")
    page.get_by_label("Số lượng").first.fill("2")
    page.get_by_label("Giá trị (đồng)").first.fill("1,5 triệu")
    page.get_by_role("button", name="Xác nhận bản kê").click()
    desk.need("Biển báo cổng trường").get_by_role("link", name="Bàn giao").click()
    page.get_by_label("Nơi nhận").fill("Trường THCS Nguyễn Du")
    page.get_by_role("button", name="Ghi bàn giao").click()
    desk.draws_up("Biên bản bàn giao tài sản")
    desk.takes("Đã bàn giao xong, kết thúc")
    return Case.objects.latest("pk")


@pytest.mark.one_database
@pytest.mark.long
@pytest.mark.slow
def test_a_programme_is_built_replicated_reviewed_and_one_of_its_sites_ended(
    page, sign_in, people, axe, shoot, complaints
):
    desk = Desk(page, sign_in, people)
    programme = build(desk)
    assert (programme.state, programme.origin) == (State.RUNNING, Origin.NEW)

    first = replicate(desk, programme, COMMUNE, None)
    second = replicate(desk, programme, ANOTHER, first)
    assert (second.state, second.origin, second.parent) == (
        State.RUNNING,
        Origin.REPLICATED,
        first,
    )
    # Too young to be reviewed; so let it have begun a year ago.
    Site.objects.filter(pk=second.pk).update(established_on=date(2025, 9, 5))
    Site.objects.filter(pk=first.pk).update(established_on=date(2025, 9, 5))
    rating = review(desk, first)
    case = end(desk, rating)

    first.refresh_from_db()
    assert (case.state, first.state, first.ending) == (CaseState.DONE, State.ENDED, Ending.ENDED)
    assert [str(one) for one in case.handovers.all()] == [
        "Biển báo cổng trường → Trường THCS Nguyễn Du"
    ]
    assert Site.objects.get(pk=second.pk).state == State.RUNNING
    papers = Document.objects.filed()
    assert papers.count() == Issued.objects.count() == 20
    assert all(paper.versions.get().pdf for paper in papers)
    by_series = Issued.objects.order_by("series", "number").values_list("series", "number")
    for series, numbers in groupby(by_series, itemgetter(0)):
        given = [number for _series, number in numbers]
        assert given == list(range(1, len(given) + 1)), series

    axe(page)
    shoot(page, "journey-ended")
    page.goto(f"{first.get_absolute_url()}life/")
    expect(page.get_by_text("Kết thúc hoạt động").first).to_be_visible()
    axe(page)
    shoot(page, "journey-site-life")
    page.goto(f"{programme.get_absolute_url()}life/")
    axe(page)
    shoot(page, "journey-programme-life")
