"""Cases in the browser: an officer, their leader, the province, and a stranger."""

import re
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.timezone import localdate, localtime
from openpyxl import load_workbook

from binhyen.dossiers.actions import withdraw
from binhyen.life import actions
from binhyen.life.choices import CaseKind, CaseState
from binhyen.life.models import Case
from binhyen.people.choices import Role
from binhyen.people.models import Person
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.programmes.actions import ensure_organisations
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.tests.factories import a_programme

from .factories import COMMUNE, PROVINCE, a_case, a_paper, a_running_site, bring, finish, move

pytestmark = pytest.mark.django_db
ELSEWHERE = "13366"  # a ward of another province


def this_morning() -> datetime:
    """Half past seven in Vietnam, when it is the same day in UTC."""
    return localtime().replace(hour=7, minute=30)


@pytest.fixture
def officer() -> Person:
    return a_person(Role.COMMUNE_OFFICER, COMMUNE, full_name="Nguyễn Văn An")


@pytest.fixture
def leader() -> Person:
    return a_person(Role.LEADER, COMMUNE, full_name="Trần Thị Bình")


@pytest.fixture
def superior() -> Person:
    return a_person(Role.PROVINCE_OFFICER, PROVINCE, full_name="Lê Văn Cường")


@pytest.fixture
def stranger() -> Person:
    return a_person(Role.COMMUNE_OFFICER, ELSEWHERE)


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def a_new_programme(officer: Person, at=None) -> Case:
    return a_case(CaseKind.BUILD, by=officer, at=at or this_morning())


def act(client: Client, case: Case, outcome: str, **said):
    data = {"outcome": outcome, "turn": case.turn, "on": localdate().isoformat(), **said}
    return client.post(f"{case.get_absolute_url()}act/", data)


# --- who sees what ---


def test_a_case_is_open_to_its_unit_and_those_above_and_to_nobody_else(officer, superior, stranger):
    address = a_new_programme(officer).get_absolute_url()
    assert page(signed_in(officer), address)
    assert page(signed_in(superior), address)
    assert page(signed_in(stranger), address, 404)


@pytest.mark.parametrize("end", ["act/", "take-back/", "delegate/", "delegate/end/"])
def test_a_stranger_finds_no_button_of_a_case_either(officer, stranger, end):
    address = a_new_programme(officer).get_absolute_url()
    assert signed_in(stranger).post(address + end).status_code == 404


@pytest.mark.parametrize("end", ["meeting/", "assets/", "delegate/"])
def test_a_form_is_hidden_from_strangers_and_refused_to_those_who_wait(
    officer, stranger, leader, end
):
    address = a_case(CaseKind.END, by=officer, at=this_morning()).get_absolute_url()
    assert signed_in(stranger).get(address + end).status_code == 404
    assert signed_in(leader).get(address + end).status_code == 403


def test_the_page_tells_who_acts_that_it_is_their_turn_and_everyone_else_whose_it_is(
    officer, superior
):
    address = a_new_programme(officer).get_absolute_url()
    own, theirs = (page(signed_in(person), address) for person in (officer, superior))
    assert "Đến lượt bạn:" in own
    assert "Trình phê duyệt kế hoạch khảo sát" in own
    assert "Đến lượt bạn:" not in theirs
    assert "Nguyễn Văn An" in theirs
    assert "/act/" not in theirs


def test_a_step_that_nobody_can_take_says_so(officer, superior):
    case = bring(a_new_programme(officer), "survey_plan_approval", at=this_morning())
    assert "Chưa có ai giữ vai trò xử lý bước này" in page(
        signed_in(superior), case.get_absolute_url()
    )


# --- moving ---


def test_what_is_missing_is_listed_with_its_one_action(officer):
    text = page(signed_in(officer), a_new_programme(officer).get_absolute_url())
    assert "Bước này còn thiếu" in text
    assert "Kế hoạch khảo sát" in text
    assert "/papers/new/survey_plan/?programme=" in text
    assert re.search(r"<button[^>]*value=\"submit\"[^>]* disabled", text)


def test_a_step_is_taken_once_its_papers_are_there(officer, leader):
    case = a_new_programme(officer)
    a_paper(case, "survey_plan", at=this_morning())
    response = act(signed_in(officer), case, "submit", comment="Kính trình")
    assert response.status_code == 302

    moved = Case.objects.get()
    assert moved.step == "survey_plan_approval"
    text = page(signed_in(leader), moved.get_absolute_url())
    assert "Kính trình" in text
    assert "Đến lượt bạn:" in text
    client = signed_in(leader)
    act(client, moved, "approve")
    assert "Đã phê duyệt. Hồ sơ đang ở bước" in page(client, moved.get_absolute_url())


def test_skipping_a_step_is_refused_with_the_rule_that_forbids_it(officer):
    response = act(signed_in(officer), a_new_programme(officer), "launch")
    assert response.status_code == 409
    assert "các bước phải đi theo thứ tự" in response.content.decode()


def test_a_move_without_its_papers_is_refused_with_their_names(officer):
    response = act(signed_in(officer), a_new_programme(officer), "submit", comment="Gửi anh")
    text = response.content.decode()
    assert response.status_code == 409
    assert "Kế hoạch khảo sát: Hồ sơ còn thiếu giấy tờ này." in text
    assert "Gửi anh" in text


def test_acting_out_of_turn_is_refused(officer, leader):
    assert act(signed_in(leader), a_new_programme(officer), "submit").status_code == 403


def test_of_two_who_press_at_once_the_second_is_told(officer, leader):
    case = bring(a_new_programme(officer), "survey_plan_approval", at=this_morning())
    second = a_person(Role.LEADER, COMMUNE)
    assert act(signed_in(leader), case, "approve").status_code == 302
    response = act(signed_in(second), case, "approve")
    assert response.status_code in {403, 409}
    assert Case.objects.get().step == "survey"


def test_returning_without_a_comment_is_refused_beside_the_field(officer, leader):
    case = bring(a_new_programme(officer), "survey_plan_approval", at=this_morning())
    response = act(signed_in(leader), case, "return")
    assert response.status_code == 409
    assert 'id="id_comment_error"' in response.content.decode()
    assert act(signed_in(leader), case, "return", comment="Thiếu kinh phí").status_code == 302
    assert Case.objects.get().step == "survey_plan"


def test_a_day_that_is_none_is_a_bad_form_and_keeps_what_was_typed(officer):
    response = act(signed_in(officer), a_new_programme(officer), "submit", on="31/02/2026",
                   comment="Đã đủ")  # fmt: skip
    assert response.status_code == 422
    assert "Đã đủ" in response.content.decode()


def test_a_move_is_taken_back_while_nobody_went_on(officer):
    case = a_new_programme(officer)
    a_paper(case, "survey_plan", at=this_morning())
    client = signed_in(officer)
    act(client, case, "submit")
    assert "Rút lại" in page(client, case.get_absolute_url())
    assert client.post(f"{case.get_absolute_url()}take-back/").status_code == 302
    assert Case.objects.get().step == "survey_plan"
    assert client.post(f"{case.get_absolute_url()}take-back/").status_code == 409


def test_a_turn_is_given_to_somebody_and_comes_back(officer, leader):
    case = bring(a_new_programme(officer), "survey_plan_approval", at=this_morning())
    address, client = case.get_absolute_url(), signed_in(leader)
    said = {"to": officer.pk, "until": localdate().isoformat(), "reason": "Đi công tác"}
    assert client.post(f"{address}delegate/", said).status_code == 302
    text = page(signed_in(officer), address)
    assert "giao bạn xử lý bước này" in text
    assert case in actions_waiting(officer)
    assert client.post(f"{address}delegate/end/").status_code == 302
    assert act(signed_in(officer), case, "approve").status_code == 403


def actions_waiting(person: Person) -> list[Case]:
    from binhyen.life.queries import my_turn

    return list(my_turn(person, on=localdate()))


def test_a_turn_cant_be_given_until_a_day_that_is_over(officer, leader):
    case = bring(a_new_programme(officer), "survey_plan_approval", at=this_morning())
    yesterday = (localdate() - timedelta(days=1)).isoformat()
    response = signed_in(leader).post(
        f"{case.get_absolute_url()}delegate/", {"to": officer.pk, "until": yesterday}
    )
    assert response.status_code == 409
    assert "đã qua" in response.content.decode()


def test_a_finished_case_says_so_and_offers_no_way_on(officer):
    case = finish(a_new_programme(officer), at=this_morning())
    text = page(signed_in(officer), case.get_absolute_url())
    assert "Hồ sơ đã hoàn thành" in text
    assert "/act/" not in text


# --- meetings and assets ---


def test_a_meeting_is_recorded_with_numbers_that_add_up(officer):
    case = bring(a_new_programme(officer), "meeting", at=this_morning())
    address, client = f"{case.get_absolute_url()}meeting/", signed_in(officer)
    said = {"held_on": localdate().isoformat(), "place": "Nhà văn hóa thôn 5", "present": 30,
            "voted_for": 28, "against": 5}  # fmt: skip
    response = client.post(address, said)
    assert response.status_code == 422
    assert "nhiều hơn số người dự" in response.content.decode()
    assert client.post(address, said | {"against": 1}).status_code == 302
    text = page(client, case.get_absolute_url())
    assert "quá nửa đồng ý" in text


def a_site_being_ended(officer: Person) -> Case:
    case = a_case(CaseKind.END, by=officer, at=this_morning(), site=a_running_site(village="TDP 3"))
    from binhyen.life.queries import track_of

    step = next(step.code for step in track_of(case).steps.values() if step.assets)
    return bring(case, step, at=this_morning())


def lines(*rows: dict, start: int = 0) -> dict[str, str]:
    data = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": str(start)}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": str(value) for name, value in row.items()}
    return data


def test_assets_are_declared_and_handed_over_to_a_named_holder(officer):
    case = a_site_being_ended(officer)
    address, client = case.get_absolute_url(), signed_in(officer)
    rows = [
        {"kind": "camera", "name": "Camera cổng thôn", "quantity": 2, "value_vnd": 5_000_000},
        {"kind": "camera", "name": "", "quantity": 1},
    ]
    assert client.post(f"{address}assets/", lines(*rows)).status_code == 302
    asset = Case.objects.get().site.assets.get()
    text = page(client, address)
    assert "Camera cổng thôn" in text
    assert f"/assets/{asset.pk}/" in text

    give = f"{address}assets/{asset.pk}/"
    assert "còn 2 chưa bàn giao" in page(client, give)
    said = {"quantity": 3, "holder": "Công an phường", "on": localdate().isoformat()}
    too_many = client.post(give, said)
    assert too_many.status_code == 409
    assert "nhiều hơn số còn lại" in too_many.content.decode()
    assert client.post(give, said | {"quantity": 2}).status_code == 302
    assert asset.handovers.get().holder.name == "Công an phường"


def test_a_line_that_makes_no_sense_is_refused_beside_it(officer):
    case = a_site_being_ended(officer)
    row = {"kind": "camera", "name": "Camera", "quantity": "hai"}
    response = signed_in(officer).post(f"{case.get_absolute_url()}assets/", lines(row))
    assert response.status_code == 422
    assert "field__errors" in response.content.decode()


def test_more_lines_are_given_on_asking(officer):
    case = a_site_being_ended(officer)
    row = {"kind": "camera", "name": "Camera", "quantity": 1}
    response = signed_in(officer).post(
        f"{case.get_absolute_url()}assets/", lines(row) | {"more": "on"}
    )
    assert response.status_code == 200
    assert response.content.decode().count("-name") >= 4


def test_a_paper_is_drafted_with_what_the_case_knows_of_it(officer):
    case = bring(a_new_programme(officer), "meeting", at=this_morning())
    said = {"held_on": localdate().isoformat(), "place": "Nhà văn hóa", "present": 30,
            "voted_for": 28, "against": 1}  # fmt: skip
    signed_in(officer).post(f"{case.get_absolute_url()}meeting/", said)
    text = page(signed_in(officer), case.get_absolute_url())
    draft = re.search(r'href="(/papers/new/meeting_minutes/[^"]*)"', text)[1]
    asked = parse_qs(urlsplit(unescape(draft)).query)
    assert (asked["so_nguoi_du"], asked["so_tan_thanh"]) == (["30"], ["28"])
    assert asked["next"] == [case.get_absolute_url()]


def drafted(officer: Person, case: Case, kind: str) -> dict[str, list[str]]:
    """What the case's link to the drafting page says."""
    text = page(signed_in(officer), case.get_absolute_url())
    draft = re.search(rf'href="(/papers/new/{kind}/[^"]*)"', text)[1]
    return parse_qs(urlsplit(unescape(draft)).query)


def test_a_proposal_says_what_is_to_change_and_goes_to_whoever_approves(officer):
    site = a_running_site(village="TDP 3", member_count=26)
    changes = {"member_count": 29}
    case = a_case(CaseKind.ADJUST, by=officer, at=this_morning(), site=site, changes=changes)
    asked = drafted(officer, case, "proposal")
    assert asked["occasion"] == ["adjust"]
    assert asked["noi_dung"] == ["- Số thành viên: từ 26 thành 29."]
    assert asked["ly_do"] == ["Theo kế hoạch năm"]
    assert asked["kinh_gui"] == ["Ủy ban nhân dân phường Bắc Gia Nghĩa"]


def test_a_merger_that_the_province_approves_is_submitted_there(officer):
    case = a_case(CaseKind.MERGE, by=officer, at=this_morning())
    asked = drafted(officer, case, "proposal")
    assert asked["kinh_gui"] == ["Ủy ban nhân dân tỉnh Lâm Đồng"]
    assert asked["mo_hinh_nhan"][0].startswith("điểm mô hình “")


def test_a_decision_rests_on_the_cases_proposal_and_its_approval(officer):
    case = bring(a_case(CaseKind.ADJUST, by=officer, at=this_morning(),
                        site=a_running_site(), changes={"note": "x"}),
                 "decision", at=this_morning())  # fmt: skip
    proposal, approval = drafted(officer, case, "adjustment_decision")["bases"][0].split("\n")
    assert proposal.startswith("Căn cứ Tờ trình số 01/proposal ngày ")
    assert approval.startswith("Căn cứ ý kiến phê duyệt ngày ")


# --- opening ---


def test_only_who_works_on_cases_opens_one(officer, leader):
    assert "Xây dựng mô hình mới" in page(signed_in(officer), "/cases/new/")
    assert signed_in(leader).get("/cases/new/").status_code == 403
    assert signed_in(leader).get("/cases/new/build/").status_code == 403
    assert signed_in(officer).get("/cases/new/khong-co/").status_code == 404


@pytest.mark.parametrize("kind", CaseKind.values)
def test_each_kind_has_its_form(officer, kind):
    site = a_running_site(village="TDP 3")
    text = page(signed_in(officer), f"/cases/new/{kind}/?site={site.code}")
    assert "Lý do, sự cần thiết" in text
    assert "Phường Bắc Gia Nghĩa" in text


def test_a_case_about_something_known_first_asks_about_what(officer):
    client = signed_in(officer)
    assert "về điểm nào hay mô hình nào" in page(client, "/cases/new/end/")
    assert client.get("/cases/new/end/?site=KHONG-CO").status_code == 422


BUILD = {
    "name": "Cổng trường bình yên",
    "sector": "Trật tự giao thông",
    "aim": "Học sinh đến trường và về nhà an toàn",
    "unit": "24611",
    "reason": "Hai vụ va chạm trước cổng trường trong quý III",
}


def test_a_new_programme_is_opened_and_being_prepared(officer):
    response = signed_in(officer).post("/cases/new/build/", BUILD)
    case = Case.objects.get()
    assert (response.status_code, response["Location"]) == (302, case.get_absolute_url())
    assert (case.programme.name, case.programme.state) == (BUILD["name"], "preparing")


def test_what_may_be_the_same_is_shown_before_anything_is_opened(officer, superior):
    known = a_programme(
        "Cổng trường an toàn",
        unit=superior.posts.get().unit,
        aim="Học sinh đến trường và về nhà được an toàn",
    )
    client = signed_in(officer)
    response = client.post("/cases/new/build/", BUILD)
    assert response.status_code == 409
    assert known.get_absolute_url() in response.content.decode()
    assert "Hai vụ va chạm" in response.content.decode()
    assert not Case.objects.exists()
    assert client.post("/cases/new/build/", BUILD | {"confirm": "on"}).status_code == 302


def test_a_form_that_lacks_something_keeps_what_was_typed(officer):
    response = signed_in(officer).post("/cases/new/build/", BUILD | {"name": ""})
    assert response.status_code == 422
    assert "Hai vụ va chạm" in response.content.decode()


def test_a_site_is_opened_from_its_parent(officer):
    parent = a_running_site(village="TDP 1")
    said = {
        "programme": parent.programme.code,
        "parent": parent.code,
        "unit": "24611",
        "village": "TDP 9",
        "reason": "TDP 1 đã giảm hẳn trộm cắp vặt",
    }
    client = signed_in(officer)
    response = client.post("/cases/new/replicate/", said | {"confirm": "on"})
    assert response.status_code == 302
    case = Case.objects.get()
    assert (case.parent, case.site.village, case.site.state) == (parent, "TDP 9", "preparing")


def test_a_site_at_the_same_host_is_shown_before_another_is_opened(officer):
    host = ensure_organisations(
        [(officer.posts.get().unit, "Trường THCS Nguyễn Du")], by=officer, at=this_morning()
    )
    known = a_running_site(organisation=next(iter(host.values())))
    said = {
        "programme": known.programme.code,
        "unit": "24611",
        "organisation": "trường thcs nguyễn du",
        "reason": "Cổng trường đông xe",
    }
    response = signed_in(officer).post("/cases/new/replicate/", said)
    assert response.status_code == 409
    assert "cùng cơ quan, tổ chức" in response.content.decode()
    assert not Case.objects.exists()


def test_an_adjustment_keeps_what_shall_be_said_and_shows_it(officer):
    site = a_running_site(village="TDP 3", member_count=12)
    address, client = f"/cases/new/adjust/?site={site.code}", signed_in(officer)
    same = {"village": "TDP 3", "member_count": 12, "unit": "24611", "reason": "Thêm người"}
    assert client.post(address, same).status_code == 422
    assert client.post(address, same | {"member_count": 20}).status_code == 302
    case = Case.objects.get()
    assert case.changes == {"member_count": 20}
    assert "<ins>20</ins>" in page(client, case.get_absolute_url())


def test_a_second_case_about_the_same_site_is_refused(officer):
    site = a_running_site(village="TDP 3")
    a_case(CaseKind.SUSPEND, by=officer, at=this_morning(), site=site)
    said = {"unit": "24611", "reason": "Không còn hiệu quả"}
    response = signed_in(officer).post(f"/cases/new/end/?site={site.code}", said)
    assert response.status_code == 409
    assert "hồ sơ khác chưa xong" in response.content.decode()


def test_a_site_elsewhere_cant_be_named(stranger):
    site = a_running_site(village="TDP 3")
    assert signed_in(stranger).get(f"/cases/new/end/?site={site.code}").status_code == 422


def test_sites_are_suggested_by_their_words(officer):
    site = a_running_site(village="Thôn Đồng Tâm")
    assert site.code in page(signed_in(officer), "/cases/sites/?site=dong+tam")


def test_a_source_is_suggested_among_the_running_sites_of_its_programme(officer):
    own = a_running_site(village="Thôn Đồng Tâm")
    still = a_running_site(village="Bon Đồng Tâm", state="suspended")
    strange = a_running_site(village="Tổ Đồng Tâm", programme=a_programme("Trống bình yên"))
    client = signed_in(officer)
    some = page(client, "/cases/sites/?parent=dong+tam")
    assert own.code in some and strange.code in some and still.code not in some
    named = page(client, f"/cases/sites/?parent=dong+tam&programme={own.programme.code}")
    assert own.code in named and strange.code not in named
    assert "[name=&#x27;programme&#x27;]" in page(client, "/cases/new/replicate/")


def test_a_source_that_cant_be_copied_is_refused_for_its_own_reason(officer):
    own = a_running_site(village="TDP 1")
    still = a_running_site(village="TDP 2", state="suspended")
    strange = a_running_site(village="TDP 3", programme=a_programme("Trống bình yên"))
    said = {"programme": own.programme.code, "unit": "24611", "village": "TDP 9", "reason": "Tốt"}
    for parent, why in [(still, "tạm dừng"), (strange, "thuộc mô hình “Trống bình yên”")]:
        response = signed_in(officer).post("/cases/new/replicate/", said | {"parent": parent.code})
        assert response.status_code == 422
        assert why in response.content.decode()
    assert not Case.objects.exists()


def test_units_that_are_no_more_are_not_suggested_for_a_new_case(officer):
    client = signed_in(officer)
    everything = page(client, "/sites/units/?for=case:act&unit=nghia")
    todays = page(client, "/sites/units/?for=case:act&unit=nghia&today=on")
    form = page(client, "/cases/new/build/")
    assert "đến 30/06/2025" in everything and "đến 30/06/2025" not in todays + form
    assert "Bắc Gia Nghĩa" in todays and "Bắc Gia Nghĩa" in form and "today=on" in form


def test_a_suspension_that_healed_nothing_leads_on_to_the_case_that_ends(officer):
    at = this_morning()
    case = bring(a_case(CaseKind.SUSPEND, at=at), "watch", at=at)
    assert "tiếp theo phải lập hồ sơ kết thúc" in page(signed_in(officer), case.get_absolute_url())
    case = move(case, "to_end", at=at)
    address = f"/cases/new/end/?site={case.site.code}"
    text = page(signed_in(officer), case.get_absolute_url())
    assert "vẫn ghi “tạm dừng” cho đến khi hồ sơ kết thúc" in text
    assert address in text
    assert case.site.code in page(signed_in(officer), address)
    a_case(CaseKind.END, site=Site.objects.get(pk=case.site.pk), at=at)
    assert address not in page(signed_in(officer), case.get_absolute_url())


def test_a_paper_that_is_withdrawn_later_stays_to_be_seen_and_is_missed(officer):
    at = this_morning()
    case = move(a_case(CaseKind.ADJUST, at=at), at=at)
    withdraw(case.site.documents.get(), "Nộp nhầm bản nháp", by="system:test", at=at)
    text = page(signed_in(officer), case.get_absolute_url())
    filed = text[text.index('id="filed"') :]
    assert "<del>" in filed and "Nộp nhầm bản nháp" in filed
    assert "Bước đã qua nay thiếu giấy tờ" in filed
    a_paper(case, "proposal", at=at)
    text = page(signed_in(officer), case.get_absolute_url())
    assert "Nộp nhầm bản nháp" in text and "nay thiếu giấy tờ" not in text


def test_the_card_says_what_was_approved(officer):
    case = bring(a_case(CaseKind.BUILD, at=this_morning()), "survey", at=this_morning())
    text = page(signed_in(officer), case.get_absolute_url())
    card = text[text.index("Phê duyệt ngày") :]
    assert "Phê duyệt kế hoạch khảo sát" in card[:300]


def test_an_address_that_is_posted_to_leads_to_its_case_when_it_is_opened(officer, stranger):
    case = a_case(CaseKind.END, at=this_morning())
    for last in ("act/", "take-back/", "delegate/end/"):
        response = signed_in(officer).get(f"{case.get_absolute_url()}{last}")
        assert (response.status_code, response["Location"]) == (302, case.get_absolute_url())
        assert signed_in(stranger).get(f"{case.get_absolute_url()}{last}").status_code == 404


# --- lists ---


def test_my_turn_shows_what_waits_for_me_and_nothing_else(officer, leader, stranger):
    case = a_new_programme(officer)
    assert case.title in page(signed_in(officer), "/cases/mine/")
    assert "Không có hồ sơ nào chờ bạn" in page(signed_in(leader), "/cases/mine/")
    assert "Không có hồ sơ nào chờ bạn" in page(signed_in(stranger), "/cases/mine/")


def test_late_cases_come_first_and_say_by_how_much(officer):
    late = a_case(CaseKind.BUILD, by=officer, at=this_morning() - timedelta(days=40))
    soon = a_case(CaseKind.END, by=officer, at=this_morning())
    text = page(signed_in(officer), "/cases/mine/")
    assert text.index(late.code) < text.index(soon.code)
    assert "ngày làm việc" in text


def test_the_board_counts_by_kind_and_step_and_each_figure_leads_to_its_cases(officer, superior):
    case = a_new_programme(officer)
    a_case(CaseKind.END, by=officer, at=this_morning())
    client = signed_in(superior)
    text = page(client, "/cases/")
    assert f"?kind=build&amp;step={case.step}" in text
    narrowed = page(client, f"/cases/?kind=build&step={case.step}")
    assert narrowed.count('class="main"') == 1


def test_the_board_of_a_stranger_is_empty_and_says_what_belongs_there(officer, stranger):
    a_new_programme(officer)
    assert "Chưa có hồ sơ nào trong phạm vi của bạn" in page(signed_in(stranger), "/cases/")


def test_closed_cases_are_shown_on_asking(officer):
    case = finish(a_new_programme(officer), at=this_morning())
    client = signed_in(officer)
    assert case.code not in page(client, "/cases/")
    assert case.code in page(client, f"/cases/?state={CaseState.DONE}")
    assert case.code in page(client, "/cases/?state=")


def test_the_board_exports_what_it_shows(officer):
    a_new_programme(officer)
    a_case(CaseKind.END, by=officer, at=this_morning())
    response = signed_in(officer).get("/cases/export.xlsx?kind=build")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert [row[2] for row in rows[1:]] == ["xây dựng mô hình mới"]


@pytest.mark.parametrize("address", ["/cases/", "/cases/mine/", "/procedures/"])
def test_a_list_takes_as_many_queries_for_many_rows_as_for_one(
    officer, address, django_assert_max_num_queries
):
    client = signed_in(officer)
    for number in range(4):
        a_case(
            CaseKind.END,
            by=officer,
            at=this_morning(),
            site=a_running_site(village=f"TDP {number}"),
        )
    client.get(address)
    with django_assert_max_num_queries(12):
        client.get(address)


# --- timelines ---


def test_a_sites_life_tells_register_and_cases_in_one_line(officer, stranger):
    site = a_running_site(village="TDP 3")
    case = a_case(CaseKind.END, by=officer, at=this_morning(), site=site)
    address = f"{site.get_absolute_url()}life/"
    text = page(signed_in(officer), address)
    assert "Ra mắt, đi vào hoạt động" in text
    assert case.get_absolute_url() in text
    assert page(signed_in(stranger), address, 404)


def test_a_programmes_life_hides_cases_that_one_may_not_open(officer):
    province = a_person(Role.PROVINCE_OFFICER, PROVINCE)
    programme = a_programme(unit=province.posts.get().unit)
    case = a_case(CaseKind.SUSPEND, by=province, at=this_morning(), programme=programme,
                  unit=province.posts.get().unit)  # fmt: skip
    address = f"{programme.get_absolute_url()}life/"
    assert case.code in page(signed_in(province), address)
    assert case.code not in page(signed_in(officer), address)


def test_records_without_cases_say_what_will_be_told_here(officer):
    site = a_running_site(village="TDP 4")
    assert "Chưa có hồ sơ nào" in page(signed_in(officer), f"{site.get_absolute_url()}life/")
    assert (Programme.objects.count(), Site.objects.count()) == (1, 1)


def test_a_closed_case_is_blocked_for_everyone(officer):
    case = finish(a_new_programme(officer), at=this_morning())
    with pytest.raises(actions.CaseBlocked):
        actions.act(case, "submit", turn=case.turn, on=localdate(), by=officer, at=this_morning())
