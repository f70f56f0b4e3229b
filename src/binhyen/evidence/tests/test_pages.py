"""The pages of evidence, for an officer, a leader and a stranger."""

from datetime import date, timedelta

import pytest

from binhyen.evidence import actions
from binhyen.evidence.choices import OutcomeRole, StudyState
from binhyen.evidence.models import Run, Study
from binhyen.evidence.views import shown
from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.programmes.tests.factories import a_programme, todays_unit
from binhyen.ui.trail import whole_line
from binhyen.units.models import Unit

from .factories import (
    AT,
    FIRST,
    LAST,
    SYSTEM,
    a_locked_study,
    a_study,
    clock,
    communes,
    district,
    facts,
    figures_sent,
    sites_of,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
AFTER = AT + timedelta(days=1)
DAYS = (date(2023, 3, 20), date(2023, 6, 2), date(2023, 6, 9), date(2023, 9, 1))
ADDRESS = "/evidence/studies/cam-1/"


@pytest.fixture
def officer(db):
    return signed_in(a_person(Role.PROVINCE_OFFICER))


@pytest.fixture
def leader(db):
    return signed_in(a_person(Role.LEADER))


@pytest.fixture
def stranger(db):
    return signed_in(a_person(Role.PROVINCE_OFFICER, "66"))


@pytest.fixture
def run(db):
    """Eight communes, four of which began in 2023; three years of thefts, worked out."""
    programme = a_programme("Camera an ninh", code="CAM")
    sites_of(programme, *DAYS)
    figures_sent()
    return actions.run_now(a_locked_study(programme), "theft", by=SYSTEM, clock=clock)


def typed(**changed):
    form = {
        "question": "Camera có làm giảm trộm cắp không?",
        "primary": "theft",
        "first_month": FIRST,
        "last_month": LAST,
        "least_worthwhile_percent": "20",
        "delay_months": "1",
        "draws": "20",
        "seed": "1",
        "note": "",
    }
    return {**form, **changed}


def text(response):
    return response.content.decode()


def test_an_empty_list_says_what_belongs_there_and_where_to_begin(officer):
    page = text(officer.get("/evidence/"))
    assert "Chưa có đề cương đánh giá nào" in page
    assert "/evidence/studies/new/" in page


def test_a_study_is_registered_for_a_programme(officer):
    a_programme("Camera an ninh", code="CAM")
    figures_sent()
    assert "Camera an ninh" in text(officer.get("/evidence/studies/new/"))
    sent = officer.post("/evidence/studies/new/?programme=CAM", typed(secondary=["theft", "fires"]))
    assert (sent.status_code, sent["Location"]) == (302, ADDRESS)
    assert Study.objects.get().series == ["theft", "fires"]


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(officer):
    a_programme("Camera an ninh", code="CAM")
    figures_sent()
    wrong = typed(question="", least_worthwhile_percent="95", note="Đã bàn với công an xã")
    sent = officer.post("/evidence/studies/new/?programme=CAM", wrong)
    assert sent.status_code == 422
    assert "Phải ghi câu hỏi cần trả lời." in text(sent)
    assert "Đã bàn với công an xã" in text(sent)
    assert not Study.objects.exists()


def test_a_leader_locks_and_an_officer_does_not(officer, leader):
    study = a_study()
    assert officer.post(f"{ADDRESS}lock/").status_code == 403
    assert leader.post(f"{ADDRESS}lock/").status_code == 302
    study.refresh_from_db()
    assert study.state == StudyState.LOCKED
    assert leader.post(f"{ADDRESS}lock/").status_code == 409


def test_a_draft_is_not_run_and_a_locked_study_not_changed(officer):
    a_study()
    assert officer.post(f"{ADDRESS}run/").status_code == 409
    actions.lock_study(Study.objects.get(), by=SYSTEM, at=AT)
    answer = officer.get(f"{ADDRESS}change/")
    assert answer.status_code == 409
    assert "chỉ thay được bằng một phiên bản mới" in text(answer)


def test_a_new_version_needs_its_reason(officer):
    a_locked_study()
    figures_sent()
    refused = officer.post(f"{ADDRESS}amend/", typed(reason=""))
    assert refused.status_code == 422
    assert "Phải ghi lý do." in text(refused)
    made = officer.post(f"{ADDRESS}amend/", typed(reason="Thêm một năm số liệu"))
    assert made["Location"] == "/evidence/studies/cam-1-v2/"
    assert "Đã có phiên bản mới hơn" in text(officer.get(ADDRESS))


def test_a_version_made_after_the_result_says_so_with_what_it_changed(officer, run):
    newer = actions.amend_study(
        run.study,
        facts(outcomes={"fires": OutcomeRole.PRIMARY}, question="Có giảm cháy không?"),
        "Đổi sang cháy",
        by=SYSTEM,
        at=AFTER,
    )
    actions.lock_study(newer, by=SYSTEM, at=AFTER)
    figures_sent("fires")
    actions.run_now(newer, "fires", by=SYSTEM, clock=lambda: AFTER)
    for address in ("/evidence/CAM/", "/evidence/studies/cam-1-v2/"):
        page = text(officer.get(address))
        assert "Phiên bản 2, lập sau khi đã có kết quả của phiên bản 1" in page
        assert "Đổi sang cháy" in page
        assert "Kết quả chính: Số vụ trộm cắp tài sản → " in page
    assert "lập sau khi đã có kết quả của phiên bản 1" in text(officer.get("/evidence/"))
    assert "lập sau khi đã có kết quả" not in text(officer.get(ADDRESS))
    assert "&#x27;series&#x27;" not in text(officer.get("/evidence/studies/cam-1-v2/"))


def test_a_first_version_is_told_as_written_beforehand(officer, run):
    assert "Phiên bản 1, lập sau" not in text(officer.get("/evidence/CAM/"))


def test_a_study_of_a_roll_out_is_compared_on_the_ground_that_was_drawn(officer):
    a_programme("Camera an ninh", code="CAM", unit=district())
    figures_sent()
    page = text(officer.get("/evidence/studies/new/?programme=CAM&unit=68"))
    assert "Camera an ninh, Tỉnh Lâm Đồng" in page
    sent = officer.post("/evidence/studies/new/?programme=CAM&unit=68", typed())
    assert sent.status_code == 302
    assert Study.objects.get().unit.code == "68"
    assert officer.get("/evidence/studies/new/?programme=CAM&unit=01").status_code == 403


def test_before_the_lock_the_page_says_that_these_months_cannot_tell_and_which_would(
    officer, django_assert_max_num_queries
):
    camera = a_programme("Camera an ninh", code="CAM")
    figures_sent()
    sites_of(camera, date(2023, 3, 20), date(2023, 6, 20))
    a_study(camera, first_month="month-2023-05")
    officer.get(ADDRESS)
    with django_assert_max_num_queries(17):  # ten of them to know whom these months compare
        page = text(officer.get(ADDRESS))
    assert "không đánh giá được: chỉ có một nơi áp dụng" in page
    assert "Giữ được nhiều nơi nhất là từ tháng 1/2022 đến" in page
    assert "đã có mô hình từ trước tháng đầu tiên (1)" in page
    actions.lock_study(Study.objects.get(), by=SYSTEM, at=AT)
    assert 'id="foreseen"' not in text(officer.get(ADDRESS))


def test_where_all_begin_in_months_to_come_the_page_says_that_nothing_can_be_told_now(
    officer, monkeypatch
):
    figures_sent()
    a_study(a_programme("Camera an ninh", code="CAM"), last_month="month-2025-12")
    place = "binhyen.evidence.views.prospects.localdate"
    monkeypatch.setattr(place, lambda: date(2025, 2, 5))
    page = text(officer.get(ADDRESS))
    assert "chưa nơi nào so được bắt đầu mô hình" in page
    assert "trang của lần bốc thăm" in page


def test_a_study_of_a_roll_out_compares_the_communes_that_were_drawn_and_no_others(officer):
    a_programme("Camera an ninh", code="CAM")
    figures_sent()
    today = Unit.objects.filter(level=3, valid_to=None).under(todays_unit("68"))
    drawn = list(today.order_by("code")[:5])
    codes = ",".join(one.code for one in drawn)
    address = f"/evidence/studies/new/?programme=CAM&unit=68&communes={codes}"
    assert "chỉ 5 xã đã chọn" in text(officer.get(address))
    to_come = typed(first_month="month-2025-08", last_month="month-2028-06")
    assert officer.post(f"{address}&last_month=month-2028-06", to_come).status_code == 302
    assert Study.objects.get().comparison == [[one.pk] for one in drawn]
    page = text(officer.get(ADDRESS))
    assert "Các tháng ghi trong đề cương chưa qua hết" in page
    assert officer.get(f"{address},99999").status_code == 404


def test_who_may_not_run_reads_who_has_to(leader):
    a_locked_study()
    assert "cán bộ đăng ký đề cương bấm “Cho tính”" in text(leader.get(ADDRESS))


def test_a_study_is_withdrawn_with_a_reason(leader):
    a_locked_study()
    assert leader.post(f"{ADDRESS}withdraw/", {"reason": ""}).status_code == 422
    assert leader.post(f"{ADDRESS}withdraw/", {"reason": "Trùng"}).status_code == 302
    assert Study.objects.get().state == StudyState.WITHDRAWN


def test_a_run_that_waits_says_so_and_is_looked_at_again(officer):
    a_locked_study()
    assert officer.post(f"{ADDRESS}run/").status_code == 302
    run = Run.objects.get()
    page = text(officer.get(f"/evidence/runs/{run.pk}/"))
    assert "Đang chờ tính" in page
    assert '<progress class="run-progress" max="100" value="0">' in page
    assert "Xem lại" in text(officer.get("/evidence/CAM/"))


def test_a_stranger_sees_nothing_of_it(stranger):
    run = actions.enqueue(a_locked_study(), by=SYSTEM, at=AT)[0]
    addresses = (ADDRESS, f"{ADDRESS}amend/", f"/evidence/runs/{run.pk}/", "/evidence/CAM/")
    assert [stranger.get(one).status_code for one in addresses] == [404] * 4
    assert "CAM" not in text(stranger.get("/evidence/"))


@pytest.mark.slow
def test_the_page_says_it_in_one_sentence_with_the_interval_and_what_lies_behind(officer, run):
    page = text(officer.get("/evidence/CAM/"))
    for said in (
        "Camera an ninh",
        "khoảng tin cậy 95%",
        run.data_sha256,
        run.code_version,
        "Trước và sau khi bắt đầu",
        "Điều gì sẽ làm đổi kết luận",
        f"/evidence/runs/{run.pk}/",
        "/figures/read/?what=theft",
        "/sites/?programme=CAM",
        "Con số tác dụng dựa trên ",
    ):
        assert said in page
    assert 'class="map-unit part--treated"' in page


@pytest.mark.slow
def test_no_change_stands_on_the_list_without_its_interval(officer, run):
    page = text(officer.get("/evidence/"))
    assert page.count('class="interval__dot"') == 1
    assert "(từ " in page
    assert run.get_word_display() in page


@pytest.mark.slow
def test_the_brief_has_two_pages(officer, run):
    import pypdfium2

    answer = officer.get("/evidence/CAM/brief.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(answer.content)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/evidence/", "/evidence/CAM/", "/evidence/runs/{pk}/"])
def test_a_page_takes_at_most_twelve_queries(officer, run, address, django_assert_max_num_queries):
    address = address.format(pk=run.pk)
    officer.get(address)
    with django_assert_max_num_queries(12):
        officer.get(address)


@pytest.mark.slow
def test_the_history_of_a_run_names_every_column_in_words(run):
    entries = Entry.objects.filter(kind__in=("evidence.run", "evidence.study"))
    names = {change.name for entry in entries for change in whole_line(entry).changes}
    raw = {"data sha256", "code version", "seed", "draws", "queued by", "error", "units sha256"}
    assert {"hạt giống ngẫu nhiên", "người cho tính", "số nơi được so"} <= names
    assert not names & (raw | {one.capitalize() for one in raw})


@pytest.mark.slow
def test_a_month_that_nobody_sent_is_named_where_there_is_no_number(officer):
    programme = a_programme("Camera an ninh", code="CAM")
    sites_of(programme, *DAYS)
    figures_sent(but={one.pk: "month-2022-08" for one in communes()})
    actions.run_now(a_locked_study(programme), "theft", by=SYSTEM, clock=clock)
    page = text(officer.get("/evidence/CAM/"))
    assert "quá nhiều nơi thiếu số liệu một số tháng" in page
    assert "Không nơi nào gửi số liệu: Tháng 8/2022." in page


@pytest.mark.slow
def test_where_nothing_was_counted_afterwards_what_was_averted_has_an_interval_around_it(run):
    result = run.result | {"observed": 0.0, "expected": 500.0, "interval": [-99.9, -90.0]}
    assert shown.averted_text(result) == "từ 5 đến 500"
    assert shown.expected_text(result | {"interval": [-100.0, None]}).startswith("từ 0, không có")
    assert shown.interval_text(shown.Change(5.0, -20.0, shown.BEYOND)).endswith("giới hạn trên")
