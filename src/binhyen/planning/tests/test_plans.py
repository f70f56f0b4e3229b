"""Plans written, worked out, read and adopted, for officer, leader, commune and stranger."""

import json
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from binhyen.figures.models import Value
from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.planning import actions, exports
from binhyen.planning.choices import Outcome, PlanState, Refusal
from binhyen.planning.models import Plan
from binhyen.planning.rules import lines
from binhyen.programmes.tests.factories import a_programme, a_site, todays_unit
from binhyen.ui import trail
from binhyen.units.queries import nation as nation_unit

from .factories import (
    AT,
    MILLION,
    SYSTEM,
    THEFTS,
    a_commune_row,
    a_plan,
    a_solved_plan,
    a_studied_programme,
    an_adopted_plan,
    an_effect,
    an_offer,
    chosen,
    clock,
    facts,
    figures_sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ADDRESS = "/planning/kh-68-1/"


@pytest.fixture(autouse=True)
def ground(db: None) -> None:
    """Thefts of a year in four communes, and cameras studied in one of them."""
    a_studied_programme()
    figures_sent()


@pytest.fixture
def officer(db):
    return signed_in(a_person(Role.PROVINCE_OFFICER))


@pytest.fixture
def leader(db):
    return signed_in(a_person(Role.LEADER))


@pytest.fixture
def commune_officer(db):
    return signed_in(a_person(Role.COMMUNE_OFFICER, "24611"))


@pytest.fixture
def stranger(db):
    return signed_in(a_person(Role.PROVINCE_OFFICER, "66"))


def typed(**changed: Any) -> dict[str, Any]:
    form = {
        "name": "Nhân rộng 2027",
        "years": "2",
        "state_vnd": "100 triệu",
        "community_vnd": "0,1 tỷ",
        "most_per_aim": "1",
        "least_per_area": "0",
        "least_per_poor_commune": "1",
        "caution_percent": "0",
        "harm-theft": "1",
        "use-CAM": "on",
        "state_vnd-CAM": "50 triệu",
        "community_vnd-CAM": "10.000.000",
        "load-CAM": "1",
        "most_communes-CAM": "",
        "aim-CAM": "trộm cắp",
        "spill-CAM": "",
        "communes": lines.communes_text(a_commune_row(code) for code in THEFTS),
        "wanted": "",
        "refused": "",
        "note": "",
    }
    return form | changed


def text(response: Any) -> str:
    return response.content.decode()


def told_of(client: Any) -> str:
    """The page from its first sentence on, without what a form hides in it."""
    return text(client.get(ADDRESS)).partition('id="sentence"')[2]


# --- what a plan is worked out from ---


def test_cameras_go_where_most_is_stolen_and_the_plan_keeps_its_ground():
    plan = a_solved_plan()
    assert (plan.state, plan.outcome) == (PlanState.DONE, Outcome.PLAN)
    assert chosen(plan) == [("24640", "CAM"), ("24646", "CAM")]
    need = plan.basis["communes"]["24640"]["need"]["theft"]
    assert (need["counted"], need["months"]) == (9 * 13, 13)
    assert need["low"] < need["per_head"] < need["high"]
    told = plan.result["account"]
    assert told["low"] < told["averted"] < told["high"]
    assert (told["state_vnd"], plan.result["is_proven"]) == (100 * MILLION, True)


def test_a_commune_that_runs_the_programme_gets_no_second_one():
    from binhyen.programmes.models import Programme

    a_site(Programme.objects.get(code="CAM"), unit=todays_unit("24640"))
    plan = a_solved_plan()
    assert chosen(plan) == [("24611", "CAM"), ("24646", "CAM")]
    assert plan.basis["communes"]["24640"]["running"] == ["CAM"]


def test_what_an_adopted_plan_pays_for_is_not_paid_for_again(officer):
    an_adopted_plan()
    next_one = a_solved_plan()
    assert chosen(next_one) == [("24611", "CAM"), ("24615", "CAM")]
    page = text(officer.get(next_one.get_absolute_url()))
    assert "2 nơi, coi như mô hình đang chạy" in page
    assert "Camera an ninh – Xã Cư Jút (kh-68-1)" in page


def test_of_two_plans_for_the_same_places_only_one_is_adopted(leader):
    first, second = a_solved_plan(), a_solved_plan()
    actions.adopt_plan(first, by=SYSTEM, at=AT)
    refused = leader.post(f"{second.get_absolute_url()}adopt/")
    assert refused.status_code == 409
    assert "đã chi cho: Camera an ninh – Xã Cư Jút (kh-68-1)" in text(refused)
    assert Plan.objects.get(pk=second.pk).state == PlanState.DONE


def test_a_poor_commune_is_not_left_out():
    rows = [a_commune_row(code, is_poor=code == "24615") for code in THEFTS]
    assert ("24615", "CAM") in chosen(a_solved_plan(communes=rows))


def test_a_programme_that_nobody_studied_averts_nothing_and_goes_nowhere_by_itself():
    a_programme("Tiếng kẻng", code="KENG")
    offers = [an_offer(), an_offer("KENG", name="Tiếng kẻng", aim="khác", state_vnd=0)]
    assert {code for _, code in chosen(a_solved_plan(offers=offers))} == {"CAM"}
    wished = a_solved_plan(offers=offers, wanted=[["24611", "KENG"]])
    assert ("24611", "KENG") in chosen(wished)


def test_a_commune_without_a_year_of_figures_is_left_out_by_name():
    rows = [a_commune_row(code) for code in (*THEFTS, "22918")]
    plan = a_solved_plan(communes=rows)
    left = {one["code"]: one["why"] for one in plan.basis["left_out"]}
    assert left["22918"] == "no_figures"
    assert {why for code, why in left.items() if code != "22918"} == {"not_listed"}


def test_without_figures_nothing_is_chosen_and_everybody_is_named(officer):
    Value.objects.all().delete()
    plan = a_solved_plan()
    assert (plan.outcome, chosen(plan), plan.basis["communes"]) == (Outcome.PLAN, [], {})
    page = text(officer.get(ADDRESS))
    assert "Không chọn mô hình nào" in page
    assert "chưa có đủ 12 tháng số liệu" in page


@pytest.mark.one_database
def test_need_is_of_people_only_where_all_are_counted():
    rows = [a_commune_row(code, population=10_000) for code in THEFTS]
    plan = a_solved_plan(communes=rows)
    assert plan.basis["outcomes"]["theft"]["per"] == "person"
    assert plan.basis["communes"]["24640"]["need"]["theft"]["per_head"] < 0.1
    assert a_solved_plan().basis["outcomes"]["theft"]["per"] == "commune"


@pytest.mark.one_database
def test_the_same_ground_and_wishes_make_the_same_plan_and_digest():
    one, other = a_solved_plan(), a_solved_plan()
    assert (one.result, one.data_sha256) == (other.result, other.data_sha256)


def test_a_plan_does_not_move_when_figures_change_afterwards(officer):
    an_adopted_plan()
    before = told_of(officer)
    Value.objects.update(amount=0)
    assert told_of(officer) == before


def test_what_goes_wrong_is_written_down_and_the_plan_can_be_worked_out_again(monkeypatch):
    from binhyen.planning.actions import queue

    plan = a_plan()
    with monkeypatch.context() as broken:
        broken.setattr(queue, "plan", lambda *_, **__: 1 / 0)
        failed = actions.solve_now(plan, by=SYSTEM, clock=clock)
    assert (failed.state, failed.error) == (PlanState.FAILED, "ZeroDivisionError: division by zero")
    assert actions.solve_now(failed, by=SYSTEM, clock=clock).state == PlanState.DONE


# --- wishes that clash ---


def test_wishes_that_clash_are_named_and_nothing_is_lost(officer):
    wish = [["24615", "CAM"]]
    a_solved_plan(state_vnd=20 * MILLION, wanted=wish)
    page = text(officer.get(ADDRESS))
    assert "Không phương án nào giữ được mọi yêu cầu" in page
    assert "Ngân sách nhà nước của cả kế hoạch" in page
    assert "Mô hình được yêu cầu ở một xã: " in page
    assert "đang cho 20 triệu đồng, cần ít nhất 50 triệu đồng" in page
    assert "Bỏ bất cứ điều nào trong đó thì giữ được mọi yêu cầu khác." in page
    assert page.index("Sửa kế hoạch") < page.index("Tính lại")
    form = text(officer.get(f"{ADDRESS}change/"))
    assert "24615; CAM" in form
    sent = officer.post(f"{ADDRESS}change/", typed(wanted="24615; CAM", go="1"))
    assert sent.status_code == 302
    [done] = actions.work(clock=clock)
    assert (done.outcome, ("24615", "CAM") in chosen(done)) == (Outcome.PLAN, True)


@pytest.mark.one_database
def test_a_wish_that_is_also_ruled_out_is_refused_before_anything_is_worked_out():
    pair = [["24611", "CAM"]]
    with pytest.raises(actions.PlanningBlocked) as refused:
        a_plan(wanted=pair, refused=pair)
    assert refused.value.codes == {Refusal.WANTED_AND_REFUSED}


# --- what is told of a plan ---


def test_a_share_typed_instead_of_what_the_study_found_is_said_to_flatter(officer):
    own = an_effect(log_ratio=-0.5)
    a_studied_programme("NET", "Tuần tra", own=own, **(an_effect(-0.2) | {"scope": "net"}))
    offers = [an_offer("NET", name="Tuần tra", spill=0.1)]
    a_solved_plan(offers=offers)
    page = text(officer.get(ADDRESS))
    assert "Đẹp hơn kết quả đánh giá" in page
    assert "ghi 10% chuyển sang bên cạnh nên dùng tác dụng tại chỗ (giảm 39%)" in page
    assert "chỉ là giảm 18%." in page
    assert "nhà nước 50 triệu đồng, xã hội hóa 10 triệu đồng mỗi xã" in page
    assert "chuyển sang bên cạnh 10%, người lập ghi" in page
    honest = a_solved_plan(offers=[an_offer("NET", name="Tuần tra")])
    assert "Đẹp hơn" not in text(officer.get(honest.get_absolute_url()))


@pytest.mark.one_database
def test_one_plan_found_in_two_ways_stands_once_among_the_others(officer):
    plan = a_solved_plan(caution_percent=50)
    same = {
        **{name: plan.result[name] for name in ("account", "bound", "gap_percent")},
        "added": [["24611", "CAM"]],
        "dropped": [["24646", "CAM"]],
    }
    plan.result["others"] = [same | {"way": "unlike"}, same | {"way": "cautious"}]
    plan.save()
    page = text(officer.get(ADDRESS))
    assert "mà gần như không kém; Thận trọng: ưu tiên nơi" in page
    assert page.count("thêm Camera an ninh – Phường Bắc Gia Nghĩa") == 1
    assert "sau khi trừ mức thận trọng, là mức đem ra chọn" in page


@pytest.mark.one_database
def test_the_history_says_in_words_what_changed_in_the_tables_and_wishes(officer):
    plan = a_plan()
    rows = [a_commune_row(code, is_poor=code == "24615") for code in THEFTS]
    changed = {"communes": rows, "harm": {"theft": 2.5}, "wanted": [["24611", "CAM"]]}
    offers = [an_offer(state_vnd=70 * MILLION)]
    actions.change_plan(plan, facts(offers=offers, **changed), by=SYSTEM, at=AT)
    page = text(officer.get(ADDRESS)).partition('id="history"')[2]
    for said in (
        "24615 (24615): xã nghèo không</del> → <ins>24615 (24615): xã nghèo có",
        "Camera an ninh (CAM): nhà nước 50.000.000",
        "Camera an ninh (CAM): nhà nước 70.000.000",
        ": 2,5</ins>",
        "CAM – 24611",
    ):
        assert said in page
    assert "{" not in page
    assert "[" not in page


@pytest.mark.one_database
def test_a_new_plan_begins_from_what_was_adopted_and_a_copy_has_a_name_of_its_own(officer):
    an_adopted_plan(state_vnd=123 * MILLION)
    a_plan(state_vnd=77 * MILLION)
    page = text(officer.get("/planning/new/"))
    assert 'value="123.000.000"' in page
    assert "Nhân rộng camera 2027 (bản 2)" in text(officer.get(f"{ADDRESS}copy/"))


@pytest.mark.one_database
def test_every_column_that_the_history_tells_has_a_name_in_words():
    a_solved_plan()
    for entry in Entry.objects.filter(kind__in=["planning.plan", "evidence.run"]):
        for change in trail.whole_line(entry).changes:
            assert not change.name.isascii() or change.name == "Ghi chú", change.name


# --- the form ---


@pytest.mark.one_database
def test_an_empty_list_says_what_belongs_there_and_where_to_begin(officer, commune_officer):
    page = text(officer.get("/planning/"))
    assert "Chưa có kế hoạch nhân rộng nào" in page
    assert "/planning/new/" in page
    assert "/planning/new/" not in text(commune_officer.get("/planning/"))


@pytest.mark.one_database
def test_the_form_begins_filled_in(officer):
    page = text(officer.get("/planning/new/"))
    assert page.count('name="use-') == 1
    assert "checked" in page
    assert "24640\tXã Cư Jút" in page
    assert 'value="3.000.000.000"' in page


def test_an_officer_writes_a_plan_has_it_worked_out_and_reads_it(officer):
    sent = officer.post("/planning/new/", typed(go="1"))
    assert (sent.status_code, sent["Location"]) == (302, ADDRESS)
    assert Plan.objects.get().state == PlanState.WAITING
    assert "Có thể rời trang này" in text(officer.get(ADDRESS))
    actions.work(clock=clock)
    page = text(officer.get(ADDRESS))
    for said in (
        "Đưa mô hình “Camera an ninh” đến 2 xã trong 2 năm",
        "hết 100 triệu đồng ngân sách nhà nước",
        "khoảng tin cậy 95%: từ ",
        "Đã chứng minh: trong các giới hạn này",
        "Mỗi giới hạn làm mất bao nhiêu",
        "Phương án khác",
        "Đây là giả định, số liệu ở đây không kiểm tra được.",
        "/evidence/studies/cam-1/",
        'class="map-unit map-unit--1"',
    ):
        assert said in page
    assert "nan" not in page.lower().replace("nansen", "")
    assert "Nhân rộng 2027" in text(officer.get("/planning/"))


@pytest.mark.one_database
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(officer):
    rows = "24611\tPhường Bắc Gia Nghĩa\tnhiều"
    wrong = typed(state_vnd="nhiều lắm", communes=rows, note="Đã bàn với Sở Tài chính")
    sent = officer.post("/planning/new/", wrong)
    page = text(sent)
    assert sent.status_code == 422
    assert "Không đọc được số tiền" in page
    assert "Dòng 1, cột “dân số”: không đọc được “nhiều”." in page
    assert "Đã bàn với Sở Tài chính" in page
    assert "nhiều lắm" in page
    assert not Plan.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Phải đặt tên kế hoạch."),
        ({"years": "40"}, "Số năm phải từ 1 đến 10."),
        ({"use-CAM": ""}, "Phải chọn ít nhất một mô hình."),
        ({"harm-theft": "0"}, "có trọng số lớn hơn 0"),
        ({"wanted": "24611; KENG"}, "Không có mô hình mã KENG trong kế hoạch này."),
        ({"communes": "99999\tKhông đâu"}, "Không có xã nào hiện nay mang mã 99999"),
        ({"communes": "24611\tXã Cư Jút"}, "không khớp: 24611 “Xã Cư Jút” (Phường Bắc Gia Nghĩa)"),
        ({"load-CAM": "hai"}, "Camera an ninh: Sức cần (điểm)</a>"),
        ({"note": "Gọi 0912 345 678"}, "Không ghi số điện thoại"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_the_reason(officer, changed, said):
    sent = officer.post("/planning/new/", typed(**changed))
    assert (sent.status_code, said in text(sent)) == (422, True)


@pytest.mark.one_database
def test_all_that_is_wrong_is_said_at_once_each_beside_its_field(officer):
    rows = "24611\tPhường Bắc Gia Nghĩa\tnhiều\n99999\tKhông đâu\n24640\tXã Cư Jút"
    wrong = {
        **{"name": "", "years": "40", "state_vnd": "nhiều lắm", "caution_percent": "999"},
        **{"load-CAM": "hai", "harm-theft": "0", "communes": rows, "note": "Gọi 0912 345 678"},
        "wanted": "Xã Cư Jút; KENG\n24640; CAM",
    }
    page = text(officer.post("/planning/new/", typed(**wrong)))
    form = page.partition("</ul>")[2].partition('id="id_name"')[2]
    for said in (
        "Phải đặt tên kế hoạch.",
        "Số năm phải từ 1 đến 10.",
        "Không đọc được số tiền",
        "Phải từ 0 đến 300.",
        "số nguyên",
        "có trọng số lớn hơn 0",
        "Dòng 1, cột “dân số”: không đọc được “nhiều”.",
        "Không có xã nào hiện nay mang mã 99999",
        "Không có mô hình mã KENG trong kế hoạch này.",
        "Không ghi số điện thoại",
    ):
        assert said in form
    assert page.count("Phải đặt tên kế hoạch.") == 2  # above all, and beside the field
    assert "mang mã 24640" not in page


@pytest.mark.one_database
def test_a_copy_without_a_reason_says_so_together_with_the_rest(officer):
    an_adopted_plan()
    page = text(officer.post(f"{ADDRESS}copy/", typed(reason="", state_vnd="nhiều")))
    assert "Phải ghi lý do." in page
    assert "Không đọc được số tiền" in page


# --- who may what ---


def test_a_leader_adopts_and_from_then_on_nothing_changes(officer, leader):
    a_solved_plan()
    assert officer.post(f"{ADDRESS}adopt/").status_code == 403
    assert leader.post(f"{ADDRESS}adopt/").status_code == 302
    assert Plan.objects.get().state == PlanState.ADOPTED
    assert leader.post(f"{ADDRESS}adopt/").status_code == 409
    assert officer.get(f"{ADDRESS}change/").status_code == 409
    assert officer.post(f"{ADDRESS}solve/").status_code == 409
    assert Entry.objects.filter(verb="adopt").count() == 1


def test_a_draft_and_a_clash_are_not_adopted(leader):
    a_plan()
    assert leader.post(f"{ADDRESS}adopt/").status_code == 409
    actions.change_plan(
        Plan.objects.get(), facts(state_vnd=0, wanted=[["24611", "CAM"]]), by=SYSTEM, at=AT
    )
    actions.solve_now(Plan.objects.get(), by=SYSTEM, clock=clock)
    assert leader.post(f"{ADDRESS}adopt/").status_code == 409


def test_a_commune_reads_what_was_adopted_and_no_draft(commune_officer, stranger):
    a_solved_plan()
    assert commune_officer.get(ADDRESS).status_code == 404
    actions.adopt_plan(Plan.objects.get(), by=SYSTEM, at=AT)
    page = text(commune_officer.get(ADDRESS))
    assert "Kế hoạch đã duyệt" in page
    assert "Lập bản mới" not in page
    assert "/evidence/studies/cam-1/" not in page
    assert commune_officer.get("/planning/new/").status_code == 403
    assert commune_officer.get(f"{ADDRESS}copy/").status_code == 403
    assert [stranger.get(f"{ADDRESS}{one}").status_code for one in ("", "copy/")] == [404, 404]
    assert "kh-68-1" not in text(stranger.get("/planning/"))


def test_a_new_one_is_made_from_a_plan_with_a_reason(officer):
    an_adopted_plan()
    assert officer.post(f"{ADDRESS}copy/", typed(reason="")).status_code == 422
    made = officer.post(f"{ADDRESS}copy/", typed(reason="Ngân sách tăng", state_vnd="200 triệu"))
    assert made["Location"] == "/planning/kh-68-2/"
    assert "Ngân sách tăng" in text(officer.get(ADDRESS))
    assert Plan.objects.get(key="kh-68-1").state == PlanState.ADOPTED


# --- given up ---


@pytest.mark.one_database
def test_a_plan_that_was_worked_out_is_given_up_with_a_reason_and_stays_to_be_read(officer):
    a_solved_plan()
    assert "/planning/kh-68-1/withdraw/" in text(officer.get(ADDRESS))
    blank = officer.post(f"{ADDRESS}withdraw/", {"reason": " "})
    assert (blank.status_code, "Phải ghi lý do." in text(blank)) == (422, True)
    sent = officer.post(f"{ADDRESS}withdraw/", {"reason": "Ngân sách năm 2027 bị cắt"})
    assert (sent.status_code, sent["Location"]) == (302, ADDRESS)
    plan, entry = Plan.objects.get(), Entry.objects.latest("number")
    assert (plan.state, plan.outcome, plan.has_plan) == ("withdrawn", "plan", True)
    assert (entry.verb, entry.reason) == ("withdraw", "Ngân sách năm 2027 bị cắt")
    for page in (text(officer.get(ADDRESS)), text(officer.get("/planning/"))):
        assert "Ngân sách năm 2027 bị cắt" in page
        assert "đã rút" in page.lower()
    page = text(officer.get(ADDRESS))
    assert "Đưa mô hình “Camera an ninh” đến 2 xã" in page
    assert "Lập bản mới" in page


@pytest.mark.one_database
def test_nothing_more_comes_of_a_plan_given_up_but_a_new_one_from_it(officer, leader):
    plan = a_solved_plan()
    actions.withdraw_plan(plan, "Không còn cần", by=SYSTEM, at=AT)
    assert officer.get(f"{ADDRESS}withdraw/").status_code == 409
    assert officer.get(f"{ADDRESS}change/").status_code == 409
    assert officer.post(f"{ADDRESS}solve/").status_code == 409
    adopted = leader.post(f"{ADDRESS}adopt/")
    assert (adopted.status_code, "Kế hoạch này đã rút" in text(adopted)) == (409, True)
    assert officer.post(f"{ADDRESS}copy/", typed(reason="Cần trở lại")).status_code == 302


@pytest.mark.one_database
def test_an_adopted_plan_or_one_being_worked_out_is_not_given_up(officer):
    an_adopted_plan()
    refused = officer.get(f"{ADDRESS}withdraw/")
    assert (refused.status_code, "đã duyệt thì không rút được" in text(refused)) == (409, True)
    assert f"{ADDRESS}withdraw/" not in text(officer.get(ADDRESS))
    waiting = actions.enqueue(a_plan(), by=SYSTEM, at=AT)
    with pytest.raises(actions.PlanningBlocked) as blocked:
        actions.withdraw_plan(waiting, "Thôi", by=SYSTEM, at=AT)
    assert blocked.value.codes == {Refusal.RUNS_ALREADY}


# --- taken away, and from the command line ---


@pytest.mark.one_database
def test_the_workbook_has_what_goes_where(officer):
    a_solved_plan()
    answer = officer.get(f"{ADDRESS}export.xlsx")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.worksheets[0].values)
    assert [row[0] for row in rows[1:]] == ["24640", "24646"]
    assert rows[1][5] == 50 * MILLION
    assert rows[1][8] < rows[1][7] < rows[1][9]
    assert rows[0][7:] == (
        "Dự kiến bớt trong 2 năm (vụ)",
        "Khoảng tin cậy 95%: từ (vụ)",
        "Khoảng tin cậy 95%: đến (vụ)",
    )
    assert len(list(book.worksheets[1].values)) == 1 + len(THEFTS)


@pytest.mark.one_database
def test_every_number_that_goes_out_has_its_unit_and_points_are_not_called_incidents():
    file = BytesIO()
    exports.plan_workbook(a_solved_plan(harm={"theft": 2.5}), file)
    heads = [next(iter(sheet.values)) for sheet in openpyxl.load_workbook(file).worksheets]
    assert "Dự kiến bớt trong 2 năm (điểm thiệt hại)" in heads[0]
    counted = ("Số mô hình", "Số xã")
    unitless = [
        head
        for head in (*heads[0][5:], *heads[1][3:], *heads[2][3:])
        if "(" not in head and not head.startswith(counted)
    ]
    assert unitless == ["Xã nghèo"]


def test_the_command_line_gives_the_same_plan():
    from binhyen.planning.commands import planning

    a_plan()
    said = CliRunner().invoke(planning, ["run", "kh-68-1", "--json"])
    told = json.loads(said.stdout)
    plan = Plan.objects.get()
    assert (said.exit_code, told["chosen"]) == (0, plan.result["chosen"])
    assert told["data_sha256"] == plan.data_sha256
    assert CliRunner().invoke(planning, ["run", "kh-68-1", "--json"]).stdout == said.stdout
    assert "kh-68-1" in CliRunner().invoke(planning, ["list"]).output


@pytest.mark.parametrize("address", ["/planning/", "/planning/new/", ADDRESS])
def test_a_page_takes_at_most_twelve_queries(officer, address, django_assert_max_num_queries):
    an_adopted_plan()
    officer.get(address)
    with django_assert_max_num_queries(12):
        officer.get(address)


@pytest.mark.one_database
def test_a_doubtful_plan_says_that_it_may_bring_nothing(officer):
    Plan.objects.all().delete()
    a_studied_programme("MO", "Mơ hồ", own=an_effect(log_ratio=-0.3, se=0.3))
    a_solved_plan(offers=[an_offer("MO", name="Mơ hồ")])
    assert "có thể rốt cuộc không bớt được vụ nào" in text(officer.get(ADDRESS))


@pytest.mark.one_database
def test_who_plans_for_the_nation_is_asked_for_which_province(officer):
    nation = signed_in(a_person(Role.ADMINISTRATOR, nation_unit()))
    assert '<option value="68">Tỉnh Lâm Đồng</option>' in text(nation.get("/planning/new/"))
    assert "24640\tXã Cư Jút" in text(nation.get("/planning/new/?unit=68"))
    assert officer.get("/planning/new/?unit=37").status_code == 403
