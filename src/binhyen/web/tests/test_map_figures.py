"""The map of a register: scope, vintage, and totals that stay."""

from datetime import date

import pytest
from django.db.models import Q

from binhyen.dossiers.tests.factories import a_paper
from binhyen.people.choices import Role
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import (
    a_programme,
    a_site,
    an_officer,
    old_unit,
    todays_unit,
)
from binhyen.units.models import Succession, Unit
from binhyen.web.choices import Measure, Reason, Standing
from binhyen.web.queries import maps

pytestmark = pytest.mark.django_db
TODAY, BEFORE = date(2026, 11, 24), date(2025, 6, 30)


def a_map(person, unit, **asked):
    ground = maps.version().ground
    within = maps.counted_in(unit, TODAY, ground)
    asked = {"on": TODAY, **asked}
    filters = maps.Filters(scope=unit, within=within, ground=ground, **asked)
    return maps.reading(person, filters)


def values(reading):
    return {area.unit.code: area.value for area in reading.areas if area.value}


def everything(reading):
    shown = sum(area.value or 0 for area in reading.areas)
    return shown + sum(aside.amount for aside in reading.asides)


def a_divided_commune():
    """Xã Phong Phú of the former Bình Thuận, half of it each in Phan Rí Cửa and Tuy Phong."""
    return old_unit("22978")


@pytest.fixture
def province():
    return an_officer(todays_unit("68"))


def test_the_71_old_communes_are_read_as_28(province):
    a_programme()
    whole = Succession.objects.filter(
        old__path__startswith="VN/67/", old__level=3, kind="whole", new__valid_to=None
    ).select_related("new", "old")
    newest = whole.first()
    merged = [row.old for row in whole if row.new_id == newest.new_id][:3]
    for unit in merged:
        a_site(unit=unit)

    then = a_map(province, old_unit("67"), on=BEFORE)
    now = a_map(province, old_unit("67"), on=TODAY)

    assert (len(then.areas), len(now.areas)) == (71, 28)
    assert values(then) == {unit.code: 1 for unit in merged}
    assert values(now) == {newest.new.code: len(merged)}


def test_a_figure_that_cannot_be_split_is_named_and_the_total_stays(province):
    divided = a_divided_commune()
    a_site(unit=divided)

    then = a_map(province, old_unit("60"), on=BEFORE)
    now = a_map(province, old_unit("60"), on=TODAY)

    assert values(then) == {divided.code: 1}
    assert values(now) == {}
    [aside] = now.asides
    assert (aside.unit, aside.amount, aside.reason) == (divided, 1, Reason.DIVIDED)
    assert {area.unit for area in now.hatched} == set(aside.candidates)
    assert everything(now) == now.total.number == 1


def test_a_site_of_a_divided_commune_that_an_officer_placed_is_on_the_map(province):
    divided = a_divided_commune()
    site = a_site(unit=divided)
    part = divided.successions.first().new
    Site.objects.filter(pk=site.pk).update(placed_in=part)

    now = a_map(province, old_unit("60"), on=TODAY)
    then = a_map(province, old_unit("60"), on=BEFORE)

    assert values(now) == {part.code: 1}
    assert values(then) == {divided.code: 1}


@pytest.mark.parametrize("measure", [Measure.SITES, Measure.TEAMS, Measure.STATE_VND])
@pytest.mark.parametrize("on", [TODAY, BEFORE])
def test_the_total_is_the_registers_whatever_boundaries_are_drawn(province, measure, on):
    a_programme()
    for number, unit in enumerate(Unit.objects.filter(path__startswith="VN/67/", level=3)[:12]):
        a_site(unit=unit, team_count=number, state_vnd=number * 1_000)
    a_site(unit=todays_unit("24611"), team_count=5, state_vnd=7)
    known = {Measure.SITES: 13, Measure.TEAMS: 66 + 5, Measure.STATE_VND: 66_000 + 7}

    reading = a_map(province, old_unit("67"), on=on, measure=measure)

    assert reading.total.number == known[measure]
    assert everything(reading) == known[measure]


def test_a_commune_officer_sees_figures_of_their_own_commune_and_others_drawn_neutral():
    ours, theirs = todays_unit("24611"), todays_unit("24615")
    officer = an_officer(ours, Role.COMMUNE_OFFICER)
    a_programme()
    a_site(unit=ours)
    a_site(unit=theirs)

    reading = a_map(officer, todays_unit("68"))

    assert values(reading) == {"24611": 1}
    assert reading.total.number == 1
    seen = {area.unit.code for area in reading.areas if area.standing != Standing.BEYOND}
    assert seen == {"24611"}
    assert all(area.value is None for area in reading.areas if area.unit.code != "24611")


def test_a_stranger_has_no_map():
    stranger = an_officer(todays_unit("01"))
    a_site(unit=todays_unit("24611"))
    ground = maps.version().ground

    assert {unit.code for unit in maps.scopes(stranger, ground)} == {"01"}
    assert a_map(stranger, todays_unit("68")).total.number == 0


def test_zero_and_unknown_are_told_apart(province):
    a_site(unit=todays_unit("24611"), team_count=None)
    reading = a_map(province, todays_unit("68"), measure=Measure.TEAMS)
    standing = {area.unit.code: area.standing for area in reading.areas}

    assert standing["24611"] == Standing.UNKNOWN
    assert standing["24615"] == Standing.ZERO


def test_the_nation_is_drawn_by_provinces_and_counts_every_site():
    officer = an_officer(Unit.objects.get(path="VN/"))
    a_programme(unit=Unit.objects.get(path="VN/"))
    a_site(unit=a_divided_commune())
    a_site(unit=todays_unit("24611"))

    now = a_map(officer, Unit.objects.get(path="VN/"))
    then = a_map(officer, Unit.objects.get(path="VN/"), on=BEFORE)

    assert (len(now.areas), len(then.areas)) == (34, 63)
    assert values(now) == {"68": 2}
    assert values(then) == {"60": 1, "67": 1}


def test_ended_sites_are_counted_only_when_asked_for(province):
    a_site(unit=todays_unit("24611"), state="ended", ended_on=date(2026, 1, 1))
    unit = todays_unit("68")

    assert a_map(province, unit).total.number == 0
    assert a_map(province, unit, state="ended").total.number == 1
    assert a_map(province, unit, state=maps.EVERY).total.number == 1


def test_the_scope_of_the_nation_filters_nothing():
    assert maps.counted_in(Unit.objects.get(path="VN/"), TODAY, maps.version().ground) == Q()


def test_dossiers_are_a_share_of_the_papers_needed(province):
    programme = a_programme()
    one, two = (a_site(programme, unit=old_unit("24643"), village=f"Thôn {n}") for n in (1, 2))
    for kind in ("charter", "establishment_decision"):
        a_paper(one, kind, signed_on=date(2026, 1, 5))
    a_paper(two, "charter")
    reading = a_map(province, todays_unit("68"), measure=Measure.DOSSIERS)
    (area,) = [area for area in reading.areas if area.sites]
    assert (area.value, area.sites, area.is_least) == (33, 2, False)
    assert reading.total_number == 33
    assert all(a.standing == Standing.UNKNOWN for a in reading.areas if not a.sites)
