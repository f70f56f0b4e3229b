"""How programmes and sites came and went: what belongs together, and what counts."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from binhyen.kernel.models import Entry
from binhyen.programmes import actions, queries
from binhyen.programmes.choices import Ending, FaultCode, Origin, State
from binhyen.programmes.models import Programme, Site
from binhyen.programmes.queries import SiteFilter
from binhyen.programmes.rules import circles

from .factories import AT, SYSTEM, a_programme, a_site, an_officer, site_facts, todays_unit

db = pytest.mark.django_db
GONE = {"state": State.ENDED, "ended_on": date(2024, 5, 1)}


@st.composite
def links(draw):
    size = draw(st.integers(1, 8))
    keys = st.integers(1, size)
    return {key: draw(st.none() | keys) for key in range(1, size + 1)}


@given(links())
def test_a_circle_is_what_comes_back_to_itself(links):
    def comes_back(key):
        at = links[key]
        for _ in links:
            if at is None or at == key:
                break
            at = links.get(at)
        return at == key

    assert circles(links) == {key for key in links if comes_back(key)}


@db
@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"ending": Ending.ENDED}, ("state", FaultCode.ENDING_WITHOUT_STATE)),
        ({**GONE, "ending": Ending.MERGED}, ("merged_into", FaultCode.MERGED_INTO_NOTHING)),
        (
            {"state": State.ENDED, "ending": Ending.DROPPED, "established_on": date(2024, 1, 1)},
            ("ending", FaultCode.DROPPED_THOUGH_LAUNCHED),
        ),
    ],
)
def test_how_a_record_ended_agrees_with_the_rest(fields, fault):
    a_programme()
    with pytest.raises(actions.Refused) as refused:
        a_site(**fields)
    assert [(one.field, one.code) for one in refused.value.faults] == [fault]
    with pytest.raises(actions.Refused) as refused:
        a_programme("Mô hình khác", **fields)
    assert [(one.field, one.code) for one in refused.value.faults] == [fault]


@db
def test_only_what_was_replicated_has_a_parent_and_only_what_was_merged_went_into_something():
    a_programme()
    other = a_site(village="Thôn 1")
    with pytest.raises(actions.Refused) as refused:
        a_site(village="Thôn 2", origin=Origin.NEW, parent=other)
    assert [one.code for one in refused.value.faults] == [FaultCode.NOT_REPLICATED]
    with pytest.raises(actions.Refused) as refused:
        a_site(village="Thôn 2", **GONE, ending=Ending.ENDED, merged_into=other)
    assert [one.code for one in refused.value.faults] == [FaultCode.NOT_MERGED]


@db
def test_nothing_descends_from_itself_even_if_both_ends_are_changed_at_once():
    a_programme()
    one = a_site(village="Thôn 1")
    two = a_site(village="Thôn 2", origin=Origin.REPLICATED, parent=one)
    three = a_site(village="Thôn 3", origin=Origin.REPLICATED, parent=two)
    closing = replace(actions.facts_of(one), origin=Origin.REPLICATED, parent=three)
    with pytest.raises(actions.Refused) as refused:
        actions.change_site(one, closing, by=SYSTEM, at=AT)
    assert [(f.field, f.code) for f in refused.value.faults] == [("parent", FaultCode.CIRCLE)]

    gone = {**GONE, "ending": Ending.MERGED}
    both = [
        (one, replace(actions.facts_of(one), **gone, merged_into=three)),
        (three, replace(actions.facts_of(three), **gone, merged_into=one)),
    ]
    with pytest.raises(actions.Refused) as refused:
        actions.change_sites(both, by=SYSTEM, at=AT)
    assert [f.field for f in refused.value.faults] == ["merged_into"]
    assert not Site.objects.filter(ending=Ending.MERGED).exists()


@db
def test_a_programme_is_not_merged_into_what_was_merged_into_it():
    left, right = a_programme("Kẻng"), a_programme("Trống")
    gone = {"state": State.ENDED, "ending": Ending.MERGED, "ended_on": date(2024, 5, 1)}
    facts = {
        one: actions.ProgrammeFacts(
            name=one.name, sector=one.sector.name, unit=one.unit, **gone, merged_into=other
        )
        for one, other in [(left, right), (right, left)]
    }
    merged = actions.change_programme(left, facts[left], by=SYSTEM, at=AT, reason="Trùng mục đích")
    assert (merged.merged_into, merged.ended_on) == (right, date(2024, 5, 1))
    entry = Entry.objects.latest("number")
    assert entry.after == {
        "ended_on": "2024-05-01",
        "ending": "merged",
        "merged_into_id": right.pk,
        "state": "ended",
    }
    with pytest.raises(actions.Refused) as refused:
        actions.change_programme(right, facts[right], by=SYSTEM, at=AT)
    assert [f.code for f in refused.value.faults] == [FaultCode.CIRCLE]


@db
@pytest.mark.parametrize(
    "columns",
    [
        {"ending": "merged", "state": "ended"},
        {"ending": "ended"},
        {"ended_on": date(2024, 1, 1)},
        {"origin": "found"},
    ],
)
def test_the_database_itself_refuses_what_does_not_agree(columns):
    a_programme()
    site = a_site()
    for table, key in [(Site, site.pk), (Programme, site.programme_id)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            table.objects.filter(pk=key).update(**columns)


@db
def test_sites_entered_with_their_offspring_and_a_merger_are_taken_back_together():
    programme = a_programme()
    [first] = actions.register_sites([site_facts(village="Thôn 1")], by=SYSTEM, at=AT, batch="b")
    child = site_facts(programme, village="Thôn 2", origin=Origin.REPLICATED, parent=first)
    [second] = actions.register_sites([child], by=SYSTEM, at=AT, batch="b")
    merged = replace(actions.facts_of(second), **GONE, ending=Ending.MERGED, merged_into=first)
    actions.change_site(second, merged, by=SYSTEM, at=AT, batch="b")
    actions.take_back("b", by=SYSTEM, at=AT)
    assert not Site.objects.exists()


@db
def test_a_parent_with_offspring_of_another_day_is_not_taken_back():
    a_programme()
    [first] = actions.register_sites([site_facts(village="Thôn 1")], by=SYSTEM, at=AT, batch="b")
    child = a_site(village="Thôn 2", origin=Origin.REPLICATED, parent=first)
    with pytest.raises(actions.ChangedSince) as refused:
        actions.take_back("b", by=SYSTEM, at=AT)
    assert refused.value.labels == (str(first),)
    assert set(Site.objects.all()) == {first, child}


@db
def test_what_is_being_prepared_or_was_dropped_is_in_no_official_figure():
    unit = todays_unit("24646")
    programme = a_programme()
    common = {"unit": unit, "team_count": 2, "member_count": 9}
    a_site(village="Thôn 1", **common)
    a_site(village="Thôn 2", state=State.SUSPENDED, **common)
    a_site(village="Thôn 3", **common, **GONE)
    a_site(village="Thôn 4", state=State.PREPARING, **common)
    a_site(village="Thôn 5", state=State.ENDED, ending=Ending.DROPPED, **common)
    officer = an_officer(todays_unit("68"))

    assert Site.objects.counted().count() == 2
    [row] = queries.catalogue([programme], officer)
    assert (row.sites, row.ended, row.teams, row.members) == (2, 1, 4, 18)
    figures = queries.spread(Site.objects.all()).figures
    assert (figures.sites, figures.ended, figures.teams) == (2, 1, 4)
    villages = {
        state: [
            site.village
            for site in queries.sites_found(officer, SiteFilter(state=state, on=on, sort="place"))
        ]
        for state, on in [
            ("counted", None),
            ("ended", None),
            ("preparing", None),
            ("dropped", None),
            ("", date(2023, 1, 1)),
        ]
    }
    assert villages == {
        "counted": ["Thôn 1", "Thôn 2"],
        "ended": ["Thôn 3"],
        "preparing": ["Thôn 4"],
        "dropped": ["Thôn 5"],
        "": ["Thôn 1", "Thôn 2", "Thôn 3"],
    }


@db
def test_a_site_in_preparation_lacks_nothing_yet():
    a_programme()
    assert queries.lacking(a_site(village="Thôn 1", state=State.PREPARING)) == []
    dropped = a_site(village="Thôn 2", state=State.ENDED, ending=Ending.DROPPED)
    assert queries.lacking(dropped) == []


@db
def test_sites_that_point_to_others_are_read_in_as_many_queries_as_one(django_assert_num_queries):
    a_programme()
    first = a_site(village="Thôn 1")
    for n in range(2, 5):
        a_site(village=f"Thôn {n}", origin=Origin.REPLICATED, parent=first)
    for count in (2, 4):
        sites = list(Site.objects.select_related("programme", "unit").order_by("-pk")[:count])
        with django_assert_num_queries(2):
            facts = actions.facts_of_many(sites)
        assert len(facts) == count
