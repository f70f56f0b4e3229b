"""What a dossier lacks, one by one and counted for whole communes: by one and the same rule."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.dossiers import actions, queries
from binhyen.dossiers.choices import LineState
from binhyen.people.choices import Role
from binhyen.programmes.models import Site
from binhyen.programmes.tests.factories import (
    a_programme,
    a_site,
    an_officer,
    old_unit,
    todays_unit,
)

from .factories import AT, SYSTEM, WIL, a_paper, a_stored

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 25)
SIGNED = {"issued_on": date(2026, 1, 5), "signed_on": date(2026, 1, 5)}
OWN = """
name = "Danh mục của tỉnh"
verified = true
[[paper]]
code = "charter"
group = "founding"
of = ["site", "programme"]
needed = [{ states = ["running"] }]
"""


@pytest.fixture
def programme():
    return a_programme(code="P10")


def states(dossier) -> dict[str, str]:
    return {line.kind.code: line.state.value for line in dossier.lines if line.is_needed}


def test_the_best_paper_of_a_kind_is_the_one_that_is_held(programme):
    site = a_site(programme, state="running")
    old = a_paper(site, "interim_report", issued_on=date(2020, 1, 1), signed_on=date(2020, 1, 1))
    unsigned = a_paper(site, "interim_report", issued_on=date(2026, 6, 1))
    held = queries.papers_held(programme, site, on=ON)
    assert (held["interim_report"].document, held["interim_report"].state) == (
        unsigned, "unsigned",
    )  # fmt: skip
    actions.mark_signed(unsigned, date(2026, 6, 2), by=SYSTEM, at=AT)
    assert queries.papers_held(programme, site, on=ON)["interim_report"].state == "present"
    actions.withdraw(unsigned, "nhầm", by=SYSTEM, at=AT)
    held = queries.papers_held(programme, site, on=ON)["interim_report"]
    assert (held.document, held.state) == (old, "out_of_date")


def test_a_dossier_names_what_is_there_and_what_is_wanting(programme):
    site = a_site(programme, origin="new", established_on=date(2026, 6, 1))
    a_paper(site, "charter", **SIGNED)
    a_paper(site, "launch_minutes", issued_on=date(2026, 6, 1))
    dossier = queries.dossier_of(programme, site, on=ON)
    assert states(dossier) == {
        "establishment_decision": "missing",
        "charter": "present",
        "meeting_minutes": "missing",
        "pledge": "missing",
        "launch_minutes": "unsigned",
    }
    assert (dossier.needed, dossier.present, len(dossier.wanting)) == (5, 1, 4)


def test_a_programmes_papers_are_its_own_and_not_its_sites(programme):
    site = a_site(programme)
    a_paper(site, "charter", **SIGNED)
    a_paper(programme, "plan", **SIGNED)
    own = states(queries.dossier_of(programme, on=ON))
    assert own == {"plan": "present", "establishment_decision": "missing", "charter": "missing"}
    assert "plan" not in queries.papers_held(programme, site, on=ON)


def test_what_no_list_names_any_longer_is_still_shown(programme):
    site = a_site(programme)
    lists = actions.save_checklist(
        todays_unit("68"), OWN.replace("charter", "quy_uoc") + 'name = "Quy ước"\n',
        effective_on=ON, by=SYSTEM, at=AT,
    )  # fmt: skip
    a_paper(site, "quy_uoc", at=AT.replace(day=25))
    actions.withdraw_checklist(lists, by=SYSTEM, at=AT.replace(day=25))
    lines = {line.kind.code: line for line in queries.dossier_of(programme, site, on=ON).lines}
    assert lines["quy_uoc"].state == LineState.PRESENT


# --- counted ---


def mixed(programme) -> list[Site]:
    """Sites of every kind, with every kind of paper, over three communes of the day."""
    units = [old_unit(code) for code in ("24643", "24646", "24649")]
    shapes = [
        {"state": "running"},
        {"state": "running", "origin": "new", "established_on": date(2025, 8, 25)},
        {"state": "running", "origin": "new", "established_on": date(2025, 8, 26)},
        {"state": "running", "established_on": date(2025, 7, 1), "established_precision": "month"},
        {"state": "running", "established_on": date(2025, 8, 1), "established_precision": "month"},
        {"state": "running", "established_on": date(2025, 1, 1), "established_precision": "year"},
        {"state": "suspended", "origin": "replicated"},
        {"state": "ended", "ending": "ended", "ended_on": date(2026, 1, 1)},
        {"state": "ended"},
        {"state": "preparing", "origin": "replicated"},
    ]
    papers = [
        {"issued_on": date(2026, 1, 5)},
        SIGNED,
        {"issued_on": date(2020, 1, 5), "signed_on": date(2020, 1, 5)},
        {**SIGNED, "valid_until": date(2026, 11, 24)},
        {"valid_until": ON},
    ]
    kinds = ["charter", "interim_report", "establishment_decision", "ending_report", "other"]
    sites, stored = [], a_stored()
    for number, shape in enumerate(shapes * 3):
        site = a_site(programme, unit=units[number % 3], village=f"Thôn {number}", **shape)
        sites.append(site)
        for turn in range(number % 4):
            kind, said = kinds[(number + turn) % 5], papers[(number * 3 + turn) % 5]
            paper = a_paper(site, kind, stored=stored, source="drafted", **said)
            if (number + turn) % 7 == 0:
                actions.withdraw(paper, "nhầm", by=SYSTEM, at=AT)
    return sites


@pytest.mark.slow
@pytest.mark.parametrize("own", [False, True])
def test_counting_in_the_database_says_what_each_dossier_says(programme, own):
    sites = mixed(programme)
    if own:
        actions.save_checklist(todays_unit("68"), OWN, effective_on=ON, by=SYSTEM, at=AT)
    expected: dict[tuple, list[int]] = {}
    for site in sites:
        lines = [x for x in queries.dossier_of(programme, site, on=ON).lines if x.is_needed]
        said = [line.state.value for line in lines]
        figures = expected.setdefault((site.unit_id, None), [0, 0, 0, 0, 0])
        found = [bool(said), len(said), *map(said.count, ("present", "unsigned", "out_of_date"))]
        expected[site.unit_id, None] = [a + b for a, b in zip(figures, found, strict=True)]
    counted = queries.figures_by_place(Site.objects.all(), ON)
    assert {
        place: [f.sites, f.needed, f.present, f.unsigned, f.out_of_date]
        for place, f in counted.items()
    } == expected
    lines = queries.site_lines(Site.objects.select_related("programme"), ON)
    assert sum(line.dossier.present for line in lines) == sum(f[2] for f in expected.values())


def test_a_percentage_is_100_only_where_nothing_is_wanting():
    assert queries.Figures(1, 300, 299).percent == 99
    assert queries.Figures(1, 3, 3).percent == 100
    assert queries.Figures().percent is None
    assert queries.Figures(1, 9, 4, 2, 1).missing == 2


def test_communes_are_todays_and_a_divided_one_keeps_its_own_name(programme):
    a_site(programme, unit=old_unit("24643"))  # wholly in today's Đắk Wil
    a_site(programme, unit=todays_unit(WIL))
    divided = next(
        unit for unit in (Site._meta.get_field("unit").related_model.objects.filter(
            successions__kind="part", level=3).order_by("pk"))
    )  # fmt: skip
    a_site(programme, unit=divided)
    nation = an_officer(Site._meta.get_field("unit").related_model.objects.get(path="VN/"))
    rows = {row.unit: row for row in queries.completeness_by_unit(nation, ON)}
    assert rows[todays_unit(WIL)].figures.sites == 2
    assert rows[divided].is_divided
    for unit, row in rows.items():
        assert queries.sites_counted_at(nation, unit).count() == row.figures.sites


def test_everyone_counts_what_they_see(programme):
    a_site(programme, unit=old_unit("24643"))
    own = an_officer(todays_unit(WIL), Role.COMMUNE_OFFICER)
    other = an_officer(todays_unit("24611"), Role.COMMUNE_OFFICER)
    assert len(queries.completeness_by_unit(own, ON)) == 1
    assert queries.completeness_by_unit(other, ON) == []


def test_the_nations_figures_are_kept_until_a_paper_comes(programme, django_assert_max_num_queries):
    site = a_site(programme, unit=todays_unit(WIL))
    nation = an_officer(site.unit.parent.parent)
    (before,) = queries.completeness_by_unit(nation, ON)
    with django_assert_max_num_queries(4):
        assert queries.completeness_by_unit(nation, ON) == [before]
    a_paper(site, "charter", **SIGNED)
    (after,) = queries.completeness_by_unit(nation, ON)
    assert (before.figures.present, after.figures.present) == (0, 1)


@pytest.mark.slow
def test_more_sites_and_papers_take_no_more_queries(programme):
    person = an_officer(todays_unit("68"))
    site = a_site(programme, unit=old_unit("24643"))
    a_paper(site)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.completeness_by_unit(person, ON)
        return len(captured)

    count()
    few = count()
    mixed(programme)
    assert count() == few <= 6


# --- a province's own list ---


def test_a_list_of_ones_own_counts_from_its_day_in_its_territory_and_nowhere_else(programme):
    here, there = a_site(programme, unit=old_unit("24643")), a_site(unit=todays_unit("13366"))
    actions.save_checklist(todays_unit("68"), OWN, effective_on=date(2026, 12, 1), by=SYSTEM, at=AT)
    before, after = date(2026, 11, 30), date(2026, 12, 1)
    base = {"establishment_decision", "charter", "launch_minutes"}
    assert set(states(queries.dossier_of(programme, here, on=before))) == base
    assert set(states(queries.dossier_of(programme, here, on=after))) == {"charter"}
    assert set(states(queries.dossier_of(programme, there, on=after))) == base


def test_a_later_version_replaces_the_earlier_until_it_is_withdrawn(programme):
    province = todays_unit("68")
    actions.save_checklist(province, OWN, effective_on=ON, by=SYSTEM, at=AT)
    second = OWN.replace("charter", "pledge")
    later = actions.save_checklist(
        province, second, effective_on=date(2026, 11, 26), by=SYSTEM, at=AT
    )
    assert later.version == 2
    on = date(2026, 11, 28)
    assert list(queries.checklist_for(old_unit("24643"), on).kinds) == ["pledge"]
    actions.withdraw_checklist(later, by=SYSTEM, at=AT.replace(day=27))
    assert list(queries.checklist_for(old_unit("24643"), on).kinds) == ["charter"]
    assert list(queries.checklist_for(old_unit("24643"), date(2026, 11, 26)).kinds) == ["pledge"]


@pytest.mark.parametrize(
    ("unit", "day", "code"), [("68", date(2026, 11, 1), "past"), (WIL, ON, "unit")]
)
def test_a_list_binds_nobody_backwards_and_is_no_communes(unit, day, code):
    with pytest.raises(actions.ChecklistFaulty) as faulty:
        actions.save_checklist(todays_unit(unit), OWN, effective_on=day, by=SYSTEM, at=AT)
    assert [finding.code.value for finding in faulty.value.findings] == [code]


def test_two_lists_cannot_begin_on_one_day():
    actions.save_checklist(todays_unit("68"), OWN, effective_on=ON, by=SYSTEM, at=AT)
    with pytest.raises(actions.ChecklistFaulty) as faulty:
        actions.save_checklist(todays_unit("68"), OWN, effective_on=ON, by=SYSTEM, at=AT)
    assert [finding.code.value for finding in faulty.value.findings] == ["same_day"]
