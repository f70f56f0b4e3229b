"""The pages of reports, for an officer, a leader, whoever stands above, and a stranger."""

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from binhyen.figures import actions as figures
from binhyen.figures.models import Return
from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.reports import actions
from binhyen.reports.models import Edition, Frame, Report
from binhyen.units.queries import nation

from .factories import (
    ASSESSED,
    AT,
    COMMUNE,
    FRAME,
    MONTHS,
    OWN_FRAME,
    PROVINCE,
    QUARTER,
    SYSTEM,
    a_report,
    a_signed_report,
    some_figures,
    todays_unit,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(db):
    return some_figures()


@pytest.fixture
def officer(db):
    return signed_in(a_person(Role.PROVINCE_OFFICER))


@pytest.fixture
def leader(db):
    return signed_in(a_person(Role.LEADER))


@pytest.fixture
def stranger(db):
    return signed_in(a_person(Role.PROVINCE_OFFICER, "66"))


def text(response) -> str:
    return response.content.decode()


def test_the_list_says_what_is_due_and_where_to_begin(officer):
    page = text(officer.get("/reports/"))
    assert "Báo cáo Quý III/2026, Tỉnh Lâm Đồng" in page
    assert "Chưa có báo cáo nào" in page


def test_a_list_takes_as_many_queries_for_two_reports_as_for_one(
    officer, units, django_assert_num_queries
):
    a_signed_report()
    officer.get("/reports/")
    with django_assert_num_queries(12):
        officer.get("/reports/")
    a_report(code="quarter-2026-2")
    a_report(todays_unit(COMMUNE))
    with django_assert_num_queries(12):
        officer.get("/reports/")


def test_the_list_is_narrowed_in_the_address(officer, units):
    a_signed_report()
    assert "01/BC-CAT" in text(officer.get("/reports/?state=signed&year=2026"))
    assert "Không có báo cáo nào khớp" in text(officer.get("/reports/?state=locked"))


def test_the_list_offers_forms_by_their_names(officer, units):
    a_signed_report()
    own = OWN_FRAME.replace("bao_cao_quy", "bao_cao_rieng").replace("quý của", "riêng của")
    actions.save_frame(own, unit=todays_unit(PROVINCE), effective_on=AT.date(), by=SYSTEM, at=AT)
    a_report(code="quarter-2026-4", frame="bao_cao_rieng")
    page = text(officer.get("/reports/"))
    assert '<option value="bao_cao_quy">Báo cáo quý</option>' in page
    assert '<option value="bao_cao_rieng">Báo cáo riêng của tỉnh</option>' in page
    assert "Báo cáo riêng của tỉnh, Quý IV/2026" in page


def test_the_list_comes_out_as_excel_just_as_it_is_narrowed(officer, units):
    a_signed_report()
    a_report(todays_unit(COMMUNE))
    content = officer.get("/reports/export.xlsx?state=signed").content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[:5] for row in rows[1:]] == [
        ["Báo cáo Quý III/2026", "Tỉnh Lâm Đồng", "đã ký", "01/BC-CAT", 1]
    ]


def test_a_report_is_begun_from_the_list_of_periods(officer, units):
    page = text(officer.get("/reports/new/"))
    assert "Quý III/2026" in page
    answer = officer.post(
        "/reports/new/", {"unit": "Tỉnh Lâm Đồng (68)", "frame": FRAME, "period": QUARTER}
    )
    report = Report.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, report.get_absolute_url())
    again = officer.post(
        "/reports/new/", {"unit": "Tỉnh Lâm Đồng (68)", "frame": FRAME, "period": QUARTER}
    )
    assert again["Location"] == report.get_absolute_url()
    assert report.get_absolute_url() in text(officer.get("/reports/new/"))


def test_the_draft_reads_as_a_paper_whose_figures_lead_to_their_origin(officer, units):
    report = a_report()
    page = text(officer.get(report.get_absolute_url()))
    assert "Kết quả phong trào Toàn dân bảo vệ an ninh Tổ quốc quý III/2026" in page
    assert f"{report.get_absolute_url()}figure/" in page
    assert "chưa ký" in page
    assert "Số liệu của 2/124 đơn vị, tính đến ngày" in page
    assert "không so sánh được với cùng kỳ: cùng kỳ có tháng chỉ có số của 2/124 xã" in page


def test_a_draft_says_what_it_still_lacks_and_a_signed_version_does_not(officer, units):
    report = a_report(danh_gia=ASSESSED)
    page = text(officer.get(report.get_absolute_url()))
    assert "Tháng cuối kỳ: 2/124 xã, phường đã được duyệt số liệu." in page
    assert "con số trong lời văn chưa có số liệu" in page
    actions.sign_report(report, on=AT.date(), is_aware=True, by=SYSTEM, at=AT)
    assert "Số liệu chưa đủ" not in text(officer.get(report.get_absolute_url()))


def test_the_page_of_a_figure_shows_values_returns_and_log(officer, units):
    report = a_report()
    told = _content(report)
    page = text(officer.get(f"{report.get_absolute_url()}figure/{_number(told, 'theft')}/"))
    assert "Số vụ trộm cắp tài sản: 342 vụ" in page
    assert "Phường Bắc Gia Nghĩa" in page
    assert "theo ngày 14/09/2026" in page
    assert officer.get(f"{report.get_absolute_url()}figure/99999/").status_code == 404


def test_a_source_leads_only_to_entries_of_the_log_that_one_may_read(officer, units):
    """What was loaded is told at the nation; what was put right, at the commune."""
    one = Return.objects.get(unit__code=COMMUNE, period__code=MONTHS[0])
    loaded = Entry.objects.get(verb="load-figures", after__has_key="values").number
    figures.correct(one, {"theft": 13}, "Bỏ sót hai vụ", by=SYSTEM, at=AT)
    put_right = Entry.objects.filter(verb="correct").latest("number").number
    report = a_report()
    address = f"{report.get_absolute_url()}figure/{_number(_content(report), 'theft')}/"
    whole = signed_in(a_person(Role.ADMINISTRATOR, "VN"))
    for reader, links in ((officer, {put_right}), (whole, {put_right, loaded})):
        page = text(reader.get(address))
        assert f"mục {loaded}" in page
        assert {n for n in (put_right, loaded) if f'href="/history/{n}/"' in page} == links
    assert officer.get(f"/history/{put_right}/").status_code == 200
    assert officer.get(f"/history/{loaded}/").status_code == 404


def test_words_are_kept_and_a_contact_is_said_beside_its_field(officer, units):
    report = a_report()
    address = f"{report.get_absolute_url()}write/"
    typed = {
        "edits": report.edits,
        "t-danh_gia": "Gọi 0912 345 678",
        "issuer": f"{report.unit_id}-CAT",
    }
    refused = officer.post(address, typed)
    assert refused.status_code == 422
    assert "Gọi 0912 345 678" in text(refused)
    assert officer.post(address, typed | {"t-danh_gia": ASSESSED}).status_code == 302
    report.refresh_from_db()
    assert report.texts["danh_gia"] == ASSESSED
    assert officer.post(address, typed | {"t-danh_gia": "Khác"}).status_code == 409  # edits moved


def test_a_leader_signs_and_an_officer_does_not(officer, leader, units):
    report = a_report(danh_gia=ASSESSED)
    address = f"{report.get_absolute_url()}sign/"
    assert officer.get(address).status_code == 403
    assert "Số liệu của 2/124 đơn vị" in text(leader.get(address))
    typed = {"edits": report.edits, "on": "2026-11-24"}
    refused = leader.post(address, typed)
    assert refused.status_code == 422
    assert "đánh dấu vào ô này" in text(refused)
    assert leader.post(address, typed | {"is_aware": "on"}).status_code == 302
    page = text(leader.get(report.get_absolute_url()))
    assert "01/BC-CAT" in page
    assert leader.get(address).status_code == 409


def test_the_page_says_what_comes_next_and_whose_name_is_printed(officer, leader, units):
    report = a_report()
    address = report.get_absolute_url()
    page = text(officer.get(address))
    assert "Còn phải viết trước khi ký: Ưu điểm, hạn chế, nguyên nhân." in page
    assert "con số chưa có: vì sao" in page
    written(report, danh_gia=ASSESSED)
    assert "đang chờ lãnh đạo Tỉnh Lâm Đồng ký" in text(officer.get(address))
    Report.objects.update(signatory="Lê Văn Thử")
    page = text(leader.get(f"{address}sign/"))
    assert "Báo cáo sẽ in tên Lê Văn Thử" in page
    assert "122 đơn vị chưa gửi số liệu tháng cuối kỳ" in page
    actions.sign_report(report, on=AT.date(), is_aware=True, by=SYSTEM, at=AT)
    today = text(officer.get("/"))
    assert "đã ký, chờ bạn gửi lên" in today
    assert "báo cáo định kỳ đã quá hạn, chưa lập" in today
    officer.post(f"{address}send/")
    page = text(officer.post(f"{address}recall/", follow=True))
    assert "Đã rút lại" in page


def test_a_period_that_runs_has_nothing_to_sign(leader, units):
    report = a_report(code="year-2026", frame="bao_cao_nam")
    answer = leader.get(f"{report.get_absolute_url()}sign/")
    assert answer.status_code == 409
    assert "Kỳ này chưa hết" in text(answer)


def test_what_must_be_written_is_said_when_signing(leader, units):
    report = a_report()
    answer = leader.post(
        f"{report.get_absolute_url()}sign/",
        {"edits": report.edits, "on": "2026-11-24", "is_aware": "on"},
    )
    assert answer.status_code == 409
    assert "Ưu điểm, hạn chế, nguyên nhân" in text(answer)


def test_each_step_has_its_button_until_it_is_locked(officer, units):
    report = a_signed_report().report
    page = report.get_absolute_url()
    ministry = signed_in(a_person(Role.PROVINCE_OFFICER, nation()))
    assert officer.post(f"{page}receive/").status_code == 403
    for person, step, typed, said in (
        (officer, "send", {}, "Đã gửi lên cấp trên"),
        (ministry, "give-back", {"comment": "Xem lại số cháy"}, "Đã trả lại báo cáo"),
        (officer, "send", {}, "Đã gửi lên cấp trên"),
        (ministry, "receive", {}, "Đã ghi nhận"),
        (ministry, "lock", {}, "Đã khóa"),
    ):
        waiting = text(person.get("/reports/"))
        assert ("Chờ bạn</h2>" in waiting) == (step != "lock")
        answer = person.post(f"{page}{step}/", typed, follow=True)
        assert said in text(answer)
        report.refresh_from_db()
    assert officer.post(f"{page}send/").status_code == 409
    assert officer.post(f"{page}drop/").status_code == 409


def test_what_a_report_was_given_back_for_is_said_and_becomes_the_reason(officer, units):
    report = actions.send_report(a_signed_report().report, by=SYSTEM, at=AT)
    page = report.get_absolute_url()
    ministry = signed_in(a_person(Role.PROVINCE_OFFICER, nation()))
    refused = ministry.post(f"{page}give-back/", {"comment": ""})
    assert (refused.status_code, "Phải điền mục này" in text(refused)) == (422, True)
    ministry.post(f"{page}give-back/", {"comment": "Xem lại số cháy"})
    assert "Xem lại số cháy" in text(officer.get(page))
    assert "Gửi lại bản này" in text(officer.get(page))
    assert "Theo ý kiến cấp trên: Xem lại số cháy" in text(officer.get(f"{page}revise/"))


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_every_format_opens_as_draft_and_as_signed(officer, units, form):
    report = a_report(danh_gia=ASSESSED)
    address = f"{report.get_absolute_url()}report.{form}"
    draft = officer.get(address)
    assert (draft.status_code, "attachment" in draft["Content-Disposition"]) == (200, True)
    actions.sign_report(report, on=AT.date(), is_aware=True, by=SYSTEM, at=AT)
    signed = officer.get(address)
    assert "01-bc-cat" in signed["Content-Disposition"]
    assert signed.content != draft.content
    assert officer.get(f"{report.get_absolute_url()}report.odt").status_code == 404


def test_after_a_correction_the_page_says_so_and_both_versions_are_compared(officer, units):
    report = a_signed_report().report
    one = Return.objects.get(unit__code=COMMUNE, period__code=MONTHS[0])
    figures.correct(one, {"theft": 13}, "Bỏ sót hai vụ", by=SYSTEM, at=AT)
    page = text(officer.get(report.get_absolute_url()))
    assert "1 biểu số liệu đã đính chính sau khi ký" in page
    assert "Bỏ sót hai vụ" in page
    now = text(officer.get(f"{report.get_absolute_url()}compare/"))
    assert "+2" in now
    refused = officer.post(f"{report.get_absolute_url()}revise/", {"reason": ""})
    assert refused.status_code == 422
    officer.post(f"{report.get_absolute_url()}revise/", {"reason": "Đính chính tháng 7"})
    report.refresh_from_db()
    actions.sign_report(report, on=AT.date(), is_aware=True, by=SYSTEM, at=AT)
    compared = text(officer.get(f"{report.get_absolute_url()}compare/?a=1&b=2"))
    assert "342" in compared
    assert "344" in compared
    assert "bản 1 → bản 2" in compared
    old = text(officer.get(f"{report.get_absolute_url()}?version=1"))
    assert "Đang xem bản 1; bản hiện tại là 2" in old


def test_a_stranger_finds_nothing(stranger, units):
    report = a_signed_report().report
    page = report.get_absolute_url()
    for address in (
        page,
        f"{page}figure/1/",
        f"{page}compare/",
        f"{page}report.docx",
        f"{page}write/",
        f"{page}sign/",
        f"{page}revise/",
    ):
        assert (address, stranger.get(address).status_code) == (address, 404)
    assert stranger.post(f"{page}send/").status_code == 404
    assert page not in text(stranger.get("/reports/"))


def test_a_reader_sees_and_changes_nothing(units):
    reader = signed_in(a_person(Role.READER))
    report = a_report(danh_gia=ASSESSED)
    page = report.get_absolute_url()
    assert reader.get(page).status_code == 200
    assert [reader.get(f"{page}{step}/").status_code for step in ("write", "sign", "revise")] == [
        403, 403, 403,
    ]  # fmt: skip
    assert [reader.post(f"{page}{step}/").status_code for step in ("send", "receive", "drop")] == [
        403, 403, 403,
    ]  # fmt: skip
    assert reader.get("/reports/new/").status_code == 403


# --- forms of reports ---


def test_a_province_takes_a_form_as_its_own_and_its_reports_follow_it(officer, units):
    assert "Báo cáo quý" in text(officer.get("/reports/frames/"))
    assert "bao_cao_quy" in text(officer.get("/reports/frames/shipped/bao_cao_quy/"))
    assert "{{ theft }}" in text(officer.get("/reports/frames/new/?from=bao_cao_quy"))
    answer = officer.post(
        "/reports/frames/new/",
        {"unit": "Tỉnh Lâm Đồng (68)", "effective_on": "2026-01-01", "text": OWN_FRAME},
    )
    frame = Frame.objects.get()
    assert answer["Location"] == frame.get_absolute_url()
    assert "Báo cáo quý của tỉnh" in text(officer.get(frame.get_absolute_url()))
    page = text(officer.get(a_report().get_absolute_url()))
    assert "342" in page
    assert "Đánh giá" not in page  # a field left empty is left out


def test_faults_of_a_form_are_said_by_their_lines_and_what_was_typed_is_kept(officer):
    faulty = OWN_FRAME.replace("{{ theft }}", "{{ thefts }}").replace("quarter", "quarters")
    answer = officer.post(
        "/reports/frames/new/",
        {"unit": "Tỉnh Lâm Đồng (68)", "effective_on": "2026-01-01", "text": faulty},
    )
    assert answer.status_code == 422
    assert "thefts" in text(answer)
    assert [(f.line, f.key) for f, _w in answer.context["faults"]] == [(5, "kind"), (14, "lines")]
    assert not Frame.objects.exists()


def test_a_change_is_the_next_version_from_its_day_on(officer, units):
    frame = actions.save_frame(
        OWN_FRAME, unit=todays_unit(PROVINCE), effective_on=AT.date(), by=SYSTEM, at=AT
    )
    address = f"{frame.get_absolute_url()}change/"
    earlier = officer.post(address, {"effective_on": "2020-01-01", "text": OWN_FRAME})
    assert earlier.status_code == 422
    later = OWN_FRAME.replace("vụ trộm", "vụ trộm cắp")
    assert officer.post(address, {"effective_on": "2026-12-01", "text": later}).status_code == 302
    assert [row.version for row in Frame.objects.order_by("version")] == [1, 2]
    assert "vụ trộm." in text(officer.get(a_report(code="quarter-2026-4").get_absolute_url())) or (
        Edition.objects.count() == 0
    )


def test_a_leader_and_a_stranger_change_no_form(leader, stranger, units):
    frame = actions.save_frame(
        OWN_FRAME, unit=todays_unit(PROVINCE), effective_on=AT.date(), by=SYSTEM, at=AT
    )
    assert leader.get(f"{frame.get_absolute_url()}change/").status_code == 403
    assert stranger.get(frame.get_absolute_url()).status_code == 404


def _content(report):
    from binhyen.reports import queries

    return queries.filled_now(report, on=AT.date())[0].content


def _number(told, key: str) -> int:
    return next(n for s, n in told.number_of.items() if (s.key, s.unit) == (key, told.unit))


def test_today_and_my_work_tell_a_leader_what_is_to_be_signed(leader, units):
    report = a_report(danh_gia=ASSESSED)
    for page in ("/", "/cases/mine/"):
        said = text(leader.get(page))
        assert "Báo cáo Quý III/2026, Tỉnh Lâm Đồng: <strong>chờ bạn ký</strong>" in said
        assert f'href="{report.get_absolute_url()}"' in said
    actions.sign_report(report, on=AT.date(), is_aware=True, by=SYSTEM, at=AT)
    assert report.get_absolute_url() not in text(leader.get("/"))


def test_pages_in_english_call_everything_so_while_the_paper_stays_vietnamese(
    officer, leader, units
):
    report = a_report(danh_gia=ASSESSED)
    said = in_english(leader, f"{report.get_absolute_url()}sign/")
    assert "Figures of 2 of 124 units." in said
    assert "Quarterly report" in said
    number = _number(_content(report), "settled_share")
    said = in_english(officer, f"{report.get_absolute_url()}figure/{number}/")
    assert "75.0" in said
    assert "Hòa giải" not in said
    page = in_english(officer, report.get_absolute_url())
    assert "Kết quả phong trào" in page
    edition = actions.sign_report(report, on=AT.date(), is_aware=True, by=SYSTEM, at=AT)
    one = Return.objects.get(unit__code=COMMUNE, period__code=MONTHS[0])
    figures.correct(one, {"disputes_settled": 5, "disputes_failed": 3}, "Nhầm", by=SYSTEM, at=AT)
    said = in_english(officer, f"{edition.report.get_absolute_url()}compare/")
    assert re.search(r"−\d\.\d percentage points", said)
    assert "Quarter 3/2026" in said


def in_english(client, address: str) -> str:
    client.cookies["language"] = "en"
    return text(client.get(address))
