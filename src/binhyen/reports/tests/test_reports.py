"""A report from its draft to its lock, and its next version after a correction."""

from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied

from binhyen.figures import actions as figures
from binhyen.figures.actions import LoadedReturn
from binhyen.figures.choices import ReturnState as MonthState
from binhyen.figures.models import Return
from binhyen.kernel.log import history_of
from binhyen.papers.models import Issued, Series
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person
from binhyen.programmes.choices import Origin
from binhyen.programmes.tests.factories import a_programme, a_site
from binhyen.reports import actions, queries
from binhyen.reports.actions import ReportsBlocked
from binhyen.reports.choices import Refusal, ReportState
from binhyen.reports.models import Edition, Report
from binhyen.reports.rules.comparing import figures_that_differ, returns_that_differ
from binhyen.reports.rules.content import read, written
from binhyen.reports.rules.numbers import change_in_words
from binhyen.units.choices import Level
from binhyen.units.models import Unit
from binhyen.units.queries import nation

from .factories import (
    ASSESSED,
    AT,
    COMMUNE,
    MONTHS,
    ON,
    OTHER,
    OWN_FRAME,
    PROVINCE,
    QUARTER,
    SYSTEM,
    a_report,
    a_signed_report,
    period,
    some_figures,
    todays_unit,
)
from .factories import written as with_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(db):
    return some_figures()


def content(report: Report):
    filled, _text = queries.filled_now(report, on=ON)
    return filled.content


def corrected(unit, theft: int, month: str = MONTHS[0]) -> Return:
    one = Return.objects.get(unit=unit, period__code=month)
    return figures.correct(one, {"theft": theft}, "Bỏ sót hai vụ", by=SYSTEM, at=AT)


def test_a_draft_adds_up_the_months_of_the_units_below(units):
    told = content(a_report())
    assert told.in_period("theft").amount == Fraction(11 + 12 + 13 + 101 + 102 + 103)
    assert told.in_period("settled_share").amount == Fraction(75)
    assert told.in_period("sites_kept").amount == Fraction(110)  # of the last month
    assert told.cell("theft", units[COMMUNE].pk, QUARTER).amount == Fraction(36)
    assert told.cell("theft", told.unit, MONTHS[1]).amount == Fraction(114)


def test_a_draft_compares_with_the_same_period_a_year_before(units):
    assert content(a_report()).a_year_before("theft").amount == Fraction(100)


def test_a_draft_follows_its_figures_until_it_is_signed(units):
    report = a_report()
    corrected(units[COMMUNE], 13)
    assert content(report).in_period("theft").amount == Fraction(344)


def test_a_content_kept_as_json_is_the_same_content(units):
    told = content(a_report())
    assert read(written(told)) == told


def test_signing_gives_a_number_and_three_files_and_freezes_the_figures(units):
    edition = a_signed_report()
    corrected(units[COMMUNE], 13)
    report = edition.report
    assert (report.state, report.version, edition.version) == (ReportState.SIGNED, 1, 1)
    assert edition.issued.symbol == "01/BC-CAT"
    assert [edition.docx.kind, edition.pdf.kind, edition.xlsx.kind] == ["docx", "pdf", "xlsx"]
    kept = queries.filled_then(report, Edition.objects.get())
    assert kept.content.in_period("theft").amount == Fraction(342)
    assert kept.texts["danh_gia"] == ASSESSED
    assert len(kept.content.returns) == 8


def test_the_number_stands_in_the_register_of_papers_and_leads_back(units):
    edition = a_signed_report()
    issued = Issued.objects.get()
    assert issued.get_absolute_url() == edition.report.get_absolute_url()
    assert issued.title.startswith("Báo cáo kết quả phong trào")
    assert Series.objects.get().last == 1


def test_a_text_that_must_be_written_refuses_the_signature_and_no_number_is_taken(units):
    report = a_report()
    with pytest.raises(ReportsBlocked) as refused:
        actions.sign_report(report, on=ON, is_aware=True, by=SYSTEM, at=AT)
    assert [(r.code, r.field) for r in refused.value.reasons] == [(Refusal.BLANK, "danh_gia")]
    assert not Issued.objects.exists()
    assert not Edition.objects.exists()


def test_a_period_that_is_not_over_is_drawn_up_but_not_signed(units):
    report = a_report(code="quarter-2026-4", danh_gia=ASSESSED)
    with pytest.raises(ReportsBlocked) as refused:
        actions.sign_report(report, on=ON, is_aware=True, by=SYSTEM, at=AT)
    assert refused.value.codes == {Refusal.NOT_OVER}


def test_a_report_of_some_units_is_signed_only_by_who_knows_it(units):
    report = a_report(danh_gia=ASSESSED)
    with pytest.raises(ReportsBlocked) as refused:
        actions.sign_report(report, on=ON, by=SYSTEM, at=AT)
    assert [(r.code, r.field) for r in refused.value.reasons] == [
        (Refusal.NOT_KNOWN_TO_LACK, "is_aware")
    ]
    edition = actions.sign_report(report, on=ON, is_aware=True, by=SYSTEM, at=AT)
    kept = queries.filled_then(report, edition)
    assert kept.standing == "Số liệu của 2/124 đơn vị, tính đến ngày 24/11/2026."


def test_what_few_units_told_is_not_compared_with_a_year_before(units):
    told = content(a_report())
    now, before = told.in_period("theft"), told.a_year_before("theft")
    assert ((now.known, now.of, now.months), (before.known, before.of)) == ((6, 372, 3), (2, 372))
    assert not now.is_whole
    last = told.in_period("sites_kept")
    assert (last.known, last.of) == (2, 124)  # of the last month alone


def test_sites_that_not_every_unit_has_told_of_are_counted_from_the_register(units):
    for n, unit in enumerate(units.values(), start=1):
        facts = {"team_count": n, "member_count": 10 * n}
        a_site(unit=unit, established_on=date(2024, 5, n), **facts)
    begun = {"established_on": date(2026, 8, 2), "origin": Origin.NEW}
    a_site(a_programme("Mô hình mới"), unit=units[OTHER], **begun)
    told = content(a_report())
    kept = told.in_period("sites_kept")
    assert (kept.amount, kept.is_register, kept.is_whole) == (3, True, True)
    assert told.cell("sites_kept", units[OTHER].pk, QUARTER).amount == 2
    assert told.cell("sites_kept", told.unit, MONTHS[0]).amount == 2
    assert told.a_year_before("sites_kept").amount == 2
    assert told.in_period("sites_real_change").amount == 1
    assert told.in_period("members").amount == 30
    origin = queries.origin_of(told, told.now_number("sites_kept"))
    assert origin.used == ()
    assert origin.records.startswith("/sites/?unit=68")
    assert read(written(told)) == told


def test_a_report_tells_how_many_have_not_sent_what_it_adds_up(units):
    month = "month-2026-10"
    rows = [("theft", unit.pk, month, 5) for unit in units.values()]
    figures.load_values(rows, by=SYSTEM, at=AT)
    states = zip(units.values(), (MonthState.DRAFT, MonthState.SUBMITTED), strict=True)
    loaded = [LoadedReturn(unit.pk, month, state, AT) for unit, state in states]
    figures.load_returns(loaded, by=SYSTEM, at=AT)
    told = content(a_report(code=month, frame="bao_cao_thang"))
    assert (told.reported[0].units, told.reported[0].unsent) == (1, 1)
    assert told.in_period("theft").amount == 5


def test_a_commune_that_told_every_month_is_compared(units):
    commune = units[COMMUNE]
    months = ("month-2025-07", "month-2025-08")
    figures.load_values([("theft", commune.pk, code, 5) for code in months], by=SYSTEM, at=AT)
    told = content(a_report(commune))
    now, before = told.in_period("theft"), told.a_year_before("theft")
    assert (now.amount, before.amount) == (36, 60)
    assert change_in_words(now, before, told.labels["theft"]).startswith("giảm 24 vụ (40,0%)")


def test_a_day_to_come_refuses_the_number_beside_the_day(units):
    report = a_report(danh_gia=ASSESSED)
    with pytest.raises(ReportsBlocked) as refused:
        actions.sign_report(report, on=date(2026, 12, 1), is_aware=True, by=SYSTEM, at=AT)
    assert [(r.code, r.field) for r in refused.value.reasons] == [(Refusal.PAPER, "on")]


def test_a_telephone_number_in_a_text_is_refused(units):
    with pytest.raises(ReportsBlocked) as refused:
        with_texts(a_report(), danh_gia="Liên hệ 0912 345 678")
    assert refused.value.codes == {Refusal.CONTACT}


def test_the_log_tells_of_each_text_that_changed(units):
    report = with_texts(a_report(), danh_gia=ASSESSED)
    entry = history_of(report).latest("number")
    assert entry.before["texts"] == []
    assert entry.after["texts"] == [f"Ưu điểm, hạn chế, nguyên nhân: {ASSESSED}"]
    with_texts(report, danh_gia=ASSESSED)
    assert history_of(report).latest("number") == entry


def test_a_report_goes_up_is_received_and_locked(units):
    report = a_signed_report().report
    report = actions.send_report(report, by=SYSTEM, at=AT)
    report = actions.receive_report(report, by=SYSTEM, at=AT)
    report = actions.lock_report(report, by=SYSTEM, at=AT)
    assert report.state == ReportState.LOCKED
    assert [e.verb for e in history_of(report).order_by("number")] == [
        "create", "change", "sign", "submit", "receive", "lock",
    ]  # fmt: skip


def test_no_step_is_taken_before_its_turn(units):
    report = a_report(danh_gia=ASSESSED)
    for step, code in (
        (actions.send_report, Refusal.NOT_SIGNED),
        (actions.receive_report, Refusal.NOT_SENT),
        (actions.lock_report, Refusal.NOT_RECEIVED),
    ):
        with pytest.raises(ReportsBlocked) as refused:
            step(report, by=SYSTEM, at=AT)
        assert refused.value.codes == {code}


def test_after_a_correction_the_next_version_differs_where_the_return_was_corrected(units):
    first = a_signed_report()
    corrected(units[COMMUNE], 13)
    report = actions.revise_report(first.report, "Đính chính tháng 7", by=SYSTEM, at=AT)
    assert (report.state, report.version) == (ReportState.DRAFT, 2)
    second = actions.sign_report(report, on=ON, is_aware=True, by=SYSTEM, at=AT)
    one, other = read(first.content), read(second.content)
    differing = {
        (d.spot.key, d.unit, d.period): d.difference for d in figures_that_differ(one, other)
    }
    assert differing == {
        ("theft", "Tỉnh Lâm Đồng", "Quý III/2026"): 2,
        ("theft", "Phường Bắc Gia Nghĩa", "Quý III/2026"): 2,
        ("theft", "Tỉnh Lâm Đồng", "Tháng 7/2026"): 2,
        ("incidents", "Tỉnh Lâm Đồng", "Quý III/2026"): 2,
    } or {key[0] for key in differing} == {"theft"}
    changed = returns_that_differ(one.returns, other.returns)
    assert list(changed.values()) == [(1, 2)]
    assert second.issued.symbol == "02/BC-CAT"
    assert [e.version for e in queries.editions_of(report)] == [2, 1]


def test_a_revision_wants_a_reason_and_a_signed_version(units):
    draft = a_report(danh_gia=ASSESSED)
    with pytest.raises(ReportsBlocked) as refused:
        actions.revise_report(draft, " ", by=SYSTEM, at=AT)
    assert refused.value.codes == {Refusal.IS_DRAFT, Refusal.REASON_MISSING}


def test_a_draft_can_be_dropped_but_nothing_that_was_signed(units):
    actions.drop_report(a_report(), by=SYSTEM, at=AT)
    assert not Report.objects.exists()
    report = actions.revise_report(a_signed_report().report, "Sửa", by=SYSTEM, at=AT)
    with pytest.raises(ReportsBlocked) as refused:
        actions.drop_report(report, by=SYSTEM, at=AT)
    assert refused.value.codes == {Refusal.WAS_SIGNED}


def test_a_period_has_one_report_by_a_form(units):
    a_report()
    with pytest.raises(ReportsBlocked) as refused:
        a_report()
    assert refused.value.codes == {Refusal.THERE_ALREADY}


def test_a_form_for_quarters_makes_no_month(units):
    with pytest.raises(ReportsBlocked) as refused:
        a_report(code=MONTHS[0])
    assert refused.value.codes == {Refusal.WRONG_PERIOD}


def test_an_officer_draws_up_a_leader_signs_and_nobody_the_other(units):
    officer, leader = a_person(Role.PROVINCE_OFFICER), a_person(Role.LEADER)
    stranger = a_person(Role.PROVINCE_OFFICER, "66")
    report = a_report(by=officer, danh_gia=ASSESSED)
    for person in (officer, stranger):
        with pytest.raises(PermissionDenied):
            actions.sign_report(report, on=ON, by=person, at=AT)
    with pytest.raises(PermissionDenied):
        actions.revise_report(report, "Sửa", by=leader, at=AT)
    edition = actions.sign_report(report, on=ON, is_aware=True, by=leader, at=AT)
    assert edition.signed_by == leader
    with pytest.raises(PermissionDenied):
        actions.send_report(edition.report, by=stranger, at=AT)
    assert actions.send_report(edition.report, by=officer, at=AT).state == ReportState.SENT


def test_a_report_is_received_above_its_unit_and_never_by_itself(units):
    commune, province = todays_unit(COMMUNE), todays_unit(PROVINCE)
    mine, above = a_person(Role.LEADER, commune), a_person(Role.PROVINCE_OFFICER)
    ministry = a_person(Role.PROVINCE_OFFICER, nation())
    everybody = (mine, above, ministry)
    assert [queries.may_receive(p, commune) for p in everybody] == [False, True, True]
    assert [queries.may_receive(p, province) for p in everybody] == [False, False, True]


def test_who_signed_or_sent_a_report_does_not_take_it(units):
    signer, sender, other = (a_person(Role.ADMINISTRATOR, nation()) for _n in range(3))
    report = a_signed_report(by=signer).report
    actions.send_report(report, by=sender, at=AT)
    taking = (actions.receive_report, lambda r, **who: actions.give_back_report(r, "Xem", **who))
    for person, code in ((signer, Refusal.BY_SIGNER), (sender, Refusal.BY_SENDER)):
        for take in taking:
            with pytest.raises(ReportsBlocked) as refused:
                take(report, by=person, at=AT)
            assert refused.value.codes == {code}
    assert actions.receive_report(report, by=other, at=AT).received_by == other


def test_a_report_given_back_keeps_its_version_and_is_sent_anew(units):
    report = a_signed_report().report
    actions.send_report(report, by=SYSTEM, at=AT)
    with pytest.raises(ReportsBlocked) as refused:
        actions.give_back_report(report, " ", by=SYSTEM, at=AT)
    assert [(r.code, r.field) for r in refused.value.reasons] == [(Refusal.BLANK, "comment")]
    back = actions.give_back_report(report, "Xem lại số cháy", by=SYSTEM, at=AT)
    assert (back.state, back.comment, back.version) == ("returned", "Xem lại số cháy", 1)
    entry = history_of(report).latest("number")
    assert (entry.verb, entry.reason) == ("give-back", "Xem lại số cháy")
    anew = actions.send_report(report, by=SYSTEM, at=AT)
    assert (anew.state, anew.comment) == (ReportState.SENT, "")
    assert Edition.objects.count() == 1


def test_what_was_sent_is_taken_back_until_it_is_received(units):
    officer = a_person(Role.PROVINCE_OFFICER)
    sent = actions.send_report(a_signed_report().report, by=officer, at=AT)
    assert sent.was_late
    back = actions.recall_report(sent, by=officer, at=AT)
    assert (back.state, back.sent_at) == (ReportState.SIGNED, None)
    actions.send_report(back, by=officer, at=AT)
    actions.receive_report(back, by=SYSTEM, at=AT)
    with pytest.raises(ReportsBlocked) as refused:
        actions.recall_report(back, by=officer, at=AT)
    assert refused.value.codes == {Refusal.NOT_TO_RECALL}


def test_everybody_is_told_what_of_reports_waits_for_them_alone(units):
    officer, leader = a_person(Role.PROVINCE_OFFICER), a_person(Role.LEADER)
    ministry, commune = (
        a_person(Role.PROVINCE_OFFICER, nation()),
        a_person(Role.LEADER, todays_unit(COMMUNE)),
    )

    def told():
        people = (officer, leader, ministry, commune)
        return ["".join(t.task[0] for t in queries.reports_told(p, ON)) for p in people]

    report = a_report(by=officer)
    assert told() == ["w", "", "", ""]  # late, and its texts are still to be written
    with_texts(report, by=officer, danh_gia=ASSESSED)
    assert told() == ["", "s", "", ""]
    actions.sign_report(report, on=ON, is_aware=True, by=leader, at=AT)
    assert told() == ["s", "", "", ""]
    actions.send_report(report, by=officer, at=AT)
    assert told() == ["", "", "r", ""]
    actions.give_back_report(report, "Xem lại số cháy", by=ministry, at=AT)
    assert told() == ["m", "", "", ""]


def test_the_nation_reports_by_province_in_the_ministrys_name(units):
    ministry = a_person(Role.ADMINISTRATOR, nation())
    edition = a_signed_report(nation(), by=ministry)
    told = read(edition.content)
    assert (edition.issued.symbol, told.words["don_vi"]) == ("01/BC-BCA", "cả nước")
    assert told.in_period("theft").amount == Fraction(342)
    assert len(told.children) == Unit.objects.filter(level=Level.PROVINCE, valid_to=None).count()
    assert told.cell("theft", todays_unit(PROVINCE).pk, QUARTER).amount == Fraction(342)
    assert told.reported[0].units == 2
    with pytest.raises(PermissionDenied):
        a_report(nation(), "quarter-2026-2", by=a_person(Role.PROVINCE_OFFICER))


def test_the_origin_of_a_figure_names_values_returns_and_their_versions(units):
    told = content(a_report())
    number = next(n for s, n in told.number_of.items() if (s.key, s.unit) == ("theft", told.unit)
                  and s.period == QUARTER)  # fmt: skip
    origin = queries.origin_of(told, number)
    assert origin is not None
    assert len(origin.used) == 6
    assert {(u.source.unit.name, u.version) for u in origin.used} == {
        ("Phường Bắc Gia Nghĩa", 1),
        (units[OTHER].name, 1),
    }
    assert origin.lineage.vintage == period().until


def test_the_origin_of_what_stands_names_only_the_month_that_was_taken(units):
    told = content(a_report())
    number = told.now_number("sites_kept")
    origin = queries.origin_of(told, number)
    assert [(u.month, u.then.amount) for u in origin.used] == [
        ("Tháng 9/2026", 100),
        ("Tháng 9/2026", 10),
    ]


def test_the_origin_in_a_signed_version_says_what_stood_there_then(units):
    edition = a_signed_report()
    corrected(units[COMMUNE], 13)
    told = read(edition.content)
    number = next(n for s, n in told.number_of.items() if (s.key, s.unit) == ("theft", told.unit)
                  and s.period == QUARTER)  # fmt: skip
    origin = queries.origin_of(told, number)
    (used,) = [u for u in origin.used if u.is_corrected]
    assert (used.then.amount, used.source.amount.amount) == (11, 13)
    assert (used.version, used.source.version) == (1, 2)


def test_the_origin_of_a_ratio_names_its_formula_and_parts(units):
    told = content(a_report())
    number = next(n for s, n in told.number_of.items() if s.key == "settled_share")
    origin = queries.origin_of(told, number)
    assert "disputes_settled" in origin.lineage.formula
    assert origin.label.in_names.startswith("100 × “") or "÷" in origin.label.in_names
    assert "disputes" not in origin.label.in_names
    assert {key for key, _name in origin.components} == {"disputes_settled", "disputes_failed"}


def test_reports_are_due_after_their_period_until_they_are_begun(units):
    officer = a_person(Role.PROVINCE_OFFICER)
    due = queries.reports_due(officer, ON)
    assert {d.period.code for d in due} == {
        *(f"month-2026-{n:02}" for n in (9, 10, 11)),
        *(f"quarter-2026-{n}" for n in (1, 2, 3)), "half-2026-1", "year-2025",
    }  # fmt: skip
    assert queries.reports_at_hand(officer, ON) == ([], sum(d.is_late for d in due))
    a_report()
    assert QUARTER not in {d.period.code for d in queries.reports_due(officer, ON)}
    assert queries.reports_at_hand(officer, ON)[1] == sum(d.is_late for d in due) - 1


def test_programmes_are_counted_and_compared_at_the_province_that_issued_them(units):
    a_programme(established_on=date(2025, 1, 10))
    a_programme("Mô hình mới", established_on=date(2026, 8, 20))
    communes = [("programmes_kept", unit.pk, MONTHS[2], 0) for unit in units.values()]
    figures.load_values(communes, by=SYSTEM, at=AT)
    text = OWN_FRAME.replace(
        "{{ theft }} vụ trộm.", "{{ programmes_kept }}, {{ programmes_kept|so_sanh }}"
    )
    actions.save_frame(
        text, unit=todays_unit(PROVINCE), effective_on=date(2026, 1, 1), by=SYSTEM, at=AT
    )
    filled, _text = queries.filled_now(a_report(), on=ON)
    said = "".join(one.text for one in filled.parts[0].paragraphs[0])
    assert said.startswith("Có 2, tăng 1 mô hình (100,0%) so với cùng kỳ")
    origin = queries.origin_of(filled.content, filled.content.now_number("programmes_kept"))
    assert (origin.is_issued, origin.used) == (True, ())
