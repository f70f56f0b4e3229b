"""What a case prepares is launched or given up by the case: no edit on the way goes round it."""

from dataclasses import replace
from datetime import date

import pytest

from binhyen.intake import actions as intake
from binhyen.intake.tests.files import HEADER, a_line, a_workbook
from binhyen.life.actions.effects import programme_facts
from binhyen.life.choices import CaseKind
from binhyen.people.choices import Role
from binhyen.people.tests.factories import a_person, signed_in
from binhyen.programmes import actions as register
from binhyen.programmes.choices import FaultCode, State
from binhyen.programmes.tests.factories import (
    AT,
    SYSTEM,
    a_programme,
    a_site,
    site_facts,
    todays_unit,
)

from .factories import COMMUNE, MONDAY, a_case, a_running_site, finish, the_commune

pytestmark = pytest.mark.django_db
SAID = "Đang chuẩn bị theo hồ sơ"


@pytest.fixture
def site():
    """A site that a case is preparing."""
    return a_case(CaseKind.REPLICATE).site


def by_hand(site, **facts):
    new = replace(register.facts_of(site), **facts)
    return register.change_site(site, new, by=SYSTEM, at=MONDAY)


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"state": State.RUNNING}, ["state"]),
        ({"established_on": date(2026, 11, 1)}, ["established_on"]),
        ({"state": State.ENDED, "ending": "dropped"}, ["state", "ending"]),
    ],
)
def test_a_site_in_preparation_is_not_launched_or_ended_by_hand(site, facts, fields):
    with pytest.raises(register.Refused) as refusal:
        by_hand(site, **facts)
    faults = [(fault.field, fault.code) for fault in refusal.value.faults]
    assert faults == [(field, FaultCode.BY_PROCEDURE) for field in fields]


def test_its_other_facts_may_be_put_right_meanwhile(site):
    assert by_hand(site, team_count=3).team_count == 3


def test_a_programme_in_preparation_is_not_launched_by_hand_either():
    programme = a_case(CaseKind.BUILD).programme
    facts = replace(programme_facts(programme), state=State.RUNNING)
    with pytest.raises(register.Refused):
        register.change_programme(programme, facts, by=SYSTEM, at=MONDAY)


def test_its_own_case_launches_it(site):
    finish(site.cases.get())
    site.refresh_from_db()
    assert (site.state, site.established_on) == (State.RUNNING, MONDAY.date())


def test_one_that_no_case_prepares_and_one_that_runs_stay_open_to_editing():
    alone = a_site(unit=the_commune(), state=State.PREPARING)
    assert by_hand(alone, state=State.RUNNING).state == State.RUNNING
    running = a_running_site(village="TDP 3")
    a_case(CaseKind.SUSPEND, site=running)
    assert by_hand(running, state=State.SUSPENDED).state == State.SUSPENDED


def test_the_form_says_so_beside_the_state(site):
    client = signed_in(a_person(Role.COMMUNE_OFFICER, COMMUNE))
    launched = {"state": "running", "established": "1/11/2026", "reason": "đã ra mắt"}
    address = f"/sites/{site.code}/change/"
    said = {bound.name: bound.value() or "" for bound in client.get(address).context["form"]}
    response = client.post(address, said | launched)
    text = response.content.decode()
    assert response.status_code == 422
    assert {"state", "established"} == set(response.context["form"].errors)
    assert SAID in text
    site.refresh_from_db()
    assert site.state == State.PREPARING


def test_a_change_of_many_at_once_says_so_beside_the_site(site):
    client = signed_in(a_person(Role.COMMUNE_OFFICER, COMMUNE))
    data = {"pick": [site.pk], "state": "running", "reason": "đã ra mắt", "confirm": "1"}
    response = client.post("/sites/together/", data)
    assert (response.status_code, response.content.decode().count(SAID)) == (422, 1)
    site.refresh_from_db()
    assert site.state == State.PREPARING


def test_a_workbook_that_says_it_runs_is_refused_with_that_reason():
    programme = a_programme(code="P01")
    facts = site_facts(programme, unit=the_commune(), village="TDP 9")
    site = a_case(CaseKind.REPLICATE, facts=facts).site
    line = a_line("TDP 9", commune="Phường Bắc Gia Nghĩa", on="01/11/2026")
    book = a_workbook([*line, "đang hoạt động"], header=[*HEADER, "Tình trạng"])
    batch = intake.put_in(book, name="so.xlsx", unit=todays_unit("68"), by=None, at=AT)
    row = batch.rows.get()
    assert (row.site, row.status) == (site, "refused")
    assert "being_prepared" in [reason["code"] for reason in row.reasons]
