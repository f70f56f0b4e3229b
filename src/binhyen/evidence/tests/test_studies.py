"""A study is written down, locked before anybody looks, and from then on only replaced."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from binhyen.evidence import actions, queries
from binhyen.evidence.choices import OutcomeRole, Refusal, StudyState
from binhyen.evidence.models import Study
from binhyen.kernel.log import verifying
from binhyen.kernel.models import Entry
from binhyen.people.choices import Permission, Role
from binhyen.people.tests.factories import a_person, a_user
from binhyen.programmes.tests.factories import a_programme

from .factories import AT, SYSTEM, a_locked_study, a_study, communes, district, facts

pytestmark = pytest.mark.django_db
R = Refusal


def refused(call, *args, **fields) -> set[Refusal]:
    with pytest.raises(actions.EvidenceBlocked) as refusal:
        call(*args, **{"by": SYSTEM, "at": AT} | fields)
    return refusal.value.codes


def test_an_officer_registers_and_a_leader_locks_each_with_an_entry_in_the_log():
    officer, leader = a_person(Role.PROVINCE_OFFICER), a_person(Role.LEADER)
    study = a_study(by=officer)
    assert (study.key, study.state, study.version) == ("cam-1", StudyState.DRAFT, 1)
    assert study.comparison == [[one.pk] for one in communes()]
    locked = actions.lock_study(study, by=leader, at=AT + timedelta(days=2))
    assert (locked.is_locked, locked.locked_by) == (True, leader)
    entries = Entry.objects.filter(kind="evidence.study").order_by("number")
    assert [(one.verb, one.by) for one in entries] == [
        ("create", officer.username),
        ("lock", leader.username),
    ]
    assert entries[0].after["units"] == 8
    assert verifying.verify().holds


def test_who_may_not_is_refused_and_nothing_is_kept():
    programme, stranger = a_programme(code="CAM"), a_user()
    for person in (stranger, a_person(Role.READER), a_person(Role.LEADER)):
        with pytest.raises(PermissionDenied):
            a_study(programme, by=person)
    assert not Study.objects.exists()
    study = a_study(programme)
    for person in (stranger, a_person(Role.PROVINCE_OFFICER), a_person(Role.LEADER, "01")):
        with pytest.raises(PermissionDenied):
            actions.lock_study(study, by=person, at=AT)


def test_those_who_cover_the_ground_see_a_study_and_a_stranger_does_not():
    study = a_locked_study()
    for person in (a_person(Role.READER), a_person(Role.LEADER)):
        assert list(queries.studies_visible_to(person)) == [study]
    for person in (a_user(), a_person(Role.PROVINCE_OFFICER, "01")):
        assert list(queries.studies_visible_to(person)) == []


def test_a_commune_reads_the_studies_of_its_province_and_does_nothing_with_them():
    programme = a_programme("Camera an ninh", code="CAM")
    study = actions.register_study(programme, facts(), by=SYSTEM, at=AT)
    officer = a_person(Role.COMMUNE_OFFICER, "24611")
    assert list(queries.studies_visible_to(officer)) == [study]
    assert list(Study.objects.visible_to(officer, Permission.STUDY_REGISTER)) == []
    for call in (actions.lock_study, actions.enqueue):
        with pytest.raises(PermissionDenied):
            call(study, by=officer, at=AT)
    assert list(queries.studies_visible_to(a_person(Role.COMMUNE_OFFICER, "00004"))) == []


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"question": " "}, {R.QUESTION_MISSING}),
        ({"question": "Hỏi anh Ba 0912345678?"}, {R.CONTACT}),
        ({"outcomes": {}}, {R.NO_OUTCOME}),
        ({"outcomes": {"theft": OutcomeRole.SECONDARY}}, {R.ONE_PRIMARY}),
        (
            {"outcomes": {"theft": OutcomeRole.PRIMARY, "fires": OutcomeRole.PRIMARY}},
            {R.ONE_PRIMARY},
        ),
        ({"outcomes": {"magic": OutcomeRole.PRIMARY}}, {R.NO_SUCH_SERIES}),
        ({"outcomes": {"fire_losses": OutcomeRole.PRIMARY}}, {R.NOT_A_COUNT}),
        ({"outcomes": {"cameras": OutcomeRole.PRIMARY}}, {R.NOT_A_COUNT}),
        ({"first_month": "month-2022-13"}, {R.MONTH_UNKNOWN}),
        ({"first_month": "quarter-2022-1"}, {R.MONTH_UNKNOWN}),
        ({"last_month": "month-2022-06"}, {R.WINDOW_TOO_SHORT}),
        ({"last_month": "month-2021-06"}, {R.WINDOW_TOO_SHORT}),
        (
            {"least_worthwhile_percent": 0, "draws": 5, "delay_months": 30},
            {R.LEAST_OUT_OF_RANGE, R.DRAWS_OUT_OF_RANGE, R.DELAY_OUT_OF_RANGE},
        ),
    ],
)
def test_everything_wrong_with_a_study_is_said_at_once(changed, codes):
    programme = a_programme(code="CAM")
    register = actions.register_study
    assert refused(register, programme, facts(**changed), unit=district()) == codes


def test_a_draft_may_be_said_otherwise_and_a_locked_one_may_not():
    study = a_study()
    changed = actions.change_study(study, facts(least_worthwhile_percent=30), by=SYSTEM, at=AT)
    assert changed.least_worthwhile_percent == 30
    assert Entry.objects.latest("number").after["least_worthwhile_percent"] == 30
    locked = actions.lock_study(changed, by=SYSTEM, at=AT)
    assert refused(actions.change_study, locked, facts()) == {R.NOT_DRAFT}
    assert refused(actions.lock_study, locked) == {R.NOT_DRAFT}


def test_a_locked_study_is_replaced_by_a_new_version_with_a_reason():
    study = a_locked_study()
    amend = actions.amend_study
    assert refused(amend, study, facts(seed=2), " ") == {R.REASON_MISSING}
    assert refused(amend, study, facts(), "Chạy lại") == {R.SAME}
    newer = amend(study, facts(seed=2), "Thêm tháng mới", by=SYSTEM, at=AT)
    assert (newer.key, newer.version, newer.amends) == ("cam-1-v2", 2, study)
    assert refused(amend, study, facts(seed=3), "Nữa") == {R.AMENDED}
    assert refused(amend, newer, facts(), "Nữa") == {R.NOT_LOCKED}
    assert list(Study.objects.in_force()) == [study]  # until the newer one is locked
    newer = actions.lock_study(newer, by=SYSTEM, at=AT)
    assert list(Study.objects.in_force()) == [newer]
    third = amend(newer, facts(seed=3), "Lần ba", by=SYSTEM, at=AT)
    assert third.key == "cam-1-v3"
    study.refresh_from_db()
    assert study.seed == 1


def test_nothing_is_worked_out_before_the_months_of_the_study_are_over():
    study = a_locked_study(last_month="month-2026-11")
    with pytest.raises(actions.EvidenceBlocked) as refusal:
        actions.enqueue(study, by=SYSTEM, at=AT)
    assert refusal.value.codes == {R.WINDOW_NOT_OVER}
    assert "từ ngày 15/12/2026" in refusal.value.reasons[0].label
    assert actions.enqueue(study, by=SYSTEM, at=AT + timedelta(days=30))


def test_the_form_of_a_next_version_begins_with_what_the_last_one_says():
    given = facts(least_worthwhile_percent=15, note="Ghi chú")
    study = a_study(least_worthwhile_percent=15, note="Ghi chú")
    assert actions.StudyFacts.of(study) == given


def test_a_withdrawn_study_is_kept_and_nothing_more_is_worked_out():
    study = a_locked_study()
    (run,) = actions.enqueue(study, by=SYSTEM, at=AT)
    assert refused(actions.withdraw_study, study, "") == {R.REASON_MISSING}
    gone = actions.withdraw_study(study, "Trùng với đề cương khác", by=SYSTEM, at=AT)
    assert gone.state == StudyState.WITHDRAWN
    run.refresh_from_db()
    assert run.state == "failed"
    assert refused(actions.enqueue, gone) == {R.NOT_LOCKED}
    assert refused(actions.withdraw_study, gone, "Lại") == {R.WITHDRAWN}


def test_each_study_of_a_programme_has_a_key_of_its_own():
    programme = a_programme(code="CAM")
    assert [a_study(programme).key for _ in range(2)] == ["cam-1", "cam-2"]
