"""Opening a case: by which procedure, about what, and what keeps it from being opened."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from binhyen.life import actions, queries
from binhyen.life.choices import BlockerCode, CaseKind, OverlapReason
from binhyen.life.models import Case, Procedure
from binhyen.life.rules.procedure import ProcedureFaulty
from binhyen.people.choices import Role
from binhyen.programmes.actions import AlreadyRegistered
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import (
    SYSTEM,
    a_programme,
    an_officer,
    old_unit,
    site_facts,
    todays_unit,
)
from binhyen.units.queries import nation

from .factories import MONDAY, a_case, a_holder, a_running_site, day, the_commune, the_province

pytestmark = pytest.mark.django_db
B = BlockerCode
OF_BINH_THUAN = "22969"  # Phường Mũi Né


def refused(**options) -> set[B]:
    with pytest.raises(actions.CaseBlocked) as caught:
        a_case(**options)
    return caught.value.codes


def shipped(code: str) -> Procedure:
    return Procedure.objects.get(code=code, is_shipped=True)


class TestWhichProcedure:
    def test_the_shipped_ones_are_there_once_however_often_they_are_kept(self):
        assert actions.keep_shipped_procedures(at=MONDAY) == []
        assert shipped("mau-cap-tinh").unit == nation()
        assert shipped("binh-thuan").unit == old_unit("60")

    def test_a_commune_from_bình_thuận_runs_by_its_own_province_s_and_others_by_the_sample(self):
        kind, on = CaseKind.BUILD, MONDAY.date()
        theirs = queries.procedures_for(todays_unit(OF_BINH_THUAN), kind, on=on)
        ours = queries.procedures_for(the_commune(), kind, on=on)
        assert [p.code for p in theirs] == ["binh-thuan", "mau-cap-tinh"]
        assert [p.code for p in ours] == ["mau-cap-tinh"]

    def test_the_merged_province_may_choose_what_it_brought_along(self):
        offered = queries.procedures_for(the_province(), CaseKind.BUILD, on=MONDAY.date())
        assert [p.code for p in offered] == ["mau-cap-tinh", "binh-thuan"]
        case = a_case(
            CaseKind.END, unit=the_province(), procedure=offered[1],
            programme=a_programme(unit=old_unit("67")),
        )  # fmt: skip
        assert case.procedure.code == "binh-thuan"

    def test_a_running_case_keeps_the_version_it_began_with(self):
        text = shipped("mau-cap-tinh").text
        first = self.written(text)
        case = a_case(CaseKind.ADJUST)
        second = self.written(text.replace("Lập tờ trình điều chỉnh", "Đề xuất điều chỉnh"))
        assert (first.version, second.version, case.procedure) == (1, 2, first)
        assert queries.step_of(case).name == "Lập tờ trình điều chỉnh"
        later = a_case(CaseKind.ADJUST, site=a_running_site(village="TDP 8"))
        assert later.procedure == second

    def written(self, text, effective_on=date(2026, 10, 1)):
        return actions.save_procedure(
            unit=the_province(), text=text, effective_on=effective_on, by=SYSTEM, at=MONDAY
        )

    def test_it_counts_from_its_day_on_until_it_is_withdrawn(self):
        written = self.written(shipped("mau-cap-tinh").text, effective_on=day(2).date())
        kind, unit = CaseKind.ADJUST, the_commune()
        assert written not in queries.procedures_for(unit, kind, on=day(1).date())
        assert queries.procedures_for(unit, kind, on=day(2).date())[0] == written
        actions.withdraw_procedure(written, on=day(3).date(), by=SYSTEM, at=MONDAY)
        assert written not in queries.procedures_for(unit, kind, on=day(3).date())

    def test_the_same_text_again_is_no_new_version(self):
        text = shipped("mau-cap-tinh").text
        assert self.written(text) == self.written(text)

    def test_a_faulty_text_is_not_saved(self):
        with pytest.raises(ProcedureFaulty):
            self.written("code = 5")
        assert not Procedure.objects.filter(is_shipped=False).exists()

    @pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.LEADER, Role.READER])
    def test_only_those_who_may_write_procedures(self, role):
        text = shipped("mau-cap-tinh").text
        with pytest.raises(PermissionDenied):
            actions.save_procedure(
                unit=the_province(), text=text, effective_on=date(2026, 10, 1),
                by=an_officer(the_province(), role), at=MONDAY,
            )  # fmt: skip

    def test_a_procedure_that_is_not_offered_is_refused(self):
        assert refused(kind=CaseKind.END, procedure=shipped("binh-thuan")) == {B.NO_PROCEDURE}


class TestAboutWhat:
    def test_two_cases_about_one_record_are_one_too_many(self):
        case = a_case(CaseKind.END)
        assert refused(kind=CaseKind.ADJUST, site=case.site) == {B.OTHER_CASE}

    def test_what_has_ended_is_neither_adjusted_nor_ended(self):
        site = a_running_site(state="ended")
        for kind in (CaseKind.ADJUST, CaseKind.SUSPEND, CaseKind.END, CaseKind.TAKE_OVER):
            assert refused(kind=kind, site=site) == {B.STATE_UNFIT}

    def test_a_commune_opens_no_case_about_its_neighbour_s_site(self):
        site = a_running_site(unit=old_unit("24643"))
        assert refused(kind=CaseKind.END, site=site) == {B.OUTSIDE_UNIT}

    def test_nothing_goes_into_itself_or_into_what_has_ended(self):
        site, gone = a_running_site(), a_running_site(village="TDP 6", state="ended")
        assert refused(kind=CaseKind.MERGE, site=site, into=site) == {B.TARGET_UNFIT}
        assert refused(kind=CaseKind.MERGE, site=site, into=gone) == {B.TARGET_UNFIT}
        assert refused(kind=CaseKind.MERGE, site=site, into=None) == {B.TARGET_MISSING}

    def test_a_parent_is_a_site_of_the_same_programme(self):
        stranger = a_running_site(programme=a_programme("Tiếng mõ", unit=old_unit("67")))
        facts = site_facts(a_programme("Tiếng kẻng", unit=old_unit("67")), unit=the_commune())
        assert refused(kind=CaseKind.REPLICATE, facts=facts, parent=stranger) == {B.TARGET_UNFIT}

    def test_every_reason_is_said_at_once(self):
        site = a_running_site(state="ended", unit=old_unit("24643"))
        assert refused(kind=CaseKind.END, site=site, unit=old_unit("24611"), reason=" ") == {
            B.UNIT_ENDED,
            B.REASON_MISSING,
            B.STATE_UNFIT,
            B.OUTSIDE_UNIT,
        }

    def test_a_site_that_is_there_already_is_only_opened_when_that_is_known(self):
        there = a_running_site(village="TDP 9")
        facts = site_facts(there.programme, unit=the_commune(), village="tổ dân phố 9")
        with pytest.raises(AlreadyRegistered):
            a_case(CaseKind.REPLICATE, facts=facts)
        assert not Case.objects.exists()
        case = a_case(CaseKind.REPLICATE, facts=facts, even_if_known=True)
        assert case.site != there

    def test_what_was_refused_leaves_no_site_behind(self):
        facts = replace(site_facts(unit=the_commune()), team_count=-1)
        with pytest.raises(Exception, match="team_count"):
            a_case(CaseKind.REPLICATE, facts=facts)
        assert not Site.objects.exists()


class TestBy:
    def test_the_commune_s_officer_and_the_province_s(self):
        for unit, role in (
            (the_commune(), Role.COMMUNE_OFFICER),
            (the_province(), Role.PROVINCE_OFFICER),
        ):
            site = a_running_site(village=unit.name)
            officer = an_officer(unit, role)
            assert a_case(CaseKind.ADJUST, site=site, by=officer).opened_by == officer

    @pytest.mark.parametrize("role", [Role.LEADER, Role.READER, Role.SITE_LEADER, Role.AUDITOR])
    def test_nobody_else(self, role):
        with pytest.raises(PermissionDenied):
            a_case(CaseKind.ADJUST, by=an_officer(the_commune(), role))

    def test_no_stranger(self):
        with pytest.raises(PermissionDenied):
            a_case(CaseKind.ADJUST, by=an_officer(todays_unit("24640"), Role.COMMUNE_OFFICER))


class TestOverlaps:
    AIM = "Học sinh, phụ huynh dừng đỗ xe gọn gàng trước cổng trường"

    def test_a_programme_of_nearly_the_same_name_or_aim_is_shown(self):
        a_programme("Cổng trường an toàn", unit=old_unit("67"), aim=self.AIM)
        a_programme("Tiếng kẻng an ninh", unit=old_unit("67"), aim="Báo động khi có trộm")
        [found] = queries.programme_overlaps(
            unit=the_commune(), name="Cổng trường an toàn giao thông",
            aim="Phụ huynh, học sinh dừng đỗ xe trước cổng trường gọn gàng",
        )  # fmt: skip
        assert found.record.name == "Cổng trường an toàn"
        assert found.reasons == (OverlapReason.NAME, OverlapReason.AIM)

    def test_what_has_ended_or_lies_elsewhere_is_not(self):
        a_programme("Cổng trường an toàn", unit=old_unit("67"), state="ended")
        a_programme("Cổng trường an toàn", unit=todays_unit("01"))
        assert queries.programme_overlaps(unit=the_commune(), name="Cổng trường", aim="") == []

    def test_a_site_at_the_same_host_or_village_is_shown(self):
        programme, host = a_programme(unit=old_unit("67")), a_holder("Trường Tiểu học Nguyễn Huệ")
        there = a_running_site(programme=programme, village="TDP 2", organisation=host)
        a_running_site(programme=programme, village="TDP 5")
        [found] = queries.site_overlaps(
            programme, unit=the_commune(), village="TDP 2", organisation=host
        )
        assert found.record == there
        assert set(found.reasons) == {OverlapReason.HOST, OverlapReason.PLACE, OverlapReason.AIM}
