"""My turn, the board and a case's page: who sees what, and in how many queries."""

from datetime import date, timedelta

import pytest

from binhyen.life import actions, queries
from binhyen.life.choices import CaseKind, CaseState
from binhyen.life.models import Case
from binhyen.people.choices import Permission, Role
from binhyen.programmes.tests.factories import SYSTEM, an_officer, old_unit, todays_unit

from .factories import (
    MONDAY,
    a_case,
    a_paper,
    a_running_site,
    bring,
    day,
    the_commune,
    the_province,
)

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


def cases(count: int) -> list[Case]:
    sites = [a_running_site(village=f"TDP {n}") for n in range(count)]
    return [a_case(CaseKind.ADJUST, site=site) for site in sites]


class TestMyTurn:
    def test_it_is_the_commune_s_officer_s_and_no_superior_s_or_stranger_s(self):
        [case] = cases(1)
        officer = an_officer(the_commune(), Role.COMMUNE_OFFICER)
        superior = an_officer(the_province())
        stranger = an_officer(todays_unit("24640"), Role.COMMUNE_OFFICER)
        turns = [list(queries.my_turn(p, on=TODAY)) for p in (officer, superior, stranger)]
        assert turns == [[case], [], []]

    def test_approvals_wait_for_leaders(self):
        [case] = cases(1)
        leader = an_officer(the_commune(), Role.LEADER)
        assert not queries.my_turn(leader, on=TODAY)
        bring(case, "approval")
        assert list(queries.my_turn(leader, on=TODAY)) == [case]

    def test_late_ones_come_first_and_are_counted(self):
        one, two, three = cases(3)
        Case.objects.filter(pk=one.pk).update(due_on=None)
        Case.objects.filter(pk=two.pk).update(due_on=TODAY + timedelta(days=1))
        Case.objects.filter(pk=three.pk).update(due_on=TODAY - timedelta(days=1))
        officer = an_officer(the_commune(), Role.COMMUNE_OFFICER)
        assert list(queries.my_turn(officer, on=TODAY)) == [three, two, one]
        counts = queries.my_turn_counts(officer, on=TODAY)
        assert (counts.late, counts.soon, counts.later, counts.total) == (1, 1, 1, 3)

    def test_what_is_delegated_to_me_is_mine_until_its_day(self):
        case = bring(cases(1)[0], "approval")
        leader = an_officer(the_commune(), Role.LEADER)
        deputy = an_officer(the_commune(), Role.READER)
        actions.delegate(case, to=deputy, until=day(1).date(), turn=case.turn, by=leader, at=MONDAY)
        assert list(queries.my_turn(deputy, on=day(1).date())) == [case]
        assert list(queries.my_turn(deputy, on=day(2).date())) == []

    def test_turns_pass_to_the_unit_that_a_commune_went_into(self):
        officer = an_officer(the_commune(), Role.COMMUNE_OFFICER)
        units = queries.turn_units(officer, Permission.CASE_ACT)
        assert {the_commune().pk, old_unit("24611").pk} <= units
        assert the_province().pk not in units

    def test_a_person_without_a_post_has_no_turn(self):
        nobody = an_officer(the_commune(), Role.COMMUNE_OFFICER)
        nobody.posts.update(held_until=date(2026, 1, 1))
        cases(1)
        assert list(queries.my_turn(nobody, on=TODAY)) == []


class TestTheBoard:
    def test_each_sees_the_cases_of_their_reach(self):
        [case] = cases(1)
        people = [
            an_officer(the_commune(), Role.READER),
            an_officer(the_province()),
            an_officer(todays_unit("24640"), Role.COMMUNE_OFFICER),
        ]
        asked = queries.CaseFilter()
        seen = [list(queries.cases_found(p, asked, on=TODAY)) for p in people]
        assert seen == [[case], [case], []]
        assert [queries.case_named(p, case.code) for p in people] == [case, case, None]

    def test_counts_are_those_of_the_rows(self):
        one, two, _ = cases(3)
        bring(one, "approval")
        actions.act(two, "drop", comment="Thôi", turn=two.turn, by=SYSTEM, at=MONDAY, on=TODAY)
        person = an_officer(the_province())
        counts = queries.board_counts(person, queries.CaseFilter(), on=day(30).date())
        assert (counts.open, counts.late, counts.dropped, counts.done) == (2, 2, 1, 0)
        assert [(s.step, s.cases, s.late) for s in counts.of_kind(CaseKind.ADJUST)] == [
            ("approval", 1, 1),
            ("proposal", 1, 1),
        ]

    @pytest.mark.parametrize(
        ("asked", "count"),
        [
            ({"kind": CaseKind.ADJUST}, 2),
            ({"kind": CaseKind.END}, 0),
            ({"step": "approval"}, 1),
            ({"state": CaseState.DONE}, 0),
            ({"words": "hs-2026-000002"}, 1),
            ({"words": "hs-2026 BAC GIA"}, 2),
            ({"lateness": "late"}, 0),
            ({"lateness": "escalated"}, 0),
        ],
    )
    def test_a_filter_leaves_what_it_says(self, asked, count):
        bring(cases(2)[0], "approval")
        person = an_officer(the_province())
        found = queries.cases_found(person, queries.CaseFilter(**asked), on=TODAY)
        assert found.count() == count

    def test_a_unit_s_cases_are_those_below_it(self):
        cases(1)
        person = an_officer(the_province())
        for unit, count in ((the_commune(), 1), (todays_unit("24640"), 0), (the_province(), 1)):
            asked = queries.CaseFilter(unit=unit)
            assert queries.cases_found(person, asked, on=TODAY).count() == count


class TestStanding:
    def test_the_page_tells_whose_turn_what_is_missing_and_what_leads_on(self):
        case = bring(a_case(CaseKind.END), "handover")
        a_paper(case, "handover_record", signed=False)
        officer = an_officer(the_commune(), Role.COMMUNE_OFFICER)
        leader = an_officer(the_commune(), Role.LEADER)
        case = queries.case_named(officer, case.code)
        seen = queries.standing(case, officer, on=TODAY)
        assert (seen.is_mine, seen.is_late, seen.holders) == (True, False, ())
        [choice] = seen.choices
        assert [str(b.code) for b in choice.blockers] == ["document_unsigned", "assets_undeclared"]
        [need] = seen.needs
        assert (need.kind, need.state, need.is_needed) == ("handover_record", "unsigned", True)
        assert not queries.standing(case, leader, on=TODAY).is_mine

    def test_a_delegate_is_told_when_it_has_run_out(self):
        case = bring(a_case(CaseKind.END), "approval")
        leader = an_officer(the_commune(), Role.LEADER)
        deputy = an_officer(the_commune(), Role.READER)
        actions.delegate(case, to=deputy, until=day(1).date(), turn=case.turn, by=leader, at=MONDAY)
        case = queries.case_named(deputy, case.code)
        running = queries.standing(case, deputy, on=day(1).date())
        over = queries.standing(case, deputy, on=day(2).date())
        assert (running.is_mine, running.has_run_out) == (True, False)
        assert (over.is_mine, over.has_run_out) == (False, True)

    def test_its_queries_do_not_grow_with_what_happened(self, django_assert_max_num_queries):
        case = bring(a_case(CaseKind.END), "handover")
        lines = [actions.AssetFacts(kind="camera", name=f"Camera {n}") for n in range(5)]
        actions.declare_assets(case, lines, by=SYSTEM, at=MONDAY)
        officer = an_officer(the_commune(), Role.COMMUNE_OFFICER)
        case = queries.case_named(officer, case.code)
        with django_assert_max_num_queries(12):
            queries.standing(case, officer, on=TODAY)


def test_the_timeline_tells_the_register_the_case_and_the_papers():
    case = bring(a_case(CaseKind.ADJUST), "approval")
    told = [(m.source, m.what) for m in queries.timeline(case.site)]
    assert told == [
        ("case", "opened"),
        ("case", "moved"),
        ("paper", "proposal"),
        ("register", "established"),
    ]
    assert list(queries.cases_of(case.site)) == [case]
    assert list(queries.cases_of(case.programme)) == []
