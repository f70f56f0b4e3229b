"""Sites are entered, changed and found again; each change leaves its trace."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from binhyen.kernel import log
from binhyen.kernel.models import Entry
from binhyen.people.choices import Role
from binhyen.programmes import actions
from binhyen.programmes.choices import FaultCode, State
from binhyen.programmes.models import Contribution, Decision, Site

from .factories import (
    AT,
    SYSTEM,
    a_programme,
    a_site,
    an_officer,
    old_unit,
    site_facts,
    todays_unit,
)

pytestmark = pytest.mark.django_db


def codes(refusal):
    return [(fault.field, fault.code) for fault in refusal.value.faults]


def test_a_site_comes_in_with_its_decision_and_money_and_one_entry_each():
    before = Entry.objects.count()
    a_programme(code="P10")
    entered = Entry.objects.count()
    facts = site_facts(
        village="Thôn 3",
        established_on=date(2021, 9, 1),
        established_precision="month",
        decision_number="315/QĐ-UBND",
        state_vnd=5_000_000,
        community_vnd=0,
    )
    [site] = actions.register_sites([facts], by=SYSTEM, at=AT, batch="b1")

    site.refresh_from_db()
    assert site.code == "P10-24643-001"
    assert site.decision.number == "315/QĐ-UBND"
    assert actions.facts_of(site) == replace(facts, community_vnd=None)
    kinds = Entry.objects.filter(number__gt=entered).values_list("kind", "verb", "batch")
    assert list(kinds) == [
        ("programmes.decision", "create", "b1"),
        ("programmes.site", "create", "b1"),
        ("programmes.contribution", "create", "b1"),
    ]
    assert entered > before


def test_site_codes_count_on_within_programme_and_unit():
    one, two = a_programme(code="P10"), a_programme("Tiếng loa an ninh", code="P30")
    wil, ea_po = old_unit("24643"), old_unit("24646")
    pairs = [(one, wil), (one, ea_po), (one, wil), (two, wil)]
    lines = [site_facts(p, unit=u, village=f"Thôn {n}") for n, (p, u) in enumerate(pairs)]
    first = actions.register_sites(lines, by=SYSTEM, at=AT)
    [again] = actions.register_sites(lines[:1], by=SYSTEM, at=AT)
    assert [site.code for site in [*first, again]] == [
        "P10-24643-001",
        "P10-24646-001",
        "P10-24643-002",
        "P30-24643-001",
        "P10-24643-003",
    ]


def test_sites_share_a_decision_of_the_same_number_unit_and_year():
    a_programme()
    same = {"decision_number": "10/QĐ-UBND", "established_on": date(2020, 5, 1)}
    a, b = a_site(village="Thôn 1", **same), a_site(village="Thôn 2", **same)
    later = a_site(village="Thôn 3", **(same | {"established_on": date(2021, 5, 1)}))
    elsewhere = a_site(unit=old_unit("24646"), village="Thôn 3", **same)
    dated = a_site(village="Thôn 4", **same, decision_on=date(2020, 4, 1))
    assert a.decision == b.decision
    assert len({a.decision, later.decision, elsewhere.decision, dated.decision}) == 4


def test_all_reasons_are_told_at_once_and_nothing_is_stored():
    a_programme()
    facts = site_facts(
        established_on=date(2031, 1, 1),
        ended_on=date(2020, 1, 1),
        team_count=-4,
        lat=12.0,
        village="x" * 121,
    )
    with pytest.raises(actions.Refused) as refusal:
        actions.register_site(facts, by=SYSTEM, at=AT)
    assert codes(refusal) == [
        ("established_on", FaultCode.FUTURE),
        ("ended_on", FaultCode.DATES_REVERSED),
        ("state", FaultCode.END_WITHOUT_STATE),
        ("team_count", FaultCode.NEGATIVE),
        ("lon", FaultCode.HALF_PLACE),
        ("village", FaultCode.TOO_LONG),
    ]
    assert Site.objects.count() == 0


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("gọi ông A 0912 345 678", FaultCode.PHONE_NUMBER),
        ("CCCD 067099001234", FaultCode.ID_NUMBER),
        ("thư a.nguyen@daknong.gov.vn", FaultCode.CONTACT),
    ],
)
def test_free_text_with_personal_data_is_refused(note, code):
    a_programme()
    with pytest.raises(actions.PersonalData) as refusal:
        actions.register_site(site_facts(note=note), by=SYSTEM, at=AT)
    assert codes(refusal) == [("note", code)]


def test_the_same_site_again_is_refused_by_name_unless_it_is_meant():
    a_programme()
    known = a_site(village="Tổ dân phố 5")
    with pytest.raises(actions.AlreadyRegistered) as refusal:
        actions.register_site(site_facts(village="TDP 05"), by=SYSTEM, at=AT)
    assert refusal.value.site == known
    again = actions.register_site(
        site_facts(village="TDP 05"), by=SYSTEM, at=AT, even_if_known=True
    )
    assert again.code != known.code


def test_a_twin_is_found_through_a_whole_succession():
    from binhyen.units.models import Succession

    step = Succession.objects.filter(kind="whole", new__code="24646").select_related("old", "new")
    old, new = step[0].old, step[0].new
    programme = a_programme(unit=old_unit("67"))
    known = a_site(programme, unit=old, village="Thôn 1")
    line = site_facts(programme, unit=new, village="thôn 1")
    sibling = Succession.objects.filter(kind="whole", new=new).exclude(old=old).first()
    assert actions.Twins([line]).of(line) == [known]
    if sibling:
        other = site_facts(programme, unit=sibling.old, village="Thôn 1")
        assert actions.Twins([other]).of(other) == []


def test_an_officer_enters_sites_in_their_own_territory_only():
    a_programme()
    wil, ea_po = todays_unit("24646"), todays_unit("24640")
    officer = an_officer(wil, Role.COMMUNE_OFFICER)
    reader = an_officer(wil, Role.READER)
    assert actions.register_site(site_facts(unit=wil), by=officer, at=AT).unit == wil
    with pytest.raises(PermissionDenied):
        actions.register_site(site_facts(unit=ea_po), by=officer, at=AT)
    with pytest.raises(PermissionDenied):
        actions.register_site(site_facts(unit=wil, village="Thôn 2"), by=reader, at=AT)


def test_a_change_is_logged_as_what_it_was_and_became():
    a_programme()
    site = a_site(village="Thôn 1", team_count=2, state_vnd=5_000_000)
    facts = replace(
        actions.facts_of(site),
        team_count=3,
        state=State.ENDED,
        ended_on=date(2022, 1, 1),
        state_vnd=0,
        community_vnd=7,
    )
    actions.change_site(site, facts, by=SYSTEM, at=AT, reason="Kết thúc")
    entry = log.history_of(site).first()
    assert entry.before == {"state": "running", "ended_on": None, "team_count": 2}
    assert entry.after == {"state": "ended", "ended_on": "2022-01-01", "team_count": 3}
    assert list(Contribution.objects.values_list("source", "amount_vnd")) == [("community", 7)]
    assert actions.facts_of(Site.objects.get(pk=site.pk)) == replace(facts, state_vnd=None)


def test_a_change_of_nothing_leaves_no_trace():
    a_programme()
    site = a_site(village="Thôn 1", decision_number="1/QĐ", state_vnd=5)
    before = Entry.objects.count(), Decision.objects.count()
    actions.change_site(site, actions.facts_of(site), by=SYSTEM, at=AT)
    assert (Entry.objects.count(), Decision.objects.count()) == before


def test_a_leader_updates_counts_and_note_of_their_own_site_and_nothing_else():
    a_programme()
    unit = todays_unit("24646")
    leader, other = an_officer(unit, Role.SITE_LEADER), an_officer(unit, Role.SITE_LEADER)
    site = a_site(unit=unit, village="Thôn 1", leader=leader)
    facts = actions.facts_of(site)
    changed = actions.change_site(site, replace(facts, member_count=9), by=leader, at=AT)
    assert changed.member_count == 9
    with pytest.raises(actions.Refused) as refusal:
        actions.change_site(site, replace(facts, village="Thôn 2"), by=leader, at=AT)
    assert codes(refusal) == [("village", FaultCode.OWN_FIELDS)]
    with pytest.raises(PermissionDenied):
        actions.change_site(site, replace(facts, member_count=1), by=other, at=AT)
