"""What the rules forbid when a case is moved, each refused with the rule itself."""

from datetime import date, timedelta

import pytest

from binhyen.kernel.models import Entry
from binhyen.life import actions, queries
from binhyen.life.choices import BlockerCode, CaseKind, CaseState, EventKind
from binhyen.life.models import Asset, Case
from binhyen.people.choices import Role
from binhyen.programmes.choices import State
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import SYSTEM, an_officer, todays_unit

from .factories import (
    MONDAY,
    a_case,
    a_holder,
    a_paper,
    a_running_site,
    bring,
    day,
    move,
    the_commune,
    the_province,
)

pytestmark = pytest.mark.django_db
B = BlockerCode


def act(case: Case, outcome: str, **options):
    how = {"by": SYSTEM, "at": MONDAY, "on": MONDAY.date(), "turn": case.turn} | options
    return actions.act(case, outcome, **how)


def refused(case: Case, outcome: str, **options) -> list[tuple[B, str]]:
    with pytest.raises(actions.CaseBlocked) as caught:
        act(case, outcome, **options)
    return [(blocker.code, blocker.about) for blocker in caught.value.blockers]


@pytest.fixture
def officer():
    return an_officer(the_commune(), Role.COMMUNE_OFFICER)


@pytest.fixture
def leader():
    return an_officer(the_commune(), Role.LEADER)


def test_the_officer_proposes_and_the_leader_of_the_same_commune_approves(officer, leader):
    case = a_case(CaseKind.SUSPEND, by=officer)
    case = move(case, "submit", by=officer, at=day(1))
    case = move(case, "approve", by=leader, at=day(2))
    assert (case.step, case.approved_on) == ("decision", date(2026, 11, 11))
    assert [e.by for e in case.events.order_by("number")] == [officer, officer, leader]


def test_a_step_is_not_skipped(officer):
    case = a_case(CaseKind.END, by=officer)
    assert refused(case, "end", by=officer) == [(B.NOT_THIS_STEP, "end")]


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.READER])
def test_only_a_leader_approves(role):
    case = bring(a_case(CaseKind.END), "approval")
    unit = the_province() if role == Role.PROVINCE_OFFICER else the_commune()
    with pytest.raises(actions.OutOfTurn):
        act(case, "approve", by=an_officer(unit, role))


def test_a_superior_and_a_neighbour_wait_their_turn(leader):
    case = bring(a_case(CaseKind.END), "approval")
    for unit in (the_province(), todays_unit("24640")):
        with pytest.raises(actions.OutOfTurn):
            act(case, "approve", by=an_officer(unit, Role.LEADER))
    assert act(case, "approve", by=leader).step == "decision"


def test_a_commune_s_new_programme_is_approved_above_and_a_province_s_by_itself():
    above = an_officer(the_province(), Role.LEADER)
    for unit in (the_commune(), the_province()):
        case = bring(a_case(CaseKind.BUILD, unit=unit, facts=_programme(unit)), "approval")
        assert case.turn_unit == the_province()
        assert act(case, "approve", by=above).step == "founding"


def _programme(unit):
    from binhyen.programmes.actions import ProgrammeFacts

    return ProgrammeFacts(name=f"Cổng trường {unit.name}", sector="Giao thông", unit=unit)


def test_every_missing_thing_is_said_at_once():
    case = bring(a_case(CaseKind.END), "handover")
    assert refused(case, "end") == [
        (B.DOCUMENT_MISSING, "handover_record"),
        (B.ASSETS_UNDECLARED, ""),
    ]


def test_an_unsigned_paper_is_not_enough():
    case = a_case(CaseKind.ADJUST)
    a_paper(case, "proposal", signed=False)
    assert refused(case, "submit") == [(B.DOCUMENT_UNSIGNED, "proposal")]


def test_a_paper_of_an_earlier_case_does_not_count():
    site = a_running_site(village="TDP 3")
    move(a_case(CaseKind.ADJUST, site=site), "submit", at=MONDAY)
    Case.objects.update(state=CaseState.DROPPED, closed_at=day(1))
    case = a_case(CaseKind.ADJUST, site=site, at=day(2))
    assert refused(case, "submit", at=day(2), on=day(2).date()) == [
        (B.DOCUMENT_MISSING, "proposal")
    ]


def test_a_decision_is_not_dated_before_its_approval():
    case = bring(a_case(CaseKind.SUSPEND), "approval")
    case = move(case, "approve", at=day(3))
    a_paper(case, "suspension_decision", at=day(3), on=day(2).date())
    assert refused(case, "issued", at=day(3), on=day(3).date()) == [
        (B.DECISION_BEFORE_APPROVAL, "suspension_decision")
    ]


def test_a_move_is_dated_neither_before_its_step_nor_after_today():
    case = move(a_case(CaseKind.ADJUST), "submit", at=day(3))
    late, soon = day(2).date(), day(4).date()
    assert refused(case, "approve", at=day(3), on=late) == [(B.DATE_BEFORE_STEP, "on")]
    assert refused(case, "approve", at=day(3), on=soon) == [(B.DATE_IN_FUTURE, "on")]


def test_a_move_is_not_dated_before_the_papers_that_it_rests_on():
    case = a_case(CaseKind.ADJUST)
    a_paper(case, "proposal", at=day(3))
    assert refused(case, "submit", at=day(4), on=day(2).date()) == [(B.DATE_BEFORE_PAPER, "on")]
    assert act(case, "submit", at=day(4), on=day(3).date()).step == "approval"


def test_a_stated_day_shortens_no_term_and_hides_no_lateness():
    case = a_case(CaseKind.ADJUST)
    a_paper(case, "proposal")
    case = act(case, "submit", at=day(9), on=MONDAY.date())
    event = case.events.last()
    assert (event.on, event.acted_on, event.on_differs) == (MONDAY.date(), day(9).date(), True)
    assert event.late_days == 2
    assert (case.step_began_on, case.due_on) == (day(9).date(), day(14).date())


def test_a_paper_that_is_older_than_the_case_does_not_count_though_it_is_filed_later():
    case = a_case(CaseKind.ADJUST)
    a_paper(case, "proposal", at=day(1), on=day(-3).date())
    assert queries.documents_of(case, on=day(1).date()) == {}
    assert refused(case, "submit", at=day(1), on=day(1).date()) == [
        (B.DOCUMENT_MISSING, "proposal")
    ]
    a_paper(case, "proposal", at=day(1))
    assert act(case, "submit", at=day(1), on=day(1).date()).step == "approval"


def test_returning_asks_for_the_reason_and_not_for_papers():
    case = bring(a_case(CaseKind.ADJUST), "approval")
    assert refused(case, "return") == [(B.COMMENT_MISSING, "comment")]
    case = act(case, "return", comment="Thiếu dự toán")
    assert (case.step, case.events.last().kind) == ("proposal", EventKind.RETURNED)
    assert case.events.last().comment == "Thiếu dự toán"


def test_ending_asks_for_a_ground_of_the_procedure():
    case = a_case(CaseKind.END)
    a_paper(case, "ending_report")
    assert refused(case, "submit") == [(B.GROUND_MISSING, "ground")]
    assert refused(case, "submit", ground="whim") == [(B.GROUND_UNKNOWN, "ground")]
    assert act(case, "submit", ground="no_longer_fits").ground == "no_longer_fits"


def test_a_comment_holds_no_telephone_number():
    case = bring(a_case(CaseKind.ADJUST), "approval")
    assert refused(case, "return", comment="Gọi 0912 345 678 nhé") == [(B.PERSONAL_DATA, "comment")]


def test_of_two_who_saw_the_same_turn_the_second_is_refused():
    case = bring(a_case(CaseKind.ADJUST), "approval")
    act(case, "approve")
    assert refused(case, "approve") == [(B.CHANGED_SINCE, "")]


def test_a_closed_case_takes_nothing_more():
    case = act(a_case(CaseKind.ADJUST), "drop", comment="Không cần nữa")
    assert refused(case, "submit") == [(B.CLOSED, "")]


def test_residents_who_say_no_stop_it():
    case = bring(a_case(CaseKind.REPLICATE), "meeting")
    a_paper(case, "meeting_minutes")
    assert refused(case, "agreed") == [(B.MEETING_MISSING, "")]
    how = {"held_on": MONDAY.date(), "place": "Nhà văn hóa", "by": SYSTEM, "at": MONDAY}
    actions.record_meeting(case, present=40, voted_for=20, against=15, **how)
    assert refused(case, "agreed") == [(B.MEETING_AGAINST, "")]
    actions.record_meeting(case, present=40, voted_for=21, against=15, **how)
    assert act(case, "agreed").step == "approval"


def test_more_votes_than_people_are_refused():
    case = bring(a_case(CaseKind.REPLICATE), "meeting")
    with pytest.raises(actions.CaseBlocked) as caught:
        actions.record_meeting(
            case, held_on=day(1).date(), place="Nhà văn hóa", present=10, voted_for=8,
            against=3, by=SYSTEM, at=MONDAY,
        )  # fmt: skip
    assert caught.value.codes == {B.NUMBERS_UNFIT, B.DATE_IN_FUTURE}


class TestNothingIsOrphaned:
    def at_handover(self):
        case = bring(a_case(CaseKind.END), "handover")
        a_paper(case, "handover_record")
        return case

    def test_a_site_that_holds_nothing_says_so(self):
        case = self.at_handover()
        actions.declare_assets(case, [], by=SYSTEM, at=MONDAY)
        assert act(case, "end").state == CaseState.DONE

    def test_what_is_left_of_an_asset_keeps_the_site_from_ending(self):
        case = self.at_handover()
        lines = [
            actions.AssetFacts(kind="camera", name="Camera", quantity=3),
            actions.AssetFacts(kind="money", name="Quỹ", value_vnd=1_500_000),
        ]
        camera, money = actions.declare_assets(case, lines, by=SYSTEM, at=MONDAY)
        self.give(case, camera, 2)
        assert refused(case, "end") == [(B.ASSETS_HELD, "Camera"), (B.ASSETS_HELD, "Quỹ")]
        assert Site.objects.get(pk=case.site_id).state == State.RUNNING
        self.give(case, camera, 1)
        self.give(case, money, 1)
        assert act(case, "end").state == CaseState.DONE

    def give(self, case, asset, quantity):
        line = actions.HandoverFacts(asset=asset, quantity=quantity, holder=a_holder())
        return actions.hand_over(case, [line], on=MONDAY.date(), by=SYSTEM, at=MONDAY)

    def test_no_more_is_given_away_than_there_is(self):
        case = self.at_handover()
        lines = [actions.AssetFacts(kind="camera", name="Camera", quantity=1)]
        [camera] = actions.declare_assets(case, lines, by=SYSTEM, at=MONDAY)
        with pytest.raises(actions.CaseBlocked) as caught:
            self.give(case, camera, 2)
        assert caught.value.codes == {B.TOO_MANY}

    def test_what_was_handed_over_stays_on_the_list(self):
        case = self.at_handover()
        lines = [actions.AssetFacts(kind="camera", name="Camera", quantity=1)]
        [camera] = actions.declare_assets(case, lines, by=SYSTEM, at=MONDAY)
        self.give(case, camera, 1)
        with pytest.raises(actions.CaseBlocked) as caught:
            actions.declare_assets(case, [], by=SYSTEM, at=MONDAY)
        assert caught.value.codes == {B.TOO_MANY}
        assert Asset.objects.get() == camera

    def test_a_programme_does_not_end_over_the_heads_of_its_sites(self):
        site = a_running_site()
        case = a_case(CaseKind.END, unit=the_province(), programme=site.programme)
        case = bring(case, "handover")
        a_paper(case, "handover_record")
        assert refused(case, "end") == [(B.SITES_RUNNING, "1")]


class TestDelegating:
    def delegated(self, leader, *, to, days=2):
        case = bring(a_case(CaseKind.END), "approval")
        until = MONDAY.date() + timedelta(days=days)
        actions.delegate(case, to=to, until=until, turn=case.turn, by=leader, at=MONDAY)
        return case

    def test_a_delegate_acts_in_the_leader_s_stead_until_the_last_day(self, leader, officer):
        case = self.delegated(leader, to=officer)
        case = act(case, "approve", by=officer, at=day(2), on=day(2).date())
        assert (case.events.last().by, case.events.last().by_for) == (officer, leader)

    def test_an_expired_delegation_is_refused_with_its_rule(self, leader, officer):
        case = self.delegated(leader, to=officer)
        assert refused(case, "approve", by=officer, at=day(3), on=day(3).date()) == [
            (B.DELEGATION_EXPIRED, "")
        ]

    def test_it_lasts_one_turn(self, leader, officer):
        case = self.delegated(leader, to=officer)
        case = act(case, "return", by=leader, comment="Bổ sung căn cứ")
        case = move(case, "submit", at=MONDAY)
        with pytest.raises(actions.OutOfTurn):
            act(case, "approve", by=officer)

    def test_it_ends_when_it_is_taken_back(self, leader, officer):
        case = self.delegated(leader, to=officer)
        actions.end_delegation(case.delegations.get(), by=leader, at=MONDAY)
        with pytest.raises(actions.OutOfTurn):
            act(case, "approve", by=officer)

    def test_a_delegate_delegates_no_further(self, leader, officer):
        case = self.delegated(leader, to=officer)
        with pytest.raises(actions.OutOfTurn):
            actions.delegate(
                case, to=an_officer(the_commune()), until=day(1).date(), turn=case.turn,
                by=officer, at=MONDAY,
            )  # fmt: skip

    def test_one_who_lost_the_post_has_nothing_to_delegate(self, leader, officer):
        case = self.delegated(leader, to=officer)
        leader.posts.update(held_until=date(2026, 11, 1))
        with pytest.raises(actions.OutOfTurn):
            act(case, "approve", by=officer, at=day(1), on=day(1).date())

    def test_a_stranger_can_t_be_given_a_case_they_can_t_see(self, leader):
        with pytest.raises(actions.CaseBlocked) as caught:
            self.delegated(leader, to=an_officer(todays_unit("24640")))
        assert caught.value.codes == {B.CANNOT_SEE}


class TestTakingBack:
    def test_one_s_own_last_move_is_undone(self, officer):
        case = a_case(CaseKind.ADJUST, by=officer)
        due = case.due_on
        case = move(case, "submit", by=officer, at=day(1))
        case = actions.take_back(case, by=officer, at=day(1))
        assert (case.step, case.turn, case.due_on) == ("proposal", 3, due)
        assert case.step_began_on == MONDAY.date()

    def test_not_once_the_next_has_moved(self, officer, leader):
        case = move(a_case(CaseKind.ADJUST, by=officer), "submit", by=officer, at=MONDAY)
        case = act(case, "return", by=leader, comment="Bổ sung")
        with pytest.raises(actions.CaseBlocked) as caught:
            actions.take_back(case, by=officer, at=MONDAY)
        assert caught.value.codes == {B.NOT_YOUR_MOVE}

    def test_not_somebody_else_s_move(self, officer, leader):
        case = move(a_case(CaseKind.ADJUST, by=officer), "submit", by=officer, at=MONDAY)
        with pytest.raises(actions.CaseBlocked):
            actions.take_back(case, by=leader, at=MONDAY)

    def test_not_what_the_register_already_says(self, officer):
        case = bring(a_case(CaseKind.SUSPEND), "decision")
        case = move(case, "issued", by=officer, at=MONDAY)
        with pytest.raises(actions.CaseBlocked):
            actions.take_back(case, by=officer, at=MONDAY)

    def test_an_approval_taken_back_approves_nothing(self, leader):
        case = act(bring(a_case(CaseKind.ADJUST), "approval"), "approve", by=leader)
        case = actions.take_back(case, by=leader, at=MONDAY)
        assert (case.step, case.approved_on) == ("approval", None)


def test_every_move_leaves_its_entry_in_the_log(officer):
    case = a_case(CaseKind.ADJUST, by=officer)
    move(case, "submit", by=officer, at=day(1), comment="Kính trình")
    entry = Entry.objects.filter(kind="life.case").order_by("-number").first()
    assert (entry.verb, entry.by, entry.reason) == (
        "move",
        officer.username,
        "Trình phê duyệt. Kính trình",
    )
    assert (entry.before["step"], entry.after["step"]) == ("proposal", "approval")
