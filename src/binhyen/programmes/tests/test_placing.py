"""A site of a divided unit is said to be in one of the heirs, and counts there alone."""

from dataclasses import replace

import pytest

from binhyen.kernel import log
from binhyen.people.choices import Role
from binhyen.programmes import actions, queries
from binhyen.programmes.choices import FaultCode
from binhyen.programmes.models import Site
from binhyen.programmes.queries import SiteFilter
from binhyen.units.choices import Level
from binhyen.units.models import Succession, Unit

from .factories import AT, SYSTEM, a_programme, a_site, an_officer, old_unit, todays_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def divided() -> Unit:
    parts = Succession.objects.filter(kind="part", old__level=Level.COMMUNE, new__valid_to=None)
    return parts.order_by("pk").first().old


@pytest.fixture
def heirs(divided):
    """Where most of it went, and another part."""
    links = divided.successions.order_by("-is_main", "pk").select_related("new__parent")
    return [link.new for link in links][:2]


@pytest.fixture
def nation():
    return an_officer(Unit.objects.get(level=Level.NATION), Role.PROVINCE_OFFICER)


def place(site, unit, **by):
    facts = replace(actions.facts_of(site), placed_in=unit)
    return actions.change_site(site, facts, **({"by": SYSTEM, "at": AT} | by))


def counted_at(person, units):
    return [queries.sites_found(person, SiteFilter(unit=unit)).count() for unit in units]


def test_until_it_is_placed_it_counts_at_each_heir_and_then_at_one(divided, heirs, nation):
    programme = a_programme()
    site, open_ = (a_site(programme, unit=divided, village=village) for village in "12")
    assert counted_at(nation, heirs) == [2, 2]
    place(site, heirs[1])
    assert counted_at(nation, heirs) == [1, 2]
    assert counted_at(nation, [divided]) == [2]
    spread = queries.spread(Site.objects.all())
    now = {row.unit: (row.sites, row.in_part) for row in spread.now}
    assert (now[heirs[0]], now[heirs[1]]) == ((1, 1), (2, 1))
    assert [(row.unit, row.sites) for row in spread.then] == [(divided, 2)]
    assert spread.figures.communes == 1
    place(open_, heirs[0])
    assert counted_at(nation, heirs) == [1, 1]
    assert not queries.spread(Site.objects.all()).has_divided


def test_the_provinces_figures_do_not_change_by_placing(divided, heirs, nation):
    site = a_site(a_programme(), unit=divided)
    above = [heirs[1].parent]
    before = counted_at(nation, above)
    place(site, heirs[1])
    assert counted_at(nation, above) == before == [1]


def test_it_is_placed_only_where_a_part_of_its_unit_went(divided):
    site = a_site(a_programme(), unit=divided)
    for unit in (todays_unit("24611"), old_unit("24643"), divided):
        with pytest.raises(actions.Refused) as refused:
            place(site, unit)
        assert [(f.field, f.code) for f in refused.value.faults] == [
            ("placed_in", FaultCode.MISPLACED)
        ]


def test_an_officer_places_it_on_its_page_with_the_ground_and_takes_it_back(
    as_, divided, heirs, nation
):
    site = a_site(a_programme(), unit=divided)
    client = as_(nation)
    path = f"/sites/{site.code}/place/"
    assert path in client.get(site.get_absolute_url()).content.decode()
    form = client.get(path).context["form"]
    assert {name for _key, name in form.fields["placed_in"].choices[1:]} >= {
        unit.name for unit in heirs
    }
    said = {"placed_in": str(heirs[1].pk), "reason": "Nghị quyết sắp xếp"}
    assert client.post(path, said).status_code == 302
    site.refresh_from_db()
    assert site.placed_in == heirs[1]
    entry = log.history_of(site).latest("number")
    assert (entry.after, entry.reason) == ({"placed_in_id": heirs[1].pk}, "Nghị quyết sắp xếp")
    page = client.get(site.get_absolute_url()).content.decode()
    assert "Xác định lại" in page and heirs[1].get_absolute_url() in page
    client.post(path, {"placed_in": "", "reason": ""})
    site.refresh_from_db()
    assert site.placed_in is None


def test_an_unknown_place_is_refused_beside_the_field(as_, divided, nation):
    site = a_site(a_programme(), unit=divided)
    page = as_(nation).post(f"/sites/{site.code}/place/", {"placed_in": "1", "reason": "vì sao"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["placed_in"]
    assert 'value="vì sao"' in page.content.decode()


def test_a_site_of_a_unit_that_went_whole_has_nothing_to_place(as_, nation):
    client = as_(nation)
    for unit in (old_unit("24643"), todays_unit("24611")):
        site = a_site(a_programme(f"Kẻng {unit.pk}"), unit=unit)
        assert client.get(f"/sites/{site.code}/place/").status_code == 404
        assert "/place/" not in client.get(site.get_absolute_url()).content.decode()


def test_who_may_look_but_not_change_places_nothing_and_a_stranger_finds_nothing(
    as_, divided, heirs
):
    site = a_site(a_programme(), unit=divided)
    path = f"/sites/{site.code}/place/"
    reader = an_officer(heirs[0], Role.READER)
    assert as_(reader).get(path).status_code == 403
    assert as_(an_officer(todays_unit("24611"), Role.COMMUNE_OFFICER)).get(path).status_code == 404


def test_moving_a_site_to_another_unit_forgets_where_it_was_placed(as_, divided, heirs, nation):
    site = a_site(a_programme(code="P10"), unit=divided, village="Thôn 1")
    place(site, heirs[1])
    unit = todays_unit("24611")
    said = {"programme": "P10", "unit": queries.unit_text(unit), "village": "Thôn 1"}
    answer = as_(nation).post(
        f"/sites/{site.code}/change/", {**said, "state": "running", "reason": "ghi nhầm xã"}
    )
    assert answer.status_code == 302
    site.refresh_from_db()
    assert (site.unit, site.placed_in) == (unit, None)
