"""A province's own sheets: versions that begin on a day, and the end of one."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, todays_unit
from binhyen.reviews import actions, queries
from binhyen.reviews.choices import Blocker, SheetProblem
from binhyen.reviews.models import Sheet

from .factories import OPENED
from .sheets import ALL, POINTS

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2026, 1, 1), date(2026, 6, 1)


@pytest.fixture
def runner():
    return a_person(Role.PROVINCE_OFFICER, "68")


def save(text: str, runner, **more):
    facts = {"unit": todays_unit("68"), "effective_on": FIRST, "by": runner, "at": OPENED}
    return actions.save_sheet(text, **facts | more)


def test_each_change_is_a_version_and_the_former_stays(runner):
    first = save(POINTS, runner)
    second = save(POINTS, runner, former=first, effective_on=SECOND, reason="Hướng dẫn 5")
    assert [one.version for one in queries.versions_of(first)] == [2, 1]
    assert queries.sheet_for(first.unit, "diem", date(2026, 5, 31)) == first
    assert queries.sheet_for(first.unit, "diem", SECOND) == second


def test_a_faulty_sheet_is_not_saved(runner):
    with pytest.raises(actions.SheetFaulty) as refused:
        save(POINTS.replace("points = 70", "points = 71"), runner)
    assert [fault.code for fault in refused.value.faults] == [SheetProblem.TOTAL_DIFFERS]
    assert not Sheet.objects.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"former": "own", "text": ALL}, Blocker.SHEET_CODE_CHANGED),
        ({"text": POINTS}, Blocker.SHEET_CODE_TAKEN),
        ({"former": "own", "effective_on": date(2025, 12, 31)}, Blocker.EFFECTIVE_BACKWARDS),
        ({"former": "own", "reason": "hỏi 0912345678"}, Blocker.CONTACT),
        ({"former": "own", "text": POINTS + "# hỏi 0912345678"}, Blocker.CONTACT),
    ],
)
def test_what_would_confuse_versions_is_refused(runner, more, code):
    own = save(POINTS, runner)
    facts = {name: value for name, value in more.items() if name not in ("text", "former")}
    former = own if "former" in more else None
    with pytest.raises(actions.Blocked) as refused:
        save(more.get("text", POINTS), runner, former=former, **facts)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_two_who_change_the_same_version_do_not_go_over_each_other(runner):
    own = save(POINTS, runner)
    save(POINTS, runner, former=own, effective_on=SECOND)
    with pytest.raises(actions.Blocked) as refused:
        save(POINTS, runner, former=own, effective_on=SECOND)
    assert [reason.code for reason in refused.value.reasons] == [Blocker.CHANGED_SINCE]


def test_a_withdrawn_sheet_is_offered_to_nobody(runner):
    own = save(POINTS, runner)
    sheets = queries.sheets_listed(runner)
    assert queries.sheet_names(sheets)[0] == ("diem", "Phiếu cộng điểm")
    named = {"on": SECOND, "reason": "Thay bằng phiếu khác", "by": runner, "at": OPENED}
    actions.withdraw_sheet(own, **named)
    assert "diem" not in dict(queries.sheet_names(queries.sheets_listed(runner)))
    with pytest.raises(actions.Blocked):
        actions.withdraw_sheet(own, **named)


def test_only_who_runs_reviews_there_writes_sheets(runner):
    own = save(POINTS, runner)
    for person in (a_person(Role.LEADER, "68"), a_person(Role.PROVINCE_OFFICER, "37")):
        with pytest.raises(PermissionDenied):
            save(POINTS, person)
        with pytest.raises(PermissionDenied):
            actions.withdraw_sheet(own, on=SECOND, reason="x", by=person, at=OPENED)


def test_a_commune_sees_its_provinces_sheets_and_another_province_does_not(runner):
    own = save(POINTS, runner)
    commune = a_person(Role.COMMUNE_OFFICER, "24611")
    assert list(Sheet.objects.visible_to(commune)) == [own]
    assert not Sheet.objects.visible_to(a_person(Role.PROVINCE_OFFICER, "37"))
